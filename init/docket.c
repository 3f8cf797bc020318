// SPDX-License-Identifier: GPL-2.0-only
#include "docket.h"
#include "file.h"
#include "proof.h"
#include "stream.h"
#include "unproved.h"
#include "verdict/limits.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static int check_object(const struct docket_entry *e, char *why, size_t why_size)
{
	char sha256[SHA256_SIZE], *bytes;
	size_t len;
	int r = read_whole(e->file, OBJECT_BYTES_MAX, &bytes, &len);

	if (r) {
		snprintf(why, why_size, "%s (%s): %s: the archive did not unpack whole", e->path,
			e->file, strerror(-r));
		return r;
	}
	sha256_hex(bytes, len, sha256);
	free(bytes);
	if ((int64_t)len == e->bytes && strcmp(sha256, e->sha256) == 0)
		return 0;
	snprintf(why, why_size,
		"%s (%s) is not what was packed: %zu bytes of %lld: the archive did not unpack whole",
		e->path, e->file, len, (long long)e->bytes);
	return -EBADMSG;
}

static int read_loaders(struct docket *d, const json_t *loaders, char *why, size_t why_size)
{
	const int r = loaders ? docket_loaders_read(loaders, d->config, &d->items, &d->n_items) : 0;

	if (r == -EBADMSG)
		snprintf(why, why_size, DOCKET_PATH ": what loaders set up is malformed");
	return r;
}

/* Whether all items of @e are in the docket. */
static bool has_items(const struct docket *d, const struct docket_entry *e)
{
	for (size_t i = 0; i < e->n_items; i++)
		if (e->items[i] >= d->n_items)
			return false;
	return true;
}

static int read_objects(struct docket *d, const json_t *objects, char *why, size_t why_size)
{
	size_t count = json_array_size(objects);

	d->entries = calloc(count ? count : 1, sizeof(*d->entries));
	if (!d->entries)
		return -ENOMEM;
	d->count = count;
	for (size_t i = 0; i < count; i++) {
		struct docket_entry *e = &d->entries[i];
		if (docket_entry_read(e, json_array_get(objects, i)) || !has_items(d, e)) {
			snprintf(why, why_size, DOCKET_PATH ": object %zu is malformed", i);
			return -EBADMSG;
		}
		int r = check_object(e, why, why_size);
		if (r)
			return r;
		stream_tick();
	}
	return 0;
}

void docket_clear(struct docket *d)
{
	for (size_t i = 0; i < d->count; i++)
		docket_entry_clear(&d->entries[i]);
	for (size_t i = 0; i < d->n_items; i++)
		loader_item_clear(&d->items[i]);
	free(d->entries);
	free(d->items);
	json_decref(d->files);
	json_decref(d->unproved);
	*d = (struct docket){0};
}

int docket_fold_entry(struct loader *ret, const struct docket *d, const struct docket_entry *e,
	const char *version, loader_has *has)
{
	const struct loader_item **items = calloc(e->n_items + 1, sizeof(*items));

	if (!items)
		return -ENOMEM;
	for (size_t i = 0; i < e->n_items; i++)
		items[i] = &d->items[e->items[i]];
	const int r = loader_fold(ret, items, e->n_items, version, has);
	ret->file = d->config;
	ret->against = e->against;
	free(items);
	return r;
}

int docket_fold(struct docket *d, const char *version)
{
	int r = 0;

	for (size_t i = 0; i < d->count && !r; i++) {
		struct docket_entry *e = &d->entries[i];
		r = docket_fold_entry(&e->loader, d, e, version, NULL);
	}
	return r;
}

int docket_prove(struct docket *d, const char *root, const char *added, char *why, size_t why_size)
{
	struct proof p = {.root = root};
	int r = proof_check(&p, d->files, why, why_size);

	if (!r)
		r = proof_check_added(&p, added, why, why_size);
	if (!r && proof_torn(&p)) {
		snprintf(why, why_size,
			"the kernel took the archive, or a part of it, for a disk's image (" INITRD_IMAGE_PATH
			"): "
			"it did not unpack whole");
		r = -EBADMSG;
	}
	for (size_t i = 0; i < d->count && !r; i++)
		r = proof_add(&p, d->entries[i].file);
	if (!r)
		r = proof_add(&p, DOCKET_PATH);
	if (!r)
		d->unproved = unproved_names(&p, &d->more_unproved);
	if (!r && !d->unproved) {
		snprintf(why, why_size, "the root directory cannot be read");
		r = -EIO;
	}
	proof_clear(&p);
	return r;
}

int docket_read(struct docket *ret, char *why, size_t why_size)
{
	struct docket d = {0};
	char *bytes;
	size_t len;

	snprintf(why, why_size, "no memory for the docket");
	int r = read_whole(DOCKET_PATH, DOCKET_BYTES_MAX, &bytes, &len);

	if (r) {
		snprintf(why, why_size, "no docket at " DOCKET_PATH " (%s): nothing to judge",
			strerror(-r));
		return r;
	}
	sha256_hex(bytes, len, d.sha256);
	struct docket_lists lists = {0};
	r = docket_parse(bytes, len, &lists);
	free(bytes);
	d.files = lists.files;
	if (r)
		snprintf(why, why_size, DOCKET_PATH " is damaged, or of another version");
	else
		r = read_loaders(&d, lists.loaders, why, why_size);
	if (!r)
		r = read_objects(&d, lists.objects, why, why_size);
	json_decref(lists.objects);
	json_decref(lists.loaders);
	if (r) {
		docket_clear(&d);
		return r;
	}
	*ret = d;
	return 0;
}
