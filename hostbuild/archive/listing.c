// SPDX-License-Identifier: GPL-2.0-only
#include "archive/listing.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "verdict/archive-entry.h"

#include <sys/stat.h>

static json_t *entry_json(const struct cpio_entry *e)
{
	cleanup_free char *name = format_string("/%s", e->name);
	const struct archive_entry entry = {
		.name = name,
		.type = e->mode & S_IFMT,
		.bytes = e->size,
		.sha256 = e->sha256,
		.target = e->text,
		.major = e->major,
		.minor = e->minor,
	};

	return name ? archive_entry_json(&entry) : NULL;
}

json_t *listing_json(const struct entries *t)
{
	json_t *all = json_array();

	for (size_t i = 0; all && i < t->count; i++) {
		json_t *one = entry_json(t->entries[i]);
		if (one && !json_array_append_new(all, one))
			continue;
		diag_error(
			"/%s: cannot be listed: its name or target is not UTF-8, or there is no memory",
			t->entries[i]->name);
		json_decref(all);
		all = NULL;
	}
	return all;
}
