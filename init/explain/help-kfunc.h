/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about a refused call of a kfunc: does the kernel have it, and how? */
#ifndef INIT_HELP_KFUNC_H
#define INIT_HELP_KFUNC_H

#include "explain/help-ask.h"

help_question help_about_kfunc;

/* Of an XDP program that is bound to no device. */
help_question help_about_device;

/* The kernel has it with another prototype. */
help_question help_about_prototype;

#endif
