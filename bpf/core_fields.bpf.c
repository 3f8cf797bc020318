// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fields whose names and types differ between kernels.  CO-RE resolves at load time which one the
 * kernel has, and the branch for the other one is dead code when the verifier sees it.
 *
 * libbpf ignores ___ and what follows it in the name of a type.
 */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>
#include "task_state.h"

#define STATES 17 /* task states that are counted (bits, include/linux/sched.h), and 0 */
#define NAME   16 /* TASK_COMM_LEN */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct percpu_counter {
	__s64 count;
};

/* Since 6.2 (f1a7941243c1): a counter for each CPU, and a sum that is updated late. */
struct mm_struct {
	struct percpu_counter rss_stat[4];
};

typedef struct {
	long counter;
} atomic_long___before;

struct mm_rss_stat___before {
	atomic_long___before count[4];
};

struct mm_struct___before {
	struct mm_rss_stat___before rss_stat;
};

struct task_struct {
	struct mm_struct *mm;
	struct task_struct *group_leader;
	int tgid;
	char comm[NAME];
};

#pragma clang attribute pop

/* include/linux/mm_types_task.h: indices of rss_stat */
enum { MM_FILEPAGES, MM_ANONPAGES, MM_SWAPENTS, MM_SHMEMPAGES };

struct memory {
	__u64 file_pages;
	__u64 anonymous_pages;
	char name[NAME];
};

/*
 * By process: the largest memory seen when one of its threads left a CPU.  The entry stays after
 * the process ends.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, struct memory);
} peaks SEC(".maps");

/* By the lowest bit of the state in which a task left its CPU; 0: it was still runnable. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, STATES);
	__type(key, __u32);
	__type(value, __u64);
} switches SEC(".maps");

/*
 * A macro, so that @kind is a constant in the source.  Otherwise clang computes the element's
 * offset with the size that elements have here, and CO-RE relocates only what is in one access.
 */
#define PAGES_OF(mm, kind) \
	({ \
		struct mm_struct___before *before = (void *)(mm); \
		__s64 pages; \
		if (bpf_core_field_exists(before->rss_stat.count)) \
			pages = BPF_CORE_READ(before, rss_stat.count[kind].counter); \
		else \
			pages = BPF_CORE_READ(mm, rss_stat[kind].count); \
		pages > 0 ? (__u64)pages : 0; \
	})

/* Not at exit: before 6.16 the memory is released before sched_process_exit is traced. */
SEC("raw_tp/sched_switch") PROGRAM_SHOWS("a field that changed its shape (rss_stat)") EXPECT_SUCCESS
int BPF_PROG(peak_memory, _Bool preempted, struct task_struct *previous)
{
	struct mm_struct *mm = BPF_CORE_READ(previous, mm);
	__u32 process = BPF_CORE_READ(previous, tgid);
	struct memory now = {}, *peak;

	if (!mm)
		return 0; /* a kernel thread, or past its end */
	now.file_pages = PAGES_OF(mm, MM_FILEPAGES);
	now.anonymous_pages = PAGES_OF(mm, MM_ANONPAGES);
	peak = bpf_map_lookup_elem(&peaks, &process);
	if (peak && peak->file_pages + peak->anonymous_pages >=
			    now.file_pages + now.anonymous_pages)
		return 0;
	BPF_CORE_READ_STR_INTO(&now.name, previous, group_leader, comm);
	bpf_map_update_elem(&peaks, &process, &now, BPF_ANY);
	return 0;
}

SEC("raw_tp/sched_switch") PROGRAM_SHOWS("a field that changed its name (task state)")
	EXPECT_SUCCESS
int BPF_PROG(switch_state, _Bool preempted, struct task_struct *previous)
{
	__u32 state = preempted ? 0 : task_state(previous);
	__u32 slot = 0;
	__u64 *count;

	for (int bit = 0; bit < STATES - 1; bit++) {
		if (state & 1U << bit) {
			slot = bit + 1;
			break;
		}
	}
	count = bpf_map_lookup_elem(&switches, &slot);
	if (count)
		(*count)++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
