// SPDX-License-Identifier: GPL-2.0-only
/* 6715df8d5d24, 6b4a64bafd10, d18dec4b8990, 55c0ced59fe1: registers and stack. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char bytes[32];

SEC("socket") int reads_unwritten(void *ctx)
{
	__u64 v;

	(void)ctx;
	asm volatile("r1 = 0\n"
		     "*(u64 *)(r10 - 16) = r1\n"
		     "%0 = *(u64 *)(r10 - 8)"
		     : "=r"(v)
		     :
		     : "r1");
	return v & 1;
}

/* and below everything that was written */
SEC("socket") int reads_untouched(void *ctx)
{
	__u64 v;

	(void)ctx;
	asm volatile("%0 = *(u64 *)(r10 - 8)" : "=r"(v));
	return v & 1;
}

SEC("socket") int extends_sign(void *ctx)
{
	__u64 v = (__u64)bytes;

	(void)ctx;
	asm volatile("call 7\n" /* bpf_get_prandom_u32() */
		     "if w0 s< -4 goto 1f\n"
		     "if w0 s> 4 goto 1f\n"
		     "r0 <<= 32\n"
		     "r0 s>>= 32\n"
		     "r0 += 4\n"
		     "%0 += r0\n"
		     "r0 = *(u8 *)(%0 + 0)\n"
		     "1:"
		     : "+r"(v)
		     :
		     : "r0", "r1", "r2", "r3", "r4", "r5");
	return 0;
}

/* r0 /= r1 with an offset of -1 */
SEC("socket") int negative_offset(void *ctx)
{
	(void)ctx;
	asm volatile("r0 = 4\n"
		     "r1 = 2\n"
		     ".8byte 0x00000000ffff103f\n"
		     :
		     :
		     : "r0", "r1");
	return 0;
}

char _license[] SEC("license") = "GPL";
