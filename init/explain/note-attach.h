/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs that this kernel loads and cannot attach. */
#ifndef INIT_NOTE_ATTACH_H
#define INIT_NOTE_ATTACH_H

#include "explain/help-ask.h"

/*
 * The expected attach type is not in the running kernel's enum bpf_attach_type.  Many program types
 * are loaded all the same: bpf_prog_load_check_attach() in kernel/bpf/syscall.c looks at it for
 * some only.
 */
help_question note_of_attach_type;

/*
 * The first release with @type, one that came after 5.10, and in @ret_section what users call it.
 * NULL: not known.
 */
const char *note_attach_first(enum bpf_attach_type type, const char **ret_section);

#endif
