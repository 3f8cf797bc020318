/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conditions of Kconfig's "depends on" (Documentation/kbuild/kconfig-language.rst), as far as a
 * .config determines them.
 */
#ifndef KERNEL_KCONFIG_EXPRESSION_H
#define KERNEL_KCONFIG_EXPRESSION_H

/*
 * The conditions of @depends, which are joined by &&, that do not hold in the text of the .config
 * @config: "INET=n, NET=y" for INET && !NET; a condition of several options as it is, "(A || B)".
 * Conditions of unknown value are left out.  malloc'd, "" if all hold, NULL without memory.
 */
char *kconfig_unmet(const char *depends, const char *config);

#endif
