/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about refusals that came as an errno without a message of the verifier. */
#ifndef INIT_HELP_ERRNO_H
#define INIT_HELP_ERRNO_H

#include "explain/help-ask.h"

/* A map that libbpf could not create. */
help_question help_about_map;

/* BPF_PROG_LOAD failed before the verifier ran: an unknown flag or program type? */
help_question help_about_load;

help_question help_about_memory;

#endif
