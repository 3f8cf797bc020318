/* SPDX-License-Identifier: GPL-2.0-only */
/* What a kernel is, apart from how its source was written down. */
#ifndef KERNEL_IMAGE_SUM_H
#define KERNEL_IMAGE_SUM_H

#include "verdict/model.h"

/*
 * A SHA-256 over what the built ELF @vmlinux executes and reads at run time: its loaded sections
 * with their places, and its symbols.  A commit that changes only comments, white space,
 * documentation or files that are not compiled has the sum of its parent.
 *
 * Left out: DWARF; build IDs, which cover DWARF (also those inside of vDSO images); line numbers of
 * WARN() and BUG(), which only splats show; names of initcalls and of BTF IDs, which contain a line
 * number, and with them the compressed table of names, for which the list of symbols stands.
 *
 * Two equal sums: the same code.  Two different ones say nothing: a line number may be elsewhere.
 * -ENOEXEC: it is no ELF of this kind.  Another -errno: it cannot be read.  Reports nothing.
 */
int image_sum(const char *vmlinux, char ret[SHA256_SIZE]);

#endif
