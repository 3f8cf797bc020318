// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/show-list.h"
#include "diag.h"
#include "kernel/find.h"
#include "kernel/store/build-cache.h"
#include "print.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 5 };

struct row {
	const char *cells[COLUMNS];
	char size[24];
	char from[128];
};

static void size_text(char size[24], int64_t bytes)
{
	snprintf(size, 24, "%.0f M", (double)bytes / (1 << 20));
}

static void row_of_kernel(struct row *row, const struct kernel *k)
{
	const char *from = kernel_from_word(k->from);

	snprintf(row->from, sizeof(row->from), "%s%s%s", from ? from : "-",
		k->build_commit ? " from " : "", k->build_commit ? k->build_commit : "");
	const char *const cells[COLUMNS] = {k->name, k->version ? k->version : "-",
		k->arch ? k->arch : "-", row->size, row->from};
	memcpy(row->cells, cells, sizeof(cells));
	size_text(row->size, k->bytes);
}

static void row_of_cached(struct row *row, const struct cached *k)
{
	*row = (struct row){.cells = {k->name, "-", "-", row->size,
				    k->kind == CACHED_SOURCES ? "source" : "objects"}};
	size_text(row->size, k->bytes);
}

static void print_rows(const struct row *rows, size_t n)
{
	static const char *const heads[COLUMNS] = {"NAME", "VERSION", "ARCH", "SIZE", "FROM"};
	int widths[COLUMNS];

	for (int c = 0; c < COLUMNS; c++) {
		widths[c] = (int)strlen(heads[c]);
		for (size_t i = 0; i < n; i++)
			if ((int)strlen(rows[i].cells[c]) > widths[c])
				widths[c] = (int)strlen(rows[i].cells[c]);
	}
	for (size_t i = 0; i < n + 1; i++) {
		for (int c = 0; c < COLUMNS; c++)
			print_clean(i ? rows[i - 1].cells[c] : heads[c],
				c < COLUMNS - 1 ? widths[c] + 1 : 0);
		putchar('\n');
	}
}

int kernel_show_list(void)
{
	struct kernel *kernels = NULL;
	struct cached *cached = NULL;
	size_t n_kernels = 0, n_cached = 0;
	int r = kernel_list(&kernels, &n_kernels);

	if (!r)
		r = build_cache_list(&cached, &n_cached);
	struct row *rows = calloc(n_kernels + n_cached + 1, sizeof(*rows));
	if (!r && !rows)
		r = diag_errno(-ENOMEM, "kernel list");
	if (!r && !n_kernels)
		diag_note(
			"no kernel in the store; `bpfjury kernel get " KERNEL_DEFAULT "` gets one");
	for (size_t i = 0; !r && i < n_kernels; i++)
		row_of_kernel(&rows[i], &kernels[i]);
	for (size_t i = 0; !r && i < n_cached; i++)
		row_of_cached(&rows[n_kernels + i], &cached[i]);
	if (!r && n_kernels + n_cached)
		print_rows(rows, n_kernels + n_cached);
	free(rows);
	kernel_list_free(kernels, n_kernels);
	build_cache_list_free(cached, n_cached);
	return r;
}
