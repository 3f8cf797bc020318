/* SPDX-License-Identifier: GPL-2.0-only */
/* One boot of /init by a runner: its channels, its logs, its deadlines.  boot.c says how. */
#ifndef VM_BOOT_H
#define VM_BOOT_H

#include "vm/channel.h"
#include "vm/deadline.h"
#include "vm/evidence.h"
#include "vm/gather.h"
#include "vm/look.h"
#include "vm/runner.h"

#include <poll.h>

#define BOOT_FDS 3

/* The guest's clock next to the host's, at the first record with an uptime and at the last. */
struct clocks {
	int64_t guest_first_ms, guest_last_ms, wall_first_ms, wall_last_ms;
	bool known;
};

/* A zeroed one was never started. */
struct boot {
	/* results, for whoever judges the boot; whole once boot_end() returned */
	struct runner_end end; /* of the runner */
	struct evidence evidence;
	struct look look; /* its registers are gone after boot_end() */
	struct clocks clocks;
	int64_t started_ms, hello_ms; /* monotonic_ms(); hello 0: none yet */
	bool silent;		      /* ended because a deadline passed */
	char silence[256];	      /* which one, for people */

	/* while it runs */
	struct runner *runner; /* owned; NULL: ended */
	struct channel console, records;
	int orders; /* -1: none */
	struct gather *gather;
	struct deadline deadline;
	const char *system_map; /* path, for the names of addresses; NULL: none */
	char *dir;
	bool tracing, traced; /* a trace was asked for, and is over */
};

struct boot_options {
	const struct run_parameters *parameters;
	struct gather *gather;	/* after gather_boot() with the same nonce */
	const char *dir;	/* for logs; made */
	const char *system_map; /* of the kernel; NULL: none */
};

/*
 * Start @runner, which belongs to the boot from here on, even where this fails.  The options must
 * outlive the boot, @dir and @parameters apart.  -errno, reported.
 */
int boot_start(struct boot *b, struct runner *runner, const struct boot_options *options);

/* Descriptors to wait on, BOOT_FDS at most; returns their number. */
size_t boot_fds(const struct boot *b, struct pollfd *fds);
/* When boot_step() must be called at the latest, in monotonic_ms(). */
int64_t boot_deadline(const struct boot *b);
/* Read what came and do what is due.  True when the runner has ended and all of it is read. */
bool boot_step(struct boot *b);
/* End the runner where it still runs; free all but the results, which own nothing. */
void boot_end(struct boot *b);

#endif
