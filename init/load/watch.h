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

#include "load/refused-code.h"
#include "run/side-effects.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What BPF_PROG_LOAD of a watched program came to. */
struct watched_call {
	const union bpf_attr *attr; /* of the call, while after() runs; else NULL */
	bool reached;		    /* the call was made */
	bool accepted;		    /* it succeeded */
	bool stopped; /* it was interrupted after the bound: the kernel gave no answer */
	int err;      /* positive errno, 0 where accepted; ETIME where stopped */
	/*
	 * Duplicate of the program's descriptor; -1: none.  libbpf closes its own where a later
	 * step of the load fails.
	 */
	int fd;
	uint32_t prog_flags; /* of the call, BPF_F_* */
	int64_t load_us;     /* the call's duration; UNKNOWN_FIGURE unless reached */
	int64_t mem_peak;    /* see memory_peak_end(), for the call; UNKNOWN_FIGURE: not known */
	/* owned; kept where it was refused with EINVAL or EACCES, and in watch.last alone */
	struct refused_code code;
};

/*
 * Watches the calls that carry @logs + i as their log buffer, for i below @count: those of program
 * i.  The caller sets the first members and zeroes the rest.
 */
struct watch {
	const char *logs;
	size_t count;
	int64_t bound_ms; /* interrupt such a call after so long; 0: no bound */
	/* Before a call; NULL: not wanted. */
	void (*before)(void *data, size_t i);
	/*
	 * After a call.  NULL: the last call is kept in @last, whose descriptor and code the
	 * caller of watch_end() closes and clears.  Otherwise the descriptor of @call is closed
	 * after it, and what it returns, if not -1, is given to libbpf as the program's descriptor
	 * in place of the kernel's answer.
	 */
	int (*after)(void *data, size_t i, const struct watched_call *call);
	void *data;

	struct watched_call last;
	struct side_effects side_effects; /* of all programs loaded while watching */
	struct watch *outer;		  /* the watch that this one interrupts */
};

/*
 * Watch until watch_end().  May be called from before() and after() of another watch, which goes on
 * after watch_end().
 */
void watch_begin(struct watch *w);
void watch_end(struct watch *w);

/*
 * Whether this process ever passed the kernel a program that may sleep, for whatever purpose.  Such
 * a program has BPF_F_SLEEPABLE in its flags or is of type BPF_PROG_TYPE_SYSCALL.  Accepted or
 * refused, it may be freed later than others (load/deferred-free.h).
 */
bool watch_saw_sleepable(void);

#endif
