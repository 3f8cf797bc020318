// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/splat-function.h"
#include "verdict/splat-formats.h"
#include "verdict/splat-lines.h"

#include <stdio.h>
#include <string.h>

/*
 * Whether @name contains one of @words, parted by blanks.  "^word" has to be its beginning, "word$"
 * its end.  NULL: there are none.
 */
static bool has_word(const char *name, const char *words)
{
	while (words && *words) {
		size_t len = strcspn(words, " ");
		bool at_start = *words == '^', at_end = words[len - 1] == '$';
		const char *part = words + at_start;
		size_t n = len - at_start - at_end, have = strlen(name);
		for (size_t i = 0; i + n <= have && (i == 0 || !at_start); i++)
			if ((!at_end || i + n == have) && strncmp(name + i, part, n) == 0)
				return true;
		words += len;
		words += strspn(words, " ");
	}
	return false;
}

/* The function of a system call becomes the name of the call: "__sys_bpf" → "bpf". */
static void strip_entry(char *name)
{
	size_t longest = 0;

	for (const char *const *e = splat_entries; *e; e++)
		if (line_begins(name, *e) && strlen(*e) > longest)
			longest = strlen(*e);
	memmove(name, name + longest, strlen(name + longest) + 1);
}

static void set_function(char *at, const char *name)
{
	snprintf(at, sizeof(((struct splat_reader *)0)->function), "%s", name);
}

/*
 * A stall interrupts a loop at a random place.  The report is named after the last function before
 * one of splat_anchors, which is the same each time.
 */
static void consider_stall(struct splat_reader *r, const char *name)
{
	if (has_word(name, splat_anchors))
		set_function(r->function, strstr(name, "smp_call_function") ? "smp_call_function"
					  : *r->rest			    ? r->rest
									    : name);
	else
		set_function(r->rest, name);
}

/*
 * Tasks that wait for the same lock have different callers.  A report is named after what they wait
 * for where that is known, else after the function that waits.
 */
static void consider_hung(struct splat_reader *r, const char *name)
{
	if (strstr(name, "rtnl_lock"))
		set_function(r->function, name);
	else if (strstr(name, "synchronize_rcu") || strstr(name, "synchronize_srcu") ||
		 strstr(name, "synchronize_net") || strstr(name, "synchronize_sched"))
		set_function(r->function, "synchronize_rcu");
	else if (!*r->rest && !has_word(name, splat_waiting))
		set_function(r->rest, name);
}

void splat_consider(struct splat_reader *r, char *name)
{
	const struct splat_format *f = r->format;

	if (*r->function || (!(f->flags & SPLAT_RAW) &&
				    (has_word(name, splat_machinery) || has_word(name, f->skip))))
		return;
	strip_entry(name);
	if (f->find == FIND_STALL)
		consider_stall(r, name);
	else if (f->find == FIND_HUNG)
		consider_hung(r, name);
	else
		set_function(r->function, name);
}

void splat_look_for_function(struct splat_reader *r, const char *text)
{
	const struct splat_format *f = r->format;
	const char *at = NULL;
	char name[sizeof(r->function)];

	if (f->find == FIND_AT && (at = strstr(text, "at: "))) {
		r->in_trace = true; /* of how the locks depend on each other */
		if (line_function(at, name, sizeof(name)))
			splat_consider(r, name);
	} else if (f->find == FIND_LAST) {
		at = strstr(text, "last function: ");
		if (at) {
			snprintf(name, sizeof(name), "%.*s", (int)sizeof(name) - 1,
				at + strlen("last function: "));
			name[strspn(name,
				"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] =
				'\0';
			set_function(r->function, name);
		}
	} else if (line_is_heading(text, f->after)) {
		/* another trace: of another task, or of what this one did before */
		if (r->in_trace && *r->rest && !f->after)
			set_function(r->function, r->rest);
		r->in_trace = true;
	} else if ((f->find == FIND_RIP || (f->find == FIND_STALL && (r->in_trace || !f->after))) &&
		   line_rip(text, name, sizeof(name))) {
		splat_consider(r, name);
	} else if ((r->in_trace || f->flags & SPLAT_BARE_TRACE) &&
		   line_frame(text, name, sizeof(name))) {
		splat_consider(r, name);
	}
}
