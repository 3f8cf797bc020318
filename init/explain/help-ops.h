/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about struct_ops: which types and members the kernel has. */
#ifndef INIT_HELP_OPS_H
#define INIT_HELP_OPS_H

#include "explain/help-ask.h"

/* What bpf_map__init_kern_struct_ops() in libbpf.c did not find, or what the verifier refuses. */
help_question help_about_ops;

#endif
