/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Places within a value of a BTF type: members, elements, and paths like "ports[2].lo".
 *
 * The BTF is an object's and may be hostile.  Nothing here loops without end or reads outside of
 * it; whether a place lies within the value's bytes is for the reader of the place to check.
 */
#ifndef INIT_BTF_PLACE_H
#define INIT_BTF_PLACE_H

#include <bpf/btf.h>
#include <stddef.h>
#include <stdint.h>

#define BTF_PLACE_PATH 192

struct btf_place {
	const struct btf *btf;
	uint32_t type;		   /* typedefs and qualifiers included */
	uint64_t bit;		   /* from the start of the whole value */
	uint32_t bits;		   /* of a bitfield; 0: it is none */
	char path[BTF_PLACE_PATH]; /* for messages, "cfg.ports[2].lo"; cut where too long */
};

/*
 * The type that is behind typedefs, qualifiers and type tags of @id; NULL: none, or more than 64 of
 * them.
 */
const struct btf_type *btf_place_strip(const struct btf *btf, uint32_t id);

/* "unsigned int", "struct cfg", "char[16]" for messages.  Returns @ret. */
const char *btf_place_type_name(char *ret, size_t size, const struct btf *btf, uint32_t id);

/*
 * Go from @from to what @path names: members by ".name", elements by "[2]"; the first member needs
 * no dot.  An empty path is @from.  0; -EINVAL with a sentence in @why: there is no such place.
 * @ret is written only on success, and may be @from.
 */
int btf_place_find(struct btf_place *ret, const struct btf_place *from, const char *path, char *why,
	size_t why_size);

/* The element @index of the array @from, as btf_place_find() does. */
int btf_place_element(struct btf_place *ret, const struct btf_place *from, uint64_t index,
	char *why, size_t why_size);

#endif
