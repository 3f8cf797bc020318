// SPDX-License-Identifier: GPL-2.0-only
/* Two hundred small programs. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define PROGRAM(n)                                                                                 \
	SEC("socket")                                                                              \
	int program_##n(struct __sk_buff *skb)                                                     \
	{                                                                                          \
		return 1##n - 1000;                                                                \
	}
#define TEN(n)                                                                                     \
	PROGRAM(n##0) PROGRAM(n##1) PROGRAM(n##2) PROGRAM(n##3) PROGRAM(n##4)                      \
	PROGRAM(n##5) PROGRAM(n##6) PROGRAM(n##7) PROGRAM(n##8) PROGRAM(n##9)
#define HUNDRED(n)                                                                                 \
	TEN(n##0) TEN(n##1) TEN(n##2) TEN(n##3) TEN(n##4)                                          \
	TEN(n##5) TEN(n##6) TEN(n##7) TEN(n##8) TEN(n##9)

HUNDRED(0)
HUNDRED(1)

char LICENSE[] SEC("license") = "GPL";
