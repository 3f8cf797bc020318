/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A KERNEL as the command line spells it.  It is parsed once; all else takes struct kernel_spec.
 * Pure but for messages.
 */
#ifndef KERNEL_SPEC_H
#define KERNEL_SPEC_H

#include "kernel/kernel.h"
#include "verdict/model.h"

#include <stdbool.h>

enum spec_kind {
	SPEC_DISTRIBUTION, /* "debian:6.12", "ubuntu:6.8" */
	SPEC_PACKAGE,	   /* a file that ends in .deb, .rpm or .pkg.tar.zst */
	SPEC_IMAGE,	   /* a path, with a "/" in it: a compressed image or an ELF vmlinux */
	SPEC_TREE,	   /* "tree:DIR", a source tree that is built first */
	SPEC_NAME,	   /* an entry of the store */
};

/* The one package of a distribution that a KERNEL means, as a lock file has it. */
struct kernel_pin {
	char *package, *version; /* "linux-image-6.12.118+deb13-cloud-amd64", "6.12.118-1" */
	char sha256[SHA256_SIZE];
};
void kernel_pin_clear(struct kernel_pin *p);

struct kernel_spec {
	enum spec_kind kind;
	const char *text; /* the whole, as given; the caller's string */
	const char *path; /* of a package, an image, a tree; points into @text.  Else NULL. */

	/* SPEC_DISTRIBUTION only */
	enum kernel_from distribution;
	char version[32]; /* a series "6.12" or a release "6.19.6", "7.3-rc7" */
	bool is_release;
	const struct kernel_pin *pin; /* set by who knows of one; NULL: the newest is meant */
};

/* FAIL_MISUSE, reported: @text is no KERNEL, or of a kind that is not implemented yet. */
int spec_parse(struct kernel_spec *ret, const char *text);

/* Whether @text begins with "debian:" or "ubuntu:". */
bool spec_is_distribution(const char *text);

/* Whether @version, an upstream one, is of the series or is the release that @spec asks for. */
bool spec_matches(const struct kernel_spec *spec, const char *version);

/*
 * When to go where a kernel comes from: to the distribution's mirror, or to a package file or a
 * source tree to import or build it.
 */
enum fetch {
	FETCH_NEVER,   /* only what is in the store */
	FETCH_MISSING, /* what the store does not have */
	FETCH_ALWAYS,  /* even if the store has one: there may be a newer one */
};

/*
 * Whether @text can name an entry of the cache: 1 to 199 ASCII letters, digits and ._+~-, of which
 * the first is a letter or a digit.
 */
bool name_is_valid(const char *text);

/*
 * Replace by '_' all bytes that such a name cannot have.  What it begins with may still be wrong.
 */
void name_sanitize(char *text);

#endif
