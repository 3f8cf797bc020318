/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of capabilities, and of flags of BPF_PROG_LOAD, with which programs are loaded. */
#ifndef VERDICT_LOADER_WORDS_H
#define VERDICT_LOADER_WORDS_H

#include <stddef.h>
#include <stdint.h>

/*
 * "CAP_BPF|CAP_NET_ADMIN", by name or number, as a mask of 1 << CAP_….  0 where one of them is none
 * that a kernel looks at when a program is loaded.
 */
uint64_t loader_capabilities(const char *text);
/* Those that it looks at, for messages. */
#define LOADER_CAPABILITIES                                                                        \
	"CAP_BPF, CAP_NET_ADMIN, CAP_NET_RAW, CAP_PERFMON, CAP_SYS_ADMIN, CAP_SYS_RESOURCE"

/* Flags that only test the verifier: a kernel that lacks them gives the same verdict. */
#define LOADER_TEST_FLAGS (1U << 2 | 1U << 3 | 1U << 7) /* RND_HI32, STATE_FREQ, REG_INVARIANTS */

/* The value of a flag of BPF_PROG_LOAD, "BPF_F_TEST_STATE_FREQ"; 0 for an unknown name. */
uint32_t loader_flag(const char *name);
/* Write @flags as "BPF_F_A|BPF_F_B|0x100".  Returns @ret. */
const char *loader_flag_names(char *ret, size_t size, uint32_t flags);
/* The first release that has @flag, "5.18"; NULL: before 5.10, or not known. */
const char *loader_flag_since(uint32_t flag);
/* "; did you mean …?" for an unknown flag, and for the first unknown capability of @text. */
const char *loader_flag_question(char *ret, size_t size, const char *name);
const char *loader_capability_question(char *ret, size_t size, const char *text);

#endif
