// SPDX-License-Identifier: GPL-2.0-only
/*
 * Splats from kernel logs: which lines belong to one, their titles, and that nothing can hide one.
 */
#include "verdict/splat-formats.h"
#include "verdict/splat.h"
#include "verdict/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* The titles of @log, with " | " between them.  @r: the reader to use; NULL: a new one. */
static const char *titles_of(struct splat_reader *r, const char *log)
{
	static char titles[8192];
	static struct splat_reader own;
	char line[16384];
	struct splat s;
	size_t len = 0;

	own = (struct splat_reader){0};
	titles[0] = '\0';
	while (*log) {
		size_t n = strcspn(log, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)n, log);
		log += n + (log[n] == '\n');
		if (splat_feed(r ? r : &own, line, &s))
			len += (size_t)snprintf(titles + len, sizeof(titles) - len, "%s%s",
				len ? " | " : "", s.title);
	}
	if (splat_flush(r ? r : &own, &s))
		snprintf(titles + len, sizeof(titles) - len, "%s%s", len ? " | " : "", s.title);
	return titles;
}

#define TRACE_X86                                                                                               \
	"Call Trace:\n <TASK>\n dump_stack_lvl+0x5d/0x80\n ? __pfx_nothing+0x10/0x10\n bpf_example+0x1b/0x40\n" \
	" __sys_bpf+0x12/0x90\n __x64_sys_bpf+0x1a/0x30\n do_syscall_64+0x82/0x190\n </TASK>\n"

static const struct {
	const char *log, *titles;
} reports[] = {
	/* logs of real panics, and of a real oops */
	{"[   24.701460] watchdog: BUG: soft lockup - CPU#0 stuck for 23s! [init:79]\n",
		"BUG: soft lockup"},
	{"[    3.912158] invalid opcode: 0000 [#1] PREEMPT SMP NOPTI\n"
	 "[    3.912158] RIP: 0010:memcmp+0xa/0x50\n[    3.912158] Call Trace:\n[    3.912158]  <TASK>\n"
	 "[    3.912158]  do_check_common+0x1a2f/0x2b40\n[    3.912158] RIP: 0033:0x4cbae9\n"
	 "[    3.912158] ---[ end trace 0000000000000000 ]---\n[    3.920159] RIP: 0010:memcmp+0xa/0x50\n"
	 "[    3.936160] Kernel panic - not syncing: Fatal exception\n",
		"invalid opcode in do_check_common"},
	{"[    6.460293] Oops: invalid opcode: 0000 [#1] SMP NOPTI\n"
	 "[    6.460293] CPU: 0 UID: 0 PID: 95 Comm: init Not tainted 7.2.13+deb14-cloud-amd64 #1 PREEMPT(lazy)\n"
	 "[    6.460293] RIP: 0010:do_check_common+0x1294/0x3a20\n[    6.460293] Call Trace:\n[    6.460293]  <TASK>\n"
	 "[    6.460293]  ? bpf_compute_live_registers+0x425/0x6f0\n[    6.460293]  bpf_check+0x2baf/0x3210\n",
		"invalid opcode in do_check_common"},
	{"Kernel panic - not syncing: NMI: Not continuing\n", "kernel panic: NMI: Not continuing"},

	/*
	 * __warn() to 6.18, and after; without registers; without a trace; after a bare address
	 */
	{"[   12.000000] ------------[ cut here ]------------\n"
	 "[   12.000000] WARNING: CPU: 0 PID: 77 at kernel/bpf/verifier.c:19683 do_misc_fixups+0x12/0x90\n"
	 "[   12.000000] Modules linked in:\n[   12.000000] RIP: 0010:do_misc_fixups+0x12/0x90\n" TRACE_X86
	 "[   12.000000] ---[ end trace 0000000000000000 ]---\n",
		"WARNING in do_misc_fixups"},
	{"WARNING: kernel/bpf/verifier.c:2147 at reg_bounds_sanity_check+0x16b/0x180, CPU#0: init/71\n"
	 "verifier bug: REG INVARIANTS VIOLATION (alu): range bounds violation u64=[0x1, 0x0]\n"
	 "RIP: 0010:reg_bounds_sanity_check+0x16b/0x180\n" TRACE_X86
	 "---[ end trace 0000000000000000 ]---\n",
		"WARNING in reg_bounds_sanity_check"},
	{"------------[ cut here ]------------\nverifier bug: REG INVARIANTS VIOLATION (alu): range bounds violation\n"
	 "WARNING: CPU: 0 PID: 71 at kernel/bpf/verifier.c:2700 reg_bounds_sanity_check.isra.0+0x16b/0x180\n",
		"WARNING in reg_bounds_sanity_check"},
	{"WARNING: CPU: 0 PID: 77 at 0xffffffffc0001234\nRIP: 0010:0x0\n" TRACE_X86,
		"WARNING: CPU: NUM PID: NUM at ADDR"},
	{"WARNING: CPU: 0 PID: 9 at kernel/softirq.c:387 __local_bh_enable_ip+0x5a/0x70\nRIP: "
	 "0010:__local_bh_enable_ip+0x5a/0x70\n" TRACE_X86,
		"WARNING in bpf_example"},
	{"WARNING: CPU: 0 PID: 9 at lib/refcount.c:28 refcount_warn_saturate+0xba/0x110\nRIP: "
	 "0010:refcount_warn_saturate+0xba/0x110\n" TRACE_X86,
		"WARNING: refcount bug in bpf_example"},
	{"WARNING: CPU: 0 PID: 9 at mm/util.c:658 kvmalloc_node+0xbe/0xd0\n" TRACE_X86,
		"WARNING: kmalloc bug in bpf_example"},
	{"WARNING: kernel stack frame pointer at 00000000deadbeef in init:1 has bad value 0000000000000000\n",
		"WARNING: kernel stack frame pointer has bad value"},
	/* in the code of a BPF program */
	{"WARNING: CPU: 0 PID: 9 at kernel/rcu/tree.c:2 bpf_prog_6deef7357e7b4530_f+0x1c/0x20\n",
		"WARNING in bpf_prog_ADDR_f"},
	/* no row in the table */
	{"foo: WARNING: 12 of 0xdeadbeef cannot be at drivers/x.c:12:7\n",
		"WARNING: NUM of ADDR cannot be at drivers/x.c:LINE"},

	/* a complete oops */
	{"[    3.1] BUG: kernel NULL pointer dereference, address: 0000000000000008\n[    3.1] #PF: supervisor read "
	 "access\n"
	 "[    3.1] Oops: 0000 [#1] PREEMPT SMP PTI\n[    3.1] RIP: 0010:array_map_alloc+0x1c3/0x2f0\n" TRACE_X86
	 "[    3.1] ---[ end trace 0000000000000000 ]---\n[    3.1] RIP: 0010:array_map_alloc+0x1c3/0x2f0\n"
	 "[    3.1] Kernel panic - not syncing: Fatal exception in interrupt\n"
	 "[    3.1] ---[ end Kernel panic - not syncing: Fatal exception in interrupt ]---\n",
		"BUG: unable to handle kernel NULL pointer dereference in array_map_alloc"},
	{"BUG: unable to handle page fault for address: ffffc90000000000\nOops: 0002 [#1] SMP\nRIP: "
	 "0010:memcpy+0x1/0x2\n" TRACE_X86,
		"BUG: unable to handle kernel paging request in bpf_example"},
	{"Oops: general protection fault, probably for non-canonical address 0xdead000000000108: 0000 [#1] SMP\n"
	 "KASAN: maybe wild-memory-access in range [0xdead000000000108-0xdead00000000010f]\n"
	 "RIP: 0010:trie_delete_elem+0x12/0x34\n",
		"general protection fault in trie_delete_elem"},
	{"kernel BUG at mm/slub.c:4023!\ninvalid opcode: 0000 [#1] PREEMPT SMP PTI\nRIP: 0010:f.cold+0x1/0x2\n",
		"kernel BUG in f"},
	{"kernel BUG at kernel/x.c:1!\nOops: invalid opcode: 0000 [#1] PREEMPT SMP PTI\nRIP: 0010:f+0x1/0x2\n",
		"kernel BUG in f"},
	{"kernel BUG at lib/list_debug.c:62!\ninvalid opcode: 0000 [#1]\nRIP: 0010:__list_del_entry_valid+0x1/0x2\n"
	 "" TRACE_X86,
		"BUG: corrupted list in bpf_example"},
	{"Oops: invalid opcode: 0000 [#1] SMP\nRIP: 0010:do_check+0x1/0x2\n",
		"invalid opcode in do_check"},
	{"divide error: 0000 [#1] SMP\nRIP: 0010:g+0x1/0x2\n", "divide error in g"},
	{"stack segment: 0000 [#1] SMP\nRIP: 0010:g+0x1/0x2\n", "stack segment fault in g"},
	{"Oops: alignment check: 0000 [#1] SMP\nRIP: 0010:g+0x1/0x2\n", "Oops in g"},
	{"traps: PANIC: double fault, error_code: 0x0\nOops: double fault: 0000 [#1] SMP\nRIP: 0010:g+0x1/0x2\n"
	 "Kernel panic - not syncing: Machine halted.\n",
		"PANIC: double fault in g"},
	/* arm64 */
	{"Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000\nMem abort info:\n"
	 "Internal error: Oops: 0000000096000004 [#1] SMP\npc : htab_map_alloc+0x12/0x34\nlr : caller+0x1/0x2\nCall "
	 "trace:\n"
	 " htab_map_alloc+0x12/0x34\n---[ end trace 0000000000000000 ]---\n"
	 "Kernel panic - not syncing: Oops: Fatal exception\n",
		"BUG: unable to handle kernel NULL pointer dereference in htab_map_alloc"},
	{"Internal error: Oops - Undefined instruction: 0 [#1] SMP\npc : f+0x12/0x34\n",
		"Internal error in f"},
	/* riscv64, where the caller is on the same line */
	{"Unable to handle kernel paging request at virtual address ffffffff12345678\nOops [#1]\n"
	 "epc : 0000000000000000 ra : caller+0x1/0x2\nepc : f+0x12/0x34 ra : caller+0x1/0x2\n",
		"BUG: unable to handle kernel paging request in f"},
	/* s390 */
	{"Unable to handle kernel pointer dereference in virtual kernel address space\nOops: 0004 ilc:3 [#1] SMP\n"
	 "Krnl PSW : 0704c00180000000 00000000001b9d04 (f+0x12/0x34)\n",
		"BUG: unable to handle kernel pointer dereference in f"},

	{"BUG: KASAN: slab-out-of-bounds in bpf_patch_insn_data+0x1c3/0x2f0\nWrite of size 8 at addr ffff888008d93108 "
	 "by task "
	 "init/77\n" TRACE_X86,
		"KASAN: slab-out-of-bounds Write in bpf_patch_insn_data"},
	{"BUG: KASAN: slab-use-after-free in memcpy+0x1c/0x2f\nRead of size 8 at addr ffff888008d93108 by task "
	 "init/77\n" TRACE_X86,
		"KASAN: slab-use-after-free Read in bpf_example"},
	{"BUG: KASAN: double-free in kfree+0x1c/0x2f\n" TRACE_X86,
		"KASAN: invalid-free in bpf_example"},
	{"BUG: KFENCE: use-after-free read in f+0x1c/0x2f\n\n", "KFENCE: use-after-free read in f"},
	{"BUG: KFENCE: memory corruption in kfree+0x1c/0x2f\n\nCorrupted memory at 0x0 [ ! ] (in kfence-#1):\n "
	 "g+0x1/0x2\n",
		"KFENCE: memory corruption in g"},
	{"BUG: KCSAN: data-race in f / g\n", "KCSAN: data-race in f / g"},
	{"BUG: KMSAN: uninit-value in f+0x1/0x2\n", "KMSAN: uninit-value in f"},
	{"UBSAN: array-index-out-of-bounds in kernel/bpf/verifier.c:3712:3\nindex 9 is out of range\n" TRACE_X86,
		"UBSAN: array-index-out-of-bounds in bpf_example"},

	{"======\n[ BUG: Invalid wait context ]\n" TRACE_X86,
		"WARNING: locking bug in bpf_example"},
	{"======\nWARNING: possible circular locking dependency detected\n6.12.0 #1 Not tainted\ninit/71 is trying to "
	 "acquire "
	 "lock:\nffff88800 (&map->lock){+.+.}-{3:3}, at: map_update+0x1/0x2\n\nbut task is already holding lock:\n"
	 "ffff88801 "
	 "(&other){+.+.}-{3:3}, at: other+0x1/0x2\n",
		"possible deadlock in map_update"},
	{"WARNING: possible recursive locking detected\nffff88800 (&l){+.+.}-{3:3}, at: f+0x1/0x2\n",
		"possible deadlock in f"},
	{"WARNING: inconsistent lock state\n(&l){+.+.}, at: f+0x1/0x2\n" TRACE_X86,
		"inconsistent lock state in bpf_example"},
	{"WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected\nwhich became SOFTIRQ-irq-safe at:\n  "
	 "lock_acquire+0x1/0x2\n"
	 "  f+0x1/0x2\n",
		"possible deadlock in f"},
	{"WARNING: suspicious RCU usage\nkernel/x.c:1 suspicious rcu_dereference_check() usage!\nCall Trace:\n "
	 "rcu_thing+0x1/0x2\n"
	 " f+0x1/0x2\n",
		"WARNING: suspicious RCU usage in f"},
	{"WARNING: held lock freed!\nffff (&l){}, at: kfree+0x1/0x2\n",
		"WARNING: held lock freed in kfree"},
	{"WARNING: init/71 still has locks held!\n1 lock held by init/71:\n #0: ffff (&l){}, at: f+0x1/0x2\n",
		"WARNING: still has locks held in f"},
	{"WARNING: bad unlock balance detected!\ninit/71 is trying to release lock (&l) at:\n[<ffffffff81234567>] "
	 "f+0x1/0x2\n",
		"WARNING: bad unlock balance in f"},
	{"BUG: sleeping function called from invalid context at kernel/bpf/syscall.c:2034\n" TRACE_X86,
		"BUG: sleeping function called from invalid context in bpf_example"},
	{"BUG: scheduling while atomic: init/71/0x00000002\nCall Trace:\n __schedule_bug+0x1/0x2\n "
	 "__schedule+0x1/0x2\n f+0x1/0x2\n",
		"BUG: scheduling while atomic in f"},
	{"BUG: using smp_processor_id() in preemptible [00000000] code: init/71\ncaller is x+0x1/0x2\n" TRACE_X86,
		"BUG: using smp_processor_id() in preemptible code in bpf_example"},
	{"BUG: spinlock bad magic on CPU#0, init/71\n" TRACE_X86,
		"BUG: spinlock bad magic in bpf_example"},
	{"BUG: workqueue leaked atomic, lock or RCU: kworker/0:1[9]\n     preempt=0x00000000 lock=0->1 RCU=0->0 "
	 "workfn=x\n"
	 "     last function: bpf_map_free_deferred\n",
		"BUG: workqueue leaked lock or atomic in bpf_map_free_deferred"},
	{"BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 31s!\n",
		"BUG: workqueue lockup"},
	{"BUG: Bad page state in process init  pfn:12345\npage last allocated via order 0\n alloc_pages+0x1/0x2\n "
	 "f+0x1/0x2\n",
		"BUG: Bad page state in f"},
	{"BUG: TASK stack guard page was hit at 00000000a (stack is b..c)\nOops: stack guard page: 0000 [#1]\nRIP: "
	 "0010:f+0x1/0x2\n"
	 "Call Trace:\n f+0x1/0x2\n f+0x1/0x2\n entry_of_it+0x1/0x2\n do_syscall_64+0x1/0x2\n",
		"BUG: stack guard page was hit in entry_of_it"},
	{"kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)\n",
		"memory leak"},
	{"BUG kmalloc-64 (Not tainted): Poison overwritten\n" TRACE_X86,
		"BUG: corrupted slab in bpf_example"},
	{"unregister_netdevice: waiting for lo to become free. Usage count = 3\n",
		"unregister_netdevice: waiting for DEV to become free"},

	{"rcu: INFO: rcu_preempt self-detected stall on CPU\nrcu: \t0-....: (1 GPs behind)\nCall Trace:\n <IRQ>\n"
	 " rcu_sched_clock_irq+0x1/0x2\n asm_sysvec_apic_timer_interrupt+0x1/0x2\nRIP: 0010:deep+0x1/0x2\n "
	 "looping+0x1/0x2\n"
	 " __sys_bpf+0x12/0x90\n do_syscall_64+0x82/0x190\n",
		"INFO: rcu detected stall in bpf"},
	{"INFO: task kworker/0:1:9 blocked for more than 120 seconds.\n      Not tainted 6.12\nCall Trace:\n "
	 "__schedule+0x1/0x2\n"
	 " schedule+0x1/0x2\n bpf_map_wait_and_more+0x1/0x2\n holder+0x1/0x2\n worker_thread+0x1/0x2\n "
	 "kthread+0x1/0x2\n"
	 "INFO: task kworker/0:1:9 is blocked on a mutex likely owned by task init:1.\n",
		"INFO: task hung in holder"},
	{"INFO: task a:1 blocked for more than 120 seconds.\nCall Trace:\n schedule+0x1/0x2\n f+0x1/0x2\n "
	 "synchronize_rcu+0x1/0x2\n",
		"INFO: task hung in synchronize_rcu"},
	{"INFO: trying to register non-static key.\nCall Trace:\n dump_stack+0x1/0x2\n register_lock_class+0x1/0x2\n "
	 "f+0x1/0x2\n",
		"INFO: trying to register non-static key in f"},
	{"Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n",
		"kernel panic: VFS: Unable to mount root fs on unknown-block(NUM,NUM)"},
	{"Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: f+0x1/0x2\n",
		"kernel panic: stack is corrupted in f"},
	{"Kernel panic - not syncing: Fatal exception\n", "kernel panic: Fatal exception"},

	/*
	 * Two splats are two: one in the trace of the other, one after it, the same twice, an oops
	 * after a warning.
	 */
	{"WARNING: suspicious RCU usage\nCall Trace:\nWARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\n",
		"WARNING: suspicious RCU usage | WARNING in f"},
	{"WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\n---[ end trace 0 ]---\nKernel panic - not syncing: sysrq "
	 "triggered crash\n",
		"WARNING in f | kernel panic: sysrq triggered crash"},
	{"WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\nWARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\n",
		"WARNING in f | WARNING in f"},
	{"WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\nOops: invalid opcode: 0000 [#1] SMP\nRIP: 0010:g+0x1/0x2\n",
		"WARNING in f | invalid opcode in g"},
	{"BUG: kernel NULL pointer dereference\nOops: 0000 [#1]\nOops: 0000 [#2]\nRIP: 0010:g+0x1/0x2\n",
		"BUG: unable to handle kernel NULL pointer dereference | Oops in g"},
	/* and by then a third is there already */
	{"WARNING: suspicious RCU usage\nBUG: KCSAN: one\nBUG: KCSAN: two\n",
		"WARNING: suspicious RCU usage | KCSAN: one | KCSAN: two"},

	/* lines of other tasks in between */
	{"[    1.0][   T71] UBSAN: shift-out-of-bounds in x.c:1:2\n[    1.0][   T71] Call Trace:\n"
	 "[    1.0][    T9]  other+0x1/0x2\n[    1.0][   T71]  mine+0x1/0x2\n",
		"UBSAN: shift-out-of-bounds in mine"},
	{"Oops - illegal instruction [#1]\nepc : f+0x1/0x2 ra : g+0x1/0x2\n", "Oops in f"},
	/* cut */
	{"BUG:", "BUG:"},
	{"BUG: unable to handle", "BUG: unable to handle"},
	{"WARNING: CPU: 0 PID: 1 at kernel/bpf/ver",
		"WARNING: CPU: NUM PID: NUM at kernel/bpf/ver"},
	{"BUG: KASAN: slab-out-of-bounds in f+0x1/0x2", "KASAN: slab-out-of-bounds in f"},
	{"WARNING: CPU: 0 PID: 1 at x.c:1 f+0x", "WARNING in f"},
	/* appended to another line */
	{"user memory accessgeneral protection fault: 0000 [#1] SMP\n", "general protection fault"},
};

static void reports_have_syzkallers_titles(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(reports); i++)
		if (strcmp(titles_of(NULL, reports[i].log), reports[i].titles) != 0)
			fail_msg("want \"%s\"\n got \"%s\"\n of %s", reports[i].titles,
				titles_of(NULL, reports[i].log), reports[i].log);
}

static const char *const no_splats[] = {
	"Spectre V2 : WARNING: Unprivileged eBPF is enabled with eIBRS on, data leaks possible via Spectre v2 BHB "
	"attacks!",
	"Spectre V2 : WARNING: Unprivileged eBPF is enabled",
	"RETBleed: WARNING: Spectre v2 mitigation leaves CPU vulnerable to RETBleed attacks, data leaks possible!",
	"ITS: WARNING: Spectre-v2 mitigation is off, disabling ITS",
	"Speculative Return Stack Overflow: WARNING: See "
	"https://kernel.org/doc/html/latest/admin-guide/hw-vuln/srso.html "
	"for mitigation options.",
	"Speculative Return Stack Overflow: WARNING: kernel not compiled with CPU_SRSO.",
	"ACPI: SPCR: SERIAL_PORT_INFO: possible baud rate mismatch",
	"perf: NODE_INFO: rcu detected stall",
	"INFO: NMI handler (perf_event_nmi_handler) took too long to run: 1.2 msecs",
	"perf: interrupt took too long (2510 > 2500), lowering kernel.perf_event_max_sample_rate to 79500",
	"INFO: lockdep is turned off.",
	"rcu: INFO: Stall ended before state dump start",
	"x: DEBUG: all is well",
	"ODEBUG: free active object",
	"traps: init[77] general protection fault ip:4017c5 sp:7ffd error:0 in init[401000+90000]",
	"init[77]: segfault at 8 ip 00000000004017c5 sp 00007ffd error 4 in init[401000+90000]",
	"traps: init[77] trap invalid opcode ip:4017c5 sp:7ffd error:0 in init[401000+90000]",
	"Run /init as init process",
	"rcu: Hierarchical RCU implementation.",
	"PCI: Using host bridge windows from ACPI; if necessary, use \"pci=nocrs\" and report a bug",
	"bpfjury: WARNING: these are our own words",
	"[    0.900000] bpfjury: BUG: these too",
	"---[ end Kernel panic - not syncing: Fatal exception ]---",
	"Kernel command line: console=ttyS0 panic=-1 oops=panic",
	"RIP: 0010:do_check+0x1/0x2",
	"Call Trace:",
	"random: crng init done",
	"",
};

static void healthy_logs_have_no_splat(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(no_splats); i++)
		if (*titles_of(NULL, no_splats[i]))
			fail_msg("%s: taken for %s", no_splats[i], titles_of(NULL, no_splats[i]));
}

/* A task's name has 15 bytes of any value, where kernels print names. */
static void no_name_hides_a_splat(void **state)
{
	static const char *const names[] = {"_INFO:", "DEBUG:", "---[ end trace",
		"bpfjury: ", "# ok", "Spectre v2 miti", "Unprivileged eB", "] ", "[    1.0] ",
		"\xff\xfe\xfd", "\n", "a\n_INFO:", "\nbpfjury: ", "%k%a*",
		"BUG: KASAN: ", "f+0x1/0x2", "lib/refcount.c", "Oops: 0000 [#1]",
		"kernel not comp"};
	static const char *const lines[] = {
		"WARNING: kernel/x.c:1 at f+0x1/0x2, CPU#0: %s/71",
		"WARNING: %s/71 still has locks held!",
		"[ BUG: %s/71 still has locks held! ]",
		"watchdog: BUG: soft lockup - CPU#0 stuck for 23s! [%s:71]",
		"INFO: task %s:71 blocked for more than 120 seconds.",
		"BUG: scheduling while atomic: %s/71/0x00000002",
		"BUG: Bad page state in process %s  pfn:12345",
		"BUG: workqueue leaked atomic, lock or RCU: %s[9]",
	};
	char line[512];
	struct splat s;

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++)
		for (size_t n = 0; n < COUNT(names); n++) {
			struct splat_reader r = {0};
			bool found = false;
			snprintf(line, sizeof(line), "[    1.000000] %.*s%s%s",
				(int)(strstr(lines[i], "%s") - lines[i]), lines[i], names[n],
				strstr(lines[i], "%s") + 2);
			/* a newline in it is one of the log's */
			for (char *at = line, *end; !found && at; at = end) {
				end = strchr(at, '\n');
				if (end)
					*end++ = '\0';
				found = splat_feed(&r, at, &s);
			}
			if (!found && !splat_flush(&r, &s))
				fail_msg("hidden: %s", line);
		}
	/* nor can an unlisted name: each harmless text is longer than a name */
	for (size_t t = 0; t < splat_n_triggers; t++)
		for (const char *const *h = splat_triggers[t].harmless; h && *h; h++)
			if (strncmp(*h, "Oops: ", 6) !=
				0) /* which only leaves it to another trigger */
				assert_true(strlen(*h) - strlen(splat_triggers[t].words) - 1 > 15);
}

/* splat_flush() returns the pending splat, whatever was read before. */
static void no_state_hides_a_splat(void **state)
{
	struct splat s;

	(void)state;
	for (size_t i = 0; i < COUNT(reports); i++) {
		struct splat_reader r = {0};
		titles_of(&r, reports[i].log);
		bool found = splat_feed(&r, "WARNING: CPU: 0 PID: 1 at x.c:1 late+0x1/0x2", &s);
		assert_true(found);
		assert_string_equal(s.title, "WARNING in late");
		assert_string_equal(s.line, "WARNING: CPU: 0 PID: 1 at x.c:1 late+0x1/0x2");
		assert_false(s.panic);
		assert_false(splat_flush(&r, &s));
	}
}

/* A splat flushed early has the title known so far.  Its remaining lines are not a second one. */
static void a_flush_cuts_a_report(void **state)
{
	struct splat_reader r = {0};
	struct splat s;

	(void)state;
	assert_false(splat_flush(&r, &s));
	assert_false(splat_feed(
		&r, "[    1.000000] BUG: unable to handle page fault for address: 0", &s));
	assert_true(splat_flush(&r, &s));
	assert_string_equal(s.title, "BUG: unable to handle kernel paging request");
	assert_string_equal(s.line, "BUG: unable to handle page fault for address: 0");
	assert_false(splat_flush(&r, &s));
	assert_false(splat_feed(&r, "[    1.000000] Oops: 0002 [#1] SMP", &s));
	assert_false(splat_feed(&r, "[    1.000000] RIP: 0010:f+0x1/0x2", &s));
	assert_false(splat_feed(&r, "[    1.000000] ---[ end trace 0 ]---", &s));
	assert_false(
		splat_feed(&r, "[    1.000000] Kernel panic - not syncing: Fatal exception", &s));
	assert_false(splat_flush(&r, &s));
}

/* A splat is complete once its function is known, at its end, or after a number of lines. */
static void a_title_is_complete_as_early_as_possible(void **state)
{
	struct splat_reader r = {0};
	struct splat s;
	int lines = 1;

	(void)state;
	assert_true(splat_feed(&r, "WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2", &s));
	assert_false(splat_feed(&r, "UBSAN: overflow in x.c:1:2", &s));
	assert_false(splat_feed(&r, "Call Trace:", &s));
	assert_true(splat_feed(&r, " f+0x1/0x2", &s));
	assert_false(splat_feed(&r, "UBSAN: overflow in x.c:1:2", &s));
	assert_true(splat_feed(&r, "---[ end trace ]---", &s));
	assert_string_equal(s.title, "UBSAN: overflow");
	assert_false(splat_feed(&r, "UBSAN: overflow in x.c:1:2", &s));
	assert_true(splat_feed(&r, "------------[ cut here ]------------", &s));
	assert_false(splat_feed(&r, "UBSAN: overflow in x.c:1:2", &s));
	while (lines < 5000 && !splat_feed(&r, " and so on", &s))
		lines++;
	assert_int_equal(lines, 1001);
	assert_string_equal(s.title, "UBSAN: overflow");
}

/*
 * An endless log of endless lines takes bounded memory, and time linear in its length.
 */
static void an_endless_log_is_read(void **state)
{
	static const char *const pieces[] = {"BUG: ", "WARNING: ", "INFO: task ", "*", " in ",
		"+0x", "at ", "x", " ", "[1.0] ", "Oops: ", "Kernel panic - not syncing: ", "\xff",
		"lib/refcount.c", "-safe -> ", "Call Trace:", "(", "0x", "_"};
	char line[8193];
	struct splat_reader r = {0};
	struct splat s;

	(void)state;
	srandom(1);
	for (int round = 0; round < 3000; round++) {
		size_t len = 0;
		const char *one = pieces[(size_t)random() % COUNT(pieces)];
		bool same = random() % 2;
		size_t size = 1 + (size_t)random() % (round % 100 ? 300 : sizeof(line) - 1);
		for (line[0] = '\0'; len + 32 < size; len += strlen(line + len))
			strcpy(line + len, same ? one : pieces[(size_t)random() % COUNT(pieces)]);
		if (!splat_feed(&r, line, &s))
			continue;
		assert_true(*s.title && strlen(s.title) < sizeof(s.title) &&
			    strlen(s.line) < sizeof(s.line));
		for (const char *c = s.title; *c; c += utf8_sequence(c, strlen(c)))
			assert_true(utf8_sequence(c, strlen(c)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_have_syzkallers_titles),
		cmocka_unit_test(healthy_logs_have_no_splat),
		cmocka_unit_test(no_name_hides_a_splat),
		cmocka_unit_test(no_state_hides_a_splat),
		cmocka_unit_test(a_flush_cuts_a_report),
		cmocka_unit_test(a_title_is_complete_as_early_as_possible),
		cmocka_unit_test(an_endless_log_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
