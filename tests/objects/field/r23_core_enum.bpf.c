// SPDX-License-Identifier: GPL-2.0-only
/* aquasecurity/tracee#3339: core-relocation where the enumerator or the member is not there. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
struct tty_driver {
	short type;
	int flags;
} __attribute__((preserve_access_index));
struct tty_struct {
	struct tty_driver *driver;
} __attribute__((preserve_access_index));
enum tty_driver_type___new { TTY_DRIVER_TYPE_PTY___new = 3 };
enum tty_driver_type { TTY_DRIVER_TYPE_PTY = 3, TTY_DRIVER_TYPE_NONE = 77 };
struct kobject {
	int x;
} __attribute__((preserve_access_index));
struct mm_struct {
	unsigned long total_vm;
	struct {
		long count[4];
	} rss_stat;
} __attribute__((preserve_access_index));
struct task_struct {
	long state;
	struct mm_struct *mm;
} __attribute__((preserve_access_index));
int out;
SEC("kprobe/tty_write") int by_enum(void *ctx)
{
	out = bpf_core_enum_value(enum tty_driver_type, TTY_DRIVER_TYPE_PTY);
	return 0;
}
SEC("kprobe/tty_write") int by_enum_none(void *ctx)
{
	out = bpf_core_enum_value(enum tty_driver_type, TTY_DRIVER_TYPE_NONE);
	return 0;
}
SEC("raw_tp/sched_switch") int by_state(void *ctx)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	out = BPF_CORE_READ(t, state);
	return 0;
}
char _license[] SEC("license") = "GPL";
