/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DOCTOR_H
#define DOCTOR_H

#include <stdio.h>

/*
 * One line for each thing that a run stands on, with what to do where it is wanting.  0 when a run
 * would work: things that only some runs need do not count.
 */
int doctor_examine(FILE *out, const char *qemu);

#endif
