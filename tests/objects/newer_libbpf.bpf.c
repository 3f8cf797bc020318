// SPDX-License-Identifier: GPL-2.0-only
/*
 * What libbpf 1.4 does not open: a jump table (since 1.7), and the module of a target (since 1.5).
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

/*
 * A table of one address, as clang 22 writes them for a switch: in bytes from the beginning of the
 * program's section.
 */
asm(".pushsection .jumptables,\"\",@progbits\n"
    ".globl table\n"
    ".type table,@object\n"
    "table: .quad 24\n"
    ".size table, 8\n"
    ".popsection\n");

SEC("socket") EXPECT_NEEDS("map:insn_array") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_UNLOADABLE EXPECT_REASON("map-unsupported")
__attribute__((naked)) int jump_table(void)
{
	asm volatile("r0 = 0\n"
		     "r1 = table ll\n"
		     "exit\n");
}

SEC("fentry/vmlinux:vfs_fsync_range") EXPECT_SUCCESS
int target_of_module(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
