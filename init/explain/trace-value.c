// SPDX-License-Identifier: GPL-2.0-only
#include "explain/trace-deed.h"
#include "explain/trace-value.h"
#include "verdict/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many bytes of a line of source are shown where the kernel does not say its place. */
#define SOURCE_SHOWN 48

/* The end of the value that begins at @s: a blank that is in no brackets. */
static size_t value_len(const char *s, size_t len)
{
	int depth = 0;
	size_t i;

	for (i = 0; i < len && (depth > 0 || s[i] != ' '); i++)
		depth += (s[i] == '(') - (s[i] == ')');
	return i;
}

/* Set a limit by the name that kernels give it: "umax", "umax_value" (5.10). */
static void set_limit(struct trace_value *v, const char *name, size_t len, const char *number)
{
	static const char *const words[] = {"smin", "smax", "umin", "umax", "off", "r"};
	const size_t short_len =
		len > 6 && memcmp(name + len - 6, "_value", 6) == 0 ? len - 6 : len;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strlen(words[i]) != short_len || memcmp(words[i], name, short_len) != 0)
			continue;
		const uint64_t n = *number == '-' ? (uint64_t)strtoll(number, NULL, 0)
						  : strtoull(number, NULL, 0);
		switch (i) {
		case 0:
			v->smin = (int64_t)n;
			break;
		case 1:
			v->smax = (int64_t)n;
			break;
		case 2:
			v->umin = n;
			break;
		case 3:
			v->umax = n;
			break;
		case 4:
			v->off = (int64_t)n;
			break;
		default:
			v->range = (int64_t)n;
		}
	}
}

/* "id=1,smin=umin=0x100,umax_value=7,var_off=(0x0; 0x7)": the limits in a value's brackets. */
static void read_limits(struct trace_value *v, const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t end = i, names[8], n = 0;
		for (int depth = 0; end < len && (depth > 0 || s[end] != ','); end++)
			depth += (s[end] == '(') - (s[end] == ')');
		names[n++] = i;
		for (size_t k = i; k < end && n < 8; k++)
			if (s[k] == '=')
				names[n++] = k + 1;
		for (size_t k = 0; k + 1 < n; k++)
			set_limit(v, s + names[k], names[k + 1] - 1 - names[k], s + names[n - 1]);
		i = end + 1;
	}
}

/* @v->text is set: read the rest from it. */
static void read_value(struct trace_value *v)
{
	const char *s = v->text.at;
	size_t len = v->text.len, word = 0;

	v->smin = INT64_MIN;
	v->smax = INT64_MAX;
	v->umax = UINT64_MAX;
	v->range = -1;
	/* "P7", "invP7", "Pscalar(…)": the verifier tracks it precisely */
	if (len > 1 && *s == 'P' && (isdigit((unsigned char)s[1]) || s[1] == '-' || s[1] == 's')) {
		s++;
		len--;
	}
	v->text = (struct trace_text){s, len};
	while (word < len &&
		(isalpha((unsigned char)s[word]) || s[word] == '_' ||
			(word && isdigit((unsigned char)s[word]) && strncmp(s, "fp", 2) != 0 &&
				strncmp(s, "inv", 3) != 0)))
		word++;
	v->type = (struct trace_text){s, word};
	if (word == 4 && memcmp(s, "invP", 4) == 0)
		v->type.len = 3;
	v->is_scalar = word == 0 || (v->type.len == 3 && memcmp(s, "inv", 3) == 0) ||
		       (word == 6 && memcmp(s, "scalar", 6) == 0);
	if (word < len && (isdigit((unsigned char)s[word]) || s[word] == '-')) {
		v->is_known = v->is_scalar;
		v->smin = v->smax = s[word] == '-' ? strtoll(s + word, NULL, 0)
						   : (int64_t)strtoull(s + word, NULL, 0);
		v->umin = v->umax = (uint64_t)v->smin;
		v->off = v->smin;
	}
	const char *open = memchr(s, '(', len);
	if (open && s[len - 1] == ')')
		read_limits(v, open + 1, len - (size_t)(open - s) - 2);
}

bool trace_value_in(struct trace_value *ret, const struct trace_text *state, int reg)
{
	char name[16];
	if (reg < 0 || reg > 10)
		return false;
	const size_t name_len = (size_t)snprintf(name, sizeof(name), "R%d", reg);

	for (size_t i = 0; i < state->len;) {
		const size_t len = value_len(state->at + i, state->len - i);
		const char *s = state->at + i, *equals = memchr(s, '=', len);
		if (equals && len > name_len && memcmp(s, name, name_len) == 0 &&
			(s[name_len] == '=' || s[name_len] == '_')) {
			*ret = (struct trace_value){
				.text = {equals + 1, len - (size_t)(equals + 1 - s)}};
			if (!ret->text.len)
				return false;
			read_value(ret);
			return true;
		}
		i += len + 1;
	}
	return false;
}

bool trace_value_after(struct trace_value *ret, const struct trace *t, int at, int reg)
{
	return t->steps[at].after.at && trace_value_in(ret, &t->steps[at].after, reg);
}

/*
 * Whether a comparison since then may have changed the value without a word: the verifier also
 * narrows registers that are linked by an id (find_equal_scalars(), sync_linked_regs()).
 */
static bool is_stale(const struct trace_value *v, bool compared)
{
	return compared && memmem(v->text.at, v->text.len, "id=", 3);
}

bool trace_value_before(struct trace_value *ret, const struct trace *t, int at, int reg)
{
	bool compared = false;

	while (at >= 0) {
		const struct trace_step *s = &t->steps[at];
		if (s->before.at)
			return trace_value_in(ret, &s->before, reg) && !is_stale(ret, compared);
		at = s->prev;
		if (at < 0 || t->steps[at].frame != s->frame)
			return false;
		/* after a jump that was taken up elsewhere its own line shows the other way */
		if (!s->is_taken_up && trace_value_after(ret, t, at, reg))
			return !is_stale(ret, compared);
		compared |= strncmp(t->steps[at].text.at, "if ", 3) == 0;
		if (trace_deed(&t->steps[at].text, reg).act != ACT_NONE)
			return false;
	}
	return false;
}

const char *trace_range(char *ret, size_t size, const struct trace_value *v)
{
	if (v->is_known)
		snprintf(ret, size, "%" PRId64, v->smin);
	else if (v->smin >= 0 && v->smax != INT64_MAX)
		snprintf(ret, size, "%" PRId64 "..%" PRId64, v->smin, v->smax);
	else if (v->umax <= INT64_MAX)
		snprintf(ret, size, "%" PRIu64 "..%" PRIu64, v->umin, v->umax);
	else if (v->smin == INT64_MIN && v->smax == INT64_MAX && v->umax == UINT64_MAX)
		snprintf(ret, size, "unbounded");
	else if (v->smin != INT64_MIN && v->smax != INT64_MAX)
		snprintf(ret, size, "%" PRId64 "..%" PRId64, v->smin, v->smax);
	else if (v->smin == INT64_MIN && v->smax != INT64_MAX)
		snprintf(ret, size, "at most %" PRId64 ", without a lower limit", v->smax);
	else if (v->smin != INT64_MIN)
		snprintf(ret, size, "at least %" PRId64 ", without an upper limit", v->smin);
	else
		snprintf(ret, size, "%" PRIu64 "..%" PRIu64, v->umin, v->umax);
	return ret;
}

/* The beginning of a line of source for a sentence, with each run of blanks and tabs as one. */
static void quote(char *ret, size_t size, const struct trace_text *source)
{
	char text[SOURCE_SHOWN + 1];
	size_t n = 0, i;

	for (i = 0; i < source->len && n < SOURCE_SHOWN; i++) {
		const char byte = source->at[i] == '\t' ? ' ' : source->at[i];
		if (byte != ' ' || (n && text[n - 1] != ' '))
			text[n++] = byte;
	}
	text[n] = '\0';
	snprintf(ret, size, "\"");
	text_clean(ret + 1, size - 5, text, utf8_cut(text, n), 0);
	strcat(ret, i < source->len ? "…\"" : "\"");
}

const char *trace_where(char *ret, size_t size, const struct trace_step *s)
{
	if (s->place.at) {
		text_clean(ret, size, s->place.at, s->place.len, 0);
	} else if (s->source.len) {
		quote(ret, size, &s->source);
	} else {
		snprintf(ret, size, "instruction %d", s->insn);
	}
	return ret;
}
