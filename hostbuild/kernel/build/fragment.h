/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fragments of kernel configuration: the lines of a .config that somebody cares about.
 *
 *	CONFIG_NETKIT=y			# from 6.7
 *	# CONFIG_WLAN is not set
 *	CONFIG_KERNEL_LZ4=y		# optional: only what a bzImage is packed with
 *
 * A line may end in conditions behind a #, commas between them, a colon and any words behind them:
 *"from RELEASE", "before RELEASE" (upstream releases; for others the line is not there) and
 *"optional" (where it does not take, that is told and no more).  Anything else behind a # is for
 *people.
 */
#ifndef KERNEL_FRAGMENT_H
#define KERNEL_FRAGMENT_H

#include "verdict/version.h"

#include <stdbool.h>
#include <stddef.h>

#define FRAGMENT_MAX (1 << 20) /* bytes of one */

struct fragment_line {
	char *symbol;	  /* "BPF_SYSCALL" */
	char *value;	  /* as a .config spells it: y, m, n, 8, 0x10, "bpf" */
	const char *from; /* the fragment, as struct fragments names it */
	int number;	  /* the line in it, from 1 */
	bool optional;
	bool base;   /* of a .config that is begun with, in which much is derived;
			fragments_add_base() */
	bool counts; /* fragments_resolve() */
	/*
	 * the kernel's release is at least the one and less than the other; major 0: no such bound
	 */
	struct kernel_version since, before;
};

/* Lines of several fragments, in order: of two for one symbol the later counts. */
struct fragments {
	struct fragment_line *lines;
	size_t n;
	char **names;
	size_t n_names;
};
void fragments_clear(struct fragments *f);

/*
 * Behind what is in @f those of @text, which is called @name in what is said of it; @optional: all
 * its lines are. FAIL_MISUSE, said with name and line, for the first that is none.  @f is as before
 * then.
 */
int fragments_add(
	struct fragments *f, const char *name, const char *text, size_t len, bool optional);

/* The same of a whole .config: where a line of it does not take, that is counted and no more. */
int fragments_add_base(struct fragments *f, const char *name, const char *text, size_t len);

/* Whether the line is for that kernel. */
bool fragment_line_applies(const struct fragment_line *l, const struct kernel_version *v);

/* Mark the lines that count on that kernel: of those that apply the last one for each symbol. */
int fragments_resolve(struct fragments *f, const struct kernel_version *v);

/*
 * A .config or a seed for one, read: "CONFIG_X=v" and "# CONFIG_X is not set", all else passed
 * over.  The value of
 * @symbol, in its quotes where it has them; "n" where it is not set or not there.  malloc'd; NULL
 * without memory.
 */
char *config_value(const char *config, const char *symbol);

#endif
