// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/bpf-names.h"
#include "verdict/nearest.h"

#include <linux/bpf.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/*
 * libbpf's names: libbpf_bpf_prog_type_str() and its siblings.  The index is the number in
 * include/uapi/linux/bpf.h, which never changes.  tests/test-bpf-names.c compares them.
 */
static const char *const program_types[] = {"unspec", "socket_filter", "kprobe", "sched_cls",
	"sched_act", "tracepoint", "xdp", "perf_event", "cgroup_skb", "cgroup_sock", "lwt_in",
	"lwt_out", "lwt_xmit", "sock_ops", "sk_skb", "cgroup_device", "sk_msg", "raw_tracepoint",
	"cgroup_sock_addr", "lwt_seg6local", "lirc_mode2", "sk_reuseport", "flow_dissector",
	"cgroup_sysctl", "raw_tracepoint_writable", "cgroup_sockopt", "tracing", "struct_ops",
	"ext", "lsm", "sk_lookup", "syscall", "netfilter"};

static const char *const attach_types[] = {"cgroup_inet_ingress", "cgroup_inet_egress",
	"cgroup_inet_sock_create", "cgroup_sock_ops", "sk_skb_stream_parser",
	"sk_skb_stream_verdict", "cgroup_device", "sk_msg_verdict", "cgroup_inet4_bind",
	"cgroup_inet6_bind", "cgroup_inet4_connect", "cgroup_inet6_connect",
	"cgroup_inet4_post_bind", "cgroup_inet6_post_bind", "cgroup_udp4_sendmsg",
	"cgroup_udp6_sendmsg", "lirc_mode2", "flow_dissector", "cgroup_sysctl",
	"cgroup_udp4_recvmsg", "cgroup_udp6_recvmsg", "cgroup_getsockopt", "cgroup_setsockopt",
	"trace_raw_tp", "trace_fentry", "trace_fexit", "modify_return", "lsm_mac", "trace_iter",
	"cgroup_inet4_getpeername", "cgroup_inet6_getpeername", "cgroup_inet4_getsockname",
	"cgroup_inet6_getsockname", "xdp_devmap", "cgroup_inet_sock_release", "xdp_cpumap",
	"sk_lookup", "xdp", "sk_skb_verdict", "sk_reuseport_select",
	"sk_reuseport_select_or_migrate", "perf_event", "trace_kprobe_multi", "lsm_cgroup",
	"struct_ops", "netfilter", "tcx_ingress", "tcx_egress", "trace_uprobe_multi",
	"cgroup_unix_connect", "cgroup_unix_sendmsg", "cgroup_unix_recvmsg",
	"cgroup_unix_getpeername", "cgroup_unix_getsockname", "netkit_primary", "netkit_peer",
	"trace_kprobe_session", "trace_uprobe_session", "trace_fsession"};

static const char *const map_types[] = {"unspec", "hash", "array", "prog_array", "perf_event_array",
	"percpu_hash", "percpu_array", "stack_trace", "cgroup_array", "lru_hash", "lru_percpu_hash",
	"lpm_trie", "array_of_maps", "hash_of_maps", "devmap", "sockmap", "cpumap", "xskmap",
	"sockhash", "cgroup_storage", "reuseport_sockarray", "percpu_cgroup_storage", "queue",
	"stack", "sk_storage", "devmap_hash", "struct_ops", "ringbuf", "inode_storage",
	"task_storage", "bloom_filter", "user_ringbuf", "cgrp_storage", "arena", "insn_array",
	"rhash"};

/*
 * The types of programs that have each attach type: attach_type_to_prog_type() and
 * bpf_prog_load_check_attach() in kernel/bpf/syscall.c of 6.18, and the sections of libbpf.
 */
static const struct {
	const char *attach_type, *types[4]; /* "cgroup_inet4_": all that begin so */
	bool begins;
} attaches[] = {
	{"cgroup_inet_sock_", {"cgroup_sock"}, true},
	{"cgroup_inet4_post_bind", {"cgroup_sock"}, false},
	{"cgroup_inet6_post_bind", {"cgroup_sock"}, false},
	{"cgroup_inet_", {"cgroup_skb"}, true},
	{"cgroup_inet4_", {"cgroup_sock_addr"}, true},
	{"cgroup_inet6_", {"cgroup_sock_addr"}, true},
	{"cgroup_udp", {"cgroup_sock_addr"}, true},
	{"cgroup_unix_", {"cgroup_sock_addr"}, true},
	{"cgroup_sock_ops", {"sock_ops"}, false},
	{"cgroup_device", {"cgroup_device"}, false},
	{"cgroup_sysctl", {"cgroup_sysctl"}, false},
	{"cgroup_getsockopt", {"cgroup_sockopt"}, false},
	{"cgroup_setsockopt", {"cgroup_sockopt"}, false},
	{"flow_dissector", {"flow_dissector"}, false},
	{"lirc_mode2", {"lirc_mode2"}, false},
	{"lsm_", {"lsm"}, true},
	{"modify_return", {"tracing"}, false},
	{"netfilter", {"netfilter"}, false},
	{"netkit_", {"sched_cls"}, true},
	{"perf_event", {"kprobe", "tracepoint", "perf_event"}, false},
	{"sk_lookup", {"sk_lookup"}, false},
	{"sk_msg_verdict", {"sk_msg"}, false},
	{"sk_reuseport_", {"sk_reuseport"}, true},
	{"sk_skb_", {"sk_skb"}, true},
	{"struct_ops", {"struct_ops"}, false},
	{"tcx_", {"sched_cls"}, true},
	{"trace_kprobe_", {"kprobe"}, true},
	{"trace_uprobe_", {"kprobe"}, true},
	{"trace_raw_tp", {"tracing", "raw_tracepoint", "raw_tracepoint_writable"}, false},
	{"trace_", {"tracing"}, true},
	{"xdp", {"xdp"}, true},
};

/* enum of include/uapi/linux/bpf.h; index: number of the bit, NULL where no map may have it */
static const char *const map_flags[] = {"BPF_F_NO_PREALLOC", "BPF_F_NO_COMMON_LRU",
	"BPF_F_NUMA_NODE", "BPF_F_RDONLY", "BPF_F_WRONLY", "BPF_F_STACK_BUILD_ID",
	"BPF_F_ZERO_SEED", "BPF_F_RDONLY_PROG", "BPF_F_WRONLY_PROG", "BPF_F_CLONE",
	"BPF_F_MMAPABLE", "BPF_F_PRESERVE_ELEMS", "BPF_F_INNER_MAP", "BPF_F_LINK", "BPF_F_PATH_FD",
	"BPF_F_VTYPE_BTF_OBJ_FD", "BPF_F_TOKEN_FD", "BPF_F_SEGV_ON_FAULT", "BPF_F_NO_USER_CONV",
	"BPF_F_RB_OVERWRITE"};

/*
 * Helper ids are UAPI and frozen: bpf_cgrp_storage_delete, 211 in 6.2, is the last.  New functions
 * are kfuncs (Documentation/bpf/bpf_design_QA.rst).  The headers of 6.1 lack the last two; with
 * later ones these two are there again, behind the end of the table.
 */
#define HELPER(name_) "bpf_" #name_
static const char *const helpers[] = {
	__BPF_FUNC_MAPPER(HELPER) "bpf_cgrp_storage_get", "bpf_cgrp_storage_delete"};
_Static_assert(ARRAY_SIZE(helpers) >= BPF_NAMES_HELPERS, "the headers are of 6.1 or later");

/*
 * The names of each table; number 0 of the tables of types and helpers is "unspec", which nothing
 * is.
 */
static const struct {
	const char *const *names;
	size_t count, first;
} tables[] = {
	[BPF_NAMES_PROGRAM_TYPE] = {program_types, ARRAY_SIZE(program_types), 1},
	[BPF_NAMES_ATTACH_TYPE] = {attach_types, ARRAY_SIZE(attach_types), 0},
	[BPF_NAMES_MAP_TYPE] = {map_types, ARRAY_SIZE(map_types), 1},
	[BPF_NAMES_MAP_FLAG] = {map_flags, ARRAY_SIZE(map_flags), 0},
	[BPF_NAMES_HELPER] = {helpers, BPF_NAMES_HELPERS, 1},
};

const char *bpf_names_word(enum bpf_names kind, uint32_t number)
{
	return number >= tables[kind].first && number < tables[kind].count
		       ? tables[kind].names[number]
		       : NULL;
}

int bpf_names_number(enum bpf_names kind, const char *word)
{
	for (size_t i = tables[kind].first; i < tables[kind].count; i++)
		if (strcmp(tables[kind].names[i], word) == 0)
			return (int)i;
	return -1;
}

const char *bpf_names_question(char *ret, size_t size, enum bpf_names kind, const char *word)
{
	return nearest_question(ret, size, word, tables[kind].names + tables[kind].first,
		tables[kind].count - tables[kind].first);
}

bool bpf_names_fit(uint32_t type, uint32_t attach_type)
{
	const char *of = bpf_names_word(BPF_NAMES_PROGRAM_TYPE, type),
		   *to = bpf_names_word(BPF_NAMES_ATTACH_TYPE, attach_type);

	for (size_t i = 0; of && to && i < ARRAY_SIZE(attaches); i++) {
		const size_t len = strlen(attaches[i].attach_type);
		if (strncmp(attaches[i].attach_type, to, len + !attaches[i].begins) != 0)
			continue;
		for (size_t j = 0; j < ARRAY_SIZE(attaches[i].types) && attaches[i].types[j]; j++)
			if (strcmp(attaches[i].types[j], of) == 0)
				return true;
		/* freplace has that of what it replaces */
		return strcmp(of, "ext") == 0;
	}
	return true;
}

bool bpf_names_takes_target(uint32_t type)
{
	const char *word = bpf_names_word(BPF_NAMES_PROGRAM_TYPE, type);

	return word && (strcmp(word, "tracing") == 0 || strcmp(word, "lsm") == 0 ||
			       strcmp(word, "ext") == 0);
}
