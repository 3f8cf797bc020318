// SPDX-License-Identifier: GPL-2.0-only
#include "fixture-objects.h"

#include <bpf/bpf.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

const char *test_object_path(const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s.bpf.o", getenv("OBJECTS"), name);
	return path;
}

struct bpf_object *test_object_open(const char *name)
{
	struct bpf_object *object = bpf_object__open_file(test_object_path(name), NULL);

	assert_non_null(object);
	return object;
}

bool can_load_programs(void)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}};
	int fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, NULL, "GPL", insns, 2, NULL);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}
