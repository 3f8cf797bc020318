/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an annotation or an item of bpfjury.yaml may need of a kernel, as a word: "helper:bpf_loop".
 * The host checks words of the file, and the guest asks the kernel (probe/needs.h).
 */
#ifndef VERDICT_NEED_WORDS_H
#define VERDICT_NEED_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum need_kind {
	NEED_NONE = -1,
	NEED_BTF,     /* a type or function in the kernel's BTF */
	NEED_CONFIG,  /* an option of its configuration that is y or m: "config:CONFIG_BPF_LSM" */
	NEED_HELPER,  /* "helper:bpf_loop" */
	NEED_KFUNC,   /* a function that programs may call */
	NEED_MAP,     /* a map type by libbpf's name */
	NEED_PROGRAM, /* a program type by libbpf's name */
	NEED_KINDS,
};

/* In the bytes of an object that may ask for an option, by EXPECT_NEEDS. */
#define NEED_CONFIG_MARK "config:CONFIG_"

#define NEED_SIZE 128 /* bytes of a word, with its NUL */

/*
 * The kind of @word, and its name in *@ret_name (NULL: not wanted), which is part of @word.
 * NEED_NONE: it has no kind or an empty name; *@ret_name is not set then.
 */
enum need_kind need_kind(const char *word, const char **ret_name);

/*
 * Whether @word can be asked for: helpers and types must be known.  What BTF has depends on the
 * kernel.
 */
bool need_is_known(const char *word);

/* "; did you mean …?" for a @word that is not known; see nearest.h.  Returns @ret. */
const char *need_question(char *ret, size_t size, const char *word);

/* The kinds, for messages. */
#define NEED_KIND_WORDS "btf:, config:, helper:, kfunc:, map: or program:"

#endif
