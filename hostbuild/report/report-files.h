/* SPDX-License-Identifier: GPL-2.0-only */
/* The reports that go to a file, one row each. */
#ifndef REPORT_REPORT_FILES_H
#define REPORT_REPORT_FILES_H

#include "result/result.h"

enum {
	REPORT_CSV,
	REPORT_GITHUB,
	REPORT_HTML,
	REPORT_JSON,
	REPORT_JUNIT,
	REPORT_KCIDB,
	REPORT_KTAP,
	REPORT_MARKDOWN,
	N_REPORTS
};

struct report_file {
	const char *option; /* "--json" */
	/* To @path, "-": standard output.  Reports its errors and returns -errno. */
	int (*write)(const struct result *result, const char *path);
	bool of_parts; /* it may be of a part of a result (report/view.h), and says so */
};
extern const struct report_file report_files[N_REPORTS];

/*
 * Write those of @paths that are not NULL.  Returns @status, or STATUS_UNKNOWN where one could not
 * be written; @ret_stdout: one was standard output.
 */
int report_files_write(const struct result *result, const char *const paths[N_REPORTS], int status,
	bool *ret_stdout);

/*
 * Before anything is judged.  FAIL_MISUSE, reported: two of @paths are the same file, or both
 * standard output; or the environment does not fit one that is requested.
 */
int report_files_check(const char *const paths[N_REPORTS]);

#endif
