/* SPDX-License-Identifier: GPL-2.0-only */
/* What BPF needs mounted. */
#ifndef INIT_MOUNTS_H
#define INIT_MOUNTS_H

#include <jansson.h>
#include <stddef.h>

/*
 * Mount all of the table.  0, or the -errno of the first needed one that could not be, with its
 * place in @ret_where.  Optional ones that are absent are told by mounts_absent().
 */
int mounts_make(const char **ret_where);

/* JSON array of the optional file systems that this kernel does not have. */
json_t *mounts_absent(void);

#endif
