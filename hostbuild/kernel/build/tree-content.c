// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/build/git-index.h"
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

/* A file of the tree as it is now. */
struct item {
	char *name;	 /* "/kernel/bpf/verifier.c" */
	struct stat st;	 /* of a link: of what it leads to, if that exists */
	struct stat own; /* of a link: of the link itself */
};
struct items {
	struct item *list; /* sorted by name */
	size_t n;
};

static void items_clear(struct items *items)
{
	for (size_t i = 0; i < items->n; i++)
		free(items->list[i].name);
	free(items->list);
}

static int append_item(struct items *items, const FTSENT *e, const char *name)
{
	struct item *more = items->n % 4096
				    ? items->list
				    : reallocarray(items->list, items->n + 4096, sizeof(*more));

	if (!more)
		return -ENOMEM;
	items->list = more;
	struct item *i = &items->list[items->n];
	*i = (struct item){.name = strdup(name), .st = *e->fts_statp, .own = *e->fts_statp};
	if (!i->name)
		return -ENOMEM;
	items->n++;
	if (S_ISLNK(i->own.st_mode) && stat(e->fts_accpath, &i->st))
		i->st = i->own;
	return 0;
}

static int by_item_name(const void *a, const void *b)
{
	return strcmp(((const struct item *)a)->name, ((const struct item *)b)->name);
}

/* List every file but git's own.  Reports its errors. */
static int walk(struct items *ret, const char *dir)
{
	cleanup_with(items_clear) struct items items = {0};
	cleanup_with(directory_walk_end) FTS *fts = directory_walk(dir);
	FTSENT *e;
	int r = fts ? 0 : -ENOMEM;

	while (!r && (errno = 0, e = fts_read(fts))) {
		const char *below = e->fts_path + strlen(dir);
		if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS)
			return diag_errno(-e->fts_errno, "%s", e->fts_path);
		if (e->fts_info == FTS_D && strcmp(below, "/.git") == 0)
			fts_set(fts, e, FTS_SKIP);
		else if (e->fts_info != FTS_D && e->fts_info != FTS_DP &&
			 strcmp(below, "/.git") != 0)
			r = append_item(&items, e, below);
	}
	if (!r && errno)
		r = -errno;
	if (r)
		return diag_errno(r, "%s", dir);
	if (items.n)
		qsort(items.list, items.n, sizeof(*items.list), by_item_name);
	*ret = items;
	items = (struct items){0};
	return 0;
}

/* Print what shows that a file changed; make looks at less. */
static void put_line(FILE *to, const struct item *i)
{
	fprintf(to, "%lld.%09ld %lld %o", (long long)i->st.st_mtim.tv_sec, i->st.st_mtim.tv_nsec,
		(long long)i->st.st_size, (unsigned)i->own.st_mode);
	if (S_ISLNK(i->own.st_mode))
		fprintf(to, ",%lld.%09ld", (long long)i->own.st_mtim.tv_sec,
			i->own.st_mtim.tv_nsec);
	/* a name with a newline would become two lines */
	fprintf(to, " %.*s\n", (int)strcspn(i->name, "\n"), i->name);
}

/* Git's name of a content: the SHA-1 of "blob SIZE", a NUL and the content. */
static int name_blob(const char *dir, const struct item *i, char ret[GIT_SHA1_SIZE])
{
	cleanup_free char *path = format_string("%s%s", dir, i->name), *content = NULL;
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned raw_len = 0;
	char head[32], target[PATH_MAX];
	size_t len = 0;
	int r = path ? 0 : -ENOMEM;

	if (!r && S_ISLNK(i->own.st_mode)) {
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
	bool done = ctx && EVP_DigestInit_ex(ctx, EVP_sha1(), NULL) &&
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
 * Print files that git tracks by content.  Git is not asked what changed: that would run programs
 * that the repository's configuration names, and trust index flags like assume-unchanged.
 */
static int put_by_content(FILE *to, const char *dir, const struct items *items,
	const struct git_index *x, struct edits *ret_edits)
{
	size_t tracked = 0;

	for (size_t i = 0; i < items->n; i++) {
		const struct item *item = &items->list[i];
		const struct index_entry *e = git_index_find(x, item->name + 1);
		char blob[GIT_SHA1_SIZE] = "";
		tracked += e != NULL;
		if (!e || (!S_ISREG(item->own.st_mode) && !S_ISLNK(item->own.st_mode))) {
			put_line(to, item);
			continue;
		}
		if (!git_index_is_current(x, e, &item->own)) {
			int r = name_blob(dir, item, blob);
			if (r)
				return r;
			if (strlen(e->blob) == strlen(blob) && strcmp(e->blob, blob) != 0)
				note_edit(ret_edits, &item->own);
		}
		fprintf(to, "%s %c%s\n", *blob ? blob : e->blob,
			S_ISLNK(item->own.st_mode) ? 'l'
			: item->own.st_mode & 0100 ? 'x'
						   : '-',
			item->name);
		/* what a link leads to may be outside of the tree */
		if (S_ISLNK(item->own.st_mode))
			put_line(to, item);
	}
	ret_edits->any |= tracked < x->n; /* some were removed */
	return 0;
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
		put_line(to, &items->list[i]);
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
	int r = walk(&items, t->dir);

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
