/* SPDX-License-Identifier: GPL-2.0-only */
/* Two builds of the same objects, judged in the same boots, as two results. */
#ifndef RESULT_SPLIT_H
#define RESULT_SPLIT_H

#include "result/result.h"

/*
 * Move the objects that are marked @against, and the splats that belong to them, out of the kernels
 * of @r into @r->against, whose kernels are the same in the same order.  Nothing happens where no
 * object is marked.  -ENOMEM: @r can only be cleared then.
 */
int result_split(struct result *r);

#endif
