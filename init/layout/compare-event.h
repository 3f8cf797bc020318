/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compare what a program reads of a tracepoint's record with the record of this kernel, by the
 * names of the members.
 *
 * A difference is said only where names prove it: the member that is read is elsewhere here, or
 * something is in its place that the object knows by name and has elsewhere.  A field that has but
 * another name, and padding, are no difference.
 */
#ifndef INIT_COMPARE_EVENT_H
#define INIT_COMPARE_EVENT_H

#include "layout/context.h"
#include "layout/reads.h"
#include "layout/event.h"

/*
 * Say in @ret what the program reads that is another thing here: "`pid` is read at 12 and is at
 * 16, …".  False: nothing.
 */
bool compare_event(char *ret, size_t size, const struct layout_reads *reads,
	const struct context *context, const struct event *event);

/* The end of what the program loads from its context itself. */
uint32_t compare_end(const struct layout_reads *reads);

#endif
