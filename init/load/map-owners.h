/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that share a map of programs must be alike.  The first one that uses a prog array, a
 * devmap or a cpumap becomes its owner, and BPF_PROG_LOAD refuses with EINVAL, and no word in the
 * log, each later one that differs from it in what the kernel compares (kernel/bpf/core.c,
 * bpf_prog_map_compatible()).
 */
#ifndef INIT_MAP_OWNERS_H
#define INIT_MAP_OWNERS_H

#include "load/watch.h"

#include <linux/bpf.h>
#include <stddef.h>

#define OWNED_MAPS_MAX 32 /* per program; the verifier allows 64 maps of all types */

/* What of a program the kernel compares. */
struct owner {
	size_t program;
	uint32_t type, attach_type, attach_btf_id;
	uint32_t storage; /* id of its map of type cgroup_storage; 0: none */
	bool frags, sleepable, accepted;
	uint32_t maps[OWNED_MAPS_MAX]; /* ids */
	int fds[OWNED_MAPS_MAX];       /* of the same */
	size_t n_maps;
};

struct owners {
	struct owner *at; /* the programs that use such a map, in the order of their loads */
	size_t count;
};

/* Note the call for @program.  Without memory nothing is noted. */
void owners_note(struct owners *o, size_t program, const struct watched_call *call);
void owners_clear(struct owners *o);

/* Why a program does not fit the owner of a map. */
struct owner_conflict {
	size_t owner;	      /* the other program */
	int map;	      /* the descriptor of the map, libbpf's */
	const char *property; /* "expected_attach_type"; static */
	uint32_t has, owner_has;
	const char *since; /* "from 6.18 on …"; static; NULL: always, or not known */
};

/* Of the program that was noted last and was refused.  False: there is none that is known. */
bool owners_conflict(struct owner_conflict *ret, const struct owners *o);

#endif
