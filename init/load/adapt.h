/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Settings that an object's own loader would make before the load, guessed for objects about which
 * nothing is known.  They are those that the kernel's veristat makes
 * (tools/testing/selftests/bpf/veristat.c), so that answers can be compared.
 */
#ifndef INIT_ADAPT_H
#define INIT_ADAPT_H

#include <bpf/libbpf.h>
#include <stdbool.h>

/*
 * Call between open and load.  Clears pin paths, gives maps without a size the smallest one that
 * the kernel accepts, and leaves out struct_ops maps that @target is not a member of.
 *
 * Unless @has_target, a freplace program (type EXT) gets the program type that its context argument
 * belongs to; the name of that type is returned, libbpf's string.  NULL: the type stays.
 */
const char *adapt_object(struct bpf_object *object, struct bpf_program *target, bool has_target);

/*
 * clang leaves the parameters of naked functions without names, and the kernel refuses calls to
 * such functions.  Give them the names that the function of the same name and number of parameters
 * has in the BTF of the file at @path.  @btf NULL: does nothing.  0 or -errno.
 */
int adapt_names(struct btf *btf, const char *path);

#endif
