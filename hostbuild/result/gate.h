/* SPDX-License-Identifier: GPL-2.0-only */
/* What a comparison must not have: limits, and what it is not to pass over. */
#ifndef RESULT_GATE_H
#define RESULT_GATE_H

#include "result/compare.h"
#include "result/statistic.h"
#include "result/where.h"

/* A growth that is less than both is noise: GATE_GROWTH and GATE_PERCENT pass over it. */
#define NOISE_PERCENT 5
#define NOISE_AMOUNT  100
/* Whether a figure of 0 or more has grown by more than noise. */
bool gate_is_growth(int64_t before, int64_t now);

struct gate_limit {
	const char *text; /* as the user wrote it; not owned */
	enum gate_kind {
		GATE_VERDICT, /* "verdict": a program or a whole is unmet, and was not before */
		GATE_REASON,  /* "reason": it has another reason than before */
		GATE_MORE,    /* "insns>900000": more than @value */
		GATE_GROWTH,  /* "insns>+1000": more than that over BASE */
		GATE_PERCENT, /* "insns>+10%": more than that share of BASE over BASE */
		GATE_SHARE,   /* "insns>85%limit": more than that share of the kernel's limit */
	} kind;
	const struct statistic *of; /* of the last four */
	int64_t value;
	const struct where *where; /* the answers that it is about, not owned; NULL: all */
	int64_t crossed;	   /* gate_judge() counts: rows that crossed it */
};

/* -EINVAL: @text is no limit, and @why says what is wrong, with the nearest name. */
#define GATE_WHY_SIZE 512
int gate_limit_read(struct gate_limit *ret, const char *text, char *why, size_t size);
/* The same of --fail-on: reports it, and returns FAIL_MISUSE. */
int gate_limit_parse(struct gate_limit *ret, const char *text);

/*
 * Whether the limit compares with a baseline: it is neither a plain number nor a share of the
 * kernel's limit.
 */
bool gate_needs_base(const struct gate_limit *l);

#define ALLOW_GONE "gone" /* the word for gate.allow_gone */

struct gate {
	struct gate_limit *limits;
	size_t n_limits;
	/* what is not to count as unknown; gone: skipped, too */
	bool allow_gone, allow_new, allow_unknown;
};

/* Why a comparison has STATUS_UNKNOWN, each counted. */
struct gate_doubts {
	int64_t kernels_without_base, kernels_gone, incomplete, unknown, gone, no_figure;
	int64_t skipped; /* programs that BASE judged, and that NEW left out on purpose */
	int64_t splats;	 /* gate_is_new_splat() */
	int64_t nothing; /* kernels of which no program is in both; 1: there is no such kernel */
};

/* Whether the row crosses the limit: 1, 0, or -ENODATA: a figure that it needs is not known. */
int gate_crosses(const struct gate_limit *l, const struct compared *row);

/* Whether the row crosses a limit, or is one of the doubts. */
bool gate_concerns(const struct gate *g, const struct compared *row);

/*
 * Whether BASE has no splat with the title of @s at the same object, and no row shows it: a program
 * that was unmet before, and is so with the splat, or an object, or nothing in particular.
 */
bool gate_is_new_splat(const struct compared_kernel *k, const struct result_splat *s);

/*
 * The exit status of a comparison.  STATUS_UNKNOWN where anything of @ret_doubts is not allowed;
 * else STATUS_UNMET where a row crosses a limit; else STATUS_MET.  Depends on nothing else.
 */
int gate_judge(struct gate *g, const struct comparison *c, struct gate_doubts *ret_doubts);

#endif
