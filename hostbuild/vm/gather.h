/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host's end of the record stream: lines in, a kernel's result out.  It answers the one
 * question that is the host's: is there a verdict?  It never decides again what the guest decided.
 * gather.c says how.
 */
#ifndef VM_GATHER_H
#define VM_GATHER_H

#include "result/result.h"
#include "verdict/reasons.h"
#include "verdict/coverage.h"
#include "verdict/hot.h"
#include "verdict/record.h"
#include "verdict/splat.h"

struct gather {
	struct result_kernel *kernel; /* has its objects: path and SHA-256, as packed */
	const char *docket_sha256;

	/* of the current boot */
	char nonce[NONCE_SIZE];
	uint64_t next_seq;
	bool hello, plan, ended;	   /* these records came */
	int64_t from_object, from_program; /* where the boot began */
	bool from_whole;		   /* that object was loaded as a whole before */
	bool object_open;		   /* an object began and has not ended */
	bool whole_open;		   /* it is being loaded as a whole, which has no result */
	bool program_open;		   /* a program began and has no result */
	enum record_kind last_kind;	   /* of the last record */
	bool host_deadline;		   /* set by the caller: only the host's clock counts */
	bool stop_sent;		/* set by the caller: /init was ordered to stop what is open */
	bool whole_stopped;	/* a program of the open whole was stopped by such an order */
	bool early_timeout;	/* /init gave a program up unordered; the boot is to end */
	int64_t memory_max_mib; /* set by the caller: of a larger guest; 0: there is none */
	/*
	 * Why the boot ends for a larger guest: needs_mib, of a guest that holds the next object's
	 * maps, needs_bytes (0: it does not); or a program, or the whole object, ran out of memory
	 */
	int64_t needs_mib, needs_bytes;
	bool out_of_memory;
	int64_t boot_programs, boot_splats;
	int64_t features;      /* keys and members of arrays */
	size_t features_bytes; /* of their records */
	size_t first_splat;    /* index in the kernel's result of the first of this boot */
	size_t report_bytes;   /* of the reports of its splats */
	int64_t uptime_ms;     /* the guest's clock in the last record that had it; -1: none had */
	char garbled[256];     /* what does not check; "": nothing */
	char fault[512];       /* why /init cannot judge, in its words; "": it can */

	/* across boots: the next program that needs a result, both from 0 */
	int64_t object, program;
	bool whole_done; /* that object is not loaded as a whole any more: it was, or has none */
	struct program_result current; /* of the open program, from its begin record */
	char whole_at[NAME_SIZE];      /* what the open whole is loading, by its whole-begin */
	/* of the open program, else of the open whole, so far; log_len bytes; NULL: none */
	char *log;
	size_t log_len;
	bool log_cut;
	size_t logs_left;	 /* bytes that all further logs may have */
	char *unreached;	 /* of the open program, so far; NULL: none */
	struct coverage_sum sum; /* of that */
	char *hot;		 /* likewise: where the verifier's work went */
	struct hot_sum hot_sum;	 /* of that */
	size_t unreached_left;	 /* bytes that all further texts of both kinds may have */
	bool cut_reported;
	int64_t programs_max; /* that all objects together may announce */
};

/* Bytes of all logs of a run, over all kernels.  In result.json they may take twice as many. */
#define GATHER_LOGS_MAX ((size_t)128 << 20)
/* Bytes of what all programs of a run do not reach, and of where the work went, likewise. */
#define GATHER_UNREACHED_MAX ((size_t)32 << 20)
/* Programs of a run, over all kernels: 300 MB of results. */
#define GATHER_PROGRAMS_MAX 131072

/* Both must outlive @g. */
void gather_init(struct gather *g, struct result_kernel *kernel, const char *docket_sha256);
/* Frees all but the result. */
void gather_clear(struct gather *g);

/* A boot begins, where the judging is. */
void gather_boot(struct gather *g, const char *nonce);

/*
 * One line of the records' port, without its newline.  1: a record, which is a sign of life; 0:
 * nothing (noise before hello, or the boot is to end); -EBADMSG: garbled, and from here on the boot
 * is.
 */
int gather_line(struct gather *g, const char *line, size_t len, bool overlong);

/*
 * What the stream alone shows of the boot: COMPLETE, GARBLED, NO_BOOT, INFRA, MEMORY or TRUNCATED.
 */
enum outcome gather_outcome(const struct gather *g);

/*
 * The kernel died of @s, which the stream could not report: keep it as a splat of the open object,
 * and with @of_program of the open program.  Nothing where the boot has a splat of that title.
 * -ENOMEM.
 */
int gather_death(struct gather *g, const struct splat *s, const char *report, bool of_program);

/*
 * Between boots, where the judging goes on:
 * again: what is open is due again.  With an open whole that is the object from its start, and the
 * results that came inside the whole are dropped;
 * blame: the open program and the open whole, of which there must be one, get @verdict (CRASHED,
 * TIMEOUT, ERROR).  The next program is due, and the object is not loaded as a whole again;
 * skip_object: the rest of the object stays unknown, and the next object is due;
 * rewind: drop the verdicts of this boot, whose beginning is due again.  Its splats stay.
 */
void gather_again(struct gather *g);
void gather_blame(struct gather *g, enum verdict verdict, enum reason reason, const char *detail);
void gather_skip_object(struct gather *g);
void gather_rewind(struct gather *g);

/* How many programs the object that is due announced; -1: it did not yet, or there is none. */
int64_t gather_announced(const struct gather *g);

#endif
