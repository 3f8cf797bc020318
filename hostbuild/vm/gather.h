/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record stream's host end: frames in, a kernel's result out, and the answer to the one
 * question that is the host's: do we *have* a verdict?  It never re-decides what the guest told.
 */
#ifndef VM_GATHER_H
#define VM_GATHER_H

#include "result/result.h"
#include "verdict/reasons.h"
#include "verdict/record.h"
#include "verdict/splat.h"

struct gather {
	struct result_kernel
		*kernel; /* its objects are there already: path and SHA-256 of the docket */
	const char *docket_sha256;
	/* of the boot in hand */
	char nonce[NONCE_SIZE];
	uint64_t next_seq;
	bool hello, plan, ended;
	int64_t from_object, from_program;
	bool object_open;	    /* an object-begin without its object yet */
	enum record_kind last_kind; /* of the last record */
	bool host_deadline;	    /* the host keeps the programs' time */
	bool stop_sent;		    /* the host told the guest that time is up for what it is at */
	bool early_timeout; /* the guest said so by itself, which is not believed; the boot ends */
	int64_t boot_programs, boot_splats, features;
	size_t first_splat;  /* of this boot, in the kernel's result */
	size_t report_bytes; /* of this boot's splats */
	int64_t uptime_ms; /* what the guest's clock said in the last record that told it; -1: none
			      did */
	char garbled[256]; /* what did not check; "" while all does */
	char fault[512];   /* why the guest could not judge, in its own words */
	/* where the jury stands, across boots: the next program to be told */
	int64_t object, program;
	bool program_open; /* it has begun */
	struct program_result current;
	char *log;		   /* of the one in hand, so far */
	size_t log_len, logs_left; /* what all logs together may still take */
	bool log_cut, cut_reported;
	size_t features_bytes;
	int64_t programs_max; /* that all objects together may announce */
};

/* Bytes of all logs of a run, its kernels together: in result.json they may take twice as many. */
#define GATHER_LOGS_MAX ((size_t)128 << 20)
/* Programs of a run, its kernels together: 300 MB. */
#define GATHER_PROGRAMS_MAX 131072

void gather_init(struct gather *g, struct result_kernel *kernel, const char *docket_sha256);
void gather_clear(struct gather *g);

/* A boot begins, at where the jury stands. */
void gather_boot(struct gather *g, const char *nonce);

/*
 * One line of the second channel.  1: a record (the sign of life), 0: nothing (noise before hello),
 * -EBADMSG: garbled, and so is the boot from here on.
 */
int gather_line(struct gather *g, const char *line, size_t len, bool overlong);

/* What the stream alone says of the boot. */
enum outcome gather_outcome(const struct gather *g);

/*
 * What the kernel died of, which it could not tell over the stream: its last splat @s, in the midst
 * of the object that is open;
 * @of_program: of the program in hand.
 */
int gather_death(struct gather *g, const struct splat *s, const char *report, bool of_program);

/*
 * The program in hand died with the machine: give it @verdict (CRASHED, TIMEOUT, ERROR), and stand
 * behind it. Only while program_open.
 */
void gather_blame(struct gather *g, enum verdict verdict, enum reason reason, const char *detail);

/*
 * What this boot told is not to be trusted: forget its verdicts and stand where it began.  Its
 * splats stay.
 */
void gather_rewind(struct gather *g);

/*
 * How many programs the object at which the jury stands announced; -1: none did yet, or there is
 * none.
 */
int64_t gather_announced(const struct gather *g);

/* Nothing can be told of the rest of the object the jury stands at: go on behind it. */
void gather_skip_object(struct gather *g);

#endif
