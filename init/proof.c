// SPDX-License-Identifier: GPL-2.0-only
#include "proof.h"
#include "file.h"
#include "stream.h"
#include "verdict/archive-entry.h"
#include "verdict/docket-format.h"
#include "verdict/limits.h"
#include "verdict/run-parameters.h"
#include "verdict/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sha256.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define BLOCK	  (64 << 10)
#define PATH_ROOM PATH_MAX /* a longer name cannot be opened */

void proof_clear(struct proof *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->names[i]);
	free(p->names);
	*p = (struct proof){.root = p->root};
}

int proof_add(struct proof *p, const char *name)
{
	if (p->count == p->room) {
		size_t room = p->room ? 2 * p->room : 64;
		char **more = realloc(p->names, room * sizeof(*more));
		if (!more)
			return -ENOMEM;
		p->names = more;
		p->room = room;
	}
	p->names[p->count] = strdup(name);
	return p->names[p->count] ? (p->count++, 0) : -ENOMEM;
}

/* The path of @name, which begins with "/", below the root; -ENAMETOOLONG. */
static int path_of(const struct proof *p, const char *name, char *path, size_t size)
{
	int n = snprintf(path, size, "%s%s", p->root[1] ? p->root : "", name);

	return n > 0 && (size_t)n < size ? 0 : -ENAMETOOLONG;
}

/* Whether a mount hides @path: the nearest directory above it is on another file system. */
static bool is_hidden(const struct proof *p, const char *path)
{
	char above[PATH_ROOM];
	struct stat root, st;

	if (stat(p->root, &root))
		return false;
	snprintf(above, sizeof(above), "%s", path);
	for (char *slash; (slash = strrchr(above, '/')) && slash > above;) {
		*slash = '\0';
		if (lstat(above, &st) == 0)
			return st.st_dev != root.st_dev;
	}
	return false;
}

static int hash_file(int fd, char hex[SHA256_SIZE])
{
	static unsigned char block[BLOCK];
	SHA2_CTX context;

	SHA256Init(&context);
	for (;;) {
		ssize_t n = read(fd, block, sizeof(block));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		SHA256Update(&context, block, (size_t)n);
		stream_tick();
	}
	SHA256End(&context, hex);
	return 0;
}

static int check_file(const char *path, const struct archive_entry *e)
{
	char sha256[SHA256_SIZE];
	struct stat st;

	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -errno;
	int r = fstat(fd, &st) ? -errno : 0;
	if (!r && (!S_ISREG(st.st_mode) || st.st_size != e->bytes))
		r = -EBADMSG;
	if (!r)
		r = hash_file(fd, sha256);
	close(fd);
	return r ? r : strcmp(sha256, e->sha256) ? -EBADMSG : 0;
}

static int check_link(const char *path, const struct archive_entry *e)
{
	char target[PATH_ROOM];
	ssize_t n = readlink(path, target, sizeof(target));

	if (n < 0)
		return -errno;
	return (size_t)n == strlen(e->target) && !memcmp(target, e->target, (size_t)n) ? 0
										       : -EBADMSG;
}

static int check_other(const char *path, const struct archive_entry *e)
{
	struct stat st;

	if (lstat(path, &st))
		return -errno;
	if ((st.st_mode & S_IFMT) != e->type)
		return -EBADMSG;
	if (e->type != S_IFCHR && e->type != S_IFBLK)
		return 0;
	return e->major == major(st.st_rdev) && e->minor == minor(st.st_rdev) ? 0 : -EBADMSG;
}

static int check_listed(const char *path, const struct archive_entry *e)
{
	switch (e->type) {
	case S_IFREG:
		return check_file(path, e);
	case S_IFLNK:
		return check_link(path, e);
	default:
		return check_other(path, e);
	}
}

int proof_check(struct proof *p, const json_t *list, char *why, size_t why_size)
{
	char path[PATH_ROOM];
	json_t *entry;
	size_t i;

	if (!json_is_array(list)) {
		snprintf(why, why_size,
			"no list of what is in the archive: it is of another version, or damaged");
		return -EBADMSG;
	}
	json_array_foreach(list, i, entry)
	{
		struct archive_entry e;
		int r = archive_entry_read(&e, entry);
		if (!r)
			r = path_of(p, e.name, path, sizeof(path));
		if (!r && is_hidden(p, path))
			continue;
		if (!r)
			r = check_listed(path, &e);
		if (r) {
			snprintf(why, why_size,
				"%s is not what was packed (%s): the archive did not unpack whole",
				e.name ? e.name : "an entry without a name",
				r == -EBADMSG ? "another content" : strerror(-r));
			return r;
		}
		if (proof_add(p, e.name))
			return -ENOMEM;
		stream_tick();
	}
	return 0;
}

int proof_check_added(struct proof *p, const char *sha256, char *why, size_t why_size)
{
	char path[PATH_ROOM], *text, is[SHA256_SIZE];
	size_t len;

	if (!*sha256)
		return 0;
	int r = path_of(p, ADDED_PATH, path, sizeof(path));
	if (!r)
		r = read_whole(path, ADDED_LIST_BYTES_MAX, &text, &len);
	if (r) {
		snprintf(why, why_size,
			"what was added to the archive is not there (" ADDED_PATH
			": %s): the archive did not unpack whole",
			strerror(-r));
		return r;
	}
	sha256_hex(text, len, is);
	json_t *files = NULL;
	if (strcmp(is, sha256)) {
		snprintf(why, why_size,
			"what was added to the archive is not what the host added: " ADDED_PATH
			" has another SHA-256 than " RUN_PARAMETERS_PREFIX "added");
		r = -EBADMSG;
	} else {
		r = added_parse(text, len, &files);
		if (r)
			snprintf(why, why_size, ADDED_PATH " is damaged, or of another version");
	}
	free(text);
	if (r)
		return r;
	r = proof_check(p, files, why, why_size);
	json_decref(files);
	return r ? r : proof_add(p, ADDED_PATH);
}

bool proof_torn(const struct proof *p)
{
	char path[PATH_ROOM];
	struct stat st;

	return path_of(p, INITRD_IMAGE_PATH, path, sizeof(path)) == 0 && lstat(path, &st) == 0;
}
