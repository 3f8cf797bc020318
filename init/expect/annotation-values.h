/* SPDX-License-Identifier: GPL-2.0-only */
/* The text after an annotation's "=": numbers, names of architectures, return values. */
#ifndef INIT_ANNOTATION_VALUES_H
#define INIT_ANNOTATION_VALUES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Decimal, or hexadecimal after "0x", from INT_MIN to UINT_MAX; false where @text is anything else.
 * *@ret is written on success only, here and below.
 */
bool value_int(int32_t *ret, const char *text);

/*
 * What a program returns: a number, or a name that the selftests' bpf_misc.h defines.  *@ret_any:
 * any return value is as expected.
 */
bool value_retval(int32_t *ret, bool *ret_any, const char *text);

/* BPF_PROG_LOAD's log_level: 1 to 7. */
bool value_log_level(uint32_t *ret, const char *text);

/* The selftests' name of an architecture, "X86_64": *@ret_ours, whether it is this machine's. */
bool value_arch(bool *ret_ours, const char *text);

#endif
