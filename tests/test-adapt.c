// SPDX-License-Identifier: GPL-2.0-only
/* The settings that adapt_object() and adapt_names() make, before the load: no kernel involved. */
#include "load/adapt.h"
#include "load/references.h"
#include "load/sections.h"
#include "load/sizes.h"
#include "file.h"
#include "fixture-objects.h"

#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define NO_TYPE 1000 /* of no map that any kernel knows */

static const unsigned int page = 4096; /* of the architectures that /init is built for */

/*
 * What is supplied: the smallest value that kernels accept, and only where no verdict depends on
 * it.  0 is what lacks, before and after.
 */
static const struct {
	int type;
	unsigned int key, value, entries;
	unsigned int key_after, value_after, entries_after;
	unsigned int lacks;
} sizes[] = {
	/* what is given stays */
	{BPF_MAP_TYPE_HASH, 8, 16, 32, 8, 16, 32, 0},
	{BPF_MAP_TYPE_STACK_TRACE, 4, 80, 512, 4, 80, 512, 0},
	{BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, 7, 4, 4, 7, 0},
	{BPF_MAP_TYPE_RINGBUF, 0, 0, 65536, 0, 0, 65536, 0},
	/* supplied */
	{BPF_MAP_TYPE_STACK_TRACE, 0, 0, 0, 4, 127 * 8, 1, 0},
	{BPF_MAP_TYPE_STACK_TRACE, 4, 0, 0, 4, 127 * 8, 1, 0},
	{BPF_MAP_TYPE_PROG_ARRAY, 0, 0, 0, 4, 4, 1024, 0},
	{BPF_MAP_TYPE_CGROUP_ARRAY, 0, 0, 0, 4, 4, 1, 0},
	{BPF_MAP_TYPE_XSKMAP, 0, 0, 0, 4, 4, 1, 0},
	{BPF_MAP_TYPE_SOCKMAP, 0, 0, 0, 4, 4, 1, 0},
	{BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, 0, 0, 0, 4, 4, 1, 0},
	{BPF_MAP_TYPE_ARRAY, 0, 8, 0, 4, 8, 1, 0},
	{BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 0, 4, 8, 1, 0},
	{BPF_MAP_TYPE_HASH, 4, 8, 0, 4, 8, 1, 0},
	{BPF_MAP_TYPE_LRU_PERCPU_HASH, 4, 8, 0, 4, 8, 1, 0},
	{BPF_MAP_TYPE_LPM_TRIE, 8, 4, 0, 8, 4, 1, 0},
	{BPF_MAP_TYPE_QUEUE, 0, 4, 0, 0, 4, 1, 0},
	{BPF_MAP_TYPE_BLOOM_FILTER, 0, 4, 0, 0, 4, 1, 0},
	{BPF_MAP_TYPE_DEVMAP, 0, 8, 0, 4, 8, 1, 0},
	{33 /* arena */, 0, 0, 0, 0, 0, 1, 0},
	{BPF_MAP_TYPE_RINGBUF, 0, 0, 0, 0, 0, page, 0},
	{31 /* user_ringbuf */, 0, 0, 0, 0, 0, page, 0},
	/* the kernel wants none: local storage has no limit */
	{BPF_MAP_TYPE_SK_STORAGE, 4, 8, 0, 4, 8, 0, 0},
	{BPF_MAP_TYPE_TASK_STORAGE, 4, 8, 0, 4, 8, 0, 0},
	{BPF_MAP_TYPE_INODE_STORAGE, 4, 8, 0, 4, 8, 0, 0},
	{BPF_MAP_TYPE_CGROUP_STORAGE, 8, 8, 0, 8, 8, 0, 0},
	/* the verifier's answer depends on it */
	{BPF_MAP_TYPE_HASH, 0, 8, 1, 0, 8, 1, SIZES_KEY},
	{BPF_MAP_TYPE_HASH, 4, 0, 1, 4, 0, 1, SIZES_VALUE},
	{BPF_MAP_TYPE_ARRAY, 0, 0, 0, 4, 0, 1, SIZES_VALUE},
	{BPF_MAP_TYPE_DEVMAP_HASH, 0, 0, 0, 4, 0, 1, SIZES_VALUE},
	{BPF_MAP_TYPE_SOCKHASH, 0, 0, 0, 0, 4, 1, SIZES_KEY},
	{BPF_MAP_TYPE_STACK, 0, 0, 0, 0, 0, 1, SIZES_VALUE},
	{BPF_MAP_TYPE_LPM_TRIE, 0, 0, 0, 0, 0, 1, SIZES_KEY | SIZES_VALUE},
	{BPF_MAP_TYPE_SK_STORAGE, 4, 0, 0, 4, 0, 0, SIZES_VALUE},
	{BPF_MAP_TYPE_ARRAY_OF_MAPS, 0, 0, 0, 4, 4, 1, SIZES_INNER},
	{BPF_MAP_TYPE_HASH_OF_MAPS, 4, 0, 2, 4, 4, 2, SIZES_INNER},
	/* of a kernel to come: unknown what it wants */
	{NO_TYPE, 0, 0, 0, 0, 0, 0, 0},
};

static void maps_get_sizes(void **state)
{
	struct bpf_object *object = test_object_open("whole");
	struct bpf_map *map = bpf_object__find_map_by_name(object, "calls");
	struct adapted adapted = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		assert_int_equal(bpf_map__set_type(map, (enum bpf_map_type)sizes[i].type), 0);
		assert_int_equal(bpf_map__set_key_size(map, sizes[i].key), 0);
		assert_int_equal(bpf_map__set_value_size(map, sizes[i].value), 0);
		assert_int_equal(bpf_map__set_max_entries(map, sizes[i].entries), 0);
		assert_int_equal(bpf_map__set_pin_path(map, "/sys/fs/bpf/calls"), 0);
		assert_int_equal(adapt_object(object, NULL, &adapted), 0);
		if (bpf_map__key_size(map) != sizes[i].key_after ||
			bpf_map__value_size(map) != sizes[i].value_after ||
			bpf_map__max_entries(map) != sizes[i].entries_after)
			fail_msg("row %zu, type %d: %u, %u, %u", i, sizes[i].type,
				bpf_map__key_size(map), bpf_map__value_size(map),
				bpf_map__max_entries(map));
		if (sizes_lacking(map) != sizes[i].lacks)
			fail_msg(
				"row %zu, type %d: lacks %x", i, sizes[i].type, sizes_lacking(map));
		/* a line says so, or nothing was supplied */
		const bool same = sizes[i].key == sizes[i].key_after &&
				  sizes[i].value == sizes[i].value_after &&
				  sizes[i].entries == sizes[i].entries_after;
		assert_int_equal(adapted.count, !same);
		assert_null(bpf_map__pin_path(map));
		adapted_clear(&adapted);
	}
	bpf_object__close(object);
}

/* A frame of a stack of build ids takes 32 bytes. */
static void stacks_of_build_ids_are_larger(void **state)
{
	struct bpf_object *object = test_object_open("whole");
	struct bpf_map *map = bpf_object__find_map_by_name(object, "calls");
	struct adapted adapted = {0};

	(void)state;
	bpf_map__set_type(map, BPF_MAP_TYPE_STACK_TRACE);
	bpf_map__set_map_flags(map, BPF_F_STACK_BUILD_ID);
	bpf_map__set_value_size(map, 0);
	assert_int_equal(adapt_object(object, NULL, &adapted), 0);
	assert_int_equal(bpf_map__value_size(map), 127 * 32);
	assert_int_equal(adapted.count, 1);
	assert_string_equal(adapted.lines[0].text, "calls: value_size 4064");
	adapted_clear(&adapted);
	bpf_object__close(object);
}

/* There is one buffer for each CPU. */
static void maps_of_cpus_have_an_entry_for_each(void **state)
{
	static const int types[] = {BPF_MAP_TYPE_PERF_EVENT_ARRAY, BPF_MAP_TYPE_CPUMAP};
	struct bpf_object *object = test_object_open("whole");
	struct bpf_map *map = bpf_object__find_map_by_name(object, "calls");
	struct adapted adapted = {0};
	char line[96];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		bpf_map__set_type(map, (enum bpf_map_type)types[i]);
		bpf_map__set_key_size(map, 0);
		bpf_map__set_value_size(map, 0);
		bpf_map__set_max_entries(map, 0);
		assert_int_equal(adapt_object(object, NULL, &adapted), 0);
		sprintf(line, "calls: key_size 4, value_size 4, max_entries %d",
			libbpf_num_possible_cpus());
		assert_string_equal(adapted.lines[0].text, line);
		adapted_clear(&adapted);
	}
	bpf_object__close(object);
}

/* What has no room is counted, and a line is never cut. */
static void many_lines_are_counted(void **state)
{
	struct bpf_object *object = test_object_open("whole");
	struct bpf_program *p = bpf_object__next_program(object, NULL);
	struct bpf_map *map = bpf_object__find_map_by_name(object, "calls");
	struct adapted adapted = {0};
	char *text;

	(void)state;
	text = adapted_for(&adapted, p, NULL);
	assert_string_equal(text, "");
	free(text);
	for (int i = 0; i < 100; i++)
		assert_int_equal(adapted_map(&adapted, map, "max_entries %d", i), 0);
	text = adapted_for(&adapted, p, NULL);
	assert_true(strlen(text) < 512);
	assert_int_equal(strncmp(text, "calls: max_entries 0\ncalls: max_entries 1\n", 42), 0);
	int lines = 0, more = 0;
	for (const char *at = text; (at = strchr(at, '\n')); at++)
		lines++;
	assert_int_equal(sscanf(strrchr(text, '\n'), "\nand %d more", &more), 1);
	assert_int_equal(lines + more, 100);
	free(text);
	adapted_clear(&adapted);
	/* a line of another program does not matter; one of its own does */
	assert_int_equal(adapted_program(&adapted, p, "section x\x1b: type xdp"), 0);
	text = adapted_for(&adapted, p, NULL);
	assert_string_equal(text, "section x\xef\xbf\xbd: type xdp");
	free(text);
	text = adapted_for(&adapted, bpf_object__next_program(object, p), NULL);
	assert_string_equal(text, "");
	free(text);
	adapted_clear(&adapted);
	bpf_object__close(object);
}

/* BTF with a function @name of one parameter, named @parameter, and @other of two. */
static struct btf *functions(const char *name, const char *parameter, const char *other)
{
	struct btf *btf = btf__new_empty();
	int type, proto;

	assert_non_null(btf);
	type = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	proto = btf__add_func_proto(btf, type);
	btf__add_func_param(btf, parameter, type);
	assert_true(btf__add_func(btf, name, BTF_FUNC_STATIC, proto) > 0);
	proto = btf__add_func_proto(btf, type);
	btf__add_func_param(btf, parameter, type);
	btf__add_func_param(btf, parameter, type);
	assert_true(btf__add_func(btf, other, BTF_FUNC_STATIC, proto) > 0);
	return btf;
}

/* The names of a function's parameters, each followed by a comma; overwritten by the next call. */
static const char *parameters(const struct btf *btf, const char *function)
{
	static char names[64];
	const struct btf_type *t =
		btf__type_by_id(btf, (__u32)btf__find_by_name_kind(btf, function, BTF_KIND_FUNC));

	t = btf__type_by_id(btf, t->type);
	*names = '\0';
	for (int i = 0; i < btf_vlen(t); i++)
		sprintf(names + strlen(names), "%s,",
			btf__name_by_offset(btf, btf_params(t)[i].name_off));
	return names;
}

static void write_btf(const struct btf *btf, const char *path)
{
	__u32 size;
	const void *bytes = btf__raw_data(btf, &size);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, size, f), size);
	fclose(f);
}

/* Unnamed parameters get the names of the same function in the other BTF. */
static void parameters_get_names(void **state)
{
	char path[] = "/tmp/test-adapt.XXXXXX";
	int fd = mkstemp(path);
	struct btf *named = functions("first", "a", "second"),
		   *nameless = functions("first", "", "third"),
		   *mine = functions("first", "mine", "second");

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	write_btf(named, path);
	assert_int_equal(adapt_names(nameless, path), 0);
	assert_string_equal(parameters(nameless, "first"), "a,");
	/* a function that the other BTF lacks is not changed */
	assert_string_equal(parameters(nameless, "third"), ",,");
	/* names are kept */
	assert_int_equal(adapt_names(mine, path), 0);
	assert_string_equal(parameters(mine, "first"), "mine,");
	btf__free(nameless);
	/* nor one with another number of parameters */
	nameless = functions("second", "", "first");
	assert_int_equal(adapt_names(nameless, path), 0);
	assert_string_equal(parameters(nameless, "first"), ",,");
	assert_string_equal(parameters(nameless, "second"), ",");
	unlink(path);
	assert_true(adapt_names(nameless, path) < 0);
	assert_int_equal(adapt_names(NULL, path), 0);
	btf__free(named);
	btf__free(nameless);
	btf__free(mine);
}

/* What libbpf before 1.0 or cilium/ebpf takes a section for. */
static void sections_are_known_by_their_first_word(void **state)
{
	static const struct {
		const char *section;
		enum bpf_prog_type type;
		int attach;
		__u32 flags;
	} rows[] = {
		{"classifier/ingress", BPF_PROG_TYPE_SCHED_CLS, 0, 0},
		{"classifier_x", BPF_PROG_TYPE_SCHED_CLS, 0, 0},
		{"tc/from-container", BPF_PROG_TYPE_SCHED_CLS, 0, 0},
		{"tc_ingress", BPF_PROG_TYPE_SCHED_CLS, 0, 0},
		{"action/drop", BPF_PROG_TYPE_SCHED_ACT, 0, 0},
		{"socket/http", BPF_PROG_TYPE_SOCKET_FILTER, 0, 0},
		{"socket1", BPF_PROG_TYPE_SOCKET_FILTER, 0, 0},
		{"xdp/lo", BPF_PROG_TYPE_XDP, BPF_XDP, 0},
		{"xdp_sock", BPF_PROG_TYPE_XDP, BPF_XDP, 0},
		{"xdp.frags/x", BPF_PROG_TYPE_XDP, BPF_XDP, 1U << 5},
		{"xdp/devmap/x", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP, 0},
		{"xdp_devmap/egress", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP, 0},
		{"xdp_cpumap/x", BPF_PROG_TYPE_XDP, BPF_XDP_CPUMAP, 0},
		{"perf_event/unwind", BPF_PROG_TYPE_PERF_EVENT, 0, 0},
		{"cgroup/skb/x", BPF_PROG_TYPE_CGROUP_SKB, 0, 0},
		{"cgroup_skb/ingress/x", BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_INGRESS, 0},
		{"cgroup/connect4/lb", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_CONNECT, 0},
		{"cgroup/sock_create/x", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, 0},
		{"cgroup/dev/x", BPF_PROG_TYPE_CGROUP_DEVICE, BPF_CGROUP_DEVICE, 0},
		{"sockops/x", BPF_PROG_TYPE_SOCK_OPS, BPF_CGROUP_SOCK_OPS, 0},
		{"sk_skb/x", BPF_PROG_TYPE_SK_SKB, 0, 0},
		{"sk_skb/stream_parser/x", BPF_PROG_TYPE_SK_SKB, BPF_SK_SKB_STREAM_PARSER, 0},
		{"sk_msg/x", BPF_PROG_TYPE_SK_MSG, BPF_SK_MSG_VERDICT, 0},
		{"sk_lookup/x", BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP, 0},
		{"lwt_xmit/x", BPF_PROG_TYPE_LWT_XMIT, 0, 0},
		{"flow_dissector/0", BPF_PROG_TYPE_FLOW_DISSECTOR, BPF_FLOW_DISSECTOR, 0},
		{"syscall/x", BPF_PROG_TYPE_SYSCALL, 0, BPF_F_SLEEPABLE},
		/* libbpf knows the whole name */
		{"xdp", BPF_PROG_TYPE_UNSPEC, 0, 0},
		{"kprobe/do_exit", BPF_PROG_TYPE_UNSPEC, 0, 0},
		{"tp/sched/sched_switch", BPF_PROG_TYPE_UNSPEC, 0, 0},
		{"lsm/file_open", BPF_PROG_TYPE_UNSPEC, 0, 0},
		/* no loader knows it */
		{"filter", BPF_PROG_TYPE_UNSPEC, 0, 0},
		{"from-container", BPF_PROG_TYPE_UNSPEC, 0, 0},
		{"2/5", BPF_PROG_TYPE_UNSPEC, 0, 0},
		{"tcp_connect", BPF_PROG_TYPE_UNSPEC, 0, 0},
		{"kprobe_do_exit", BPF_PROG_TYPE_UNSPEC, 0, 0},
		{"syscalls", BPF_PROG_TYPE_UNSPEC, 0, 0},
		{"", BPF_PROG_TYPE_UNSPEC, 0, 0},
		{"/xdp", BPF_PROG_TYPE_UNSPEC, 0, 0},
	};
	char long_name[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum bpf_attach_type attach;
		__u32 flags;
		const enum bpf_prog_type type = sections_type(rows[i].section, &attach, &flags);
		if (type != rows[i].type ||
			(type && ((int)attach != rows[i].attach || flags != rows[i].flags)))
			fail_msg("%s: type %d, attach type %d, flags %u", rows[i].section, type,
				attach, flags);
	}
	memset(long_name, 'x', sizeof(long_name));
	memcpy(long_name, "xdp/", 4);
	long_name[sizeof(long_name) - 1] = '\0';
	enum bpf_attach_type attach;
	__u32 flags;
	assert_int_equal(sections_type(long_name, &attach, &flags), BPF_PROG_TYPE_UNSPEC);
}

static struct references *references_of(const char *name, char **ret_bytes)
{
	size_t len;

	assert_int_equal(read_whole(test_object_path(name), 1 << 24, ret_bytes, &len), 0);
	return references_read(*ret_bytes, len);
}

/* Leave only @program on autoload, NULL: all; then adapt. */
static struct bpf_object *adapt_for(
	const char *program, struct references *references, struct adapted *ret)
{
	struct bpf_object *object = test_object_open("references");
	struct bpf_program *p;

	bpf_object__for_each_program(p, object)
		bpf_program__set_autoload(
			p, !program || strcmp(bpf_program__name(p), program) == 0);
	assert_int_equal(adapt_object(object, references, ret), 0);
	return object;
}

static bool is_made(const struct bpf_object *object, const char *map)
{
	return bpf_map__autocreate(bpf_object__find_map_by_name(object, map));
}

/* A program is judged with its maps, and what is supplied for others does not matter to it. */
static void maps_of_other_programs_are_not_made(void **state)
{
	struct adapted adapted = {0};
	char *bytes, *text;
	struct references *references = references_of("references", &bytes);
	struct bpf_object *object = adapt_for("direct", references, &adapted);

	(void)state;
	assert_true(is_made(object, "of_direct"));
	assert_false(is_made(object, "of_static") || is_made(object, "of_nobody"));
	text = adapted_for(
		&adapted, bpf_object__find_program_by_name(object, "direct"), references);
	assert_string_equal(text, "section classifier/direct: type sched_cls\n"
				  "of_nobody: not made, no program uses it\n"
				  "of_direct: max_entries 1");
	free(text);
	adapted_clear(&adapted);
	bpf_object__close(object);
	/* a map in the initial value of another */
	object = adapt_for("nests", references, &adapted);
	assert_true(is_made(object, "outer") && is_made(object, "inner"));
	adapted_clear(&adapted);
	bpf_object__close(object);
	/* together: all but the one that none uses */
	object = adapt_for(NULL, references, &adapted);
	assert_true(is_made(object, "of_direct") && is_made(object, "of_static") &&
		    is_made(object, "of_global") && is_made(object, "of_callback") &&
		    is_made(object, "of_itself") && is_made(object, "inner"));
	assert_false(is_made(object, "of_nobody"));
	text = adapted_for(&adapted, bpf_object__find_program_by_name(object, "calls"), references);
	assert_string_equal(
		text, "of_nobody: not made, no program uses it\nof_static: max_entries 1");
	free(text);
	adapted_clear(&adapted);
	bpf_object__close(object);
	/* without references all are */
	object = adapt_for("plain", NULL, &adapted);
	assert_true(is_made(object, "of_nobody") && is_made(object, "of_static"));
	adapted_clear(&adapted);
	bpf_object__close(object);
	references_free(references);
	free(bytes);
}

/* A program whose map is not complete does not keep the others from being loaded. */
static void an_incomplete_map_takes_its_programs_along(void **state)
{
	struct adapted adapted = {0};
	char *bytes;
	struct references *references = references_of("references", &bytes);
	struct bpf_object *object = test_object_open("references");
	struct bpf_program *calls = bpf_object__find_program_by_name(object, "calls"),
			   *direct = bpf_object__find_program_by_name(object, "direct"), *p;
	struct bpf_map *map = bpf_object__find_map_by_name(object, "of_static");

	(void)state;
	assert_int_equal(bpf_map__set_value_size(map, 0), 0);
	assert_int_equal(adapt_object(object, references, &adapted), 0);
	assert_false(bpf_program__autoload(calls));
	assert_true(bpf_program__autoload(direct));
	assert_false(bpf_map__autocreate(map));
	adapted_clear(&adapted);
	bpf_object__close(object);
	/* alone it keeps its map, whose refusal is the answer */
	object = test_object_open("references");
	map = bpf_object__find_map_by_name(object, "of_static");
	bpf_map__set_value_size(map, 0);
	bpf_object__for_each_program(p, object)
		bpf_program__set_autoload(p, strcmp(bpf_program__name(p), "calls") == 0);
	assert_int_equal(adapt_object(object, references, &adapted), 0);
	assert_true(bpf_program__autoload(bpf_object__find_program_by_name(object, "calls")));
	assert_true(bpf_map__autocreate(map));
	adapted_clear(&adapted);
	bpf_object__close(object);
	references_free(references);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_get_sizes),
		cmocka_unit_test(stacks_of_build_ids_are_larger),
		cmocka_unit_test(maps_of_cpus_have_an_entry_for_each),
		cmocka_unit_test(many_lines_are_counted),
		cmocka_unit_test(sections_are_known_by_their_first_word),
		cmocka_unit_test(maps_of_other_programs_are_not_made),
		cmocka_unit_test(an_incomplete_map_takes_its_programs_along),
		cmocka_unit_test(parameters_get_names),
	};

	libbpf_set_print(NULL);
	assert_int_equal(sections_register(), 0);
	assert_int_equal(sections_register(), 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
