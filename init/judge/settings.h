/* SPDX-License-Identifier: GPL-2.0-only */
/* What bpfjury.yaml says of an object and its programs, found out once before they are judged. */
#ifndef INIT_JUDGE_SETTINGS_H
#define INIT_JUDGE_SETTINGS_H

#include "expect/expectation.h"
#include "judge/object.h"

/*
 * Fill @o->settings, and apply the settings to @o->bpf, which shows what its programs are then:
 * type, attach type, autoload.  Targets and templates of inner maps are created and kept open until
 * settings_close().  What does not fit, and what has no effect, is in @o->settings.problem or in
 * the program's own.  0 or -ENOMEM.  Call after object_open().
 */
int settings_open(struct judged_object *o);
/* Returns whether programs were open as targets, which the kernel frees from now on. */
bool settings_close(struct judged_object *o);

/* Put what the settings say of @item, and problems with them, into its expectation. */
void settings_expect(
	struct expectation *e, const struct judged_object *o, const struct judged_item *item);

/*
 * Whether program number @index cannot be loaded because this kernel lacks what the settings ask
 * for: its positive errno, and libbpf's words for it in *@ret_warnings; 0: it can.
 */
int settings_lack(const struct judged_object *o, size_t index, const char **ret_warnings);

/*
 * Say in @p->help, if nothing is there, which line asks for it, unless the problem with it says so.
 */
void settings_help_lack(struct program_result *p, const struct judged_object *o, size_t index);

/* What is to be applied to an object that is about to be loaded. */
struct configure settings_configure(const struct judged_object *o);

/*
 * Revise the result @p of the whole object: it is refused where none of some alternatives is
 * accepted.  False where a setting does not fit, so that the answer is unknown.
 */
bool settings_whole(struct program_result *p, const struct judged_object *o);

#endif
