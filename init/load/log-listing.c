// SPDX-License-Identifier: GPL-2.0-only
#include "load/log-listing.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define USE_DEF "stack use/def "
#define SUBPROG "subprog#"
#define WIDE	"(18)" /* BPF_LD | BPF_IMM | BPF_DW, in two slots */

static bool begins(const char *line, size_t len, const char *with)
{
	const size_t n = strlen(with);

	return len >= n && memcmp(line, with, n) == 0;
}

long log_step(const char *line, size_t len, size_t *ret_code)
{
	size_t at = 0;

	while (at < len && isdigit((unsigned char)line[at]))
		at++;
	*ret_code = at + 2;
	if (!at || at > 7 || at + 6 > len || memcmp(line + at, ": (", 3) != 0 ||
		!isxdigit((unsigned char)line[at + 3]) || !isxdigit((unsigned char)line[at + 4]) ||
		line[at + 5] != ')')
		return -1;
	return strtol(line, NULL, 10);
}

bool log_listing_has(struct log_listing *l, const char *line, size_t len)
{
	size_t blanks = 0, code;

	while (blanks < len && line[blanks] == ' ')
		blanks++;
	const char *at = line + blanks;
	const long n = log_step(at, len - blanks, &code);
	if (n < 0) {
		l->open = l->any = begins(line, len, USE_DEF) ||
				   (begins(line, len, SUBPROG) && line[len - 1] == ':');
		return false;
	}
	if (memchr(line, '\t', len))
		return true;
	if (l->open && (l->any || n == l->next[0] || n == l->next[1])) {
		l->any = false;
		l->next[0] = n + 1;
		l->next[1] = begins(at + code, len - blanks - code, WIDE) ? n + 2 : n + 1;
		return true;
	}
	l->open = false;
	return blanks > 0;
}
