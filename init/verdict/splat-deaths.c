// SPDX-License-Identifier: GPL-2.0-only
/* Reports of a kernel that cannot go on with what it was doing, or at all: oopses and panics. */
#include "verdict/splat-tables.h"

#define OOPS(words, name) {.line = words, .title = name, .find = FIND_RIP, .flags = SPLAT_DIES}

/*
 * arm64 and riscv: arch/arm64/mm/fault.c, die_kernel_fault(); s390: arch/s390/mm/fault.c,
 * do_no_context()
 */
const struct splat_format splat_unable[] = {
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

/* "general protection fault ip:" is about a process: arch/x86/kernel/traps.c, show_signal() */
const struct splat_format splat_gpf[] = {
	OOPS("general protection fault:*", "general protection fault"),
	OOPS("general protection fault,*", "general protection fault"),
	OOPS("general protection fault for *", "general protection fault"),
	END,
};

const struct splat_format splat_kernel_bug[] = {
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

const struct splat_format splat_divide[] = {DYING("divide*", "divide error"), END};
const struct splat_format splat_opcode[] = {DYING("*", "invalid opcode"), END};
const struct splat_format splat_int3[] = {DYING("*", "int3"), END};
const struct splat_format splat_stack_segment[] = {DYING("*", "stack segment fault"), END};
const struct splat_format splat_internal[] = {DYING("*", "Internal error"), END};
const struct splat_format splat_unhandled[] = {DYING("*", "Unhandled fault"), END};
/*
 * __die() of arch/x86/kernel/dumpstack.c and its like: "Oops: 0002 [#1] SMP"; riscv's "Oops [#1]",
 * "Oops - … [#1]"
 */
const struct splat_format splat_oops[] = {
	DYING("Oops: *", "Oops"), DYING("Oops [#*", "Oops"), DYING("Oops - *[#*", "Oops"), END};
/* arch/s390/kernel/traps.c */
const struct splat_format splat_s390_operation[] = {DYING("*ilc:*", "illegal operation"), END};
const struct splat_format splat_s390_specification[] = {
	DYING("*ilc:*", "specification exception"), END};
const struct splat_format splat_s390_monitor[] = {DYING("*ilc:*", "monitor event"), END};
const struct splat_format splat_double_fault[] = {
	{.line = "PANIC: double fault*",
		.title = "PANIC: double fault",
		.find = FIND_RIP,
		.flags = SPLAT_DIES | SPLAT_DYING},
	END,
};

/* Faults that x86 prints after "Oops: " (6.12, not yet 6.1) and that have a trigger themselves. */
const char *const splat_oops_harmless[] = {
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

const struct splat_format splat_panic[] = {
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
