/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RESULT_READ_KERNEL_H
#define RESULT_READ_KERNEL_H

#include "result/read-parts.h"

/* A read_function: an entry of `kernels` → struct result_kernel. */
int read_kernel(const struct place *at, json_t *json, void *item);

#endif
