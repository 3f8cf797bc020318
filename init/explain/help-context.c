// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-context.h"
#include "explain/help-trace.h"
#include "explain/number.h"
#include "explain/prototype.h"

#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>

/* The context's type, in the UAPI and in the kernel's BTF: include/linux/bpf_types.h. */
static const char *context_of(enum bpf_prog_type type)
{
	static const struct {
		int type;
		const char *name;
	} rows[] = {
		{BPF_PROG_TYPE_CGROUP_DEVICE, "bpf_cgroup_dev_ctx"},
		{BPF_PROG_TYPE_CGROUP_SKB, "__sk_buff"},
		{BPF_PROG_TYPE_CGROUP_SOCK, "bpf_sock"},
		{BPF_PROG_TYPE_CGROUP_SOCKOPT, "bpf_sockopt"},
		{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, "bpf_sock_addr"},
		{BPF_PROG_TYPE_CGROUP_SYSCTL, "bpf_sysctl"},
		{BPF_PROG_TYPE_FLOW_DISSECTOR, "__sk_buff"},
		{BPF_PROG_TYPE_KPROBE, "pt_regs"},
		{BPF_PROG_TYPE_LWT_IN, "__sk_buff"},
		{BPF_PROG_TYPE_LWT_OUT, "__sk_buff"},
		{BPF_PROG_TYPE_LWT_SEG6LOCAL, "__sk_buff"},
		{BPF_PROG_TYPE_LWT_XMIT, "__sk_buff"},
		{BPF_PROG_TYPE_PERF_EVENT, "bpf_perf_event_data"},
		{BPF_PROG_TYPE_SCHED_ACT, "__sk_buff"},
		{BPF_PROG_TYPE_SCHED_CLS, "__sk_buff"},
		{BPF_PROG_TYPE_SK_LOOKUP, "bpf_sk_lookup"},
		{BPF_PROG_TYPE_SK_MSG, "sk_msg_md"},
		{BPF_PROG_TYPE_SK_REUSEPORT, "sk_reuseport_md"},
		{BPF_PROG_TYPE_SK_SKB, "__sk_buff"},
		{BPF_PROG_TYPE_SOCKET_FILTER, "__sk_buff"},
		{BPF_PROG_TYPE_SOCK_OPS, "bpf_sock_ops"},
		{BPF_PROG_TYPE_XDP, "xdp_md"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].type == (int)type)
			return rows[i].name;
	return NULL;
}

static const struct btf_type *find_struct(const struct btf *btf, const char *name)
{
	const __s32 id = btf ? btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT) : -1;

	return id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;
}

/* The access of "invalid bpf_context access off=184 size=8". */
struct access {
	long off, size;
	bool writes;
	const char *where;
};

static bool read_access(struct access *a, const struct help_trace *h, const char *detail)
{
	const char *line = strstr(detail, "invalid bpf_context access off=");

	int n[2];

	if (!line || !numbers_in(line, "invalid bpf_context access off=# size=#", n))
		return false;
	a->off = n[0];
	a->size = n[1];
	const struct trace_text *text = &h->trace.steps[h->last].text;
	a->writes = text->len && *text->at == '*';
	a->where = h->where;
	return a->off >= 0 && a->size > 0;
}

/* Whether the program sees what the function returned. */
static bool is_after_return(const struct help_case *c)
{
	const int attach = c->program ? (int)bpf_program__expected_attach_type(c->program) : -1;

	return attach == BPF_TRACE_FEXIT || attach == BPF_MODIFY_RETURN;
}

/* "func 'inet_csk_accept' doesn't have 4-th argument": its prototype, and where arguments are. */
static bool say_prototype(
	struct program_result *p, const struct help_case *c, const struct access *a)
{
	const char *at = strstr(p->detail, "func '");
	const size_t len = at ? strcspn(at + 6, "'") : 0;
	struct prototype proto;
	char name[128];

	if (!len || len >= sizeof(name) || !at[6 + len])
		return false;
	snprintf(name, sizeof(name), "%.*s", (int)len, at + 6);
	if (!prototype_find(&proto, name))
		return false;
	help_say(p, "this kernel has %s%s", proto.is_tracepoint ? "the tracepoint " : "",
		proto.text);
	if (a->off % 8 == 0 && strstr(p->detail, " is not a struct") &&
		help_ask_kernel(c, "helper", "bpf_get_func_arg") == 1) {
		help_say(p,
			"; argument %ld is a pointer to no struct, and not to be read from the "
			"context: bpf_get_func_arg(ctx, %ld, &value) reads it",
			a->off / 8 + 1, a->off / 8);
		return true;
	}
	if (a->off % 8 || a->off / 8 < proto.arguments) {
		help_say(p, "; the program reads %ld bytes at offset %ld of its arguments", a->size,
			a->off);
		return true;
	}
	if (proto.arguments == 1)
		help_say(p, ": ctx[0] is its argument");
	else if (proto.arguments)
		help_say(p, ": ctx[0] to ctx[%d] are its arguments", proto.arguments - 1);
	if (is_after_return(c))
		help_say(p, "%s ctx[%d] is what it returned", proto.arguments ? "," : ":",
			proto.arguments);
	help_say(p, ", and the program reads ctx[%ld]", a->off / 8);
	return true;
}

/* What the kernel and the object have at the offset of a context that is a struct. */
static void say_member(struct program_result *p, const struct help_case *c, const struct access *a)
{
	const char *context = c->program ? context_of(bpf_program__type(c->program)) : NULL;
	const struct btf *kernel = context ? btf__load_vmlinux_btf() : NULL;
	const struct btf_type *here = find_struct(kernel, context ? context : "");
	const struct btf *own = c->object ? bpf_object__btf(c->object) : NULL;
	const struct btf_type *theirs = context ? find_struct(own, context) : NULL;
	const char *name;
	__u32 off, size;

	if (!here)
		return;
	if (prototype_member(kernel, here, (__u32)a->off, &name, &off, &size)) {
		help_say(p,
			"it %s %ld bytes at offset %ld, member %s of struct %s (%u bytes at %u): this "
			"kernel does not let this type of program do that",
			a->writes ? "writes" : "reads", a->size, a->off, name, context, size, off);
		return;
	}
	if (theirs && prototype_member(own, theirs, (__u32)a->off, &name, &off, &size))
		help_say(p, "offset %ld is member %s of the object's struct %s; ", a->off, name,
			context);
	if ((__u32)a->off >= here->size)
		help_say(p, "this kernel's struct %s has %u bytes", context, here->size);
	else
		help_say(p, "this kernel's struct %s has no member there", context);
}

/* "dereference of modified ctx ptr R2 off=112 disallowed" */
static bool say_modified(struct program_result *p, struct help_trace *h)
{
	const int reg = number_after(p->detail, "modified ctx ptr R");
	const struct help_origin o = reg >= 0 && reg <= 10 ? help_origin(&h->trace, h->last, reg)
							   : (struct help_origin){.step = -1};

	if (reg < 0)
		return false;
	const char *where = o.step >= 0 ? o.where : h->where;
	if (*h->callee)
		help_say(p,
			"R%d is the context with something added, at %s: %s() takes the context as it "
			"was given to the program",
			reg, where, h->callee);
	else
		help_say(p,
			"this kernel takes an access to the context only with the whole offset in the "
			"load itself, and R%d was moved before, at %s: read the member through the "
			"context directly, and keep the compiler from moving the pointer "
			"(barrier_var(), or its attribute preserve_static_offset)",
			reg, where);
	return true;
}

static bool say_variable(struct program_result *p, const struct help_trace *h)
{
	if (!strstr(p->detail, "variable ctx access"))
		return false;
	if (*h->callee)
		return true; /* the context itself is passed, with something added */
	help_say(p,
		"the offset into the context at %s is not constant: read each member by its name, or "
		"copy to the stack first what is indexed",
		h->where);
	return true;
}

void help_about_context(struct program_result *p, const struct help_case *c)
{
	struct access access;
	struct help_trace h;

	if (!help_trace_open(&h, p, c))
		return;
	if (!say_modified(p, &h) && !say_variable(p, &h) && read_access(&access, &h, p->detail) &&
		!say_prototype(p, c, &access))
		say_member(p, c, &access);
	trace_clear(&h.trace);
}
