/* SPDX-License-Identifier: GPL-2.0-only */
/* Files in the guest that were not packed, so their contents are not proved. */
#ifndef REPORT_UNPROVED_H
#define REPORT_UNPROVED_H

#include "report/screen.h"

#include <jansson.h>

/* Print them from the kernel's @features (may be NULL); nothing where there are none. */
void put_unproved(const struct screen *s, const json_t *features);

#endif
