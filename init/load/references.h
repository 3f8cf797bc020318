/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which program of an object refers to which map, as its relocations have it.
 *
 * Functions and maps are the nodes of a graph.  A function refers to the maps that its instructions
 * load, and to the functions that it calls or passes as callbacks; a map refers to the maps in its
 * initial value.  Where an instruction cannot be understood, its function refers to every map.
 */
#ifndef INIT_REFERENCES_H
#define INIT_REFERENCES_H

#include "load/references-graph.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Ask of several programs at once: begin, follow each, then ask which maps were reached.  With @r
 * NULL, and for a name that the object does not have, every map is.
 */
void references_begin(struct references *r);
void references_follow(struct references *r, const char *program);
bool references_reached(const struct references *r, const char *map);

/* Likewise of functions: the programs that were followed, and what they call. */
bool references_reached_function(const struct references *r, const char *function);

/* Whether another function of the object calls @function, or passes it as a callback. */
bool references_is_called(const struct references *r, const char *function);
/* The name of the function at an offset of a section; "": none. */
const char *references_function_at(const struct references *r, size_t section, uint64_t offset);

/* The index of the symbol of the function or map at an offset of a section; 0: none. */
size_t references_symbol_at(const struct references *r, size_t section, uint64_t offset);

/* Whether @program refers to @map.  Ends what was begun. */
bool references_use(struct references *r, const char *program, const char *map);

#endif
