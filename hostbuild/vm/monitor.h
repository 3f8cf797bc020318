/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * QEMU's own word on a guest, over a descriptor of ours (QMP).  Nothing is asked until a guest
 * falls silent.
 */
#ifndef VM_MONITOR_H
#define VM_MONITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of the one processor. */
struct registers {
	uint64_t rip, rsp;
	bool kernel;	 /* in ring 0 */
	bool interrupts; /* are let in */
	bool halted;
};

struct monitor {
	int fd; /* non-blocking; -1: none */
	bool greeted;
	char text[32768]; /* the line that is being read */
	size_t len;
};

/*
 * All of these wait until @until_ms of monotonic_ms() at most; -errno, -ETIMEDOUT where QEMU does
 * not answer.
 */

/* @text (@size bytes, NUL-terminated): as QEMU prints them. */
int monitor_registers(
	struct monitor *m, struct registers *ret, char *text, size_t size, int64_t until_ms);
/* @count words of the guest's memory from @at on; how many were had, or -errno. */
int monitor_words(struct monitor *m, uint64_t at, uint64_t *words, size_t count, int64_t until_ms);
/* A non-maskable interrupt: what nothing of the guest's can keep out. */
int monitor_nmi(struct monitor *m, int64_t until_ms);

/* Of "info registers"; false where it has not what is looked for. */
bool registers_read(struct registers *ret, const char *text);

#endif
