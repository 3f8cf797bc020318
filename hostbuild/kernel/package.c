// SPDX-License-Identifier: GPL-2.0-only
#include "package.h"
#include "confine.h"
#include "../cleanup.h"
#include "../diag.h"
#include "../files.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define TIMEOUT_MS (15 * 60 * 1000)

const struct package_limits package_limits_default = {
	/* the largest seen: Ubuntu's generic modules, 0.6 GB in 7000 files */
	.bytes = (int64_t)4 << 30,
	.file = (int64_t)1 << 30,
	.entries = 200000,
	.path = 1024,
};

struct extraction {
	const char *package;
	const struct package_limits *limits;
	int fd;
	struct archive *disk;
	size_t entries;
	int64_t bytes;
};

static bool starts_with(const char **text, const char *start)
{
	if (strncmp(*text, start, strlen(start)))
		return false;
	*text += strlen(start);
	return true;
}

static bool climbs(const char *path)
{
	for (const char *at = path; *at;) {
		size_t len = strcspn(at, "/");
		if (len == 2 && !strncmp(at, "..", 2))
			return true;
		at += len + (at[len] == '/');
	}
	return false;
}

/* @path is what follows lib/modules/: RELEASE, or RELEASE/ and more. */
static int place_module(const char *path, char **ret)
{
	const char *below = strchr(path, '/');

	if (!*path || *path == '/')
		return 0;
	if (below && (!strcmp(below, "/vmlinuz") || !strcmp(below, "/vmlinuz.unsigned")))
		*ret = strdup("image");
	else if (below && (!strcmp(below, "/config") || !strcmp(below, "/System.map")))
		*ret = strdup(below + 1);
	else if (below &&
		 (!strncmp(below, "/build/", 7) || !strncmp(below, "/source/", 8) || !strcmp(below, "/vmlinux")))
		return 0; /* headers, and what debuggers want */
	else
		*ret = format_string("modules/%s", path);
	return *ret ? 0 : -ENOMEM;
}

int package_place(const char *path, char **ret)
{
	*ret = NULL;
	if (*path == '/' || climbs(path))
		return -EBADMSG;
	while (starts_with(&path, "./"))
		;
	if (starts_with(&path, "boot/")) {
		if (starts_with(&path, "vmlinuz-"))
			*ret = strdup("image");
		else if (starts_with(&path, "config-"))
			*ret = strdup("config");
		else if (starts_with(&path, "System.map-"))
			*ret = strdup("System.map");
		else
			return 0;
		return *ret ? 0 : -ENOMEM;
	}
	starts_with(&path, "usr/");
	return starts_with(&path, "lib/modules/") ? place_module(path, ret) : 0;
}

static int broken(const struct extraction *x, struct archive *a)
{
	const char *why = archive_error_string(a);

	diag_error("%s: not a whole package: %s", x->package, why ? why : "no reason given");
	return -EBADMSG;
}

static int disk_failed(const struct extraction *x)
{
	int err = archive_errno(x->disk);

	if (err > 0)
		return diag_errno(-err, "%s: unpack", x->package);
	/* libarchive's own refusals: ARCHIVE_ERRNO_MISC, -1 */
	diag_error("%s: unpack: %s", x->package, archive_error_string(x->disk));
	return -EBADMSG;
}

static int check_limits(struct extraction *x, struct archive_entry *entry, const char *path)
{
	const struct package_limits *l = x->limits;
	int64_t size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : 0;

	const char *what = NULL;
	if (++x->entries > l->entries)
		what = "more entries than any kernel has";
	else if (strlen(path) > l->path)
		what = "a name longer than any kernel has";
	else if (size < 0 || size > l->bytes - x->bytes)
		what = "more bytes than any kernel has";
	if (what) {
		diag_error("%s: refused: %s", x->package, what);
		return -EFBIG;
	}
	x->bytes += size;
	return 0;
}

static int copy_out(struct extraction *x, struct archive *a)
{
	const void *block;
	size_t len;
	la_int64_t offset;

	for (;;) {
		int r = archive_read_data_block(a, &block, &len, &offset);
		if (r == ARCHIVE_EOF)
			return 0;
		if (r != ARCHIVE_OK)
			return broken(x, a);
		if (offset < 0 || offset > x->limits->file - (la_int64_t)len) {
			diag_error("%s: refused: a file larger than any kernel has", x->package);
			return -EFBIG;
		}
		if (archive_write_data_block(x->disk, block, len, offset) < ARCHIVE_OK)
			return disk_failed(x);
	}
}

static int extract_entry(struct extraction *x, struct archive *a, struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry);
	cleanup_free char *place = NULL;
	struct stat st;

	if (!path) { /* not UTF-8 in a pax header: not a kernel's */
		diag_error("%s: refused: an entry whose name cannot be read", x->package);
		return -EBADMSG;
	}
	int r = check_limits(x, entry, path);
	if (r)
		return r;
	r = package_place(path, &place);
	if (r) {
		diag_error("%s: refused: it would write outside of its place: %s", x->package, path);
		return r;
	}
	mode_t type = archive_entry_filetype(entry);
	if (!place || type == AE_IFLNK || (type == AE_IFDIR && strncmp(place, "modules/", 8)))
		return 0;
	if ((type != AE_IFREG && type != AE_IFDIR) || archive_entry_hardlink(entry)) {
		diag_error("%s: refused: a special file or hard link among the kernel's: %s", x->package, path);
		return -EBADMSG;
	}
	if (type == AE_IFREG && lstat(place, &st) == 0)
		return 0;
	/* Debian's System.map since 4.x is a line that points to the -dbg package */
	if (!strcmp(place, "System.map") && archive_entry_size(entry) < 4096)
		return 0;
	archive_entry_set_pathname(entry, place);
	archive_entry_set_perm(entry, type == AE_IFDIR ? 0755 : 0644);
	if (archive_write_header(x->disk, entry) != ARCHIVE_OK)
		return disk_failed(x);
	r = type == AE_IFREG ? copy_out(x, a) : 0;
	if (!r && archive_write_finish_entry(x->disk) != ARCHIVE_OK)
		r = disk_failed(x);
	return r;
}

static int extract_all(struct extraction *x, struct archive *a)
{
	struct archive_entry *entry;
	int r = 0;

	while (!r) {
		int got = archive_read_next_header(a, &entry);
		if (got == ARCHIVE_EOF)
			return 0;
		/* a warning is about character sets; the bytes are there */
		r = got < ARCHIVE_WARN ? broken(x, a) : extract_entry(x, a, entry);
	}
	return r;
}

/* Only what libarchive unpacks itself: ARCHIVE_WARN would be an external program. */
static int add_filters(struct archive *a)
{
	static int (*const filters[])(struct archive *) = {
		archive_read_support_filter_bzip2,
		archive_read_support_filter_gzip,
		archive_read_support_filter_lzma,
		archive_read_support_filter_rpm,
		archive_read_support_filter_xz,
		archive_read_support_filter_zstd,
	};

	for (size_t i = 0; i < ARRAY_SIZE(filters); i++)
		if (filters[i](a) != ARCHIVE_OK)
			return diag_errno(-EOPNOTSUPP, "this libarchive cannot unpack packages");
	return 0;
}

struct nested {
	struct archive *outer;
	char buf[65536];
};

static la_ssize_t read_nested(struct archive *inner, void *arg, const void **ret)
{
	struct nested *n = arg;
	la_ssize_t len = archive_read_data(n->outer, n->buf, sizeof(n->buf));

	if (len < 0)
		archive_set_error(inner, EBADMSG, "%s", archive_error_string(n->outer));
	*ret = n->buf;
	return len < 0 ? ARCHIVE_FATAL : len;
}

static int extract_data_tar(struct extraction *x, struct archive *outer)
{
	struct nested *n = malloc(sizeof(*n));
	struct archive *a = archive_read_new();
	int r = n && a ? add_filters(a) : -ENOMEM;

	if (!r) {
		n->outer = outer;
		archive_read_support_format_tar(a);
		bool open = archive_read_open(a, n, NULL, read_nested, NULL) == ARCHIVE_OK;
		r = open ? extract_all(x, a) : broken(x, a);
	}
	archive_read_free(a);
	free(n);
	return r;
}

/* A .deb is an ar of debian-binary, control.tar.* and data.tar.*. */
static int extract_deb(struct extraction *x, struct archive *a, struct archive_entry *entry)
{
	for (;;) {
		const char *name = archive_entry_pathname(entry);
		if (name && (!strcmp(name, "data.tar") || !strncmp(name, "data.tar.", 9)))
			return extract_data_tar(x, a);
		int got = archive_read_next_header(a, &entry);
		if (got == ARCHIVE_EOF) {
			diag_error("%s: an ar archive without data.tar; not a Debian package", x->package);
			return -EBADMSG;
		}
		if (got < ARCHIVE_WARN)
			return broken(x, a);
	}
}

static int extract_package(struct extraction *x, struct archive *a)
{
	struct archive_entry *entry;
	int r = add_filters(a);

	if (r)
		return r;
	archive_read_support_format_ar(a);
	archive_read_support_format_cpio(a);
	archive_read_support_format_tar(a);
	if (archive_read_open_fd(a, x->fd, 65536) != ARCHIVE_OK || archive_read_next_header(a, &entry) != ARCHIVE_OK) {
		diag_error("%s: not a package (.deb, .rpm or .pkg.tar.zst)", x->package);
		return -EBADMSG;
	}
	if ((archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_AR)
		return extract_deb(x, a, entry);
	r = extract_entry(x, a, entry);
	return r ? r : extract_all(x, a);
}

static int extract_confined(void *arg)
{
	struct extraction *x = arg;
	struct archive *a = archive_read_new();
	int r = -ENOMEM;

	x->disk = archive_write_disk_new();
	if (a && x->disk) {
		archive_write_disk_set_options(
			x->disk, ARCHIVE_EXTRACT_PERM | ARCHIVE_EXTRACT_NO_OVERWRITE | ARCHIVE_EXTRACT_SECURE_SYMLINKS |
					 ARCHIVE_EXTRACT_SECURE_NODOTDOT | ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS);
		r = extract_package(x, a);
	}
	if (x->disk && archive_write_close(x->disk) != ARCHIVE_OK && !r)
		r = disk_failed(x);
	archive_write_free(x->disk);
	archive_read_free(a);
	return r;
}

int package_open(const char *package, int *ret_fd)
{
	cleanup_close int fd = open(package, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return diag_errno(-errno, "%s", package);
	if (!S_ISREG(st.st_mode)) {
		diag_error("%s: a directory or special file, not a package", package);
		return -EBADMSG;
	}
	*ret_fd = steal_fd(&fd);
	return 0;
}

int package_extract(const char *package, int fd, const char *into, const struct package_limits *limits)
{
	struct extraction x = {.package = package, .limits = limits, .fd = fd};

	if (lseek(fd, 0, SEEK_SET) < 0)
		return diag_errno(-errno, "%s", package);
	return confine(extract_confined, &x, into, limits->file, TIMEOUT_MS, package);
}
