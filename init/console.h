/* SPDX-License-Identifier: GPL-2.0-only */
/* The console as people read it: KTAP, in whole blocks that printk does not cut into. */
#ifndef INIT_CONSOLE_H
#define INIT_CONSOLE_H

/* Make 0, 1 and 2 the console, or /dev/null where there is none.  Needs no mount. */
void console_open(void);

/*
 * A block is gathered by console_add() and leaves in one piece with console_flush(); from the first
 * one on the kernel's console log level is 3 (KERN_CRIT and worse pass).  A block that outgrows its
 * room leaves early.
 */
void console_add(const char *format, ...) __attribute__((format(printf, 1, 2)));
void console_flush(void);

/*
 * The last block, and until the console has sent it: a reboot drops what waits in the port's queue.
 */
void console_finish(void);

/* A line that must not wait, before anything is mounted or when all else failed. */
void console_say(const char *line);

#endif
