// SPDX-License-Identifier: GPL-2.0-only
#include "kept-files.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "files.h"
#include "format.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define INDEX_NAME "kept.sha256"
/* sha256sum(1) skips it */
#define INDEX_HEAD                                                                                 \
	"# What bpfjury kept here.  The next run into this directory removes the files that are "  \
	"listed.\n"
#define NEW_FILE  (O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC)
#define INDEX_MAX ((size_t)16 << 20) /* bytes */

void kept_files_clear(struct kept_files *k)
{
	if (k->dir >= 0)
		close(k->dir);
	if (k->index >= 0)
		close(k->index);
	free(k->path);
	json_decref(k->names);
	*k = KEPT_FILES_NONE;
}

/* The index in the directory @dir.  -ENOENT: none; -EEXIST: a file that is not ours; -errno. */
static int read_index(int dir, char **ret)
{
	cleanup_close int fd =
		openat(dir, INDEX_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	cleanup_free char *self = NULL, *text = NULL;
	struct stat st;

	if (fd < 0)
		return errno == ELOOP ? -EEXIST : -errno;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return -EEXIST;
	self = format_string("/proc/self/fd/%d", fd);
	if (!self)
		return -ENOMEM;
	const int r = files_read(self, INDEX_MAX, &text, NULL);
	if (r)
		return r == -EFBIG ? -EEXIST : r;
	if (strncmp(text, INDEX_HEAD, strlen(INDEX_HEAD)) != 0)
		return -EEXIST;
	*ret = steal(&text);
	return 0;
}

bool kept_files_are_in(const char *path)
{
	cleanup_close int dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	cleanup_free char *text = NULL;

	return dir >= 0 && read_index(dir, &text) == 0;
}

int kept_files_check(const char *dir)
{
	cleanup_free char *path = format_string("%s/" KEPT_DIR, dir), *text = NULL;
	cleanup_close int fd = -1;

	if (!path)
		return diag_errno(-ENOMEM, "%s", dir);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return diag_misuse(
			"-o %s: objects are kept in %s, which %s; give another directory", dir,
			path,
			errno == ENOTDIR || errno == ELOOP ? "is a file or a symbolic link"
							   : strerror(errno));
	const int r = read_index(fd, &text);
	if (r == -ENOENT || !r)
		return 0;
	return diag_misuse("-o %s: %s/" INDEX_NAME ": %s; give another directory", dir, path,
		r == -EEXIST ? "is not a file that bpfjury wrote" : strerror(-r));
}

static bool is_plain(char c)
{
	return c && (isalnum((unsigned char)c) || strchr("._+~-", c));
}

/* A name that kept_files_add() may have given. */
static bool is_kept_name(const char *name)
{
	if (!*name || strchr(".-", *name))
		return false;
	for (; *name; name++)
		if (!is_plain(*name) && *name != '#')
			return false;
	return true;
}

/* Remove the files that @text, an index, lists: lines of a hash, two blanks and a name. */
static void remove_listed(int dir, char *text)
{
	char *rest = text;
	struct stat st;

	for (char *line; (line = strsep(&rest, "\n"));) {
		if (strlen(line) < SHA256_SIZE + 1 || *line == '#')
			continue;
		const char *name = line + SHA256_SIZE + 1;
		if (is_kept_name(name) && fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
			S_ISREG(st.st_mode))
			unlinkat(dir, name, 0);
	}
}

static int open_dir(struct kept_files *k, const char *dir)
{
	cleanup_free char *text = NULL;

	k->path = format_string("%s/" KEPT_DIR, dir);
	k->names = json_object();
	if (!k->path || !k->names || json_object_set_new(k->names, INDEX_NAME, json_integer(1)))
		return diag_errno(-ENOMEM, "%s", dir);
	if (mkdir(k->path, 0777) && errno != EEXIST)
		return diag_errno(-errno, "make %s", k->path);
	k->dir = open(k->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (k->dir < 0)
		return diag_errno(-errno, "open %s", k->path);
	const int r = read_index(k->dir, &text);
	if (r && r != -ENOENT)
		return diag_errno(r, "%s/" INDEX_NAME, k->path);
	if (text)
		remove_listed(k->dir, text);
	unlinkat(k->dir, INDEX_NAME, 0);
	k->index = openat(k->dir, INDEX_NAME, NEW_FILE, 0666);
	const int wrote =
		k->index < 0 ? -errno : write_all(k->index, INDEX_HEAD, strlen(INDEX_HEAD));
	return wrote ? diag_errno(wrote, "write %s/" INDEX_NAME, k->path) : 0;
}

int kept_files_open(struct kept_files *k, const char *dir)
{
	*k = KEPT_FILES_NONE;
	const int r = open_dir(k, dir);
	if (r)
		kept_files_clear(k);
	return r;
}

/* @stem of plain bytes, such that @end still fits. */
static char *plain_stem(const char *stem, const char *end)
{
	char *plain = strndup(*stem ? stem : "-", KEPT_NAME_MAX - strlen(end));

	for (char *c = plain; c && *c; c++)
		if (!is_plain(*c) && *c != '#')
			*c = '-';
	/* neither hidden nor an option */
	if (plain && strchr(".-", *plain))
		*plain = '_';
	return plain;
}

/* The next name for @stem that no other file of this run has, malloc'd; NULL without memory. */
static char *next_name(struct kept_files *k, const char *stem, const char *end)
{
	cleanup_free char *first = format_string("%s%s", stem, end);
	char *name = NULL;
	bool taken = true;

	for (char *c = first; c && *c; c++)
		*c = (char)tolower((unsigned char)*c);
	while (first && taken) {
		const json_int_t n = json_integer_value(json_object_get(k->names, first)) + 1;
		free(name);
		name = n > 1 ? format_string("%s#%" JSON_INTEGER_FORMAT "%s", stem, n, end)
			     : format_string("%s%s", stem, end);
		cleanup_free char *lower = name ? strdup(name) : NULL;
		for (char *c = lower; c && *c; c++)
			*c = (char)tolower((unsigned char)*c);
		if (!lower || json_object_set_new(k->names, first, json_integer(n))) {
			free(name);
			return NULL;
		}
		taken = n > 1 && json_object_get(k->names, lower);
		if (n > 1 && !taken && json_object_set_new(k->names, lower, json_integer(1))) {
			free(name);
			return NULL;
		}
	}
	return name;
}

/* Listed before it has its bytes: whatever ends the run, the next one knows that it is ours. */
static int write_new(struct kept_files *k, const char *name, const void *bytes, size_t len)
{
	char sha256[SHA256_SIZE];
	cleanup_free char *line = NULL;
	int r = sha256_bytes(bytes, len, sha256);

	line = format_string("%s  %s\n", sha256, name);
	if (r || !line)
		return r ? r : -ENOMEM;
	int fd = openat(k->dir, name, NEW_FILE, 0666);
	if (fd < 0)
		return -errno;
	r = write_all(k->index, line, strlen(line));
	if (!r)
		r = write_all(fd, bytes, len);
	if (close(fd) && !r)
		r = -errno;
	if (r)
		unlinkat(k->dir, name, 0);
	return r;
}

int kept_files_add(struct kept_files *k, const char *stem, const char *end, const void *bytes,
	size_t len, char **ret)
{
	cleanup_free char *plain = plain_stem(stem, end), *name = NULL;
	int r = plain ? -EEXIST : -ENOMEM;

	/* somebody else's file may have the name */
	while (r == -EEXIST) {
		free(name);
		name = next_name(k, plain, end);
		r = name ? write_new(k, name, bytes, len) : -ENOMEM;
	}
	if (r)
		return diag_errno(r, "write %s/%s", k->path, name ? name : "");
	*ret = format_string(KEPT_DIR "/%s", name);
	return *ret ? 0 : diag_errno(-ENOMEM, "write %s/%s", k->path, name);
}
