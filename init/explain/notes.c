// SPDX-License-Identifier: GPL-2.0-only
#include "explain/notes.h"
#include "explain/note-attach.h"
#include "explain/note-layout.h"

#include <stddef.h>

static help_question *const questions[] = {
	note_of_attach_type,
	note_of_layout,
	note_of_lsms,
	note_of_target,
	note_of_trampolines,
};

void notes_ask(struct program_result *p, const struct help_case *c)
{
	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++)
		questions[i](p, c);
}
