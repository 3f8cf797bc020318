// SPDX-License-Identifier: GPL-2.0-only
/*
 * The facts are those of syzkaller's pkg/report/linux.go, whose titles these are meant to be, so
 * that a splat can be looked for on its dashboard.  Rows that it has not are the kernel's own, with
 * their file.
 */
#include "verdict/splat-formats.h"

#define END {.line = NULL}

#define OOPS(words, name) {.line = words, .title = name, .find = FIND_RIP, .flags = SPLAT_DIES}

static const struct splat_format bug[] = {
	{.line = "BUG: KASAN: double-free*",
		.title = "KASAN: invalid-free",
		.find = FIND_TRACE,
		.flags = SPLAT_LINE,
		.skip = "slab_ kfree vunmap vfree"},
	{.line = "BUG: KASAN: invalid-free*",
		.title = "KASAN: invalid-free",
		.find = FIND_TRACE,
		.flags = SPLAT_LINE,
		.skip = "slab_ kfree vunmap vfree"},
	{.line = "BUG: KASAN: * in *",
		.title = "KASAN: %k %a",
		.find = FIND_TRACE,
		.flags = SPLAT_LINE,
		.skip = "kernel_fault tag_check mem_abort ^el1_ ^el1h_"},
	{.line = "BUG: KASAN: * on address*", .title = "KASAN: %k %a"},
	{.line = "BUG: KASAN: *", .title = "KASAN: %k"},
	{.line = "BUG: KMSAN: * in *",
		.title = "KMSAN: %k",
		.find = FIND_TRACE,
		.flags = SPLAT_LINE | SPLAT_BARE_TRACE,
		.skip = "alloc_skb netlink_ack netlink_rcv_skb _encrypt$ ^crypto_ ^cipher_ ^drbg_ ^rng_"},
	{.line = "BUG: KCSAN: *", .title = "KCSAN: %k"},
	{.line = "BUG: KFENCE: * in *",
		.title = "KFENCE: %k",
		.find = FIND_TRACE,
		.flags = SPLAT_LINE | SPLAT_BARE_TRACE},
	OOPS("BUG: unable to handle kernel NULL pointer dereference*",
		"BUG: unable to handle kernel NULL pointer dereference"),
	OOPS("BUG: kernel NULL pointer dereference*",
		"BUG: unable to handle kernel NULL pointer dereference"),
	OOPS("BUG: Kernel NULL pointer dereference*",
		"BUG: unable to handle kernel NULL pointer dereference"),
	OOPS("BUG: unable to handle kernel paging request*",
		"BUG: unable to handle kernel paging request"),
	OOPS("BUG: unable to handle page fault*", "BUG: unable to handle kernel paging request"),
	OOPS("BUG: Unable to handle kernel data access*",
		"BUG: unable to handle kernel paging request"),
	OOPS("BUG: *nable to handle kernel*", "BUG: unable to handle kernel"),
	{.line = "BUG: spinlock * on CPU*",
		.title = "BUG: spinlock %k",
		.find = FIND_TRACE,
		.skip = "spin_ _lock _unlock"},
	{.line = "BUG: rwlock * on CPU*",
		.title = "BUG: rwlock %k",
		.find = FIND_TRACE,
		.skip = "spin_ _lock _unlock"},
	{.line = "BUG: soft lockup*",
		.title = "BUG: soft lockup",
		.find = FIND_STALL,
		.flags = SPLAT_ANY_CALLER},
	{.line = "BUG: *stack guard page was hit at*",
		.title = "BUG: stack guard page was hit",
		.find = FIND_STALL,
		.flags = SPLAT_DIES},
	{.line = "BUG: *still has locks held!*",
		.title = "BUG: still has locks held",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "BUG: lock held when returning to user space*",
		.title = "BUG: lock held when returning to user space",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "BUG: bad unlock balance detected!*",
		.title = "BUG: bad unlock balance",
		.find = FIND_TRACE,
		.after = "is trying to release lock"},
	{.line = "BUG: held lock freed!*",
		.title = "BUG: held lock freed",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "BUG: Invalid wait context*",
		.title = "WARNING: locking bug",
		.find = FIND_TRACE,
		.skip = "lock_sock release_sock"},
	{.line = "BUG: scheduling while atomic*",
		.title = "BUG: scheduling while atomic",
		.find = FIND_TRACE,
		.skip = "schedule"},
	{.line = "BUG: sleeping function called from invalid context*",
		.title = "BUG: sleeping function called from invalid context",
		.find = FIND_TRACE},
	{.line = "BUG: using * in preemptible*",
		.title = "BUG: using %k in preemptible code",
		.find = FIND_TRACE,
		.skip = "preempt debug_ processor_id this_cpu"},
	{.line = "BUG: workqueue lockup*", .title = "BUG: workqueue lockup"},
	{.line = "BUG: workqueue leaked *",
		.title = "BUG: workqueue leaked lock or atomic",
		.find = FIND_LAST},
	{.line = "BUG: Bad page state*",
		.title = "BUG: Bad page state",
		.find = FIND_TRACE,
		.skip = "free_page put_page get_page update_page release_page free_unref ^folio ^_folio ^__folio "
			"page_frag_free "
			"alloc vmap page_owner",
		.after = "page last allocated"},
	{.line = "BUG: Bad page cache*",
		.title = "BUG: Bad page cache",
		.find = FIND_TRACE,
		.skip = "page alloc",
		.after = "page last allocated"},
	{.line = "BUG: Bad page map*", .title = "BUG: Bad page map"},
	{.line = "BUG: Bad rss-counter state*", .title = "BUG: Bad rss-counter state"},
	{.line = "BUG: non-zero nr_ptes on freeing mm*",
		.title = "BUG: non-zero nr_ptes on freeing mm"},
	{.line = "BUG: non-zero nr_pmds on freeing mm*",
		.title = "BUG: non-zero nr_pmds on freeing mm"},
	/* kernel/fork.c, check_mm() */
	{.line = "BUG: non-zero pgtables_bytes on freeing mm*",
		.title = "BUG: non-zero pgtables_bytes on freeing mm"},
	{.line = "BUG: Dentry * still in use * [unmount*",
		.title = "BUG: Dentry still in use in unmount"},
	{.line = "BUG: memory leak*",
		.title = "memory leak",
		.find = FIND_TRACE,
		.skip = "kmemleak mmap kmem slab alloc create_object idr_get list_lru_init kasprintf kvasprintf "
			"pcpu_create",
		.after = "backtrace"},
	{.line = "BUG:*", .title = "BUG:%k"},
	END,
};

#define WARNING_SKIPPING(words, name, functions)                                                   \
	{.line = words, .title = name, .find = FIND_RIP, .flags = SPLAT_LINE, .skip = functions}

/*
 * kernel/panic.c, __warn(): "WARNING: CPU: 0 PID: 1 at FILE:LINE f+0x…" to 6.18, "WARNING:
 * FILE:LINE at f+0x…" then
 */
static const struct splat_format warning[] = {
	WARNING_SKIPPING("WARNING: *lib/debugobjects.c*", "WARNING: ODEBUG bug",
		"debug_ rcu hrtimer_ timer_ work_ percpu_ vunmap vfree __free_ debug_check kobject_"),
	WARNING_SKIPPING("WARNING: *mm/usercopy.c*", "WARNING: bad usercopy", "usercopy __check"),
	WARNING_SKIPPING("WARNING: *lib/kobject.c*", "WARNING: kobject bug", "kobject_"),
	WARNING_SKIPPING("WARNING: *fs/proc/generic.c*", "WARNING: proc registration bug", "proc_"),
	WARNING_SKIPPING("WARNING: *lib/refcount.c*", "WARNING: refcount bug", "refcount kobject_"),
	WARNING_SKIPPING("WARNING: *kernel/locking/lockdep.c*lock_*", "WARNING: locking bug",
		"lock_sock release_sock"),
	WARNING_SKIPPING(
		"WARNING: *mm/vmalloc.c*__vmalloc_node*", "WARNING: zero-size vmalloc", NULL),
	WARNING_SKIPPING(
		"WARNING: *mm/*.c* kmalloc*", "WARNING: kmalloc bug", "kmalloc krealloc slab kmem"),
	WARNING_SKIPPING("WARNING: *mm/*.c* kvmalloc*", "WARNING: kmalloc bug",
		"kmalloc krealloc slab kmem"),
	WARNING_SKIPPING(
		"WARNING: *mm/*.c* vmalloc*", "WARNING: kmalloc bug", "kmalloc krealloc slab kmem"),
	WARNING_SKIPPING("WARNING: * at *+0x*", "WARNING", NULL),
	WARNING_SKIPPING("WARNING: *:* at 0x*, CPU#*", "WARNING", NULL),
	{.line = "WARNING: Nested lock was not taken*",
		.title = "WARNING: nested lock was not taken",
		.find = FIND_AT},
	{.line = "WARNING: possible circular locking dependency detected*",
		.title = "possible deadlock",
		.find = FIND_AT,
		.skip = "process_one_work flush_workqueue drain_workqueue destroy_workqueue"},
	{.line = "WARNING: possible irq lock inversion dependency detected*",
		.title = "possible deadlock",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "WARNING: possible recursive locking detected*",
		.title = "possible deadlock",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "WARNING: *-safe -> *-unsafe lock order detected*",
		.title = "possible deadlock",
		.find = FIND_TRACE,
		.after = "which became "},
	{.line = "WARNING: inconsistent lock state*",
		.title = "inconsistent lock state",
		.find = FIND_TRACE},
	{.line = "WARNING: suspicious RCU usage*",
		.title = "WARNING: suspicious RCU usage",
		.find = FIND_TRACE,
		.skip = "rcu kmem slab"},
	{.line = "WARNING: bad unlock balance detected!*",
		.title = "WARNING: bad unlock balance",
		.find = FIND_TRACE,
		.after = "is trying to release lock"},
	{.line = "WARNING: held lock freed!*",
		.title = "WARNING: held lock freed",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "WARNING: *still has locks held!*",
		.title = "WARNING: still has locks held",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "WARNING: lock held when returning to user space*",
		.title = "WARNING: lock held when returning to user space",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "WARNING: kernel stack regs at * has bad 'bp' value*",
		.title = "WARNING: kernel stack regs has bad 'bp' value"},
	{.line = "WARNING: kernel stack frame pointer at * has bad value*",
		.title = "WARNING: kernel stack frame pointer has bad value"},
	{.line = "WARNING:*", .title = "WARNING:%k"},
	END,
};

/*
 * What kernels say in good health.  Each is longer than a task's name can be (15 bytes), which
 * lockdep puts behind "WARNING: " (kernel/locking/lockdep.c, print_held_locks_bug()): no process
 * can be named so that its splat is hidden.
 */
static const char *const warning_harmless[] = {
	/* arch/x86/kernel/cpu/bugs.c, all of them words on what mitigations do */
	"WARNING: Unprivileged eBPF is enabled",
	"WARNING: Spectre v2 mitigation leaves CPU vulnerable",
	"WARNING: Spectre-v2 mitigation is off",
	"WARNING: LFENCE mitigation is not recommended",
	"WARNING: IBRS mitigation selected on",
	"WARNING: BTB untrained return thunk mitigation",
	"WARNING: ITS mitigation depends on",
	"WARNING: ITS mitigation is not compatible",
	"WARNING: kernel not compiled with",
	"WARNING: CPU does not support IBPB",
	"WARNING: retbleed=stuff only supported",
	"WARNING: retbleed=stuff depends on",
	"WARNING: See https://kernel.org/doc/",
	/* arch/x86/kernel/process.c, kernel/workqueue.c, init/main.c,
	   drivers/clocksource/arm_arch_timer.c */
	"WARNING: polling idle and HT enabled",
	"WARNING: workqueue cpumask: online intersect",
	"WARNING: 'bootconfig' found on the kernel command line",
	"WARNING: Invalid trigger for IRQ",
	"WARNING: Please fix your firmware",
	/* fs/namespace.c */
	"WARNING: the mand mount option",
	"WARNING: The mand mount option",
	NULL,
};

/* No row for any other "INFO:", for that is what it says. */
static const struct splat_format info[] = {
	{.line = "INFO: possible circular locking dependency detected*",
		.title = "possible deadlock",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "INFO: possible irq lock inversion dependency detected*",
		.title = "possible deadlock",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "INFO: possible recursive locking detected*",
		.title = "possible deadlock",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "INFO: *-safe -> *-unsafe lock order detected*",
		.title = "possible deadlock",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "INFO: inconsistent lock state*",
		.title = "inconsistent lock state",
		.find = FIND_AT,
		.flags = SPLAT_RAW},
	{.line = "INFO: rcu*detected*stall*",
		.title = "INFO: rcu detected stall",
		.find = FIND_STALL,
		.flags = SPLAT_ANY_CALLER,
		.skip = "apic_timer_interrupt rcu",
		.after = "apic_timer_interrupt|Exception stack|el1h_64_irq"},
	{.line = "INFO: trying to register non-static key*",
		.title = "INFO: trying to register non-static key",
		.find = FIND_TRACE,
		.skip = "stack lock IRQ"},
	{.line = "INFO: suspicious RCU usage*",
		.title = "INFO: suspicious RCU usage",
		.find = FIND_TRACE,
		.skip = "rcu kmem slab"},
	{.line = "INFO: task * blocked*for more than * seconds*",
		.title = "INFO: task hung",
		.find = FIND_HUNG},
	{.line = "INFO: task * can't die for more than * seconds*",
		.title = "INFO: task can't die",
		.find = FIND_TRACE,
		.skip = "schedule"},
	/*
	 * kernel/hung_task.c, debug_show_blocker(): who holds what it waits for (7.2, not yet 6.12)
	 */
	{.line = "INFO: task * blocked on *",
		.title = "INFO: task hung",
		.find = FIND_HUNG,
		.flags = SPLAT_PART},
	/* cut by a name with a newline in it */
	{.line = "INFO: task *", .title = "INFO: task hung", .find = FIND_HUNG},
	END,
};

/*
 * arm64 and riscv: arch/arm64/mm/fault.c, die_kernel_fault(); s390: arch/s390/mm/fault.c,
 * do_no_context()
 */
static const struct splat_format unable[] = {
	OOPS("Unable to handle kernel access to user memory*",
		"BUG: unable to handle kernel access to user memory"),
	OOPS("Unable to handle kernel NULL pointer dereference*",
		"BUG: unable to handle kernel NULL pointer dereference"),
	OOPS("Unable to handle kernel paging request*",
		"BUG: unable to handle kernel paging request"),
	OOPS("Unable to handle kernel * in virtual *", "BUG: unable to handle kernel %k"),
	OOPS("Unable to handle kernel * at virtual *", "BUG: unable to handle kernel %k"),
	OOPS("Unable to handle kernel*", "BUG: unable to handle kernel"),
	END,
};

/* "general protection fault ip:" is a process's own: arch/x86/kernel/traps.c, show_signal() */
static const struct splat_format gpf[] = {
	OOPS("general protection fault:*", "general protection fault"),
	OOPS("general protection fault,*", "general protection fault"),
	OOPS("general protection fault for *", "general protection fault"),
	END,
};

static const struct splat_format kernel_bug[] = {
	{.line = "kernel BUG at mm/usercopy.c*",
		.title = "BUG: bad usercopy",
		.find = FIND_TRACE,
		.flags = SPLAT_DIES,
		.skip = "usercopy __check"},
	{.line = "kernel BUG at lib/list_debug.c*",
		.title = "BUG: corrupted list",
		.find = FIND_TRACE,
		.flags = SPLAT_DIES},
	{.line = "kernel BUG at *",
		.title = "kernel BUG",
		.find = FIND_RIP,
		.flags = SPLAT_DIES,
		.skip = "^skb_"},
	/* lib/bug.c, __report_bug(), without CONFIG_DEBUG_BUGVERBOSE */
	{.line = "Kernel BUG at *",
		.title = "kernel BUG",
		.find = FIND_RIP,
		.flags = SPLAT_DIES | SPLAT_LINE,
		.skip = "^skb_"},
	/* arch/riscv/kernel/traps.c, do_trap_break() */
	{.line = "Kernel BUG [#*", .title = "kernel BUG", .find = FIND_RIP, .flags = SPLAT_DYING},
	END,
};

#define DYING(words, name) {.line = words, .title = name, .find = FIND_RIP, .flags = SPLAT_DYING}

static const struct splat_format divide[] = {DYING("divide*", "divide error"), END};
static const struct splat_format opcode[] = {DYING("*", "invalid opcode"), END};
static const struct splat_format int3[] = {DYING("*", "int3"), END};
static const struct splat_format stack_segment[] = {DYING("*", "stack segment fault"), END};
static const struct splat_format internal[] = {DYING("*", "Internal error"), END};
static const struct splat_format unhandled[] = {DYING("*", "Unhandled fault"), END};
/*
 * __die() of arch/x86/kernel/dumpstack.c and its like: "Oops: 0002 [#1] SMP"; riscv's "Oops [#1]",
 * "Oops - … [#1]"
 */
static const struct splat_format oops[] = {
	DYING("Oops: *", "Oops"), DYING("Oops [#*", "Oops"), DYING("Oops - *[#*", "Oops"), END};
/* arch/s390/kernel/traps.c */
static const struct splat_format s390_operation[] = {DYING("*ilc:*", "illegal operation"), END};
static const struct splat_format s390_specification[] = {
	DYING("*ilc:*", "specification exception"), END};
static const struct splat_format s390_monitor[] = {DYING("*ilc:*", "monitor event"), END};
static const struct splat_format double_fault[] = {
	{.line = "PANIC: double fault*",
		.title = "PANIC: double fault",
		.find = FIND_RIP,
		.flags = SPLAT_DIES | SPLAT_DYING},
	END,
};

/* What x86 puts behind "Oops: " (6.12, not yet 6.1) and has a name of its own. */
static const char *const oops_harmless[] = {
	"Oops: general protection fault:",
	"Oops: general protection fault,",
	"Oops: divide error:",
	"Oops: invalid opcode:",
	"Oops: int3:",
	"Oops: stack segment:",
	NULL,
};

#define CONSEQUENCE(what)                                                                          \
	{.line = "Kernel panic - not syncing: " what "*",                                          \
		.title = "kernel panic: " what,                                                    \
		.flags = SPLAT_PANIC | SPLAT_CONSEQUENCE}

static const struct splat_format panic[] = {
	{.line = "Kernel panic - not syncing: stack-protector:*",
		.title = "kernel panic: stack is corrupted",
		.find = FIND_TRACE,
		.flags = SPLAT_PANIC | SPLAT_LINE,
		.skip = "stack_chk"},
	{.line = "Kernel panic - not syncing: corrupted stack end*",
		.title = "kernel panic: corrupted stack end",
		.find = FIND_STALL,
		.flags = SPLAT_PANIC,
		.skip = "schedule retint_kernel"},
	{.line = "Kernel panic - not syncing: kernel stack overflow*",
		.title = "kernel stack overflow",
		.find = FIND_STALL,
		.flags = SPLAT_PANIC,
		.skip = "bad_stack"},
	{.line = "Kernel panic - not syncing: Attempted to kill init!*",
		.title = "kernel panic: Attempted to kill init!",
		.flags = SPLAT_PANIC},
	CONSEQUENCE("Fatal exception"),
	{.line = "Kernel panic - not syncing: *: Fatal exception*",
		.title = "kernel panic: Fatal exception",
		.flags = SPLAT_PANIC | SPLAT_CONSEQUENCE},
	CONSEQUENCE("panic_on_warn set"),
	{.line = "Kernel panic - not syncing: *: panic_on_warn set*",
		.title = "kernel panic: panic_on_warn set",
		.flags = SPLAT_PANIC | SPLAT_CONSEQUENCE},
	CONSEQUENCE("hung_task: blocked tasks"),
	CONSEQUENCE("softlockup: hung tasks"),
	CONSEQUENCE("RCU Stall"),
	CONSEQUENCE("Machine halted"), /* after a double fault */
	{.line = "Kernel panic - not syncing: *",
		.title = "kernel panic: %k",
		.flags = SPLAT_PANIC},
	END,
};

static const struct splat_format ubsan[] = {
	{.line = "UBSAN: Undefined behaviour in*",
		.title = "UBSAN: undefined-behaviour",
		.find = FIND_TRACE,
		.skip = "ubsan overflow"},
	{.line = "UBSAN: * in *",
		.title = "UBSAN: %k",
		.find = FIND_TRACE,
		.skip = "ubsan overflow"},
	{.line = "UBSAN:*", .title = "UBSAN:%k"},
	END,
};

static const struct splat_format netdevice[] = {
	{.line = "*", .title = "unregister_netdevice: waiting for DEV to become free"},
	END,
};

/* mm/slub.c, slab_bug(): "BUG kmalloc-64 (Not tainted): Object already free" */
static const struct splat_format slub[] = {
	{.line = "BUG *ainted): Object already free*", .title = "BUG: Object already free"},
	{.line = "BUG *ainted): *", .title = "BUG: corrupted slab", .find = FIND_TRACE},
	END,
};

/* init/initramfs.c, do_populate_rootfs(): the kernel goes on with what it has unpacked */
static const struct splat_format initramfs[] = {
	{.line = "*", .title = "Initramfs unpacking failed", .flags = SPLAT_PART}, END};

/* mm/kmemleak.c, kmemleak_scan() and, where it is to be verbose, print_unreferenced() */
static const struct splat_format kmemleak[] = {
	{.line = "*", .title = "memory leak", .flags = SPLAT_PART}, END};

/*
 * The verifier's own, a WARN_ONCE() each: kernel/bpf/verifier.c of 5.10, 6.1, 6.12; verifier_bug()
 * of 7.2's include/linux/bpf_verifier.h.  7.2 on x86 says them behind its "WARNING:", the others
 * before it.
 */
static const struct splat_format verifier[] = {
	{.line = "*", .title = "verifier bug", .flags = SPLAT_PART | SPLAT_PREAMBLE}, END};

const struct splat_trigger splat_triggers[] = {
	{"BUG:", bug, NULL},
	{"WARNING:", warning, warning_harmless},
	{"INFO:", info, NULL},
	{"Unable to handle kernel", unable, NULL},
	{"general protection fault", gpf, NULL},
	{"kernel BUG at", kernel_bug, NULL},
	{"Kernel BUG", kernel_bug, NULL},
	{"PANIC: double fault", double_fault, NULL},
	{"Kernel panic - not syncing", panic, NULL},
	{"divide error:", divide, NULL},
	{"divide_error:", divide, NULL},
	{"invalid opcode:", opcode, NULL},
	{"int3:", int3, NULL},
	{"stack segment:", stack_segment, NULL},
	{"UBSAN:", ubsan, NULL},
	{"Internal error:", internal, NULL},
	{"Unhandled fault:", unhandled, NULL},
	{"illegal operation:", s390_operation, NULL},
	{"specification exception:", s390_specification, NULL},
	{"monitor event:", s390_monitor, NULL},
	{"Oops", oops, oops_harmless},
	{"BUG ", slub, NULL},
	{"REG INVARIANTS VIOLATION", verifier, NULL},
	{"verifier bug", verifier, NULL},
	{"suspected memory leaks", kmemleak, NULL},
	{"unregister_netdevice: waiting for", netdevice, NULL},
	{"Initramfs unpacking failed", initramfs, NULL},
};

const size_t splat_n_triggers = sizeof(splat_triggers) / sizeof(*splat_triggers);

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
