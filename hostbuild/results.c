// SPDX-License-Identifier: GPL-2.0-only
#include "results.h"
#include "cleanup.h"
#include "diag.h"
#include "history/add.h"
#include "outputs.h"

#include <errno.h>
#include <string.h>

int results_read(struct result *ret, const struct result_files *files, const struct belief *believe)
{
	int r = files->n ? given_read(ret, files->paths[0], believe) : FAIL_MISUSE;

	for (size_t i = 1; i < files->n && !r; i++) {
		cleanup_with(result_clear) struct result more = {0};
		r = given_read(&more, files->paths[i], believe);
		if (!r)
			r = result_join(ret, files->paths[0], &more, files->paths[i]);
	}
	return r;
}

int results_check_history(const char *history, const struct result *r)
{
	for (size_t i = 0; history && i < r->n_kernels; i++)
		if (*r->kernels[i].unproved)
			return diag_misuse("--history %s: %s is %s; a history has what was proved",
				history, r->kernels[i].name, result_kernel_origin(&r->kernels[i]));
	return 0;
}

int results_keep(const char *history, struct result *joined, const struct result_files *files)
{
	const struct belief none = {0};
	int r = 0;

	if (files->n == 1)
		return history_add(history, joined);
	for (size_t i = 0; i < files->n && !r; i++) {
		cleanup_with(result_clear) struct result one = {0};
		r = given_read(&one, files->paths[i], &none);
		if (!r)
			r = history_add(history, &one);
	}
	if (!r && !(joined->history = strdup(history)))
		r = diag_errno(-ENOMEM, "%s", history);
	return r;
}

int results_check_apart(
	const char *option, const char *path, const char *of, const struct result_files *files)
{
	int r = 0;

	for (size_t i = 0; i < files->n && !r; i++) {
		r = output_check_apart(option, path, of, files->paths[i], NULL);
		if (!r)
			r = output_check_apart(option, path, of, files->paths[i], "result.json");
	}
	return r;
}
