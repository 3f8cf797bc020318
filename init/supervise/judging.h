/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One object being judged, by as many children as it takes: how far it is, which record a child may
 * send now, and the records of the stream that come of it.
 */
#ifndef INIT_JUDGING_H
#define INIT_JUDGING_H

#include "docket.h"
#include "supervise/turn.h"

#define TAIL_SIZE 1024 /* bytes of a log's end, for the console */

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
	char tail[TAIL_SIZE];

	struct suspect suspect; /* its program is the current one */
	struct turn turn;	/* the current child's; its data is this struct */
	bool announced;		/* by the current child */
};

/*
 * @from: the first program to judge; @known: as above.  @others: programs of other objects may not
 * be freed yet.
 */
void judging_init(struct judging *j, const struct docket *docket, size_t index, size_t from,
	int64_t known, bool others);

/* Send the object-begin, begin, program and object records; KTAP says the same. */
void judging_announce(struct judging *j, int64_t programs, const char *producer);
void judging_begin(struct judging *j, const struct program_result *p);
/* A program the kernel complained of is not met: @p is changed then. */
void judging_result(struct judging *j, struct program_result *p);
void judging_end(const struct judging *j);

/* The accept() of a turn of which a struct judging is the data. */
bool judging_accept(struct turn *t, struct record *r);

#endif
