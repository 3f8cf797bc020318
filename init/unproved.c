// SPDX-License-Identifier: GPL-2.0-only
#include "unproved.h"
#include "stream.h"
#include "verdict/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX   16
#define ENTRIES_MAX 65536
#define PATH_ROOM   PATH_MAX
#define SHOWN_MAX   100 /* bytes of a name: UNPROVED_NAMES of them fit in one record */

struct walk {
	const struct proof *proof;
	dev_t device;
	size_t entries, more;
	json_t *names;
	char path[PATH_ROOM]; /* from the root's "/" on */
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_known(const struct proof *p, const char *name)
{
	return p->count && bsearch(&name, p->names, p->count, sizeof(*p->names), compare_names);
}

static void add_name(struct walk *w, const char *end)
{
	char shown[SHOWN_MAX + 8], *clean;
	const bool whole = strlen(w->path) <= SHOWN_MAX;

	if (json_array_size(w->names) >= UNPROVED_NAMES) {
		w->more++;
		return;
	}
	snprintf(shown, sizeof(shown), "%.*s%s", SHOWN_MAX, w->path + 1, whole ? end : "…");
	clean = text_cleaned(shown, strlen(shown), 0);
	if (!clean || json_array_append_new(w->names, json_string(clean)))
		w->more++;
	free(clean);
}

static void visit(struct walk *w, int dir, const char *name, int depth);

/* Closes @fd. */
static void walk_directory(struct walk *w, int fd, int depth)
{
	DIR *dir = fdopendir(fd);

	if (!dir) {
		close(fd);
		add_name(w, "/");
		return;
	}
	for (struct dirent *e; (e = readdir(dir));) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (w->entries >= ENTRIES_MAX) { /* the rest of this directory is not visited */
			add_name(w, "/");
			break;
		}
		w->entries++;
		stream_tick();
		visit(w, dirfd(dir), e->d_name, depth);
	}
	closedir(dir);
}

static void visit(struct walk *w, int dir, const char *name, int depth)
{
	size_t len = strlen(w->path);
	struct stat st;

	if (len + 1 + strlen(name) >= sizeof(w->path)) {
		add_name(w, "/");
		return;
	}
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return; /* gone */
	if (st.st_dev != w->device)
		return; /* a mount */
	snprintf(w->path + len, sizeof(w->path) - len, "%s%s",
		w->path[len ? len - 1 : 0] == '/' ? "" : "/", name);
	if (!S_ISDIR(st.st_mode)) {
		if (!is_known(w->proof, w->path))
			add_name(w, "");
	} else if (depth >= DEPTH_MAX) {
		add_name(w, "/");
	} else {
		int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			add_name(w, "/");
		else
			walk_directory(w, fd, depth + 1);
	}
	w->path[len] = '\0';
}

json_t *unproved_names(struct proof *p, size_t *ret_more)
{
	struct walk w = {.proof = p, .names = json_array(), .path = "/"};
	int fd = open(p->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	if (p->count)
		qsort(p->names, p->count, sizeof(*p->names), compare_names);
	if (!w.names || fd < 0 || fstat(fd, &st)) {
		if (fd >= 0)
			close(fd);
		json_decref(w.names);
		return NULL;
	}
	w.device = st.st_dev;
	walk_directory(&w, fd, 0);
	*ret_more = w.more;
	return w.names;
}
