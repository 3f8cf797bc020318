// SPDX-License-Identifier: GPL-2.0-only
#include "explain/kfunc-facts.h"

#include <stddef.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/*
 * From the sources of 6.12 and 7.2: the Makefile of the file that registers the kfunc, or the
 * #ifdef around its line there.
 */
static const struct kfunc_fact facts[] = {
	/* before the prefix bpf_ct_: nf_nat_bpf.c */
	{"bpf_ct_set_nat_info", "NF_NAT", "nf_nat"},
	/* net/netfilter/nf_conntrack_bpf.c */
	{"bpf_ct_*", "NF_CONNTRACK", "nf_conntrack"},
	{"bpf_skb_ct_*", "NF_CONNTRACK", "nf_conntrack"},
	{"bpf_xdp_ct_*", "NF_CONNTRACK", "nf_conntrack"},
	/* net/netfilter/nf_flow_table_bpf.c */
	{"bpf_xdp_flow_lookup", "NF_FLOW_TABLE", "nf_flow_table"},
	/* net/xfrm/xfrm_interface_bpf.c, xfrm_state_bpf.c */
	{"bpf_skb_get_xfrm_info", "XFRM_INTERFACE", "xfrm_interface"},
	{"bpf_skb_set_xfrm_info", "XFRM_INTERFACE", "xfrm_interface"},
	{"bpf_xdp_get_xfrm_state", "XFRM", NULL},
	{"bpf_xdp_xfrm_state_release", "XFRM", NULL},
	/* net/ipv4/fou_bpf.c, tcp_bbr.c, tcp_dctcp.c, tcp_cubic.c */
	{"bpf_skb_get_fou_encap", "NET_FOU", "fou"},
	{"bpf_skb_set_fou_encap", "NET_FOU", "fou"},
	{"bbr_*", "TCP_CONG_BBR", "tcp_bbr"},
	{"dctcp_*", "TCP_CONG_DCTCP", "tcp_dctcp"},
	{"cubictcp_*", "TCP_CONG_CUBIC", "tcp_cubic"},
	/* kernel/bpf/crypto.c, fs/verity/measure.c, fs/bpf_fs_kfuncs.c */
	{"bpf_crypto_*", "CRYPTO", NULL},
	{"bpf_get_fsverity_digest", "FS_VERITY", NULL},
	{"bpf_get_dentry_xattr", "BPF_LSM", NULL},
	{"bpf_get_file_xattr", "BPF_LSM", NULL},
	{"bpf_get_task_exe_file", "BPF_LSM", NULL},
	{"bpf_path_d_path", "BPF_LSM", NULL},
	{"bpf_put_file", "BPF_LSM", NULL},
	{"bpf_remove_dentry_xattr", "BPF_LSM", NULL},
	{"bpf_set_dentry_xattr", "BPF_LSM", NULL},
	/* kernel/bpf/helpers.c, kernel/trace/bpf_trace.c */
	{"bpf_key_put", "KEYS", NULL},
	{"bpf_lookup_system_key", "KEYS", NULL},
	{"bpf_lookup_user_key", "KEYS", NULL},
	{"bpf_verify_pkcs7_signature", "SYSTEM_DATA_VERIFICATION", NULL},
	{"bpf_cgroup_*", "CGROUPS", NULL},
	{"bpf_iter_css_*", "CGROUPS", NULL},
	{"bpf_task_get_cgroup1", "CGROUPS", NULL},
	{"bpf_task_under_cgroup", "CGROUPS", NULL},
	{"bpf_iter_dmabuf_*", "DMA_SHARED_BUFFER", NULL},
	{"crash_kexec", "CRASH_DUMP", NULL},
	/* drivers/hid/bpf/, kernel/sched/ext.c */
	{"hid_bpf_*", "HID_BPF", NULL},
	{"scx_bpf_*", "SCHED_CLASS_EXT", NULL},
};

/* The old name and the new one. */
static const struct {
	const char *before, *after;
} renamed[] = {
	/* 6.13: cc26abb1a19a, 5209c03c8ed2, 5cbb302880f5 (sched_ext) */
	{"scx_bpf_consume", "scx_bpf_dsq_move_to_local"},
	{"scx_bpf_dispatch", "scx_bpf_dsq_insert"},
	{"scx_bpf_dispatch_from_dsq", "scx_bpf_dsq_move"},
	{"scx_bpf_dispatch_from_dsq_set_slice", "scx_bpf_dsq_move_set_slice"},
	{"scx_bpf_dispatch_from_dsq_set_vtime", "scx_bpf_dsq_move_set_vtime"},
	{"scx_bpf_dispatch_vtime", "scx_bpf_dsq_insert_vtime"},
	{"scx_bpf_dispatch_vtime_from_dsq", "scx_bpf_dsq_move_vtime"},
	/* 6.16: a319185be9f5 */
	{"cgroup_rstat_flush", "css_rstat_flush"},
	{"cgroup_rstat_updated", "css_rstat_updated"},
	/* 7.0, KF_IMPLICIT_ARGS: BTF of Debian's 6.19.14 has one, that of 7.0.13 the other */
	{"bpf_stream_vprintk_impl", "bpf_stream_vprintk"},
	{"bpf_task_work_schedule_resume_impl", "bpf_task_work_schedule_resume"},
	{"bpf_task_work_schedule_signal_impl", "bpf_task_work_schedule_signal"},
	{"bpf_wq_set_callback_impl", "bpf_wq_set_callback"},
	/* 7.1: d1e59a469737 */
	{"bbr_cwnd_event", "bbr_cwnd_event_tx_start"},
	{"cubictcp_cwnd_event", "cubictcp_cwnd_event_tx_start"},
};

static int matches(const char *pattern, const char *name)
{
	const size_t len = strlen(pattern);

	return pattern[len - 1] == '*' ? strncmp(pattern, name, len - 1) == 0
				       : strcmp(pattern, name) == 0;
}

const struct kfunc_fact *kfunc_fact(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
		if (matches(facts[i].name, name))
			return &facts[i];
	return NULL;
}

const char *kfunc_renamed(const char *name, unsigned int at)
{
	for (size_t i = 0; i < ARRAY_SIZE(renamed); i++) {
		const char *other = strcmp(renamed[i].before, name) == 0  ? renamed[i].after
				    : strcmp(renamed[i].after, name) == 0 ? renamed[i].before
									  : NULL;
		if (other && !at--)
			return other;
	}
	return NULL;
}
