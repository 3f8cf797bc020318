/* SPDX-License-Identifier: GPL-2.0-only */
/* The file systems that BPF programs, libbpf and /init need. */
#ifndef INIT_MOUNTS_H
#define INIT_MOUNTS_H

#include <jansson.h>
#include <stddef.h>

/* The events of tracefs, and where children that judge see them, read-only: supervise/confine.c. */
#define TRACEFS_EVENTS	 "/sys/kernel/tracing/events"
#define EVENTS_DIRECTORY "/events"

/*
 * Mount all of them.  0, or the -errno of the first of proc, sysfs and devtmpfs that could not be
 * mounted, with its directory in @ret_where.  The others are optional: see mounts_absent().
 */
int mounts_make(const char **ret_where);

/*
 * The types of the optional file systems that could not be mounted, an array; NULL without memory.
 */
json_t *mounts_absent(void);

#endif
