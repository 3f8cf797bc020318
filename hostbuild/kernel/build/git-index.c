// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/git-index.h"
#include "capture.h"
#include "cleanup.h"
#include "format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define GIT_TIMEOUT_MS (5 * 60 * 1000)
#define GIT_MAX	       ((size_t)256 << 20)
#define SKIP_WORKTREE  0x40000000u /* CE_SKIP_WORKTREE in git's read-cache-ll.h */

void git_index_clear(struct git_index *x)
{
	free(x->text);
	free(x->list);
}

/*
 * Run git on the repository in @dir alone, and none of the programs that its configuration names.
 * -ENOENT: git failed.
 */
static int ask_git(const char *dir, const char *const args[], char **ret, size_t *ret_len)
{
	cleanup_free char *git_dir = format_string("--git-dir=%s/.git", dir),
			  *work_tree = format_string("--work-tree=%s", dir);
	const char *argv[24] = {"env", "-u", "GIT_DIR", "-u", "GIT_WORK_TREE", "-u",
		"GIT_INDEX_FILE", "-u", "GIT_OBJECT_DIRECTORY", "git", "--no-optional-locks", "-c",
		"core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", git_dir, work_tree};
	size_t n = 17;
	int status = 0, r;

	if (!git_dir || !work_tree)
		return -ENOMEM;
	for (size_t i = 0; args[i] && n + 1 < ARRAY_SIZE(argv); i++)
		argv[n++] = args[i];
	r = process_ask((char *const *)argv, GIT_TIMEOUT_MS, GIT_MAX, ret, ret_len, &status);
	return r ? r : WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -ENOENT;
}

/*
 * Parse "100644 BLOB 0<tab>NAME<nul>" and the lines of --debug after it.  Returns the rest of the
 * text, or NULL for any other form.
 */
static char *read_entry(struct index_entry *ret, char *at, const char *end)
{
	unsigned flags = 0;
	int stage = -1, used = 0;

	/*
	 * NOLINTBEGIN(cert-err34-c): a number that does not fit makes no entry that matches a file
	 */
	if (sscanf(at, "%o %64[0-9a-f] %d\t%n", &ret->mode, ret->blob, &stage, &used) != 3 ||
		!used || stage)
		return NULL;
	ret->name = at + used;
	at += used + strlen(ret->name) + 1;
	used = 0;
	if (at >= end ||
		sscanf(at,
			" ctime: %lu:%lu mtime: %lu:%lu dev: %*u ino: %*u uid: %*u gid: %*u size: %u flags: %x%n",
			&ret->ctime[0], &ret->ctime[1], &ret->mtime[0], &ret->mtime[1], &ret->size,
			&flags, &used) != 6 ||
		!used || at[used] != '\n')
		return NULL;
	/* NOLINTEND(cert-err34-c) */
	ret->left_out = flags & SKIP_WORKTREE || ret->mode == 0160000;
	return at + used + 1;
}

int git_describe(const char *dir, char **ret, bool *ret_staged)
{
	static const char *const describe[] = {
		"describe", "--tags", "--always", "--abbrev=12", "HEAD", NULL};
	/* compares names of contents; the files, and what filters them, are left alone */
	static const char *const staged[] = {"diff-index", "--cached", "--quiet", "HEAD", NULL};
	cleanup_free char *name = NULL, *out = NULL;
	int r = ask_git(dir, describe, &name, NULL);

	if (r)
		return r;
	name[strcspn(name, "\n")] = '\0';
	r = ask_git(dir, staged, &out, NULL);
	if (r && r != -ENOENT)
		return r;
	*ret_staged = r == -ENOENT;
	*ret = steal(&name);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct index_entry *)a)->name, ((const struct index_entry *)b)->name);
}

int git_index_read(struct git_index *ret, const char *dir)
{
	static const char *const list[] = {"ls-files", "--stage", "--debug", "-z", NULL};
	static const char *const where[] = {"rev-parse", "--git-path", "index", NULL};
	cleanup_with(git_index_clear) struct git_index x = {0};
	cleanup_free char *path = NULL;
	size_t len = 0;
	struct stat st;
	int r = ask_git(dir, where, &path, NULL);

	if (r)
		return r;
	path[strcspn(path, "\n")] = '\0';
	/* "--git-dir" is absolute, and so is this */
	if (*path != '/' || stat(path, &st))
		return -ENOENT;
	x.written = st.st_mtim;
	r = ask_git(dir, list, &x.text, &len);
	for (char *at = x.text; !r && at < x.text + len;) {
		struct index_entry *more =
			x.n % 4096 ? x.list : reallocarray(x.list, x.n + 4096, sizeof(*more));
		if (!more)
			return -ENOMEM;
		x.list = more;
		at = read_entry(&x.list[x.n++], at, x.text + len);
		if (!at)
			return -ENOENT; /* an unmerged index, or another git's format */
	}
	if (r)
		return r;
	if (x.n)
		qsort(x.list, x.n, sizeof(*x.list), by_name);
	*ret = x;
	x = (struct git_index){0};
	return 0;
}

const struct index_entry *git_index_find(const struct git_index *x, const char *name)
{
	const struct index_entry key = {.name = name};

	return x->n ? bsearch(&key, x->list, x->n, sizeof(key), by_name) : NULL;
}

bool git_index_is_current(
	const struct git_index *x, const struct index_entry *e, const struct stat *st)
{
	bool before_index = st->st_mtim.tv_sec < x->written.tv_sec;

	return before_index && e->size == (unsigned)st->st_size &&
	       e->mtime[0] == (unsigned long)st->st_mtim.tv_sec &&
	       e->mtime[1] == (unsigned long)st->st_mtim.tv_nsec &&
	       e->ctime[0] == (unsigned long)st->st_ctim.tv_sec &&
	       e->ctime[1] == (unsigned long)st->st_ctim.tv_nsec;
}
