// SPDX-License-Identifier: GPL-2.0-only
/* The names of types are libbpf's, and none that libbpf knows is missing. */
#include "verdict/bpf-names.h"

#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define NUMBERS 256 /* more than the kernel has */

static const char *program_type(uint32_t n)
{
	return libbpf_bpf_prog_type_str((enum bpf_prog_type)n);
}

static const char *attach_type(uint32_t n)
{
	return libbpf_bpf_attach_type_str((enum bpf_attach_type)n);
}

static const char *map_type(uint32_t n)
{
	return libbpf_bpf_map_type_str((enum bpf_map_type)n);
}

static void the_names_are_those_of_libbpf(void **state)
{
	static const struct {
		enum bpf_names kind;
		const char *(*of)(uint32_t n);
	} rows[] = {
		{BPF_NAMES_PROGRAM_TYPE, program_type},
		{BPF_NAMES_ATTACH_TYPE, attach_type},
		{BPF_NAMES_MAP_TYPE, map_type},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (uint32_t n = 0; n < NUMBERS; n++) {
			const char *its = rows[i].of(n), *ours = bpf_names_word(rows[i].kind, n);
			if (its && strcmp(its, "unspec") == 0)
				assert_null(ours);
			else if (its && (!ours || strcmp(its, ours) != 0))
				fail_msg("%u is %s, and not %s", n, its, ours);
			if (ours)
				assert_int_equal(bpf_names_number(rows[i].kind, ours), n);
		}
}

static void flags_of_maps_are_those_of_the_kernel(void **state)
{
	static const struct {
		const char *name;
		uint32_t flag;
	} rows[] = {
#define FLAG(name) {#name, name}
		FLAG(BPF_F_NO_PREALLOC),
		FLAG(BPF_F_NO_COMMON_LRU),
		FLAG(BPF_F_NUMA_NODE),
		FLAG(BPF_F_RDONLY),
		FLAG(BPF_F_WRONLY),
		FLAG(BPF_F_STACK_BUILD_ID),
		FLAG(BPF_F_ZERO_SEED),
		FLAG(BPF_F_RDONLY_PROG),
		FLAG(BPF_F_WRONLY_PROG),
		FLAG(BPF_F_CLONE),
		FLAG(BPF_F_MMAPABLE),
		FLAG(BPF_F_PRESERVE_ELEMS),
		FLAG(BPF_F_INNER_MAP),

	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const int bit = bpf_names_number(BPF_NAMES_MAP_FLAG, rows[i].name);
		if (bit < 0 || 1U << bit != rows[i].flag)
			fail_msg("%s: %d", rows[i].name, bit);
	}
}

static void helpers_have_the_numbers_of_the_kernel(void **state)
{
	(void)state;
	assert_null(bpf_names_word(BPF_NAMES_HELPER, 0));
	assert_string_equal(bpf_names_word(BPF_NAMES_HELPER, 1), "bpf_map_lookup_elem");
	assert_int_equal(bpf_names_number(BPF_NAMES_HELPER, "bpf_loop"), 181);
	assert_int_equal(bpf_names_number(BPF_NAMES_HELPER, "bpf_cgrp_storage_get"), 210);
	assert_int_equal(bpf_names_number(BPF_NAMES_HELPER, "bpf_cgrp_storage_delete"), 211);
	assert_null(bpf_names_word(BPF_NAMES_HELPER, 212));
	assert_int_equal(bpf_names_number(BPF_NAMES_HELPER, "bpf_unspec"), -1);
	for (uint32_t n = 1; n < BPF_NAMES_HELPERS; n++)
		assert_int_equal(
			bpf_names_number(BPF_NAMES_HELPER, bpf_names_word(BPF_NAMES_HELPER, n)), n);
}

/* libbpf's own pairs: what it takes for the sections of a program fits. */
static void types_fit_what_sections_give(void **state)
{
	static const char *const sections[] = {"socket", "sk_reuseport/migrate", "sk_reuseport",
		"kprobe/x", "kprobe.multi/x", "uprobe.multi/x", "tc/ingress", "tcx/ingress",
		"tcx/egress", "tracepoint/x", "raw_tp/x", "tp_btf/x", "fentry/x", "fmod_ret/x",
		"fexit/x", "freplace/x", "lsm/x", "lsm_cgroup/x", "iter/x", "syscall", "xdp/devmap",
		"xdp/cpumap", "xdp", "perf_event", "lwt_in", "sockops", "sk_skb/stream_parser",
		"sk_skb/stream_verdict", "sk_msg", "lirc_mode2", "flow_dissector",
		"cgroup_skb/ingress", "cgroup_skb/egress", "cgroup/sock_create",
		"cgroup/sock_release", "cgroup/post_bind4", "cgroup/bind6", "cgroup/connect4",
		"cgroup/sendmsg6", "cgroup/recvmsg4", "cgroup/getpeername4", "cgroup/getsockname6",
		"cgroup/sysctl", "cgroup/getsockopt", "cgroup/setsockopt", "cgroup/dev",
		"struct_ops/x", "sk_lookup", "netfilter"};
	enum bpf_attach_type attach;
	enum bpf_prog_type type;

	(void)state;
	libbpf_set_print(NULL);
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		if (libbpf_prog_type_by_name(sections[i], &type, &attach))
			continue; /* an older libbpf does not know it */
		/* 0 is that of the types that have none, too */
		if ((attach || strncmp(sections[i], "cgroup_skb/", 11) == 0) &&
			!bpf_names_fit(type, attach))
			fail_msg("%s: %s has no %s", sections[i],
				bpf_names_word(BPF_NAMES_PROGRAM_TYPE, type),
				bpf_names_word(BPF_NAMES_ATTACH_TYPE, attach));
	}
	assert_false(bpf_names_fit(BPF_PROG_TYPE_XDP, BPF_CGROUP_INET4_CONNECT));
	assert_false(bpf_names_fit(BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET4_BIND));
	assert_false(bpf_names_fit(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_POST_BIND));
	assert_true(bpf_names_takes_target(BPF_PROG_TYPE_LSM));
	assert_false(bpf_names_takes_target(BPF_PROG_TYPE_KPROBE));
	/* each attach type that is known has a type */
	for (uint32_t n = 0; bpf_names_word(BPF_NAMES_ATTACH_TYPE, n); n++)
		assert_false(bpf_names_fit(BPF_PROG_TYPE_LWT_IN, n));
}

static void unknown_words_get_a_suggestion(void **state)
{
	char question[128];

	(void)state;
	assert_int_equal(bpf_names_number(BPF_NAMES_PROGRAM_TYPE, "unspec"), -1);
	assert_int_equal(bpf_names_number(BPF_NAMES_PROGRAM_TYPE, ""), -1);
	assert_int_equal(bpf_names_number(BPF_NAMES_ATTACH_TYPE, "cgroup_inet_ingress"), 0);
	assert_null(bpf_names_word(BPF_NAMES_ATTACH_TYPE, 4096));
	assert_non_null(strstr(
		bpf_names_question(question, sizeof(question), BPF_NAMES_PROGRAM_TYPE, "sched_cl"),
		"sched_cls"));
	assert_string_equal(
		bpf_names_question(question, sizeof(question), BPF_NAMES_MAP_TYPE, "zzzzzzzz"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_names_are_those_of_libbpf),
		cmocka_unit_test(helpers_have_the_numbers_of_the_kernel),
		cmocka_unit_test(flags_of_maps_are_those_of_the_kernel),
		cmocka_unit_test(types_fit_what_sections_give),
		cmocka_unit_test(unknown_words_get_a_suggestion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
