// SPDX-License-Identifier: GPL-2.0-only
#include "tree.h"
#include "../cleanup.h"
#include "../diag.h"
#include "../files.h"
#include "../process.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define MAKEFILE_MAX   (1 << 20)
#define GIT_TIMEOUT_MS (5 * 60 * 1000)
#define GIT_MAX	       ((size_t)256 << 20)

void source_tree_clear(struct source_tree *t)
{
	free(t->dir);
	free(t->origin);
	free(t->version);
	*t = (struct source_tree){0};
}

/* "12" of the line "SUBLEVEL = 12"; "" where it is not there. */
static void makefile_value(const char *text, const char *name, char *ret, size_t size)
{
	size_t len = strlen(name);

	*ret = '\0';
	for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		if (strncmp(at, name, len) != 0)
			continue;
		const char *value = at + len + strspn(at + len, " \t");
		if (*value++ != '=')
			continue;
		value += strspn(value, " \t");
		size_t n = strcspn(value, " \t\r\n");
		if (n < size)
			snprintf(ret, size, "%.*s", (int)n, value);
		return;
	}
}

static int read_version(struct source_tree *t, const char *makefile)
{
	char version[16], patchlevel[16], sublevel[16], extra[64];

	makefile_value(makefile, "VERSION", version, sizeof(version));
	makefile_value(makefile, "PATCHLEVEL", patchlevel, sizeof(patchlevel));
	makefile_value(makefile, "SUBLEVEL", sublevel, sizeof(sublevel));
	makefile_value(makefile, "EXTRAVERSION", extra, sizeof(extra));
	size_t rc = strncmp(extra, "-rc", 3) == 0 ? 3 + strspn(extra + 3, "0123456789") : 0;
	bool patched = *sublevel && strcmp(sublevel, "0") != 0;
	t->version = format_string("%s.%s%s%s%.*s", version, patchlevel, patched ? "." : "", patched ? sublevel : "",
		patched ? 0 : (int)rc, extra);
	return !t->version ? -ENOMEM : version_parse(&t->v, t->version);
}

int source_tree_check_path(const char *dir)
{
	if (!strpbrk(dir, " \t\n:#'\"\\$%"))
		return 0;
	diag_error("%s: the kernel's build cannot work where a directory's name has blanks, colons or quotes", dir);
	return -EINVAL;
}

int source_tree_open(struct source_tree *ret, const char *dir, const char *origin)
{
	cleanup_with(source_tree_clear) struct source_tree t = {0};
	static const char *const parts[] = {"Kbuild", "Kconfig", "scripts/kconfig/conf.c", "arch/x86/Kconfig"};
	cleanup_free char *makefile = NULL;

	t.dir = realpath(dir, NULL);
	if (!t.dir)
		return diag_errno(-errno, "%s", dir);
	cleanup_free char *path = format_string("%s/Makefile", t.dir);
	t.origin = strdup(origin ? origin : t.dir);
	if (!path || !t.origin)
		return diag_errno(-ENOMEM, "%s", dir);
	int r = files_read(path, MAKEFILE_MAX, &makefile, NULL);
	if (r && r != -ENOENT)
		return diag_errno(r, "%s", path);
	for (size_t i = 0; !r && i < ARRAY_SIZE(parts); i++) {
		cleanup_free char *part = format_string("%s/%s", t.dir, parts[i]);
		r = part ? access(part, R_OK) ? -errno : 0 : -ENOMEM;
		if (r == -EACCES)
			return diag_errno(r, "%s", part);
	}
	if (!r)
		r = read_version(&t, makefile);
	if (r) {
		diag_error("%s: not a kernel source tree: want its Makefile with VERSION, Kbuild, Kconfig, "
			   "scripts/kconfig and arch/x86",
			dir);
		return -EINVAL;
	}
	if (source_tree_check_path(t.dir))
		return -EINVAL;
	static const char *const built[] = {".config", "include/config", "arch/x86/include/generated"};
	for (size_t i = 0; i < ARRAY_SIZE(built); i++) {
		cleanup_free char *part = format_string("%s/%s", t.dir, built[i]);
		if (part && access(part, F_OK))
			continue;
		diag_error("%s: was configured or built in place, which its own build refuses to do elsewhere then "
			   "(%s is there): make mrproper there first",
			t.dir, built[i]);
		return -EINVAL;
	}
	*ret = t;
	t = (struct source_tree){0};
	return 0;
}

static void digestp(EVP_MD_CTX **ctx)
{
	EVP_MD_CTX_free(*ctx);
}

static int digest_hex(EVP_MD_CTX *ctx, char ret[SHA256_SIZE])
{
	unsigned char raw[32];

	if (!EVP_DigestFinal_ex(ctx, raw, NULL))
		return -EIO;
	for (size_t i = 0; i < sizeof(raw); i++)
		snprintf(ret + 2 * i, 3, "%02x", raw[i]);
	return 0;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void ftsp(FTS **f)
{
	if (*f)
		fts_close(*f);
}

/* What of a file tells that it changed: make goes by no more. */
static void digest_stat(EVP_MD_CTX *ctx, const char *name, const char *path, const struct stat *st)
{
	char line[256], target[PATH_MAX];
	ssize_t n = S_ISLNK(st->st_mode) ? readlink(path, target, sizeof(target)) : 0;
	int len = snprintf(line, sizeof(line), "%o %lld %lld.%09ld", (unsigned)st->st_mode, (long long)st->st_size,
		(long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec);

	EVP_DigestUpdate(ctx, name, strlen(name) + 1);
	EVP_DigestUpdate(ctx, line, (size_t)len + 1);
	EVP_DigestUpdate(ctx, target, n > 0 ? (size_t)n : 0);
}

/* Every file's name, mode, size, time and, of links, target. */
static int identity_of_files(const char *dir, char ret[SHA256_SIZE])
{
	cleanup_with(digestp) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	char *paths[] = {(char *)dir, NULL};
	cleanup_with(ftsp) FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	FTSENT *e;

	if (!ctx || !fts || !EVP_DigestInit_ex(ctx, EVP_sha256(), NULL))
		return -ENOMEM;
	while (errno = 0, e = fts_read(fts)) {
		if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS)
			return -e->fts_errno;
		if (e->fts_info != FTS_D && e->fts_info != FTS_DP)
			digest_stat(ctx, e->fts_path + strlen(dir), e->fts_accpath, e->fts_statp);
	}
	return errno ? -errno : digest_hex(ctx, ret);
}

/* What git prints; -ENOENT: this is no work tree of it, or git will not say. */
static int ask_git(const char *dir, const char *const args[], char **ret, size_t *ret_len)
{
	const char *argv[16] = {"git", "--no-optional-locks", "-C", dir};
	int status = 0, r;

	for (size_t i = 0; args[i] && i + 5 < ARRAY_SIZE(argv); i++)
		argv[4 + i] = args[i];
	r = process_capture((char *const *)argv, GIT_TIMEOUT_MS, GIT_MAX, ret, ret_len, &status);
	return r ? r : WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -ENOENT;
}

/* Files that git does not know, or is told to pass over: they may be source all the same. */
static int digest_untracked(EVP_MD_CTX *ctx, const char *dir, const char *names, size_t len)
{
	for (const char *name = names; name < names + len; name += strlen(name) + 1) {
		cleanup_free char *path = format_string("%s/%s", dir, name);
		struct stat st = {0};
		if (!path)
			return -ENOMEM;
		if (lstat(path, &st) && errno != ENOENT)
			return -errno;
		digest_stat(ctx, name, path, &st);
	}
	return 0;
}

static int identity_of_git(const char *dir, char ret[SHA256_SIZE])
{
	static const char *const tree[] = {"rev-parse", "--show-prefix", "HEAD^{tree}", NULL};
	static const char *const diff[] = {"diff", "--no-ext-diff", "--no-textconv", "--binary", "HEAD", "--", NULL};
	static const char *const others[] = {"ls-files", "-z", "--others", NULL};
	static const char *const *const questions[] = {tree, diff, others};
	cleanup_with(digestp) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int r = ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) ? 0 : -ENOMEM;

	for (size_t i = 0; !r && i < ARRAY_SIZE(questions); i++) {
		cleanup_free char *out = NULL;
		size_t len = 0;
		r = ask_git(dir, questions[i], &out, &len);
		if (r)
			break;
		if (i == 0 && *out != '\n') /* a directory somewhere in another repository's tree */
			return -ENOENT;
		EVP_DigestUpdate(ctx, out, len);
		if (questions[i] == others)
			r = digest_untracked(ctx, dir, out, len);
	}
	return r ? r : digest_hex(ctx, ret);
}

int source_tree_identity(const struct source_tree *t, char ret[SHA256_SIZE])
{
	cleanup_free char *git = format_string("%s/.git", t->dir);
	int r = git && access(git, F_OK) == 0 && process_in_path("git") ? identity_of_git(t->dir, ret) : -ENOENT;

	if (r == -ENOENT)
		r = identity_of_files(t->dir, ret);
	return r && r != -EINTR ? diag_errno(r, "%s", t->dir) : r;
}

static int by_path(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;

	return strcmp(strchr(x, '/'), strchr(y, '/'));
}

/* The lines of @text, which is cut up, by name. */
static int sort_lines(char *text, char **ret, size_t *ret_len)
{
	cleanup_free char **lines = NULL;
	size_t n = 0;
	FILE *to = open_memstream(ret, ret_len);

	for (const char *at = text; (at = strchr(at, '\n')); at++)
		n++;
	lines = calloc(n + 1, sizeof(*lines));
	if (!to || !lines) {
		if (to)
			fclose(to);
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++)
		lines[i] = strsep(&text, "\n");
	qsort(lines, n, sizeof(*lines), by_path);
	for (size_t i = 0; i < n; i++)
		fprintf(to, "%s\n", lines[i]);
	return fclose(to) ? -ENOMEM : 0;
}

int source_tree_list(const struct source_tree *t, char **ret, size_t *ret_len)
{
	char *paths[] = {t->dir, NULL};
	cleanup_with(ftsp) FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	cleanup_free char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);
	int r = fts && to ? 0 : -ENOMEM;

	for (FTSENT *e; !r && (e = fts_read(fts));) {
		const char *below = e->fts_path + strlen(t->dir);
		if (e->fts_info == FTS_D && strcmp(below, "/.git") == 0)
			fts_set(fts, e, FTS_SKIP);
		if ((e->fts_info == FTS_F || e->fts_info == FTS_SL || e->fts_info == FTS_SLNONE) &&
			!strchr(below, '\n'))
			fprintf(to, "%lld.%09ld %lld %o %s\n", (long long)e->fts_statp->st_mtim.tv_sec,
				e->fts_statp->st_mtim.tv_nsec, (long long)e->fts_statp->st_size,
				(unsigned)e->fts_statp->st_mode, below);
	}
	if (to && fclose(to))
		r = -ENOMEM;
	if (!r)
		r = sort_lines(text, ret, ret_len);
	return r ? diag_errno(r, "%s", t->dir) : 0;
}
