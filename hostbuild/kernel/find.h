/* SPDX-License-Identifier: GPL-2.0-only */
/* The front door of the room: from a KERNEL to files that boot; and the kernels in the store. */
#ifndef KERNEL_FIND_H
#define KERNEL_FIND_H

#include "kernel/kernel.h"
#include "kernel/spec.h"

/* The KERNEL where none is given. */
#define KERNEL_DEFAULT "debian:6.12"

/*
 * Whether @spec can mean anything, as far as this is known without getting it.  FAIL_MISUSE: there
 * is no such name in the store, no such file or directory; the message has the names that come
 * nearest.  Reports its errors.
 */
int kernel_check(const struct kernel_spec *spec);

/*
 * The kernel that @spec means; @fetch says whether it may be downloaded, imported or built.  An
 * entry of the store is compared with its checksums, except for its modules, and is in use until
 * kernel_clear(): nobody replaces or removes it.  Shows progress on stderr; reports its errors:
 *   FAIL_MISUSE  only of a source tree: it is none, or a line of a fragment does not fit it
 *   -ENOENT      with FETCH_NEVER, the store does not have it
 *   -errno       it could not be obtained
 */
int kernel_find(struct kernel *ret, const struct kernel_spec *spec, enum fetch fetch);

/*
 * The package that @spec, of a distribution, means: of the newest kernel in the store; without one
 * there, and with FETCH_ALWAYS, of the newest that the mirror has.  No kernel is downloaded.  @ret
 * is zeroed, and then kernel_pin_clear()ed, by the caller.  -errno: it could not be found out.
 * Reports its errors.
 */
int kernel_pin(struct kernel_pin *ret, const struct kernel_spec *spec, enum fetch fetch);

/*
 * malloc'd: the version of a package that @spec means, its pin aside, and that is newer than that
 * of @k, by the package lists that were read last, however old they are: no network is used.
 * NULL: none is known of.
 */
char *kernel_newer(const struct kernel_spec *spec, const struct kernel *k);

/*
 * Compare the checksums of the kernel's modules, which kernel_find() does not.  0 for a kernel that
 * has none or is not from the store; -EBADMSG, reported.
 */
int kernel_check_modules(const struct kernel *k);

/*
 * All kernels in the store by name; nothing is locked or checked.  An entry that cannot be read is
 * left out, with a warning.
 */
int kernel_list(struct kernel **ret, size_t *ret_n);

/* FAIL_MISUSE: the store has none of that name; -EBUSY: it is in use.  Reports its errors. */
int kernel_remove(const char *name);

#endif
