/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What runs /init and carries what it writes.  boot.c starts a runner, reads its channels, keeps
 * the deadlines and ends it, and knows no more of it than this file; QEMU (qemu.h) is one kind.  A
 * kind is a table of functions and a struct of its own that begins with a struct runner.
 */
#ifndef VM_RUNNER_H
#define VM_RUNNER_H

#include "verdict/run-parameters.h"
#include "vm/look.h"

#include <stdbool.h>

struct runner;

/* How a runner ended.  All false and "" where we ended it. */
struct runner_end {
	bool by_itself;
	bool failed;	 /* by itself, and not by an orderly exit */
	char words[256]; /* the last line that it wrote about itself, for people; "": none */
	char why[320];	 /* where it failed: how, for people: "QEMU died of SIGSEGV" */
};

struct runner_kind {
	/*
	 * Start /init with @p, and write logs of its own to the directory @dir.  Sets the
	 * descriptors of @r.  -errno, reported; nothing runs then, and the descriptors are -1.
	 */
	int (*start)(struct runner *r, const struct run_parameters *p, const char *dir);
	/*
	 * Reap it if it has ended.  True then, with @r->end set.  Does not wait for it to end; to
	 * end and reap what it started may take QEMU's kind a few seconds (GUARD_MS in process.c).
	 */
	bool (*step)(struct runner *r);
	/* End it, wait until it and all that it started are gone, and set @r->end. */
	void (*kill)(struct runner *r);
	/*
	 * See what the guest's processor does, in a few seconds at most.  Sets all of @ret but what
	 * look_line() adds.  NULL: this kind cannot.
	 */
	void (*look)(struct runner *r, struct look *ret);
	/*
	 * Make the guest's kernel write a trace of where it is to the console.  It dies of that.
	 * NULL: this kind cannot.
	 *   0            it was asked to, which does not mean that it can
	 *   -EOPNOTSUPP  this runner cannot
	 *   -errno       it could not be asked
	 */
	int (*trace)(struct runner *r);
	/* Free @r, which does not run.  Does not close its descriptors. */
	void (*free)(struct runner *r);
};

struct runner {
	const struct runner_kind *kind;
	/*
	 * Set by start() and owned by the caller from then on; -1: there is none.  What the guest
	 * writes to its console and its records' port is read from these two.  They do not block,
	 * and are at their end once the guest is gone.
	 */
	int console, records;
	int orders; /* where orders to /init are written (verdict/order.h) */
	int gone;   /* owned by the runner: readable once it has ended by itself */
	/* What the kernel's log calls the console; NULL: the kernel does not write to it. */
	const char *console_device;
	struct runner_end end;
};
/* For a kind's constructor. */
#define RUNNER_OF(k)                                                                               \
	((struct runner){.kind = (k), .console = -1, .records = -1, .orders = -1, .gone = -1})

#endif
