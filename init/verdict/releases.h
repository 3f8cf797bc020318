/* SPDX-License-Identifier: GPL-2.0-only */
/* Which release of the kernel, mainline, brought what programs ask for. */
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
	const char *gone;   /* the first release that has it no more; NULL: none is known of */
	const char *option; /* of a type: without CONFIG_option it is not there; NULL: none */
};

/*
 * NULL where nothing is known of @name.  Stable branches and distributions may have it earlier: ask
 * the kernel first.
 */
const struct releases *releases_find(enum release_kind kind, const char *name);

/*
 * What would help a kernel of upstream @version that lacks @name, "helper bpf_loop: 5.17 and
 * later"; false, and "", where nothing is known of it.
 */
bool releases_help(
	char *out, size_t size, enum release_kind kind, const char *name, const char *version);

/* All of a kind, in the order of strcmp(). */
const struct releases *releases_all(enum release_kind kind, size_t *ret_count);

#endif
