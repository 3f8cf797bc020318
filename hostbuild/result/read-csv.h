/* SPDX-License-Identifier: GPL-2.0-only */
/* veristat's CSV as a result of one kernel.  Anyone may have written the file. */
#ifndef RESULT_READ_CSV_H
#define RESULT_READ_CSV_H

#include "result/result.h"

/* Whether the first line of @text names veristat's columns of a file and a program. */
bool csv_is_likely(const char *text, size_t len);

/*
 * Read @text of @len bytes, which messages call @name.  Its kernel has the name of the file and is
 * marked RESULT_VERISTAT: nothing proves that all lines are there.  A program that veristat calls
 * success is met, one that it calls failure unmet.  -EBADMSG, reported with the line: no veristat
 * reads it, or its last line is cut.  -EFBIG, -ENOMEM, reported.
 */
int csv_parse(struct result *ret, const char *name, const char *text, size_t len);

#endif
