// SPDX-License-Identifier: GPL-2.0-only
#include "judge/needs.h"
#include "judge/settings.h"
#include "libbpf-setup.h"
#include "load/map-memory.h"
#include "load/open.h"

#include <stdlib.h>
#include <string.h>

int64_t needs_memory(const struct judged_object *o)
{
	bool *all = malloc(o->programs + 1);
	const struct configure configure = settings_configure(o);
	struct load_request request = {.bytes = o->bytes,
		.len = o->len,
		.path = o->entry->path,
		.program = LOAD_WHOLE,
		.auxiliary = all,
		.configure = &configure};
	struct adapted adapted = {0};
	struct bpf_program *none;

	if (!all)
		return -1;
	memset(all, true, o->programs + 1);
	struct bpf_object *object = open_for_load(&request, &none, &adapted);
	const int64_t bytes = object ? map_memory_of(object) : -1;
	if (object)
		adapted_clear(&adapted);
	bpf_object__close(object);
	free(all);
	libbpf_warnings_reset();
	return bytes;
}
