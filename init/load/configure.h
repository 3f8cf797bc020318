/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What bpfjury.yaml says that an object's loader sets between open and load, done in its place.
 *
 * Judging does this twice.  Once with the object that is only read: settings that do not fit, and
 * targets that this kernel lacks, are found there (judge/settings.h).  And again with each object
 * that is loaded, whatever it is loaded for.
 */
#ifndef INIT_CONFIGURE_H
#define INIT_CONFIGURE_H

#include "verdict/loader.h"
#include "verdict/reasons.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>

/* Owns nothing. */
struct configure {
	const struct loader *loader;
	/* per map: the template of its inner maps, configure_map_template(); -1: none */
	const int *templates;
	/* per program: the descriptor of the program that it attaches to; 0: none */
	const int *targets;
};

/* The first setting that does not do what it should; @reason is REASON_NONE where all do. */
struct configure_problem {
	enum reason reason; /* SETTING_UNUSED or SETTING_UNFIT */
	char text[384];	    /* with the line of bpfjury.yaml; not cleaned */
};
/*
 * Set it, unless one is set; "bpfjury.yaml:12: map limits: no such".  That a setting has no effect
 * is no problem of an object of the build that is compared with.
 */
void configure_problem_set(struct configure_problem *p, enum reason reason, const struct loader *l,
	int line, const char *format, ...) __attribute__((format(printf, 5, 6)));

/*
 * Apply the settings for maps and globals to @object, which is open and not loaded.  0 or -ENOMEM,
 * with a problem in @problem.  @ret_idle: the first global that is set and that the verifier does
 * not see, because it is no constant; NULL: there is none, or the caller does not ask.
 */
int configure_data(struct bpf_object *object, const struct configure *c,
	struct configure_problem *problem, const struct loader_global **ret_idle);

/*
 * Apply the settings for @program, number @index of its object: type, attach type, attach target.
 * 0, or -ENOMEM, or -EINVAL with a problem in @problem.  Another -errno: this kernel has no such
 * target; the program must not be loaded then, as it could get another one.
 */
int configure_program(struct bpf_program *program, size_t index, const struct configure *c,
	struct configure_problem *problem);

/*
 * All of these for an object that is about to be loaded, and for those of its programs that are on
 * autoload.  Problems have been found before.  0 or -ENOMEM.
 */
int configure_object(struct bpf_object *object, const struct configure *c);

#endif
