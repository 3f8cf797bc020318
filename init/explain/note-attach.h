/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs that this kernel loads and cannot attach, or never calls. */
#ifndef INIT_NOTE_ATTACH_H
#define INIT_NOTE_ATTACH_H

#include "explain/help-ask.h"

/*
 * The expected attach type is not in the running kernel's enum bpf_attach_type.  Many program types
 * are loaded all the same: bpf_prog_load_check_attach() in kernel/bpf/syscall.c looks at it for
 * some only.
 */
help_question note_of_attach_type;

/* fentry and the like, on a kernel that cannot patch its functions. */
help_question note_of_trampolines;

/* An LSM program, where bpf is not among the active LSMs. */
help_question note_of_lsms;

/* The section names a function, system call or tracepoint that the kernel itself does not have. */
help_question note_of_target;

#endif
