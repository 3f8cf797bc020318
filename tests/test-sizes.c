// SPDX-License-Identifier: GPL-2.0-only
/*
 * What load/sizes.h supplies does not decide: for each kind of map, two values of each size that
 * may be supplied give the same verdict and the same log.  Asked of this machine's kernel.
 */
#include "load/sizes.h"
#include "fixture-objects.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "skipping.h"

#define INSN(c, d, s, o, i)                                                                        \
	((struct bpf_insn){.code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i)})
#define MOV(d, i)	   INSN(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, i)
#define COPY(d, s)	   INSN(BPF_ALU64 | BPF_MOV | BPF_X, d, s, 0, 0)
#define ADD(d, i)	   INSN(BPF_ALU64 | BPF_ADD | BPF_K, d, 0, 0, i)
#define STORE(d, o, i)	   INSN(BPF_ST | BPF_MEM | BPF_DW, d, 0, o, i)
#define LOAD(d, s, o)	   INSN(BPF_LDX | BPF_MEM | BPF_DW, d, s, o, 0)
#define MAP(d, fd)	   INSN(BPF_LD | BPF_IMM | BPF_DW, d, BPF_PSEUDO_MAP_FD, 0, fd), INSN(0, 0, 0, 0, 0)
#define CALL(f)		   INSN(BPF_JMP | BPF_CALL, 0, 0, 0, f)
#define JUMP_NONZERO(d, o) INSN(BPF_JMP | BPF_JNE | BPF_K, d, 0, o, 0)
#define EXIT		   INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

/* A kind of map, its sizes as they are when supplied, and another value of each that is. */
struct kind {
	const char *name;
	int type;
	unsigned int key, value, entries;
	unsigned int other_value, other_entries;
	unsigned int flags;
	enum bpf_prog_type program;
	int helper; /* what programs do with such a map */
	bool nested;
};

static const struct kind kinds[] = {
	{"hash", BPF_MAP_TYPE_HASH, 8, 8, 1, 8, 4096, 0, BPF_PROG_TYPE_SCHED_CLS,
		BPF_FUNC_map_lookup_elem, false},
	{"percpu_hash", BPF_MAP_TYPE_PERCPU_HASH, 8, 8, 1, 8, 4096, 0, BPF_PROG_TYPE_SCHED_CLS,
		BPF_FUNC_map_lookup_elem, false},
	{"lru_hash", BPF_MAP_TYPE_LRU_HASH, 8, 8, 1, 8, 4096, 0, BPF_PROG_TYPE_SCHED_CLS,
		BPF_FUNC_map_lookup_elem, false},
	{"lru_percpu_hash", BPF_MAP_TYPE_LRU_PERCPU_HASH, 8, 8, 1, 8, 4096, 0,
		BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_map_lookup_elem, false},
	{"lpm_trie", BPF_MAP_TYPE_LPM_TRIE, 8, 8, 1, 8, 4096, BPF_F_NO_PREALLOC,
		BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_map_lookup_elem, false},
	{"array", BPF_MAP_TYPE_ARRAY, 4, 8, 1, 8, 4096, 0, BPF_PROG_TYPE_SCHED_CLS,
		BPF_FUNC_map_lookup_elem, false},
	{"percpu_array", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 1, 8, 256, 0, BPF_PROG_TYPE_SCHED_CLS,
		BPF_FUNC_map_lookup_elem, false},
	{"queue", BPF_MAP_TYPE_QUEUE, 0, 8, 1, 8, 4096, 0, BPF_PROG_TYPE_SCHED_CLS,
		BPF_FUNC_map_push_elem, false},
	{"stack", BPF_MAP_TYPE_STACK, 0, 8, 1, 8, 4096, 0, BPF_PROG_TYPE_SCHED_CLS,
		BPF_FUNC_map_push_elem, false},
	{"bloom_filter", BPF_MAP_TYPE_BLOOM_FILTER, 0, 8, 1, 8, 4096, 0, BPF_PROG_TYPE_SCHED_CLS,
		BPF_FUNC_map_push_elem, false},
	{"stack_trace", BPF_MAP_TYPE_STACK_TRACE, 4, 1016, 1, 80, 4096, 0, BPF_PROG_TYPE_KPROBE,
		BPF_FUNC_get_stackid, false},
	{"perf_event_array", BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, 1, 4, 64, 0, BPF_PROG_TYPE_KPROBE,
		BPF_FUNC_perf_event_output, false},
	{"prog_array", BPF_MAP_TYPE_PROG_ARRAY, 4, 4, 1024, 4, 64, 0, BPF_PROG_TYPE_SCHED_CLS,
		BPF_FUNC_tail_call, false},
	{"cgroup_array", BPF_MAP_TYPE_CGROUP_ARRAY, 4, 4, 1, 4, 64, 0, BPF_PROG_TYPE_SCHED_CLS,
		BPF_FUNC_skb_under_cgroup, false},
	{"ringbuf", BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, 0, 1 << 20, 0, BPF_PROG_TYPE_KPROBE,
		BPF_FUNC_ringbuf_reserve, false},
	{"cpumap", BPF_MAP_TYPE_CPUMAP, 4, 4, 1, 8, 2, 0, BPF_PROG_TYPE_XDP, BPF_FUNC_redirect_map,
		false},
	{"devmap", BPF_MAP_TYPE_DEVMAP, 4, 8, 1, 8, 64, 0, BPF_PROG_TYPE_XDP, BPF_FUNC_redirect_map,
		false},
	{"devmap_hash", BPF_MAP_TYPE_DEVMAP_HASH, 4, 8, 1, 8, 64, 0, BPF_PROG_TYPE_XDP,
		BPF_FUNC_redirect_map, false},
	{"xskmap", BPF_MAP_TYPE_XSKMAP, 4, 4, 1, 4, 64, 0, BPF_PROG_TYPE_XDP, BPF_FUNC_redirect_map,
		false},
	{"sockmap", BPF_MAP_TYPE_SOCKMAP, 4, 4, 1, 8, 64, 0, BPF_PROG_TYPE_SK_SKB,
		BPF_FUNC_sk_redirect_map, false},
	{"sockhash", BPF_MAP_TYPE_SOCKHASH, 8, 4, 1, 8, 64, 0, BPF_PROG_TYPE_SK_SKB,
		BPF_FUNC_sk_redirect_hash, false},
	{"reuseport_sockarray", BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, 4, 4, 1, 8, 64, 0,
		BPF_PROG_TYPE_SK_REUSEPORT, BPF_FUNC_sk_select_reuseport, false},
	{"array_of_maps", BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 1, 4, 64, 0, BPF_PROG_TYPE_SCHED_CLS,
		BPF_FUNC_map_lookup_elem, true},
	{"hash_of_maps", BPF_MAP_TYPE_HASH_OF_MAPS, 8, 4, 1, 4, 64, 0, BPF_PROG_TYPE_SCHED_CLS,
		BPF_FUNC_map_lookup_elem, true},
};

/* -errno. */
static int make_map(const struct kind *k, unsigned int value, unsigned int entries)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = k->flags);
	int inner = -1;

	if (k->nested) {
		inner = bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 8, 1, NULL);
		opts.inner_map_fd = (__u32)inner;
	}
	int fd = bpf_map_create((enum bpf_map_type)k->type, NULL, k->key, value, entries, &opts);
	const int err = errno;
	if (inner >= 0)
		close(inner);
	return fd < 0 ? -err : fd;
}

/*
 * Append what a program does with the map: the arguments of the helper, with a key of 40, which is
 * beyond the smaller of the sizes and within the larger.  @checked: a result is checked for NULL,
 * and not used otherwise.  The number of instructions.
 */
static size_t write_program(struct bpf_insn *insns, const struct kind *k, int fd, bool checked)
{
	/* a key of 4 bytes is known to the verifier only where just these are written */
	const unsigned int width = !checked && k->key == 4 ? BPF_W : BPF_DW;
	const struct bpf_insn begin[] = {COPY(6, 1), INSN(BPF_ST | BPF_MEM | width, 10, 0, -8, 40),
		STORE(10, -16, 1), COPY(9, 10), ADD(9, -8)};
	const struct bpf_insn lookup[] = {MAP(1, fd), COPY(2, 9), CALL(BPF_FUNC_map_lookup_elem)};
	const struct bpf_insn push[] = {
		MAP(1, fd), COPY(2, 9), MOV(3, 0), CALL(BPF_FUNC_map_push_elem)};
	const struct bpf_insn ctx_map_index[] = {
		COPY(1, 6), MAP(2, fd), MOV(3, 40), CALL(k->helper)};
	const struct bpf_insn output[] = {
		COPY(1, 6), MAP(2, fd), MOV(3, 40), COPY(4, 9), MOV(5, 8), CALL(k->helper)};
	const struct bpf_insn reserve[] = {MAP(1, fd), MOV(2, 65536), MOV(3, 0), CALL(k->helper),
		JUMP_NONZERO(0, 2), MOV(0, 0), EXIT, COPY(1, 0), MOV(2, 0),
		CALL(BPF_FUNC_ringbuf_discard)};
	const struct bpf_insn redirect[] = {MAP(1, fd), MOV(2, 40), MOV(3, 0), CALL(k->helper)};
	const struct bpf_insn sk_index[] = {
		COPY(1, 6), MAP(2, fd), MOV(3, 40), MOV(4, 0), CALL(k->helper)};
	const struct bpf_insn sk_key[] = {
		COPY(1, 6), MAP(2, fd), COPY(3, 9), MOV(4, 0), CALL(k->helper)};
	const struct bpf_insn check[] = {JUMP_NONZERO(0, 2), MOV(0, 0), EXIT};
	const struct bpf_insn use[] = {LOAD(1, 0, 0)};
	const struct bpf_insn end[] = {MOV(0, 0), EXIT};
	size_t n = 0;
#define ADD_INSNS(part) (memcpy(insns + n, part, sizeof(part)), n += sizeof(part) / sizeof(*(part)))
	ADD_INSNS(begin);
	switch (k->helper) {
	case BPF_FUNC_map_lookup_elem:
		ADD_INSNS(lookup);
		if (checked)
			ADD_INSNS(check);
		if (!k->nested)
			ADD_INSNS(use);
		break;
	case BPF_FUNC_map_push_elem:
		ADD_INSNS(push);
		break;
	case BPF_FUNC_perf_event_output:
		ADD_INSNS(output);
		break;
	case BPF_FUNC_ringbuf_reserve:
		ADD_INSNS(reserve);
		break;
	case BPF_FUNC_redirect_map:
		ADD_INSNS(redirect);
		break;
	case BPF_FUNC_sk_redirect_map:
		ADD_INSNS(sk_index);
		break;
	case BPF_FUNC_sk_redirect_hash:
	case BPF_FUNC_sk_select_reuseport:
		ADD_INSNS(sk_key);
		break;
	default:
		ADD_INSNS(ctx_map_index);
	}
	ADD_INSNS(end);
	return n;
}

/* Replace what stands behind @mark, a number, by "#". */
static void mask(char *log, const char *mark)
{
	for (char *at = log; (at = strstr(at, mark)); at++) {
		char *number = at + strlen(mark);
		const size_t len = strspn(number, "0123456789abcdef");
		*number = '#';
		memmove(number + 1, number + len, strlen(number + len) + 1);
	}
}

/* What the verifier says without the time that it took; the result of the load. */
static int verify(char *log, size_t size, const struct kind *k, int fd, bool checked)
{
	struct bpf_insn insns[64];
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = (__u32)size,
		.log_level = 2 | 4);
	const size_t n = write_program(insns, k, fd, checked);

	*log = '\0';
	if (k->program == BPF_PROG_TYPE_SK_SKB)
		opts.expected_attach_type = BPF_SK_SKB_STREAM_VERDICT;
	if (k->program == BPF_PROG_TYPE_SK_REUSEPORT)
		opts.expected_attach_type = BPF_SK_REUSEPORT_SELECT;
	int program = bpf_prog_load(k->program, NULL, "GPL", insns, n, &opts);
	const int err = program < 0 ? errno : 0;
	if (program >= 0)
		close(program);
	char *time = strstr(log, "verification time");
	if (time)
		memmove(time, strchr(time, '\n'), strlen(strchr(time, '\n')) + 1);
	mask(log, ",vs="); /* "map_ptr(ks=4,vs=8)" */
	mask(log, "0x");   /* the address of the map */
	return err;
}

/*
 * Whether the verifier minds that the map has other sizes.  Both maps have the same descriptor,
 * which is in the log.
 */
static bool is_decided(const struct kind *k, unsigned int value, unsigned int entries, bool checked)
{
	static char log[1 << 16], other_log[1 << 16];
	int map = make_map(k, k->value, k->entries);

	if (map < 0) {
		print_message("no map of type %s can be made here: %s\n", k->name, strerror(-map));
		return false;
	}
	const int err = verify(log, sizeof(log), k, map, checked);
	close(map);
	const int other = make_map(k, value, entries);
	assert_int_equal(other, map);
	const int other_err = verify(other_log, sizeof(other_log), k, other, checked);
	close(other);
	if (checked && (err != other_err || strcmp(log, other_log) != 0))
		fail_msg("%s: %d and %d\n%s\n%s", k->name, err, other_err, log, other_log);
	if (checked && err)
		fail_msg("%s: refused, %d: the program is wrong\n%s", k->name, err, log);
	return err != other_err || strcmp(log, other_log) != 0;
}

/*
 * The exception: a lookup in an array with a constant key below max_entries is not NULL, since
 * 6.14.  So what is refused with one entry may be accepted with more (judge/verify.c asks).
 */
static void the_entries_of_an_array_decide_a_refusal(void **state)
{
	NEED_BPF;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const struct kind *k = &kinds[i];
		if (k->helper != BPF_FUNC_map_lookup_elem || k->nested)
			continue;
		const bool decides = is_decided(k, k->value, k->other_entries, false);
		const bool may =
			k->type == BPF_MAP_TYPE_ARRAY || k->type == BPF_MAP_TYPE_PERCPU_ARRAY;
		if (decides && !may)
			fail_msg("%s", k->name);
		if (may)
			print_message("%s: %s\n", k->name, decides ? "decides" : "does not decide");
	}
}

static void no_supplied_size_decides(void **state)
{
	NEED_BPF;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const struct kind *k = &kinds[i];
		assert_false(is_decided(k, k->value, k->other_entries, true));
		assert_false(is_decided(k, k->other_value, k->entries, true));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_supplied_size_decides),
		cmocka_unit_test(the_entries_of_an_array_decide_a_refusal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
