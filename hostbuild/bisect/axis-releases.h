/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernels of a distribution, in the order of their upstream releases. */
#ifndef BISECT_AXIS_RELEASES_H
#define BISECT_AXIS_RELEASES_H

#include "bisect/axis.h"
#include "verdict/version.h"

/*
 * @text is that of --releases:
 *
 *	debian:6.1..debian:6.12.94  all that store or mirror hold from a good one to a bad one,
 *				    which may be the older one.  A series means its newest kernel;
 *				    in front of a kernel of the same series its oldest.
 *	debian:6.12		    all of a series
 *	debian:6.1,./bzImage,NAME   these KERNELs, in this order
 *
 * FAIL_MISUSE: it is none of these, or an end is not available.  Reports its errors.
 */
int axis_releases(struct axis **ret, const char *text);

/*
 * malloc'd: the tag of a release, "v6.12.94"; NULL without memory.
 */
char *axis_releases_tag(const struct kernel_version *v);

/*
 * The upstream releases of @p and of the point before it; false: @p has none, or no point before
 * it, as with KERNELs in a given order.
 */
bool axis_releases_gap(struct axis *a, const struct point *p, struct kernel_version *ret_before,
	struct kernel_version *ret_at);

#endif
