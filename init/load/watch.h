/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Observe the BPF_PROG_LOAD calls that libbpf makes.
 *
 * /init is linked with -Wl,--wrap=syscall, and libbpf calls bpf(2) through syscall(): each of its
 * calls passes __wrap_syscall() in watch.c.  This gives the errno as the kernel returned it and the
 * time of that call alone, without a copy of libbpf's load steps.
 */
#ifndef INIT_WATCH_H
#define INIT_WATCH_H

#include "run/side-effects.h"

#include <stdbool.h>
#include <stdint.h>

/* What BPF_PROG_LOAD of the watched program came to. */
struct watch {
	bool reached;  /* the call was made */
	bool accepted; /* it succeeded */
	bool stopped;  /* it was interrupted after the bound: the kernel gave no answer */
	int err;       /* positive errno, 0 where accepted; ETIME where stopped */
	/*
	 * Duplicate of the program's descriptor, which the caller closes; -1: none.  libbpf closes
	 * its own where a later step of the load fails.
	 */
	int fd;
	uint32_t prog_flags;		  /* of the call, BPF_F_* */
	int64_t load_us;		  /* the call's duration; UNKNOWN_FIGURE unless reached */
	struct side_effects side_effects; /* of all programs loaded while watching */
};

/*
 * Reset @w and watch into it until watch_end().  The watched program is the one whose call carries
 * @log_buf.  @bound_ms: interrupt that call after so long; 0: no bound.
 */
void watch_begin(struct watch *w, const char *log_buf, int64_t bound_ms);
void watch_end(void);

/*
 * Whether this process ever passed the kernel a program that may sleep, for whatever purpose.  Such
 * a program has BPF_F_SLEEPABLE in its flags or is of type BPF_PROG_TYPE_SYSCALL.  Accepted or
 * refused, it may be freed later than others (load/deferred-free.h).
 */
bool watch_saw_sleepable(void);

#endif
