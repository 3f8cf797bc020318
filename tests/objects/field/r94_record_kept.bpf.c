// SPDX-License-Identifier: GPL-2.0-only
/* iovisor/bcc#5364: a path ends with a record of the ring buffer that was not given back. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

SEC("tp/syscalls/sys_enter_openat") int opens(void *ctx)
{
	unsigned long *record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);

	if (!record)
		return 0;
	*record = bpf_get_current_pid_tgid();
	if (*record >> 32 == 1)
		return 0;
	bpf_ringbuf_submit(record, 0);
	return 0;
}
char _license[] SEC("license") = "GPL";
