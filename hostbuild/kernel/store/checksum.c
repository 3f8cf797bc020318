// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/store/checksum.h"
#include "cleanup.h"
#include "directories.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <xxhash.h>

#define BLOCK (1 << 18) /* bytes read at a time */

static void state_free(XXH3_state_t **state)
{
	XXH3_freeState(*state);
}

static XXH3_state_t *state_new(void)
{
	XXH3_state_t *state = XXH3_createState();

	if (state && XXH3_128bits_reset(state) == XXH_OK)
		return state;
	XXH3_freeState(state);
	return NULL;
}

static void finish(XXH3_state_t *state, char ret[CHECKSUM_SIZE])
{
	const XXH128_hash_t h = XXH3_128bits_digest(state);

	snprintf(ret, CHECKSUM_SIZE, "%016llx%016llx", (unsigned long long)h.high64,
		(unsigned long long)h.low64);
}

static int add_fd(XXH3_state_t *state, int fd)
{
	cleanup_free char *block = malloc(BLOCK);
	off_t at = 0;

	if (!block)
		return -ENOMEM;
	for (;;) {
		ssize_t n = pread(fd, block, BLOCK, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : 0;
		XXH3_128bits_update(state, block, (size_t)n);
		at += n;
	}
}

static int add_file(XXH3_state_t *state, const char *path)
{
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	return fd < 0 ? -errno : add_fd(state, fd);
}

static int add_tree(XXH3_state_t *state, const char *path)
{
	cleanup_with(directory_walk_end) FTS *fts = directory_walk(path);
	FTSENT *e = NULL;
	int r = fts ? 0 : -ENOMEM;

	while (!r && (e = fts_read(fts))) {
		const char *below = e->fts_path + strlen(path);
		if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS)
			r = -e->fts_errno;
		if (r || e->fts_info == FTS_D || e->fts_info == FTS_DP)
			continue;
		XXH3_128bits_update(state, below, strlen(below) + 1);
		r = e->fts_info == FTS_F ? add_file(state, e->fts_path) : -EBADMSG;
	}
	return r;
}

int checksum_path(const char *path, char ret[CHECKSUM_SIZE])
{
	cleanup_with(state_free) XXH3_state_t *state = state_new();
	struct stat st;

	if (!state)
		return -ENOMEM;
	if (lstat(path, &st))
		return -errno;
	int r = S_ISDIR(st.st_mode)   ? add_tree(state, path)
		: S_ISREG(st.st_mode) ? add_file(state, path)
				      : -EBADMSG;
	if (!r)
		finish(state, ret);
	return r;
}

int checksum_fd(int fd, char ret[CHECKSUM_SIZE])
{
	cleanup_with(state_free) XXH3_state_t *state = state_new();
	int r = state ? add_fd(state, fd) : -ENOMEM;

	if (!r)
		finish(state, ret);
	return r;
}
