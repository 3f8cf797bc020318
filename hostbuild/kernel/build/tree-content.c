// SPDX-License-Identifier: GPL-2.0-only
#include "capture.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/build/tree.h"
#include "process.h"

#include <errno.h>
#include <limits.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define GIT_TIMEOUT_MS (5 * 60 * 1000)
#define GIT_MAX	       ((size_t)256 << 20)
#define FILE_MAX       ((size_t)256 << 20)
#define SHA1_SIZE      41 /* hex */

/* A file of the tree, as it is now. */
struct item {
	char *name;	 /* "/kernel/bpf/verifier.c" */
	struct stat st;	 /* of a link what it leads to, where that is there */
	struct stat own; /* of a link its own */
};
struct items {
	struct item *list; /* by name */
	size_t n;
};

static void items_clear(struct items *items)
{
	for (size_t i = 0; i < items->n; i++)
		free(items->list[i].name);
	free(items->list);
}

static int add_item(struct items *items, const FTSENT *e, const char *name)
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

/* Every file but git's own.  Says what failed. */
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
			r = add_item(&items, e, below);
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

/* What of a file tells that it changed; make goes by less. */
static void put_line(FILE *to, const struct item *i)
{
	fprintf(to, "%lld.%09ld %lld %o", (long long)i->st.st_mtim.tv_sec, i->st.st_mtim.tv_nsec,
		(long long)i->st.st_size, (unsigned)i->own.st_mode);
	if (S_ISLNK(i->own.st_mode))
		fprintf(to, ",%lld.%09ld", (long long)i->own.st_mtim.tv_sec,
			i->own.st_mtim.tv_nsec);
	/* a name with a line's end in it would be two lines */
	fprintf(to, " %.*s\n", (int)strcspn(i->name, "\n"), i->name);
}

/*
 * What git's index has of a file: its content by name, and the time and size it had when that was
 * looked at.
 */
struct index_entry {
	const char *name; /* without the / in front */
	char blob[SHA1_SIZE + 24];
	unsigned mode, size;
	unsigned long ctime[2], mtime[2];
};
struct git_index {
	char *text;
	struct index_entry *list;
	size_t n;
	struct timespec written;
};

static void index_clear(struct git_index *x)
{
	free(x->text);
	free(x->list);
}

/*
 * What git prints of the repository in @dir alone, none of its programs being run; -ENOENT: it will
 * not say.
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
 * "100644 BLOB 0<tab>NAME<nul>" and the lines of --debug behind it; the text behind that, NULL: not
 * as it should be.
 */
static char *read_entry(struct index_entry *ret, char *at, const char *end)
{
	int stage = -1, used = 0;

	if (sscanf(at, "%o %64[0-9a-f] %d\t%n", &ret->mode, ret->blob, &stage, &used) != 3 ||
		!used || stage)
		return NULL;
	ret->name = at + used;
	at += used + strlen(ret->name) + 1;
	used = 0;
	if (at >= end ||
		sscanf(at,
			" ctime: %lu:%lu mtime: %lu:%lu dev: %*u ino: %*u uid: %*u gid: %*u size: %u flags: %*x%n",
			&ret->ctime[0], &ret->ctime[1], &ret->mtime[0], &ret->mtime[1], &ret->size,
			&used) != 5 ||
		!used || at[used] != '\n')
		return NULL;
	return at + used + 1;
}

static int by_entry_name(const void *a, const void *b)
{
	return strcmp(((const struct index_entry *)a)->name, ((const struct index_entry *)b)->name);
}

/* -ENOENT: there is none that can be read. */
static int read_index(struct git_index *ret, const char *dir)
{
	static const char *const list[] = {"ls-files", "--stage", "--debug", "-z", NULL};
	static const char *const where[] = {"rev-parse", "--git-path", "index", NULL};
	cleanup_with(index_clear) struct git_index x = {0};
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
			return -ENOENT; /* merging, or of another git */
	}
	if (r)
		return r;
	if (x.n)
		qsort(x.list, x.n, sizeof(*x.list), by_entry_name);
	*ret = x;
	x = (struct git_index){0};
	return 0;
}

/*
 * The file is what it was when git looked, as far as times tell: by the rules of git's
 * racy-git.txt.
 */
static bool is_as_indexed(
	const struct git_index *x, const struct index_entry *e, const struct stat *st)
{
	bool before_index = st->st_mtim.tv_sec < x->written.tv_sec;

	return before_index && e->size == (unsigned)st->st_size &&
	       e->mtime[0] == (unsigned long)st->st_mtim.tv_sec &&
	       e->mtime[1] == (unsigned long)st->st_mtim.tv_nsec &&
	       e->ctime[0] == (unsigned long)st->st_ctim.tv_sec &&
	       e->ctime[1] == (unsigned long)st->st_ctim.tv_nsec;
}

/* As git names content: SHA-1 over "blob SIZE", NUL, and it. */
static int name_blob(const char *dir, const struct item *i, char ret[SHA1_SIZE])
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

/*
 * By content what git knows of, without asking it what changed: that would run what the
 * repository's configuration names, and believe what its index says is not to be looked at.
 */
static int put_by_content(
	FILE *to, const char *dir, const struct items *items, const struct git_index *x)
{
	for (size_t i = 0; i < items->n; i++) {
		const struct item *item = &items->list[i];
		const struct index_entry key = {.name = item->name + 1};
		const struct index_entry *e =
			x->n ? bsearch(&key, x->list, x->n, sizeof(key), by_entry_name) : NULL;
		char blob[SHA1_SIZE] = "";
		if (!e || (!S_ISREG(item->own.st_mode) && !S_ISLNK(item->own.st_mode))) {
			put_line(to, item);
			continue;
		}
		if (!is_as_indexed(x, e, &item->own)) {
			int r = name_blob(dir, item, blob);
			if (r)
				return r;
		}
		fprintf(to, "%s %c%s\n", *blob ? blob : e->blob,
			S_ISLNK(item->own.st_mode) ? 'l'
			: item->own.st_mode & 0100 ? 'x'
						   : '-',
			item->name);
		/* what a link leads to may lie outside */
		if (S_ISLNK(item->own.st_mode))
			put_line(to, item);
	}
	return 0;
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

/* By content where git knows of it; else what the list tells. */
static int identify(const struct source_tree *t, const struct items *items, const char *list,
	char ret[SHA256_SIZE])
{
	cleanup_with(index_clear) struct git_index x = {0};
	cleanup_free char *git = format_string("%s/.git", t->dir), *text = NULL;
	size_t len = 0;
	int r = git ? 0 : -ENOMEM;

	if (!r && access(git, F_OK) == 0 && process_in_path("git"))
		r = read_index(&x, t->dir);
	if (r && r != -ENOENT)
		return r;
	if (!x.n)
		return sha256_bytes(list, strlen(list), ret);
	FILE *to = open_memstream(&text, &len);
	if (!to)
		return -ENOMEM;
	r = put_by_content(to, t->dir, items, &x);
	if (fclose(to))
		r = -ENOMEM;
	return r ? r : sha256_bytes(text, len, ret);
}

static int look(const struct source_tree *t, char **ret_files, char *ret_identity)
{
	cleanup_with(items_clear) struct items items = {0};
	cleanup_free char *list = NULL;
	int r = walk(&items, t->dir);

	if (r)
		return r;
	r = (list = list_of(&items)) ? 0 : -ENOMEM;
	/*
	 * content is read behind the list: what changes in between is another time in the next one
	 */
	if (!r && ret_identity)
		r = identify(t, &items, list, ret_identity);
	if (r)
		return r != -EINTR ? diag_errno(r, "%s", t->dir) : r;
	*ret_files = steal(&list);
	return 0;
}

int source_tree_look(struct source_tree *t)
{
	free(steal(&t->files));
	*t->identity = '\0';
	return look(t, &t->files, t->identity);
}

int source_tree_is_changed(const struct source_tree *t)
{
	cleanup_free char *now = NULL;
	int r = look(t, &now, NULL);

	return r ? r : strcmp(now, t->files) != 0;
}

const char *source_tree_file_name(const char *line)
{
	return strchr(line, '/');
}
