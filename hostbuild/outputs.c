// SPDX-License-Identifier: GPL-2.0-only
#include "outputs.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "file-writer.h"
#include "files.h"
#include "format.h"
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

static int misuse(const char *option, const char *path, const char *why)
{
	diag_error("%s %s: %s", option, path, why);
	return FAIL_MISUSE;
}

int output_check(const char *option, const char *path)
{
	struct stat st;

	if (!path || strcmp(path, "-") == 0)
		return 0;
	if (!*path)
		return misuse(option, "''", "names no file");
	if (lstat(path, &st) && errno != ENOENT)
		return misuse(option, path, strerror(errno));
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return misuse(option, path,
			S_ISDIR(st.st_mode) ? strerror(EISDIR)
					    : "exists and is not a regular file");
	if (path[strlen(path) - 1] == '/')
		return misuse(option, path, strerror(EISDIR));
	if (files_is_elf(path))
		return misuse(option, path, "an ELF file, which is not overwritten");
	int r = file_writer_may_open(path);
	return r ? misuse(option, path, strerror(-r)) : 0;
}

/* Whether @path is the entry @name of the directory @dir. */
static bool is_entry(const char *path, const char *dir, const char *name)
{
	const char *slash = strrchr(path, '/');
	cleanup_free char *parent = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	struct stat a, b;

	return parent && strcmp(slash ? slash + 1 : path, name) == 0 && stat(parent, &a) == 0 &&
	       stat(dir, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool output_is_same(const char *a, const char *b)
{
	const char *slash = strrchr(b, '/'), *name = slash ? slash + 1 : b;
	cleanup_free char *dir = slash ? strndup(b, (size_t)(slash - b) + 1) : strdup(".");
	struct stat x, y;

	if (strcmp(a, b) == 0 || (dir && is_entry(a, dir, name)))
		return true;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

int output_check_apart(
	const char *option, const char *path, const char *of, const char *other, const char *name)
{
	struct stat a, b;
	bool same = false;

	if (!path || !other || strcmp(path, "-") == 0)
		return 0;
	if (name)
		same = is_entry(path, other, name);
	else
		same = stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
		       a.st_ino == b.st_ino;
	if (!same)
		return 0;
	diag_error("%s %s: is %s of %s %s too; give another file", option, path,
		name ? name : "the file", of, other);
	return FAIL_MISUSE;
}

int output_put_aside(const char *option, const char *path)
{
	cleanup_free char *old = path ? format_string("%s.old", path) : NULL;
	struct stat st;

	if (!path || strcmp(path, "-") == 0 || lstat(path, &st))
		return 0;
	if (!old)
		return diag_errno(-ENOMEM, "%s", path);
	if (rename(path, old) == 0)
		return 0;
	diag_error("%s %s: the earlier file cannot be renamed to %s: %s", option, path, old,
		strerror(errno));
	return FAIL_MISUSE;
}

int output_withdraw(const char *option, const char *path)
{
	int r = output_check(option, path);

	return r ? r : output_put_aside(option, path);
}

int output_dir_open(struct output_dir *ret, const char *option, const char *path)
{
	cleanup_free char *result = NULL;
	char holder[128];

	if (!*path)
		return misuse(option, "''", "names no directory");
	if (directory_make(path))
		return FAIL_MISUSE;
	result = format_string("%s/result.json", path);
	if (!result)
		return diag_errno(-ENOMEM, "%s", path);
	int r = output_check(option, result);
	if (r)
		return r;
	cleanup_close int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return misuse(option, path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno == EWOULDBLOCK) {
			lock_holder(fd, holder, sizeof(holder));
			diag_error("%s %s: in use by %s; give each run a directory", option, path,
				holder);
			return FAIL_MISUSE;
		}
		/* some network file systems have no locks; judge all the same */
		diag_warn("%s %s: cannot be locked (%s): make sure that no other run uses it",
			option, path, strerror(errno));
	}
	r = output_put_aside(option, result);
	if (!r)
		ret->lock = steal_fd(&fd);
	return r;
}

void output_dir_close(struct output_dir *d)
{
	if (d->lock >= 0)
		close(d->lock);
	*d = OUTPUT_DIR_NONE;
}

/* A text that grows: jansson passes JSON in small pieces. */
struct text {
	char *bytes;
	size_t len, room, max;
	int error; /* -EFBIG, -ENOMEM */
};

static int grow(struct text *t, const char *bytes, size_t len)
{
	if (t->len + len > t->max)
		return t->error = -EFBIG;
	if (t->len + len >= t->room) {
		size_t room = (t->len + len) * 2 + 4096;
		char *more = realloc(t->bytes, room);
		if (!more)
			return t->error = -ENOMEM;
		t->bytes = more;
		t->room = room;
	}
	memcpy(t->bytes + t->len, bytes, len);
	t->len += len;
	t->bytes[t->len] = '\0';
	return 0;
}

static int append_piece(const char *bytes, size_t len, void *arg)
{
	return grow(arg, bytes, len) ? -1 : 0;
}

/* Escape "##[", a command to a CI runner.  In JSON "#" occurs only in strings. */
static int escape_commands(struct text *to, const char *from)
{
	const char *at;
	int r = 0;

	for (; !r && (at = strstr(from, "##[")); from = at + 3) {
		r = grow(to, from, (size_t)(at - from));
		if (!r)
			r = grow(to, "##\\u005b", 8);
	}
	if (!r)
		r = grow(to, from, strlen(from));
	return r ? r : grow(to, "\n", 1);
}

int output_text(const char *path, const char *text, size_t len, size_t max)
{
	const bool whole = strcmp(path, "-") != 0;
	cleanup_with(file_writer_drop) struct file_writer w = {.fd = -1};
	int r = 0;

	if (len > max) {
		diag_error(
			"write %s: more than %zu MiB, the limit for such a file", path, max >> 20);
		return -EFBIG;
	}
	if (!whole)
		fflush(stdout);
	else
		r = file_writer_open(&w, path, 0644);
	if (r)
		return r;
	r = write_all(whole ? w.fd : STDOUT_FILENO, text, len);
	if (r)
		return diag_errno(r, "write %s", whole ? path : "standard output");
	return whole ? file_writer_commit(&w) : 0;
}

int output_json(const char *path, const json_t *json, size_t max)
{
	struct text raw = {.max = max}, text = {.max = max};
	int r = 0;

	if (json_dump_callback(json, append_piece, &raw, JSON_INDENT(1)))
		r = raw.error ? raw.error : -ENOMEM;
	if (!r)
		r = escape_commands(&text, raw.bytes);
	free(raw.bytes);
	cleanup_free char *bytes = text.bytes;
	if (r == -EFBIG)
		diag_error("write %s: more than %zu MiB, the limit for a result", path, max >> 20);
	else if (r)
		diag_errno(r, "write %s", path);
	return r ? r : output_text(path, bytes, text.len, max);
}
