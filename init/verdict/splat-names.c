// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which functions a report is named after, and which not; from syzkaller's pkg/report/linux.go.
 */
#include "verdict/splat-formats.h"

#include <stddef.h>

const char splat_machinery[] =
	/* reporting */
	"__sanitizer __asan kasan hwasan __msan kmsan kcsan_setup_watchpoint check_memory_region check_heap_object "
	"check_object print_address_description panic invalid_op report_bug fixup_bug print_report print_usage_bug "
	"do_error _trap$ do_trap show_stack dump_stack walk_stack dump_backtrace warn_slowpath warn_alloc warn_bogus "
	"__warn print_unlock imbalance_bug print_tainted ^get_taint$ assertfail __fortify_report "
	"stack_trace_consume_entry arch_stack_walk stack_trace_save program_check_exception program_check_common "
	"do_kernel_fault do_translation_fault do_mem_abort el1_abort el1h_64_sync printk va_format dev_info dev_notice "
	"dev_warn dev_err dev_alert dev_crit dev_emerg hex_dump_to_buffer print_hex_dump perf_trace __phys_addr "
	/* memory */
	"alloc_page malloc zalloc calloc krealloc kmem_cache allocate_slab __alloc_frozen_pages_noprof folio_alloc "
	"folio_unlock filemap_alloc_folio __filemap_get_folio find_or_create_page do_read_cache_folio read_cache_page "
	"pagecache_get_page grab_cache_page_write_begin slab_ ^kfree$ ^kvfree$ kfree_skb ^lock_page ^unlock_page "
	"truncate_inode_pages_range find_lock_entries mark_buffer_dirty "
	/* debugging of objects and locks */
	"debug_object timer_is_static_object work_is_static_object lockdep bh_enable bh_disable lock_acquire "
	"lock_release "
	"lock_class mark_lock reacquire_held_locks mark_held_locks trace_hardirq trace_softirq "
	/* locks, waiting */
	"raw_spin_rq spin_lock spin_trylock spin_unlock read_lock read_trylock write_lock write_trylock read_unlock "
	"write_unlock ^down$ down_read down_write down_trylock up_read up_write ^mutex_ ^__mutex_ ^rt_mutex_ "
	"owner_on_cpu "
	"osq_lock osq_unlock __wake_up finish_wait ^complete$ wait_for_completion kthread_stop seqprop_assert "
	"cleanup_srcu_struct __might_fault might_fault might_sleep __might_resched "
	/* counting */
	"atomic_dec atomic_inc atomic_read atomic_set atomic_or atomic_xor atomic_and atomic_add atomic_sub "
	"atomic_fetch "
	"atomic_xchg atomic_cmpxchg atomic_try atomic64_dec atomic64_inc atomic64_read atomic64_set atomic64_or "
	"atomic64_xor atomic64_and atomic64_add atomic64_sub atomic64_fetch atomic64_xchg atomic64_cmpxchg "
	"atomic64_try "
	"set_bit clear_bit change_bit test_bit ^refcount_ ^kref_ ref_tracker ida_free drop_nlink ^iput$ ^iput_final$ "
	"^ihold$ fast_dput dput ^put_device$ "
	/* bytes and strings */
	"read_word_at_a_time once_word_nocheck memcpy memcmp memset memchr memmove memdup strcmp strncmp strcpy "
	"strlcpy "
	"strncpy strscpy strlen strstr strnstr strnlen strchr strdup strndup copy_to_user copy_from_user copy_to_iter "
	"copy_from_iter copy_page_to_iter copy_page_from_iter copy_folio_to_iter ^copyin$ ^copyout$ put_user get_user "
	"string pointer snprintf scnprintf kasprintf kvasprintf readb$ readw$ readl$ readq$ writeb$ writew$ writel$ "
	"writeq$ logic_in logic_out ^crc extract_user_to_sg extract_iter_to_sg "
	/* lists, trees, tables */
	"list_add list_del list_replace list_move list_splice ^rb_ ^__rb_ xas_start xas_load xas_find "
	"rhashtable_lookup "
	"^klist_ "
	/* timers, work */
	"del_timer lock_timer_base __timer_delete_sync sk_stop_timer_sync __mod_timer flush_work __cancel_work_timer "
	"cancel_work_sync try_to_grab_pending flush_workqueue drain_workqueue destroy_workqueue queue_work insert_work "
	"__queue_delayed_work queue_delayed_work_on "
	/* devices */
	"kobject_ add_uevent_var get_device_parent device_add device_del device_unregister device_destroy "
	"device_release "
	"devres_release_all device_for_each_child rollback_registered unregister_netdev sysfs_remove "
	"device_remove_file "
	/* calls through a retpoline */
	"_indirect_thunk_";

const char splat_waiting[] =
	"sched _lock _slowlock down rwsem completion kthread wait synchronize context_switch "
	"__switch_to cancel_delayed_work rcu_barrier";

const char splat_anchors[] =
	/* what dispatches work, system calls, interrupts */
	"process_one_work do_syscall_ do_fast_syscall_ sysenter_dispatch tracesys_phase2 el0_svc_handler "
	"invoke_syscall "
	"ret_fast_syscall netif_receive_skb do_softirq call_timer_fn _run_timers run_timer_softirq hrtimer_run "
	"run_ksoftirqd smpboot_thread_fn ^kthread$ start_secondary cpu_startup_entry ret_from_fork tasklet_action "
	"tasklet_hi_action smp_call_function task_work_run exit_to_usermode __fput __do_fault do_page_fault "
	"^page_fault$ "
	/* system calls that do whatever their file does */
	"vfs_write vfs_read vfs_iter_read vfs_iter_write do_iter_read do_iter_write call_read_iter call_write_iter "
	"new_sync_read new_sync_write vfs_ioctl ksys_ioctl compat_ioctl compat_sys_ioctl blkdev_driver_ioctl "
	"blkdev_ioctl "
	"^call_mmap mmap_region do_mmap do_dentry_open vfs_open ^sock_sendmsg ^sock_recvmsg ^sock_release "
	"^__sock_release "
	"^setsockopt$ kernel_setsockopt sock_common_setsockopt ^listen$ kernel_listen sk_common_release ^sock_mmap "
	"^accept$ kernel_accept ^sock_do_ioctl ^sock_ioctl ^compat_sock_ioctl ^nfnetlink_rcv_msg ^rtnetlink_rcv_msg "
	"^netlink_dump ^socketpair ^sys_socketpair ^connect ^sys_connect ^ioctl ^sys_ioctl";

const char *const splat_entries[] = {
	"__x64_",
	"__ia32_",
	"__arm64_",
	"____sys_",
	"___sys_",
	"__do_sys_",
	"__se_sys_",
	"__se_",
	"__sys_",
	"ksys_",
	"compat_SYSC_",
	"compat_SyS_",
	"SYSC_",
	"SyS_",
	"sys_",
	NULL,
};
