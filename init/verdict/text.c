// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* RFC 3629, section 4: no overlong forms, no surrogates, nothing past U+10FFFF. */
size_t utf8_sequence(const char *s, size_t len)
{
	const uint8_t *b = (const uint8_t *)s;
	size_t need;
	uint8_t low = 0x80, high = 0xbf;

	if (len == 0)
		return 0;
	if (b[0] < 0x80)
		return 1;
	if (b[0] >= 0xc2 && b[0] <= 0xdf)
		need = 2;
	else if ((b[0] & 0xf0) == 0xe0)
		need = 3;
	else if (b[0] >= 0xf0 && b[0] <= 0xf4)
		need = 4;
	else
		return 0;
	if (b[0] == 0xe0)
		low = 0xa0;
	else if (b[0] == 0xed)
		high = 0x9f;
	else if (b[0] == 0xf0)
		low = 0x90;
	else if (b[0] == 0xf4)
		high = 0x8f;
	if (len < need || b[1] < low || b[1] > high)
		return 0;
	for (size_t i = 2; i < need; i++)
		if ((b[i] & 0xc0) != 0x80)
			return 0;
	return need;
}

size_t utf8_wrong_line(const char *s, size_t len)
{
	size_t line = 1;

	for (size_t at = 0, n; at < len; at += n) {
		n = s[at] ? utf8_sequence(s + at, len - at) : 1;
		if (!n)
			return line;
		line += s[at] == '\n';
	}
	return 0;
}

size_t utf8_cut(const char *s, size_t len)
{
	len = strnlen(s, len);
	/* a sequence has three continuation bytes at most; more of them are none */
	for (int back = 0; back < 3 && len && ((uint8_t)s[len] & 0xc0) == 0x80; back++)
		len--;
	return len;
}

static int is_control(const char *s, size_t n)
{
	uint8_t c = (uint8_t)s[0];

	return (n == 1 && (c < 0x20 || c == 0x7f)) || (n == 2 && c == 0xc2 && (uint8_t)s[1] < 0xa0);
}

size_t text_clean(char *dst, size_t size, const char *src, size_t len, int keep_lines)
{
	size_t in = 0, out = 0;

	while (in < len) {
		size_t n = utf8_sequence(src + in, len - in), take = n ? n : 1;
		const char *from = src + in;
		if (!n || (is_control(from, n) && !(keep_lines && (*from == '\n' || *from == '\t')))) {
			from = replacement;
			n = sizeof(replacement) - 1;
		}
		if (out + n >= size)
			break;
		memcpy(dst + out, from, n);
		out += n;
		in += take;
	}
	if (size)
		dst[out] = '\0';
	return in;
}

char *text_cleaned(const char *src, size_t len, int keep_lines)
{
	/* the replacement takes three bytes where the offender had one */
	size_t size = len * (sizeof(replacement) - 1) + 1;
	char *clean = malloc(size), *fitting;

	if (!clean)
		return NULL;
	text_clean(clean, size, src, len, keep_lines);
	fitting = realloc(clean, strlen(clean) + 1);
	return fitting ? fitting : clean;
}

void text_set_size(char *dst, size_t size, const char *string)
{
	text_clean(dst, size, string, strlen(string), 0);
}
