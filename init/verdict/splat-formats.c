// SPDX-License-Identifier: GPL-2.0-only
/* The triggers, and the formats of those that are neither complaints nor deaths. */
#include "verdict/splat-formats.h"
#include "verdict/splat-tables.h"

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

/* init/initramfs.c, do_populate_rootfs(): the kernel goes on with what it has unpacked so far */
static const struct splat_format initramfs[] = {
	{.line = "*", .title = "Initramfs unpacking failed", .flags = SPLAT_PART}, END};

/* mm/kmemleak.c, kmemleak_scan() and, if verbose, print_unreferenced() */
static const struct splat_format kmemleak[] = {
	{.line = "*", .title = "memory leak", .flags = SPLAT_PART}, END};

/*
 * The verifier's reports of its own bugs, a WARN_ONCE() each: kernel/bpf/verifier.c of 5.10, 6.1
 * and 6.12; verifier_bug() of 7.2's include/linux/bpf_verifier.h.  7.2 on x86 prints the message
 * after its "WARNING:", the others before it.
 */
static const struct splat_format verifier[] = {
	{.line = "*", .title = "verifier bug", .flags = SPLAT_PART | SPLAT_PREAMBLE}, END};

const struct splat_trigger splat_triggers[] = {
	{"BUG:", splat_bug, NULL},
	{"WARNING:", splat_warning, splat_warning_harmless},
	{"INFO:", splat_info, NULL},
	{"Unable to handle kernel", splat_unable, NULL},
	{"general protection fault", splat_gpf, NULL},
	{"kernel BUG at", splat_kernel_bug, NULL},
	{"Kernel BUG", splat_kernel_bug, NULL},
	{"PANIC: double fault", splat_double_fault, NULL},
	{"Kernel panic - not syncing", splat_panic, NULL},
	{"divide error:", splat_divide, NULL},
	{"divide_error:", splat_divide, NULL},
	{"invalid opcode:", splat_opcode, NULL},
	{"int3:", splat_int3, NULL},
	{"stack segment:", splat_stack_segment, NULL},
	{"UBSAN:", ubsan, NULL},
	{"Internal error:", splat_internal, NULL},
	{"Unhandled fault:", splat_unhandled, NULL},
	{"illegal operation:", splat_s390_operation, NULL},
	{"specification exception:", splat_s390_specification, NULL},
	{"monitor event:", splat_s390_monitor, NULL},
	{"Oops", splat_oops, splat_oops_harmless},
	{"BUG ", slub, NULL},
	{"REG INVARIANTS VIOLATION", verifier, NULL},
	{"verifier bug", verifier, NULL},
	{"suspected memory leaks", kmemleak, NULL},
	{"unregister_netdevice: waiting for", netdevice, NULL},
	{"Initramfs unpacking failed", initramfs, NULL},
};

const size_t splat_n_triggers = sizeof(splat_triggers) / sizeof(*splat_triggers);
