/* SPDX-License-Identifier: GPL-2.0-only */
/* What of the object's BTF is missing, and code that the compiler took for undefined. */
#ifndef INIT_HELP_BTF_H
#define INIT_HELP_BTF_H

#include "explain/help-ask.h"

/* The object was compiled without -g, or a map is defined without its types. */
help_question help_about_btf;
/* A call of __bpf_trap(), which is not in the source. */
help_question help_about_trap;

#endif
