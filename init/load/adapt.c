// SPDX-License-Identifier: GPL-2.0-only
#include "load/adapt.h"

#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* include/uapi/linux/bpf.h of 6.4 and 6.2; Debian 12 has the headers of 6.1 */
#define PROG_TYPE_NETFILTER   ((enum bpf_prog_type)32)
#define MAP_TYPE_CGRP_STORAGE 32

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* Context type of a program's first argument → program type; include/linux/bpf_types.h. */
static const struct {
	const char *context;
	enum bpf_prog_type type;
} contexts[] = {
	{"__sk_buff", BPF_PROG_TYPE_SCHED_CLS},
	{"bpf_cgroup_dev_ctx", BPF_PROG_TYPE_CGROUP_DEVICE},
	{"bpf_nf_ctx", PROG_TYPE_NETFILTER},
	{"bpf_perf_event_data", BPF_PROG_TYPE_PERF_EVENT},
	{"bpf_raw_tracepoint_args", BPF_PROG_TYPE_RAW_TRACEPOINT},
	{"bpf_sk_lookup", BPF_PROG_TYPE_SK_LOOKUP},
	{"bpf_sock", BPF_PROG_TYPE_CGROUP_SOCK},
	{"bpf_sock_addr", BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
	{"bpf_sock_ops", BPF_PROG_TYPE_SOCK_OPS},
	{"bpf_sockopt", BPF_PROG_TYPE_CGROUP_SOCKOPT},
	{"bpf_sysctl", BPF_PROG_TYPE_CGROUP_SYSCTL},
	{"bpf_user_pt_regs_t", BPF_PROG_TYPE_KPROBE},
	{"pt_regs", BPF_PROG_TYPE_KPROBE},
	{"sk_msg_md", BPF_PROG_TYPE_SK_MSG},
	{"sk_reuseport_md", BPF_PROG_TYPE_SK_REUSEPORT},
	{"user_pt_regs", BPF_PROG_TYPE_KPROBE},
	{"xdp_md", BPF_PROG_TYPE_XDP},
};

/* The name of the type that the first argument of function @name points to; NULL: no pointer. */
static const char *first_argument_type(const struct btf *btf, const char *name)
{
	int id = btf ? btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) : -1;
	const struct btf_type *t;

	if (id < 0)
		return NULL;
	t = btf__type_by_id(btf, btf__type_by_id(btf, (__u32)id)->type);
	if (!t || !btf_is_func_proto(t) || btf_vlen(t) == 0)
		return NULL;
	t = btf__type_by_id(btf, btf_params(t)[0].type);
	if (!t || !btf_is_ptr(t))
		return NULL;
	for (t = btf__type_by_id(btf, t->type); t && (btf_is_const(t) || btf_is_volatile(t));)
		t = btf__type_by_id(btf, t->type);
	return t ? btf__name_by_offset(btf, t->name_off) : NULL;
}

/* Set @target's type by its context argument: the type's name; NULL: unknown context. */
static const char *adapt_freplace(const struct bpf_object *object, struct bpf_program *target)
{
	const char *context =
		first_argument_type(bpf_object__btf(object), bpf_program__name(target));

	for (size_t i = 0; context && i < ARRAY_SIZE(contexts); i++) {
		if (strcmp(contexts[i].context, context) != 0)
			continue;
		bpf_program__set_type(target, contexts[i].type);
		bpf_program__set_expected_attach_type(target, 0);
		return libbpf_bpf_prog_type_str(contexts[i].type);
	}
	return NULL;
}

#if LIBBPF_MAJOR_VERSION > 1 || LIBBPF_MINOR_VERSION >= 4
/*
 * Whether @target is a member of the struct_ops @map.  Since libbpf 1.4 the initial value of such a
 * map has a struct bpf_program * where the kernel's type has a function pointer.
 */
static bool map_uses(
	const struct bpf_object *object, struct bpf_map *map, const struct bpf_program *target)
{
	const struct btf *btf = bpf_object__btf(object);
	const struct btf_type *t = btf__type_by_id(btf, bpf_map__btf_value_type_id(map));
	size_t size = 0;
	const char *value = bpf_map__initial_value(map, &size);

	if (!value || !t || !btf_is_struct(t))
		return true; /* unknown: keep the map */
	for (int i = 0; i < btf_vlen(t); i++) {
		__u32 bit = btf_member_bit_offset(t, (__u32)i);
		const void *held;
		if (bit % 8 || bit / 8 + sizeof(held) > size)
			continue;
		memcpy(&held, value + bit / 8, sizeof(held));
		if (held == target)
			return true;
	}
	return false;
}
#else
static bool map_uses(
	const struct bpf_object *object, struct bpf_map *map, const struct bpf_program *target)
{
	(void)object;
	(void)map;
	return bpf_program__type(target) == BPF_PROG_TYPE_STRUCT_OPS;
}
#endif

static void adapt_map(
	const struct bpf_object *object, struct bpf_map *map, const struct bpf_program *target)
{
	bpf_map__set_pin_path(map, NULL);
	switch ((int)bpf_map__type(map)) {
	case BPF_MAP_TYPE_SK_STORAGE:
	case BPF_MAP_TYPE_INODE_STORAGE:
	case BPF_MAP_TYPE_TASK_STORAGE:
	case MAP_TYPE_CGRP_STORAGE:
	case BPF_MAP_TYPE_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
		break; /* the kernel refuses these with max_entries other than 0 */
	case BPF_MAP_TYPE_STRUCT_OPS:
		if (!map_uses(object, map, target))
			bpf_map__set_autocreate(map, false);
		break;
	case BPF_MAP_TYPE_RINGBUF:
		bpf_map__set_max_entries(map, (__u32)sysconf(_SC_PAGESIZE));
		break;
	default:
		if (bpf_map__max_entries(map) == 0)
			bpf_map__set_max_entries(map, 1);
	}
}

const char *adapt_object(struct bpf_object *object, struct bpf_program *target, bool has_target)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		adapt_map(object, map, target);
	return bpf_program__type(target) == BPF_PROG_TYPE_EXT && !has_target
		       ? adapt_freplace(object, target)
		       : NULL;
}

/* The prototype of the function @name in @btf; NULL: none, or not with @vlen parameters. */
static const struct btf_type *find_prototype(const struct btf *btf, const char *name, size_t vlen)
{
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);
	const struct btf_type *t =
		id < 0 ? NULL : btf__type_by_id(btf, btf__type_by_id(btf, (__u32)id)->type);

	return t && btf_is_func_proto(t) && btf_vlen(t) == vlen ? t : NULL;
}

/*
 * Give function @id a copy of its prototype @proto with the parameter names of @named, a prototype
 * in @names.
 */
static int name_function(struct btf *btf, __u32 id, const struct btf_type *proto,
	const struct btf *names, const struct btf_type *named)
{
	const size_t count = btf_vlen(proto);
	const __u32 returns = proto->type;
	__u32 types[16];
	int r, made;

	if (count > sizeof(types) / sizeof(*types))
		return -E2BIG;
	/* copied first: btf__add_*() may move the types */
	for (size_t i = 0; i < count; i++)
		types[i] = btf_params(proto)[i].type;
	made = btf__add_func_proto(btf, (int)returns);
	r = made < 0 ? made : 0;
	for (size_t i = 0; i < count && !r; i++) {
		const char *name = btf__name_by_offset(names, btf_params(named)[i].name_off);
		r = btf__add_func_param(btf, name ? name : "", (int)types[i]);
	}
	if (!r)
		((struct btf_type *)(uintptr_t)btf__type_by_id(btf, id))->type = (__u32)made;
	return r;
}

int adapt_names(struct btf *btf, const char *path)
{
	struct btf *names = btf ? btf__parse(path, NULL) : NULL;
	int r = btf && !names ? -errno : 0;
	const __u32 count = names ? btf__type_cnt(btf) : 0;

	for (__u32 i = 1; i < count && !r; i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const struct btf_type *proto =
			btf_is_func(t) ? btf__type_by_id(btf, t->type) : NULL;
		if (!proto || !btf_is_func_proto(proto) || !btf_vlen(proto) ||
			btf_params(proto)[0].name_off)
			continue;
		const struct btf_type *named = find_prototype(
			names, btf__name_by_offset(btf, t->name_off), btf_vlen(proto));
		if (named)
			r = name_function(btf, i, proto, names, named);
	}
	btf__free(names);
	return r;
}
