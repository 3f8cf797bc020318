// SPDX-License-Identifier: GPL-2.0-only
#include "scratch.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "format.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#define PREFIX "bpfjury-run."
/* A directory exists for a moment before it is locked; a younger one may be in use. */
#define YOUNG_S 60

static int open_locked(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB)) {
		close(fd);
		return -EBUSY;
	}
	return fd < 0 ? -errno : fd;
}

/* Remove directories that have our name and owner, are not locked and not just made. */
static void sweep(const char *top)
{
	DIR *d = opendir(top);

	for (struct dirent *e; d && (e = readdir(d));) {
		cleanup_free char *path = format_string("%s/%s", top, e->d_name);
		cleanup_close int fd = -1;
		struct stat st;
		if (strncmp(e->d_name, PREFIX, strlen(PREFIX)) != 0 || !path)
			continue;
		fd = open_locked(path);
		if (fd >= 0 && fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
			st.st_ctime + YOUNG_S < time(NULL))
			directory_remove(path);
	}
	if (d)
		closedir(d);
}

const char *scratch_parent(void)
{
	const char *tmp = getenv("TMPDIR");

	return tmp && *tmp ? tmp : "/tmp";
}

int scratch_make(struct scratch *ret)
{
	const char *top = scratch_parent();
	struct scratch s = {.dir = format_string("%s/" PREFIX "XXXXXX", top), .lock = -1};

	sweep(top);
	if (!s.dir || !mkdtemp(s.dir)) {
		int r = diag_errno(
			s.dir ? -errno : -ENOMEM, "make a directory under %s (TMPDIR)", top);
		free(s.dir);
		return r;
	}
	char *whole = realpath(s.dir, NULL); /* absolute, for children in other directories */
	if (whole) {
		free(s.dir);
		s.dir = whole;
	}
	s.lock = open_locked(s.dir);
	*ret = s;
	return 0;
}

void scratch_drop(struct scratch *s)
{
	if (!s->dir)
		return;
	directory_remove(s->dir);
	free(s->dir);
	if (s->lock >= 0)
		close(s->lock);
	*s = SCRATCH_NONE;
}
