/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One object being judged, by as many children as it takes: how far it is, which record a child may
 * send now, and the records of the stream that come of it.
 */
#ifndef INIT_JUDGING_H
#define INIT_JUDGING_H

#include "docket.h"
#include "supervise/turn.h"
#include "verdict/coverage.h"
#include "verdict/hot.h"

#define TAIL_SIZE 1024 /* bytes of a log's end, for the console */

/* The load of the whole object (judge/whole.h). */
enum whole_load_state {
	WHOLE_LOAD_DUE,	 /* the next child is to load it */
	WHOLE_LOAD_OPEN, /* its first record is sent, its result is not */
	WHOLE_LOAD_DONE, /* so that only single programs are loaded */
};

/* A program whose child ran out of memory is judged once more. */
enum retry { RETRY_NONE, RETRY_DUE, RETRY_DONE };

struct judging {
	const struct docket *docket;
	size_t index;	   /* of the object */
	int64_t programs;  /* announced, each variant counted; -1: not yet in this boot */
	int64_t known;	   /* what an earlier boot announced; -1: not known */
	int64_t next;	   /* the current program, or the next one */
	int64_t results;   /* program records sent */
	bool memory_known; /* the current child has said what its maps take */
	int64_t memory;	   /* bytes that its maps take, as the current child says; -1: unknown */
	int64_t memory_max_mib; /* of a guest that the host can boot; 0: it has no larger one */
	bool too_large;		/* it needs a larger guest, which the host has been asked for */

	/* The current program: its begin record is sent, its program record is not. */
	bool current;
	struct program_result begun; /* what its begin record said */
	enum retry retry;
	size_t log_bytes;
	struct coverage_sum unreached;
	struct hot_sum hot;
	char tail[TAIL_SIZE];

	enum whole_load_state whole;
	/* what the last whole-begin record said; the result of the whole where it is owed */
	struct program_result loading;
	bool whole_owed;      /* its record follows the result of the current program */
	bool whole_logged;    /* its log has begun, which ends it */
	int64_t whole_begins; /* whole-begin records of the child */

	struct suspect suspect; /* its program is the current one */
	struct turn turn;	/* the current child's; its data is this struct */
	bool announced;		/* by the current child */
};

/*
 * @from: the first program to judge; @known: as above.  @whole: the object is to be loaded as a
 * whole.  @others: programs of other objects may not be freed yet.
 */
void judging_init(struct judging *j, const struct docket *docket, size_t index, size_t from,
	bool whole, int64_t known, bool others);

/* Send the object-begin, begin, program, whole and object records; KTAP says the same. */
void judging_announce(struct judging *j, int64_t programs, const char *producer);
void judging_begin(struct judging *j, const struct program_result *p);
/* A program the kernel complained of is not met: @p is changed then. */
void judging_result(struct judging *j, struct program_result *p);
/*
 * The result of the whole; @programs were loaded together, -1: not known.  Where a program is
 * current, the record is sent after that program's.
 */
void judging_whole(struct judging *j, struct program_result *p, int64_t programs);
void judging_end(const struct judging *j);

/* The accept() of a turn of which a struct judging is the data. */
bool judging_accept(struct turn *t, struct record *r);

#endif
