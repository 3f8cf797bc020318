/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run found out: kernels x objects x programs.  vm/ fills it in, report/ shows it.
 * result.json (bpfjury-result(5)) is this structure, written and read in result/json.c.
 */
#ifndef RESULT_RESULT_H
#define RESULT_RESULT_H

#include "verdict/frame.h"
#include "verdict/model.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How the trial of one kernel, or one boot of it, ended.  Only COMPLETE can be green. */
enum outcome {
	OUTCOME_INFRA,	   /* the host's side failed: kernel not to be had, QEMU died, no room */
	OUTCOME_COMPLETE,  /* the whole verdict was had */
	OUTCOME_PANICKED,  /* the kernel said so, or oopsed, and the stream ended */
	OUTCOME_HUNG,	   /* silence past the deadline */
	OUTCOME_NO_BOOT,   /* not one record */
	OUTCOME_TRUNCATED, /* the stream ended before its end record */
	OUTCOME_GARBLED,   /* frames that do not check, gaps, counts that do not match */
};
const char *outcome_word(enum outcome o);
/* -EINVAL for a word that is none of them. */
int outcome_from_word(const char *word, enum outcome *ret);

struct result_program {
	struct program_result result; /* met is MET_UNKNOWN where only a begin record came */
	char *log;		      /* the verifier's, cleaned UTF-8, maybe cut; NULL: none */
	bool log_cut;		      /* by the host: the logs of the run were too long in sum */
};

struct result_object {
	char *path;
	char sha256[SHA256_SIZE];
	char *producer;	   /* NULL: not known */
	int64_t announced; /* programs its child announced; -1: never heard */
	bool ended;	   /* its object record came */
	struct result_program *programs;
	size_t n_programs;
};

struct result_splat {
	char *title;  /* "WARNING in do_check" */
	char *line;   /* of the kernel log, with which it begins; NULL: not known */
	char *report; /* what the kernel said of it, its lines without time stamps; NULL: not known
		       */
	int64_t boot; /* in which it came, from 1; -1: not known */
	int64_t object, program; /* indices into objects and its programs; -1: none was in hand */
};

struct result_boot {
	enum outcome outcome;
	char nonce[NONCE_SIZE];
	char machine[16]; /* the board's name (kernel/arch.h); "" not known */
	int64_t boot_ms;  /* start of QEMU to hello; -1: none came */
	/*
	 * from the first record that told the guest's uptime to the last: by the guest's clock, by
	 * the host's; -1: not known
	 */
	int64_t guest_ms, wall_ms;
	char *why;    /* one line for people; NULL for COMPLETE */
	char *report; /* what the kernel said last on its console, where it ended by that; NULL */
};

struct result_kernel {
	char *spec, *release, *version, *arch; /* release, version, arch: NULL until known */
	char image_sha256[SHA256_SIZE]; /* of the file that the last boot was given; "": none */
	enum outcome outcome;
	char *why;	  /* one line for people; NULL for COMPLETE */
	char *accel;	  /* "kvm", "tcg"; NULL when it never came to a boot */
	int64_t judge_ms; /* wall time of all its boots; -1: none */
	json_t *features; /* object of the features record; NULL */
	struct result_boot *boots;
	size_t n_boots;
	struct result_splat *splats;
	size_t n_splats;
	struct result_object *objects; /* all of the docket, in its order, judged or not */
	size_t n_objects;
};

/* What was found below a directory that was named, and not judged. */
struct result_left_out {
	char *path, *why;
};

struct result {
	char started[40]; /* RFC 3339, UTC */
	char docket_sha256[SHA256_SIZE];
	struct result_left_out *left_out;
	size_t n_left_out;
	struct result_kernel *kernels;
	size_t n_kernels;
};
void result_clear(struct result *r);
void result_kernel_clear(struct result_kernel *k);
void result_object_clear(struct result_object *o);

struct summary {
	int64_t met, unmet, unknown, skipped;
};

/*
 * What was promised and never came: programs announced without a result; 1 for an object that was
 * never announced or never ended and has nothing else unknown in it; else 0.  @complete: so is its
 * kernel's trial.
 */
int64_t result_object_missing(const struct result_object *o, bool complete);

/*
 * Counted from the programs; programs without a met word and what is missing count as unknown.  So
 * do those that were met in a trial that is not COMPLETE: its end proves that nothing is missing,
 * and it did not come.
 */
struct summary result_kernel_summary(const struct result_kernel *k);
struct summary result_summary(const struct result *r);

/*
 * The exit status of the contract (enum status of diag.h): UNKNOWN when there is no kernel, a
 * kernel is not COMPLETE, anything is unknown, a kernel judged nothing (no met, no unmet), or a
 * splat is tied to no program and no object; else UNMET when anything is unmet or there is a splat
 * at all; else MET.
 */
int result_status(const struct result *r);
int result_kernel_status(const struct result_kernel *k);
/*
 * In a few words, what keeps @k from being judged, where its status is UNKNOWN; "" where it is not.
 */
void result_kernel_doubt(const struct result_kernel *k, char *ret, size_t size);

#define RESULT_SCHEMA	"bpfjury/1"
#define RESULT_FILE_MAX (512u << 20) /* bytes; result_read() takes no larger file */

/*
 * The whole of result.json as a JSON value, NULL without memory.  All text in it is clean
 * (verdict/text.h): it may be printed.
 */
json_t *result_json(const struct result *r);
/*
 * result_json() to a file, atomically ("-": stdout); -EFBIG for one that result_read() would not
 * take.  Says what failed.
 */
int result_write(const struct result *r, const char *path);
/*
 * The other way; result_read(result_write(r)) is r where r's text is clean.  Text is cleaned again.
 * -EBADMSG with a line said: not JSON, another major than bpfjury/1 (bpfjury/1.N is this one), a
 * key missing or of a wrong type or range.  Unknown keys are ignored.  The summary in the file is
 * not believed but counted again.
 */
int result_read(struct result *ret, const char *path);
/* The same for bytes at hand; @name stands in what is said. */
int result_parse(struct result *ret, const char *name, const char *text, size_t len);

#endif
