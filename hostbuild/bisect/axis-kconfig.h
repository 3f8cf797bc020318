/* SPDX-License-Identifier: GPL-2.0-only */
/* The options that differ between two kernel configurations. */
#ifndef BISECT_AXIS_KCONFIG_H
#define BISECT_AXIS_KCONFIG_H

#include "bisect/axis.h"
#include "kernel/build/build.h"

struct kconfig_wish {
	const char *good, *bad;	 /* paths of .configs */
	struct build_wish build; /* with a source */
};

/*
 * FAIL_MISUSE: one is no .config, or this kernel's kconfig makes the same of both.  Reports its
 * errors.  The strings of @w outlive the axis.
 */
int axis_kconfig(struct axis **ret, const struct kconfig_wish *w);

#endif
