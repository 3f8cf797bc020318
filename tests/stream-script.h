/* SPDX-License-Identifier: GPL-2.0-only */
/* A generated stream of a boot, and a kernel's result that reads it. */
#ifndef STREAM_SCRIPT_H
#define STREAM_SCRIPT_H

#include "vm/gather.h"
#include "vm/lines.h"

#define NONCE  "0123456789abcdef"
#define OTHER  "0123456789abcdee"
#define DOCKET "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SHA    "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

/* Objects and how many programs each has. */
#define OBJECTS 3
extern const int64_t programs_of[OBJECTS];

#define RECORDS_MAX 64

/* One boot's records, before they are put into frames. */
struct script {
	struct record *records[RECORDS_MAX];
	size_t n;
	struct where { /* where the judging is once the record was read */
		int64_t object, program;
		bool program_open, whole_open;
	} where[RECORDS_MAX];
};

struct record *script_add(struct script *s, enum record_kind kind, struct where where);
/*
 * The records of a valid boot from that place on.  @splats: one at boot, and one while the first
 * program is current.
 */
void script_make(struct script *s, int64_t object, int64_t program, bool splats);
/*
 * The same without splats, where objects 0 and 2 are loaded as a whole before anything else, 0 with
 * its first two programs and 2 with its first.  @whole_done: not the object of @object.
 */
void script_make_whole(struct script *s, int64_t object, int64_t program, bool whole_done);
/* Leave records @from to @to out. */
void script_cut(struct script *s, size_t from, size_t to);
void script_clear(struct script *s);

/* Object and program of a record, and what its begin and its result have in common. */
void name_program(struct record *r, int64_t object, int64_t program);

/* Frames of records @from to @to, numbered from @seq on; malloc'd. */
char *frames(const struct script *s, size_t from, size_t to, uint64_t seq, const char *nonce);

/* The host's end: a kernel's result that waits for its programs. */
struct bench {
	struct result result;
	struct result_kernel kernel;
	struct gather gather;
	struct lines lines;
};
void bench_open(struct bench *b);
void bench_close(struct bench *b);
void bench_read(struct bench *b, const char *bytes, size_t len);
/* The exit status of the run at this point. */
int bench_status(struct bench *b);

/*
 * The outcome of a boot with this text, or with this script.  An incomplete one must not be green.
 */
enum outcome outcome_of_text(const char *text);
enum outcome outcome_of(const struct script *s);
void expect_outcome(enum outcome got, enum outcome want, const char *what, size_t at);

#endif
