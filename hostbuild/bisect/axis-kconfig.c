// SPDX-License-Identifier: GPL-2.0-only
/*
 * How options are bisected.
 *
 * The kernel's own kconfig (olddefconfig) makes a whole .config of both files first; what then
 * differs are the differences, in the order of kconfig's menus.  Point n is the good .config with
 * the first n differences as the bad one has them, made whole by kconfig again.
 *
 * Kconfig decides what comes out: an option without its dependencies is dropped, one that another
 * selects stays, and an option brings others with it.  So the .config that comes out names a point,
 * not what was asked for: a point that comes out as one that was judged already has its answer, and
 * what else changed at the culprit is said.
 *
 * kconfig runs when a point is asked for: a thousand differences take ten runs.
 *
 * The source is the user's, and must stay what it is: its content is a part of each point's id, and
 * is compared before each build.
 */
#include "bisect/axis-kconfig.h"
#include "bisect/axis-line.h"
#include "bisect/config-pair.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "files.h"
#include "format.h"
#include "kernel/build/sources.h"
#include "lock.h"
#include "scratch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHANGES_MOST 12		/* that are named */
#define WITHOUT	     "without " /* … the id of a point: the bad end without its difference */
#define ALONE	     "only "	/* … the good end with it alone */

struct axis_kconfig {
	struct axis_line base;
	struct kconfig_wish wish;
	struct config_pair pair;
	struct scratch scratch; /* where kconfig runs */
	char *seed;		/* a file in it: what kconfig is given */
	char *path;   /* prepared.config: the same at all points, as its objects are kept by it */
	char **texts; /* of each point, as kconfig made it; NULL: not asked for yet */
	char source[SHA256_SIZE]; /* identity of the tree */
	int lock;		  /* of @path */
};

static struct axis_kconfig *of(struct axis *a)
{
	return (struct axis_kconfig *)a;
}

/* What kconfig makes of the file @config. */
static int merge_file(struct axis_kconfig *x, const char *config, char **ret)
{
	cleanup_free char *dir = format_string("%s/objects", x->scratch.dir);
	struct build_wish w = x->wish.build;

	w.config = config;
	w.step = true;
	return dir ? build_config_text(ret, &w, dir) : diag_errno(-ENOMEM, "--kconfig");
}

static int merge_mix(struct axis_kconfig *x, size_t first, size_t end, bool other, char **ret)
{
	cleanup_free char *mix = config_pair_mix(&x->pair, first, end, other);
	int r = mix ? files_write(x->seed, mix, strlen(mix)) : diag_errno(-ENOMEM, "--kconfig");

	return r ? r : merge_file(x, x->seed, ret);
}

/* The .config of point @i, the axis's. */
static int text_of(struct axis_kconfig *x, size_t i, const char **ret)
{
	int r = x->texts[i] ? 0 : merge_mix(x, 0, i, false, &x->texts[i]);

	*ret = x->texts[i];
	return r;
}

/* points.n where it is none */
static size_t index_of(const struct axis_kconfig *x, const char *id)
{
	const struct points *p = &x->base.line.points;
	size_t i = 0;

	while (i < p->n && strcmp(p->list[i].id, id) != 0)
		i++;
	return i;
}

/* The answer of another point that came out the same; NONE: there is none. */
static enum answer known_answer(const struct axis_kconfig *x, size_t i)
{
	const struct line *l = &x->base.line;

	for (size_t j = 0; j < l->points.n; j++)
		if (j != i && l->marks[j] && x->texts[j] && strcmp(x->texts[j], x->texts[i]) == 0)
			return l->marks[j];
	return ANSWER_NONE;
}

static int next(struct axis *a, struct point *ret)
{
	struct axis_kconfig *x = of(a);

	for (;;) {
		const char *text;
		int r = line_next(&x->base.line, ret);
		if (r)
			return r;
		const size_t i = index_of(x, ret->id);
		r = text_of(x, i, &text);
		const enum answer known = r ? ANSWER_NONE : known_answer(x, i);
		if (!r && !known)
			return 0;
		if (known)
			line_mark(&x->base.line, ret->id, known);
		point_clear(ret);
		if (r)
			return r;
	}
}

/* The .config that a point's id means, malloc'd. */
static int text_for(struct axis_kconfig *x, const char *id, char **ret)
{
	const bool without = strncmp(id, WITHOUT, strlen(WITHOUT)) == 0,
		   alone = strncmp(id, ALONE, strlen(ALONE)) == 0;
	const size_t i = index_of(x, id + (without ? strlen(WITHOUT) : alone ? strlen(ALONE) : 0));
	const char *text = NULL;

	if (i == x->base.line.points.n)
		return diag_errno(-EINVAL, "--kconfig: %s", id);
	if (without || alone)
		return merge_mix(x, i - 1, i, without, ret);
	int r = text_of(x, i, &text);
	if (!r && !(*ret = strdup(text)))
		r = diag_errno(-ENOMEM, "--kconfig");
	return r;
}

/* A tree that is changed meanwhile would change answers that the options did not. */
static int check_source(const struct axis_kconfig *x)
{
	const struct build_wish *w = &x->wish.build;
	char now[SHA256_SIZE];
	const int r = sources_identify(w->source, w->sha256, now);

	if (r || strcmp(now, x->source) == 0)
		return r;
	diag_error("--tree %s: was changed since the bisect began; begin it again", w->source);
	return -EBUSY;
}

static int prepare(struct axis *a, const struct point *p, struct prepared *ret, char **ret_why)
{
	struct axis_kconfig *x = of(a);
	cleanup_free char *text = NULL;
	int r = check_source(x);

	(void)ret_why;
	if (!r)
		r = text_for(x, p->id, &text);
	if (!r)
		r = files_write(x->path, text, strlen(text));
	*ret = (struct prepared){.source = x->wish.build.source, .config = x->path};
	return r;
}

/* The point @word and @p; 1: it comes out as the end that it begins with, @end. */
static int variant(struct axis_kconfig *x, const char *word, const struct point *p,
	const char *file, size_t end, struct point *ret, char **ret_why)
{
	const char *symbol = x->pair.list[x->pair.differences[index_of(x, p->id) - 1]].symbol;
	cleanup_free char *id = format_string("%s%s", word, p->id), *text = NULL;
	cleanup_free char *title = format_string("%s %s%s", file, word, symbol);
	int r = id && title ? text_for(x, id, &text) : diag_errno(-ENOMEM, "--kconfig");

	if (!r && strcmp(text, x->texts[end]) == 0) {
		*ret_why = format_string("kconfig makes the same of it as of %s: other options %s",
			file, end ? "set it again" : "must be set with it");
		return 1;
	}
	if (!r && point_set(ret, id, title))
		r = diag_errno(-ENOMEM, "--kconfig");
	return r;
}

static int without(struct axis *a, const struct point *p, struct point *ret, char **ret_why)
{
	struct axis_kconfig *x = of(a);

	return variant(x, WITHOUT, p, x->wish.bad, x->base.line.points.n - 1, ret, ret_why);
}

static int alone(struct axis *a, const struct point *p, struct point *ret, char **ret_why)
{
	struct axis_kconfig *x = of(a);

	return variant(x, ALONE, p, x->wish.good, 0, ret, ret_why);
}

static char *describe(struct axis *a, const struct point *p)
{
	struct axis_kconfig *x = of(a);
	const size_t i = index_of(x, p->id);
	const char *before = NULL, *at = NULL;

	if (!i || i == x->base.line.points.n || text_of(x, i - 1, &before) || text_of(x, i, &at))
		return NULL;
	const char *symbol = x->pair.list[x->pair.differences[i - 1]].symbol;
	cleanup_free char *changes = config_changes(before, at, symbol, CHANGES_MOST);
	if (!changes || !*changes)
		return strdup(p->title);
	return format_string("%s\nWith it kconfig changes %s.", p->title, changes);
}

static void clear(struct axis *a)
{
	struct axis_kconfig *x = of(a);

	for (size_t i = 0; x->texts && i < x->base.line.points.n; i++)
		free(x->texts[i]);
	free(x->texts);
	line_clear(&x->base.line);
	config_pair_clear(&x->pair);
	scratch_drop(&x->scratch);
	free(x->seed);
	free(x->path);
	if (x->lock >= 0)
		close(x->lock);
	free(x);
}

static const struct axis_kind kind = {
	.noun = "option",
	.nouns = "options",
	.ends = axis_line_ends,
	.next = next,
	.mark = axis_line_mark,
	.forget = axis_line_forget,
	.suspects = axis_line_suspects,
	.before = axis_line_before,
	.steps_left = axis_line_steps_left,
	.prepare = prepare,
	.without = without,
	.alone = alone,
	.describe = describe,
	.clear = clear,
};

/* The options that only differ in the files: this kernel has the same for both, or none of them. */
static int note_lost(const struct axis_kconfig *x, size_t *ret_n)
{
	cleanup_with(config_pair_clear) struct config_pair files = {0};
	cleanup_free char *good = NULL, *bad = NULL, *names = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&names, &len);
	int r = to ? files_read(x->wish.good, 8 << 20, &good, NULL) : -ENOMEM;

	if (!r)
		r = files_read(x->wish.bad, 8 << 20, &bad, NULL);
	if (!r)
		r = config_pair_read(&files, good, bad);
	*ret_n = 0;
	for (size_t i = 0; i < files.n_differences && !r; i++) {
		const char *symbol = files.list[files.differences[i]].symbol;
		bool differs = false;
		for (size_t j = 0; j < x->pair.n_differences && !differs; j++)
			differs = strcmp(x->pair.list[x->pair.differences[j]].symbol, symbol) == 0;
		if (!differs && (*ret_n)++ < CHANGES_MOST)
			fprintf(to, "%s%s", *ret_n > 1 ? ", " : "", symbol);
	}
	if (to && fclose(to))
		r = -ENOMEM;
	if (r)
		return diag_errno(r, "--kconfig");
	if (*ret_n)
		diag_note(
			"%zu options differ in the files and not in what this kernel's kconfig makes "
			"of them, as it does not know them or their dependencies are missing: "
			"%s%s",
			*ret_n, names, *ret_n > CHANGES_MOST ? " …" : "");
	return 0;
}

static int add_points(struct axis_kconfig *x, const char *configs)
{
	struct points *points = &x->base.line.points;
	const size_t n = x->pair.n_differences;
	cleanup_free char *all = format_string("%s %s", configs, x->source);
	char hash[SHA256_SIZE];
	int r = all && sha256_bytes(all, strlen(all), hash) == 0
			? points_add(points, "0", x->wish.good)
			: -ENOMEM;

	for (size_t i = 0; i < n && !r; i++) {
		cleanup_free char *said = config_pair_say(&x->pair, i);
		cleanup_free char *id = format_string("%zu-%.12s", i + 1, hash);
		cleanup_free char *end =
			said && i + 1 == n ? format_string("%s (all of %s)", said, x->wish.bad)
					   : NULL;
		r = said && id && (end || i + 1 < n) ? points_add(points, id, end ? end : said)
						     : -ENOMEM;
	}
	x->texts = calloc(n + 1, sizeof(*x->texts));
	if (!r)
		r = x->texts ? line_begin(&x->base.line) : -ENOMEM;
	return r ? diag_errno(r, "--kconfig") : 0;
}

/* Nobody else may write to the file between prepare() and the end of its build. */
static int take_lock(struct axis_kconfig *x)
{
	cleanup_free char *path = format_string("%s.lock", x->path);
	int r = path ? lock_file_now(path, &x->lock) : diag_errno(-ENOMEM, "--kconfig");

	if (r == -EWOULDBLOCK) {
		diag_error("--kconfig: another bisect of these configurations is under way");
		r = -EBUSY;
	}
	return r;
}

/* Where the .config is put that is built: a place for this source and these two. */
static int choose_path(
	struct axis_kconfig *x, const char *good, const char *bad, char hash[SHA256_SIZE])
{
	cleanup_free char *all = format_string("%s\n%s\n%s", x->wish.build.source, good, bad);
	cleanup_free char *dir = NULL;
	int r = all && sha256_bytes(all, strlen(all), hash) == 0 ? cache_subdir("bisect", &dir)
								 : diag_errno(-ENOMEM, "--kconfig");

	if (!r && !(x->path = format_string("%s/%.16s.config", dir, hash)))
		r = diag_errno(-ENOMEM, "--kconfig");
	return r ? r : take_lock(x);
}

static int read_both(struct axis_kconfig *x)
{
	cleanup_free char *good = NULL, *bad = NULL, *objects = NULL;
	char hash[SHA256_SIZE];
	size_t lost = 0;
	int r = sources_identify(x->wish.build.source, x->wish.build.sha256, x->source);

	if (!r)
		r = scratch_make(&x->scratch);
	if (!r && (!(x->seed = format_string("%s/seed", x->scratch.dir)) ||
			  !(objects = format_string("%s/objects", x->scratch.dir))))
		r = diag_errno(-ENOMEM, "--kconfig");
	if (!r && mkdir(objects, 0777))
		r = diag_errno(-errno, "%s", objects);
	if (!r)
		r = merge_file(x, x->wish.good, &good);
	if (!r)
		r = merge_file(x, x->wish.bad, &bad);
	if (!r && config_pair_read(&x->pair, good, bad))
		r = diag_errno(-ENOMEM, "--kconfig");
	if (!r)
		r = note_lost(x, &lost);
	if (!r && !x->pair.n_differences)
		r = diag_misuse(
			"--kconfig: %s and %s come out as the same configuration of this kernel",
			x->wish.good, x->wish.bad);
	if (!r)
		r = choose_path(x, good, bad, hash);
	if (!r)
		r = add_points(x, hash);
	if (!r) {
		x->texts[0] = steal(&good);
		x->texts[x->pair.n_differences] = steal(&bad);
		diag_note("%zu options differ", x->pair.n_differences);
	}
	return r;
}

int axis_kconfig(struct axis **ret, const struct kconfig_wish *w)
{
	struct axis_kconfig *x = calloc(1, sizeof(*x));

	if (!x)
		return diag_errno(-ENOMEM, "--kconfig");
	x->base.axis.kind = &kind;
	x->wish = *w;
	x->scratch = SCRATCH_NONE;
	x->lock = -1;
	const int r = read_both(x);
	if (r)
		clear(&x->base.axis);
	else
		*ret = &x->base.axis;
	return r;
}
