// SPDX-License-Identifier: GPL-2.0-only
/* obdev/littlesnitch-linux#5: one load of a pointer is compared with NULL, another is used. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct sock_common {
	unsigned short skc_family;
} __attribute__((preserve_access_index));
struct sock {
	struct sock_common __sk_common;
} __attribute__((preserve_access_index));
struct sk_buff {
	struct sock *sk;
} __attribute__((preserve_access_index));
int family;
SEC("tp_btf/kfree_skb") int dropped(unsigned long long *ctx)
{
	struct sk_buff *skb = (struct sk_buff *)ctx[0];
	struct sock *sk = skb->sk;
	if (!sk)
		return 0;
	barrier();
	sk = skb->sk;
	family = sk->__sk_common.skc_family;
	return 0;
}
char _license[] SEC("license") = "GPL";
