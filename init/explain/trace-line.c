// SPDX-License-Identifier: GPL-2.0-only
#include "explain/trace-line.h"
#include "load/log-listing.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* A number at @s, with its digits in @ret_len; -1: there is none, or it is too large. */
static int number(const char *s, size_t len, size_t *ret_len)
{
	long n = 0;
	size_t i = 0;

	for (; i < len && isdigit((unsigned char)s[i]) && n < INT_MAX / 10; i++)
		n = n * 10 + (s[i] - '0');
	*ret_len = i;
	return i && (i == len || !isdigit((unsigned char)s[i])) ? (int)n : -1;
}

/* Whether registers begin at @s: "R0=", "R10_w=", "fp-8=", "frame1:". */
static bool is_state(const char *s, size_t len)
{
	size_t digits;

	if (len > 7 && strncmp(s, "frame", 5) == 0 && number(s + 5, len - 5, &digits) >= 0)
		return s[5 + digits] == ':';
	if (len > 4 && strncmp(s, "fp-", 3) == 0)
		return isdigit((unsigned char)s[3]);
	if (len < 3 || *s != 'R' || number(s + 1, len - 1, &digits) < 0)
		return false;
	return 1 + digits < len && (s[1 + digits] == '=' || s[1 + digits] == '_');
}

/*
 * Where the registers begin in the rest of a step's line: after "; ", or after the index of the
 * instruction that a jump goes to, "goto pc+1 50: R0=…".
 */
static struct trace_text find_after(const char *rest, size_t len, size_t *ret_text)
{
	size_t digits;

	*ret_text = len;
	for (size_t i = 1; i + 2 < len; i++) {
		if (rest[i - 1] != ' ')
			continue;
		if (rest[i] == ';' && rest[i + 1] == ' ' && is_state(rest + i + 2, len - i - 2)) {
			*ret_text = i;
			return (struct trace_text){rest + i + 2, len - i - 2};
		}
		if (number(rest + i, len - i, &digits) >= 0 && i + digits + 2 < len &&
			strncmp(rest + i + digits, ": ", 2) == 0 &&
			is_state(rest + i + digits + 2, len - i - digits - 2)) {
			*ret_text = i;
			return (struct trace_text){rest + i + digits + 2, len - i - digits - 2};
		}
	}
	return (struct trace_text){0};
}

/* The index of a step's line, and in @ret_at where its ": (" begins; -1: another line. */
static int find_step(const char *line, size_t len, size_t *ret_at)
{
	size_t code;
	const long insn = log_step(line, len, &code);

	*ret_at = code - 2;
	return (int)insn;
}

int trace_line_insn(const char *line, size_t len, unsigned int *ret_code)
{
	size_t at;
	const int insn = find_step(line, len, &at);

	if (insn >= 0)
		*ret_code = (unsigned int)strtoul(line + at + 3, NULL, 16);
	return insn;
}

bool trace_line_step(struct trace_line_step *ret, const char *line, size_t len)
{
	size_t at, text;
	const int insn = find_step(line, len, &at);

	if (insn < 0)
		return false;
	at += 6 + (at + 6 < len && line[at + 6] == ' ');
	ret->insn = insn;
	ret->after = find_after(line + at, len - at, &text);
	while (text && (line[at + text - 1] == ' ' || line[at + text - 1] == ';'))
		text--;
	ret->text = (struct trace_text){line + at, text};
	return true;
}

bool trace_line_from(struct trace_from *ret, const char *line, size_t len)
{
	size_t digits, at = 5;

	if (len < 5 || strncmp(line, "from ", 5) != 0)
		return false;
	ret->from = number(line + at, len - at, &digits);
	at += digits;
	if (ret->from < 0 || len - at < 4 || strncmp(line + at, " to ", 4) != 0)
		return false;
	at += 4;
	ret->to = number(line + at, len - at, &digits);
	at += digits;
	if (ret->to < 0)
		return false;
	ret->state = (struct trace_text){0};
	const char *colon = memchr(line + at, ':', len - at);
	if (!colon)
		return true;
	for (colon++; colon < line + len && *colon == ' ';)
		colon++;
	const size_t left = (size_t)(line + len - colon);
	if (is_state(colon, left))
		ret->state = (struct trace_text){colon, left};
	return true;
}

bool trace_line_state(const char **line, size_t *len, bool *ret_numbered)
{
	const char *s = *line;
	size_t left = *len, digits;

	*ret_numbered = left && number(s, left, &digits) >= 0 && digits < left && s[digits] == ':';
	if (*ret_numbered) {
		s += digits + 1;
		left -= digits + 1;
	}
	for (; left && *s == ' '; s++)
		left--;
	if (!is_state(s, left))
		return false;
	*line = s;
	*len = left;
	return true;
}

int trace_line_frame(const struct trace_text *state)
{
	size_t digits;

	if (state->len < 7 || strncmp(state->at, "frame", 5) != 0)
		return 0;
	const int frame = number(state->at + 5, state->len - 5, &digits);
	return frame > 0 ? frame : 0;
}

void trace_line_source(struct trace_text *ret_source, struct trace_text *ret_place,
	const char *line, size_t len, bool says_places)
{
	*ret_place = (struct trace_text){0};
	/* the place is what follows the last " @ ", and it ends with a number */
	for (size_t i = len; says_places && i-- > 0;) {
		if (len - i <= 3 || strncmp(line + i, " @ ", 3) != 0)
			continue;
		const char *colon = memrchr(line + i, ':', len - i);
		size_t digits;
		if (colon && number(colon + 1, (size_t)(line + len - colon) - 1, &digits) > 0 &&
			colon + 1 + digits == line + len) {
			*ret_place = (struct trace_text){line + i + 3, len - i - 3};
			len = i;
		}
		break;
	}
	for (; len && isspace((unsigned char)*line); line++)
		len--;
	while (len && isspace((unsigned char)line[len - 1]))
		len--;
	*ret_source = (struct trace_text){line, len};
}

bool trace_line_is_safe(const char *line, size_t len)
{
	size_t digits;

	return number(line, len, &digits) >= 0 && len - digits == 6 &&
	       strncmp(line + digits, ": safe", 6) == 0;
}

bool trace_line_is_frame_change(const struct trace_text *text)
{
	return (text->len >= 7 && strncmp(text->at, "call pc", 7) == 0) ||
	       (text->len == 4 && strncmp(text->at, "exit", 4) == 0);
}
