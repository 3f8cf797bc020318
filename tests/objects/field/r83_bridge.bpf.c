/* libbpf/libbpf#592, eunomia-bpf/eunomia-bpf#361: functions of the bridge, a module */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("fentry/br_forward") int forward(void *ctx) { return 0; }
SEC("kprobe/br_forward") int probed(void *ctx) { return 0; }
SEC("fentry/vmlinux:vfs_write") int of_kernel(void *ctx) { return 0; }
SEC("fentry/ext4:vfs_write") int of_other(void *ctx) { return 0; }
char _license[] SEC("license") = "GPL";
