/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Golden files: $TESTS/golden/NAME.txt.  With UPDATE_GOLDEN set a test writes them: check the
 * difference before you commit it.
 */
#ifndef GOLDEN_H
#define GOLDEN_H

#include "cleanup.h"
#include "files.h"
#include "format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static inline void check_golden(const char *name, const char *got)
{
	cleanup_free char *want = NULL;
	cleanup_free char *path = format_string("%s/golden/%s.txt", getenv("TESTS"), name);

	if (getenv("UPDATE_GOLDEN")) {
		assert_int_equal(files_write(path, got, strlen(got)), 0);
		return;
	}
	assert_int_equal(files_read(path, 1 << 20, &want, NULL), 0);
	if (strcmp(got, want) != 0)
		fail_msg("%s differs:\n%s", path, got);
}

#endif
