// SPDX-License-Identifier: GPL-2.0-only
/* Programs that affect others once they run: memory, signals, files and programs of processes. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpfjury/expect.h>

SEC("raw_tp/sys_enter") EXPECT_RETVAL(0)
int writes(void *ctx)
{
	char bytes[8] = "forged";

	bpf_probe_write_user((void *)0x1000, bytes, sizeof(bytes));
	return 0;
}

static __attribute__((noinline)) int signal_somebody(int signal)
{
	return bpf_send_signal(signal);
}

SEC("raw_tp/sys_enter") EXPECT_RETVAL(0)
int signals(void *ctx)
{
	signal_somebody(9);
	return 0;
}

SEC("syscall") EXPECT_RETVAL(0)
int closes(void *ctx)
{
	bpf_sys_close(4);
	return 0;
}

SEC("syscall") EXPECT_RETVAL(0)
int calls(void *ctx)
{
	union bpf_attr attr = {};

	bpf_sys_bpf(BPF_MAP_CREATE, &attr, sizeof(attr));
	return 0;
}

/* not run, because nothing is expected of its return value */
SEC("raw_tp/sys_enter")
int only_loaded(void *ctx)
{
	return bpf_send_signal(9);
}

SEC("socket") EXPECT_RETVAL(50)
int after(struct __sk_buff *skb)
{
	return skb->len;
}

char LICENSE[] SEC("license") = "GPL";
