// SPDX-License-Identifier: GPL-2.0-only
/*
 * How releases write one walk, from print_verifier_state() and print_bpf_insn():
 *
 *   5.10  0: (b7) r0 = 0           R0_w=invP0, R1=inv(id=0,umax_value=255,…)
 *   5.17  0: (b7) r0 = 0 ; R0_w=0  R0_w=invP0 became R0_w=0, inv became scalar in 5.18
 *   6.1   R1=ctx(off=0,imm=0)      6.5 leaves out what is 0: R1=ctx()
 *   6.4   umax_value= became umax=
 *   6.9   "; source @ file.c:12"
 */
#include "bisect/log-line.h"
#include "cleanup.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define HEX "0123456789abcdef"

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool begins_any(const char *text, const char *const *heads, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (begins(text, heads[i]))
			return true;
	return false;
}

/* After "12: ", or @line where it does not begin so. */
static const char *after_index(const char *line)
{
	const size_t digits = strspn(line, "0123456789");

	return digits && begins(line + digits, ": ") ? line + digits + 2 : line;
}

/* Whether @text begins with registers: "R0=", "R1_w=", "frame1: R1=", "fp-8=". */
static bool is_state(const char *text)
{
	if (begins(text, "frame"))
		text += 5 + strspn(text + 5, "0123456789: ");
	if (begins(text, "fp-"))
		text += 3;
	else if (*text == 'R')
		text++;
	else
		return false;
	const size_t digits = strspn(text, "0123456789");
	return digits && (text[digits] == '=' || text[digits] == '_');
}

/* Whether @text is "(b7) r0 = 2". */
static bool is_insn(const char *text)
{
	return *text == '(' && strspn(text + 1, HEX) == 2 && text[3] == ')';
}

enum log_line log_line_kind(const char *line)
{
	static const char *const noise[] = {"mark_precise:", "last_idx ", "first_idx ",
		"regs=", "parent ", "propagating ", "func#", "[bpfjury:", "Live regs before insn"};
	static const char *const figures[] = {"verification time ", "stack depth ", "processed ",
		"insns processed ", "insns_processed "};
	const char *rest = after_index(line);

	if (!line[strspn(line, " \t")] || begins_any(line, noise, ARRAY_SIZE(noise)))
		return LOG_LINE_NOISE;
	if (begins_any(line, figures, ARRAY_SIZE(figures)))
		return LOG_LINE_FIGURES;
	if (*line == ';')
		return LOG_LINE_SOURCE;
	if (rest != line && is_insn(rest))
		return LOG_LINE_INSN;
	return is_state(rest + strspn(rest, " ")) ? LOG_LINE_STATE : LOG_LINE_MESSAGE;
}

/* Where the registers of @line begin; its end where it has none. */
static const char *registers_of(const char *line)
{
	const char *at = line;

	while ((at = strpbrk(at, ";:"))) {
		at++;
		if (is_state(at + strspn(at, " ")))
			return at;
	}
	return line + strlen(line);
}

/* The bytes of a word that says nothing: "off=0," before another or ")" ; 0: it does. */
static size_t empty_item(const char *text)
{
	static const char *const items[] = {"off=0", "imm=0", "id=0"};

	for (size_t i = 0; i < ARRAY_SIZE(items); i++) {
		const size_t len = strlen(items[i]);
		if (begins(text, items[i]) && (text[len] == ',' || text[len] == ')'))
			return len + (text[len] == ',');
	}
	return 0;
}

/* The bytes at @text that only one way of writing has; @before: the character before them. */
static size_t dialect(const char *text, char before)
{
	if (begins(text, "_w=") || begins(text, "_r="))
		return 2;
	if (begins(text, "_rw="))
		return 3;
	if (begins(text, "_value="))
		return 6;
	if (before == '=' && begins(text, "inv")) {
		const size_t len = 3 + (text[3] == 'P');
		return isdigit((unsigned char)text[len]) || text[len] == '-' ? len : 0;
	}
	return before == '(' || before == ',' ? empty_item(text) : 0;
}

/* Add the registers at @from to @to, of which @n bytes are taken.  Returns how many are then. */
static size_t add_registers(char *to, size_t n, const char *from)
{
	while (*from) {
		const char before = n ? to[n - 1] : ' ';
		const size_t skip = dialect(from, before);
		from += skip;
		if (skip)
			continue;
		if (before == '=' && (begins(from, "inv(") || begins(from, "invP("))) {
			n = (size_t)(stpcpy(to + n, "scalar") - to);
			from += strcspn(from, "(");
			continue;
		}
		if (*from == ')' && before == ',')
			n--;
		if (*from == ')' && n && to[n - 1] == '(')
			n--;
		else if (n && to[n - 1] == '=' && n > 2 && begins(to + n - 3, "id=") &&
			 isdigit((unsigned char)*from) && *from != '0')
			to[n++] = '#';
		else
			to[n++] = *from;
		from++;
		if (n && to[n - 1] == '#')
			from += strspn(from, "0123456789");
	}
	return n;
}

/* The text of an instruction, in which "(18) r1 = 0xffff…" has the address of a map. */
static size_t add_insn(char *to, const char *from, const char *end)
{
	const char *wide = strstr(from, "(18) ");
	size_t n = 0;

	while (from < end) {
		if (wide && from > wide && begins(from, "0x")) {
			to[n++] = '#';
			from += 2 + strspn(from + 2, HEX);
			continue;
		}
		to[n++] = *from++;
	}
	while (n && strchr(" \t;", to[n - 1]))
		n--;
	return n;
}

/* " @ file.c:12" at the end of a source line, or its end. */
static const char *place_of(const char *line)
{
	const char *at = line, *last = NULL;

	while ((at = strstr(at, " @ ")))
		last = at++;
	return last ? last : line + strlen(line);
}

static char *key_of(const char *line, bool registers)
{
	const enum log_line kind = log_line_kind(line);
	/* of a state the index is in newer releases only */
	const char *text = kind == LOG_LINE_STATE ? after_index(line) : line;
	const char *state = kind == LOG_LINE_STATE ? text : registers_of(line);
	/* "scalar" for "inv": at most twice as long */
	char *key = malloc(2 * strlen(line) + 1);
	size_t n = 0;

	if (!key)
		return NULL;
	if (kind == LOG_LINE_SOURCE) {
		n = (size_t)(place_of(line) - line);
		memcpy(key, line, n);
	} else {
		n = add_insn(key, text, state);
		if (registers && *state) {
			if (n)
				key[n++] = ' ';
			n = add_registers(key, n, state + strspn(state, " \t"));
		}
	}
	while (n && strchr(" \t", key[n - 1]))
		n--;
	key[n] = '\0';
	return key;
}

char *log_line_key(const char *line)
{
	return key_of(line, true);
}

char *log_line_walk(const char *line)
{
	const enum log_line kind = log_line_kind(line);

	return kind == LOG_LINE_INSN || kind == LOG_LINE_MESSAGE ? key_of(line, false) : strdup("");
}
