/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's BTF, parsed once a process.
 *
 * kernel-btf.c replaces three functions of libbpf by the linker's --wrap (kernel_btf_wraps in
 * init/meson.build; whatever links it needs those arguments):
 *
 *	btf__load_vmlinux_btf()		returns the BTF that its first call parsed
 *	btf__free()			does nothing to that one
 *	btf__find_by_name_kind()	from its second call on that one looks the name up in a
 *					hash table, which that call makes
 *
 * Why: every program is judged by opening and loading its object anew.  libbpf parses the kernel's
 * BTF again for each object that it relocates against the kernel, and for each kernel function and
 * attach target that it looks up (bpf_object__load_vmlinux_btf(), libbpf_find_vmlinux_btf_id());
 * then it walks all types for one name.  A parse takes 25 ms natively and 250 ms under TCG.  For
 * 231 loads of 6.12's selftests it was two thirds of the guest's time.
 *
 * Sharing it is safe because libbpf only reads it (obj->btf_vmlinux in libbpf.c), and each judging
 * process is single-threaded.  It is never freed: the process ends with its object.
 */
#ifndef INIT_KERNEL_BTF_H
#define INIT_KERNEL_BTF_H

#include <bpf/btf.h>

/* The replacements.  Callers use libbpf's own names. */
struct btf *__wrap_btf__load_vmlinux_btf(void);
void __wrap_btf__free(struct btf *btf);
/* As libbpf's: the id of the first type of that name and kind; -ENOENT: there is none. */
__s32 __wrap_btf__find_by_name_kind(const struct btf *btf, const char *name, __u32 kind);

/* libbpf's functions, unwrapped. */
struct btf *__real_btf__load_vmlinux_btf(void);
void __real_btf__free(struct btf *btf);
__s32 __real_btf__find_by_name_kind(const struct btf *btf, const char *name, __u32 kind);

#endif
