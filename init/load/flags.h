/* SPDX-License-Identifier: GPL-2.0-only */
/* Which flags of BPF_PROG_LOAD the running kernel knows. */
#ifndef INIT_FLAGS_H
#define INIT_FLAGS_H

#include <stdint.h>

/*
 * Those of @flags (BPF_F_*) that this kernel knows.  Each is probed with a small program; a flag
 * that cannot be probed counts as known.
 */
uint32_t flags_known(uint32_t flags);

#endif
