// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/objects.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "directories.h"
#include "files.h"
#include "format.h"

#include <errno.h>
#include <libgen.h>
#include <string.h>
#include <unistd.h>

int objects_find(struct build *b)
{
	const struct build_wish *w = b->wish;
	cleanup_free char *top = NULL, *all = NULL, *copy = strdup(b->tree.dir);
	char sha256[SHA256_SIZE];
	int r = cache_subdir("objects", &top);

	if (r)
		return r;
	/* make does not notice a different tool */
	all = format_string("%s\n%s %s\n%s\n%s\n%s", b->tree.dir, b->toolchain.cc,
		b->toolchain.cc_version, b->toolchain.ld_version, b->toolchain.pahole_version,
		w->config ? w->config : "");
	for (size_t i = 0; all && i < w->n_fragments; i++) {
		char *more = format_string("%s\n%s", all, w->fragments[i]);
		free(all);
		all = more;
	}
	if (!all || !copy || sha256_bytes(all, strlen(all), sha256))
		return diag_errno(-ENOMEM, "%s", w->source);
	/* every source is unpacked to a directory called "tree" */
	const char *label = *b->tree.sha256 ? b->tree.version : basename(copy);
	b->objects = format_string("%s/%.40s-%.8s", top, label, sha256);
	if (!b->objects)
		return diag_errno(-ENOMEM, "%s", w->source);
	return source_tree_check_path(b->objects);
}

static int link_source(struct build *b)
{
	cleanup_free char *link = format_string("%s/source", b->objects), *is = NULL;

	if (!link)
		return diag_errno(-ENOMEM, "%s", b->wish->source);
	is = realpath(link, NULL);
	if (!is || strcmp(is, b->tree.dir) != 0) {
		if ((unlink(link) && errno != ENOENT) || symlink(b->tree.dir, link))
			return diag_errno(-errno, "%s", link);
	}
	b->tree.link = steal(&link);
	return 0;
}

int objects_make(struct build *b)
{
	cleanup_free char *build = format_string("%s/build", b->objects);
	cleanup_free char *about = format_string("%s/tree", b->objects);

	if (!build || !about)
		return diag_errno(-ENOMEM, "%s", b->wish->source);
	int r = directory_make(build);
	/* for people: whose objects these are */
	if (!r)
		r = files_write(about, b->tree.dir, strlen(b->tree.dir));
	return r ? r : link_source(b);
}
