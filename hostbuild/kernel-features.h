/* SPDX-License-Identifier: GPL-2.0-only */
/* What a kernel can, asked of itself. */
#ifndef KERNEL_FEATURES_H
#define KERNEL_FEATURES_H

/*
 * Boot the KERNEL @spec and have it find out; shown on standard output, and with @json written to
 * that file ("-": to standard output alone).  Says what failed.
 */
int kernel_features(const char *spec, const char *json);

#endif
