// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/text.h"

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
	/* a sequence has at most three continuation bytes; more are no sequence */
	for (int back = 0; back < 3 && len && ((uint8_t)s[len] & 0xc0) == 0x80; back++)
		len--;
	return len;
}

uint32_t utf8_code_point(const char *s, size_t n)
{
	static const uint8_t first_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	uint32_t c = (uint8_t)*s & first_bits[n];

	for (size_t i = 1; i < n; i++)
		c = c << 6 | ((uint8_t)s[i] & 0x3f);
	return c;
}

/*
 * Characters that set or override the direction of writing: with them a name can change how the
 * rest of its line looks.  U+2028 and U+2029 end a line.
 */
static int is_direction(uint32_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

int text_unfit(const char *s, size_t n)
{
	uint32_t c = n ? utf8_code_point(s, n) : 0;

	return !n || c < 0x20 || (c >= 0x7f && c < 0xa0) || is_direction(c);
}

int text_is_order(const char *s)
{
	return strncmp(s, "##[", 3) == 0;
}

/* What the runner of GitHub's jobs, a .NET program, skips at the beginning of a line. */
static int is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	       c == 0x205f || c == 0x3000;
}

const char *text_line_order(const char *s)
{
	size_t n;

	while ((n = utf8_sequence(s, strnlen(s, 4))) && is_blank(utf8_code_point(s, n)))
		s += n;
	return strncmp(s, "::", 2) == 0 ? s : NULL;
}

size_t text_clean(char *dst, size_t size, const char *src, size_t len, int keep_lines)
{
	size_t in = 0, out = 0;

	while (in < len) {
		size_t n = utf8_sequence(src + in, len - in), take = n ? n : 1;
		const char *from = src + in;
		if (text_unfit(from, n) && !(keep_lines && (*from == '\n' || *from == '\t'))) {
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
	/* the replacement has three bytes, and what it replaces may have one */
	size_t size = len * (sizeof(replacement) - 1) + 1;
	char *clean = malloc(size), *fitting;

	if (!clean)
		return NULL;
	text_clean(clean, size, src, len, keep_lines);
	fitting = realloc(clean, strlen(clean) + 1);
	return fitting ? fitting : clean;
}

/* In place: "?" has the length of the character that it replaces. */
static void break_orders(char *text)
{
	for (char *line = text; line;) {
		char *order = (char *)text_line_order(line);
		if (order)
			*order = '?';
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	for (char *at = text; (at = strstr(at, "##[")); at++)
		*at = '?';
}

size_t text_show(char *dst, size_t size, const char *src, size_t len, int keep_lines)
{
	size_t taken = text_clean(dst, size, src, len, keep_lines);

	if (size)
		break_orders(dst);
	return taken;
}

char *text_shown(const char *src, size_t len, int keep_lines)
{
	char *clean = text_cleaned(src, len, keep_lines);

	if (clean)
		break_orders(clean);
	return clean;
}

void text_set_size(char *dst, size_t size, const char *string)
{
	text_clean(dst, size, string, strlen(string), 0);
}
