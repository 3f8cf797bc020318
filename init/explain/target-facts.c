// SPDX-License-Identifier: GPL-2.0-only
#include "explain/target-facts.h"

#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

#define HID_BPF "fmod_ret/hid_bpf_… is of 6.3 to 6.10, struct_ops hid_bpf_ops of 6.11 and later"

/*
 * Sorted by name; what came later comes first.  Commits of Linux.  Where none is named, the BTF of
 * Debian's 5.10, 6.1, 6.12, 6.19 and 7.2 has the one up to some release and the other from there.
 */
static const struct target_heir heirs[] = {
	{"__add_to_page_cache_locked", "__filemap_add_folio", NULL, NULL},
	{"__delete_from_page_cache", "__filemap_remove_folio", NULL, NULL},
	{"__do_page_cache_readahead", "do_page_cache_ra", NULL, NULL},
	{"__set_page_dirty_buffers", "block_dirty_folio", NULL, NULL},
	{"__page_cache_alloc", "filemap_alloc_folio_noprof", NULL, NULL},
	{"__page_cache_alloc", "filemap_alloc_folio", NULL, NULL},
	{"_do_fork", "kernel_clone", "sched_process_fork", NULL}, /* 5.10: cad6967ac108 */
	/* 5.16: 203a31516616 */
	{"account_page_dirtied", "folio_account_dirtied", "writeback_dirty_folio", NULL},
	{"blk_account_io_completion", NULL, "block_rq_complete", NULL},
	{"blk_account_io_done", "__blk_account_io_done", "block_io_done", NULL},
	{"blk_account_io_start", "__blk_account_io_start", "block_io_start", NULL},
	{"delete_from_page_cache", "filemap_remove_folio", NULL, NULL},
	{"do_execve", "do_execveat_common", "sched_process_exec", NULL},
	{"do_execveat", "do_execveat_common", "sched_process_exec", NULL},
	{"do_filp_open", "do_file_open", NULL, NULL},
	{"do_fork", "kernel_clone", "sched_process_fork", NULL},
	{"do_linkat", "filename_linkat", NULL, NULL},
	{"do_mkdirat", "filename_mkdirat", NULL, NULL},
	{"do_mknodat", "filename_mknodat", NULL, NULL},
	{"do_page_fault", NULL, "page_fault_user", NULL}, /* exc_page_fault() is noinstr */
	{"do_renameat2", "filename_renameat2", NULL, NULL},
	{"do_rmdir", "filename_rmdir", NULL, NULL},
	{"do_symlinkat", "filename_symlinkat", NULL, NULL},
	{"do_unlinkat", "filename_unlinkat", NULL, NULL},
	{"filemap_alloc_folio", "filemap_alloc_folio_noprof", NULL, NULL},
	{"find_busiest_group", "sched_balance_find_src_group", NULL, NULL},
	{"finish_task_switch", NULL, "sched_switch", NULL},
	{"generic_file_buffered_read", "filemap_read", NULL, NULL}, /* 5.12: 87fa0f3eb267 */
	{"hid_bpf_device_event", NULL, NULL, HID_BPF},
	{"hid_bpf_rdesc_fixup", NULL, NULL, HID_BPF},
	{"isolate_lru_page", "folio_isolate_lru", NULL, NULL},
	{"kfree_skb", "sk_skb_reason_drop", "kfree_skb", NULL}, /* 6.11: ba8de796baf4 */
	{"kfree_skb", "kfree_skb_reason", "kfree_skb", NULL},	/* 5.17: c504e5c2f964 */
	{"kfree_skb_reason", "sk_skb_reason_drop", "kfree_skb", NULL},
	{"load_balance", "sched_balance_rq", NULL, NULL},
	{"lru_cache_add", "folio_add_lru", NULL, NULL},
	{"migrate_page_copy", "folio_migrate_copy", NULL, NULL},
	{"newidle_balance", "sched_balance_newidle", NULL, NULL},
	{"page_add_new_anon_rmap", "folio_add_new_anon_rmap", NULL, NULL},
	{"rebalance_domains", "sched_balance_domains", NULL, NULL},
	{"scheduler_tick", "sched_tick", NULL, NULL},
	{"shrink_page_list", "shrink_folio_list", NULL, NULL},
	{"tcp_sendpage", "tcp_sendmsg", NULL, NULL},
	{"test_clear_page_writeback", "__folio_end_writeback", NULL, NULL},
	{"trigger_load_balance", "sched_balance_trigger", NULL, NULL},
};

/*
 * DEFINE_BPF_ITER_FUNC() of the kernel's sources, by the release that has it first; the option by
 * the Makefile or the #if around it.
 */
static const struct target_release iterators[] = {
	{"bpf_link", "5.19", NULL},
	{"bpf_map", "5.8", NULL},
	{"bpf_map_elem", "5.9", NULL},
	{"bpf_prog", "5.9", NULL},
	{"bpf_sk_storage_map", "5.9", "NET"},
	{"cgroup", "6.1", "CGROUPS"},
	{"dmabuf", "6.16", "DMA_SHARED_BUFFER"},
	{"ipv6_route", "5.8", "IPV6"},
	{"kmem_cache", "6.13", NULL},
	{"ksym", "6.0", "KALLSYMS"},
	{"netlink", "5.8", "NET"},
	{"sockmap", "5.10", "NET"},
	{"task", "5.8", NULL},
	{"task_file", "5.8", NULL},
	{"task_vma", "5.12", NULL},
	{"tcp", "5.9", "INET"},
	{"udp", "5.9", "INET"},
	{"unix", "5.16", "UNIX"},
};

/* register_bpf_struct_ops(), before 6.9 BPF_STRUCT_OPS_TYPE(), and the Makefile beside it. */
static const struct target_release ops[] = {
	{"Qdisc_ops", "6.16", "NET_SCH_BPF"},
	{"bpf_dummy_ops", "5.16", "NET"},
	{"hid_bpf_ops", "6.11", "HID_BPF"},
	{"io_uring_bpf_ops", "7.1", "IO_URING_BPF_OPS"},
	{"sched_ext_ops", "6.12", "SCHED_CLASS_EXT"},
	{"tcp_congestion_ops", "5.6", "INET"},
};

const struct target_heir *target_heirs(size_t *ret_count)
{
	*ret_count = ARRAY_SIZE(heirs);
	return heirs;
}

static const struct target_release *find(
	const struct target_release *table, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

const struct target_release *target_iterator(const char *name)
{
	return find(iterators, ARRAY_SIZE(iterators), name);
}

const struct target_release *target_ops(const char *type)
{
	return find(ops, ARRAY_SIZE(ops), type);
}

bool target_is_placeholder(const char *target)
{
	static const char *const words[] = {"fn", "foo", "func", "function", "hook", "name", "prog",
		"program", "target", "tc", "xdp"};

	if (strstr(target, "dummy") || strstr(target, "placeholder"))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i], target) == 0)
			return true;
	return false;
}
