// SPDX-License-Identifier: GPL-2.0-only
#include "explain/attach-types.h"
#include "probe/kfuncs.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * By libbpf's name of the attach type: what users call it, and the first release with it, where
 * BPF_name is first in enum bpf_attach_type of include/uapi/linux/bpf.h.
 */
static const struct attach_type attach_types[] = {
	{"sk_reuseport_select_or_migrate", "sk_reuseport/migrate", "5.14"},
	{"sk_skb_verdict", "sk_skb/verdict", "5.13"},
	{"trace_kprobe_multi", "kprobe.multi", "5.18"},
	{"lsm_cgroup", "lsm_cgroup", "6.0"},
	{"struct_ops", "a link to struct_ops", "6.4"},
	{"netfilter", "netfilter", "6.4"},
	{"tcx_ingress", "tcx/ingress", "6.6"},
	{"tcx_egress", "tcx/egress", "6.6"},
	{"trace_uprobe_multi", "uprobe.multi", "6.6"},
	{"cgroup_unix_connect", "cgroup/connect_unix", "6.7"},
	{"cgroup_unix_sendmsg", "cgroup/sendmsg_unix", "6.7"},
	{"cgroup_unix_recvmsg", "cgroup/recvmsg_unix", "6.7"},
	{"cgroup_unix_getpeername", "cgroup/getpeername_unix", "6.7"},
	{"cgroup_unix_getsockname", "cgroup/getsockname_unix", "6.7"},
	{"netkit_primary", "netkit/primary", "6.7"},
	{"netkit_peer", "netkit/peer", "6.7"},
	{"trace_kprobe_session", "kprobe.session", "6.10"},
	{"trace_uprobe_session", "uprobe.session", "6.13"},
	{"trace_fsession", "fsession", "7.0"},
};

/* Whether the enum has BPF_@name, in capitals. */
static bool has_attach_type(const struct btf *btf, const struct btf_type *t, const char *name)
{
	const struct btf_enum *e = btf_enum(t);

	for (int i = 0; i < btf_vlen(t); i++) {
		const char *have = btf__name_by_offset(btf, e[i].name_off);
		if (!have || strncmp(have, "BPF_", 4) != 0)
			continue;
		const char *a = have + 4, *b = name;
		while (*a && toupper((unsigned char)*b) == *a)
			a++, b++;
		if (!*a && !*b)
			return true;
	}
	return false;
}

static const struct attach_type *find(enum bpf_attach_type type)
{
	const char *name = libbpf_bpf_attach_type_str(type);

	for (size_t i = 0; name && i < sizeof(attach_types) / sizeof(*attach_types); i++)
		if (strcmp(attach_types[i].name, name) == 0)
			return &attach_types[i];
	return NULL;
}

const char *attach_type_first(enum bpf_attach_type type, const char **ret_section)
{
	const struct attach_type *found = find(type);

	*ret_section = found ? found->section : NULL;
	return found ? found->first : NULL;
}

const struct attach_type *attach_type_missing(const struct bpf_program *program)
{
	const struct attach_type *found = find(bpf_program__expected_attach_type(program));
	const struct btf *btf = found ? kfuncs_kernel_btf() : NULL;
	const int id = btf ? btf__find_by_name_kind(btf, "bpf_attach_type", BTF_KIND_ENUM) : -1;

	return id > 0 && !has_attach_type(btf, btf__type_by_id(btf, (__u32)id), found->name) ? found
											     : NULL;
}
