/* SPDX-License-Identifier: GPL-2.0-only */
/* The console, for people: KTAP in blocks that the kernel's messages do not interrupt. */
#ifndef INIT_CONSOLE_H
#define INIT_CONSOLE_H

/* Make descriptors 0, 1 and 2 the console, or /dev/null where there is none.  Needs no mounts. */
void console_open(void);

/*
 * console_add() appends to a block, console_flush() writes it.  A block that would have more than
 * 16 KiB is written earlier; a single line that long is dropped.  Time stamps like the kernel's are
 * changed (splat_hide_stamps()).  The first block that is written sets the kernel's console log
 * level to 3 for good: of its messages KERN_CRIT and worse still appear there.
 */
void console_add(const char *format, ...) __attribute__((format(printf, 1, 2)));
void console_flush(void);

/*
 * Write the last block and wait until the console has sent it: a reboot drops what is still in the
 * queue of the port.
 */
void console_finish(void);

/* Write a line at once: before anything is mounted, or when all else has failed. */
void console_say(const char *line);

#endif
