/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's complaints, sent as records of the program or the object that they belong to. */
#ifndef INIT_SPLATS_H
#define INIT_SPLATS_H

#include <stdbool.h>
#include <stdint.h>

/* Who may have caused a splat. */
struct suspect {
	int64_t object;	 /* index in the docket */
	int64_t program; /* index of the current program in the object; -1: none is current */
	bool whole;	 /* the whole object is being loaded */
	/*
	 * It is the first program of the object that is loaded in this boot, and all of other
	 * objects is freed.
	 */
	bool first;
	bool others;	 /* programs of other objects may not be freed yet */
	int pid;	 /* of the process that loads it */
	bool blamed;	 /* a splat belongs to the current program */
	char title[256]; /* of the first such splat */
	/* the same of the whole, while no program is current */
	bool whole_blamed;
	char whole_title[256];
};

/*
 * Open the kernel log at its oldest line.  Where that fails (printk.devkmsg=off, no CONFIG_PRINTK)
 * a splat record says so.
 */
void splats_open(void);
/* Readable when the kernel log has more; -1: it cannot be read. */
int splats_fd(void);

/*
 * Send the splats that are in the kernel log by now.  With @all also one whose last lines have not
 * come: it must not be taken for the next program's.
 *
 * Whose it is: the current program's where that is the first one of the object, or where the
 * process that loads it ran into the splat outside of an interrupt.  Else it is the object's, since
 * the kernel frees its earlier programs late and in other processes.  Nobody's where @s is NULL,
 * and where programs of other objects may not be freed and another process ran into it.
 *
 * The count of leaks that a scan of kmemleak logs is kept for splats_send_leaks(): nobody knows
 * when the memory was lost.
 */
void splats_send(struct suspect *s, bool all);

/*
 * At the end of a trial: send what kmemleak finds, and the splats that are in the kernel log by
 * then.  A leak is @object's where a process of /init with pid @from_pid or a higher one allocated
 * the memory; else, or with @object -1, it is nobody's.
 */
void splats_send_leaks(int64_t object, int from_pid);

#endif
