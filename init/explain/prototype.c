// SPDX-License-Identifier: GPL-2.0-only
#include "explain/prototype.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NESTED_MAX 8

/* The text that btf_dump writes. */
struct text {
	char *at;
	size_t size, used;
	bool is_full;
};

static void append(void *data, const char *format, va_list args)
{
	struct text *t = data;
	const int n = vsnprintf(t->at + t->used, t->size - t->used, format, args);

	if (n < 0 || t->used + (size_t)n >= t->size)
		t->is_full = true;
	else
		t->used += (size_t)n;
}

static void add(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	append(t, format, args);
	va_end(args);
}

static void add_declaration(struct text *t, struct btf_dump *dump, __u32 type, const char *name)
{
	LIBBPF_OPTS(btf_dump_emit_type_decl_opts, opts, .field_name = name);

	if (!type)
		add(t, *name ? "void %s" : "void", name);
	else if (btf_dump__emit_type_decl(dump, type, &opts))
		t->is_full = true;
}

/* The prototype that @name has; the number of its first argument that is shown in *ret_first. */
static const struct btf_type *find(const struct btf *btf, const char *name, int *ret_first)
{
	char typedef_name[160];
	__s32 id = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;

	*ret_first = 0;
	if (!t) { /* "btf_trace_NAME" points to a function with the tracepoint's data first */
		snprintf(typedef_name, sizeof(typedef_name), "btf_trace_%s", name);
		id = btf__find_by_name_kind(btf, typedef_name, BTF_KIND_TYPEDEF);
		t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;
		t = t ? btf__type_by_id(btf, t->type) : NULL;
		*ret_first = 1;
	}
	t = t ? btf__type_by_id(btf, t->type) : NULL;
	return t && btf_is_func_proto(t) ? t : NULL;
}

bool prototype_find(struct prototype *ret, const char *name)
{
	const struct btf *btf = btf__load_vmlinux_btf();
	struct text text = {.at = ret->text, .size = sizeof(ret->text)};
	int first;
	const struct btf_type *proto = btf ? find(btf, name, &first) : NULL;
	struct btf_dump *dump = proto ? btf_dump__new(btf, append, &text, NULL) : NULL;

	if (!dump)
		return false;
	ret->arguments = 0;
	ret->is_tracepoint = first;
	if (!first) {
		add_declaration(&text, dump, proto->type, "");
		add(&text, text.used && text.at[text.used - 1] == '*' ? "" : " ");
	}
	add(&text, "%s(", name);
	for (int i = first; i < btf_vlen(proto); i++) {
		const struct btf_param *p = &btf_params(proto)[i];
		const char *argument = btf__name_by_offset(btf, p->name_off);
		if (i > first)
			add(&text, ", ");
		add_declaration(&text, dump, p->type, argument ? argument : "");
		ret->arguments++;
	}
	add(&text, ")");
	btf_dump__free(dump);
	return !text.is_full;
}

bool prototype_member(const struct btf *btf, const struct btf_type *type, __u32 off,
	const char **ret_name, __u32 *ret_off, __u32 *ret_size)
{
	__u32 base = 0;

	for (int depth = 0; depth < NESTED_MAX; depth++) {
		const struct btf_member *in = NULL;
		for (int i = 0; i < btf_vlen(type); i++) {
			const struct btf_member *m = &btf_members(type)[i];
			const __u32 begin = base + btf_member_bit_offset(type, (__u32)i) / 8;
			const __s64 size = btf__resolve_size(btf, m->type);
			if (size <= 0 || off < begin || off >= begin + size)
				continue;
			in = m;
			*ret_name = btf__name_by_offset(btf, m->name_off);
			*ret_off = begin;
			*ret_size = btf_member_bitfield_size(type, (__u32)i) ? 0 : (__u32)size;
		}
		if (!in)
			return false;
		if (in->name_off)
			return true;
		/* an anonymous struct or union, behind its modifiers */
		base = *ret_off;
		type = btf__type_by_id(btf, in->type);
		while (type && (btf_is_mod(type) || btf_is_typedef(type)))
			type = btf__type_by_id(btf, type->type);
		if (!type || !btf_is_composite(type))
			return false;
	}
	return false;
}
