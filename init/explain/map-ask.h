/* SPDX-License-Identifier: GPL-2.0-only */
/* Ask the running kernel whether it makes a map, by making one and closing it at once. */
#ifndef INIT_MAP_ASK_H
#define INIT_MAP_ASK_H

#include "load/map-refusals.h"

#include <stdbool.h>
#include <stdint.h>

/* include/uapi/linux/bpf.h of 6.1, 6.2, 6.9, 6.19 and 7.2: not in every <linux/bpf.h> */
#define MAP_TYPE_USER_RINGBUF 31
#define MAP_TYPE_CGRP_STORAGE 32
#define MAP_TYPE_ARENA	      33
#define MAP_TYPE_INSN_ARRAY   34
#define MAP_TYPE_RHASH	      35

struct map_question {
	uint32_t type, key, value, entries, flags;
	uint64_t extra;
	uint32_t numa_node;	   /* with BPF_F_NUMA_NODE in flags */
	struct bpf_map_info inner; /* of a map of maps: its inner map */
	/* The BTF of key and value.  -1: none, unless own_btf: an int, and bytes of that size. */
	int btf_fd;
	uint32_t btf_key, btf_value;
	bool own_btf;
};

/* A map of @type that every kernel with the type makes. */
struct map_question map_ask_plain(uint32_t type);
/* The map that was refused. */
struct map_question map_ask_refused(const struct map_refusal *refusal);

/* 0: the kernel makes it.  Otherwise the positive errno of bpf(BPF_MAP_CREATE). */
int map_ask(const struct map_question *q);

/* Whether the kernel makes maps of @type only with BTF for key and value. */
bool map_ask_wants_btf(uint32_t type);
bool map_ask_is_nested(uint32_t type);

#endif
