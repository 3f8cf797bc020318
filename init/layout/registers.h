/* SPDX-License-Identifier: GPL-2.0-only */
/* Which arguments the registers of a kprobe's context hold, on this machine. */
#ifndef INIT_ARGUMENT_REGISTERS_H
#define INIT_ARGUMENT_REGISTERS_H

#include <stdint.h>

/* The index of the argument at @offset of struct pt_regs; -1: none. */
int register_argument(int32_t offset);

/* The offset of the return value. */
int32_t register_of_return(void);

#endif
