/* SPDX-License-Identifier: GPL-2.0-only */
/* A load that the kernel refused before the verifier ran: is it the attach type? */
#ifndef INIT_HELP_KIND_H
#define INIT_HELP_KIND_H

#include "explain/help-ask.h"

/* Load a small program with the attach type of the refused one, and one with another. */
help_question help_about_attach_type;

#endif
