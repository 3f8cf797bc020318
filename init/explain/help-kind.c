// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-kind.h"
#include "explain/attach-types.h"
#include "probe/has.h"
#include "probe/needs.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>

/* By program type, an attach type that every kernel from 5.10 on takes when it loads a program. */
static const struct {
	enum bpf_prog_type type;
	enum bpf_attach_type attach;
} old[] = {
	{BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_INGRESS},
	{BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE},
	{BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_CGROUP_GETSOCKOPT},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_BIND},
	{BPF_PROG_TYPE_LSM, BPF_LSM_MAC},
	{BPF_PROG_TYPE_SK_REUSEPORT, BPF_SK_REUSEPORT_SELECT},
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY},
};

/* Whether the kernel takes such a program with the attach type of that table. */
static int has_old(struct program_kind kind)
{
	for (size_t i = 0; i < sizeof(old) / sizeof(*old); i++)
		if (old[i].type == kind.type && old[i].attach != kind.attach) {
			kind.attach = old[i].attach;
			return has_kind(&kind);
		}
	return -ENOTSUP;
}

void help_about_attach_type(struct program_result *p, const struct help_case *c)
{
	const struct program_kind kind = needs_kind(c->program);
	const char *name = libbpf_bpf_attach_type_str(kind.attach), *section, *first;
	char more[128];

	if (!c->answer->reached || p->err != EINVAL || !name)
		return;
	if (has_kind(&kind) != 0 || has_old(kind) != 1)
		return;
	snprintf(more, sizeof(more), "this kernel does not know the attach type %s", name);
	help_add_detail(p, more);
	first = attach_type_first(kind.attach, &section);
	if (first)
		help_add(p, "%s: %s and later", section, first);
	else
		help_add(p, "%s", more);
}
