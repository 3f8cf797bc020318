// SPDX-License-Identifier: GPL-2.0-only
/* b1f7f67b74c2: what a cgroup program sets as its return value. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("cgroup/sock_create") int sets_positive(struct bpf_sock *sk)
{
	(void)sk;
	bpf_set_retval(5);
	return 0;
}

char _license[] SEC("license") = "GPL";
