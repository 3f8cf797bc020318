/* SPDX-License-Identifier: GPL-2.0-only */
/* What the user asked for. */
#ifndef BISECT_WISH_H
#define BISECT_WISH_H

#include "bisect/axis-commits.h"
#include "bisect/judge.h"

enum bisect_mode {
	BISECT_COMMITS,	 /* --tree, --good, --bad */
	BISECT_RELEASES, /* --releases FIRST..LAST */
	BISECT_OBJECTS,	 /* --objects BUILD... */
	BISECT_KCONFIG,	 /* --kconfig GOOD --kconfig BAD */
	BISECT_STEP,	 /* --step */
};

struct bisect_wish {
	enum bisect_mode mode;
	struct question question;
	struct commits_wish commits; /* its tree is the source of --kconfig and --step, too */
	const char *releases;	     /* "debian:5.10..debian:7.2" */
	char *const *builds;	     /* of --objects */
	size_t n_builds;
	const char *kconfigs[2];     /* good, bad */
	int64_t repeats, confidence; /* as of struct search */
	const char *base;	     /* a result, the good end of --step; NULL: none */
	const char *output;	     /* -o; NULL: CACHE/bisect/NAME */
	bool resume;
	const char *json, *report; /* paths, NULL: not requested */
	const char *command;	   /* this command, for a shell, without those; NULL: not known */
	const char *command_rest;  /* the same without its first two words, --good and --bad */
};

#endif
