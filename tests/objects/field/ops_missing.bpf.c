// SPDX-License-Identifier: GPL-2.0-only
/*
 * hid_bpf_ops is a struct of 6.11, and its hooks are of HID-BPF: attach-target on kernels
 * without.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct hid_bpf_ops {
	int (*hid_device_event)(void *, int, unsigned long long);
};
SEC("struct_ops/ev") int ev(unsigned long long *ctx)
{
	return 0;
}
SEC(".struct_ops.link") struct hid_bpf_ops ops = {.hid_device_event = (void *)ev};
SEC("fmod_ret/hid_bpf_device_event") int fm(unsigned long long *ctx)
{
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
