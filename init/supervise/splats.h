/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's complaints, sent as records with the program or the object that they are about. */
#ifndef INIT_SPLATS_H
#define INIT_SPLATS_H

#include <stdbool.h>
#include <stdint.h>

/* Who may have caused what the kernel says now. */
struct suspect {
	int64_t object;	 /* index in the docket; -1: none */
	int64_t program; /* index in the object; -1: none is being judged */
	bool first;  /* none of the object was loaded before it in this boot, and all of others is
			freed */
	bool others; /* programs of other objects may not be freed yet */
	int pid;     /* of the process that loads it */
	bool guilty; /* the kernel complained about this program */
	char title[256]; /* of the first such complaint */
};

/* Open the kernel log at its oldest line; a descriptor to wait on, or -errno. */
int splats_open(void);

/*
 * Send what the kernel log has by now.  @s NULL: nobody's.  A complaint is about the program if it
 * is the first of its object, or if the process that loads it ran into it; else about the object,
 * for what closed its programs before is freed later and by others; where programs of other objects
 * may not be freed, what another process ran into is nobody's.  @all: also complaints whose last
 * lines have not come, so that they are not taken for those of the next program. That a scan of
 * kmemleak found something waits for splats_send_leaks(): when that was lost nobody knows.
 */
void splats_send(struct suspect *s, bool all);

/*
 * At the end of a trial: send the memory that the kernel lost, where it looks for it, and what the
 * kernel log has by then. It is @object's where a process of /init lost it whose pid is @from_pid
 * or more; -1: nobody's.
 */
void splats_send_leaks(int64_t object, int from_pid);

#endif
