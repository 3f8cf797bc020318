/* SPDX-License-Identifier: GPL-2.0-only */
/* One refusal to ask the kernel about, and what the questions of help.c have in common. */
#ifndef INIT_HELP_ASK_H
#define INIT_HELP_ASK_H

#include "layout/relocations.h"
#include "load/load.h"
#include "verdict/model.h"
#include "verdict/releases.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* What helps where the guest ran out of memory. */
#define HELP_MEMORY "more memory for the guest: --memory"

struct help_case {
	const struct load_answer *answer;  /* the refusal that p->reason was read from */
	const struct bpf_program *program; /* that was refused, opened and not loaded */
	const struct bpf_object *object;   /* its object */
	/* of @object; NULL: not known, or the program is not loaded as its section says */
	const struct layout_object *layout;
	/* with which it was loaded: to load it once more; NULL: not known */
	const struct load_request *request;
	uint64_t dropped;    /* capabilities it was loaded without, bits of 1 << CAP_… */
	const char *version; /* the kernel's upstream version */
	enum verdict expected;
	const char *reason; /* the reason that is expected; NULL: any */
};

/*
 * Ask the kernel about one refusal; correct the reason, detail and help of @p.  Where the kernel
 * does not answer, or @p's message names nothing to ask for, @p is left as it is.
 */
typedef void help_question(struct program_result *p, const struct help_case *c);

/* Whether the refusal is the expected one, which needs no help. */
static inline bool help_is_expected(const struct program_result *p, const struct help_case *c)
{
	return p->verdict == c->expected && (!c->reason || strcmp(c->reason, p->reason) == 0);
}

/* Append " (@more)" to the detail. */
void help_add_detail(struct program_result *p, const char *more);

/* Append to the help; what does not fit is cut. */
void help_add(struct program_result *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Append to the help; what does not fit is left out whole. */
void help_say(struct program_result *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* needs_ask() for "@kind:@name". */
int help_ask_kernel(const struct help_case *c, const char *kind, const char *name);

/* Set the help to the first release that has @name, if one is known. */
void help_set_release(struct program_result *p, const struct help_case *c, enum release_kind kind,
	const char *name);

#endif
