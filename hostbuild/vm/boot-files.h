/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of one boot: each boot has a directory boot-N below that of its kernel. */
#ifndef VM_BOOT_FILES_H
#define VM_BOOT_FILES_H

#include <stddef.h>

#define CONSOLE_LOG   "console.log"
#define RECORDS_LOG   "records.log"
#define REPORTS_LOG   "reports.log"   /* the kernel's reports of its splats */
#define REGISTERS_TXT "registers.txt" /* of a guest that fell silent */
#define QEMU_ARGV     "qemu.argv"     /* its command line, a word a line */
#define QEMU_LOG      "qemu.log"      /* its stdout and stderr */

/* "DIR/boot-N", malloc'd; N from 1. */
char *boot_directory(const char *dir, size_t n);

/*
 * Remove the files above from each boot-N below @dir, and the directory where nothing else is in
 * it: what an earlier run left.  Keeps all else.
 */
void boot_forget(const char *dir);

/* Open @dir/@name for writing, emptied; -errno, reported. */
int boot_open_log(const char *dir, const char *name);

#endif
