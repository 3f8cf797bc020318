/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the console shows of a guest's kernel.  The record stream cannot report its own end; a panic
 * or a failed unpacking is seen here only.
 */
#ifndef VM_EVIDENCE_H
#define VM_EVIDENCE_H

#include "verdict/splat-report.h"

#include <stdbool.h>

/* Zeroed but for the first member, it has seen nothing. */
struct evidence {
	const char *console_device; /* the kernel's name of the console: "ttyS0"; NULL: not known */
	struct splat_collector splats;
	struct splat last;		 /* the last splat … */
	char report[SPLAT_REPORT_BYTES]; /* … and all that the kernel reported with it */
	/*
	 * The last one came from a kernel worker or an interrupt: deferred work, which any program
	 * before it may have caused.
	 */
	bool deferred;
	char panic[256];	/* title of the first splat that ended in a panic; "": none */
	char splat[256];	/* title of the first splat; "": none */
	char unpack_error[256]; /* "Initramfs unpacking failed: …", before /init wrote; "": none */
	bool anything;		/* a whole line or some bytes came */
	bool early_console;	/* the kernel registered an early console … */
	bool console;		/* … and the one that lasts */
	bool init_wrote;
	bool ktap;	      /* /init's KTAP began, in which it quotes names and logs of anybody */
	bool no_records_port; /* /init reports that it has no second port */
};

/* One line of the console, NUL-terminated, without its newline. */
void evidence_line(struct evidence *e, const char *line);
/* The console ended: what was collected of a last splat is whole. */
void evidence_end(struct evidence *e);

#endif
