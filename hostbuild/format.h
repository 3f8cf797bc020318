/* SPDX-License-Identifier: GPL-2.0-only */
/* A string made with printf's directives. */
#ifndef FORMAT_H
#define FORMAT_H

/* As asprintf(3), malloc'd; NULL without memory. */
char *format_string(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
