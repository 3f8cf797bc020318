// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files synced to disk, by user: how many, how many failed, and how long it took.  fentry and fexit
 * programs are called directly, without a breakpoint, and have typed arguments and results (5.5).
 *
 * vfs_fsync_range() has the same arguments on all kernels from 5.10 to 7.2.  The result comes after
 * the arguments.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>
#include "atomic.h"

struct syncs {
	__u64 done;
	__u64 failed;
	__u64 ns;
};

/* When the current call began, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u64);
} begun SEC(".maps");

/* By user ID. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct syncs);
} users SEC(".maps");

struct file;

SEC("fentry/vfs_fsync_range") PROGRAM_SHOWS("a kernel function's entry") EXPECT_SUCCESS
int BPF_PROG(sync_entered, struct file *file)
{
	__u64 thread = bpf_get_current_pid_tgid(), now = bpf_ktime_get_ns();

	bpf_map_update_elem(&begun, &thread, &now, BPF_ANY);
	return 0;
}

SEC("fexit/vfs_fsync_range") PROGRAM_SHOWS("a kernel function's arguments and result")
	EXPECT_SUCCESS
int BPF_PROG(sync_returned, struct file *file, __s64 start, __s64 end, int datasync, int returned)
{
	__u64 thread = bpf_get_current_pid_tgid();
	__u64 *since = bpf_map_lookup_elem(&begun, &thread);
	struct syncs *syncs, fresh = {};
	__u32 user = bpf_get_current_uid_gid();

	if (!since)
		return 0; /* entered before the program was attached */
	syncs = bpf_map_lookup_elem(&users, &user);
	if (!syncs) {
		/* another CPU may have been first; its entry is used then */
		bpf_map_update_elem(&users, &user, &fresh, BPF_NOEXIST);
		syncs = bpf_map_lookup_elem(&users, &user);
	}
	if (syncs) {
		atomic_add(returned ? &syncs->failed : &syncs->done, 1);
		atomic_add(&syncs->ns, bpf_ktime_get_ns() - *since);
	}
	bpf_map_delete_elem(&begun, &thread);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
