/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs of which one that is accepted is enough: an object's loader tries them, or asks the
 * kernel which it can take, and leaves the others out (`alternatives` of bpfjury.yaml).
 *
 * Each is judged.  The records of an object are sent one by one, so whether a refused one matters
 * must be known by then: it does not where one before it was accepted, or where others follow.  The
 * last one of all that are refused is unmet, for all of them.
 */
#ifndef INIT_ALTERNATIVES_H
#define INIT_ALTERNATIVES_H

#include "judge/object.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>

/* Find the alternatives among the programs of @o.  0 or -ENOMEM.  Part of settings_open(). */
int alternatives_open(struct judged_object *o);

/* Call once the items are in order: those before @from were judged by another process. */
void alternatives_start(struct judged_object *o, size_t from);

/* Revise the result @p of @item, which is complete but for this. */
void alternatives_settle(
	struct judged_object *o, const struct judged_item *item, struct program_result *p);

/* Whether the program @name is one of several of which one is enough. */
bool alternatives_has(const struct judged_object *o, const char *name);

/*
 * Whether of some alternatives, all of which are judged, none is accepted; @ret gets their names.
 */
bool alternatives_lost(const struct judged_object *o, char *ret, size_t size);

#endif
