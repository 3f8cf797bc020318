/* SPDX-License-Identifier: GPL-2.0-only */
/* A manifest in the grammar of the kernel's usr/gen_init_cpio.c. */
#ifndef ARCHIVE_MANIFEST_H
#define ARCHIVE_MANIFEST_H

#include "archive/entries.h"

/* The value of ${name} in the path of a file to pack; before variables of the environment. */
struct variable {
	const char *name, *value;
};

/*
 * Add the entries that @text (@len bytes) lists to @entries.  No file is opened.  FAIL_MISUSE after
 * all errors were reported as "@file:LINE: …"; -ENOMEM.
 *
 *	file  NAME PLACE MODE UID GID [HARD-LINK]...
 *	dir   NAME MODE UID GID
 *	nod   NAME MODE UID GID b|c MAJOR MINOR
 *	slink NAME TARGET MODE UID GID
 *	pipe  NAME MODE UID GID
 *	sock  NAME MODE UID GID
 *
 * It is stricter than gen_init_cpio: an unset variable, an unknown type and a field too many are
 * errors.
 */
int manifest_parse(struct entries *entries, const char *file, const char *text, size_t len,
	const struct variable *variables, size_t n_variables);

#endif
