/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an object's own loader would have set up before loading, guessed for objects we know nothing
 * about.  The same means as the kernel's veristat uses (tools/testing/selftests/bpf/veristat.c), so
 * that answers compare.
 */
#ifndef INIT_ADAPT_H
#define INIT_ADAPT_H

#include <bpf/libbpf.h>
#include <stdbool.h>

/*
 * Call between open and load.  Returns the program type that a freplace program was given in place
 * of EXT (unless @has_target: that of one that was told stays), else NULL.
 */
const char *adapt_object(struct bpf_object *object, struct bpf_program *target, bool has_target);

/*
 * clang leaves the parameters of naked functions nameless, which the kernel takes for no function
 * that can be called: give those of @btf the names that functions of the same name have in the BTF
 * of the file at @path.  -errno.
 */
int adapt_names(struct btf *btf, const char *path);

#endif
