/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lock file, bpfjury.lock: for each KERNEL of a distribution the one package that is judged, so
 * that a run in a month judges what today's does.  It is YAML, one line for each KERNEL, sorted:
 *
 *	schema: bpfjury-lock/1
 *	kernels:
 *	  debian:6.12: {package: linux-image-…, version: 6.12.118-1, sha256: "07f2…"}
 */
#ifndef PINS_H
#define PINS_H

#include "kernel/spec.h"

#include <stdbool.h>
#include <stddef.h>

#define PINS_FILE "bpfjury.lock"

struct pins {
	char *path;		 /* NULL: no lock file */
	char **kernels;		 /* KERNELs, sorted as strverscmp(3) does */
	struct kernel_pin *pins; /* of each */
	size_t n;
};
void pins_clear(struct pins *p);

/* What the command line says of the lock file; NULL and false: nothing. */
struct pins_wish {
	const char *path; /* --lock */
	bool none;	  /* --no-lock */
};

/*
 * malloc'd: the path of the lock file that goes with the bpfjury.yaml @config (NULL: with the
 * working directory), whether it exists or not; with @wish its own.  NULL without memory.
 */
char *pins_path(const struct pins_wish *wish, const char *config);

/*
 * Read the lock file: the one of @wish, else the one next to @config, which need not exist.
 * FAIL_MISUSE: it cannot be read, or is not well written; each error is reported with its line and
 * column.  -ENOMEM, -EINTR; reported.
 */
int pins_read(struct pins *ret, const struct pins_wish *wish, const char *config);

/* What it has for that KERNEL; NULL: nothing. */
const struct kernel_pin *pins_find(const struct pins *p, const char *kernel);

/*
 * Let @spec mean what the lock file has for it.  A note says where it has nothing for a KERNEL of a
 * distribution; others are not locked.
 */
void pins_apply(const struct pins *p, struct kernel_spec *spec);

/* Take over @pin for that KERNEL, instead of what there was.  -ENOMEM, reported. */
int pins_set(struct pins *p, const char *kernel, struct kernel_pin *pin);

/* Write the file at p->path, atomically.  Reports its errors. */
int pins_write(const struct pins *p);

#endif
