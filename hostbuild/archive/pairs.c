// SPDX-License-Identifier: GPL-2.0-only
#include "archive/pairs.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "verdict/limits.h"
#include "verdict/text.h"

#include <errno.h>
#include <string.h>

#define NONE	((size_t)-1)
#define SEVERAL ((size_t)-2)

/* The part of an object's path by which it pairs. */
struct key {
	const char *below;
	size_t at; /* of the object */
};

/* Objects of one build, sorted by their keys. */
struct keys {
	struct key *at;
	size_t count;
};

struct side {
	struct keys found; /* below directories */
	struct keys named; /* files that were named */
};

struct pairing {
	struct collection *latest, *base;
	size_t *base_of;    /* for each of @latest; NONE */
	size_t *latest_of;  /* for each of @base; NONE */
	size_t pairs, same; /* and those with the same bytes */
};

static const char *below(const struct collected *o)
{
	return o->source + o->below;
}

static int by_below(const void *a, const void *b)
{
	const struct key *l = a, *r = b;

	return strcmp(l->below, r->below);
}

static int keys_make(struct keys *ret, const struct collection *d, bool named)
{
	*ret = (struct keys){.at = calloc(d->count + 1, sizeof(*ret->at))};
	if (!ret->at)
		return -ENOMEM;
	for (size_t i = 0; i < d->count; i++)
		if (d->objects[i].named == named)
			ret->at[ret->count++] = (struct key){below(&d->objects[i]), i};
	qsort(ret->at, ret->count, sizeof(*ret->at), by_below);
	return 0;
}

/* The object with the key @text; NONE, SEVERAL. */
static size_t keys_find(const struct keys *k, const char *text)
{
	const struct key wanted = {.below = text};
	const struct key *found = bsearch(&wanted, k->at, k->count, sizeof(*k->at), by_below);

	if (!found)
		return NONE;
	const size_t at = (size_t)(found - k->at);
	const bool more = (at > 0 && by_below(found - 1, found) == 0) ||
			  (at + 1 < k->count && by_below(found + 1, found) == 0);
	return more ? SEVERAL : found->at;
}

static int side_make(struct side *ret, const struct collection *d)
{
	const int r = keys_make(&ret->found, d, false);

	return r ? r : keys_make(&ret->named, d, true);
}

static void side_clear(struct side *s)
{
	free(s->found.at);
	free(s->named.at);
}

/* The object below a directory that the named file @o pairs with. */
static size_t find_by_last_parts(const struct collected *o, const struct side *other)
{
	size_t found = NONE;

	for (const char *at = o->source; at && found == NONE; at = strchr(at, '/')) {
		at += *at == '/';
		found = keys_find(&other->found, at);
	}
	return found;
}

/* The object of the other build that @o pairs with. */
static size_t find_pair(const struct collected *o, const struct side *other)
{
	const size_t found =
		o->named ? find_by_last_parts(o, other) : keys_find(&other->found, below(o));

	return o->named && found == NONE ? keys_find(&other->named, below(o)) : found;
}

static int not_clear(const struct collected *o, const char *of)
{
	diag_error(
		"--against: several objects %s pair with %s: name the directories above both builds",
		of, o->source);
	return FAIL_MISUSE;
}

static int join(struct pairing *p, size_t latest, size_t base)
{
	const struct collected *l = &p->latest->objects[latest], *b = &p->base->objects[base];

	if (p->latest_of[base] != NONE) {
		diag_error(
			"--against: %s and %s both pair with %s: name the directories above both "
			"builds",
			p->latest->objects[p->latest_of[base]].source, l->source, b->source);
		return FAIL_MISUSE;
	}
	p->base_of[latest] = base;
	p->latest_of[base] = latest;
	p->pairs++;
	p->same += strcmp(l->sha256, b->sha256) == 0;
	return 0;
}

/* Each of @latest by its key, then files of @base that were named and have no pair yet. */
static int join_all(struct pairing *p, const struct side *latest, const struct side *base)
{
	int r = 0;

	for (size_t i = 0; i < p->latest->count && !r; i++) {
		const size_t at = find_pair(&p->latest->objects[i], base);
		if (at == SEVERAL)
			r = not_clear(&p->latest->objects[i], "there");
		else if (at != NONE)
			r = join(p, i, at);
	}
	for (size_t i = 0; i < p->base->count && !r; i++) {
		const struct collected *o = &p->base->objects[i];
		if (!o->named || p->latest_of[i] != NONE)
			continue;
		const size_t at = find_by_last_parts(o, latest);
		if (at == SEVERAL)
			r = not_clear(o, "to judge");
		else if (at != NONE && p->base_of[at] == NONE)
			r = join(p, at, i);
	}
	return r;
}

static int find_pairs(struct pairing *p)
{
	const struct collected *l = p->latest->objects, *b = p->base->objects;
	cleanup_with(side_clear) struct side latest = {0};
	cleanup_with(side_clear) struct side base = {0};

	for (size_t i = 0; i < p->latest->count; i++)
		p->base_of[i] = NONE;
	for (size_t i = 0; i < p->base->count; i++)
		p->latest_of[i] = NONE;
	if (p->latest->count == 1 && p->base->count == 1 && l->named && b->named)
		return join(p, 0, 0);
	int r = side_make(&latest, p->latest);
	if (!r)
		r = side_make(&base, p->base);
	r = r ? diag_errno(r, "collect objects") : join_all(p, &latest, &base);
	if (r || p->pairs)
		return r;
	diag_error("--against: nothing to compare: no object there has the path of one to judge, "
		   "below what is named: %s there, %s to judge",
		below(b), below(l));
	return FAIL_MISUSE;
}

/*
 * What the shown path of each pair has before the key in @base, malloc'd; NULL: it is not the same
 * everywhere.
 */
static char *common_part(const struct pairing *p)
{
	const char *first = NULL;
	size_t common = 0;

	for (size_t i = 0; i < p->base->count; i++) {
		if (p->latest_of[i] == NONE)
			continue;
		const char *path = p->latest->objects[p->latest_of[i]].path;
		const char *key = below(&p->base->objects[i]);
		const size_t all = strlen(path), rest = strlen(key);
		if (rest > all || strcmp(path + all - rest, key) != 0)
			return NULL;
		if (first && (all - rest != common || strncmp(path, first, common) != 0))
			return NULL;
		first = path;
		common = all - rest;
	}
	return first ? strndup(first, common) : NULL;
}

static int by_path(const void *a, const void *b)
{
	const struct collected *l = a, *r = b;

	return strcmp(l->path, r->path);
}

/* The path of @o, which has no pair, if it were in the other build. */
static int path_without_pair(
	struct collected *o, const struct collection *latest, const char *common)
{
	cleanup_free char *path =
		common ? format_string("%s%s", common, below(o)) : strdup(o->path);
	char *clean = path ? text_cleaned(path, strlen(path), 0) : NULL;

	if (!clean)
		return diag_errno(-ENOMEM, "collect objects");
	free(o->path);
	o->path = clean;
	if (strlen(clean) >= PATH_SIZE) {
		diag_error("%s: a path of more than %d bytes", clean, PATH_SIZE - 1);
		return FAIL_MISUSE;
	}
	const struct collected *same =
		bsearch(o, latest->objects, latest->count, sizeof(*o), by_path);
	if (!same)
		return 0;
	diag_error("--against: %s and %s would both be shown as %s, and are no pair: name the "
		   "directories above both builds",
		o->source, same->source, clean);
	return FAIL_MISUSE;
}

static int set_paths(struct pairing *p)
{
	cleanup_free char *common = common_part(p);
	int r = 0;

	for (size_t i = 0; i < p->base->count && !r; i++) {
		struct collected *o = &p->base->objects[i];
		o->against = true;
		if (p->latest_of[i] == NONE) {
			r = path_without_pair(o, p->latest, common);
			continue;
		}
		const struct collected *pair = &p->latest->objects[p->latest_of[i]];
		char *path = strdup(pair->path);
		if (!path)
			return diag_errno(-ENOMEM, "collect objects");
		free(o->path);
		o->path = path;
		o->same_file = strcmp(o->sha256, pair->sha256) == 0;
	}
	return r;
}

/* Note the first three of those of @d that have no pair. */
static void note_alone(const struct collection *d, const size_t *pair_of, const char *what)
{
	cleanup_free char *names = NULL;
	size_t n = 0;

	for (size_t i = 0; i < d->count; i++) {
		if (pair_of[i] != NONE || n++ >= 3)
			continue;
		char *more = format_string(
			"%s%s%s", names ? names : "", names ? ", " : "", d->objects[i].source);
		free(names);
		names = more;
	}
	if (n)
		diag_note("--against: %zu without a pair, %s: %s%s", n, what, names ? names : "",
			n > 3 ? ", ..." : "");
}

static void note_pairs(const struct pairing *p)
{
	note_alone(p->latest, p->base_of, "new");
	note_alone(p->base, p->latest_of, "gone");
	if (p->same == p->pairs)
		diag_warn("--against: both builds have the same bytes, in %zu pair%s", p->pairs,
			p->pairs == 1 ? "" : "s");
	else if (p->same)
		diag_note("--against: the same bytes in %zu of %zu pairs", p->same, p->pairs);
}

static int by_path_and_build(const void *a, const void *b)
{
	const struct collected *l = a, *r = b;
	const int order = strcmp(l->path, r->path);

	return order ? order : l->against - r->against;
}

/* Refuse two of one build at one path. */
static int check_paths(const struct collection *d)
{
	for (size_t i = 1; i < d->count; i++) {
		const struct collected *a = &d->objects[i - 1], *b = &d->objects[i];
		if (by_path_and_build(a, b) != 0)
			continue;
		diag_error(
			"--against: %s and %s would both be shown as %s: name the directory above them",
			a->source, b->source, b->path);
		return FAIL_MISUSE;
	}
	return 0;
}

static int append(struct collection *d, struct collection *base)
{
	const size_t count = d->count + base->count;

	if (count >= DOCKET_OBJECTS_MAX) {
		diag_error("%zu objects in both builds; one docket holds at most %d", count,
			DOCKET_OBJECTS_MAX - 1);
		return FAIL_MISUSE;
	}
	struct collected *more = reallocarray(d->objects, count + 1, sizeof(*more));
	if (!more)
		return diag_errno(-ENOMEM, "collect objects");
	memcpy(more + d->count, base->objects, base->count * sizeof(*more));
	d->objects = more;
	d->count = count;
	base->count = 0;
	qsort(d->objects, d->count, sizeof(*d->objects), by_path_and_build);
	return check_paths(d);
}

int collection_pair(struct collection *d, struct collection *base)
{
	cleanup_free size_t *base_of = calloc(d->count + 1, sizeof(*base_of));
	cleanup_free size_t *latest_of = calloc(base->count + 1, sizeof(*latest_of));
	struct pairing p = {.latest = d, .base = base, .base_of = base_of, .latest_of = latest_of};
	int r = base_of && latest_of ? find_pairs(&p) : diag_errno(-ENOMEM, "collect objects");

	if (!r)
		r = set_paths(&p);
	if (r)
		return r;
	note_pairs(&p);
	return append(d, base);
}
