/* SPDX-License-Identifier: GPL-2.0-only */
/* Find the reason pattern that a message matches. */
#ifndef INIT_REASON_MATCH_H
#define INIT_REASON_MATCH_H

#include "explain/reason-patterns.h"

#include <stddef.h>

/*
 * The first pattern of @source that matches a line of @text, with that line in @ret_line and
 * @ret_len (without its newline).  NULL: none matches, or no memory to compile the patterns.
 */
const struct reason_pattern *reason_match(
	enum reason_source source, const char *text, const char **ret_line, size_t *ret_len);

#endif
