// SPDX-License-Identifier: GPL-2.0-only
/*
 * A build is named by its SHA-256: a file that is built anew while the bisect runs, or before it is
 * resumed, is another point.
 */
#include "bisect/axis-objects.h"
#include "archive/object.h"
#include "bisect/axis-line.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct axis_objects {
	struct axis_line base;
	const char *one[2]; /* prepared.objects */
};

static int prepare(struct axis *a, const struct point *p, struct prepared *ret, char **ret_why)
{
	struct axis_objects *o = (struct axis_objects *)a;
	char sha256[SHA256_SIZE];
	const int r = sha256_file(p->title, sha256);

	if (r || strcmp(sha256, p->id) != 0) {
		*ret_why = strdup(r ? "its file cannot be read any more"
				    : "its file was changed since the bisect began");
		return 1;
	}
	o->one[0] = p->title;
	*ret = (struct prepared){.objects = o->one};
	return 0;
}

static void clear(struct axis *a)
{
	line_clear(&((struct axis_objects *)a)->base.line);
	free(a);
}

static const struct axis_kind kind = {
	.noun = "build",
	.nouns = "builds",
	.ends = axis_line_ends,
	.next = axis_line_next,
	.mark = axis_line_mark,
	.forget = axis_line_forget,
	.suspects = axis_line_suspects,
	.before = axis_line_before,
	.steps_left = axis_line_steps_left,
	.prepare = prepare,
	.describe = axis_line_describe,
	.clear = clear,
};

/* The build at @path: that it is one, and what it holds. */
static int read_build(const char *path, char sha256[SHA256_SIZE])
{
	cleanup_free char *bytes = NULL;
	size_t len = 0;
	char why[256];
	int r = object_read(path, &bytes, &len, why, sizeof(why));

	if (!r)
		r = object_check((const unsigned char *)bytes, len, why, sizeof(why));
	if (!r)
		return sha256_bytes(bytes, len, sha256) ? diag_errno(-ENOMEM, "%s", path) : 0;
	diag_error("--objects: %s: %s", path, why);
	return r == -ENOMEM ? r : FAIL_MISUSE;
}

/* Whether the file of @paths[@i] was given before; builds in one place, or links to it. */
static bool is_again(char *const *paths, size_t i)
{
	cleanup_free char *real = realpath(paths[i], NULL);
	bool again = false;

	for (size_t j = 0; j < i && real && !again; j++) {
		cleanup_free char *other = realpath(paths[j], NULL);
		again = other && strcmp(real, other) == 0;
	}
	return again;
}

/* @shas: of the builds before it. */
static int add_build(struct points *points, char *const *paths, size_t i)
{
	char sha256[SHA256_SIZE];
	int r = read_build(paths[i], sha256);

	if (r)
		return r;
	if (is_again(paths, i))
		return diag_misuse("--objects: %s is given twice; name each build once, from good "
				   "to bad",
			paths[i]);
	for (size_t j = 0; j < points->n; j++) {
		const struct point *other = &points->list[j];
		if (strcmp(other->id, sha256) != 0)
			continue;
		diag_note("%s is the same as %s%s", paths[i], other->title,
			j == points->n - 1 ? ": one build" : "");
		if (j == points->n - 1)
			return 0;
	}
	return points_add(points, sha256, paths[i]) ? diag_errno(-ENOMEM, "%s", paths[i]) : 0;
}

int axis_objects(struct axis **ret, char *const *paths, size_t n)
{
	struct axis_objects *o = calloc(1, sizeof(*o));
	int r = o ? 0 : diag_errno(-ENOMEM, "bisect");

	if (r)
		return r;
	o->base.axis.kind = &kind;
	struct points *points = &o->base.line.points;
	for (size_t i = 0; i < n && fail_goes_on(r); i++)
		r = fail_worse(r, add_build(points, paths, i));
	if (!r &&
		(points->n < 2 || strcmp(points->list[0].id, points->list[points->n - 1].id) == 0))
		r = diag_misuse("--objects: the first and the last build, %s and %s, are the same",
			paths[0], paths[n - 1]);
	if (!r && line_begin(&o->base.line))
		r = diag_errno(-ENOMEM, "bisect");
	if (r)
		clear(&o->base.axis);
	else
		*ret = &o->base.axis;
	return r;
}
