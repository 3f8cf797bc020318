// SPDX-License-Identifier: GPL-2.0-only
#include "result/join.h"
#include "cleanup.h"
#include "diag.h"
#include "result/match.h"

#include <errno.h>
#include <string.h>

/* FAIL_MISUSE, reported: a kernel is in both. */
static int check_kernels(const struct result *a, const struct result *b, const char *name)
{
	cleanup_with(match_clear) struct match m = {0};

	if (match_init(&m, a->n_kernels))
		return diag_errno(-ENOMEM, "%s", name);
	for (size_t i = 0; i < a->n_kernels; i++)
		match_put(&m, a->kernels[i].name, "", "", i);
	match_sort(&m);
	for (size_t i = 0; i < b->n_kernels; i++)
		if (match_take(&m, b->kernels[i].name, "", "") != MATCH_NONE)
			return diag_misuse("%s: its kernel %s is in a result before it, too: leave "
					   "one of the two out",
				name, b->kernels[i].name);
	return 0;
}

/* veristat's CSV has no docket: several may be shown as one. */
static bool is_of_csv(const struct result *r)
{
	for (size_t i = 0; i < r->n_kernels; i++)
		if (strcmp(r->kernels[i].unproved, RESULT_VERISTAT) != 0)
			return false;
	return true;
}

/* Files that were not judged, if no result before had them. */
static int add_left_out(struct result *to, struct result *from)
{
	struct result_left_out *all;

	if (to->n_left_out || !from->n_left_out)
		return 0;
	all = from->left_out;
	to->left_out = all;
	to->n_left_out = from->n_left_out;
	from->left_out = NULL;
	from->n_left_out = 0;
	return 0;
}

/* Append the kernels of @from. */
static int move_kernels(struct result *to, struct result *from)
{
	struct result_kernel *kernels =
		reallocarray(to->kernels, to->n_kernels + from->n_kernels + 1, sizeof(*kernels));

	if (!kernels)
		return -ENOMEM;
	to->kernels = kernels;
	for (size_t i = 0; i < from->n_kernels; i++)
		to->kernels[to->n_kernels++] = from->kernels[i];
	from->n_kernels = 0; /* they are moved */
	return 0;
}

int result_join(struct result *to, const char *first, struct result *from, const char *name)
{
	const char *a = to->docket_sha256, *b = from->docket_sha256;

	if (strcmp(a, b) != 0 || (!*a && !(is_of_csv(to) && is_of_csv(from))))
		return diag_misuse("%s and %s are of two dockets, %.12s and %.12s: only results "
				   "of one docket can be shown as one",
			first, name, *a ? a : "(none)", *b ? b : "(none)");
	const int r = check_kernels(to, from, name);
	if (r)
		return r;
	if (strcmp(to->libbpf, from->libbpf) != 0)
		diag_warn("%s was judged with libbpf %s, %s with %s: answers may differ for that",
			first, to->libbpf, name, from->libbpf);
	if (!to->against != !from->against)
		return diag_misuse("%s has two builds, and %s has one", to->against ? first : name,
			to->against ? name : first);
	if ((to->against && move_kernels(to->against, from->against)) || move_kernels(to, from))
		return diag_errno(-ENOMEM, "%s", name);
	to->allow_gone &= from->allow_gone;
	if (*from->started && strcmp(from->started, to->started) < 0)
		memcpy(to->started, from->started, sizeof(to->started));
	return add_left_out(to, from);
}
