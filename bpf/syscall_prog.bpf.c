// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program that is called, not attached (BPF_PROG_TYPE_SYSCALL, 5.14).  It creates the map that
 * its argument describes, with bpf(2).  It may sleep.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

/* In: the map's attributes; out: its file descriptor, which the caller owns. */
struct request {
	__u32 value_size;
	__u32 entries;
	__s32 fd; /* negative: an error */
	__u32 padding;
};

/* A kernel that does not know the type refuses it with EINVAL, without a log. */
SEC("syscall") PROGRAM_SHOWS("a program that calls bpf(2)") PROGRAM_FROM("5.14")
EXPECT_NEEDS("program:syscall") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_UNLOADABLE EXPECT_REASON("program-type-unknown")
int make_map(struct request *request)
{
	union bpf_attr attr = {};
	long fd;

	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = sizeof(__u32);
	attr.value_size = request->value_size;
	attr.max_entries = request->entries;
	fd = bpf_sys_bpf(BPF_MAP_CREATE, &attr, sizeof(attr));
	request->fd = fd;
	return fd < 0;
}

char LICENSE[] SEC("license") = "GPL";
