/* SPDX-License-Identifier: GPL-2.0-only */
/* What one line of a kernel's report is, and the function that it names. */
#ifndef VERDICT_SPLAT_LINES_H
#define VERDICT_SPLAT_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a line that are looked at: matching is quadratic in them. */
#define FIRST_LINE_BYTES 256

bool line_begins(const char *text, const char *with);

/* A letter, a digit or "_". */
bool line_in_word(char c);

/*
 * The text after what printk() puts before it: "<6>", a time stamp, and where the kernel has
 * CONFIG_PRINTK_CALLER the caller, "T123" or "C0" (kernel/printk/printk.c, info_print_prefix()).
 * The caller is written to @ret_caller (@size bytes), which may be NULL and is not changed where
 * there is none.
 */
const char *line_past_stamp(const char *line, char *ret_caller, size_t size);

/*
 * The first function in @text that is printed with its offset (lib/vsprintf.c, %pS):
 * "f.isra.0+0x12/0x34" gives "f".  False where there is none.
 */
bool line_function(const char *text, char *ret, size_t size);

/*
 * The function of a line of a trace: " [<ffffffff81000000>] f+0x12/0x34", "([<…>] f+0x12/0x34)",
 * " f+0x12/0x34 [module]".  " ? f+0x12/0x34" is an address that may be none, and is left out.
 */
bool line_frame(const char *text, char *ret, size_t size);

/* The function that the instruction pointer is in; x86, arm, arm64, riscv and s390. */
bool line_rip(const char *text, char *ret, size_t size);

/*
 * Whether a report ends here: by its own last line (kernel/panic.c, print_oops_end_marker()), or
 * because another begins (include/asm-generic/bug.h).
 */
bool line_is_end(const char *text);

/* Whether a trace follows: the line has one of @after, "a|b"; NULL: "Call Trace:" and its like. */
bool line_is_heading(const char *text, const char *after);

#endif
