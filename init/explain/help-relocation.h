/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about CO-RE relocations: what the kernel has instead. */
#ifndef INIT_HELP_RELOCATION_H
#define INIT_HELP_RELOCATION_H

#include "explain/help-ask.h"

/*
 * Set the detail to libbpf's line on the relocation, which names the type and the member, and the
 * help to what the kernel's BTF lacks of it, with the nearest names.
 */
help_question help_about_relocation;

#endif
