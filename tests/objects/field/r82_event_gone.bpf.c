/* iovisor/bcc#4384: tracepoints that were removed; and one of another group */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("tp/kmem/kmem_cache_alloc_node") int on_node(void *ctx) { return 0; }
SEC("tp/kmem/kmem_cache_alloc") int on_alloc(void *ctx) { return 0; }
SEC("tp/task/sched_switch") int of_group(void *ctx) { return 0; }
SEC("tp/syscalls/sys_enter_openat") int on_open(void *ctx) { return 0; }
SEC("tp/syscalls/sys_enter_opnat") int on_none(void *ctx) { return 0; }
char _license[] SEC("license") = "GPL";
