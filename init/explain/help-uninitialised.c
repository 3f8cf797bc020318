// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-uninitialised.h"
#include "explain/help-trace.h"
#include "explain/number.h"

#include <linux/bpf.h>
#include <string.h>

/* The last branch before step @at on its path: -1: none. */
static int last_branch(const struct trace *t, int at)
{
	while ((at = t->steps[at].prev) >= 0)
		if (strncmp(t->steps[at].text.at, "if ", 3) == 0)
			return at;
	return -1;
}

/* "R2 !read_ok" */
static void say_register(struct program_result *p, const struct help_trace *h)
{
	const struct trace *t = &h->trace;
	bool complete;
	char where[96], callee[64];
	const int writer = trace_writer(t, h->last, h->reg, &complete);

	if (writer >= 0) {
		if (trace_deed(&t->steps[writer].text, h->reg).act != ACT_CLOBBER)
			return;
		trace_where(where, sizeof(where), &t->steps[writer]);
		trace_callee(callee, sizeof(callee), &t->steps[writer]);
		help_say(p,
			"the call %s%s%sat %s leaves nothing in R%d: R1 to R5 are lost by a call",
			*callee ? "of " : "", callee, *callee ? "() " : "", where, h->reg);
	} else if (complete) {
		const int branch = last_branch(t, h->last);
		if (h->reg == 0 && strncmp(t->steps[h->last].text.at, "exit", 4) == 0)
			help_say(p, "on this path nothing is returned");
		else
			help_say(p,
				"on this path nothing sets R%d before %s: give the variable a value",
				h->reg, h->where);
		if (branch >= 0)
			help_say(p, " (last branch: %s)",
				trace_where(where, sizeof(where), &t->steps[branch]));
	}
}

/* What a refused read of the stack read: bytes @first to @first + @size - 1 from the pointer. */
struct stack_read {
	long off; /* of the pointer to the frame pointer */
	long at;  /* of the first byte that is not written, from there */
	long size;
	bool indirect; /* by a helper */
};

/*
 * "invalid indirect read from stack R2 off -16+4 size 16", "invalid read from stack off -8+0 size
 * 8" (5.10, 6.1: the value of the offset, then the bytes), "invalid read from stack R6 off=64
 * size=4".
 */
static bool read_message(struct stack_read *r, const char *detail)
{
	const char *off = strstr(detail, " off"), *size = strstr(detail, "size");
	int n[2] = {0}, bytes;

	if (!off || !size || strstr(detail, "var_off") || !number_int(size + 5, &bytes) ||
		(!numbers_in(off + 5, "#+#", n) && !number_int(off + 5, n)))
		return false;
	r->indirect = strstr(detail, "indirect");
	r->off = n[0];
	r->at = n[1];
	r->size = bytes;
	return r->size > 0;
}

/*
 * A helper that wrote @ret_size bytes to @ret_off of the frame before the refused step, the last
 * one on the path: pointer in R1 to R3, size in the next register.
 */
static int last_copy(const struct trace *t, int at, long *ret_off, long *ret_size)
{
	struct trace_value pointer, size;
	char callee[64];

	for (at = t->steps[at].prev; at >= 0; at = t->steps[at].prev) {
		trace_callee(callee, sizeof(callee), &t->steps[at]);
		if (strncmp(callee, "bpf_probe_read", 14) != 0 ||
			!trace_value_before(&pointer, t, at, 1) || !help_is_type(&pointer, "fp") ||
			!trace_value_before(&size, t, at, 2) || !size.is_known)
			continue;
		*ret_off = pointer.off;
		*ret_size = size.smin;
		return at;
	}
	return -1;
}

/*
 * What the object has at instruction @insn, before libbpf relocated it: the offset of a load; false
 * where that is no load, or not known.
 */
static bool object_offset(const struct help_case *c, int insn, long *ret)
{
	const struct bpf_insn *insns = c->program ? bpf_program__insns(c->program) : NULL;

	if (!insns || insn < 0 || (size_t)insn >= bpf_program__insn_cnt(c->program) ||
		BPF_CLASS(insns[insn].code) != BPF_LDX)
		return false;
	*ret = insns[insn].off;
	return true;
}

/* The offset in "r0 = *(u32 *)(r6 +88)"; the register in *ret_reg. */
static bool load_offset(const struct trace_step *s, long *ret, int *ret_reg)
{
	size_t len;
	const int reg = trace_register(s->text.at, &len);
	const struct trace_deed d = reg >= 0 ? trace_deed(&s->text, reg) : (struct trace_deed){0};

	if (d.act != ACT_LOAD && d.act != ACT_FILL)
		return false;
	*ret = d.off;
	*ret_reg = d.source;
	return true;
}

/*
 * A member that CO-RE moved beyond the local copy of its struct.  False: it is not that.
 */
static bool say_local_copy(struct program_result *p, const struct help_trace *h,
	const struct help_case *c, const struct stack_read *r)
{
	const struct trace_step *last = &h->trace.steps[h->last];
	long off, size, in_object, here;
	char where[96];
	int reg;
	const int copy = last_copy(&h->trace, h->last, &off, &size);

	if (copy < 0 || r->indirect || !load_offset(last, &here, &reg) || r->off < off + size)
		return false;
	trace_where(where, sizeof(where), &h->trace.steps[copy]);
	const bool moved = object_offset(c, last->insn, &in_object) && in_object != here;
	if (moved)
		help_say(p,
			"a member relocated beyond the local copy of its struct: the object has it at "
			"offset %ld, this kernel at %ld (CO-RE), and %ld bytes were copied at %s; read "
			"the member itself from the kernel (BPF_CORE_READ), not from a copy of the struct",
			in_object - (reg == 10 ? off : 0), here - (reg == 10 ? off : 0), size,
			where);
	else
		help_say(p, "%ld bytes were copied to the stack at %s, and this reads beyond them",
			size, where);
	return true;
}

static void say_stack(struct program_result *p, const struct help_trace *h,
	const struct help_case *c, const struct stack_read *r)
{
	if (say_local_copy(p, h, c, r))
		return;
	if (r->off >= 0)
		help_say(p, "it reads beyond the end of the stack frame");
	else if (r->indirect && *h->callee)
		help_say(p,
			"byte %ld of the %ld that %s() reads at %s was not written on this path: it is "
			"a member, or the padding between members; clear the whole with "
			"__builtin_memset() or = {} first",
			r->at, r->size, h->callee, h->where);
	else if (!r->indirect)
		help_say(p,
			"the variable on the stack (%ld bytes at fp%ld) that is read at %s was not "
			"written whole on this path: give it a value where it is declared",
			r->size, r->off, h->where);
}

void help_about_uninitialised(struct program_result *p, const struct help_case *c)
{
	struct help_trace h;
	struct stack_read read;

	if (!help_trace_open(&h, p, c))
		return;
	if (h.reg >= 0 && strstr(p->detail, "!read_ok"))
		say_register(p, &h);
	else if (read_message(&read, p->detail))
		say_stack(p, &h, c, &read);
	trace_clear(&h.trace);
}

void help_about_local_copy(struct program_result *p, const struct help_case *c)
{
	struct help_trace h;
	struct stack_read read;

	if (!help_trace_open(&h, p, c))
		return;
	if (read_message(&read, p->detail))
		say_local_copy(p, &h, c, &read);
	trace_clear(&h.trace);
}
