// SPDX-License-Identifier: GPL-2.0-only
/* iovisor/bcc#3725: limit-insns. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("kprobe/vfs_read") int scan(void *ctx)
{
	unsigned long long at = bpf_get_current_task();
	char var[8];
	int hits = 0;
	for (int n = 0; n < 256; n++) {
		int r = bpf_probe_read_kernel_str(&var, sizeof(var), (void *)at);
		if (r <= 0)
			break;
		at += r;
		if (var[0] == 'H' && var[1] == 'I' && var[2] == 'S' && var[3] == 'T' &&
			var[4] == 'S')
			hits++;
		if (var[5] == 'T' && var[6] == 'E')
			hits += n;
		if (hits > 100000)
			hits -= r;
	}
	return hits > 7;
}
char _license[] SEC("license") = "GPL";
