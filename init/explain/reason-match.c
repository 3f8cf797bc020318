// SPDX-License-Identifier: GPL-2.0-only
#include "explain/reason-match.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

/* The compiled form of reason_patterns[@at], made at its first use; NULL: it cannot be compiled. */
static const regex_t *compiled(size_t at)
{
	static struct {
		regex_t re;
		enum { NOT_YET, COMPILED, BROKEN } state;
	} *cache;

	if (!cache)
		cache = calloc(reason_n_patterns, sizeof(*cache));
	if (!cache)
		return NULL;
	if (cache[at].state == NOT_YET)
		cache[at].state = regcomp(&cache[at].re, reason_patterns[at].pattern,
					  REG_EXTENDED | REG_NEWLINE)
					  ? BROKEN
					  : COMPILED;
	return cache[at].state == COMPILED ? &cache[at].re : NULL;
}

/* The line of @text that matches reason_patterns[@at]; NULL: none does. */
static const char *matching_line(size_t at, const char *text, size_t *ret_len)
{
	const regex_t *re = compiled(at);
	regmatch_t match;

	if (!re || regexec(re, text, 1, &match, 0) != 0)
		return NULL;
	const char *line = text + match.rm_so;
	while (line > text && line[-1] != '\n')
		line--;
	*ret_len = strcspn(line, "\n");
	return line;
}

const struct reason_pattern *reason_match(
	enum reason_source source, const char *text, const char **ret_line, size_t *ret_len)
{
	for (size_t i = 0; *text && i < reason_n_patterns; i++)
		if (reason_patterns[i].source == source &&
			(*ret_line = matching_line(i, text, ret_len)))
			return &reason_patterns[i];
	return NULL;
}
