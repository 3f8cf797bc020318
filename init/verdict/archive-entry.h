/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An entry of the archive as its lists describe it, to prove that it was unpacked whole.
 * Permissions and owners are not described.
 */
#ifndef VERDICT_ARCHIVE_ENTRY_H
#define VERDICT_ARCHIVE_ENTRY_H

#include <jansson.h>
#include <stdint.h>
#include <sys/types.h>

/* The strings are borrowed, those that were read from the JSON. */
struct archive_entry {
	const char *name;      /* an absolute path in the guest's root */
	mode_t type;	       /* S_IFREG, S_IFDIR … and no permissions */
	int64_t bytes;	       /* of a file … */
	const char *sha256;    /* … and its content's SHA-256 */
	const char *target;    /* of a symbolic link */
	unsigned major, minor; /* of a device */
};

/* NULL where its name or target is not UTF-8, or without memory. */
json_t *archive_entry_json(const struct archive_entry *e);

/*
 * -EBADMSG: a key is missing or of another type, or the name does not begin with "/".  @ret->name
 * is set where there is a name at all, NULL else.
 */
int archive_entry_read(struct archive_entry *ret, const json_t *json);

#endif
