/* SPDX-License-Identifier: GPL-2.0-only */
/* The CO-RE relocations of an object's programs: section ".BTF.ext". */
#ifndef INIT_CORE_RELOCATIONS_H
#define INIT_CORE_RELOCATIONS_H

#include "layout/reads.h"

#include <bpf/libbpf.h>

struct layout_object;

/*
 * Read them from the bytes of an object, which are read no more afterwards.  NULL: the file or the
 * section is damaged, or no memory; an object without the section has no relocations.
 */
struct layout_object *layout_object_read(const struct bpf_object *object, char *bytes, size_t len);
/* Accepts NULL. */
void layout_object_free(struct layout_object *o);

/*
 * What @program, which has not been loaded, reads of its context.  @code: as libbpf has relocated
 * it, with the functions that it calls behind.  False: its place in the object is not known,
 * or see layout_find_reads().
 */
bool layout_program_reads(struct layout_reads *ret, const struct layout_object *o,
	const struct bpf_program *program, const struct layout_code *code);

#endif
