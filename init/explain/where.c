// SPDX-License-Identifier: GPL-2.0-only
#include "explain/where.h"
#include "verdict/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/*
 * "12: (61) r0 = …": bpf_verbose_insn() in kernel/bpf/verifier.c.  "12: BUG_db" of an instruction
 * that print_bpf_insn() in kernel/bpf/disasm.c cannot write.  What libbpf poisoned it writes as
 * "12: <invalid CO-RE relocation>", "12: <invalid kfunc call>": fixup_verifier_log().
 */
static bool is_insn(const char *line, int64_t *ret)
{
	char *end;

	if (!isdigit((unsigned char)*line))
		return false;
	long long n = strtoll(line, &end, 10);
	if (strncmp(end, ": BUG_", 6) != 0 && strncmp(end, ": <invalid ", 11) != 0 &&
		(strncmp(end, ": (", 3) != 0 || !isxdigit((unsigned char)end[3]) ||
			!isxdigit((unsigned char)end[4]) || end[5] != ')'))
		return false;
	*ret = n;
	return true;
}

/* Replace each run of tabs by one blank: the line of a macro is full of them. */
static void squeeze(char *text)
{
	char *out = text;

	for (const char *s = text; *s; s++)
		if (*s != '\t')
			*out++ = *s;
		else if (out > text && out[-1] != ' ')
			*out++ = ' ';
	*out = '\0';
}

/* Set source and source_at from a line of @len bytes; the place is its last " @ file.c:12". */
static void set_source(struct program_result *p, const char *line, size_t len, bool says_places)
{
	const char *place = NULL;

	for (const char *s = line;
		says_places && (s = memmem(s, len - (size_t)(s - line), " @ ", 3)); s++)
		place = s;
	/* " @ " may also be part of the source: a place ends with a line number */
	if (place) {
		const char *colon = memrchr(place, ':', len - (size_t)(place - line));
		const char *digit = colon ? colon + 1 : line + len;
		if (digit == line + len)
			place = NULL;
		while (place && digit < line + len)
			if (!isdigit((unsigned char)*digit++))
				place = NULL;
	}
	text_clean(p->source, sizeof(p->source), line, place ? (size_t)(place - line) : len, 1);
	squeeze(p->source);
	p->source_at[0] = '\0';
	if (place)
		text_clean(p->source_at, sizeof(p->source_at), place + 3,
			len - (size_t)(place + 3 - line), 0);
}

void where_refused(struct program_result *p, const char *log, bool says_places)
{
	const char *source = NULL, *of_insn = NULL;
	int64_t insn = UNKNOWN_FIGURE;

	/* the kernel writes a line of source once for all instructions that follow it */
	for (const char *line = log; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (strncmp(line, "; ", 2) == 0)
			source = line + 2;
		else if (is_insn(line, &insn))
			of_insn = source;
	}
	if (insn == UNKNOWN_FIGURE)
		return;
	p->insn = insn;
	if (of_insn)
		set_source(p, of_insn, strcspn(of_insn, "\n"), says_places);
}
