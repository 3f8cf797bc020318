/* SPDX-License-Identifier: GPL-2.0-only */
/* What a line of a kernel's report is, and the function that it names. */
#ifndef VERDICT_SPLAT_LINES_H
#define VERDICT_SPLAT_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* What a title may be made of; matching is quadratic in it. */
#define FIRST_LINE_BYTES 256

/*
 * kernel/printk/printk.c, info_print_prefix(); @ret_caller, if not NULL, is "T123" or "C0" where it
 * says that.
 */
const char *line_past_stamp(const char *line, char *ret_caller, size_t size);

/* lib/vsprintf.c, %pS: the first "f.isra.0+0x12/0x34" of @text, as "f". */
bool line_function(const char *text, char *ret, size_t size);

/*
 * " [<ffffffff81000000>] f+0x12/0x34", "([<…>] f+0x12/0x34)", " f+0x12/0x34 [module]"; not " ?
 * f+0x12/0x34".
 */
bool line_frame(const char *text, char *ret, size_t size);

/* Where the processor stood: x86, arm64, riscv, s390. */
bool line_rip(const char *text, char *ret, size_t size);

/*
 * A report's own end: kernel/panic.c, print_oops_end_marker(); or the head of another,
 * include/asm-generic/bug.h.
 */
bool line_is_end(const char *text);

/* What a trace follows: one of @after's words, "a|b"; NULL: the kernel's usual ones. */
bool line_is_heading(const char *text, const char *after);

#endif
