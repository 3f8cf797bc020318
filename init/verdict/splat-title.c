// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/splat-title.h"
#include "verdict/splat-lines.h"
#include "verdict/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/*
 * The length of an address, a number or an offset that begins at @at in the text from @start, and
 * in
 * @ret_word what replaces it.  0: none begins there.
 */
static size_t variable_at(const char *start, const char *at, const char **ret_word)
{
	char before = at > start ? at[-1] : ' ';
	size_t hex = line_begins(at, "0x") ? 2 : 0, n = strspn(at + hex, "0123456789abcdef"),
	       digits = strspn(at, "0123456789");

	*ret_word = "";
	if (line_begins(at, "+0x") && line_in_word(before)) {
		n = 3 + strspn(at + 3, "0123456789abcdef");
		return line_begins(at + n, "/0x") ? n + 3 + strspn(at + n + 3, "0123456789abcdef")
						  : 0;
	}
	*ret_word = "ADDR";
	if (n >= 6 && !isalnum((unsigned char)before))
		return hex + n;
	*ret_word = "NUM";
	if (digits >= 7 || (digits && !line_in_word(before) && !line_in_word(at[digits])))
		return digits;
	return 0;
}

void splat_title(char *title, size_t size, const char *text)
{
	char out[512];
	size_t len = 0;

	for (const char *at = text; *at && len < 128;) {
		const char *word;
		size_t n = variable_at(text, at, &word);
		/* "file.c:12:3" */
		if (n && *word == 'N' && at > text + 1 && at[-1] == ':' &&
			isalpha((unsigned char)at[-2]) && (word = "LINE"))
			while (at[n] == ':' && isdigit((unsigned char)at[n + 1]))
				n += 1 + strspn(at + n + 1, "0123456789");
		if (n)
			len += (size_t)sprintf(out + len, "%s", word);
		else if (*at != ' ' || (len && out[len - 1] != ' '))
			out[len++] = *at;
		at += n ? n : 1;
	}
	while (len && out[len - 1] == ' ')
		len--;
	out[len] = '\0';
	text_set_size(title, size, out);
}
