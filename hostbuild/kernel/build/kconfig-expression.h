/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Kconfig's "depends on" says (Documentation/kbuild/kconfig-language.rst), as far as it can be
 * told from a .config.
 */
#ifndef KERNEL_KCONFIG_EXPRESSION_H
#define KERNEL_KCONFIG_EXPRESSION_H

/*
 * Of the conditions of @depends, joined by &&, those that do not hold in @config: "INET=n, NET=y"
 * of INET && !NET, whole for those that are more than one option: "(A || B)".  What cannot be told
 * is left out.  malloc'd, "" for none; NULL without memory.
 */
char *kconfig_unmet(const char *depends, const char *config);

#endif
