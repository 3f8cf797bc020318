// SPDX-License-Identifier: GPL-2.0-only
#include "archive/collection.h"
#include "archive/contents.h"
#include "archive/found.h"
#include "archive/shown.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "verdict/text.h"
#include "verdict/limits.h"

#include <errno.h>
#include <string.h>

/*
 * The length that is cut off absolute paths: of the deepest directory common to all files, where
 * relative paths count from the working directory.
 */
static int common_length(const struct finds *f, size_t *ret)
{
	cleanup_free const char **whole = calloc(f->count + 1, sizeof(*whole));
	cleanup_free char *here = getcwd(NULL, 0);
	bool any = false;
	int r = 0;

	if (!here || !whole)
		return diag_errno(here ? -ENOMEM : -errno, "working directory");
	for (size_t i = 0; i < f->count; i++) {
		const char *given = f->at[i].given;
		any |= *given == '/';
		whole[i] = *given == '/' ? strdup(given) : format_string("%s/%s", here, given);
		if (!whole[i])
			r = diag_errno(-ENOMEM, "collect objects");
	}
	*ret = any && !r ? shown_common(whole, f->count) : 0;
	for (size_t i = 0; i < f->count; i++)
		free((char *)whole[i]);
	return r;
}

static int shown_path(const struct found *f, size_t common, char **ret)
{
	const char *from = *f->given == '/' ? f->given + common : f->given;
	char clean[PATH_SIZE];
	size_t len = strlen(from);

	if (text_clean(clean, sizeof(clean), from, len, 0) < len) {
		diag_error("%s: a path of more than %d bytes", f->given, PATH_SIZE - 1);
		return FAIL_MISUSE;
	}
	*ret = strdup(clean);
	return *ret ? 0 : diag_errno(-ENOMEM, "%s", f->given);
}

/* Append the object @f to @d. */
static int append_object(struct collection *d, struct found *f, size_t common)
{
	struct collected *o = &d->objects[d->count];
	int r = shown_path(f, common, &o->path);

	if (!r) {
		o->source = steal(&f->given);
		o->below = f->below;
		o->named = f->named;
		d->count++;
	}
	return r;
}

static int by_left_out(const void *a, const void *b)
{
	const struct left_out *l = a, *r = b;

	return strcmp(l->path, r->path);
}

/* Sort, drop duplicates (two named directories may share files), and keep LEFT_OUT_MAX. */
static void move_left_out(struct collection *d, struct finds *f)
{
	size_t kept = 0;

	if (f->n_left_out)
		qsort(f->left_out, f->n_left_out, sizeof(*f->left_out), by_left_out);
	for (size_t i = 0; i < f->n_left_out; i++) {
		if (kept == LEFT_OUT_MAX ||
			(kept && strcmp(f->left_out[kept - 1].path, f->left_out[i].path) == 0))
			free(f->left_out[i].path);
		else
			f->left_out[kept++] = f->left_out[i];
	}
	d->left_out = steal(&f->left_out);
	d->n_left_out = kept;
	f->n_left_out = 0;
}

static int by_path(const void *a, const void *b)
{
	const struct collected *l = a, *r = b;

	return strcmp(l->path, r->path);
}

/* Refuse two files that the result would show under one path. */
static int check_names(const struct collection *d)
{
	int r = 0;

	for (size_t i = 1; i < d->count; i++)
		if (!strcmp(d->objects[i - 1].path, d->objects[i].path)) {
			diag_error("%s and %s would both be shown as %s: rename one",
				d->objects[i - 1].source, d->objects[i].source, d->objects[i].path);
			r = FAIL_MISUSE;
		}
	return r;
}

void collection_clear(struct collection *d)
{
	for (size_t i = 0; i < d->count; i++) {
		free(d->objects[i].path);
		free(d->objects[i].source);
		free(d->objects[i].content);
		free(d->objects[i].items);
	}
	for (size_t i = 0; i < d->n_items; i++)
		loader_item_clear(&d->items[i]);
	free(d->items);
	for (size_t i = 0; i < d->n_left_out; i++)
		free(d->left_out[i].path);
	free(d->left_out);
	free(d->objects);
	*d = (struct collection){0};
}

/* Fill @d with the files found, sorted; nothing of them is read yet. */
static int append_all(struct finds *f, struct collection *d)
{
	size_t common = 0;
	int r;

	if (f->count >= DOCKET_OBJECTS_MAX) {
		diag_error("%zu objects; one docket holds at most %d", f->count,
			DOCKET_OBJECTS_MAX - 1);
		return FAIL_MISUSE;
	}
	d->objects = calloc(f->count + 1, sizeof(*d->objects));
	if (!d->objects)
		return diag_errno(-ENOMEM, "collect objects");
	r = common_length(f, &common);
	for (size_t i = 0; i < f->count && (!r || r == FAIL_MISUSE); i++) {
		int one = append_object(d, &f->at[i], common);
		r = one ? one : r;
	}
	qsort(d->objects, d->count, sizeof(*d->objects), by_path);
	return r;
}

int collection_make(struct collection *ret, char *const paths[], size_t count)
{
	cleanup_with(finds_clear) struct finds f = {0};
	cleanup_with(collection_clear) struct collection d = {0};
	int r = 0, one;

	for (size_t i = 0; i < count && !r; i++)
		r = finds_path(&f, paths[i]);
	if (r)
		return r;
	finds_drop_repeats(&f);
	move_left_out(&d, &f);
	r = append_all(&f, &d);
	if (r && r != FAIL_MISUSE)
		return r;
	one = collection_read(&d);
	r = one ? one : r;
	if (!r)
		r = f.wrong ? FAIL_MISUSE : check_names(&d);
	if (!r && !d.count) {
		diag_error("no object to judge");
		r = FAIL_MISUSE;
	}
	if (r)
		return r;
	*ret = d;
	d = (struct collection){0};
	return 0;
}
