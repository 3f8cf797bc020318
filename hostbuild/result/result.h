/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The result of a run: kernels x objects x programs.  plan.c makes it, vm/ fills it in, report/
 * shows it.  result.json, bpfjury-result(5), is this structure; write.c and read.c convert it.
 */
#ifndef RESULT_RESULT_H
#define RESULT_RESULT_H

#include "verdict/frame.h"
#include "verdict/model.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How the trial of a kernel, or one of its boots, ended.  Only COMPLETE can be met. */
enum outcome {
	/* not the kernel's doing: no kernel, QEMU died, a full disk, /init cannot judge */
	OUTCOME_INFRA,
	OUTCOME_COMPLETE,    /* the end record came, and every record before it */
	OUTCOME_PANICKED,    /* the stream ended after a panic or an oops */
	OUTCOME_HUNG,	     /* a deadline passed */
	OUTCOME_NO_BOOT,     /* no hello record came */
	OUTCOME_TRUNCATED,   /* the stream ended before the end record */
	OUTCOME_MEMORY,	     /* the guest was too small for an object: a larger one follows */
	OUTCOME_GARBLED,     /* a frame, a sequence number or a count was wrong */
	OUTCOME_INTERRUPTED, /* the user stopped it */
};
const char *outcome_word(enum outcome o);
/* -EINVAL for any other word. */
int outcome_from_word(const char *word, enum outcome *ret);

/* An unmet answer that the project knows; of a met one: it was to be unmet, and passes. */
struct result_known {
	char *why;
	char until[11]; /* the last day on which it counts, "2026-12-31"; "": it has none */
	bool expired;	/* that day was over when the run began */
};

/* A limit that the program crosses. */
struct result_crossed {
	char *limit;   /* as it was written: "insns>900000" */
	int64_t value; /* UNKNOWN_FIGURE: the kernel did not give the figure */
};

/* Why a splat makes no run red. */
struct result_allowed {
	char *reason, *link;
};

struct result_program {
	struct program_result
		result; /* of its result record, or what a death or deadline made it */
	char *log;	/* of the verifier, cleaned, maybe cut; NULL: none */
	/* what the verifier did not reach: text of verdict/coverage.h; NULL: nothing, not known */
	char *unreached;
	/* where the verifier's work went: text of verdict/hot.h; NULL: not counted */
	char *hot;
	char *kept;   /* where -o has the log, below its directory; NULL: not in a file */
	bool log_cut; /* by the host, for the sum of all logs of the run */
	struct result_known *known; /* NULL: nothing is said of it */
	struct result_crossed *crossed;
	size_t n_crossed;
};

/* An object loaded as its own loader would load it, all programs together. */
struct result_whole {
	/*
	 * Its name is that of the program that was refused, or OBJECT_ITSELF.  VERDICT_NONE: the
	 * load was begun and no answer came.
	 */
	struct result_program load;
	int64_t programs; /* how many were loaded together; -1: not known */
};

struct result_object {
	char *path;
	char shape[SHAPE_SIZE]; /* the set of globals that it is judged with; "": none */
	/* of the build that is compared with, while both are in one list (split.h) */
	bool against;
	char sha256[SHA256_SIZE];
	char *producer;	      /* NULL: not known */
	int64_t announced;    /* the number of programs in its first record; -1: none came */
	int64_t memory_bytes; /* what its maps take, an estimate of the guest's; -1: not known */
	bool ended;	      /* its last record came */
	char *repeat; /* the command that judges it again on this kernel; NULL: met, or not known */
	char *kept;   /* where -o has a copy of it, below its directory; NULL: nowhere */
	struct result_whole *whole; /* NULL: it was not loaded as a whole */
	struct result_program *programs;
	size_t n_programs;
};

/* Its path and shape for people; object_name(). */
const char *result_object_name(char ret[OBJECT_NAME_SIZE], const struct result_object *o);

struct result_splat {
	char *title;  /* "WARNING in do_check" */
	char *line;   /* its first line in the kernel log; NULL: not known */
	char *report; /* its lines in the kernel log, without time stamps; NULL: not known */
	int64_t boot; /* number of the boot, from 1; -1: not known */
	int64_t object, program; /* what was being judged, as indices; -1: nothing, or not known */
	struct result_allowed *allowed; /* NULL: it counts */
};

struct result_boot {
	enum outcome outcome;
	char nonce[NONCE_SIZE];
	char machine[16];   /* name of the board (kernel/arch.h); "": not known */
	int64_t memory_mib; /* of the guest; -1: not known */
	int64_t boot_ms;    /* from the start of QEMU to the hello record; -1: none came */
	/*
	 * the time between the first and the last record that has the guest's uptime, by the
	 * guest's clock and by the host's; -1: not known
	 */
	int64_t guest_ms, wall_ms;
	char *why;    /* one line for people; NULL for COMPLETE */
	char *report; /* the report on the console that the boot ended with; NULL: none */
};

struct result_kernel {
	/* the kernel of which this is a part (struct result_view); NULL: it is all there is */
	const struct result_kernel *of;
	/*
	 * what people see, and what two results are compared by: the KERNEL with the words that
	 * were appended, or a name that bpfjury.yaml gives
	 */
	char *name;
	char *spec;			/* the KERNEL as given */
	char *append;			/* more words on its command line; NULL: none */
	char *release, *version, *arch; /* NULL until known */
	char *package; /* version of a distribution's package: "6.12.118-1"; NULL: none */
	char *newest;  /* that of a newer one, which the mirror had; NULL: none is known of */
	bool pinned;   /* a lock file asked for this package */
	char *source;  /* of one built here of a git tree: its commit, and since when it is dirty */
	bool informative;		/* its verdicts do not count for the exit status */
	char image_sha256[SHA256_SIZE]; /* of the file that QEMU booted last; "": none */
	enum outcome outcome;
	/*
	 * What it was read from that proves nothing: RESULT_CONSOLE, RESULT_VERISTAT; "": a
	 * record stream.  Unless
	 * it is @believed, its trial counts as not COMPLETE.
	 */
	char unproved[16];
	bool believed;	  /* the user says that it is enough; not in result.json */
	char *why;	  /* one line for people; NULL for COMPLETE */
	char *accel;	  /* "kvm", "tcg"; NULL where nothing was booted */
	int64_t judge_ms; /* from the first boot's start to the end of the trial; -1: no boot */
	json_t *features; /* the object of the features record; NULL: none came */
	struct result_boot *boots;
	size_t n_boots;
	struct result_splat *splats;
	size_t n_splats;
	struct result_object *objects; /* all of the docket, in its order, judged or not */
	size_t n_objects;
};

/* A file below a named directory that was not judged, and why. */
struct result_left_out {
	char *path, *why;
};

/*
 * What a report shows of a result, if not all of it.  Sums, doubts and exit statuses are those of
 * the whole result: what is hidden is not gone.
 */
struct result_view {
	const struct result *of;
	char *note;			   /* what is hidden, one line for people; report/view.c */
	const struct selection *selection; /* what was asked for */
};

struct result {
	const struct result_view *view; /* NULL: it is all there is */
	char started[40];		/* RFC 3339, UTC */
	char docket_sha256[SHA256_SIZE];
	char tool[40];	 /* version of the bpfjury that ran it; "": not known */
	char libbpf[80]; /* of /init: "1.7.0 (libbpf 1.7.0-1)"; "": not known */
	struct result_left_out *left_out;
	size_t n_left_out;
	struct result_kernel *kernels;
	size_t n_kernels;
	/* the file of --history that it was added to, for reports; not in JSON; NULL: none */
	char *history;
	/*
	 * The other build of `try --against` on the same kernels, in the same order: their objects,
	 * splats of these, and outcomes.  It counts for no sum and no status; NULL: none.
	 */
	struct result *against;
	bool allow_gone; /* what only that build has does not make the status unknown */
};
void result_clear(struct result *r);
void result_kernel_clear(struct result_kernel *k);
void result_object_clear(struct result_object *o);

/* The whole of @o has no answer yet, and @name is being loaded.  -ENOMEM. */
int result_whole_begin(struct result_object *o, const char *name);
/* Forget it. */
void result_whole_clear(struct result_object *o);

/*
 * Programs in the order of the object's file, which is not always that in which they were judged:
 * by position, then by variant; those without a position last, as they were.  Splats still belong
 * to the same programs.  -ENOMEM.
 */
int result_kernel_order(struct result_kernel *k);

/* Whether @p is unmet, and that is known and has not expired. */
bool result_is_known(const struct result_program *p);
/* Whether @p is met though it is a known failure. */
bool result_passes(const struct result_program *p);
/*
 * What a report that knows no more than that shows.  A limit counts for what is met and for what is
 * known: MET_UNMET where one is crossed, or MET_UNKNOWN where a figure is not known.  Else what is
 * known is MET_SKIPPED, and of anything else it is @met, which is what its answer comes to.
 */
enum met result_counts_as(const struct result_program *p, enum met met);
/* Forget what the project says of it. */
void result_said_clear(struct result_program *p);
void result_allowed_clear(struct result_splat *s);

struct summary {
	int64_t met, unmet, unknown, skipped; /* programs */
	int64_t known;			      /* result_is_known(), not counted as unmet */
	int64_t passes;			      /* result_passes(), counted as met */
	int64_t crossed;		      /* limits, of all programs */
	/* objects that are so as a whole, while result_whole_is_shown() is false of them */
	int64_t whole_unmet, whole_unknown, whole_known;
	int64_t layouts; /* programs with a note that begins with NOTE_LAYOUT */
};

/* What a program counts as: one that is met in a trial that is not COMPLETE is MET_UNKNOWN. */
enum met result_program_met(const struct program_result *p, bool complete);
/* What an exit status says of all: MET_MET, MET_UNMET, else MET_UNKNOWN. */
enum met result_met_of(int status);

/*
 * What the whole of @o comes to; MET_NONE: it was not asked.  Without an answer it is MET_UNKNOWN.
 * So is one that is met in a trial that is not COMPLETE (@complete is false).
 */
enum met result_whole_met(const struct result_object *o, bool complete);
/* The program that was refused in the whole, one of @o's; NULL: it has no name, or is not there. */
const struct result_program *result_whole_culprit(const struct result_object *o);
/*
 * Whether a program of @o shows why the whole is not met: it was refused by itself with the same
 * verdict, errno and reason, or it is unknown where the whole is.
 */
bool result_whole_is_shown(const struct result_object *o, bool complete);

/*
 * How many answers of @o are missing and have no program in @o that could show it:
 * - the announced programs that have no record, if there are any;
 * - else 1, if the first or the last record of the object is missing and none of its programs is
 *   unknown;
 * - else 0.
 * @complete: result_kernel_is_complete() of the trial.  If not, programs that are met count as
 * unknown.
 */
int64_t result_object_missing(const struct result_object *o, bool complete);

/*
 * Counted from the programs.  MET_NONE and missing answers count as unknown.  So do programs that
 * are met in a trial that is not COMPLETE: only the end record proves that nothing is missing.
 */
struct summary result_kernel_summary(const struct result_kernel *k);
struct summary result_summary(const struct result *r);
/* ", 2 known, 1 object unmet as a whole"; "" where the four numbers show everything. */
#define SUMMARY_WHOLES_SIZE 256
void summary_wholes(const struct summary *s, char ret[SUMMARY_WHOLES_SIZE]);

/*
 * The exit status (enum status of diag.h): the worst of what blame_result() (blame.h) finds, 3
 * before
 * 1.  It depends on nothing but the result.
 */
int result_verdicts_status(const struct result *r);
/* The worse of that and of the status of the comparison with result.against (against.h). */
int result_status(const struct result *r);
int result_kernel_status(const struct result_kernel *k);
/* Whether there is a kernel whose verdicts count; without one the status is STATUS_UNKNOWN. */
bool result_requires_any(const struct result *r);
/* Whether the trial is COMPLETE, and either proved or believed. */
bool result_kernel_is_complete(const struct result_kernel *k);
/* Believe what is not proved. */
void result_believe(struct result *r, const char *origin);
/* "from a console, unproved"; "" for a kernel whose results are proved. */
const char *result_kernel_origin(const struct result_kernel *k);
/*
 * The words of @k->append that had no effect, as the guest read it back: an array of {"word",
 * "why"}, which the caller owns; NULL: there is none, or no memory.
 */
json_t *result_kernel_unused(const struct result_kernel *k);
/* Why the status of @k is STATUS_UNKNOWN, in a few words; "" where it is not. */
void result_kernel_doubt(const struct result_kernel *k, char *ret, size_t size);

#define RESULT_CONSOLE	"console"
#define RESULT_VERISTAT "veristat"
#define RESULT_SCHEMA	"bpfjury/1"
#define RESULT_FILE_MAX (512u << 20) /* bytes */

/* result.json as a JSON value; NULL without memory.  All text in it is cleaned (verdict/text.h). */
json_t *result_json(const struct result *r);
/*
 * Write result_json() to the file @path, atomically ("-": standard output).  -EFBIG: more than
 * RESULT_FILE_MAX bytes.  Reports its errors.
 */
int result_write(const struct result *r, const char *path);
/*
 * Read such a file, which anyone may have written.  Text is cleaned again, unknown keys are
 * ignored, and the summary in the file is not used.  -EBADMSG, reported: not JSON, a schema other
 * than bpfjury/1 or bpfjury/1.N, a key that is missing or has a wrong type or range.  -EFBIG,
 * -errno, reported.
 */
int result_read(struct result *ret, const char *path);

/*
 * The same of what a command line names: @path may be a directory of `try -o`, which has its
 * result.json in it.  FAIL_MISUSE, reported, where it is no result or cannot be read; -ENOENT,
 * reported, where there is none; -ENOMEM.
 */
int result_read_given(struct result *ret, const char *path);
/* The same for @text of @len bytes, which messages call @name. */
int result_parse(struct result *ret, const char *name, const char *text, size_t len);

#endif
