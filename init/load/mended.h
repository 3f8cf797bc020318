/* SPDX-License-Identifier: GPL-2.0-only */
/* What was made fit in the bytes of an object (load/mend.h), and what could not be. */
#ifndef INIT_MENDED_H
#define INIT_MENDED_H

#include "load/adapted.h"
#include "load/references.h"

#include <bpf/libbpf.h>
#include <stddef.h>

struct mended_note {
	enum mended_about {
		MENDED_MAP,	   /* about the map @name */
		MENDED_PROGRAM,	   /* about the program @name */
		MENDED_SUBPROGRAM, /* the static function @name is called, and no program */
		MENDED_OBSTACLE,   /* what calls or is the function @name cannot be loaded */
	} about;
	char *name, *text; /* @text is clean */
};

struct mended {
	struct mended_note *notes;
	size_t count;
};

/* Accepts a zeroed one. */
void mended_clear(struct mended *m);

/* Add a line for each program and map of @object that was made fit: 0 or -ENOMEM. */
int mended_list(const struct mended *m, const struct bpf_object *object, struct adapted *ret);

/* Why @program cannot be loaded, "it calls decide, which …"; NULL: it can. */
const char *mended_obstacle(
	const struct mended *m, struct references *references, const char *program);

/* Whether @function is no program, though it is in the section of one. */
bool mended_is_subprogram(const struct mended *m, const char *function);

/* For the files mend-*.c: add a note.  -ENOMEM; -E2BIG where there are too many. */
int mended_add(struct mended *m, enum mended_about about, const char *name, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
