/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The names of types of programs, of attachments and of maps, as libbpf and bpftool have them
 * ("sched_cls", "cgroup_inet4_connect", "lru_hash"), of the flags of a map, and of helpers.  The
 * host knows them too, and does not link libbpf.
 */
#ifndef VERDICT_BPF_NAMES_H
#define VERDICT_BPF_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum bpf_names {
	BPF_NAMES_PROGRAM_TYPE, /* enum bpf_prog_type */
	BPF_NAMES_ATTACH_TYPE,	/* enum bpf_attach_type */
	BPF_NAMES_MAP_TYPE,	/* enum bpf_map_type */
	BPF_NAMES_MAP_FLAG,	/* "BPF_F_NO_PREALLOC"; the number is that of the bit */
	BPF_NAMES_HELPER,	/* "bpf_loop" */
};

#define BPF_NAMES_HELPERS 212 /* one above the last helper; none was added since 6.2, nor will be */

/* The name of @number; NULL where none is known. */
const char *bpf_names_word(enum bpf_names kind, uint32_t number);
/* The number of @word; -1 for an unknown one. */
int bpf_names_number(enum bpf_names kind, const char *word);
/* "; did you mean …?" for an unknown @word, "" where none is near.  Returns @ret. */
const char *bpf_names_question(char *ret, size_t size, enum bpf_names kind, const char *word);

/*
 * Whether a program of @type may have @attach_type, as far as both are known.
 */
bool bpf_names_fit(uint32_t type, uint32_t attach_type);
/* Whether programs of @type are loaded for a function that they attach to. */
bool bpf_names_takes_target(uint32_t type);

#endif
