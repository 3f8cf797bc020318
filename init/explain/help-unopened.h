/* SPDX-License-Identifier: GPL-2.0-only */
/* What would help where libbpf does not open an object. */
#ifndef INIT_HELP_UNOPENED_H
#define INIT_HELP_UNOPENED_H

#include "verdict/model.h"

/*
 * Set @p->help by @p->detail, libbpf's message, where the reason is not that the file is damaged.
 */
void help_unopened(struct program_result *p);

#endif
