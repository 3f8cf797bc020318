// SPDX-License-Identifier: GPL-2.0-only
#include "judge/docket-object.h"
#include "judge/ask.h"
#include "judge/object-path.h"
#include "load/target.h"
#include "verdict/text.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static const struct docket_entry *find(
	const struct judged_object *o, const char *path, size_t len, char *why, size_t why_size)
{
	char at[PATH_MAX], clean[128], suggestion[160];
	const struct docket_entry *entry =
		object_path_find(o->docket, o->entry, path, len, at, sizeof(at));

	if (!entry) {
		text_set(clean, at);
		snprintf(why, why_size, "no %s in the docket%s", clean,
			object_path_suggest(
				suggestion, sizeof(suggestion), o->docket, o->entry, at));
	}
	return entry;
}

const char *docket_object_file(
	const struct judged_object *o, const char *path, size_t len, char *why, size_t why_size)
{
	const struct docket_entry *entry = find(o, path, len, why, why_size);

	return entry ? entry->file : NULL;
}

int docket_object_load(const struct judged_object *o, const char *path, size_t len,
	const char *program, char *why, size_t why_size)
{
	const struct docket_entry *entry = find(o, path, len, why, why_size);

	if (!entry)
		return -ENOENT;
	struct docket_entry asked = *entry;
	if (ask_items(&asked, o->docket, o->version)) {
		snprintf(why, why_size, "%s", strerror(ENOMEM));
		return -ENOMEM;
	}
	if (asked.loader.undecided) {
		char text[384];
		snprintf(why, why_size, "%s:%d: %s", asked.loader.file, asked.loader.undecided,
			ask_why_undecided(text, sizeof(text), &asked.loader));
		return -ENOTSUP;
	}
	const struct configure c = {.loader = &asked.loader};
	const int fd = target_load(entry->file, program, &c);
	if (entry->loader.asks)
		loader_clear(&asked.loader);
	if (fd < 0)
		snprintf(why, why_size, "%s",
			fd == -ENOENT	? "the object has no such program"
			: fd == -EINVAL ? "it is a freplace program itself, which none can replace"
					: strerror(-fd));
	return fd;
}
