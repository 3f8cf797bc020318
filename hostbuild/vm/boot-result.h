/* SPDX-License-Identifier: GPL-2.0-only */
/* What is kept of a boot that ended, in its kernel's result and as a log. */
#ifndef VM_BOOT_RESULT_H
#define VM_BOOT_RESULT_H

#include "result/result.h"
#include "vm/boot.h"

/*
 * Add @b to the boots of @k.  @machine: name of the board; @why may be NULL.  -ENOMEM, reported.
 */
int boot_result_add(struct result_kernel *k, const struct boot *b, enum outcome outcome,
	const char *machine, int64_t memory_mib, const char *why);

/*
 * Write all that the kernel reported of the splats of the last boot, and as it died, to reports.log
 * in that boot's directory below @dir.  No file where it reported nothing; a failure is not
 * reported.
 */
void boot_result_write_reports(const struct result_kernel *k, size_t first_splat, const char *dir);

#endif
