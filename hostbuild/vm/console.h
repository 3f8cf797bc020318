/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The console of an archive that somebody booted by hand, as a result.  /init writes to it what it
 * also sends as records (init/ktap.h), but nothing there is numbered or has a checksum, the kernel
 * writes to it too, and anybody may have edited it.  So its kernels are marked RESULT_CONSOLE.
 *
 * Each boot in the log is a kernel of the result, named by its release.  Its trial is COMPLETE if
 * the console has all of this, and OUTCOME_GARBLED or another outcome if not:
 * - the line with the kernel, the SHA-256 of the docket, the plan and the totals;
 * - every object and program that they announce, each with a verdict, numbered without a gap, with
 *   sums that match;
 * - no line between them that neither /init wrote nor the kernel, and no failed unpacking.
 * What the kernel reports of itself is a splat that belongs to no object.
 */
#ifndef VM_CONSOLE_H
#define VM_CONSOLE_H

#include "result/result.h"

#include <stdbool.h>
#include <stddef.h>

#define CONSOLE_BYTES_MAX    ((size_t)64 << 20)
#define CONSOLE_BOOTS_MAX    64
#define CONSOLE_PROGRAMS_MAX 100000 /* of all boots together */

/* Whether @text is no JSON and has a sign of a kernel or of /init. */
bool console_is_likely(const char *text, size_t len);

/*
 * Read @text, which messages call @name.  FAIL_MISUSE, reported: it is no console of a kernel, or
 * has boots of two dockets.  -ENOMEM, reported.
 */
int console_parse(struct result *ret, const char *name, const char *text, size_t len);

#endif
