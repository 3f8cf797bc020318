// SPDX-License-Identifier: GPL-2.0-only
#include "archive/archive.h"
#include "archive/listing.h"
#include "archive/manifest.h"
#include "archive/newc.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "file-writer.h"
#include "files.h"
#include "format.h"
#include "verdict/docket-format.h"
#include "verdict/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST_MAX ((size_t)16 << 20)
/* Names in the archive have no leading slash. */
#define DOCKET_NAME	(DOCKET_PATH + 1)
#define DOCKET_DIR_NAME (DOCKET_DIR + 1)

static const char *const compressions[] = {
	[COMPRESS_NONE] = "none",
	[COMPRESS_ZSTD] = "zstd",
	[COMPRESS_LZ4] = "lz4",
	[COMPRESS_GZIP] = "gzip",
};

int compression_from_word(const char *word, enum compression *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(compressions); i++)
		if (!strcmp(word, compressions[i])) {
			*ret = (enum compression)i;
			return 0;
		}
	return -EINVAL;
}

static char *name_of_file(size_t i)
{
	char file[DOCKET_FILE_SIZE];

	docket_file(file, i);
	return strdup(file + 1);
}

/* @file: the number of its file, which shapes share. */
static json_t *object_json(const struct collected *o, size_t file)
{
	/* borrows the items */
	struct docket_entry e = {
		.bytes = o->bytes, .items = o->items, .n_items = o->n_items, .against = o->against};

	docket_file(e.file, file);
	snprintf(e.path, sizeof(e.path), "%s", o->path);
	memcpy(e.sha256, o->sha256, sizeof(e.sha256));
	memcpy(e.shape, o->shape, sizeof(e.shape));
	return docket_entry_json(&e);
}

/* The docket file for @d; @t: the other entries of the archive. */
static int docket_json(const struct collection *d, const struct entries *t, char **ret)
{
	struct docket_lists l = {.objects = json_array(), .files = listing_json(t)};
	size_t file = 0;
	int r = 0;

	if (!l.files) {
		json_decref(l.objects);
		return -EINVAL;
	}
	for (size_t i = 0; i < d->count && !r; i++) {
		file = d->objects[i].same_file ? file : i;
		r = json_array_append_new(l.objects, object_json(&d->objects[i], file));
	}
	if (d->n_items && !r) {
		l.loaders = docket_loaders_json(d->config, d->items, d->n_items);
		r = l.loaders ? 0 : -1;
	}
	if (r) {
		json_decref(l.objects);
		l.objects = NULL;
	}
	*ret = docket_write(l);
	return *ret ? 0 : diag_errno(-ENOMEM, "write %s", DOCKET_NAME);
}

/* Takes the strings of @e, even when it fails. */
static int add_entry(struct entries *t, struct cpio_entry e, const char *manifest)
{
	char why[512];
	int r = e.name ? entries_add(t, &e, why, sizeof(why)) : -ENOMEM;

	free(e.name);
	free(e.text);
	if (r == FAIL_MISUSE)
		diag_error("%s: the docket's own names are taken: %s", manifest, why);
	return r == -ENOMEM ? diag_errno(r, "pack") : r;
}

static int add_object(struct entries *t, const struct collected *o, size_t i, const char *manifest)
{
	struct cpio_entry e = {
		.name = name_of_file(i),
		.mode = S_IFREG | 0444,
		.bytes = o->content,
		.size = o->bytes,
		.object = true,
	};

	memcpy(e.sha256, o->sha256, sizeof(e.sha256));
	if (!o->content) {
		e.text = strdup(o->source);
		if (!e.text) {
			free(e.name);
			return diag_errno(-ENOMEM, "pack");
		}
	}
	return add_entry(t, e, manifest);
}

static int add_docket(
	struct entries *t, const struct collection *d, const char *json, const char *manifest)
{
	int r = add_entry(t,
		(struct cpio_entry){.name = strdup(DOCKET_DIR_NAME), .mode = S_IFDIR | 0755},
		manifest);

	if (!r)
		r = add_entry(t,
			(struct cpio_entry){.name = strdup(DOCKET_NAME),
				.mode = S_IFREG | 0444,
				.bytes = json,
				.size = (int64_t)strlen(json)},
			manifest);
	for (size_t i = 0; i < d->count && !r; i++)
		r = d->objects[i].same_file ? 0 : add_object(t, &d->objects[i], i, manifest);
	return r;
}

static int read_manifest(struct entries *t, const struct archive_options *options)
{
	const struct variable variables[] = {{"INIT", options->init}};
	cleanup_free char *text = NULL;
	size_t len;
	int r = files_read(options->manifest, MANIFEST_MAX, &text, &len);

	if (r)
		return diag_errno(r, "read %s", options->manifest);
	return manifest_parse(t, options->manifest, text, len, variables, ARRAY_SIZE(variables));
}

/* Set size and SHA-256 of a file in the manifest; put_file() fails if they change. */
static int hash_file(struct cpio_entry *e, const char *manifest)
{
	struct stat st;
	int r = stat(e->text, &st) ? -errno : 0;

	if (!r && S_ISREG(st.st_mode)) {
		cleanup_close int fd = open(e->text, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
		r = fd < 0 || fstat(fd, &st) ? -errno : 0;
		if (!r && S_ISREG(st.st_mode) && st.st_size <= UINT32_MAX)
			r = sha256_fd(fd, e->sha256);
	}
	if (r) {
		diag_errno(r, "%s:%u: %s", manifest, e->line, e->text);
		return r == -ENOMEM ? r : FAIL_MISUSE;
	}
	if (!S_ISREG(st.st_mode)) {
		diag_error("%s:%u: %s is not a regular file", manifest, e->line, e->text);
		return FAIL_MISUSE;
	}
	if (st.st_size > UINT32_MAX) {
		diag_error("%s:%u: %s has %lld bytes; newc holds less than 4 GiB a file", manifest,
			e->line, e->text, (long long)st.st_size);
		return FAIL_MISUSE;
	}
	e->size = st.st_size;
	return 0;
}

static int hash_files(struct entries *t, const char *manifest)
{
	int r = 0;

	for (size_t i = 0; i < t->count; i++)
		if (t->entries[i]->size < 0) {
			int one = hash_file(t->entries[i], manifest);
			r = one ? one : r;
		}
	return r;
}

static int write_stdout(
	const struct entries *t, enum compression compression, int64_t *bytes, int64_t *unpacked)
{
	if (isatty(STDOUT_FILENO)) {
		diag_error("the output is a terminal: name a file, or redirect it");
		return FAIL_MISUSE;
	}
	return newc_write(STDOUT_FILENO, "standard output", t, compression, bytes, unpacked);
}

static int write_file(const char *path, const struct entries *t, enum compression compression,
	int64_t *bytes, int64_t *unpacked)
{
	cleanup_with(file_writer_drop) struct file_writer w = {.fd = -1};
	int r = file_writer_open(&w, path, 0644);

	if (!r)
		r = newc_write(w.fd, path, t, compression, bytes, unpacked);
	return r ? r : file_writer_commit(&w);
}

int archive_pack(const char *path, struct collection *docket, const struct archive_options *options,
	int64_t *ret_bytes, int64_t *ret_unpacked)
{
	cleanup_with(entries_clear) struct entries t = {0};
	cleanup_free char *json = NULL;
	int64_t bytes, unpacked;

	int r = read_manifest(&t, options);
	if (!r)
		r = hash_files(&t, options->manifest);
	entries_sort(&t);
	if (!r)
		r = docket_json(docket, &t, &json);
	if (!r && strlen(json) > DOCKET_BYTES_MAX) {
		diag_error("%s would have %zu bytes, and at most %zu are read: give fewer objects",
			DOCKET_NAME, strlen(json), DOCKET_BYTES_MAX);
		r = FAIL_MISUSE;
	}
	if (!r)
		r = add_docket(&t, docket, json, options->manifest);
	if (!r && sha256_bytes(json, strlen(json), docket->sha256))
		r = diag_errno(-ENOMEM, "SHA-256 of %s", DOCKET_NAME);
	if (r)
		return r;
	entries_sort(&t);
	r = strcmp(path, "-") ? write_file(path, &t, options->compression, &bytes, &unpacked)
			      : write_stdout(&t, options->compression, &bytes, &unpacked);
	if (r)
		return r;
	if (ret_bytes)
		*ret_bytes = bytes;
	if (ret_unpacked)
		*ret_unpacked = unpacked;
	return 0;
}
