/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The formats of the kernel's reports, a table for each trigger; splat-formats.c has the triggers.
 *
 * The facts are those of syzkaller's pkg/report/linux.go, whose titles these are meant to be: a
 * splat can be looked up on its dashboard.  Rows that syzkaller does not have come from the kernel,
 * and name the file.
 */
#ifndef VERDICT_SPLAT_TABLES_H
#define VERDICT_SPLAT_TABLES_H

#include "verdict/splat-formats.h"

#define END {.line = NULL}

/* splat-complaints.c */
extern const struct splat_format splat_bug[];
extern const struct splat_format splat_warning[];
extern const struct splat_format splat_info[];
extern const char *const splat_warning_harmless[];

/* splat-deaths.c */
extern const struct splat_format splat_unable[];
extern const struct splat_format splat_gpf[];
extern const struct splat_format splat_kernel_bug[];
extern const struct splat_format splat_divide[];
extern const struct splat_format splat_opcode[];
extern const struct splat_format splat_int3[];
extern const struct splat_format splat_stack_segment[];
extern const struct splat_format splat_internal[];
extern const struct splat_format splat_unhandled[];
extern const struct splat_format splat_oops[];
extern const struct splat_format splat_s390_operation[];
extern const struct splat_format splat_s390_specification[];
extern const struct splat_format splat_s390_monitor[];
extern const struct splat_format splat_double_fault[];
extern const struct splat_format splat_panic[];
extern const char *const splat_oops_harmless[];

#endif
