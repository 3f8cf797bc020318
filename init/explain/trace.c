// SPDX-License-Identifier: GPL-2.0-only
#include "explain/trace.h"
#include "explain/trace-line.h"
#include "verdict/version.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* How far back the branch is looked for that a path was taken up from. */
#define BRANCH_STEPS_MAX 4096

/* What the reader knows between two lines. */
struct reader {
	struct trace *trace;
	bool says_places;
	long skip; /* steps that are still to be left out */
	int frame;
	struct trace_text source, place;
	struct trace_text before; /* of the next step */
	int from;      /* the next step is taken up from here; -1: from the step before */
	bool taken_up; /* the next step begins a path that was taken up */
	bool begin;    /* no step was read or left out yet */
};

static struct trace_step *last_step(const struct reader *r)
{
	return r->trace->count ? &r->trace->steps[r->trace->count - 1] : NULL;
}

/*
 * The step that a path from instruction @from to @to was taken up from, marked as resumed; -1: it
 * is not certain.  It is on the path that ended: later ways were all taken up before.
 */
static int find_branch(struct trace *t, int from, int to)
{
	int found = -1, next = -1, at = t->count - 1;

	for (int n = 0; at >= 0 && n < BRANCH_STEPS_MAX; n++, at = t->steps[at].prev) {
		struct trace_step *s = &t->steps[at];
		const bool other = next < 0 || t->steps[next].insn != to;
		if (s->insn == from && !s->is_resumed && other) {
			if (found >= 0)
				return -1;
			found = at;
		}
		next = at;
	}
	if (found >= 0)
		t->steps[found].is_resumed = true;
	return found;
}

/* "from 12 to 15: R0=…" or "from 12 to 15 (speculative execution): safe". */
static void read_from(struct reader *r, const char *line, size_t len)
{
	struct trace_from from;

	if (!trace_line_from(&from, line, len))
		return;
	const int branch = find_branch(r->trace, from.from, from.to);
	/* without registers the way was pruned: no step follows it */
	r->from = from.state.at ? branch : -1;
	r->taken_up = true;
	r->before = from.state;
	r->frame = trace_line_frame(&from.state);
}

/* "Validating f() func#1...": a global function, which is walked by itself. */
static bool read_validating(struct reader *r, const char *line, size_t len)
{
	if (len < 11 || strncmp(line, "Validating ", 11) != 0)
		return false;
	r->taken_up = r->begin = true;
	r->from = -1;
	r->frame = 0;
	return true;
}

/* "12: safe": the path ends. */
static bool read_safe(struct reader *r, const char *line, size_t len)
{
	if (!trace_line_is_safe(line, len))
		return false;
	r->taken_up = true;
	r->from = -1;
	return true;
}

/*
 * The registers of a line "R0=…", " frame1: R6=…" or "0: R1=…" are those before the next step.
 * With an index they may also be what the step before changed, written apart where a message came
 * between: "1: R1_w=…".
 */
static void read_state(struct reader *r, const char *line, size_t len, bool numbered)
{
	struct trace_step *last = last_step(r);

	if (numbered && last && !r->taken_up && !last->after.at) {
		last->after = (struct trace_text){line, len};
		return;
	}
	r->before = (struct trace_text){line, len};
	r->frame = trace_line_frame(&r->before);
}

static void read_step(struct reader *r, const struct trace_line_step *line)
{
	struct trace *t = r->trace;
	const struct trace_step *last = last_step(r);

	if (r->skip > 0) {
		r->skip--;
		r->begin = false;
		return;
	}
	struct trace_step s = {
		.insn = line->insn,
		.prev = r->taken_up ? r->from : t->count - 1,
		.frame = r->frame,
		.is_begin = r->begin,
		.is_taken_up = r->taken_up,
		.text = line->text,
		.before = r->before,
		.after = line->after,
		.source = r->source,
		.place = r->place,
	};
	/* a return without its states: the step before is of another path */
	if (!r->taken_up && last && line->insn != last->insn + 1 && !r->before.at &&
		trace_line_is_frame_change(&last->text))
		s.prev = -1;
	t->steps[t->count++] = s;
	r->before = (struct trace_text){0};
	r->taken_up = r->begin = false;
	r->from = -1;
}

static void read_line(struct reader *r, const char *line, size_t len)
{
	struct trace_line_step step;
	bool numbered;

	if (len > 1 && line[0] == ';' && line[1] == ' ')
		trace_line_source(&r->source, &r->place, line + 2, len - 2, r->says_places);
	else if (trace_line_step(&step, line, len))
		read_step(r, &step);
	else if (trace_line_state(&line, &len, &numbered))
		read_state(r, line, len, numbered);
	else if (!read_validating(r, line, len) && !read_safe(r, line, len))
		read_from(r, line, len);
}

/* How many lines of @log are steps. */
static long count_steps(const char *log)
{
	struct trace_line_step step;
	long count = 0;

	for (const char *line = log; *line;) {
		const size_t len = strcspn(line, "\n");
		count += trace_line_step(&step, line, len);
		line += len + (line[len] == '\n');
	}
	return count;
}

bool trace_says_places(const char *version)
{
	struct kernel_version v;

	return version_parse(&v, version) == 0 && (v.major > 6 || (v.major == 6 && v.minor >= 9));
}

int trace_read(struct trace *ret, const char *log, bool says_places)
{
	size_t len = strlen(log);
	const bool cut = len > TRACE_BYTES_MAX;

	if (cut) {
		log += len - TRACE_BYTES_MAX;
		log += strcspn(log, "\n");
	}
	const long steps = count_steps(log);
	const long kept = steps < TRACE_STEPS_MAX ? steps : TRACE_STEPS_MAX;
	*ret = (struct trace){.is_cut = cut || kept < steps};
	ret->steps = calloc((size_t)kept + 1, sizeof(*ret->steps));
	if (!ret->steps)
		return -ENOMEM;
	struct reader r = {.trace = ret,
		.says_places = says_places,
		.skip = steps - kept,
		.from = -1,
		.begin = !cut};
	for (const char *line = log; *line;) {
		len = strcspn(line, "\n");
		read_line(&r, line, len);
		line += len + (line[len] == '\n');
	}
	if (ret->count && (!ret->steps[0].is_begin || ret->steps[0].insn != 0))
		ret->is_cut = true;
	return 0;
}

void trace_clear(struct trace *t)
{
	free(t->steps);
	*t = (struct trace){0};
}

int trace_last(const struct trace *t)
{
	return t->count - 1;
}
