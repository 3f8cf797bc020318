/* SPDX-License-Identifier: GPL-2.0-only */
/* What became of members of kernel types, and which option a member hangs on. */
#ifndef INIT_MEMBER_FACTS_H
#define INIT_MEMBER_FACTS_H

struct member_rename {
	const char *of, *name; /* "struct task_struct", "state" */
	const char *now;       /* its later name; to be looked for before it is said */
};

/* The next row for the member after @row, NULL: the first one.  NULL: there is none. */
const struct member_rename *member_next_name(
	const struct member_rename *row, const char *of, const char *name);

/*
 * The option, without CONFIG_, of the member's #ifdef in Linux 6.12.  NULL: none, or not in the
 * table.
 */
const char *member_option(const char *of, const char *name);

#endif
