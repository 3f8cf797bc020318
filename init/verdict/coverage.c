// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/coverage.h"

#include <string.h>

/* A number below COVERAGE_INSNS_MAX at *@text, which moves behind it; -1: there is none. */
static int64_t read_index(const char **text)
{
	const size_t digits = strspn(*text, "0123456789");
	int64_t n = 0;

	if (!digits || digits > 6)
		return -1;
	for (size_t i = 0; i < digits; i++)
		n = 10 * n + *(*text)++ - '0';
	return n;
}

bool coverage_next(const char **text, struct coverage_range *ret)
{
	const char *at = *text, *const end = strchr(at, '\n');

	if (!end)
		return false;
	ret->from = read_index(&at);
	if (ret->from < 0 || *at++ != '-')
		return false;
	ret->to = read_index(&at);
	if (ret->to < ret->from || (at < end && (*at++ != ' ' || at == end)))
		return false;
	ret->at = at;
	ret->at_len = (size_t)(end - at);
	if (ret->at_len >= SOURCE_SIZE)
		return false;
	*text = end + 1;
	return true;
}

bool coverage_add(struct coverage_sum *s, const char *text)
{
	struct coverage_range r;

	s->bytes += strlen(text);
	if (s->bytes > UNREACHED_TEXT_MAX)
		return false;
	while (coverage_next(&text, &r)) {
		if (r.from < s->end)
			return false;
		s->end = r.to + 1;
		s->unreached += r.to - r.from + 1;
	}
	return !*text;
}

bool coverage_agrees(const struct coverage_sum *s, const struct program_result *p)
{
	if (p->coverage_insns < 0)
		return p->coverage_known < 0 && p->coverage_reached < 0 && !s->bytes;
	return p->coverage_insns <= COVERAGE_INSNS_MAX && p->coverage_known >= s->end &&
	       p->coverage_known <= p->coverage_insns &&
	       p->coverage_reached == p->coverage_known - s->unreached;
}
