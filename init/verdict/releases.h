/* SPDX-License-Identifier: GPL-2.0-only */
/* Which mainline release of the kernel introduced a helper, kfunc, map type or program type. */
#ifndef VERDICT_RELEASES_H
#define VERDICT_RELEASES_H

#include <stdbool.h>
#include <stddef.h>

enum release_kind {
	RELEASE_HELPER,
	RELEASE_KFUNC,
	RELEASE_MAP,	 /* a type, by libbpf's name: "ringbuf" */
	RELEASE_PROGRAM, /* likewise: "struct_ops" */
	RELEASE_KINDS,
};

struct releases {
	const char *name;
	const char *first;  /* "5.17" */
	const char *gone;   /* the first release without it again; NULL: none is known */
	const char *option; /* of a type: it needs CONFIG_option; NULL: no option is needed */
};

/*
 * NULL where @name is not known.  Stable branches and distributions may have it earlier: probe the
 * kernel first.
 */
const struct releases *releases_find(enum release_kind kind, const char *name);

/*
 * Write to @out what would help where a kernel of upstream @version lacks @name: "helper bpf_loop:
 * 5.17 and later".  False, with "", where @name is not known.
 */
bool releases_help(
	char *out, size_t size, enum release_kind kind, const char *name, const char *version);

/* Whether a kernel of upstream @version is of a release that has what came with @first. */
bool releases_since(const char *version, const char *first);

/* All of a kind, sorted by strcmp(). */
const struct releases *releases_all(enum release_kind kind, size_t *ret_count);

#endif
