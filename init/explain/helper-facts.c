// SPDX-License-Identifier: GPL-2.0-only
#include "explain/helper-facts.h"

#include <stddef.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/*
 * For helpers that 5.10 does not have, and some of the releases just before it.  What is said must
 * be possible on every kernel from 4.19 to the one before the helper.  Sources: the description of
 * each helper in include/uapi/linux/bpf.h, and its code where that says what it reads.
 */
static const struct {
	const char *helper, *instead;
} instead[] = {
	{"bpf_cgrp_storage_delete", "a hash map by bpf_get_current_cgroup_id()"},
	{"bpf_cgrp_storage_get", "a hash map by bpf_get_current_cgroup_id()"},
	{"bpf_copy_from_user_task", "bpf_probe_read_user(), where the task is the current one"},
	{"bpf_dynptr_data", "access to the memory itself, after a check of its bounds"},
	{"bpf_dynptr_from_mem", "access to the memory itself, after a check of its bounds"},
	{"bpf_dynptr_read", "access to the memory itself, after a check of its bounds"},
	{"bpf_dynptr_write", "access to the memory itself, after a check of its bounds"},
	{"bpf_for_each_map_elem", "lookups in a bounded loop over keys that are known"},
	{"bpf_get_attach_cookie",
		"a copy of the program for each attach point, with a constant of its own"},
	{"bpf_get_branch_snapshot", "bpf_read_branch_records() in a perf_event program"},
	{"bpf_get_current_task_btf", "bpf_get_current_task() with BPF_CORE_READ()"},
	{"bpf_get_func_arg", "the arguments by name: BPF_PROG()"},
	{"bpf_get_func_arg_cnt", "the arguments by name: BPF_PROG()"},
	{"bpf_get_func_ip", "a program for each function, with a constant of its own"},
	{"bpf_get_func_ret", "fexit's last argument: BPF_PROG()"},
	/* bpf_kallsyms_lookup_name() looks up what libbpf looks up for a variable in __ksym */
	{"bpf_kallsyms_lookup_name", "extern const void SYMBOL __ksym"},
	{"bpf_ktime_get_boot_ns", "bpf_ktime_get_ns(), which stops while the machine sleeps"},
	{"bpf_ktime_get_coarse_ns", "bpf_ktime_get_ns()"},
	{"bpf_ktime_get_tai_ns", "bpf_ktime_get_ns() and an offset that user space sets"},
	{"bpf_loop", "a loop with a constant bound"},
	{"bpf_map_lookup_percpu_elem",
		"reading the map in user space, which gets all CPUs' values"},
	{"bpf_probe_read_kernel", "bpf_probe_read()"},
	{"bpf_probe_read_kernel_str", "bpf_probe_read_str()"},
	{"bpf_probe_read_user", "bpf_probe_read()"},
	{"bpf_probe_read_user_str", "bpf_probe_read_str()"},
	{"bpf_ringbuf_discard", "bpf_perf_event_output()"},
	{"bpf_ringbuf_discard_dynptr", "bpf_ringbuf_reserve() of a constant size"},
	{"bpf_ringbuf_output", "bpf_perf_event_output()"},
	{"bpf_ringbuf_query", "bpf_perf_event_output()"},
	{"bpf_ringbuf_reserve", "bpf_perf_event_output()"},
	{"bpf_ringbuf_reserve_dynptr", "bpf_ringbuf_reserve() of a constant size"},
	{"bpf_ringbuf_submit", "bpf_perf_event_output()"},
	{"bpf_ringbuf_submit_dynptr", "bpf_ringbuf_reserve() of a constant size"},
	{"bpf_set_retval", "the program's return value: 0 refuses with EPERM"},
	{"bpf_skc_to_unix_sock", "BPF_CORE_READ() from the socket, cast to struct unix_sock *"},
	{"bpf_snprintf", "the values in the event, and formatting in user space"},
	/* sock_from_file() in net/socket.c returns it for a socket's file */
	{"bpf_sock_from_file", "BPF_CORE_READ(file, private_data), if it is a socket's"},
	{"bpf_strncmp", "a loop with a constant bound that compares bytes"},
	{"bpf_task_storage_delete", "a hash map by the task's pid"},
	{"bpf_task_storage_get", "a hash map by the task's pid"},
	/* bpf_printk() of libbpf calls it where there are more than three values */
	{"bpf_trace_vprintk", "bpf_printk() with at most three values"},
	{"bpf_user_ringbuf_drain", "a queue or array map that user space writes"},
	{"bpf_xdp_get_buff_len", "data_end - data, which is all of a packet without fragments"},
	{"bpf_xdp_load_bytes", "access to the packet itself, after a comparison with data_end"},
	{"bpf_xdp_store_bytes", "access to the packet itself, after a comparison with data_end"},
};

/*
 * Each #ifdef around helpers in a function that gives them to programs (…_func_proto), from 5.10 to
 * 7.2: kernel/trace/bpf_trace.c, kernel/bpf/helpers.c, kernel/bpf/cgroup.c, kernel/bpf/bpf_lsm.c
 * and net/core/filter.c.  Only helpers that no program type has without the option.
 */
static const struct {
	const char *option;
	const char *const helpers[24];
} options[] = {
	{"BPF_KPROBE_OVERRIDE", {"bpf_override_return"}},
	/* selected by the architecture: <asm/uaccess.h> cannot tell the two address spaces apart */
	{"ARCH_HAS_NON_OVERLAPPING_ADDRESS_SPACE", {"bpf_probe_read", "bpf_probe_read_str"}},
	{"CGROUPS", {"bpf_cgrp_storage_delete", "bpf_cgrp_storage_get",
			    "bpf_get_current_ancestor_cgroup_id", "bpf_get_current_cgroup_id"}},
	/* from 6.1 on bpf_get_cgroup_classid() of tc programs does without */
	{"CGROUP_NET_CLASSID", {"bpf_skb_cgroup_classid"}},
	{"SOCK_CGROUP_DATA", {"bpf_sk_ancestor_cgroup_id", "bpf_sk_cgroup_id",
				     "bpf_skb_ancestor_cgroup_id", "bpf_skb_cgroup_id"}},
	{"INET", {"bpf_get_listener_sock", "bpf_load_hdr_opt", "bpf_reserve_hdr_opt",
			 "bpf_sk_assign", "bpf_sk_lookup_tcp", "bpf_sk_lookup_udp",
			 "bpf_sk_release", "bpf_sk_select_reuseport", "bpf_skb_ecn_set_ce",
			 "bpf_skb_set_tstamp", "bpf_skc_lookup_tcp", "bpf_store_hdr_opt",
			 "bpf_tcp_check_syncookie", "bpf_tcp_gen_syncookie", "bpf_tcp_sock"}},
	{"SYN_COOKIES",
		{"bpf_tcp_raw_check_syncookie_ipv4", "bpf_tcp_raw_check_syncookie_ipv6",
			"bpf_tcp_raw_gen_syncookie_ipv4", "bpf_tcp_raw_gen_syncookie_ipv6"}},
	{"XFRM", {"bpf_skb_get_xfrm_state"}},
	{"IPV6_SEG6_BPF",
		{"bpf_lwt_seg6_action", "bpf_lwt_seg6_adjust_srh", "bpf_lwt_seg6_store_bytes"}},
	{"BPF_LIRC_MODE2", {"bpf_rc_keydown", "bpf_rc_pointer_rel", "bpf_rc_repeat"}},
	{"BPF_LSM", {"bpf_bprm_opts_set", "bpf_ima_file_hash", "bpf_ima_inode_hash",
			    "bpf_inode_storage_delete", "bpf_inode_storage_get"}},
};

const char *helper_instead(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(instead); i++)
		if (strcmp(instead[i].helper, name) == 0)
			return instead[i].instead;
	return NULL;
}

const char *helper_option(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		for (const char *const *helper = options[i].helpers; *helper; helper++)
			if (strcmp(*helper, name) == 0)
				return options[i].option;
	return NULL;
}
