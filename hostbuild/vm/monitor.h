/* SPDX-License-Identifier: GPL-2.0-only */
/* QEMU's monitor (QMP), which is asked about a guest that fell silent and never before. */
#ifndef VM_MONITOR_H
#define VM_MONITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of the guest's only processor, an x86-64. */
struct registers {
	uint64_t rip, rsp;
	bool kernel;	 /* in ring 0 */
	bool interrupts; /* enabled */
	bool halted;
};

struct monitor {
	int fd; /* non-blocking; -1: none */
	bool greeted;
	char text[32768]; /* the line that is being read */
	size_t len;
};

/*
 * All of these wait for the answer until @until_ms of monotonic_ms() at most.  -ETIMEDOUT: there is
 * none; -ENOTCONN: no monitor; -EPIPE: QEMU is gone; -EPROTO: it refused, or the answer has not
 * what was asked for; -EMSGSIZE: a line is too long; -EINTR: the tool was asked to stop.
 */

/* @text (@size bytes, NUL-terminated): as QEMU prints them. */
int monitor_registers(
	struct monitor *m, struct registers *ret, char *text, size_t size, int64_t until_ms);
/* Read @count 64-bit words of the guest's memory from @at on; how many it could read, or -errno. */
int monitor_words(struct monitor *m, uint64_t at, uint64_t *words, size_t count, int64_t until_ms);
/* Send a non-maskable interrupt. */
int monitor_nmi(struct monitor *m, int64_t until_ms);

/* Parse the text of "info registers"; false where a register is missing. */
bool registers_read(struct registers *ret, const char *text);

#endif
