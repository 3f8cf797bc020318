// SPDX-License-Identifier: GPL-2.0-only
#include "load/open.h"
#include "libbpf-setup.h"
#include "load/adapt.h"
#include "load/mend.h"
#include "load/sizes.h"
#include "verdict/model.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>

static struct bpf_program *program_at(struct bpf_object *object, size_t index)
{
	struct bpf_program *p;

	bpf_object__for_each_program(p, object)
		if (index-- == 0)
			return p;
	return NULL;
}

/*
 * Whether a process without CAP_BPF may create @map: kernel/bpf/syscall.c, map_create().  The same
 * list as is_unpriv_capable_map() in the selftests' test_loader.c.
 */
static bool is_unprivileged_map(const struct bpf_map *map)
{
	switch ((int)bpf_map__type(map)) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		return !(bpf_map__map_flags(map) & BPF_F_ZERO_SEED);
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_CGROUP_ARRAY:
	case BPF_MAP_TYPE_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
	case BPF_MAP_TYPE_PROG_ARRAY:
	case BPF_MAP_TYPE_RINGBUF:
	case BPF_MAP_TYPE_USER_RINGBUF:
		return true;
	default:
		return false;
	}
}

/*
 * Autoload @target, where there is one, and the auxiliary programs alone; add the request's flags
 * to theirs.
 */
static void select_programs(
	struct bpf_object *object, struct bpf_program *target, const struct load_request *request)
{
	struct bpf_program *p;
	size_t at = 0;

	bpf_object__for_each_program(p, object) {
		const size_t index = at++;
		const bool auxiliary = request->auxiliary && request->auxiliary[index];
		bpf_program__set_autoload(p, p == target || auxiliary);
		if (!target && request->flags && request->flags[index])
			bpf_program__set_flags(p, bpf_program__flags(p) | request->flags[index]);
	}
	if (target && request->prog_flags)
		bpf_program__set_flags(target, bpf_program__flags(target) | request->prog_flags);
}

/*
 * Do not load what only its own loader can load: libbpf would load something else.  ENOTSUP where
 * that is the program itself, and libbpf's warnings say why.
 */
static int leave_out_unfit(const struct bpf_object *object, const struct bpf_program *target,
	const struct load_request *request)
{
	char line[DETAIL_SIZE];
	struct bpf_program *p;
	int err = 0;

	bpf_object__for_each_program(p, object) {
		const char *obstacle = bpf_program__autoload(p)
					       ? mended_obstacle(request->mended,
							 request->references, bpf_program__name(p))
					       : NULL;
		if (!obstacle)
			continue;
		bpf_program__set_autoload(p, false);
		if (p != target)
			continue;
		snprintf(line, sizeof(line), "prog '%.128s': %s\n", bpf_program__name(p), obstacle);
		libbpf_warnings_restore(line);
		err = EOPNOTSUPP;
	}
	return err;
}

void open_name(char ret[BPF_OBJ_NAME_LEN], const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	const char *name = !path ? "object" : slash ? slash + 1 : path;
	const size_t len = strcspn(name, ".");

	snprintf(ret, BPF_OBJ_NAME_LEN, "%.*s", len < 64 ? (int)len : 64, name);
}

struct bpf_object *open_for_load(const struct load_request *request,
	struct bpf_program **ret_target, struct adapted *ret_adapted)
{
	char name[BPF_OBJ_NAME_LEN];
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = name,
		.btf_custom_path = request->btf_path, .kconfig = request->kconfig);
	open_name(name, request->path);
	struct bpf_object *object = bpf_object__open_mem(request->bytes, request->len, &opts);
	struct bpf_map *map;

	if (!object)
		return NULL;
	struct bpf_program *target = program_at(object, request->program);
	int err = target || request->program == LOAD_WHOLE ? 0 : ENOENT;
	if (!err && request->names_path)
		err = -adapt_names(bpf_object__btf(object), request->names_path);
	if (!err)
		select_programs(object, target, request);
	if (!err && request->configure)
		err = -configure_object(object, request->configure);
	if (!err &&
		request->target_fd) /* NULL: libbpf has the function's name from the section's */
		bpf_program__set_attach_target(target, request->target_fd, NULL);
	if (!err)
		err = leave_out_unfit(object, target, request);
	ret_adapted->templates = request->configure ? request->configure->templates : NULL;
	ret_adapted->loader = request->configure ? request->configure->loader : NULL;
	if (!err)
		err = -adapt_object(object, request->references, ret_adapted);
	if (!err)
		err = -mended_list(request->mended, object, ret_adapted);
	for (size_t i = 0; i < ret_adapted->count && !err && request->other_extreme; i++)
		if (ret_adapted->lines[i].decides)
			sizes_set_other_extreme(
				(struct bpf_map *)(uintptr_t)ret_adapted->lines[i].map);
	if (err) {
		adapted_clear(ret_adapted);
		bpf_object__close(object);
		errno = err;
		return NULL;
	}
	if (request->unprivileged)
		bpf_object__for_each_map(map, object)
			if (!is_unprivileged_map(map))
				bpf_map__set_autocreate(map, false);
	*ret_target = target;
	return object;
}
