/* SPDX-License-Identifier: GPL-2.0-only */
/* KERNEL as the command line spells it; pure. */
#ifndef KERNEL_SPEC_H
#define KERNEL_SPEC_H

#include <stdbool.h>

enum spec_kind {
	SPEC_DISTRIBUTION, /* debian:6.12, ubuntu:6.8 */
	SPEC_PACKAGE,	   /* a package file */
	SPEC_IMAGE,	   /* a path: bzImage or ELF vmlinux */
	SPEC_TREE,	   /* tree:DIR, sources to build first */
	SPEC_NAME,	   /* in the store */
};

struct kernel_spec {
	enum spec_kind kind;
	char distribution[16]; /* "debian", "ubuntu" */
	char wanted[32];       /* "6.12" (a series) or "6.19.6" (a release) */
	bool exact;	       /* @wanted is a release */
	const char *text;      /* path, NAME or the whole; the caller's string */
};

/* FAIL_MISUSE with a line said: not a KERNEL, or of a kind that is not built yet. */
int spec_parse(struct kernel_spec *ret, const char *text);

/*
 * An ASCII letter, a digit or one of ._+~-: what names of the store, and of the cache's other
 * entries, are made of.
 */
bool name_letter(char c);

/*
 * Whether @text can be a name in the store: of such, and it neither hides nor looks like an option.
 */
bool name_is_one(const char *text);

/* "debian:…", "ubuntu:…": whatever comes behind that. */
bool spec_names_distribution(const char *text);

/*
 * The upstream version a package version or a release begins with: "1:6.12.94-1~bpo12+1" and
 * "6.12.94+deb13-cloud" → "6.12.94", "7.3~rc7-1" → "7.3-rc7".  False where it begins with none.
 */
bool version_upstream(const char *text, char *ret, int size);

/* Is @version, an upstream one, what @spec asks for? */
bool spec_wants(const struct kernel_spec *spec, const char *version);

#endif
