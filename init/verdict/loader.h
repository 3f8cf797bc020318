/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an object's own loader does beyond loading it: bpfjury.yaml(5) says it, the docket has it
 * with the object (key "loader"), /init does it in the loader's place.
 */
#ifndef VERDICT_LOADER_H
#define VERDICT_LOADER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOADER_MAPS    256
#define LOADER_ENTRIES 65536	 /* per map */
#define LOADER_BYTES   (1 << 20) /* per key or value */

/* An entry of a map, written after the object is loaded and before a program of it runs. */
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
	uint64_t dropped;    /* capabilities that programs are loaded without: 1 << CAP_… */
	uint32_t prog_flags; /* added to those of BPF_PROG_LOAD */
	bool no_programs;    /* the object has no programs, and that is right */
	struct loader_map *maps;
	size_t n_maps;
};

void loader_clear(struct loader *l);

/* Whether anything in it is set. */
bool loader_says(const struct loader *l);

/* Replace the maps of @to by copies of those of @from: 0 or -ENOMEM, then with some of them. */
int loader_copy_maps(struct loader *to, const struct loader *from);

/* NULL without memory. */
json_t *loader_json(const struct loader *l);
/*
 * @ret is written whole, and the caller clears it even after an error.  -ENOMEM; -EBADMSG with the
 * key that is wrong in @ret_why.
 */
int loader_read(struct loader *ret, const json_t *json, const char **ret_why);

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

/*
 * Bytes of "00ff", malloc'd.  -EINVAL: not hexadecimal, an odd number of digits, none, or more than
 * LOADER_BYTES bytes; -ENOMEM.
 */
int loader_hex(const char *text, unsigned char **ret, size_t *ret_len);

#endif
