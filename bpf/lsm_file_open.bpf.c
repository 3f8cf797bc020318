// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who opens guarded files: reported through a ring buffer, and denied if the file's entry says so.
 * A file is identified by device and inode, because it may have several names.  The program has an
 * effect only if "bpf" is among the kernel's LSMs.
 */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>

#define EPERM 1

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct super_block {
	__u32 s_dev;
};

struct inode {
	unsigned long i_ino;
	struct super_block *i_sb;
};

struct file {
	struct inode *f_inode;
	unsigned int f_flags;
};

#pragma clang attribute pop

struct guarded {
	__u64 inode;
	__u32 device; /* MAJOR << 20 | MINOR, the kernel's own dev_t */
	__u32 padding;
};

enum { AUDIT, DENY };

struct opened {
	struct guarded file;
	__u32 process;
	__u32 user;
	__u32 flags;  /* O_… */
	__u32 denied; /* 0 or 1 */
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct guarded);
	__type(value, __u32); /* AUDIT or DENY */
} files SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} opens SEC(".maps");

SEC("lsm/file_open") PROGRAM_SHOWS("a decision of a security module") EXPECT_SUCCESS
int BPF_PROG(guard_open, struct file *file, int earlier)
{
	struct guarded key = {
		.inode = file->f_inode->i_ino,
		.device = file->f_inode->i_sb->s_dev,
	};
	__u32 *rule = bpf_map_lookup_elem(&files, &key);
	struct opened *opened;

	if (!rule)
		return earlier; /* the decision of the previous program */
	opened = bpf_ringbuf_reserve(&opens, sizeof(*opened), 0);
	if (opened) {
		opened->file = key;
		opened->process = bpf_get_current_pid_tgid() >> 32;
		opened->user = bpf_get_current_uid_gid();
		opened->flags = file->f_flags;
		opened->denied = *rule == DENY;
		bpf_get_current_comm(opened->comm, sizeof(opened->comm));
		bpf_ringbuf_submit(opened, 0);
	}
	return *rule == DENY ? -EPERM : earlier;
}

char LICENSE[] SEC("license") = "GPL";
