/* SPDX-License-Identifier: GPL-2.0-only */
/* Changes of the kernel that changed the verdicts of unchanged programs. */
#ifndef VERDICT_ERRATA_H
#define VERDICT_ERRATA_H

#include "verdict/reasons.h"

#include <stdbool.h>
#include <stddef.h>

enum erratum_effect {
	ERRATUM_REFUSES, /* kernels with the change refuse what those before it load */
	ERRATUM_LOADS,	 /* kernels with the change load what those before it refuse */
};

/* How it was found out that the change does what its row says. */
enum erratum_check {
	ERRATUM_TRIED,	   /* a program of tests/objects/errata/ has another verdict on each side */
	ERRATUM_IN_SOURCE, /* packaged kernel sources on both sides have the code, or lack it */
	ERRATUM_UNCHECKED, /* the row rests on its source alone */
};

/* What the message alone does not say; see explain/errata-conditions.h. */
enum erratum_condition {
	ERRATUM_ALWAYS,
	ERRATUM_AFTER_TAIL_CALL,   /* a pointer into the packet was lost by a tail call */
	ERRATUM_AFTER_GLOBAL_CALL, /* and by a call of a global function */
	ERRATUM_SIGN_EXTENDED,	   /* a register was shifted left and right again, by 32 */
	ERRATUM_MISALIGNED,	   /* the offset is no multiple of the size */
};

struct erratum {
	const char *commit; /* of the mainline kernel, 12 digits */
	const char *title;  /* of that commit */
	const char *cve;    /* NULL: none is known */
	enum erratum_effect effect;
	/*
	 * The mainline release with the change, then the stable releases that have it, in the form
	 * of version_list_parse().  A branch that is not listed does not have it, or it is not
	 * known to have it.
	 */
	const char *releases;
	/* releases that do not have it any more, or have a later rule; NULL: none */
	const char *until;
	/* ERRATUM_LOADS: the releases that have the stricter rule; NULL: all before @releases */
	const char *strict_since;

	/* a refusal fits where all of these hold; NULL (of reasons: 0) is not asked */
	enum reason reasons[2];
	const char *types;   /* libbpf's names of the program type, with spaces between */
	const char *section; /* extended regular expression of the name of the section */
	const char *message; /* of the detail, or of one of the log's last lines */
	const char *insn;    /* of the last instruction that the log shows */
	const char *trace;   /* of any line of the log */
	enum erratum_condition condition;

	const char *text;   /* for users: what the kernel does now */
	const char *source; /* where the releases are from */
	enum erratum_check check;
};

/* All of them, newest first. */
const struct erratum *errata_all(size_t *ret_count);

/* Whether the rule of @e that refuses holds on a kernel of that upstream version. */
bool erratum_refuses_on(const struct erratum *e, const char *version);

/*
 * What users are told of @e on a kernel of that upstream version: "since 6.12.53 (stable backport
 * of 4540aed51b12): ..." or "loads from 6.12.75 on (…): ...".  False, with "": it is not of that
 * kernel.
 */
bool erratum_say(char *out, size_t size, const struct erratum *e, const char *version);

/* "tried", "source" or "unchecked" */
const char *erratum_check_word(enum erratum_check check);

#endif
