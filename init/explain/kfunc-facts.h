/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of kfuncs from the kernel's sources, and cannot be asked. */
#ifndef INIT_KFUNC_FACTS_H
#define INIT_KFUNC_FACTS_H

struct kfunc_fact {
	const char *name; /* of the kfunc, or the beginning of it where it ends with an asterisk */
	const char *option; /* it needs CONFIG_option */
	const char *module; /* where the option is =m it is in this module; NULL: never */
};

/* NULL: nothing is known. */
const struct kfunc_fact *kfunc_fact(const char *name);

/*
 * The @at-th of the other names that the kfunc has in some release; NULL: there are no more.  The
 * kernel is asked which of them it has.
 */
const char *kfunc_renamed(const char *name, unsigned int at);

#endif
