// SPDX-License-Identifier: GPL-2.0-only
#include "given.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "vm/console.h"

#include <errno.h>
#include <sys/stat.h>

/* -EBADMSG, not reported: it is no console, and whoever reads results says what it is. */
static int read_console(struct result *ret, const char *path)
{
	cleanup_free char *text = NULL;
	struct stat st;
	size_t len;

	/* a pipe can be read only once */
	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return -EBADMSG;
	const int r = files_read(path, CONSOLE_BYTES_MAX, &text, &len);
	if (r || !console_is_likely(text, len))
		return -EBADMSG;
	return console_parse(ret, path, text, len);
}

int given_read(struct result *ret, const char *path, const struct belief *believe)
{
	int r = read_console(ret, path);

	if (r == -EBADMSG)
		r = result_read_given(ret, path);
	if (!r && believe->console)
		result_believe(ret, RESULT_CONSOLE);
	if (!r && believe->csv)
		result_believe(ret, RESULT_VERISTAT);
	return r;
}
