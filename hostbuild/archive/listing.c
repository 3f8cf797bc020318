// SPDX-License-Identifier: GPL-2.0-only
#include "archive/listing.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <sys/stat.h>

static const char *type_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return "file";
	case S_IFDIR:
		return "dir";
	case S_IFLNK:
		return "link";
	case S_IFCHR:
		return "char";
	case S_IFBLK:
		return "block";
	case S_IFIFO:
		return "pipe";
	default:
		return "sock";
	}
}

static json_t *entry_json(const struct cpio_entry *e)
{
	cleanup_free char *name = format_string("/%s", e->name);
	json_t *json =
		name ? json_pack("{s:s, s:s}", "name", name, "type", type_of(e->mode)) : NULL;
	int r = json ? 0 : -ENOMEM;

	if (!r && S_ISREG(e->mode))
		r = json_object_set_new(json, "bytes", json_integer(e->size)) |
		    json_object_set_new(json, "sha256", json_string(e->sha256));
	else if (!r && S_ISLNK(e->mode))
		r = json_object_set_new(json, "target", json_string(e->text));
	else if (!r && (S_ISCHR(e->mode) || S_ISBLK(e->mode)))
		r = json_object_set_new(
			json, "device", json_pack("[i, i]", (int)e->major, (int)e->minor));
	if (!r)
		return json;
	json_decref(json);
	return NULL;
}

json_t *listing_json(const struct entries *t)
{
	json_t *all = json_array();

	for (size_t i = 0; all && i < t->count; i++) {
		json_t *one = entry_json(t->entries[i]);
		if (one && !json_array_append_new(all, one))
			continue;
		diag_error(
			"/%s: cannot be told to /init: its name or target is not UTF-8, or there is no memory",
			t->entries[i]->name);
		json_decref(all);
		all = NULL;
	}
	return all;
}
