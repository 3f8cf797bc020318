// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as docket.json.  Each object has the content "whole", so that a docket can be right. */
#include "docket.h"
#include "stream.h"
#include "verdict/loader.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define OBJECT	      "whole"
#define OBJECT_SHA256 "5d5766cf2d78701614200418ee1450690d9af12c84d52545e4802f001ad53099"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int __wrap_open64(const char *path, int flags, ...);

static const uint8_t *docket;
static size_t docket_size;

static int file_of(const void *bytes, size_t size)
{
	int fd = memfd_create("guest", MFD_CLOEXEC);

	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET))
		abort();
	return fd;
}

int __wrap_open64(const char *path, int flags, ...)
{
	(void)flags;
	if (strcmp(path, DOCKET_PATH) == 0)
		return file_of(docket, docket_size);
	if (strncmp(path, "/docket/", 8) == 0)
		return file_of(OBJECT, strlen(OBJECT));
	errno = ENOENT;
	return -1;
}

void stream_tick(void)
{
}

static void check(const struct docket_entry *e)
{
	if (!memchr(e->file, '\0', sizeof(e->file)) || !memchr(e->path, '\0', sizeof(e->path)) ||
		e->bytes != (int64_t)strlen(OBJECT) || strcmp(e->sha256, OBJECT_SHA256) != 0)
		abort();
	for (size_t i = 0; i < e->loader.n_maps; i++)
		if (!e->loader.maps[i]->name || e->loader.maps[i]->count > LOADER_ENTRIES)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char why[256] = "";
	struct docket d;

	docket = data;
	docket_size = size;
	if (docket_read(&d, why, sizeof(why))) {
		if (!*why || !memchr(why, '\0', sizeof(why)))
			abort();
		return 0;
	}
	if (docket_fold(&d, "6.12.94"))
		abort();
	for (size_t i = 0; i < d.count; i++)
		check(&d.entries[i]);
	docket_clear(&d);
	return 0;
}
