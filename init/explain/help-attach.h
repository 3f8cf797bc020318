/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about the verifier's refusals of what a program is to be attached to. */
#ifndef INIT_HELP_ATTACH_H
#define INIT_HELP_ATTACH_H

#include "explain/help-ask.h"

/* bpf_check_attach_target() in kernel/bpf/verifier.c. */
help_question help_about_attach;

/* A load that failed without a message: is its target one to which nothing can be attached? */
help_question help_about_denied;

#endif
