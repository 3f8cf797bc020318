/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Words that a user adds to the kernel's command line.  Pure.
 */
#ifndef KERNEL_APPEND_H
#define KERNEL_APPEND_H

#include <stddef.h>

/* Bytes, with the NUL: x86 takes 2048 in all (COMMAND_LINE_SIZE), and the tool has its own. */
#define APPEND_SIZE 1024

/*
 * The words of @text with one blank between two, malloc'd; "" and "none" are no words: NULL in
 * *@ret.  -EINVAL with what is wrong in @why (@size bytes): a byte that is no printable ASCII or a
 * quote; too long; a word that is the tool's own, or that would hide what it watches for.  -ENOMEM.
 */
int append_words(char **ret, const char *text, char *why, size_t size);

/* The words of both, either of which may be NULL, malloc'd; NULL without memory, or for neither. */
char *append_join(const char *first, const char *second);

#endif
