// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's own BTF, parsed once a process (the linker's --wrap): libbpf does so for each object that it relocates against the
 * kernel, and again for each kernel function or attach target that it looks up, and every program is a load of its object.
 * It is only read there: obj->btf_vmlinux, libbpf.c.
 */
#include <bpf/btf.h>

struct btf *__real_btf__load_vmlinux_btf(void);
struct btf *__wrap_btf__load_vmlinux_btf(void);
void __real_btf__free(struct btf *btf);
void __wrap_btf__free(struct btf *btf);

static struct btf *kept;

struct btf *__wrap_btf__load_vmlinux_btf(void)
{
	if (!kept)
		kept = __real_btf__load_vmlinux_btf();
	return kept;
}

void __wrap_btf__free(struct btf *btf)
{
	if (btf != kept)
		__real_btf__free(btf);
}
