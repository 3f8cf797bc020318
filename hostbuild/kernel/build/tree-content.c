// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "files.h"
#include "format.h"
#include "kernel/build/git-index.h"
#include "kernel/build/tree-items.h"
#include "kernel/build/tree.h"
#include "process.h"
#include "verdict/text.h"

#include <errno.h>
#include <limits.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define FILE_MAX ((size_t)256 << 20)
#define UNTRACKED_MAX                                                                              \
	(4 << 20) /* bytes; larger files that git does not track count by their times */
#define BLOB_NAME_SIZE sizeof(((struct index_entry *)0)->blob)

/*
 * Git's name of a content: the digest of "blob SIZE", a NUL and the content; SHA-1, or SHA-256 in
 * repositories of that format.  @followed: of what the link @i leads to.
 */
static int name_blob(
	const char *dir, const struct item *i, bool followed, bool sha256, char ret[BLOB_NAME_SIZE])
{
	cleanup_free char *path = format_string("%s%s", dir, i->name), *content = NULL;
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned raw_len = 0;
	char head[32], target[PATH_MAX];
	size_t len = 0;
	int r = path ? 0 : -ENOMEM;

	if (!r && S_ISLNK(i->own.st_mode) && !followed) {
		ssize_t n = readlink(path, target, sizeof(target));
		r = n < 0 ? -errno : 0;
		len = n < 0 ? 0 : (size_t)n;
	} else if (!r) {
		r = files_read(path, FILE_MAX, &content, &len);
	}
	if (r)
		return r;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t head_len = (size_t)snprintf(head, sizeof(head), "blob %zu", len) + 1;
	bool done = ctx && EVP_DigestInit_ex(ctx, sha256 ? EVP_sha256() : EVP_sha1(), NULL) &&
		    EVP_DigestUpdate(ctx, head, head_len) &&
		    EVP_DigestUpdate(ctx, content ? content : target, len) &&
		    EVP_DigestFinal_ex(ctx, raw, &raw_len);
	EVP_MD_CTX_free(ctx);
	for (unsigned k = 0; done && k < raw_len; k++)
		snprintf(ret + 2 * k, 3, "%02x", raw[k]);
	return done ? 0 : -EIO;
}

/* Which files that git tracks have other content than its index has. */
struct edits {
	bool any;
	time_t last; /* modification time of the newest of them; 0: not known */
};

static void note_edit(struct edits *edits, const struct stat *st)
{
	edits->any = true;
	if (st->st_mtim.tv_sec > edits->last)
		edits->last = st->st_mtim.tv_sec;
}

/*
 * Print one file by content: two work trees with the same content print the same, whatever their
 * times.  @e: what git's index knows of it; NULL: git does not track it.
 */
static int put_item(FILE *to, const char *dir, const struct item *i, const struct git_index *x,
	const struct index_entry *e, struct edits *edits)
{
	const bool link = S_ISLNK(i->own.st_mode);
	char blob[BLOB_NAME_SIZE] = "";
	int r = 0;

	if ((!S_ISREG(i->own.st_mode) && !link) || (!e && i->own.st_size > UNTRACKED_MAX)) {
		item_print(to, i);
		return 0;
	}
	if (!e || !git_index_is_current(x, e, &i->own)) {
		r = name_blob(dir, i, false, e && strlen(e->blob) == 64, blob);
		if (r)
			return r;
		if (e && strcmp(e->blob, blob) != 0)
			note_edit(edits, &i->own);
	}
	fprintf(to, "%s %c%s\n", *blob ? blob : e->blob,
		link			? 'l'
		: i->own.st_mode & 0100 ? 'x'
					: '-',
		i->name);
	/* what is in the tree has its own line, and so has a file of a directory outside */
	if (!i->outside || S_ISDIR(i->st.st_mode))
		return 0;
	if (!S_ISREG(i->st.st_mode) || i->st.st_size > UNTRACKED_MAX) {
		item_print(to, i);
		return 0;
	}
	r = name_blob(dir, i, true, false, blob);
	if (!r)
		fprintf(to, "%s leads %s\n", blob, i->name);
	return r;
}

/*
 * Print all files by content.  Git is not asked what changed: that would run programs that the
 * repository's configuration names, and trust index flags like assume-unchanged.
 */
static int put_by_content(FILE *to, const char *dir, const struct items *items,
	const struct git_index *x, struct edits *ret_edits)
{
	size_t there = 0, wanted = 0;
	int r = 0;

	for (size_t i = 0; !r && i < items->n; i++) {
		const struct index_entry *e = git_index_find(x, items->list[i].name + 1);
		there += e && !e->left_out;
		r = put_item(to, dir, &items->list[i], x, e, ret_edits);
	}
	for (size_t i = 0; i < x->n; i++)
		wanted += !x->list[i].left_out;
	ret_edits->any |= there < wanted; /* some were removed */
	return r;
}

/* malloc'd, as t->commit; NULL: not known. */
static char *commit_text(const char *dir, const struct edits *edits)
{
	cleanup_free char *name = NULL;
	bool staged = false;
	char when[32] = "";
	struct tm tm;

	if (git_describe(dir, &name, &staged))
		return NULL;
	if (edits->last && gmtime_r(&edits->last, &tm))
		strftime(when, sizeof(when), " since %Y-%m-%dT%H:%M:%SZ", &tm);
	cleanup_free char *text =
		format_string("%s%s%s", name, edits->any || staged ? ", dirty" : "", when);
	return text ? text_cleaned(text, strlen(text), 0) : NULL;
}

static char *list_of(const struct items *items)
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	for (size_t i = 0; to && i < items->n; i++)
		item_print(to, &items->list[i]);
	if (to && fclose(to) == 0)
		return text;
	free(text);
	return NULL;
}

/* By content if it is a git work tree, else by @list. */
static int identify(const struct source_tree *t, const struct items *items, const char *list,
	char ret[SHA256_SIZE], char **ret_commit)
{
	struct edits edits = {0};
	cleanup_with(git_index_clear) struct git_index x = {0};
	cleanup_free char *git = format_string("%s/.git", t->dir), *text = NULL;
	size_t len = 0;
	int r = git ? 0 : -ENOMEM;

	if (!r && access(git, F_OK) == 0 && process_in_path("git"))
		r = git_index_read(&x, t->dir);
	if (r && r != -ENOENT)
		return r;
	if (!x.n)
		return sha256_bytes(list, strlen(list), ret);
	FILE *to = open_memstream(&text, &len);
	if (!to)
		return -ENOMEM;
	r = put_by_content(to, t->dir, items, &x, &edits);
	if (fclose(to))
		r = -ENOMEM;
	if (!r)
		*ret_commit = commit_text(t->dir, &edits);
	return r ? r : sha256_bytes(text, len, ret);
}

/* @ret_identity and @ret_commit may be NULL. */
static int look(
	const struct source_tree *t, char **ret_files, char *ret_identity, char **ret_commit)
{
	cleanup_with(items_clear) struct items items = {0};
	cleanup_free char *list = NULL;
	int r = items_read(&items, t->dir);

	if (r)
		return r;
	r = (list = list_of(&items)) ? 0 : -ENOMEM;
	/*
	 * content is read after the list: a file that changes in between has another time in the
	 * next list
	 */
	if (!r && ret_identity)
		r = identify(t, &items, list, ret_identity, ret_commit);
	if (r)
		return r != -EINTR ? diag_errno(r, "%s", t->dir) : r;
	*ret_files = steal(&list);
	return 0;
}

int source_tree_look(struct source_tree *t)
{
	free(steal(&t->files));
	*t->identity = '\0';
	free(steal(&t->commit));
	return look(t, &t->files, t->identity, &t->commit);
}

int source_tree_is_changed(const struct source_tree *t)
{
	cleanup_free char *now = NULL;
	int r = look(t, &now, NULL, NULL);

	return r ? r : strcmp(now, t->files) != 0;
}

const char *source_tree_file_name(const char *line)
{
	return strchr(line, '/');
}
