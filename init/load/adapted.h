/* SPDX-License-Identifier: GPL-2.0-only */
/* The list of what the judge supplied that an object does not say. */
#ifndef INIT_ADAPTED_H
#define INIT_ADAPTED_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>

struct loader;
struct references;

struct adapted_line {
	/* what it is about, of the opened object; both NULL: the object */
	const struct bpf_map *map;
	const struct bpf_program *program;
	bool decides; /* a refusal may hang on what was supplied: sizes_entries_decide() */
	char *text;   /* clean; owned */
};

struct adapted {
	struct adapted_line *lines;
	size_t count;
	/* set before: per map, whether bpfjury.yaml gives its inner maps (not -1); NULL: none */
	const int *templates;
	/* set before: what bpfjury.yaml says; NULL: nothing.  A type from there is not listed */
	const struct loader *loader;
};

/* Add "NAME: " and @format, a line about @map, or about the map that @map has as its template. */
int adapted_map(struct adapted *a, const struct bpf_map *map, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Likewise about @program, and without a name: "section classifier/x: type sched_cls". */
int adapted_program(struct adapted *a, const struct bpf_program *program, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Likewise about the object, for all its programs. */
int adapted_object(struct adapted *a, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The lines that matter to @program, joined by newlines, malloc'd; "": none.  A line about a map
 * matters where the program refers to the map by @references (NULL: it may refer to any).  What has
 * no room in ADAPTED_SIZE is counted: "and 3 more".  NULL without memory.
 */
char *adapted_for(
	const struct adapted *a, const struct bpf_program *program, struct references *references);

/* The map of the first line that decides and matters to @program; NULL: none. */
const struct bpf_map *adapted_decides(
	const struct adapted *a, const struct bpf_program *program, struct references *references);

/* Accepts a zeroed one. */
void adapted_clear(struct adapted *a);

#endif
