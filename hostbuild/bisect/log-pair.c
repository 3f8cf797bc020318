// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/log-pair.h"
#include "bisect/log-line.h"
#include "cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void log_pair_clear(struct log_pair *p)
{
	free(p->good.text);
	free(p->good.lines);
	free(p->bad.text);
	free(p->bad.lines);
	*p = (struct log_pair){0};
}

static size_t count_lines(const char *text)
{
	size_t n = 1;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static int split(struct log_side *s, const char *log)
{
	if (!log)
		return 0;
	s->text = strdup(log);
	s->lines = calloc(count_lines(log), sizeof(*s->lines));
	if (!s->text || !s->lines)
		return -ENOMEM;
	for (char *rest = s->text, *line; (line = strsep(&rest, "\n"));) {
		const enum log_line kind = log_line_kind(line);
		if (*line && kind != LOG_LINE_FIGURES)
			s->lines[s->n++] = line;
		s->traced |= kind == LOG_LINE_INSN || kind == LOG_LINE_STATE;
		if (!s->cut)
			s->kept = s->n;
		s->cut |= strncmp(line, "[bpfjury:", 9) == 0;
	}
	return 0;
}

/* Whether the lines at @a and @b say the same: 1, 0 or -ENOMEM. */
static int same_line(const char *a, const char *b, bool registers)
{
	const enum log_line kind = log_line_kind(a);
	cleanup_free char *walk_a = log_line_walk(a), *walk_b = log_line_walk(b);
	cleanup_free char *key_a = log_line_key(a), *key_b = log_line_key(b);

	if (!walk_a || !walk_b || !key_a || !key_b)
		return -ENOMEM;
	/* before 5.17 an instruction has no registers behind it */
	if (!registers || (kind == LOG_LINE_INSN &&
				  (strcmp(walk_a, key_a) == 0 || strcmp(walk_b, key_b) == 0)))
		return strcmp(walk_a, walk_b) == 0;
	return strcmp(key_a, key_b) == 0;
}

/* Go on to the next line that counts; those without a walk do not where @registers is false. */
static enum log_line next_line(const struct log_side *s, size_t *at, bool registers)
{
	for (; *at < s->kept; ++*at) {
		const enum log_line kind = log_line_kind(s->lines[*at]);
		const bool walks = kind == LOG_LINE_INSN || kind == LOG_LINE_MESSAGE;
		if (walks || (registers && kind != LOG_LINE_NOISE))
			return kind;
	}
	return LOG_LINE_NOISE;
}

/*
 * Set both to the first line that differs, or to the ends.  A line of registers that only one has
 * is passed over: before 5.17 they are not behind the instruction.  -ENOMEM.
 */
static int part(const struct log_pair *p, bool registers, size_t *ret_good, size_t *ret_bad,
	bool *ret_differ)
{
	size_t good = 0, bad = 0;
	int same = 1;

	while (same == 1) {
		const enum log_line a = next_line(&p->good, &good, registers);
		const enum log_line b = next_line(&p->bad, &bad, registers);
		if (good == p->good.kept || bad == p->bad.kept)
			break;
		if (a != b && (a == LOG_LINE_STATE || b == LOG_LINE_STATE)) {
			*(a == LOG_LINE_STATE ? &good : &bad) += 1;
			continue;
		}
		same = same_line(p->good.lines[good], p->bad.lines[bad], registers);
		good += same == 1;
		bad += same == 1;
	}
	*ret_good = good;
	*ret_bad = bad;
	/* behind a cut nothing is known of either */
	*ret_differ =
		!((good == p->good.kept && p->good.cut) || (bad == p->bad.kept && p->bad.cut)) &&
		(good < p->good.n || bad < p->bad.n);
	return same < 0 ? same : 0;
}

int log_pair_make(struct log_pair *ret, const char *good, const char *bad)
{
	struct log_pair p = {0};
	int r = split(&p.good, good);

	if (!r)
		r = split(&p.bad, bad);
	if (!r)
		r = part(&p, true, &p.good.first, &p.bad.first, &p.differ);
	if (!r)
		r = part(&p, false, &p.good.walk, &p.bad.walk, &p.walk_differ);
	if (r)
		log_pair_clear(&p);
	else
		*ret = p;
	return r;
}
