/* SPDX-License-Identifier: GPL-2.0-only */
/* The emulator on this machine. */
#ifndef VM_QEMU_VERSION_H
#define VM_QEMU_VERSION_H

#include <stdbool.h>
#include <stddef.h>

/*
 * "10.0.2" of @qemu --version; -errno when it does not run or is no QEMU (said).
 * Asked once a run: the last answer is kept, and that of a binary in qemu.json of the cache until
 * it is another.
 */
int qemu_version(const char *qemu, char *version, size_t size);

/* Why this version is known to be bad for trials under TCG; NULL when it is not. */
const char *qemu_known_bad(const char *version);

#endif
