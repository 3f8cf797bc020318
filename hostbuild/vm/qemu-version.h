/* SPDX-License-Identifier: GPL-2.0-only */
/* The QEMU on this machine. */
#ifndef VM_QEMU_VERSION_H
#define VM_QEMU_VERSION_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The version of @qemu, "10.0.2", from its --version.  -errno, reported, where it does not run or
 * is no QEMU.  The last answer is kept for the run; that of an ELF binary is kept in qemu.json of
 * the cache, until the file changes.
 */
int qemu_version(const char *qemu, char *version, size_t size);

/* Why trials under TCG fail with this version; NULL: no reason is known. */
const char *qemu_known_bad(const char *version);

#endif
