/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of helpers from the kernel's sources, and cannot be asked. */
#ifndef INIT_HELPER_FACTS_H
#define INIT_HELPER_FACTS_H

/* What a kernel without the helper has for it: "a bounded loop"; NULL: nothing is known. */
const char *helper_instead(const char *name);

/*
 * The option, without CONFIG_, where a kernel without it has the helper for no program type; NULL:
 * none is known.
 */
const char *helper_option(const char *name);

#endif
