/*
 * iovisor/bcc#4937, sustainable-computing-io/kepler#847: a kprobe on a function whose symbol has a
 * suffix of the compiler
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("kprobe/finish_task_switch") int by_kprobe(void *ctx) { return 0; }
SEC("fentry/finish_task_switch") int by_fentry(void *ctx) { return 0; }
char _license[] SEC("license") = "GPL";
