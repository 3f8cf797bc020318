// SPDX-License-Identifier: GPL-2.0-only
#include "load/target.h"
#include "load/adapt.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <unistd.h>

int target_load(const char *path, const char *program, const struct configure *configure)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "target");
	struct adapted adapted = {0};
	struct bpf_object *object = bpf_object__open_file(path, &opts);
	struct bpf_program *p;

	if (!object)
		return -errno;
	struct bpf_program *target = bpf_object__find_program_by_name(object, program);
	if (!target || bpf_program__type(target) == BPF_PROG_TYPE_EXT) {
		bpf_object__close(object);
		return target ? -EINVAL : -ENOENT;
	}
	bpf_object__for_each_program(p, object)
		bpf_program__set_autoload(p, p == target);
	int r = configure_object(object, configure);
	if (!r)
		r = adapt_object(object, NULL, &adapted);
	if (!r)
		r = bpf_object__load(object);
	adapted_clear(&adapted);
	int fd = r ? r : dup(bpf_program__fd(target));
	if (!r && fd < 0)
		fd = -errno;
	bpf_object__close(object);
	return fd;
}
