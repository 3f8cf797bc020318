/* SPDX-License-Identifier: GPL-2.0-only */
/* The grammar of the kernel's usr/gen_init_cpio.c, read strictly. */
#ifndef ARCHIVE_MANIFEST_H
#define ARCHIVE_MANIFEST_H

#include "archive/entries.h"

/* ${name} in the place of a file; looked for here first, in the environment then. */
struct variable {
	const char *name, *value;
};

/*
 * Add what @text (@len bytes) says to @entries.  Opens no file.  Each line that is wrong is said as
 * "@file:LINE: …", all of them before FAIL_MISUSE comes back; -ENOMEM.
 *
 *	file  NAME PLACE MODE UID GID [HARD-LINK]...
 *	dir   NAME MODE UID GID
 *	nod   NAME MODE UID GID b|c MAJOR MINOR
 *	slink NAME TARGET MODE UID GID
 *	pipe  NAME MODE UID GID
 *	sock  NAME MODE UID GID
 *
 * Where gen_init_cpio is lax (an unset variable is empty, an unknown type a warning, what stands
 * behind the last field nothing at all) this is not.
 */
int manifest_parse(struct entries *entries, const char *file, const char *text, size_t len,
	const struct variable *variables, size_t n_variables);

#endif
