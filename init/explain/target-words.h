/* SPDX-License-Identifier: GPL-2.0-only */
/* What the running kernel has, and has not, of what a program is to be attached to. */
#ifndef INIT_TARGET_WORDS_H
#define INIT_TARGET_WORDS_H

#include "explain/target-facts.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Each writes one clause without a stop to @ret, for a target that the kernel's BTF does not have:
 * "the kernel itself has no function do_execve (…); here: kernel_clone".  "": nothing can be said.
 * Modules are not loaded in the guest, so nothing is said of them but that they may have it.
 */

/*
 * A function.  @wants_btf: only what has BTF helps, as for fentry; else any symbol, as for kprobes.
 * "" too where the kernel has it for such a program.
 */
void target_function_words(char *ret, size_t size, const char *name, bool wants_btf);

/* A tracepoint by its event's name, without its group. */
void target_tracepoint_words(char *ret, size_t size, const char *name);
/* 1: the kernel itself has the tracepoint; 0: it has not; -1: that is not known. */
int target_has_tracepoint(const char *name);

/* Likewise, the system call "openat". */
int target_has_syscall(const char *name);

/* An event of SEC("tp/@target"), with its group: "sched/sched_switch". */
void target_event_words(char *ret, size_t size, const char *target);

/* A hook for SEC("lsm/@name"). */
void target_hook_words(char *ret, size_t size, const char *name);

/* A target of SEC("iter/@name"); @version is the kernel's. */
void target_iterator_words(char *ret, size_t size, const char *name, const char *version);

/* Whether a release is too old for @row, or lacks its option: "struct_ops T: 6.11 and later". */
void target_release_words(char *ret, size_t size, const char *what,
	const struct target_release *row, const char *version);

#endif
