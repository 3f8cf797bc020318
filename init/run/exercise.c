// SPDX-License-Identifier: GPL-2.0-only
#include "run/exercise.h"
#include "run/disasm.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* tools/testing/selftests/bpf/test_loader.c */
#define DATA_LEN 64
/* of what a program made of it; it may have grown the packet */
#define OUT_LEN 16384

/* include/uapi/linux/bpf.h of 6.17 */
#define PROG_STREAM_READ_BY_FD 37
#define STREAM_MAX	       (1 << 20)

#define XLATED_MAX (64 << 20)

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

/* Attach what the object has of struct_ops: 0, or -errno of the first that could not be. */
static int attach(const struct bpf_object *object, struct bpf_link **links, size_t size)
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

void exercise_run(struct exercise *ret, const struct bpf_object *object,
	const struct bpf_program *program, int32_t linear_size)
{
	struct bpf_link *links[32] = {NULL};
	char in[DATA_LEN] = {0}, out[OUT_LEN];
	struct __sk_buff context = {.data_end = (__u32)linear_size};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .repeat = 1);

	*ret = (struct exercise){0};
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
	ret->err = -attach(object, links, sizeof(links) / sizeof(*links));
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

void exercise_clear(struct exercise *e)
{
	for (int i = 0; i < EXPECT_STREAMS; i++)
		free(e->streams[i]);
	*e = (struct exercise){0};
}

char *exercise_xlated(int program_fd)
{
	struct bpf_prog_info info = {0};
	__u32 len = sizeof(info);

	if (bpf_obj_get_info_by_fd(program_fd, &info, &len))
		return NULL;
	const __u32 bytes = info.xlated_prog_len;
	if (!bytes || bytes > XLATED_MAX) {
		errno = bytes ? EFBIG : EACCES;
		return NULL;
	}
	struct bpf_insn *insns = calloc(1, bytes);
	if (!insns)
		return NULL;
	memset(&info, 0, sizeof(info));
	info.xlated_prog_len = bytes;
	info.xlated_prog_insns = (uintptr_t)insns;
	len = sizeof(info);
	char *text = NULL;
	/* of who may not read it the kernel says nothing, and leaves no instructions */
	if (!bpf_obj_get_info_by_fd(program_fd, &info, &len) && info.xlated_prog_insns)
		text = disassemble(insns, bytes / sizeof(*insns));
	else
		errno = EACCES;
	free(insns);
	return text;
}
