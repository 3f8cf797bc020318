// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/resume.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define LIST_MAX ((size_t)256 << 20)

/* As strcmp() of two names, each of which ends at its newline. */
static int compare_names(const char *a, const char *b)
{
	size_t len_a = strcspn(a, "\n"), len_b = strcspn(b, "\n");
	int order = memcmp(a, b, len_a < len_b ? len_a : len_b);

	return order ? order : (len_a > len_b) - (len_a < len_b);
}

/* Whether the time at the start of @line, "SECONDS.NANOSECONDS ", is after @t. */
static bool is_after(const char *line, struct timespec t)
{
	char *end;
	long long s = strtoll(line, &end, 10);
	long ns = *end == '.' ? strtol(end + 1, NULL, 10) : 0;

	return s > t.tv_sec || (s == t.tv_sec && ns > t.tv_nsec);
}

const char *resume_find_unseen(const char *before, const char *now, struct timespec last)
{
	for (const char *line = now; *line;) {
		size_t len = strcspn(line, "\n");
		const char *name = source_tree_file_name(line);
		/* both lists are sorted: skip the files that are gone */
		while (*before && (!source_tree_file_name(before) ||
					  compare_names(source_tree_file_name(before), name) < 0)) {
			before += strcspn(before, "\n");
			before += *before == '\n';
		}
		bool unchanged = strncmp(before, line, len) == 0 && before[len] == '\n';
		if (!unchanged && !is_after(line, last))
			return name;
		line += len + (line[len] == '\n');
	}
	return NULL;
}

/* Delete the objects that a killed run may have left half written. */
static int remove_torn(const char *build, const struct stat *began)
{
	struct stat made, how;
	size_t removed = 0;
	cleanup_with(directory_walk_end) FTS *fts = directory_walk(build);

	if (!fts)
		return diag_errno(-errno, "%s", build);
	for (FTSENT *e; (e = fts_read(fts));) {
		size_t len = e->fts_namelen;
		if (e->fts_info != FTS_F || *e->fts_name != '.' || len < 6 ||
			strcmp(e->fts_name + len - 4, ".cmd") != 0)
			continue;
		how = *e->fts_statp;
		cleanup_free char *path = format_string("%.*s%.*s", (int)(e->fts_pathlen - len),
			e->fts_path, (int)len - 5, e->fts_name + 1);
		if (!path || stat(path, &made) || made.st_mtim.tv_sec < began->st_mtim.tv_sec ||
			made.st_mtim.tv_sec < how.st_mtim.tv_sec ||
			(made.st_mtim.tv_sec == how.st_mtim.tv_sec &&
				made.st_mtim.tv_nsec <= how.st_mtim.tv_nsec))
			continue;
		removed += unlink(path) == 0;
	}
	diag_note(
		"continuing an interrupted build (%zu files that it may have left incomplete are made again)",
		removed);
	return 0;
}

/* When the newest file below @build was written; far in the future if that cannot be read. */
static struct timespec last_made(const char *build)
{
	struct timespec last = {0};
	cleanup_with(directory_walk_end) FTS *fts = directory_walk(build);

	if (!fts)
		return (struct timespec){.tv_sec = INT64_MAX};
	for (FTSENT *e; (e = fts_read(fts));) {
		const struct timespec *t = &e->fts_statp->st_mtim;
		if (e->fts_info == FTS_F &&
			(t->tv_sec > last.tv_sec ||
				(t->tv_sec == last.tv_sec && t->tv_nsec > last.tv_nsec)))
			last = *t;
	}
	return last;
}

int resume_prepare(const char *dir, const struct source_tree *tree)
{
	cleanup_free char *marker = format_string("%s/building", dir),
			  *build = format_string("%s/build", dir);
	cleanup_free char *list = format_string("%s/files", dir),
			  *log = format_string("%s/build.log", dir);
	cleanup_free char *made = format_string("%s/build/include/generated", dir), *before = NULL;
	struct stat began;
	int r = marker && build && list && log && made ? 0 : diag_errno(-ENOMEM, "%s", dir);

	if (r)
		return r;
	const char *unseen = "/a file";
	bool logged = access(log, F_OK) == 0, broken_off = stat(marker, &began) == 0;
	if (logged && files_read(list, LIST_MAX, &before, NULL) == 0)
		unseen = resume_find_unseen(before, tree->files, last_made(build));
	if (unseen && (logged || access(made, F_OK) == 0)) {
		diag_note("building everything again: make would not see that %.*s was changed",
			(int)strcspn(unseen, "\n") - 1, unseen + 1);
		r = directory_remove(build);
		if (!r)
			r = directory_make(build);
	} else if (logged && broken_off) {
		r = remove_torn(build, &began);
	}
	if (!r)
		r = files_write(list, tree->files, strlen(tree->files));
	return r;
}

int resume_finish(const char *dir, const struct source_tree *tree)
{
	cleanup_free char *marker = format_string("%s/building", dir);
	cleanup_close int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = marker ? source_tree_is_changed(tree) : diag_errno(-ENOMEM, "%s", dir);

	if (r < 0)
		return r;
	if (r) {
		diag_error(
			"%s: was changed while it was built; the result is of neither version and is not kept; "
			"build it again",
			tree->dir);
		return -EBUSY;
	}
	/* the objects must be on the disk before the marker goes */
	if (fd < 0 || syncfs(fd) || unlink(marker) || fsync(fd))
		return diag_errno(-errno, "%s", marker);
	return 0;
}
