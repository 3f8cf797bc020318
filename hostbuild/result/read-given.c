// SPDX-License-Identifier: GPL-2.0-only
/* Reads a result that a command line names. */
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "result/result.h"

#include <errno.h>
#include <sys/stat.h>

int result_read_given(struct result *ret, const char *path)
{
	cleanup_free char *inside = NULL;
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		inside = format_string("%s/result.json", path);
		if (!inside)
			return diag_errno(-ENOMEM, "%s", path);
	}
	const int r = result_read(ret, inside ? inside : path);
	return r && r != -ENOENT && r != -ENOMEM ? FAIL_MISUSE : r;
}
