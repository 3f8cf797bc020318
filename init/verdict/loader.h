/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an object's own loader would see to before its programs are loaded and run: told with the
 * object in the docket, done by /init.  The docket's key "loader".
 */
#ifndef VERDICT_LOADER_H
#define VERDICT_LOADER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOADER_MAPS    256
#define LOADER_ENTRIES 65536	 /* of one map */
#define LOADER_BYTES   (1 << 20) /* of one key or value */

/* One entry of a map, put there once the object is loaded and before a program of it is run. */
struct loader_entry {
	unsigned char *key, *value;
	size_t key_len, value_len;
};

struct loader_map {
	char *name;
	struct loader_entry *entries;
	size_t count;
};

struct loader {
	uint64_t dropped;    /* the capabilities that programs are loaded without, 1 << CAP_… */
	uint32_t prog_flags; /* of BPF_PROG_LOAD */
	bool no_programs;    /* it is meant to have none */
	struct loader_map *maps;
	size_t n_maps;
};

void loader_clear(struct loader *l);

/* Whether there is anything in it. */
bool loader_says(const struct loader *l);

/* The maps of @from in place of those of @to: 0 or -ENOMEM. */
int loader_copy_maps(struct loader *to, const struct loader *from);

/* NULL: no memory. */
json_t *loader_json(const struct loader *l);
/* 0, -ENOMEM, or -EBADMSG with what is wrong in @ret_why. */
int loader_read(struct loader *ret, const json_t *json, const char **ret_why);

/*
 * "CAP_BPF|CAP_NET_ADMIN", or numbers: a bit each.  Of those that a kernel looks at when a program
 * is loaded: CAP_BPF, CAP_NET_ADMIN, CAP_NET_RAW, CAP_PERFMON, CAP_SYS_ADMIN, CAP_SYS_RESOURCE.  0
 * where one is none of them.
 */
uint64_t loader_capabilities(const char *text);
/* As their names have it: "CAP_BPF, CAP_…". */
#define LOADER_CAPABILITIES                                                                        \
	"CAP_BPF, CAP_NET_ADMIN, CAP_NET_RAW, CAP_PERFMON, CAP_SYS_ADMIN, CAP_SYS_RESOURCE"

/* Those that are there to test the verifier with: a kernel without them judges all the same. */
#define LOADER_TEST_FLAGS (1U << 2 | 1U << 3 | 1U << 7) /* RND_HI32, STATE_FREQ, REG_INVARIANTS */

/* "BPF_F_TEST_STATE_FREQ": one flag of BPF_PROG_LOAD; 0 where there is none of that name. */
uint32_t loader_flag(const char *name);
/* "BPF_F_A|BPF_F_B|0x100" for @flags. */
const char *loader_flag_names(char *ret, size_t size, uint32_t flags);
/* The first release that has @flag, "5.18"; NULL: older than 5.10, or not known. */
const char *loader_flag_since(uint32_t flag);
/* "; did you mean …?" for a name of no flag, or for capabilities of which one is none. */
const char *loader_flag_question(char *ret, size_t size, const char *name);
const char *loader_capability_question(char *ret, size_t size, const char *text);

/* Hexadecimal bytes, "00ff": malloc'd; -EINVAL, -ENOMEM. */
int loader_hex(const char *text, unsigned char **ret, size_t *ret_len);

#endif
