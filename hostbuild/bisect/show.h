/* SPDX-License-Identifier: GPL-2.0-only */
/* A finding for people. */
#ifndef BISECT_SHOW_H
#define BISECT_SHOW_H

#include "bisect/axis.h"
#include "bisect/finding.h"

#include <stdio.h>

/* Print what was found and what it rests on. */
void show_finding(FILE *to, const struct finding *f, const struct axis_kind *kind);

#endif
