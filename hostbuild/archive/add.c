// SPDX-License-Identifier: GPL-2.0-only
/* Appends a second archive, which the kernel unpacks after the first (init/initramfs.c). */
#include "archive/archive.h"
#include "archive/listing.h"
#include "archive/newc.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "file-writer.h"
#include "files.h"
#include "format.h"
#include "verdict/docket-format.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_SIZE ((size_t)1 << 20)
#define ADDED_MAX ((size_t)64 << 20)
/* Names in the archive have no leading slash. */
#define LIST_DIR (DOCKET_DIR + 1)
#define LIST	 (ADDED_PATH + 1)

static int copy_all(int from, int to, const char *path)
{
	cleanup_free char *block = malloc(COPY_SIZE);
	off_t total = 0;
	int r;

	if (!block)
		return diag_errno(-ENOMEM, "write %s", path);
	for (;;) {
		ssize_t n = pread(from, block, COPY_SIZE, total);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return diag_errno(-errno, "read the archive for %s", path);
		if (!n)
			break;
		r = write_all(to, block, (size_t)n);
		if (r)
			return diag_errno(r, "write %s", path);
		total += n;
	}
	/* the kernel expects the next archive at a multiple of 4 bytes (do_reset()) */
	r = write_all(to, "\0\0\0", (size_t)(-total & 3));
	return r ? diag_errno(r, "write %s", path) : 0;
}

static int add_entry(
	struct entries *t, const char *name, mode_t mode, const char *bytes, size_t len)
{
	struct cpio_entry e = {
		.name = strdup(name), .mode = mode, .bytes = bytes, .size = (int64_t)len};
	char why[512] = "no memory";
	int r = e.name && !sha256_bytes(bytes, len, e.sha256) ? entries_add(t, &e, why, sizeof(why))
							      : -ENOMEM;

	free(e.name);
	if (r)
		diag_error("add /%s to the archive: %s", name, why);
	return r;
}

/* What is in the segment besides this list. */
static int list_json(const struct entries *t, char **ret)
{
	json_t *files = listing_json(t);

	*ret = files ? added_write(files) : NULL;
	return *ret ? 0 : diag_errno(-ENOMEM, "write %s", LIST);
}

static int write_segment(struct file_writer *w, int from, struct entries *t)
{
	int64_t packed, unpacked;
	int r = copy_all(from, w->fd, w->path);

	entries_sort(t);
	return r ? r : newc_write(w->fd, w->path, t, COMPRESS_NONE, &packed, &unpacked);
}

int archive_add(
	const char *path, int from, const char *name, int source, char ret_list[SHA256_SIZE])
{
	cleanup_with(file_writer_drop) struct file_writer w = {.fd = -1};
	cleanup_with(entries_clear) struct entries t = {0};
	cleanup_free char *self = format_string("/proc/self/fd/%d", source), *bytes = NULL,
			  *list = NULL;
	cleanup_free char *dir = strndup(name, strcspn(name, "/"));
	size_t len = 0;
	int r = self && dir ? files_read(self, ADDED_MAX, &bytes, &len) : -ENOMEM;

	if (r)
		return diag_errno(r, "read what goes to /%s", name);
	r = add_entry(&t, dir, S_IFDIR | 0755, "", 0);
	if (!r)
		r = add_entry(&t, name, S_IFREG | 0444, bytes, len);
	if (!r)
		r = list_json(&t, &list);
	if (!r)
		r = add_entry(&t, LIST_DIR, S_IFDIR | 0755, "", 0);
	if (!r)
		r = add_entry(&t, LIST, S_IFREG | 0444, list, strlen(list));
	if (!r && sha256_bytes(list, strlen(list), ret_list))
		r = diag_errno(-ENOMEM, "SHA-256 of %s", LIST);
	if (!r)
		r = file_writer_open(&w, path, 0644);
	if (!r)
		r = write_segment(&w, from, &t);
	return r ? r : file_writer_commit(&w);
}
