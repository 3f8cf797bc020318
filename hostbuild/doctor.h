/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DOCTOR_H
#define DOCTOR_H

#include <stdio.h>

/*
 * Examine what runs depend on and print a line to @out for each, with what to do where something is
 * wrong.  Returns 0 if `bpfjury try` would work; what only some runs need does not count.  -EIO: it
 * would not; -EINTR: asked to stop.
 */
int doctor_examine(FILE *out, const char *qemu);

#endif
