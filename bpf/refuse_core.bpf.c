// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads a field that no kernel has, without testing for it (bpf_core_field_exists).
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include <bpfjury/expect.h>

struct task_struct {
	int bpfjury_no_such_field;
} __attribute__((preserve_access_index));

/* libbpf replaces the access by an instruction that no kernel accepts; it may be dead code. */
SEC("kprobe/kernel_clone") PROGRAM_SHOWS("a field that no kernel has (CO-RE)")
EXPECT_UNLOADABLE EXPECT_REASON("core-relocation") EXPECT_MESSAGE("invalid CO-RE relocation")
int refuse_core(void *ctx)
{
	return BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), bpfjury_no_such_field);
}

char LICENSE[] SEC("license") = "GPL";
