/* SPDX-License-Identifier: GPL-2.0-only */
/* The setting of bpfjury.yaml that would do what a program's own loader does. */
#ifndef INIT_SETTING_H
#define INIT_SETTING_H

#include "verdict/model.h"

/* What a setting is about: a key of an item of bpfjury.yaml(5). */
#define SETTING_OF_PROGRAM "programs"
#define SETTING_OF_MAP	   "maps"

/*
 * Set @p->setting to "@of: {@name: {@keys}}", with the name quoted as YAML and as a pattern, and
 * show it in @p->help after @when, or alone where that does not fit.  Where not even that fits, or
 * @name has characters that cannot be shown, @p->setting stays as it is, and the help has PATTERN
 * in place of the name.
 */
void setting_propose(struct program_result *p, const char *of, const char *name, const char *keys,
	const char *when);

#endif
