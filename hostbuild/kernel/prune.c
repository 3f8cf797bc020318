// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/prune.h"
#include "diag.h"
#include "kernel/find.h"
#include "kernel/store/build-cache.h"
#include "print.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define DAY_S 86400

/* --keep-last counts each group separately, and DOWNLOADED not at all. */
enum group { BUILT, SOURCES, OBJECTS, DOWNLOADED, N_GROUPS };

/* Something that may be removed; its pointers are borrowed. */
struct candidate {
	const char *name;
	const struct cached *cached; /* NULL: a kernel of the store */
	enum group group;
	int64_t used; /* seconds since the epoch */
};

static int last_used_first(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->used < y->used ? 1 : x->used > y->used ? -1 : strcmp(x->name, y->name);
}

static int remove_candidate(const struct candidate *c)
{
	int r = c->cached ? build_cache_remove(c->cached) : kernel_remove(c->name);

	if (!r) {
		print_clean(c->name, 0);
		putchar('\n');
	}
	return r;
}

static int prune(struct candidate *list, size_t n, int days, int last)
{
	const int64_t before = days < 0 ? INT64_MIN : (int64_t)time(NULL) - (int64_t)days * DAY_S;
	int seen[N_GROUPS] = {0}, worst = 0;

	qsort(list, n, sizeof(*list), last_used_first);
	for (size_t i = 0; i < n; i++) {
		const struct candidate *c = &list[i];
		const bool too_many =
			last >= 0 && c->group != DOWNLOADED && ++seen[c->group] > last;
		if (c->used >= before && !too_many)
			continue;
		int r = remove_candidate(c);
		worst = worst ? worst : r;
	}
	return worst;
}

int kernel_prune(int days, int last)
{
	struct kernel *kernels = NULL;
	struct cached *cached = NULL;
	size_t n_kernels = 0, n_cached = 0, n = 0;
	int r = kernel_list(&kernels, &n_kernels);

	if (!r)
		r = build_cache_list(&cached, &n_cached);
	struct candidate *all = calloc(n_kernels + n_cached + 1, sizeof(*all));
	if (!r && !all)
		r = diag_errno(-ENOMEM, "remove");
	for (size_t i = 0; !r && i < n_kernels; i++) {
		const bool built = kernels[i].from == FROM_BUILD;
		struct stat st;
		if (stat(kernels[i].dir, &st) == 0) /* else it was removed since */
			all[n++] = (struct candidate){
				kernels[i].name, NULL, built ? BUILT : DOWNLOADED, st.st_mtime};
	}
	for (size_t i = 0; !r && i < n_cached; i++) {
		const bool sources = cached[i].kind == CACHED_SOURCES;
		all[n++] = (struct candidate){
			cached[i].name, &cached[i], sources ? SOURCES : OBJECTS, cached[i].used};
	}
	if (!r)
		r = prune(all, n, days, last);
	free(all);
	kernel_list_free(kernels, n_kernels);
	build_cache_list_free(cached, n_cached);
	return r;
}
