// SPDX-License-Identifier: GPL-2.0-only
#include "load/target.h"
#include "file.h"
#include "load/adapt.h"
#include "load/mend.h"
#include "verdict/limits.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

int target_load(const char *path, const char *program, const struct configure *configure)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "target");
	struct adapted adapted = {0};
	struct mended mended = {0};
	struct bpf_object *object = NULL;
	struct bpf_program *p;
	char *bytes = NULL;
	size_t len;

	int r = read_whole(path, OBJECT_BYTES_MAX, &bytes, &len);
	if (!r)
		r = mend_object(&mended, &bytes, &len);
	if (!r) {
		object = bpf_object__open_mem(bytes, len, &opts);
		r = object ? 0 : -errno;
	}
	mended_clear(&mended);
	free(bytes);
	if (r)
		return r;
	struct bpf_program *target = bpf_object__find_program_by_name(object, program);
	if (!target || bpf_program__type(target) == BPF_PROG_TYPE_EXT) {
		bpf_object__close(object);
		return target ? -EINVAL : -ENOENT;
	}
	bpf_object__for_each_program(p, object)
		bpf_program__set_autoload(p, p == target);
	r = configure_object(object, configure);
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
