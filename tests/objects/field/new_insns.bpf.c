// SPDX-License-Identifier: GPL-2.0-only
/*
 * One instruction of each set that came after 5.10, in the encoding of
 * Documentation/bpf/standardization/instruction-set.rst, since not every clang writes them.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define PROGRAM(name, insns)                                      \
	SEC("socket") __attribute__((naked)) int name(void)        \
	{                                                          \
		asm volatile("r0 = 8; r1 = 0; *(u64 *)(r10 - 8) = r1;" \
			     insns "r0 = 0; exit;" ::: "r0", "r1");  \
	}

PROGRAM(sign_extension, ".8byte 0x800bf;")
PROGRAM(signed_division, ".8byte 0x200010037;")
PROGRAM(swap_bytes, ".8byte 0x20000000d7;")
PROGRAM(long_jump, ".8byte 0x6;")
PROGRAM(can_loop, ".8byte 0x100e5; r1 = 1;")
PROGRAM(load_acquire, ".8byte 0x100fff8a0db;")
PROGRAM(compare, ".8byte 0xf1fff81adb;")
PROGRAM(plain_add, ".8byte 0x0fff81adb;")

char _license[] SEC("license") = "GPL";
