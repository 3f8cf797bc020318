/* SPDX-License-Identifier: GPL-2.0-only */
/* Which program of an object refers to which map. */
#ifndef INIT_REFERENCES_H
#define INIT_REFERENCES_H

#include <stdbool.h>

struct references;

/* Whether @program refers to @map, itself or through its subprograms; true where not known. */
bool references_use(struct references *r, const char *program, const char *map);

#endif
