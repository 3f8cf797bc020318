// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/unpack/extract.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "kernel/unpack/isolate.h"
#include "private.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define TIMEOUT_MS (15 * 60 * 1000)

struct extraction {
	const char *archive;
	const struct extract_options *options;
	int fd;
	struct archive *disk;
	size_t entries;
	int64_t bytes;
	bool nested;
};

bool extract_climbs(const char *path)
{
	for (const char *at = path; *at;) {
		size_t len = strcspn(at, "/");
		if (len == 2 && !strncmp(at, "..", 2))
			return true;
		at += len + (at[len] == '/');
	}
	return false;
}

static int report_broken(const struct extraction *x, struct archive *a)
{
	const char *why = archive_error_string(a);

	diag_error("%s: not a whole %s: %s", x->archive,
		x->options->is_source ? "archive" : "package", why ? why : "no reason given");
	return -EBADMSG;
}

static int report_disk(const struct extraction *x)
{
	int err = archive_errno(x->disk);

	if (err > 0)
		return diag_errno(-err, "%s: unpack", x->archive);
	/* libarchive itself refused: ARCHIVE_ERRNO_MISC, -1 */
	diag_error("%s: unpack: %s", x->archive, archive_error_string(x->disk));
	return -EBADMSG;
}

static int check_limits(struct extraction *x, struct archive_entry *entry, const char *path)
{
	const struct extract_limits *l = x->options->limits;
	int64_t size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : 0;

	const char *what = NULL;
	if (++x->entries > l->entries)
		what = "more entries";
	else if (strlen(path) > l->path)
		what = "a name longer";
	else if (size < 0 || size > l->bytes - x->bytes)
		what = "more bytes";
	if (what) {
		diag_error("%s: refused: %s than any %s has", x->archive, what, x->options->what);
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
			return report_broken(x, a);
		if (offset < 0 || offset > x->options->limits->file - (la_int64_t)len) {
			diag_error("%s: refused: a file larger than any %s has", x->archive,
				x->options->what);
			return -EFBIG;
		}
		if (archive_write_data_block(x->disk, block, len, offset) < ARCHIVE_OK)
			return report_disk(x);
	}
}

/*
 * Whether the symbolic link at @place, with @target, stays below the first directory of @place.
 * ".." after a name is refused: if the name is a link too, ".." leads elsewhere than the text says.
 */
static bool stays_within(const char *place, const char *target)
{
	bool named = false;
	long depth = -1;

	for (const char *c = place; *c; c++)
		depth += *c == '/';
	if (*target == '/')
		return false;
	for (const char *at = target; *at;) {
		size_t len = strcspn(at, "/");
		bool up = len == 2 && !strncmp(at, "..", 2);
		if (up && (named || --depth < 0))
			return false;
		named |= !up && len && !(len == 1 && *at == '.');
		at += len + (at[len] == '/');
	}
	return true;
}

/* -EBADMSG: a device, FIFO, socket or hard link, which is refused unless it is left out. */
static int entry_kind(struct archive_entry *entry, struct extract_entry *ret)
{
	switch (archive_entry_filetype(entry)) {
	case AE_IFREG:
		ret->kind = EXTRACT_FILE;
		break;
	case AE_IFDIR:
		ret->kind = EXTRACT_DIR;
		break;
	case AE_IFLNK:
		ret->kind = EXTRACT_LINK;
		break;
	default:
		return -EBADMSG;
	}
	ret->bytes = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : -1;
	return archive_entry_hardlink(entry) ? -EBADMSG : 0;
}

static int write_entry(struct extraction *x, struct archive *a, struct archive_entry *entry,
	const struct extract_entry *e, const char *place)
{
	bool runs = archive_entry_perm(entry) & 0100 && x->options->is_source;

	archive_entry_set_pathname(entry, place);
	archive_entry_set_perm(entry, e->kind == EXTRACT_DIR || runs ? 0755 : 0644);
	if (archive_write_header(x->disk, entry) != ARCHIVE_OK)
		return report_disk(x);
	int r = e->kind == EXTRACT_FILE ? copy_out(x, a) : 0;
	if (!r && archive_write_finish_entry(x->disk) != ARCHIVE_OK)
		r = report_disk(x);
	return r;
}

static int extract_nested(struct extraction *x, struct archive *outer);

static int extract_entry(struct extraction *x, struct archive *a, struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry);
	struct extract_entry e = {.kind = EXTRACT_FILE};
	cleanup_free char *place = NULL;
	struct stat st;

	if (!path) { /* a pax header that is not UTF-8 */
		diag_error("%s: refused: an entry whose name cannot be read", x->archive);
		return -EBADMSG;
	}
	int r = check_limits(x, entry, path);
	if (r)
		return r;
	int strange = entry_kind(entry, &e);
	r = x->options->place(path, &e, &place);
	if (r == EXTRACT_NESTED && !strange && e.kind == EXTRACT_FILE && !x->nested) {
		x->nested = true;
		return extract_nested(x, a);
	}
	if (r < 0) {
		diag_error(
			"%s: refused: it would write outside of its place: %s", x->archive, path);
		return r;
	}
	if (!place)
		return 0;
	if (strange) {
		diag_error("%s: refused: a special file or hard link among the %s's: %s",
			x->archive, x->options->what, path);
		return -EBADMSG;
	}
	if (e.kind == EXTRACT_LINK && (!archive_entry_symlink(entry) ||
					      !stays_within(place, archive_entry_symlink(entry)))) {
		diag_error("%s: refused: a link that leads out of it: %s", x->archive, path);
		return -EBADMSG;
	}
	if (e.kind != EXTRACT_DIR && lstat(place, &st) == 0)
		return 0;
	return write_entry(x, a, entry, &e, place);
}

static int extract_all(struct extraction *x, struct archive *a)
{
	struct archive_entry *entry;
	int r = 0;

	while (!r) {
		int got = archive_read_next_header(a, &entry);
		if (got == ARCHIVE_EOF)
			return 0;
		/* warnings are about character sets; the data can be read */
		r = got < ARCHIVE_WARN ? report_broken(x, a) : extract_entry(x, a, entry);
	}
	return r;
}

/* ARCHIVE_WARN means that libarchive would run an external program for that filter. */
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

static int extract_nested(struct extraction *x, struct archive *outer)
{
	struct nested *n = malloc(sizeof(*n));
	struct archive *a = archive_read_new();
	int r = n && a ? add_filters(a) : -ENOMEM;

	if (!r) {
		n->outer = outer;
		archive_read_support_format_tar(a);
		bool open = archive_read_open(a, n, NULL, read_nested, NULL) == ARCHIVE_OK;
		r = open ? extract_all(x, a) : report_broken(x, a);
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
			return extract_nested(x, a);
		int got = archive_read_next_header(a, &entry);
		if (got == ARCHIVE_EOF) {
			diag_error("%s: an ar archive without data.tar: not a Debian package",
				x->archive);
			return -EBADMSG;
		}
		if (got < ARCHIVE_WARN)
			return report_broken(x, a);
	}
}

static int extract_archive(struct extraction *x, struct archive *a)
{
	struct archive_entry *entry;
	int r = add_filters(a);

	if (r)
		return r;
	archive_read_support_format_ar(a);
	archive_read_support_format_cpio(a);
	archive_read_support_format_tar(a);
	if (archive_read_open_fd(a, x->fd, 65536) != ARCHIVE_OK ||
		archive_read_next_header(a, &entry) != ARCHIVE_OK) {
		diag_error("%s: not %s", x->archive,
			x->options->is_source
				? "an archive that can be unpacked (.tar.xz and the like)"
				: "a package (.deb, .rpm or .pkg.tar.zst)");
		return -EBADMSG;
	}
	if ((archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_AR)
		return extract_deb(x, a, entry);
	r = extract_entry(x, a, entry);
	return r ? r : extract_all(x, a);
}

static int extract_isolated(void *arg)
{
	struct extraction *x = arg;
	struct archive *a = archive_read_new();
	int r = -ENOMEM;

	x->disk = archive_write_disk_new();
	if (a && x->disk) {
		archive_write_disk_set_options(x->disk,
			ARCHIVE_EXTRACT_PERM | ARCHIVE_EXTRACT_NO_OVERWRITE |
				ARCHIVE_EXTRACT_SECURE_SYMLINKS | ARCHIVE_EXTRACT_SECURE_NODOTDOT |
				ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS |
				(x->options->is_source ? ARCHIVE_EXTRACT_TIME : 0));
		r = extract_archive(x, a);
	}
	if (x->disk && archive_write_close(x->disk) != ARCHIVE_OK && !r)
		r = report_disk(x);
	archive_write_free(x->disk);
	archive_read_free(a);
	return r;
}

int extract_open(const char *archive, int *ret_fd)
{
	cleanup_close int fd = open(archive, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return diag_errno(-errno, "%s", archive);
	if (!S_ISREG(st.st_mode)) {
		diag_error("%s: a directory or special file, not a package", archive);
		return -EBADMSG;
	}
	*ret_fd = steal_fd(&fd);
	return 0;
}

int extract_verified_copy(
	const char *archive, int fd, const char *dir, const char *sha256, int *ret_fd)
{
	cleanup_close int copy = -1;
	char now[SHA256_SIZE];
	int r = private_copy_of(fd, archive, dir, &copy);

	if (!r && (r = sha256_fd(copy, now)))
		diag_errno(r, "%s", archive);
	if (!r && strcmp(now, sha256) != 0) {
		diag_error("%s: changed since it was checked: its SHA-256 is %s, and was %s",
			archive, now, sha256);
		r = -EBUSY;
	}
	if (!r)
		*ret_fd = steal_fd(&copy);
	return r;
}

int extract(const char *archive, int fd, const char *into, const struct extract_options *options)
{
	struct extraction x = {.archive = archive, .options = options, .fd = fd};

	if (lseek(fd, 0, SEEK_SET) < 0)
		return diag_errno(-errno, "%s", archive);
	const struct isolation c = {.what = archive,
		.directory = into,
		.fd = fd,
		.max_file = options->limits->file,
		.timeout_ms = TIMEOUT_MS};
	return isolated_run(extract_isolated, &x, &c);
}
