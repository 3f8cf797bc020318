/* SPDX-License-Identifier: GPL-2.0-only */
/* Two kernel configurations, option by option, and mixtures of both.  Pure. */
#ifndef BISECT_CONFIG_PAIR_H
#define BISECT_CONFIG_PAIR_H

#include <stdbool.h>
#include <stddef.h>

struct config_option {
	char *symbol;	  /* "CONFIG_BPF_JIT" */
	char *good, *bad; /* its lines; NULL: not there */
};

struct config_pair {
	/* in the order of both files, which kconfig writes in the order of its menus */
	struct config_option *list;
	size_t n;
	size_t *differences; /* indices in the list: those with another value */
	size_t n_differences;
};
void config_pair_clear(struct config_pair *p);

/* Of the texts of two .configs that kconfig wrote.  An option that is not there has the value n. */
int config_pair_read(struct config_pair *ret, const char *good, const char *bad);

/*
 * A .config, malloc'd, that has of the differences @first to before @end the bad lines, and else
 * the good ones; with @other the reverse.  NULL without memory.
 */
char *config_pair_mix(const struct config_pair *p, size_t first, size_t end, bool other);

/* "CONFIG_KASAN: n -> y", of a difference; malloc'd; NULL without memory. */
char *config_pair_say(const struct config_pair *p, size_t difference);

/*
 * "CONFIG_A: n -> y, CONFIG_B: m -> n", malloc'd: what differs between the texts @good and @bad but
 * @symbol, at most @most of them and then how many more; "": nothing.  NULL without memory.
 */
char *config_changes(const char *good, const char *bad, const char *symbol, size_t most);

#endif
