/* SPDX-License-Identifier: GPL-2.0-only */
/* The key "unreached" of a program in result.json. */
#ifndef RESULT_UNREACHED_H
#define RESULT_UNREACHED_H

#include "result/result.h"

/* [{"from", "to", "source_at"}, …] of a text of verdict/coverage.h.  NULL without memory. */
json_t *unreached_json(const char *text);

/*
 * Set @p->unreached from such a list, NULL: there is none.  It must be what the figures of
 * @p->result say.  NULL, or what is wrong, in a few words.
 */
const char *unreached_read(struct result_program *p, const json_t *list);

#endif
