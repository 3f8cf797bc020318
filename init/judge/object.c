// SPDX-License-Identifier: GPL-2.0-only
#include "judge/object.h"
#include "explain/trace.h"
#include "file.h"
#include "load/open.h"
#include "probe/features.h"
#include "verdict/limits.h"
#include "verdict/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

/*
 * The string in which the compiler names itself ("clang version 14.0.6").  Searched in the bytes,
 * so that it is found in an object that does not open too.
 */
static void find_producer(char *out, size_t size, const char *bytes, size_t len)
{
	static const char *const marks[] = {"clang version ", "GNU C"};

	*out = '\0';
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks) && !*out; i++) {
		const char *at = memmem(bytes, len, marks[i], strlen(marks[i]));
		if (!at)
			continue;
		const char *end = at;
		while (at > bytes && isprint((unsigned char)at[-1]))
			at--;
		while (end < bytes + len && isprint((unsigned char)*end))
			end++;
		text_clean(out, size, at, (size_t)(end - at), 0);
	}
}

size_t object_count_programs(const struct judged_object *o, const char *name)
{
	struct bpf_program *p;
	size_t n = 0;

	bpf_object__for_each_program(p, o->bpf)
		n += strcmp(bpf_program__name(p), name) == 0;
	return n;
}

/* For tags_stray(), with the object. */
static bool is_program(void *data, const char *name)
{
	return name && object_count_programs(data, name) > 0;
}

static void read_kernel(struct judged_object *o)
{
	char signature[256];
	struct utsname u;

	uname(&u);
	features_signature(signature, sizeof(signature));
	features_version(u.release, u.version, signature, o->version, sizeof(o->version));
	o->says_places = trace_says_places(o->version);
}

/* Add the items of one program. */
static void list_program(struct judged_object *o, struct bpf_program *program, size_t index)
{
	struct expect_variants variants = {.judged = 1U << VARIANT_PRIVILEGED};

	if (o->annotated)
		expect_variants(&variants, bpf_object__btf(o->bpf), bpf_program__name(program));
	o->runs |= variants.runs;
	for (enum variant v = 0; v < VARIANTS; v++)
		o->auxiliary[v][index] = variants.auxiliary & 1U << v;
	for (enum variant v = 0; v < VARIANTS; v++) {
		if (!(variants.judged & 1U << v))
			continue;
		o->items[o->count++] =
			(struct judged_item){.program = program, .index = index, .variant = v};
		if (variants.auxiliary) /* one skipped result, whatever the variants */
			break;
	}
}

/*
 * libbpf takes a function without SEC() for a program where the object has no other, and a static
 * function that was made global.
 */
static bool is_mere_function(const struct judged_object *o, const struct bpf_program *program)
{
	return strcmp(bpf_program__section_name(program), ".text") == 0 ||
	       mended_is_subprogram(&o->mended, bpf_program__name(program));
}

static int list_items(struct judged_object *o)
{
	struct bpf_program *program;
	size_t index = 0;

	bpf_object__for_each_program(program, o->bpf)
		o->programs++;
	o->items = calloc(o->programs * VARIANTS + 1, sizeof(*o->items));
	if (!o->items)
		return -ENOMEM;
	for (int v = 0; v < VARIANTS; v++) {
		o->auxiliary[v] = calloc(o->programs + 1, sizeof(bool));
		if (!o->auxiliary[v])
			return -ENOMEM;
	}
	bpf_object__for_each_program(program, o->bpf) {
		if (!is_mere_function(o, program))
			list_program(o, program, index);
		index++;
	}
	return 0;
}

int object_open(struct judged_object *o)
{
	char name[BPF_OBJ_NAME_LEN];
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = name);

	open_name(name, o->entry->path);
	o->all_freed = true;
	int r = read_whole(o->entry->file, OBJECT_BYTES_MAX, &o->bytes, &o->len);
	if (r)
		return r;
	find_producer(o->producer, sizeof(o->producer), o->bytes, o->len);
	r = mend_object(&o->mended, &o->bytes, &o->len);
	if (r)
		return r;
	o->bpf = bpf_object__open_mem(o->bytes, o->len, &opts);
	if (!o->bpf)
		return -errno;
	o->references = references_read(o->bytes, o->len);
	o->layout = layout_object_read(o->bpf, o->bytes, o->len);
	o->annotated = memmem(o->bytes, o->len, TAGS_MARK, strlen(TAGS_MARK));
	if (o->annotated)
		tags_stray(o->stray, sizeof(o->stray), bpf_object__btf(o->bpf), is_program, o);
	read_kernel(o);
	return list_items(o);
}
