/* SPDX-License-Identifier: GPL-2.0-only */
/* One boot: a QEMU, its two channels, its logs, its deadlines. */
#ifndef VM_BOOT_H
#define VM_BOOT_H

#include "process.h"
#include "verdict/splat-report.h"
#include "vm/deadline.h"
#include "vm/gather.h"
#include "vm/lines.h"
#include "vm/look.h"
#include "vm/machine.h"

#include <poll.h>

/* What the console showed; the stream cannot tell of its own end. */
struct evidence {
	const char *console_device; /* the kernel's name of its console */
	struct splat_collector splats;
	struct splat last;		 /* the last one … */
	char report[SPLAT_REPORT_BYTES]; /* … whole */
	bool behind; /* a worker or an interrupt ran into it: what was left to be done by anybody */
	char panic[256];  /* the title of the splat that ended in a panic */
	char splat[256];  /* the first splat's title */
	char unpack[256]; /* "Initramfs unpacking failed: …", said before /init spoke */
	bool anything;	  /* a byte came at all */
	bool early;	  /* the kernel has an early console … */
	bool console;	  /* … and the one that lasts */
	bool guest;	  /* /init has spoken */
	bool ktap; /* and has begun its KTAP, in which it quotes names and logs of anybody's */
	bool no_channel; /* /init says that it has no second port */
};

/* A line of the console, NUL-terminated. */
void evidence_line(struct evidence *e, const char *line);
/* The console has ended. */
void evidence_end(struct evidence *e);

/*
 * The guest's clock against the host's, both in milliseconds: from the first record that told it to
 * the last.
 */
struct clocks {
	int64_t guest_first, guest_last, wall_first, wall_last;
	bool told;
};

struct boot {
	struct process qemu;
	int status;  /* wait(2); meaningful once qemu.pid is 0 and not killed */
	bool killed; /* by us */
	bool over;   /* QEMU is gone and both channels are read to their ends */
	int console, records, console_log, records_log;
	int64_t console_left, records_left; /* bytes that the logs may still take */
	struct lines console_lines, record_lines;
	struct monitor monitor;
	struct look look;
	const char *system_map; /* of the kernel, for the names of addresses; set after
				   boot_start(); NULL: none */
	bool kvm;
	bool nmi, traced; /* one was sent to see where it is; and the kernel said so */
	struct gather *gather;
	struct evidence evidence;
	struct clocks clocks;
	struct deadline deadline;
	int64_t started_ms, hello_ms; /* monotonic_ms(); hello 0: none yet */
	bool silent;		      /* ended because a deadline passed */
	char silence[256];	      /* which one, for people */
	char qemu_words[256];	      /* the last line of its stderr, read at the end */
	char *qemu_log, *dir;
};

/*
 * Start @m (its fds are set here) with logs in @dir, which is made.  -errno, said.
 * The boot ends by itself when the end record is there: boot_step() then kills QEMU, for nothing
 * after it counts.
 */
int boot_start(struct boot *b, struct machine *m, struct gather *gather, const char *dir);

/* Take away what boots of an earlier run left in @dir, and nothing else that may lie there. */
void boot_forget(const char *dir);

/* Descriptors to wait for (three at most); their number. */
size_t boot_fds(const struct boot *b, struct pollfd *fds);
/* When boot_step() must be called at the latest, in monotonic_ms(). */
int64_t boot_deadline(const struct boot *b);
/* Read what there is, mind the deadlines; true when it is over. */
bool boot_step(struct boot *b);
/* Kill, reap, close.  A zeroed boot is fine. */
void boot_end(struct boot *b);

#endif
