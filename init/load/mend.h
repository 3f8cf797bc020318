/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Make fit, in its bytes, an object that libbpf 1.x does not open and other loaders do.
 *
 *	static program		its symbol becomes global
 *	static map		likewise, and its relocations name it
 *	call in one section	the relocation becomes the distance
 *	pinning constant	of another loader: none
 *	legacy map		SEC("maps"), SEC("maps/NAME"): a map of ".maps", with BTF
 *	inner map without sizes	the sizes that may be supplied (load/sizes.h)
 *	missing function, …	what only the object's own loader can put in: the relocation goes,
 *				and the program must not be loaded
 *
 * The object is hostile, and this runs in the child that is confined.  What is not understood is
 * left as it is: libbpf then refuses the object as before.
 */
#ifndef INIT_MEND_H
#define INIT_MEND_H

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

/*
 * Mend the object in @bytes, which is malloc'd, and replaced where it grows.  0 or -ENOMEM; @ret,
 * zeroed before, says what was done.
 */
int mend_object(struct mended *ret, char **bytes, size_t *len);
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
