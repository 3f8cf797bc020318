// SPDX-License-Identifier: GPL-2.0-only
#include "results.h"
#include "cleanup.h"
#include "diag.h"
#include "outputs.h"

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
