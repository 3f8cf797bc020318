/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NEARBY_H
#define NEARBY_H

#include <stddef.h>

/*
 * "; did you mean dir/file?" for a @path that does not exist: the files of its directory with
 * similar names.  "" where there are none.  Returns @ret.
 */
const char *nearby_question(char *ret, size_t size, const char *path);

#endif
