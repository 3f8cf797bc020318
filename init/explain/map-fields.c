// SPDX-License-Identifier: GPL-2.0-only
/*
 * map_check_btf() in kernel/bpf/syscall.c and btf_parse_fields() in kernel/bpf/btf.c, read in 5.10,
 * 6.12 and 7.2.  Which map types take a field is asked, with a value that has nothing else.  A
 * kernel that does not know a field takes it for an ordinary struct, in a map of any type.
 */
#include "explain/map-fields.h"
#include "explain/map-rules.h"
#include "probe/kfuncs.h"
#include "probe/names.h"

#include <bpf/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))
#define DEPTH_MAX     8
#define MEMBERS_MAX   512

/* Structs of <linux/bpf.h> in a map's value that mean something to the kernel. */
static const struct field {
	const char *name;
	uint32_t size;
	bool single;  /* a value has one at most */
	bool guarded; /* it needs a lock beside it, and cannot be asked for alone */
} fields[] = {
	{"bpf_spin_lock", 4, true, false},
	{"bpf_res_spin_lock", 8, true, false},
	{"bpf_timer", 16, true, false},
	{"bpf_wq", 16, true, false},
	{"bpf_task_work", 8, true, false},
	{"bpf_list_head", 16, false, true},
	{"bpf_rb_root", 16, false, true},
	{"bpf_refcount", 4, true, false},
};

/* Tags of pointers in a map's value, since 5.19, 6.7 and 6.13. */
static const char *const tags[] = {"kptr", "kptr_untrusted", "percpu_kptr", "uptr"};

struct found {
	unsigned int count[ARRAY_SIZE(fields)];
	unsigned int tagged; /* pointers with one of the tags */
	const char *tag, *tagged_type;
	unsigned int left; /* members that are looked at yet */
};

static void find_tag(struct found *f, const struct btf *btf, const struct btf_type *t)
{
	const struct btf_type *to = btf__type_by_id(btf, t->type);

	if (!to || !btf_is_type_tag(to))
		return;
	const char *tag = btf__name_by_offset(btf, to->name_off);
	while (to && (btf_is_mod(to) || btf_is_type_tag(to)))
		to = btf__type_by_id(btf, to->type);
	for (size_t i = 0; tag && to && i < ARRAY_SIZE(tags); i++)
		if (strcmp(tag, tags[i]) == 0) {
			f->tagged++;
			f->tag = tags[i];
			f->tagged_type = btf__name_by_offset(btf, to->name_off);
		}
}

static const struct btf_type *skip_names(const struct btf *btf, const struct btf_type *t)
{
	for (int i = 0; t && i < 32 && (btf_is_mod(t) || btf_is_typedef(t)); i++)
		t = btf__type_by_id(btf, t->type);
	return t;
}

static void find_fields(struct found *f, const struct btf *btf, const struct btf_type *t, int depth)
{
	t = skip_names(btf, t);
	if (!t || depth > DEPTH_MAX || !f->left)
		return;
	f->left--;
	if (btf_is_ptr(t))
		find_tag(f, btf, t);
	if (btf_is_array(t))
		find_fields(f, btf, btf__type_by_id(btf, btf_array(t)->type), depth + 1);
	if (btf_is_datasec(t))
		for (int i = 0; i < btf_vlen(t); i++) {
			const struct btf_type *v =
				btf__type_by_id(btf, btf_var_secinfos(t)[i].type);
			if (v)
				find_fields(f, btf, btf__type_by_id(btf, v->type), depth + 1);
		}
	if (!btf_is_struct(t))
		return;
	const char *name = btf__name_by_offset(btf, t->name_off);
	for (size_t i = 0; name && i < ARRAY_SIZE(fields); i++)
		if (strcmp(name, fields[i].name) == 0) {
			f->count[i]++;
			return;
		}
	for (int i = 0; i < btf_vlen(t); i++)
		find_fields(f, btf, btf__type_by_id(btf, btf_members(t)[i].type), depth + 1);
}

static int load_btf(struct btf *btf, bool whole)
{
	__u32 size;
	const void *raw = whole ? btf__raw_data(btf, &size) : NULL;
	const int fd = raw ? bpf_btf_load(raw, size, NULL) : -1;

	btf__free(btf);
	return fd;
}

/* BTF of an int (1) and of a value (2) that has @field alone; -1. */
static int make_field(const struct field *field)
{
	struct btf *btf = btf__new_empty();
	const bool whole = btf && btf__add_int(btf, "int", 4, BTF_INT_SIGNED) == 1 &&
			   btf__add_struct(btf, "value", field->size) == 2 &&
			   btf__add_field(btf, "field", 3, 0, 0) == 0 &&
			   btf__add_struct(btf, field->name, field->size) == 3;

	return load_btf(btf, whole);
}

/* Likewise of a value that has a pointer to struct @type with @tag alone. */
static int make_tagged(const char *tag, const char *type)
{
	struct btf *btf = btf__new_empty();
	const bool whole = btf && btf__add_int(btf, "int", 4, BTF_INT_SIGNED) == 1 &&
			   btf__add_struct(btf, "value", 8) == 2 &&
			   btf__add_field(btf, "field", 3, 0, 0) == 0 &&
			   btf__add_ptr(btf, 4) == 3 && btf__add_type_tag(btf, tag, 5) == 4 &&
			   btf__add_struct(btf, type, 8) == 5;

	return load_btf(btf, whole);
}

/*
 * Whether a map of @type takes the value of @size bytes that is type 2 of the BTF; false too where
 * no such map is made.
 */
static bool takes_value(uint32_t type, int btf_fd, uint32_t size)
{
	struct map_question q = map_ask_plain(type);

	q.key = 4;
	q.value = size;
	q.own_btf = false;
	q.btf_key = 1;
	q.btf_value = 2;
	q.btf_fd = btf_fd;
	return btf_fd >= 0 && map_ask(&q) == 0;
}

/* The types that take such a value; those that need a key of another size are not asked. */
static int list_takers(char *ret, size_t size, int btf_fd, uint32_t value)
{
	static const uint32_t types[] = {BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_ARRAY,
		BPF_MAP_TYPE_LRU_HASH, BPF_MAP_TYPE_PERCPU_HASH, BPF_MAP_TYPE_PERCPU_ARRAY,
		BPF_MAP_TYPE_LRU_PERCPU_HASH, BPF_MAP_TYPE_SK_STORAGE, BPF_MAP_TYPE_TASK_STORAGE,
		BPF_MAP_TYPE_INODE_STORAGE, MAP_TYPE_CGRP_STORAGE};
	size_t used = 0;
	int n = 0;

	*ret = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (takes_value(types[i], btf_fd, value))
			used += (size_t)snprintf(ret + used, size - used, "%s%s", n++ ? ", " : "",
				names_map((int)types[i]));
	return n;
}

/* Where a map of @type does not take the value: "a lru_hash takes no @what in its value". */
static bool say_type(
	char *ret, size_t size, uint32_t type, int btf_fd, uint32_t value, const char *what)
{
	char takers[160];

	/* a key of 4 bytes does not fit these: what they take is not known */
	if (type == BPF_MAP_TYPE_LPM_TRIE || map_ask_plain(type).key == 0 ||
		takes_value(type, btf_fd, value))
		return false;
	const int n = list_takers(takers, sizeof(takers), btf_fd, value);
	snprintf(ret, size, "%s takes no %s in its value%s%s%s", map_rules_type(type), what,
		n ? "; " : "", takers,
		n > 1 ? " do"
		: n   ? " does"
		      : "");
	return n > 0;
}

static void say_field(char *ret, size_t size, const struct map_question *refused,
	const struct field *field, unsigned int count)
{
	const uint32_t no_access = BPF_F_RDONLY_PROG | BPF_F_WRONLY_PROG;
	const char *type = map_rules_type(refused->type);

	if (field->single && count > 1) {
		snprintf(ret, size, "a value has one %s at most, and here it has %u", field->name,
			count);
	} else if (refused->flags & no_access) {
		snprintf(ret, size, "a map with a %s in its value takes no %s", field->name,
			refused->flags & BPF_F_RDONLY_PROG ? "BPF_F_RDONLY_PROG"
							   : "BPF_F_WRONLY_PROG");
	} else if (field->guarded) {
		/* since 6.2 and 6.4 */
		if (refused->type != BPF_MAP_TYPE_HASH && refused->type != BPF_MAP_TYPE_LRU_HASH &&
			refused->type != BPF_MAP_TYPE_ARRAY)
			snprintf(ret, size, "%s takes no %s in its value; hash, lru_hash, array do",
				type, field->name);
		else
			snprintf(ret, size,
				"%s needs a bpf_spin_lock in the same value, and __contains()",
				field->name);
	} else {
		const int fd = make_field(field);
		say_type(ret, size, refused->type, fd, field->size, field->name);
		if (fd >= 0)
			close(fd);
	}
}

static void say_tagged(
	char *ret, size_t size, const struct map_question *refused, const struct found *f)
{
	const struct btf *kernel = kfuncs_kernel_btf();
	const char *type = f->tagged_type;
	char what[128];

	if (!type || !*type) {
		snprintf(ret, size, "a pointer with the tag %s points to a struct", f->tag);
		return;
	}
	if (kernel && btf__find_by_name_kind(kernel, type, BTF_KIND_STRUCT) < 0) {
		snprintf(ret, size, "the value has a %s to struct %.64s, which this kernel lacks",
			f->tag, type);
		return;
	}
	const int fd = make_tagged(f->tag, type), untrusted = make_tagged("kptr_untrusted", type);
	snprintf(what, sizeof(what), "%s to struct %.64s", f->tag, type);
	if (!say_type(ret, size, refused->type, fd, 8, what)) {
		*ret = '\0';
		if (strcmp(f->tag, "kptr") == 0 && !takes_value(refused->type, fd, 8) &&
			takes_value(refused->type, untrusted, 8))
			snprintf(ret, size,
				"this kernel keeps no struct %.64s by a kptr: it has no "
				"destructor for one",
				type);
	}
	if (fd >= 0)
		close(fd);
	if (untrusted >= 0)
		close(untrusted);
}

/* A type does not have the size that the map says; or the key of an array is no int. */
static void say_sizes(
	char *ret, size_t size, const struct map_question *refused, const struct btf *btf)
{
	const long long key = refused->btf_key ? btf__resolve_size(btf, refused->btf_key) : 0;
	const long long value = btf__resolve_size(btf, refused->btf_value);
	const struct btf_type *t = skip_names(btf, btf__type_by_id(btf, refused->btf_key));

	if (value >= 0 && value != refused->value)
		snprintf(ret, size, "the type of the value has %lld bytes, and value_size is %u",
			value, refused->value);
	else if (refused->btf_key && key >= 0 && key != refused->key)
		snprintf(ret, size, "the type of the key has %lld bytes, and key_size is %u", key,
			refused->key);
	else if (refused->btf_key && refused->key == 4 && t && !btf_is_int(t))
		snprintf(ret, size,
			"the key of %s is of type int or __u32, and here it is another of 4 "
			"bytes",
			map_rules_type(refused->type));
}

void map_fields_say(
	char *ret, size_t size, const struct map_question *refused, const struct btf *btf)
{
	struct found f = {.left = MEMBERS_MAX};
	char text[256];

	*ret = '\0';
	if (!refused->btf_value) {
		if (map_ask_wants_btf(refused->type))
			snprintf(ret, size,
				"%s needs the types of key and value: __type(key, int) and "
				"__type(value, …), compiled with -g",
				map_rules_type(refused->type));
		return;
	}
	if (!btf)
		return;
	find_fields(&f, btf, btf__type_by_id(btf, refused->btf_value), 0);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		*text = '\0';
		if (f.count[i])
			say_field(text, sizeof(text), refused, &fields[i], f.count[i]);
		if (*text)
			map_rules_add(ret, size, text);
	}
	if (!*ret)
		say_sizes(ret, size, refused, btf);
	if (!*ret && f.tagged)
		say_tagged(ret, size, refused, &f);
}
