// SPDX-License-Identifier: GPL-2.0-only
#include "load/flags.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <unistd.h>

/* BPF_F_XDP_DEV_BOUND_ONLY: since 6.3, and so not in every <linux/bpf.h> */
#define XDP_DEV_BOUND_ONLY (1U << 6)

uint32_t flags_known(uint32_t flags)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K},
		{.code = BPF_JMP | BPF_EXIT},
	};

	for (uint32_t flag = 1; flag; flag <<= 1) {
		LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_flags = flag);
		/*
		 * Not probed: BPF_F_SLEEPABLE, which only a few program types allow and every
		 * kernel from 5.10 on knows, and XDP_DEV_BOUND_ONLY, which requires a device.
		 */
		if (!(flags & flag) || flag == BPF_F_SLEEPABLE || flag == XDP_DEV_BOUND_ONLY)
			continue;
		int fd = bpf_prog_load(flag == BPF_F_XDP_HAS_FRAGS ? BPF_PROG_TYPE_XDP
								   : BPF_PROG_TYPE_SOCKET_FILTER,
			NULL, "GPL", insns, 2, &opts);
		if (fd >= 0)
			close(fd);
		else if (errno == EINVAL)
			/*
			 * bpf_prog_load() checks the flags first and answers EINVAL; another errno
			 * says nothing about the flag.
			 */
			flags &= ~flag;
	}
	return flags;
}
