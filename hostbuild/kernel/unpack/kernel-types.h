/* SPDX-License-Identifier: GPL-2.0-only */
/* The types in a kernel's BTF as C.  libbpf and libelf do it in an isolated child (isolate.h). */
#ifndef KERNEL_KERNEL_TYPES_H
#define KERNEL_KERNEL_TYPES_H

#include <stddef.h>

/* Ends the types; the declarations of kfuncs follow. */
#define KERNEL_TYPES_END '\f'

/*
 * Of the image or vmlinux in @bytes, whose BTF is foreign: in @ret, malloc'd, the definitions of
 * all its types, KERNEL_TYPES_END, and declarations of the functions that it tags "bpf_kfunc", with
 * the words extern, __weak and __ksym.  No line of it is for the preprocessor.
 *
 * The child may have been taken over, and wrote the text.  So each byte is checked: nothing but
 * letters, digits and the punctuation of declarations, and quotes only in a btf_type_tag.  Nothing
 * of it can reach a file of the machine that compiles it.
 *
 * -ENODATA, not reported: there is no BTF.  -EBADMSG: the BTF is damaged or hostile; -EOPNOTSUPP: a
 * compression that libarchive does not have.  These are reported, and name @what.
 */
int kernel_types(const void *bytes, size_t len, const char *what, char **ret, size_t *ret_len);

/*
 * The first byte of @text that kernel_types() would refuse, or NULL.  @text ends in a NUL after
 * @len bytes.
 */
const char *kernel_types_foreign(const char *text, size_t len);

#endif
