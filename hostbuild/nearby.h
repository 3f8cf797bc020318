/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NEARBY_H
#define NEARBY_H

#include <stddef.h>

/*
 * "; did you mean dir/file?": of what lies where @path would, what is called much like it.  ""
 * where nothing is.
 */
const char *nearby_question(char *ret, size_t size, const char *path);

#endif
