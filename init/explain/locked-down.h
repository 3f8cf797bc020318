/* SPDX-License-Identifier: GPL-2.0-only */
/* What kernel lockdown, kernel_lockdown(7), forbids BPF programs. */
#ifndef INIT_LOCKED_DOWN_H
#define INIT_LOCKED_DOWN_H

#include "explain/help-ask.h"

#include <stdbool.h>

/*
 * Whether @line, by which a program was refused for a helper, names one that the level in force
 * forbids to all programs.
 */
bool locked_down_forbids(const char *line);

/* The level, what it forbids, and what turned it on. */
help_question help_about_lockdown;

#endif
