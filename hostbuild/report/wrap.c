// SPDX-License-Identifier: GPL-2.0-only
#include "report/wrap.h"
#include "cleanup.h"

#include <limits.h>
#include <string.h>

int wrap_put(const struct screen *s, enum style style, const char *text, int at, int indent)
{
	if (!s->wrap)
		return at + screen_put(s, style, CUT_END, text, INT_MAX);
	while (*text) {
		size_t spaces = strspn(text, " "), len = strcspn(text + spaces, " ");
		cleanup_free char *word = strndup(text, spaces + len);
		int width = word ? screen_width(s, word) : 0;
		if (word && at > indent && at + width > s->columns) {
			fputc('\n', s->out);
			screen_pad(s, indent);
			at = indent + screen_put(s, style, CUT_END, word + spaces, INT_MAX);
		} else if (word) {
			at += screen_put(s, style, CUT_END, word, INT_MAX);
		}
		text += spaces + len;
	}
	return at;
}

void wrap_line(const struct screen *s, enum style style, const char *text)
{
	screen_pad(s, WRAP_INDENT);
	wrap_put(s, style, text, WRAP_INDENT, 2 * WRAP_INDENT);
	fputc('\n', s->out);
}
