/* SPDX-License-Identifier: GPL-2.0-only */
/* Two logs of the verifier, and where they part. */
#ifndef BISECT_LOG_PAIR_H
#define BISECT_LOG_PAIR_H

#include <stdbool.h>
#include <stddef.h>

struct log_side {
	char *text;   /* a copy, which the lines are in; NULL: there is no log */
	char **lines; /* without the statistics behind the verdict, and without empty ones */
	size_t n;
	size_t first; /* the first line that says something else, or @n … */
	size_t walk;  /* … the first instruction or message that does, or @n */
	size_t kept;  /* lines up to the first part that was left out */
	bool traced;  /* it says what the verifier walked */
	bool cut;     /* a part of it was left out, which bpfjury says in it */
};
struct log_pair {
	struct log_side good, bad;
	bool differ;	  /* some line says something else … */
	bool walk_differ; /* … and some instruction or message */
};
/* Either may be NULL.  -ENOMEM. */
int log_pair_make(struct log_pair *ret, const char *good, const char *bad);
void log_pair_clear(struct log_pair *p);

#endif
