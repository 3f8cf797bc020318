// SPDX-License-Identifier: GPL-2.0-only
/* josefbacik/systing#225: accepted; what its loader sets in .rodata is another shape. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
const volatile _Bool record_rss = 0;
unsigned long long sum;
SEC("kprobe/vfs_read") int rss(void *ctx)
{
	if (record_rss)
		sum += *(unsigned long long *)bpf_get_current_task();
	return 0;
}
char _license[] SEC("license") = "GPL";
