// SPDX-License-Identifier: GPL-2.0-only
#include "archive/newc.h"
#include "archive/lz4-legacy.h"
#include "archive/object.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "files.h"
#include "stop.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define BLOCK_SIZE  (1 << 18)
#define THREADS_MAX 8
#define PAGE_BYTES  4096
#define INODE_BYTES 1024 /* about an inode and a dentry */

/* The names of one file.  The kernel takes the content from the last one. */
struct group {
	unsigned names, written;
	int64_t ino;
};

struct newc {
	const char *path;
	int fd;
	struct archive *archive;
	struct archive_entry *entry;
	struct lz4_legacy *lz4; /* compresses the output of libarchive; NULL: not */
	struct group *groups;
	char *block;
	int64_t inodes, bytes, unpacked;
	int error; /* -errno of on_write(), which made libarchive fail */
	bool over; /* finished or failed: discard further output */
};

static ssize_t on_write(struct archive *a, void *data, const void *bytes, size_t len)
{
	struct newc *n = data;

	if (n->over)
		return (ssize_t)len;
	int r = n->lz4 ? lz4_legacy_write(n->lz4, bytes, len) : write_all(n->fd, bytes, len);
	if (!r && stop_signal())
		r = -EINTR;
	if (r) {
		n->error = r;
		archive_set_error(a, -r, "write");
		return -1;
	}
	n->bytes += (int64_t)len;
	return (ssize_t)len;
}

/* Also for ARCHIVE_WARN, which means that an entry was changed to fit the format. */
static int newc_failed(struct newc *n)
{
	if (n->error)
		return diag_errno(n->error, "write %s", n->path);
	diag_error("write %s: %s", n->path, archive_error_string(n->archive));
	return -EIO;
}

/*
 * zstd gives the same bytes with one worker and with many, but others without workers (the
 * default), so there is at least one.  The window of level 3 is 2 MiB; the kernel accepts up to 128
 * MiB.
 */
static int add_zstd(struct archive *a)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	char threads[16];

	if (cpus > THREADS_MAX)
		cpus = THREADS_MAX;
	snprintf(threads, sizeof(threads), "%ld", cpus < 1 ? 1 : cpus);
	return archive_write_add_filter_zstd(a) ||
	       archive_write_set_filter_option(a, "zstd", "compression-level", "3") ||
	       archive_write_set_filter_option(a, "zstd", "threads", threads);
}

static int add_filter(struct archive *a, enum compression compression)
{
	switch (compression) {
	case COMPRESS_ZSTD:
		return add_zstd(a);
	case COMPRESS_GZIP:
		return archive_write_add_filter_gzip(a) ||
		       archive_write_set_filter_option(a, "gzip", "timestamp", NULL);
	case COMPRESS_LZ4: /* done by on_write() */
	case COMPRESS_NONE:
		break;
	}
	return 0;
}

static int newc_open(struct newc *n, enum compression compression)
{
	n->archive = archive_write_new();
	n->entry = archive_entry_new();
	n->block = malloc(BLOCK_SIZE);
	if (!n->archive || !n->entry || !n->block)
		return diag_errno(-ENOMEM, "write %s", n->path);
	if (archive_write_set_format_cpio_newc(n->archive) || add_filter(n->archive, compression) ||
		archive_write_set_bytes_per_block(n->archive, BLOCK_SIZE) ||
		/* no padding after the end: the kernel would read it as another archive */
		archive_write_set_bytes_in_last_block(n->archive, 1) ||
		archive_write_open(n->archive, n, NULL, on_write, NULL))
		return newc_failed(n);
	return 0;
}

static int put(struct newc *n, const void *bytes, size_t len)
{
	return archive_write_data(n->archive, bytes, len) == (la_ssize_t)len ? 0 : newc_failed(n);
}

static int changed(const struct cpio_entry *e)
{
	diag_error("%s: changed while it was packed", e->text);
	return FAIL_MISUSE;
}

static int put_file(struct newc *n, const struct cpio_entry *e)
{
	cleanup_close int fd = open(e->text, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	cleanup_with(sha256_drop) struct sha256_stream s = {0};
	char sha256[SHA256_SIZE];
	int64_t left = e->size;

	if (fd < 0)
		return diag_errno(-errno, "read %s", e->text);
	if (sha256_begin(&s))
		return diag_errno(-ENOMEM, "SHA-256 of %s", e->text);
	for (;;) {
		ssize_t got = read(fd, n->block, BLOCK_SIZE);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return diag_errno(-errno, "read %s", e->text);
		if (got > left || (!got && left))
			return changed(e);
		if (!got)
			break;
		int r = put(n, n->block, (size_t)got);
		if (!r && sha256_add(&s, n->block, (size_t)got))
			r = diag_errno(-ENOMEM, "SHA-256 of %s", e->text);
		if (r)
			return r;
		left -= got;
	}
	if (sha256_end(&s, sha256))
		return diag_errno(-ENOMEM, "SHA-256 of %s", e->text);
	return strcmp(sha256, e->sha256) ? changed(e) : 0;
}

/* An object that was not kept in memory: what is packed now must be what was hashed then. */
static int put_object(struct newc *n, const struct cpio_entry *e)
{
	cleanup_free char *bytes = NULL;
	char sha256[SHA256_SIZE];
	char why[256];
	size_t len;
	int r = object_read(e->text, &bytes, &len, why, sizeof(why));

	if (r) {
		diag_error("%s: %s", e->text, why);
		return r;
	}
	if (sha256_bytes(bytes, len, sha256))
		return diag_errno(-ENOMEM, "SHA-256 of %s", e->text);
	if ((int64_t)len != e->size || strcmp(sha256, e->sha256))
		return changed(e);
	return put(n, bytes, len);
}

static int put_content(struct newc *n, const struct cpio_entry *e)
{
	if (!e->text)
		return put(n, e->bytes, (size_t)e->size);
	return e->object ? put_object(n, e) : put_file(n, e);
}

static int put_entry(struct newc *n, const struct cpio_entry *e)
{
	struct group *g = e->group ? &n->groups[e->group] : NULL;
	int64_t size = g && ++g->written < g->names ? 0 : e->size;
	struct archive_entry *a = archive_entry_clear(n->entry);

	if (!g || g->written == 1) {
		n->inodes++;
		n->unpacked += INODE_BYTES;
	}
	if (g && g->written == 1)
		g->ino = n->inodes;
	archive_entry_copy_pathname(a, e->name);
	archive_entry_set_mode(a, e->mode);
	archive_entry_set_ino64(a, g ? g->ino : n->inodes);
	archive_entry_set_nlink(a, g ? g->names : 1);
	archive_entry_set_uid(a, e->uid);
	archive_entry_set_gid(a, e->gid);
	archive_entry_set_mtime(a, 0, 0);
	archive_entry_set_size(a, size);
	if (S_ISLNK(e->mode))
		archive_entry_copy_symlink(a, e->text);
	if (S_ISCHR(e->mode) || S_ISBLK(e->mode)) {
		archive_entry_set_rdevmajor(a, e->major);
		archive_entry_set_rdevminor(a, e->minor);
	}
	if (archive_write_header(n->archive, a))
		return newc_failed(n);
	n->unpacked += (size + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
	return S_ISREG(e->mode) && size ? put_content(n, e) : 0;
}

static int newc_close(struct newc *n)
{
	if (archive_write_close(n->archive))
		return newc_failed(n);
	if (!n->lz4)
		return 0;
	int r = lz4_legacy_finish(n->lz4);
	n->bytes = n->lz4->bytes;
	return r ? diag_errno(r, "write %s", n->path) : 0;
}

static void newc_clear(struct newc *n)
{
	/* closes it, after archive_write_fail() too little: libarchive then forgets its buffer */
	n->over = true;
	archive_write_free(n->archive);
	archive_entry_free(n->entry);
	free(n->groups);
	free(n->block);
}

int newc_write(int fd, const char *path, const struct entries *t, enum compression compression,
	int64_t *ret_bytes, int64_t *ret_unpacked)
{
	cleanup_with(newc_clear) struct newc n = {.path = path, .fd = fd};
	cleanup_with(lz4_legacy_clear) struct lz4_legacy lz4 = {.fd = -1};
	int r;

	n.groups = calloc(t->groups + 1, sizeof(*n.groups));
	if (!n.groups)
		return diag_errno(-ENOMEM, "write %s", path);
	for (size_t i = 0; i < t->count; i++)
		n.groups[t->entries[i]->group].names++;
	if (compression == COMPRESS_LZ4) {
		r = lz4_legacy_open(&lz4, fd);
		if (r)
			return diag_errno(r, "write %s", path);
		n.lz4 = &lz4;
	}
	r = newc_open(&n, compression);
	for (size_t i = 0; i < t->count && !r; i++)
		r = put_entry(&n, t->entries[i]);
	if (!r)
		r = newc_close(&n);
	if (r)
		return r;
	*ret_bytes = n.bytes;
	*ret_unpacked = n.unpacked;
	return 0;
}
