// SPDX-License-Identifier: GPL-2.0-only
#include "explain/note-attach.h"
#include "explain/note.h"

#include <bpf/btf.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/*
 * By libbpf's name of the attach type: what users call it, and the first release with it, where
 * BPF_name is first in enum bpf_attach_type of include/uapi/linux/bpf.h.
 */
static const struct {
	const char *name, *section, *first;
} attach_types[] = {
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

const char *note_attach_first(enum bpf_attach_type type, const char **ret_section)
{
	const char *name = libbpf_bpf_attach_type_str(type);

	for (size_t i = 0; name && i < sizeof(attach_types) / sizeof(*attach_types); i++) {
		if (strcmp(attach_types[i].name, name) != 0)
			continue;
		*ret_section = attach_types[i].section;
		return attach_types[i].first;
	}
	return NULL;
}

void note_of_attach_type(struct program_result *p, const struct help_case *c)
{
	const char *name =
		libbpf_bpf_attach_type_str(bpf_program__expected_attach_type(c->program));
	char text[128];

	if (p->verdict != VERDICT_ACCEPTED || !name)
		return;
	struct btf *btf = btf__load_vmlinux_btf();
	const int id = btf ? btf__find_by_name_kind(btf, "bpf_attach_type", BTF_KIND_ENUM) : -1;
	for (size_t i = 0; id > 0 && i < sizeof(attach_types) / sizeof(*attach_types); i++) {
		if (strcmp(attach_types[i].name, name) != 0 ||
			has_attach_type(btf, btf__type_by_id(btf, (__u32)id), name))
			continue;
		snprintf(text, sizeof(text), "%s: %s and later", attach_types[i].section,
			attach_types[i].first);
		note_add(p, "attach", text);
	}
	btf__free(btf);
}
