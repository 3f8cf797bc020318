// SPDX-License-Identifier: GPL-2.0-only
/*
 * ceems-dev/ceems#603, elastic/ebpf#200, the kind: the function's or tracepoint's arguments are
 * others, and the program is accepted.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct inode {
	unsigned long i_ino;
} __attribute__((preserve_access_index));

struct dentry {
	struct inode *d_inode;
} __attribute__((preserve_access_index));

struct request {
	unsigned int cmd_flags;
} __attribute__((preserve_access_index));

struct bio {
	unsigned int bi_opf;
} __attribute__((preserve_access_index));

unsigned long seen;

/* int vfs_unlink(struct inode *, struct dentry *, struct inode **) to 5.11, idmap first since */
SEC("fentry/vfs_unlink") int of_old(unsigned long long *ctx)
{
	struct dentry *dentry = (void *)ctx[1];

	seen = (unsigned long)dentry->d_inode;
	return 0;
}

SEC("fentry/vfs_unlink") int of_new(unsigned long long *ctx)
{
	struct dentry *dentry = (void *)ctx[2];

	seen = (unsigned long)dentry->d_inode;
	return 0;
}

/* a release that is asked for decides: nothing is said of a program for both */
SEC("fentry/vfs_unlink") int of_both(unsigned long long *ctx)
{
	struct dentry *dentry = (void *)ctx[1];
	struct inode *inode = (void *)ctx[1];

	if (seen)
		seen = (unsigned long)dentry->d_inode;
	else
		seen = inode->i_ino;
	return 0;
}

SEC("fexit/vfs_unlink") int returned(unsigned long long *ctx)
{
	seen = (int)ctx[3];
	return 0;
}

/* to 5.13 (queue, request, bio), then (bio) */
SEC("raw_tp/block_bio_frontmerge") int merged(struct bpf_raw_tracepoint_args *ctx)
{
	seen = ctx->args[2];
	return 0;
}

SEC("tp_btf/block_bio_frontmerge") int merged_first(unsigned long long *ctx)
{
	struct bio *bio = (void *)ctx[0];

	seen = bio->bi_opf;
	return 0;
}

/* the state is an argument since 5.18, in Debian's 5.10 it is not */
SEC("raw_tp/sched_switch") int switched(struct bpf_raw_tracepoint_args *ctx)
{
	seen = ctx->args[3];
	return 0;
}

#ifdef __TARGET_ARCH_x86
struct pt_regs {
	unsigned long bx, cx, dx, si, di;
} __attribute__((preserve_access_index));

SEC("kprobe/vfs_unlink") int probed(struct pt_regs *ctx)
{
	struct dentry *dentry = (void *)ctx->si;

	bpf_probe_read_kernel(&seen, sizeof(seen), &dentry->d_inode);
	return 0;
}
#endif

char _license[] SEC("license") = "GPL";
