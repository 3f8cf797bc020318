// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-bounds.h"
#include "explain/help-trace.h"
#include "explain/number.h"
#include "explain/trace-check.h"

#include <inttypes.h>
#include <string.h>

/* How many sums are followed from an access back to the index. */
#define SUMS_MAX 16

/* The number whose range the verifier does not know, and the step that uses it. */
struct index {
	int at, reg; /* reg -1: not known */
	struct trace_value value;
	bool has_value;
};

/* The pointer of the refused access is "base + index": find the index. */
static struct index index_of_pointer(const struct trace *t, int at, int reg)
{
	struct index found = {.reg = -1};

	for (int n = 0; n < SUMS_MAX; n++) {
		int made;
		const int step = trace_origin(t, at, reg, &made);
		if (step < 0)
			return found;
		const struct trace_deed d = trace_deed(&t->steps[step].text, made);
		if (d.act != ACT_ADD || d.is_32)
			return found;
		at = step;
		reg = made;
		if (d.source < 0) /* "r1 += 8" */
			continue;
		struct trace_value v;
		const bool known = trace_value_before(&v, t, step, d.source);
		if (known && v.is_known)
			continue;
		if (!known)
			return found;
		/* "index += base": the compiler may take either */
		found.at = step;
		found.reg = v.is_scalar ? d.source : made;
		return found;
	}
	return found;
}

/* The refused step is the sum itself, "r1 += r2": which of them is no pointer.  -1: not known. */
static int index_of_sum(const struct help_trace *h)
{
	const struct trace_text *text = &h->trace.steps[h->last].text;
	size_t len;
	const int made = *text->at == 'r' ? trace_register(text->at, &len) : -1;
	const struct trace_deed d = made >= 0 ? trace_deed(text, made) : (struct trace_deed){0};
	struct trace_value v;

	if (d.act != ACT_ADD || d.source < 0 ||
		!trace_value_before(&v, &h->trace, h->last, d.source))
		return -1;
	return v.is_scalar ? d.source : made;
}

static struct index find_index(const struct help_trace *h)
{
	const struct trace *t = &h->trace;
	struct trace_value v;
	struct index found = {.at = h->last, .reg = h->reg};

	if (h->reg < 0) {
		found.reg = index_of_sum(h);
	} else if (!*h->callee || (trace_value_before(&v, t, h->last, h->reg) && !v.is_scalar)) {
		found = index_of_pointer(t, h->last, h->reg);
	}
	if (found.reg >= 0)
		found.has_value = trace_value_before(&found.value, t, found.at, found.reg);
	if (found.has_value && !found.value.is_scalar)
		found.reg = -1;
	return found;
}

/*
 * The comparison of the value: from the step that made it on, or from before sums with constants
 * and shifts of it.  *ret_root is that step, -1: not known.
 */
static struct trace_check find_check(
	const struct trace *t, const struct index *index, int *ret_root)
{
	struct trace_check check = {.step = -1};
	int at = index->at, reg = index->reg;

	*ret_root = -1;
	for (int n = 0; n < SUMS_MAX; n++) {
		int made;
		const int step = trace_origin(t, at, reg, &made);
		if (step < 0) {
			*ret_root = -1;
			return check;
		}
		check = trace_check(t, step, made, index->at, index->reg);
		*ret_root = step;
		const struct trace_deed d = trace_deed(&t->steps[step].text, made);
		if (check.step >= 0 || (d.act != ACT_ARITHMETIC && d.act != ACT_ADD) ||
			d.source >= 0)
			return check;
		at = step;
		reg = made;
	}
	*ret_root = -1;
	return check;
}

/* Say where the value came from and which comparison did not help. */
static void say_check(struct program_result *p, const struct trace *t, const struct index *index)
{
	char where[96], made_where[96], callee[64];
	int root;
	const struct trace_check check = find_check(t, index, &root);

	if (root < 0 || index->value.is_known)
		return;
	trace_where(made_where, sizeof(made_where), &t->steps[root]);
	trace_callee(callee, sizeof(callee), &t->steps[root]);
	const bool wide = index->value.smin < 0 || index->value.umax > INT32_MAX;
	if (check.step >= 0 && wide) {
		trace_where(where, sizeof(where), &t->steps[check.step]);
		if (check.reg != index->reg && (check.is_copy32 || check.is_32))
			help_say(p,
				"; it was compared at %s as w%d, its lower 32 bits, which does not bound "
				"R%d: mask it (x &= N) or keep one copy with barrier_var(x)",
				where, check.reg, index->reg);
		else if (check.is_same && check.is_32)
			help_say(p, "; only its lower 32 bits were compared, at %s", where);
		else if (check.reg != index->reg)
			help_say(p,
				"; it was compared at %s in R%d, another copy of it: mask it (x &= N) "
				"or keep one copy with barrier_var(x)",
				where, check.reg);
		else if (check.is_same && index->value.smin < 0)
			help_say(p,
				"; the comparison at %s leaves it without a lower limit: make it "
				"unsigned, or compare it with 0 too",
				where);
	} else if (check.step < 0 && check.is_all) {
		help_say(p, "; nothing compares it after %s%s%s: compare or mask it before",
			*callee ? callee : made_where, *callee ? "() at " : "",
			*callee ? made_where : "");
	}
}

/* "value_size=48 off=1008 size=8" of the line before the message. */
static bool read_sizes(const struct help_trace *h, long *ret_room, long *ret_off, long *ret_size)
{
	const char *line = strstr(h->trace.steps[h->last].text.at, "\ninvalid access to ");
	const char *room = line ? strstr(line, "_size=") : NULL;

	int n[3];

	if (!room || !numbers_in(room, "_size=# off=# size=#", n))
		return false;
	*ret_room = n[0];
	*ret_off = n[1];
	*ret_size = n[2];
	return true;
}

/* How far the access may reach, and how large the index may be. */
static void say_reach(
	struct program_result *p, const struct help_trace *h, const struct index *index)
{
	long room, off, size;
	char range[96];

	if (!read_sizes(h, &room, &off, &size))
		return;
	const bool least = strstr(p->detail, " min value ");
	if (off < 0)
		help_say(p, "the access may begin %ld bytes before the memory", -off);
	else if (least)
		help_say(p, "the access begins at byte %ld of memory of %ld bytes", off, room);
	else
		help_say(p, "the access may reach byte %ld of %ld", off + size, room);
	if (index->reg < 0 || !index->has_value)
		return;
	const struct trace_value *v = &index->value;
	help_say(
		p, ": R%d is %s at %s", index->reg, trace_range(range, sizeof(range), v), h->where);
	const int64_t most = (int64_t)v->umax - (off + size - room);
	if (off >= 0 && !least && v->umax <= INT32_MAX && most >= 0 && off + size > room)
		help_say(p, ", and must be at most %" PRId64, most);
}

/*
 * A size of 0, which the helper does not take: "R4 invalid zero-sized read: u64=[0,8]", and up to
 * 6.7 "invalid access to map value, value_size=48 off=0 size=0" on the pointer before it.
 */
static bool say_empty(
	struct program_result *p, const struct help_trace *h, const struct index *index)
{
	const bool is_said = strstr(p->detail, "invalid zero-sized read: u64");
	long room, off, size;

	if (!*h->callee || h->reg < 0 || (!is_said && (!read_sizes(h, &room, &off, &size) || size)))
		return false;
	help_say(p, "the size, argument %d of %s(), may be 0 at %s: let it be at least 1",
		is_said ? h->reg : h->reg + 1, h->callee, h->where);
	if (is_said && index->has_value && index->value.umax > INT32_MAX)
		say_check(p, &h->trace, index);
	return true;
}

/* "invalid write to stack R1 off=8 size=8"; "invalid stack type R1 off=8 access_size=8" of 5.10. */
static void say_frame(struct program_result *p)
{
	const char *at = strstr(p->detail, " off="), *sizes = strstr(p->detail, "size=");
	int from, bytes;

	if (strncmp(p->detail, "invalid ", 8) != 0 || !strstr(p->detail, "stack") || !at ||
		!sizes || strstr(p->detail, "var_off") || !number_int(at + 5, &from) ||
		!number_int(sizes + 5, &bytes))
		return;
	const long off = from, size = bytes;
	if (off < -512)
		help_say(p,
			"it begins %ld bytes below the frame pointer; a program has 512 bytes of "
			"stack: put what is large into a per-CPU array",
			-off);
	else if (off + size > 0 && size >= 0)
		help_say(p, "it reaches %ld bytes beyond the end of the stack frame", off + size);
}

void help_about_bounds(struct program_result *p, const struct help_case *c)
{
	struct help_trace h;
	char range[96], where[96];

	if (!help_trace_open(&h, p, c))
		return;
	if (strstr(p->detail, " stack R"))
		h.reg = number_after(p->detail, " stack R");
	const struct index index = find_index(&h);
	if (say_empty(p, &h, &index))
		goto out;
	if (strstr(p->detail, "allowed memory range"))
		say_reach(p, &h, &index);
	else if (index.reg >= 0 && index.has_value)
		help_say(p, "R%d is %s at %s", index.reg,
			trace_range(range, sizeof(range), &index.value),
			trace_where(where, sizeof(where), &h.trace.steps[index.at]));
	if (*p->help && index.reg >= 0 && index.has_value)
		say_check(p, &h.trace, &index);
	if (!*p->help)
		say_frame(p);
out:
	trace_clear(&h.trace);
}

/* The last comparison with data_end on the path, by the values that it shows; -1: none. */
static int last_check(const struct trace *t, int at)
{
	while ((at = t->steps[at].prev) >= 0) {
		const struct trace_step *s = &t->steps[at];
		if (s->text.len > 3 && memcmp(s->text.at, "if ", 3) == 0 && s->after.at &&
			memmem(s->after.at, s->after.len, "pkt_end", 7))
			return at;
	}
	return -1;
}

/* The comparison says that nothing can be read at the register: BEYOND_PKT_END, -1. */
static bool is_beyond(const struct help_trace *h, int reg)
{
	struct trace_value v;

	return trace_value_before(&v, &h->trace, h->last, reg) && v.range > UINT32_MAX;
}

/* "invalid access to packet, off=8 size=4, R1(id=0,off=8,r=6)", before the message itself. */
struct packet_access {
	long off, size;
	int reg, id, checked;
};

static bool read_access(struct packet_access *a, const struct help_trace *h)
{
	static const char begin[] = "invalid access to packet, off=";
	const char *line = strstr(h->trace.steps[h->last].text.at, begin);

	int n[6];

	if (!line || !numbers_in(line + sizeof(begin) - 1, "# size=#, R#(id=#,off=#,r=#)", n))
		return false;
	*a = (struct packet_access){n[0], n[1], n[2], n[3], n[5]};
	return true;
}

static void say_packet(
	struct program_result *p, const struct help_trace *h, const struct packet_access *a)
{
	const int check = last_check(&h->trace, h->last);
	const long needs = a->off + a->size;
	const char *base = a->id ? " from a variable offset on" : "";
	struct trace_value v;
	char where[96];
	const char *with =
		trace_value_before(&v, &h->trace, h->last, a->reg) && help_is_type(&v, "pkt_meta")
			? "data"
			: "data_end";

	if (a->off < 0)
		help_say(p, "the access begins %ld bytes before what was compared", -a->off);
	else if (a->checked <= 0)
		help_say(p,
			"the access needs %ld byte%s of the packet%s, and none is known to be there: "
			"compare pointer + %ld with %s before %s",
			needs, needs == 1 ? "" : "s", base, needs, with, h->where);
	else
		help_say(p,
			"the access needs %ld byte%s of the packet%s, and %d are known to be there: "
			"compare pointer + %ld with %s before %s",
			needs, needs == 1 ? "" : "s", base, a->checked, needs, with, h->where);
	if (a->off >= 0 && check >= 0 &&
		strcmp(trace_where(where, sizeof(where), &h->trace.steps[check]), h->where) != 0)
		help_say(p, " (last comparison: %s)", where);
}

void help_about_packet(struct program_result *p, const struct help_case *c)
{
	struct packet_access access;
	struct help_trace h;

	if (!help_trace_open(&h, p, c))
		return;
	if (h.reg >= 0 && is_beyond(&h, h.reg))
		help_say(p, "on this branch R%d + its offset may be beyond data_end", h.reg);
	else if (read_access(&access, &h))
		say_packet(p, &h, &access);
	trace_clear(&h.trace);
}
