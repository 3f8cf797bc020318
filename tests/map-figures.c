// SPDX-License-Identifier: GPL-2.0-only
#include "map-figures.h"
#include "load/map-memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int64_t memlock_of(int fd)
{
	char path[64], line[256];
	int64_t bytes = -1;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	FILE *f = fd < 0 ? NULL : fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		sscanf(line, "memlock: %" SCNd64, &bytes);
	if (f)
		fclose(f);
	return bytes;
}

int map_figures(
	struct bpf_object *object, void (*each)(void *data, const struct map_figure *f), void *data)
{
	const int cpus = libbpf_num_possible_cpus();
	struct bpf_program *program;
	struct bpf_map *map;

	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(program, false);
	bpf_object__for_each_map(map, object)
		if (libbpf_probe_bpf_map_type(bpf_map__type(map), NULL) != 1)
			bpf_map__set_autocreate(map, false);
	int r = bpf_object__load(object);
	if (r)
		return r;
	bpf_object__for_each_map(map, object) {
		const struct map_figure f = {bpf_map__name(map), map_memory_figure(map, cpus),
			memlock_of(bpf_map__fd(map))};
		each(data, &f);
	}
	return 0;
}
