// SPDX-License-Identifier: GPL-2.0-only
#include "run/exercise.h"
#include "value/map-entry.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* as in tools/testing/selftests/bpf/test_loader.c */
#define DATA_LEN 64
/* room for the packet after the run, which the program may have grown */
#define OUT_LEN 16384

/* include/uapi/linux/bpf.h of 6.17 */
#define PROG_STREAM_READ_BY_FD 37
#define STREAM_MAX	       (1 << 20)

/* The whole of a BPF stream, malloc'd and terminated; NULL: not supported, or no memory. */
static char *read_stream(int fd, unsigned int stream)
{
	char *text = malloc(STREAM_MAX + 1);
	struct {
		__aligned_u64 buf;
		__u32 buf_len, stream, fd;
	} attr = {.buf = (uintptr_t)text, .buf_len = STREAM_MAX, .stream = stream, .fd = (__u32)fd};
	long n = text ? syscall(SYS_bpf, PROG_STREAM_READ_BY_FD, &attr, sizeof(attr)) : -1;

	if (n < 0) {
		free(text);
		return NULL;
	}
	text[n] = '\0';
	return text;
}

/* Write the contents of one map: 0 or a positive errno, with a sentence in @why. */
static int fill_map(const struct bpf_object *object, const struct bpf_map *map,
	const struct loader_map *m, char *why, size_t why_size)
{
	struct map_entry e;
	int r = 0;

	for (size_t i = 0; i < m->count && !r; i++) {
		r = map_entry_make(&e, object, map, &m->entries[i], why, why_size);
		if (r)
			break;
		r = bpf_map__update_elem(map, e.key, e.key_len, e.value, e.value_len, 0);
		if (r)
			snprintf(why, why_size, "%s", strerror(-r));
		map_entry_clear(&e);
	}
	return -r;
}

/*
 * Write the contents that @loader has into the maps.  0, or a positive errno with the map that
 * cannot be filled and why in @ret_why.
 */
static int fill_maps(const struct loader *loader, const struct bpf_object *object, char *ret_why,
	size_t why_size)
{
	const struct bpf_map *map;
	struct loader_map m;
	char why[160] = "";
	int r = 0;

	if (!loader)
		return 0;
	bpf_object__for_each_map(map, object) {
		if (!loader_map_of(&m, loader, bpf_map__name(map)) ||
			!(m.set & LOADER_MAP_CONTENTS) ||
			!bpf_map__autocreate(map)) /* the program does not use it */
			continue;
		r = fill_map(object, map, &m, why, sizeof(why));
		if (r) {
			snprintf(ret_why, why_size, "%s could not be filled: %s",
				bpf_map__name(map), why);
			break;
		}
	}
	return r;
}

/* Attach the object's struct_ops maps: 0, or -errno of the first that cannot be attached. */
static int attach_struct_ops(const struct bpf_object *object, struct bpf_link **links, size_t size)
{
	struct bpf_map *map;
	size_t n = 0;

	bpf_object__for_each_map(map, object) {
		if (bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS || !bpf_map__autocreate(map))
			continue;
		if (n == size)
			return -E2BIG;
		links[n] = bpf_map__attach_struct_ops(map);
		if (!links[n])
			return -errno;
		n++;
	}
	return 0;
}

static void test_run(struct exercise *ret, const struct bpf_object *object,
	const struct bpf_program *program, int32_t linear_size)
{
	struct bpf_link *links[32] = {NULL};
	char in[DATA_LEN] = {0}, out[OUT_LEN];
	struct __sk_buff context = {.data_end = (__u32)linear_size};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .repeat = 1);

	if (bpf_program__type(program) != BPF_PROG_TYPE_SYSCALL) {
		opts.data_in = in;
		opts.data_size_in = sizeof(in);
		opts.data_out = out;
		opts.data_size_out = sizeof(out);
	} else {
		opts.repeat = 0;
	}
	if (linear_size) {
		opts.ctx_in = &context;
		opts.ctx_size_in = sizeof(context);
	}
	ret->err = -attach_struct_ops(object, links, sizeof(links) / sizeof(*links));
	if (!ret->err)
		ret->err = -bpf_prog_test_run_opts(bpf_program__fd(program), &opts);
	if (!ret->err) {
		ret->ran = true;
		ret->retval = (int32_t)opts.retval;
		ret->ns = opts.duration;
		for (unsigned int i = 0; i < EXPECT_STREAMS; i++)
			ret->streams[i] = read_stream(bpf_program__fd(program), i + 1);
	}
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		bpf_link__destroy(links[i]);
}

void exercise_run(struct exercise *ret, const struct bpf_object *object,
	const struct bpf_program *program, const struct loader *loader, int32_t linear_size)
{
	*ret = (struct exercise){0};
	ret->err = fill_maps(loader, object, ret->unfilled, sizeof(ret->unfilled));
	if (!ret->err)
		test_run(ret, object, program, linear_size);
}

void exercise_clear(struct exercise *e)
{
	for (int i = 0; i < EXPECT_STREAMS; i++)
		free(e->streams[i]);
	*e = (struct exercise){0};
}
