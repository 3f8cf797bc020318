/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Configuration fragments: the lines of a .config that somebody cares about.
 *
 *	CONFIG_NETKIT=y			# from 6.7
 *	# CONFIG_WLAN is not set
 *	CONFIG_KERNEL_LZ4=y		# optional: only a bzImage is compressed with it
 *
 * Conditions may follow a line after a #, separated by commas and ended by a colon:
 *
 *	from RELEASE	the line is for this upstream release and later ones
 *	before RELEASE	the line is for earlier releases
 *	optional	if the line does not take, the build goes on
 *
 * Any other text after a # is a comment.
 */
#ifndef KERNEL_FRAGMENT_H
#define KERNEL_FRAGMENT_H

#include "verdict/version.h"

#include <stdbool.h>
#include <stddef.h>

#define FRAGMENT_MAX (1 << 20) /* bytes of one fragment */

/* What fragments_resolve() found out about a line on one kernel. */
enum line_state {
	LINE_UNRESOLVED,
	LINE_OTHER_RELEASE, /* its conditions exclude this release */
	LINE_OVERRIDDEN,    /* a later line sets the same option */
	LINE_EFFECTIVE,
};

struct fragment_line {
	char *symbol;	  /* without CONFIG_: "BPF_SYSCALL" */
	char *value;	  /* as a .config spells it: y, m, n, 8, 0x10, "bpf" */
	const char *from; /* name of the fragment; owned by struct fragments */
	int number;	  /* line number in the fragment, from 1 */
	bool optional;
	bool base; /* from a whole .config; see fragments_add_base() */
	enum line_state state;
	/* lowest release, and first release that is too new; major 0: no such bound */
	struct kernel_version since, before;
};

/* Lines of several fragments, in order.  Of two lines for one option the later one is effective. */
struct fragments {
	struct fragment_line *lines;
	size_t n;
	char **names;
	size_t n_names;
};
void fragments_clear(struct fragments *f);

/*
 * Append the lines of @text, @len bytes long.  Messages call it @name.  @optional: treat every line
 * as optional.  On a malformed line: reports its number, leaves @f as it was, returns FAIL_MISUSE.
 * -ENOMEM.
 */
int fragments_add(
	struct fragments *f, const char *name, const char *text, size_t len, bool optional);

/*
 * Append the lines of a whole .config.  Most of its values are derived, so lines that do not take
 * are only counted.  Errors as above.
 */
int fragments_add_base(struct fragments *f, const char *name, const char *text, size_t len);

/* Whether the conditions of @l allow release @v.  A release candidate counts as its release. */
bool fragment_line_applies(const struct fragment_line *l, const struct kernel_version *v);

/* Set the state of every line for release @v, once, for all who read the lines.  -ENOMEM. */
int fragments_resolve(struct fragments *f, const struct kernel_version *v);

/*
 * The value of @symbol in the text of a .config, malloc'd; a string keeps its quotes.  "n" if the
 * option is unset or absent.  NULL without memory.
 */
char *config_value(const char *config, const char *symbol);

#endif
