// SPDX-License-Identifier: GPL-2.0-only
#include "report/report-files.h"
#include "diag.h"
#include "outputs.h"
#include "report/csv.h"
#include "report/github.h"
#include "report/html.h"
#include "report/junit.h"
#include "report/kcidb.h"
#include "report/ktap.h"
#include "report/markdown.h"

#include <string.h>

const struct report_file report_files[N_REPORTS] = {
	[REPORT_CSV] = {"--csv", csv_write, .of_parts = true},
	[REPORT_GITHUB] = {"--github", github_write},
	[REPORT_HTML] = {"--html", html_write, .of_parts = true},
	[REPORT_JSON] = {"--json", result_write},
	[REPORT_JUNIT] = {"--junit", junit_write},
	[REPORT_KCIDB] = {"--kcidb", kcidb_write},
	[REPORT_KTAP] = {"--ktap", ktap_write},
	[REPORT_MARKDOWN] = {"--markdown", markdown_write, .of_parts = true},
};

int report_files_write(const struct result *result, const char *const paths[N_REPORTS], int status,
	bool *ret_stdout)
{
	*ret_stdout = false;
	for (size_t i = 0; i < N_REPORTS; i++) {
		if (!paths[i])
			continue;
		if (report_files[i].write(result, paths[i]))
			status = STATUS_UNKNOWN;
		*ret_stdout |= strcmp(paths[i], "-") == 0;
	}
	return status;
}

int report_files_check(const char *const paths[N_REPORTS])
{
	for (size_t i = 0; i < N_REPORTS; i++)
		for (size_t j = 0; j < i; j++)
			if (paths[i] && paths[j] && output_is_same(paths[i], paths[j]))
				return diag_misuse("%s and %s are both %s", report_files[j].option,
					report_files[i].option,
					strcmp(paths[i], "-") ? paths[i] : "standard output");
	return paths[REPORT_KCIDB] ? kcidb_check() : 0;
}
