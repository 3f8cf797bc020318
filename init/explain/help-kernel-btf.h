/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about a kernel without BTF. */
#ifndef INIT_HELP_KERNEL_BTF_H
#define INIT_HELP_KERNEL_BTF_H

#include "explain/help-ask.h"

/* What of its BTF the program needs, and what would do without. */
help_question help_about_kernel_btf;

/* For a variable that is declared __ksym, and that the kernel's BTF does not describe. */
help_question help_about_ksym;

#endif
