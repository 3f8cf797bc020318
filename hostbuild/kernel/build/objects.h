/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The directory of a build's objects, CACHE/objects/NAME: build/ is make's, source a link to the
 * tree, tree a file that names it for people.
 */
#ifndef KERNEL_BUILD_OBJECTS_H
#define KERNEL_BUILD_OBJECTS_H

#include "kernel/build/state.h"

/*
 * Set b->objects.  Each way of building this tree has its own directory; if two shared one, each
 * build would throw the other's objects away.  Reports its errors.
 */
int objects_find(struct build *b);

/*
 * Create the directory, and set b->tree.link: with the name of that link ccache finds objects that
 * the same source got in another directory (make-command.c).  Reports its errors.
 */
int objects_make(struct build *b);

#endif
