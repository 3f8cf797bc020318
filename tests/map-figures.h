/* SPDX-License-Identifier: GPL-2.0-only */
/* The estimate of each map of an object next to the kernel's own figure of it. */
#ifndef TESTS_MAP_FIGURES_H
#define TESTS_MAP_FIGURES_H

#include <bpf/libbpf.h>
#include <stdint.h>

struct map_figure {
	const char *name;
	int64_t estimate,
		memlock; /* bytes; memlock by /proc/self/fdinfo, -1: the map was not made */
};

/*
 * Make the maps of @object that this kernel has, one after the other, and call @each with the
 * figures of each.  Of the programs none is loaded.  -errno where libbpf fails for another reason.
 */
int map_figures(struct bpf_object *object, void (*each)(void *data, const struct map_figure *f),
	void *data);

#endif
