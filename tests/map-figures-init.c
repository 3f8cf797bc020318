// SPDX-License-Identifier: GPL-2.0-only
/*
 * The /init of a guest that writes what the maps of /kinds.bpf.o take, a line each on its console:
 *
 *	map NAME ESTIMATE MEMLOCK
 *	all ESTIMATE TAKEN
 *
 * in bytes.  TAKEN is by how much MemFree fell.
 */
#include "libbpf-setup.h"
#include "load/map-memory.h"
#include "map-figures.h"
#include "power.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/mount.h>

static int64_t free_bytes(void)
{
	int64_t kib = -1;
	char line[256];
	FILE *f = fopen("/proc/meminfo", "re");

	while (f && fgets(line, sizeof(line), f))
		sscanf(line, "MemFree: %" SCNd64, &kib);
	if (f)
		fclose(f);
	return kib * 1024;
}

static void print(void *data, const struct map_figure *f)
{
	(void)data;
	printf("map %s %" PRId64 " %" PRId64 "\n", f->name, f->estimate, f->memlock);
}

int main(void)
{
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	libbpf_setup();
	struct bpf_object *object = bpf_object__open("/kinds.bpf.o");
	const int64_t estimate = object ? map_memory_of(object) : -1, before = free_bytes();
	const int r = object ? map_figures(object, print, NULL) : -1;
	printf("all %" PRId64 " %" PRId64 "\nend %d\n", estimate, before - free_bytes(), r);
	fflush(stdout);
	power_off();
}
