// SPDX-License-Identifier: GPL-2.0-only
#include "explain/member-facts.h"

#include <stddef.h>
#include <string.h>

/*
 * The names were compared in the sources of 5.10, 6.12 and 7.2: include/linux/sched.h, blk_types.h,
 * uio.h, fs.h, kernfs.h, dcache.h and module.h; kernel/sched/sched.h.
 */
static const struct member_rename renames[] = {
	{"struct bio", "bi_disk", "bi_bdev"},
	{"struct cfs_rq", "h_nr_running", "h_nr_queued"},
	{"struct cfs_rq", "nr_queued", "nr_running"},
	{"struct cfs_rq", "nr_running", "nr_queued"},
	{"struct dentry", "d_iname", "d_shortname"},
	{"struct inode", "i_atime", "i_atime_sec"},
	{"struct inode", "i_atime", "__i_atime"},
	{"struct inode", "i_ctime", "i_ctime_sec"},
	{"struct inode", "i_ctime", "__i_ctime"},
	{"struct inode", "i_mtime", "i_mtime_sec"},
	{"struct inode", "i_mtime", "__i_mtime"},
	{"struct iov_iter", "iov", "__iov"},
	{"struct kernfs_node", "parent", "__parent"},
	{"struct module", "core_layout", "mem"},
	{"struct task_struct", "state", "__state"},
};

/* Each is inside of that one #ifdef in Linux 6.12. */
static const struct {
	const char *of, *option;
	const char *names; /* with a blank before and after each */
} options[] = {
	{"struct file", "EPOLL", " f_ep "},
	{"struct file", "SECURITY", " f_security "},
	{"struct inode", "CGROUP_WRITEBACK", " i_wb "},
	{"struct inode", "FS_ENCRYPTION", " i_crypt_info "},
	{"struct inode", "FS_VERITY", " i_verity_info "},
	{"struct inode", "SECURITY", " i_security "},
	{"struct mm_struct", "MEMCG", " owner "},
	{"struct mm_struct", "MMU_NOTIFIER", " notifier_subscriptions "},
	{"struct mm_struct", "SCHED_MM_CID", " pcpu_cid "},
	{"struct net", "IP_VS", " ipvs "},
	{"struct net", "NETFILTER", " nf "},
	{"struct net", "UNIX", " unx "},
	{"struct net", "XDP_SOCKETS", " xdp "},
	{"struct net", "XFRM", " xfrm "},
	{"struct net_device", "NET_XGRESS", " tcx_egress tcx_ingress "},
	{"struct net_device", "VLAN_8021Q", " vlan_info "},
	{"struct request", "BLK_RQ_ALLOC_TIME", " alloc_time_ns "},
	{"struct request", "BLK_WBT", " wbt_flags "},
	{"struct signal_struct", "AUDIT", " audit_tty tty_audit_buf "},
	{"struct signal_struct", "BSD_PROCESS_ACCT", " pacct "},
	{"struct signal_struct", "SCHED_AUTOGROUP", " autogroup "},
	{"struct signal_struct", "TASKSTATS", " stats "},
	{"struct sk_buff", "IP_VS", " ipvs_property "},
	{"struct sk_buff", "NETWORK_SECMARK", " secmark "},
	{"struct sk_buff", "NET_REDIRECT", " from_ingress "},
	{"struct sk_buff", "NET_XGRESS", " tc_at_ingress tc_skip_classify "},
	{"struct sk_buff", "SKB_EXTENSIONS", " active_extensions extensions "},
	{"struct sock", "BPF_SYSCALL", " sk_bpf_storage "},
	{"struct sock", "NET_RX_BUSY_POLL", " sk_ll_usec sk_napi_id sk_prefer_busy_poll "},
	{"struct sock", "SECURITY", " sk_security "},
	{"struct sock", "XFRM", " sk_policy "},
	{"struct task_struct", "AUDIT", " loginuid sessionid "},
	{"struct task_struct", "BPF_SYSCALL", " bpf_ctx bpf_storage "},
	{"struct task_struct", "CGROUPS", " cg_list cgroups "},
	{"struct task_struct", "CGROUP_SCHED", " sched_task_group "},
	{"struct task_struct", "CPUSETS", " mems_allowed "},
	{"struct task_struct", "DETECT_HUNG_TASK", " last_switch_count last_switch_time "},
	{"struct task_struct", "FUNCTION_GRAPH_TRACER", " curr_ret_stack ret_stack "},
	{"struct task_struct", "FUTEX", " pi_state_list robust_list "},
	{"struct task_struct", "IO_URING", " io_uring "},
	{"struct task_struct", "KEYS", " cached_requested_key "},
	{"struct task_struct", "LIVEPATCH", " patch_state "},
	{"struct task_struct", "MEMCG", " active_memcg objcg "},
	{"struct task_struct", "NUMA", " mempolicy "},
	{"struct task_struct", "NUMA_BALANCING",
		" numa_faults numa_group numa_pages_migrated numa_preferred_nid "},
	{"struct task_struct", "PERF_EVENTS", " perf_event_ctxp perf_event_list "},
	{"struct task_struct", "PSI", " in_memstall psi_flags "},
	{"struct task_struct", "RSEQ", " rseq rseq_len rseq_sig "},
	{"struct task_struct", "SCHED_CLASS_EXT", " scx "},
	{"struct task_struct", "SCHED_CORE", " core_cookie core_node core_occupation "},
	{"struct task_struct", "SCHED_MM_CID", " last_mm_cid mm_cid mm_cid_active "},
	{"struct task_struct", "SECURITY", " security "},
	{"struct task_struct", "SYSVIPC", " sysvsem sysvshm "},
	{"struct task_struct", "TASK_DELAY_ACCT", " delays in_thrashing "},
	{"struct task_struct", "UCLAMP_TASK", " uclamp uclamp_req "},
	{"struct task_struct", "UPROBES", " utask "},
};

const struct member_rename *member_next_name(
	const struct member_rename *row, const char *of, const char *name)
{
	for (row = row ? row + 1 : renames; row < renames + sizeof(renames) / sizeof(*renames);
		row++)
		if (strcmp(row->of, of) == 0 && strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

const char *member_option(const char *of, const char *name)
{
	const size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		if (strcmp(options[i].of, of) != 0)
			continue;
		const char *at = len ? strstr(options[i].names, name) : NULL;
		for (; at; at = strstr(at + 1, name))
			if (at[-1] == ' ' && at[len] == ' ')
				return options[i].option;
	}
	return NULL;
}
