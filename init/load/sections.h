/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Program types of section names that libbpf 1.x does not know and earlier loaders do.
 *
 * libbpf before 1.0 (SEC_SLOPPY_PFX) and cilium/ebpf (elf_reader.go) go by the beginning of the
 * name: "classifier/ingress", "socket1", "xdp_sock", "cgroup/connect4/lb".
 */
#ifndef INIT_SECTIONS_H
#define INIT_SECTIONS_H

#include <bpf/libbpf.h>

/*
 * Call once in a process, before it opens an object: libbpf then asks here for names that it does
 * not know.  0, or -errno of libbpf_register_prog_handler().
 */
int sections_register(void);

/*
 * The type that the first word of @name stands for; BPF_PROG_TYPE_UNSPEC where there is none, and
 * where libbpf knows the whole name.  @ret_attach: the expected attach type; @ret_flags: BPF_F_*.
 */
enum bpf_prog_type sections_type(
	const char *name, enum bpf_attach_type *ret_attach, __u32 *ret_flags);

#endif
