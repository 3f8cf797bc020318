/*
 * linuxkerneltravel/lmp#207 (do_page_fault), iovisor/bcc#2071 (sys_execve): functions of older
 * kernels; and more kinds of targets
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("kprobe/do_page_fault") int fault(void *ctx) { return 0; }
SEC("kprobe/sys_execve") int execs(void *ctx) { return 0; }
SEC("kprobe/vfs_write") int writes(void *ctx) { return 0; }
SEC("ksyscall/opennat") int opens(void *ctx) { return 0; }
SEC("raw_tp/sched_switch") int switches(void *ctx) { return 0; }
SEC("tp_btf/sched/sched_switch") int of_group(void *ctx) { return 0; }
SEC("iter/dmabuf") int buffers(void *ctx) { return 0; }
SEC("fmod_ret/vfs_write") int modifies(void *ctx) { return 0; }
SEC("fexit/do_exit") int never(void *ctx) { return 0; }
SEC("fentry/migrate_disable") int denied(void *ctx) { return 0; }
SEC("lsm/getprocattr") int disabled(void *ctx) { return 0; }
char _license[] SEC("license") = "GPL";
