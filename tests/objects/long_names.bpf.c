// SPDX-License-Identifier: GPL-2.0-only
/* Names of 127, 511 and 1000 bytes, and a section of 1000: BTF takes 127 before 6.1, 511 since. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define CONCATENATE(a, b) a##b
#define JOIN(a, b)	  CONCATENATE(a, b)
#define N50		  abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij
#define N100		  JOIN(N50, N50)
#define N500		  JOIN(JOIN(JOIN(N100, N100), JOIN(N100, N100)), N100)
#define N1000		  JOIN(N500, N500)
#define TEXT_OF(a)	  #a
#define TEXT(a)		  TEXT_OF(a)

SEC("socket")
int JOIN(N100, abcdefghijabcdefghijabcdefg)(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket")
int JOIN(N500, abcdefghija)(struct __sk_buff *skb)
{
	return 0;
}

SEC("socket")
int N1000(struct __sk_buff *skb)
{
	return 0;
}

SEC("raw_tp/" TEXT(N1000))
int long_section(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
