// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/splat-start.h"
#include "verdict/splat-formats.h"
#include "verdict/splat-lines.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/*
 * Whether @text matches @pattern, in which "*" is any text.  What the first "*" stands for is from
 * @ret_kind[0] to @ret_kind[1].  This is not fnmatch(3), which fails in a UTF-8 locale on bytes
 * that are not UTF-8: a task's name may have such bytes.
 */
static bool fits(const char *text, const char *pattern, const char *ret_kind[2])
{
	bool first = true;

	ret_kind[0] = ret_kind[1] = NULL;
	for (;;) {
		size_t len = strcspn(pattern, "*");
		if (strncmp(text, pattern, len) != 0)
			return false;
		text += len;
		pattern += len;
		if (!*pattern)
			return !*text;
		pattern++;
		len = strcspn(pattern, "*");
		const char *from = text;
		if (!len)
			text += strlen(text);
		while (len && strncmp(text, pattern, len) != 0)
			if (!*text++)
				return false;
		if (first) {
			ret_kind[0] = from;
			ret_kind[1] = text;
			first = false;
		}
	}
}

static bool is_harmless(const struct splat_trigger *t, const char *at)
{
	for (const char *const *h = t->harmless; h && *h; h++)
		if (line_begins(at, *h))
			return true;
	return false;
}

/*
 * The first place in @line where @t begins a report of one of its formats.  "BUG:" within "DEBUG:"
 * or "BTF_BUG:" is none.
 */
static bool find_trigger(const char *line, const struct splat_trigger *t, struct splat_start *ret)
{
	char part[FIRST_LINE_BYTES];

	for (const char *at = strstr(line, t->words); at; at = strstr(at + 1, t->words)) {
		/* but lines may run together: "…accessgeneral protection fault: 0000" */
		if (at > line && (isupper((unsigned char)at[-1]) || at[-1] == '_'))
			continue;
		/* "---[ end Kernel panic - not syncing: …" */
		if ((at - line >= 9 && line_begins(at - 9, "---[ end ")) || is_harmless(t, at))
			continue;
		snprintf(part, sizeof(part), "%s", at);
		for (const struct splat_format *f = t->formats; f->line; f++) {
			if (!fits(part, f->line, ret->kind))
				continue;
			for (int i = 0; ret->kind[0] && i < 2; i++)
				ret->kind[i] = at + (ret->kind[i] - part);
			ret->at = at;
			ret->format = f;
			return true;
		}
	}
	return false;
}

bool splat_find_start(const char *line, struct splat_start *ret)
{
	struct splat_start s;

	ret->at = NULL;
	for (size_t i = 0; i < splat_n_triggers; i++)
		if (find_trigger(line, &splat_triggers[i], &s) && (!ret->at || s.at < ret->at))
			*ret = s;
	return ret->at;
}
