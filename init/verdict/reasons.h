/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reason words: why a program has its verdict, in one stable word of result.json.  This table
 * is their only spelling; both sides set and compare them by their enum reason.
 */
#ifndef VERDICT_REASONS_H
#define VERDICT_REASONS_H

#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * REASON(NAME, word, expectable, meaning), sorted by word.  Expectable: a rejected or unloadable
 * program can have it, so that an annotation may ask for it (EXPECT_REASON).  bpfjury-result(5)
 * lists every word.  A word that is read from a log also needs a pattern:
 * explain/reason-patterns.c.
 */
/* clang-format off */
#define REASON_TABLE(REASON) \
	REASON(ANNOTATED, "annotated", false, "its annotations say that it is not judged here") \
	REASON(ARENA, "arena", true, "misuse of an arena") \
	REASON(ARGUMENT_TYPE, "argument-type", true, "wrong argument of a helper or kfunc") \
	REASON(ARITHMETIC, "arithmetic", true, "division by zero or invalid shift by a constant") \
	REASON(ATTACH_TARGET, "attach-target", true, \
		"the function or hook to attach to is missing or unfit") \
	REASON(BTF_MALFORMED, "btf-malformed", true, \
		"the verifier refused the object's BTF, func_info or line_info") \
	REASON(BTF_MISSING, "btf-missing", true, "the program needs BTF and has none") \
	REASON(BTF_REFUSED, "btf-refused", true, \
		"the kernel refused the object's BTF, which the program needs") \
	REASON(CALLBACK_UNKNOWN, "callback-unknown", true, \
		"the kernel has no callbacks (before 5.13)") \
	REASON(CONFIGURED, "configured", false, "bpfjury.yaml says that it is not judged here") \
	REASON(CONTEXT_ACCESS, "context-access", true, "invalid access to the context") \
	REASON(CONTROL_FLOW, "control-flow", true, \
		"a loop, jump, call or end that is not allowed") \
	REASON(CORE_RELOCATION, "core-relocation", true, \
		"a CO-RE relocation that this kernel's types do not satisfy") \
	REASON(EXCEPTION, "exception", true, "misuse of bpf_throw() or an exception callback") \
	REASON(EXPECTATION_UNCLEAR, "expectation-unclear", false, \
		"what is expected could not be read or checked") \
	REASON(FIELD_ACCESS, "field-access", true, \
		"invalid access to a field of a kernel structure") \
	REASON(FLAG_UNKNOWN, "flag-unknown", true, \
		"the kernel does not know a flag of BPF_PROG_LOAD") \
	REASON(FUNCTION_SIGNATURE, "function-signature", true, \
		"a global function or its call does not fit its prototype") \
	REASON(GPL_ONLY, "gpl-only", true, "a helper or kfunc for GPL-compatible programs only") \
	REASON(HELPER_NOT_ALLOWED, "helper-not-allowed", true, \
		"the kernel has the helper, but not for this program") \
	REASON(HELPER_UNKNOWN, "helper-unknown", true, "the kernel does not have the helper") \
	REASON(INSTRUCTION_MISUSED, "instruction-misused", true, \
		"an instruction where it is not allowed") \
	REASON(INSTRUCTION_UNKNOWN, "instruction-unknown", true, \
		"an instruction that the kernel does not know") \
	REASON(INTERRUPTED, "interrupted", false, "a signal interrupted the load") \
	REASON(JIT_UNSUPPORTED, "jit-unsupported", true, \
		"the JIT is off or lacks what the program needs") \
	REASON(KCONFIG_EXTERN, "kconfig-extern", true, \
		"a __kconfig extern that could not be resolved") \
	REASON(KERNEL_CRASH, "kernel-crash", false, "the kernel oopsed or panicked on it") \
	REASON(KERNEL_HUNG, "kernel-hung", false, "the kernel stopped responding") \
	REASON(KFUNC_MISSING, "kfunc-missing", true, "the kernel does not have the kfunc") \
	REASON(KFUNC_NOT_ALLOWED, "kfunc-not-allowed", true, \
		"the kernel has the kfunc, but not for this program") \
	REASON(KFUNC_PROTOTYPE, "kfunc-prototype", true, \
		"the kernel has the kfunc with another prototype") \
	REASON(KPTR_ACCESS, "kptr-access", true, "misuse of a kptr in a map") \
	REASON(KSYM_MISSING, "ksym-missing", true, "the kernel does not have the __ksym variable") \
	REASON(LIBBPF_TOO_OLD, "libbpf-too-old", false, \
		"/init's libbpf cannot load it; a later one can") \
	REASON(LIMIT_INSNS, "limit-insns", true, \
		"too many instructions, in the program or processed") \
	REASON(LIMIT_JUMPS, "limit-jumps", true, "too many branches pending at once") \
	REASON(LIMIT_OTHER, "limit-other", true, \
		"another limit of the verifier: maps, subprograms, iterations") \
	REASON(LIMIT_STACK, "limit-stack", true, "too much stack, or too many frames") \
	REASON(LOAD_REFUSED, "load-refused", true, \
		"bpf() refused it before the verifier looked at it") \
	REASON(LOADER_CRASHED, "loader-crashed", false, \
		"the process that loaded it died or broke the protocol") \
	REASON(LOADER_OWN, "loader-own", false, \
		"only its own loader can load it: libbpf cannot, or lacks what that loader sets") \
	REASON(LOCK, "lock", true, "a lock, RCU, preemption or IRQ section left open or misused") \
	REASON(LOCKDOWN, "lockdown", false, "kernel lockdown forbids it") \
	REASON(LOG_TOO_LARGE, "log-too-large", false, \
		"the verifier log exceeds the largest buffer") \
	REASON(MACHINE_ENDED, "machine-ended", false, \
		"the machine ended while the program was judged") \
	REASON(MAP_INCOMPLETE, "map-incomplete", false, \
		"its loader sets a size or an inner map on which the verifier's answer depends") \
	REASON(MAP_NOT_ALLOWED, "map-not-allowed", true, \
		"a map of a kind that this program may not use") \
	REASON(MAP_READ_ONLY, "map-read-only", true, \
		"a write to a read-only map, or a read that the map forbids") \
	REASON(MAP_REFUSED, "map-refused", true, \
		"the kernel has the map type, but refused this map") \
	REASON(MAP_SKIPPED, "map-skipped", true, "it uses a map that was not created") \
	REASON(MAP_UNSUPPORTED, "map-unsupported", true, "the kernel does not have the map type") \
	REASON(MEMORY, "memory", false, "the guest ran out of memory") \
	REASON(MEMORY_BOUNDS, "memory-bounds", true, \
		"an access outside of its map value, buffer or memory region") \
	REASON(MEMORY_TYPE, "memory-type", true, \
		"an access through something that is no pointer, or not of that kind") \
	REASON(MISALIGNED_ACCESS, "misaligned-access", true, "a misaligned access") \
	REASON(NO_BPF_SYSCALL, "no-bpf-syscall", false, "the kernel has no bpf() system call") \
	REASON(NO_KERNEL_BTF, "no-kernel-btf", true, "the kernel has no BTF") \
	REASON(NO_KERNEL_CONFIG, "no-kernel-config", false, \
		"the kernel's configuration is not known") \
	REASON(NO_PRIVILEGE, "no-privilege", false, \
		"the capabilities that it was loaded with do not suffice") \
	REASON(NO_PROGRAMS, "no-programs", false, "the object has no program") \
	REASON(NOT_CONFINED, "not-confined", false, \
		"the process that would load it could not be confined") \
	REASON(NOT_FOR_KERNEL, "not-for-kernel", false, "none of its cases is for this kernel") \
	REASON(NOT_LOADED, "not-loaded", false, "its loader does not load it, as bpfjury.yaml says") \
	REASON(NULL_DEREFERENCE, "null-dereference", true, \
		"a pointer that may be NULL, used unchecked") \
	REASON(OBJECT_MALFORMED, "object-malformed", true, "libbpf could not parse the object") \
	REASON(PACKET_BOUNDS, "packet-bounds", true, \
		"an access outside of the checked part of a packet") \
	REASON(POINTER_ARITHMETIC, "pointer-arithmetic", true, \
		"arithmetic that the verifier forbids on this pointer") \
	REASON(POINTER_LEAK, "pointer-leak", true, "a kernel pointer would reach userspace") \
	REASON(PROG_ARRAY_OWNER, "prog-array-owner", true, \
		"programs that share a map of programs differ in what the kernel compares") \
	REASON(PROGRAM_TIMEOUT, "program-timeout", false, "no answer within the program timeout") \
	REASON(PROGRAM_TYPE_UNKNOWN, "program-type-unknown", true, \
		"the kernel does not have the program type") \
	REASON(QEMU_DIED, "qemu-died", false, "QEMU died while the program was judged") \
	REASON(REFERENCE, "reference", true, "a reference that is not held or not released") \
	REASON(REGISTER_INVALID, "register-invalid", true, \
		"a register that does not exist, or r10 written") \
	REASON(RETURN_VALUE, "return-value", true, "a return value outside of the allowed range") \
	REASON(SECTION_UNKNOWN, "section-unknown", true, \
		"libbpf finds no program type for the section name, and its annotation says so") \
	REASON(SETTING_UNFIT, "setting-unfit", false, \
		"a setting in bpfjury.yaml does not fit the object") \
	REASON(SETTING_UNUSED, "setting-unused", false, "a setting in bpfjury.yaml has no effect") \
	REASON(SLEEPABLE, "sleepable", true, \
		"it sleeps where it may not, or must be sleepable and is not") \
	REASON(SPLAT, "splat", false, "the kernel reported one of its own bugs: WARNING, BUG, …") \
	REASON(STACK_ACCESS, "stack-access", true, "invalid access to the stack") \
	REASON(TAIL_CALL, "tail-call", true, "misuse of a tail call") \
	REASON(TARGET_OF_LOADER, "target-of-loader", false, \
		"its loader sets the attach target or the type, and the object does not say it") \
	REASON(UNCLASSIFIED, "unclassified", false, \
		"refused for a reason that no pattern matches") \
	REASON(UNINITIALISED_READ, "uninitialised-read", true, \
		"a read of an uninitialised register or stack slot") \
	REASON(VERIFIER_BUG, "verifier-bug", true, "the verifier reported one of its own bugs") \
	REASON(WRITE_FORBIDDEN, "write-forbidden", true, \
		"a write to memory that the program may only read")
/* clang-format on */

enum reason {
	REASON_NONE,
#define REASON_ENUM(name, word, expectable, meaning) REASON_##name,
	REASON_TABLE(REASON_ENUM)
#undef REASON_ENUM
};

/* "kernel-crash"; "" for REASON_NONE. */
const char *reason_word(enum reason reason);

/* Set p->reason. */
void reason_set(struct program_result *p, enum reason reason);
bool reason_is(const struct program_result *p, enum reason reason);

/* Whether @word is in the table. */
bool reason_is_word(const char *word);
/* Whether it is in the table and expectable. */
bool reason_is_expectable(const char *word);

/* "; did you mean null-dereference?" for a @word that is not; see verdict/nearest.h. */
const char *reason_question(char *ret, size_t size, const char *word);

#endif
