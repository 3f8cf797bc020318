// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "format.h"
#include "result/join.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define FILES_MAX 10000

static int add(struct result_files *f, const char *path)
{
	char **grown = reallocarray(f->paths, f->n + 1, sizeof(*grown));

	if (grown)
		f->paths = grown;
	if (!grown || !(grown[f->n] = strdup(path)))
		return diag_errno(-ENOMEM, "%s", path);
	f->n++;
	return f->n > FILES_MAX ? diag_misuse("%s: more than %d results", path, FILES_MAX) : 0;
}

static int add_below(struct result_files *f, const char *dir)
{
	cleanup_with(directory_walk_end) FTS *walk = directory_walk(dir);
	const size_t before = f->n;
	size_t before_job = 0; /* directories of DIR are of one CI job each */
	int r = walk ? 0 : diag_errno(-errno, "%s", dir);

	for (FTSENT *e; !r && (e = fts_read(walk));) {
		const bool named = strcmp(e->fts_name, "result.json") == 0;
		const bool job = e->fts_level == 1 && *e->fts_name != '.';
		if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS)
			return diag_errno(-e->fts_errno, "%s", e->fts_path);
		if (e->fts_info == FTS_F && named)
			r = add(f, e->fts_path);
		else if (named && (e->fts_info == FTS_SL || e->fts_info == FTS_SLNONE))
			r = diag_misuse("%s is a link, which is not followed: name it by itself",
				e->fts_path);
		else if (e->fts_info == FTS_D && job)
			before_job = f->n;
		else if (e->fts_info == FTS_DP && job && f->n == before_job)
			r = diag_misuse("%s has no result.json: its run did not end; to do without "
					"it, name the others",
				e->fts_path);
	}
	return !r && f->n == before ? add(f, dir) : r; /* its reader says that there is none */
}

int result_files_add(struct result_files *f, const char *path)
{
	struct stat st;
	cleanup_free char *own = format_string("%s/result.json", path);

	if (!own)
		return diag_errno(-ENOMEM, "%s", path);
	if (stat(path, &st) || !S_ISDIR(st.st_mode) || stat(own, &st) == 0)
		return add(f, path); /* its reader says what is wrong with it */
	return add_below(f, path);
}

void result_files_clear(struct result_files *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->paths[i]);
	free(f->paths);
	*f = (struct result_files){0};
}
