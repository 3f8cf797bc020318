// SPDX-License-Identifier: GPL-2.0-only
/*
 * veristat 0.5.1 splits lines at commas, knows no quotes, and wants no field empty
 * (parse_stats_csv() of tools/testing/selftests/bpf/veristat.c, Linux 7.2).
 */
#include "report/csv.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "outputs.h"
#include "report/csv-values.h"
#include "result/selection.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#define FILE_MAX (200u << 20)

char *csv_path(const char *path, const char *kernel)
{
	const char *name = attribute_file_name(path), *dot = strrchr(name, '.');
	const size_t stem = dot && dot > name ? (size_t)(dot - path) : strlen(path);
	cleanup_free char *word = strdup(kernel);

	if (!word)
		return NULL;
	for (char *at = word; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr("._+@", *at))
			*at = '-';
	return format_string("%.*s-%s%s", (int)stem, path, word, path + stem);
}

static void put_head(FILE *out, const struct csv_columns *c)
{
	for (size_t i = 0; i < c->n; i++)
		fprintf(out, "%s%s", i ? "," : "", c->columns[i].name);
	fputc('\n', out);
}

/* FAIL_MISUSE, reported: veristat would read something else. */
static int put_row(FILE *out, const struct csv_columns *c, const struct subject *s)
{
	char buf[ATTRIBUTE_SIZE];

	for (size_t i = 0; i < c->n; i++) {
		const char *text = csv_value(c, i, s, buf);
		if (strchr(text, ','))
			return diag_misuse(
				"--csv: %s: veristat cannot read a comma in a name", text);
		fprintf(out, "%s%s", i ? "," : "", *text ? text : "N/A");
	}
	fputc('\n', out);
	return 0;
}

/* What the file does not say. */
static void warn(const char *path, const struct result_kernel *k, size_t left_out)
{
	if (left_out)
		diag_warn("%s: %zu program%s of %s without a verdict %s not in it", path, left_out,
			left_out == 1 ? "" : "s", k->name, left_out == 1 ? "is" : "are");
	if (k->outcome != OUTCOME_COMPLETE)
		diag_warn("%s: not all programs are in it: the trial of %s is %s", path, k->name,
			outcome_word(k->outcome));
	else if (!result_kernel_is_complete(k))
		diag_warn("%s: the figures of %s are %s", path, k->name, result_kernel_origin(k));
}

static int write_kernel(const struct result_kernel *k, const struct selection *s, const char *path)
{
	cleanup_with(rows_clear) struct rows rows = {0};
	cleanup_with(csv_columns_clear) struct csv_columns columns = {0};
	cleanup_free char *text = NULL;
	size_t len = 0, left_out = 0;
	FILE *out = open_memstream(&text, &len);
	int r = out ? rows_make(&rows, k, 1, s) : -ENOMEM;

	if (!r)
		r = csv_columns_make(&columns, k, s);
	if (!r)
		put_head(out, &columns);
	for (size_t i = 0; i < rows.n && !r; i++)
		if (csv_is_judged(&rows.items[i]))
			r = put_row(out, &columns, &rows.items[i]);
		else
			left_out++;
	if (out && fclose(out) && !r)
		r = -ENOMEM;
	if (r)
		return r == FAIL_MISUSE ? r : diag_errno(r, "write %s", path);
	r = output_text(path, text, len, FILE_MAX);
	if (!r)
		warn(path, k, left_out);
	return r;
}

/* One of several: its file, which an earlier kernel of the same name has not. */
static int write_one(const struct result *r, size_t k, const struct selection *s, const char *path)
{
	cleanup_free char *file = csv_path(path, r->kernels[k].name);

	if (!file)
		return diag_errno(-ENOMEM, "write %s", path);
	for (size_t i = 0; i < k; i++) {
		cleanup_free char *other = csv_path(path, r->kernels[i].name);
		if (other && strcmp(other, file) == 0)
			return diag_misuse("--csv: %s and %s would both be %s", r->kernels[i].name,
				r->kernels[k].name, file);
	}
	int err = output_withdraw("--csv", file);
	if (!err)
		err = write_kernel(&r->kernels[k], s, file);
	if (!err)
		diag_note("%s: %s", r->kernels[k].name, file);
	return err;
}

int csv_withdraw(const char *path, char *const *kernels, size_t n)
{
	int r = 0;

	if (!path || n < 2)
		return 0;
	if (strcmp(path, "-") == 0)
		return diag_misuse("--csv -: veristat's CSV has one kernel: give a FILE, to write "
				   "one for each");
	for (size_t i = 0; i < n; i++) {
		cleanup_free char *file = csv_path(path, kernels[i]);
		const int withdrawn = file ? output_withdraw("--csv", file) : -ENOMEM;
		r = r ? r : withdrawn;
	}
	return r;
}

int csv_write(const struct result *part, const char *path)
{
	const struct result *r = part->view ? part->view->of : part;
	const struct selection *s = part->view ? part->view->selection : NULL;
	int err = 0;

	if (r->n_kernels == 1)
		return write_kernel(&r->kernels[0], s, path);
	if (strcmp(path, "-") == 0)
		return diag_misuse("--csv -: veristat's CSV has one kernel, and here are %zu: give "
				   "a FILE, to write one for each",
			r->n_kernels);
	for (size_t k = 0; k < r->n_kernels && !err; k++)
		err = write_one(r, k, s, path);
	return err;
}
