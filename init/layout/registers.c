// SPDX-License-Identifier: GPL-2.0-only
#include "layout/registers.h"

#include <asm/ptrace.h>
#include <linux/types.h>
#include <stddef.h>
/* libbpf's table of the registers of each machine; its functions are of programs */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <bpf/bpf_tracing.h>
#pragma GCC diagnostic pop

/* The kernel shows user space but the beginning of its structure, under its own name */
#ifdef __aarch64__
#define REGISTERS struct user_pt_regs
#elif defined(__riscv)
#define REGISTERS struct user_regs_struct
#elif defined(__s390__)
#define REGISTERS user_pt_regs
#else
#define REGISTERS struct pt_regs
#endif

#define OFFSET_OF(name) (int32_t)offsetof(REGISTERS, name)

int register_argument(int32_t offset)
{
	static const int32_t offsets[] = {OFFSET_OF(__PT_PARM1_REG), OFFSET_OF(__PT_PARM2_REG),
		OFFSET_OF(__PT_PARM3_REG), OFFSET_OF(__PT_PARM4_REG), OFFSET_OF(__PT_PARM5_REG)};

	for (int i = 0; i < (int)(sizeof(offsets) / sizeof(*offsets)); i++)
		if (offsets[i] == offset)
			return i;
	return -1;
}

int32_t register_of_return(void)
{
	return OFFSET_OF(__PT_RC_REG);
}
