// SPDX-License-Identifier: GPL-2.0-only
/* bpfjury.yaml: its settings are the same after they were written and read as JSON. */
#include "archive/archive.h"
#include "project.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* libfyaml 0.7.12 loses memory of its own after some errors. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct loader_item *l)
{
	json_t *json = loader_item_json(l), *again;
	struct loader_item read;
	const char *why;

	if (!json || loader_item_read(&read, json, &why))
		abort();
	again = loader_item_json(&read);
	if (!again || !json_equal(json, again))
		abort();
	json_decref(json);
	json_decref(again);
	loader_item_clear(&read);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("bpfjury.yaml", MFD_CLOEXEC);
	struct project p;
	char path[64];

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (project_read(&p, path) == 0) {
		for (size_t i = 0; i < p.n_objects; i++) {
			if (!p.objects[i].match || !*p.objects[i].match)
				abort();
			check(&p.objects[i].item);
			for (size_t j = 0; j < p.objects[i].n_shapes; j++)
				check(&p.objects[i].shapes[j].item);
		}
		project_clear(&p);
	}
	close(fd);
	return 0;
}
