// SPDX-License-Identifier: GPL-2.0-only
#include "directories.h"
#include "cleanup.h"
#include "diag.h"

#include <errno.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define FULL_MIB 8 /* with less left tools fail in ways of their own */

int directory_make(const char *path)
{
	cleanup_free char *copy = strdup(path);

	if (!copy)
		return diag_errno(-ENOMEM, "make directory %s", path);
	for (char *slash = copy + 1;; slash++) {
		if (*slash != '/' && *slash != '\0')
			continue;
		char was = *slash;
		*slash = '\0';
		if (mkdir(copy, 0777) && errno != EEXIST)
			return diag_errno(-errno, "make directory %s", copy);
		*slash = was;
		if (!was)
			break;
	}
	struct stat st;
	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		return diag_errno(-ENOTDIR, "make directory %s", path);
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path) && errno != ENOENT ? diag_errno(-errno, "remove %s", path) : 0;
}

int directory_remove(const char *path)
{
	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	return nftw(path, remove_one, 32, FTW_DEPTH | FTW_PHYS) ? -EIO : 0;
}

static int64_t tree_bytes; /* nftw(3) passes no argument to its callback */

static int add_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)path;
	(void)ftw;
	if (type == FTW_F)
		tree_bytes += (int64_t)st->st_blocks * 512;
	return 0;
}

int64_t directory_bytes(const char *path)
{
	tree_bytes = 0;
	nftw(path, add_one, 32, FTW_PHYS);
	return tree_bytes;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

FTS *directory_walk(const char *dir)
{
	char *paths[] = {(char *)dir, NULL};

	return fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
}

void directory_walk_end(FTS **walk)
{
	if (*walk)
		fts_close(*walk);
}

int directory_check_room(const char *dir, unsigned long long mib, const char *what)
{
	struct statvfs fs;

	if (statvfs(dir, &fs))
		return diag_errno(-errno, "%s", dir);
	unsigned long long there = (unsigned long long)fs.f_bavail * fs.f_frsize >> 20;
	if (there >= mib)
		return 0;
	diag_error(
		"no room %s: %llu MiB free in %s, about %llu needed: `bpfjury kernel remove`, or set "
		"BPFJURY_CACHE",
		what, there, dir, mib);
	return -ENOSPC;
}

bool directory_is_full(const char *path)
{
	struct statvfs fs;

	return statvfs(path, &fs) == 0 &&
	       (((unsigned long long)fs.f_bavail * fs.f_frsize >> 20) < FULL_MIB ||
		       (fs.f_files && !fs.f_favail));
}
