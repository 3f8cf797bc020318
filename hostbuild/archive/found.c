// SPDX-License-Identifier: GPL-2.0-only
#include "archive/found.h"
#include "archive/object.h"
#include "archive/shown.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "kept-files.h"
#include "nearby.h"
#include "stop.h"
#include "verdict/text.h"

#include <errno.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>

void finds_clear(struct finds *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->at[i].given);
		free(f->at[i].real);
	}
	for (size_t i = 0; i < f->n_left_out; i++)
		free(f->left_out[i].path);
	free(f->at);
	free(f->left_out);
	*f = (struct finds){0};
}

static int add_left_out(struct finds *f, const char *path, const char *why)
{
	char *clean = text_cleaned(path, strlen(path), 0);

	if (clean && f->n_left_out == f->left_out_room) {
		size_t room = f->left_out_room ? 2 * f->left_out_room : 16;
		struct left_out *more = reallocarray(f->left_out, room, sizeof(*more));
		if (more) {
			f->left_out = more;
			f->left_out_room = room;
		}
	}
	if (!clean || f->n_left_out == f->left_out_room) {
		free(clean);
		return diag_errno(-ENOMEM, "collect objects");
	}
	f->left_out[f->n_left_out++] = (struct left_out){clean, why};
	return 0;
}

/* Takes both strings, even when it fails. */
static int finds_add(struct finds *f, char *given, char *real)
{
	if (given && real && f->count == f->room) {
		size_t room = f->room ? 2 * f->room : 64;
		struct found *more = reallocarray(f->at, room, sizeof(*more));
		if (more) {
			f->at = more;
			f->room = room;
		}
	}
	if (!given || !real || f->count == f->room) {
		free(given);
		free(real);
		return diag_errno(-ENOMEM, "collect objects");
	}
	f->at[f->count++] = (struct found){.given = given, .real = real};
	return 0;
}

static int finds_move(struct finds *to, struct finds *from)
{
	int r = 0;

	for (size_t i = 0; i < from->count && !r; i++) {
		const struct found f = from->at[i];
		from->at[i] = (struct found){0};
		r = finds_add(to, f.given, f.real);
		if (!r)
			to->at[to->count - 1] = f;
	}
	for (size_t i = 0; i < from->n_left_out && !r; i++)
		r = add_left_out(to, from->left_out[i].path, from->left_out[i].why);
	return r;
}

static bool ends_in(const char *name, const char *tail)
{
	size_t n = strlen(name), t = strlen(tail);

	return n > t && !strcmp(name + n - t, tail);
}

static const char linked_directory[] = "a link to a directory, which is not followed";
static const char other_name[] = "a BPF object, but others here are named *.bpf.o";

/* A symbolic link below a named directory.  Links to directories could form a circle. */
static int visit_link(FTSENT *e, struct finds *bpf, struct finds *other)
{
	const bool is_object = ends_in(e->fts_name, ".o");
	struct finds *to = ends_in(e->fts_name, ".bpf.o") ? bpf : other;
	struct stat st;

	if (stat(e->fts_path, &st)) {
		if (is_object) {
			diag_errno(-errno, "%s", e->fts_path);
			bpf->wrong = true;
		}
		return 0;
	}
	if (S_ISDIR(st.st_mode))
		return add_left_out(bpf, e->fts_path, linked_directory);
	int r = is_object ? finds_add(to, shown_tidy(e->fts_path), realpath(e->fts_path, NULL)) : 0;
	if (is_object && !r)
		to->at[to->count - 1].link = true;
	return r;
}

/* Copies that an earlier run kept are no objects of this one, but where they are named. */
static bool is_kept(const FTSENT *e)
{
	if (e->fts_info != FTS_D || e->fts_level == FTS_ROOTLEVEL ||
		strcmp(e->fts_name, KEPT_DIR) != 0 || !kept_files_are_in(e->fts_path))
		return false;
	diag_note("%s: has copies that an earlier run kept (-o), which are not judged again",
		e->fts_path);
	return true;
}

/* One file below the directory @given, whose path without links is @real. */
static int visit(
	FTSENT *e, const char *given, const char *real, struct finds *bpf, struct finds *other)
{
	switch (e->fts_info) {
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		diag_errno(-e->fts_errno, "%s", e->fts_path);
		bpf->wrong = true;
		return 0;
	case FTS_SL:
	case FTS_SLNONE:
		return visit_link(e, bpf, other);
	case FTS_F:
	case FTS_DEFAULT: /* a FIFO or device of such a name is reported when it is read */
		break;
	default:
		return 0;
	}
	if (!ends_in(e->fts_name, ".o"))
		return 0;
	struct finds *to = ends_in(e->fts_name, ".bpf.o") ? bpf : other;
	const char *below = e->fts_path + strlen(given);
	below += strspn(below, "/");
	return finds_add(to, shown_tidy(e->fts_path),
		format_string("%s/%s", strcmp(real, "/") ? real : "", below));
}

/* Next to *.bpf.o only those *.o are worth a warning that are BPF objects. */
static int leave_out_others(struct finds *bpf, const struct finds *other)
{
	int r = 0;

	for (size_t i = 0; i < other->count && !r; i++)
		if (object_is_bpf(other->at[i].real))
			r = add_left_out(bpf, other->at[i].given, other_name);
	return r;
}

/* Warn of the files left out for the reason @why, with the first three. */
static void warn_left_out(const char *given, const struct finds *f, const char *why)
{
	cleanup_free char *names = NULL;
	size_t n = 0;

	for (size_t i = 0; i < f->n_left_out; i++) {
		if (f->left_out[i].why != why || n++ >= 3)
			continue;
		char *more = names ? format_string("%s, %s", names, f->left_out[i].path)
				   : strdup(f->left_out[i].path);
		free(names);
		names = more;
	}
	if (n)
		diag_warn("%s: %zu left out: %s: %s%s", given, n, why, names ? names : "",
			n > 3 ? ", ..." : "");
}

/* All of @f are below the directory @given, which is tidy. */
static void set_below(struct finds *f, const char *given)
{
	const size_t len = strlen(given);

	for (size_t i = 0; i < f->count; i++)
		f->at[i].below = strcmp(given, ".") == 0 ? 0 : len + (given[len - 1] != '/');
}

static int walk_directory(const char *given, const char *real, struct finds *ret)
{
	cleanup_with(finds_clear) struct finds bpf = {0}, other = {0};
	/* follow a link that was named, but none below it */
	FTS *fts = fts_open((char *const[]){(char *)given, NULL},
		FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
	int r = 0;

	if (!fts)
		return diag_errno(-errno, "%s", given);
	for (FTSENT *e; !r && (errno = 0, e = fts_read(fts));)
		if (is_kept(e))
			fts_set(fts, e, FTS_SKIP);
		else
			r = stop_signal() ? diag_errno(-EINTR, "%s", given)
					  : visit(e, given, real, &bpf, &other);
	if (!r && errno)
		r = diag_errno(-errno, "%s", given);
	fts_close(fts);
	if (!r && bpf.count)
		r = leave_out_others(&bpf, &other);
	if (r)
		return r;
	warn_left_out(given, &bpf, linked_directory);
	warn_left_out(given, &bpf, other_name);
	if (bpf.wrong)
		ret->wrong = true;
	else if (!bpf.count && !other.count) {
		diag_error("%s: no object in this directory (*.bpf.o, or else *.o)", given);
		ret->wrong = true;
	}
	set_below(&bpf, given);
	set_below(&other, given);
	r = finds_move(ret, &bpf);
	return r || bpf.count ? r : finds_move(ret, &other);
}

int finds_path(struct finds *ret, const char *path)
{
	cleanup_free char *given = shown_tidy(path), *real = NULL;
	struct stat st;

	if (!given)
		return diag_errno(-ENOMEM, "collect objects");
	/* the path as given: with a trailing slash it must be a directory */
	if (!*path || stat(path, &st) || !(real = realpath(path, NULL))) {
		const int err = *path ? errno : ENOENT;
		char question[512] = "";
		if (*path && err == ENOENT)
			nearby_question(question, sizeof(question), path);
		diag_error("%s: %s%s", *path ? path : "an object's path is empty", strerror(err),
			question);
		ret->wrong = true;
		return 0;
	}
	if (S_ISDIR(st.st_mode))
		return walk_directory(given, real, ret);
	const char *slash = strrchr(given, '/');
	const struct found f = {.named = true, .below = slash ? (size_t)(slash - given) + 1 : 0};
	int r = finds_add(ret, steal(&given), steal(&real));
	if (!r) {
		ret->at[ret->count - 1].named = f.named;
		ret->at[ret->count - 1].below = f.below;
	}
	return r;
}

/* By path without links; of the names of one file the one to keep comes first. */
static int by_real(const void *a, const void *b)
{
	const struct found *l = a, *r = b;
	int order = strcmp(l->real, r->real);

	if (!order)
		order = l->link - r->link;
	if (!order)
		order = (*l->given == '/') - (*r->given == '/');
	if (!order)
		order = (strlen(l->given) > strlen(r->given)) -
			(strlen(l->given) < strlen(r->given));
	return order ? order : strcmp(l->given, r->given);
}

/* Say which names are of a file that is judged once; the first three. */
static void note_repeats(const struct finds *f)
{
	const struct found *first = f->at;
	size_t n = 0;

	for (size_t i = 1; i < f->count; i++) {
		if (strcmp(first->real, f->at[i].real) != 0) {
			first = &f->at[i];
			continue;
		}
		if (n++ >= 3)
			continue;
		if (!strcmp(first->given, f->at[i].given))
			diag_note("%s: is given twice, and judged once", first->given);
		else
			diag_note("%s: is the same file as %s, and judged once", f->at[i].given,
				first->given);
	}
	if (n > 3)
		diag_note("%zu more names of files that are judged once", n - 3);
}

void finds_drop_repeats(struct finds *f)
{
	size_t kept = 0;

	if (f->count)
		qsort(f->at, f->count, sizeof(*f->at), by_real);
	note_repeats(f);
	for (size_t i = 0; i < f->count; i++) {
		if (kept && !strcmp(f->at[kept - 1].real, f->at[i].real)) {
			free(f->at[i].given);
			free(f->at[i].real);
		} else
			f->at[kept++] = f->at[i];
	}
	f->count = kept;
}
