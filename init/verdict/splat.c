// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/splat.h"
#include "verdict/console-words.h"
#include "verdict/splat-formats.h"
#include "verdict/splat-function.h"
#include "verdict/splat-lines.h"
#include "verdict/splat-start.h"
#include "verdict/splat-title.h"
#include "verdict/text.h"

#include <stdio.h>
#include <string.h>

/* Lines of one report: the trace of a recursion that overran its stack has about 700. */
#define REPORT_LINES 1000

/* Whether a line that begins @f continues the report that is open. */
static bool continues(struct splat_reader *r, const struct splat_format *f)
{
	if (!r->format)
		return false;
	if (f->flags & SPLAT_CONSEQUENCE)
		return true;
	if (r->ended)
		return false;
	if (f->flags & SPLAT_DYING) {
		bool mine = r->format->flags & SPLAT_DIES && !r->died;
		r->died = true;
		return mine;
	}
	return f->flags & (SPLAT_PANIC | SPLAT_PART);
}

/* The pending splat with its title; true. */
static bool finish_splat(struct splat_reader *r, struct splat *ret)
{
	const char *function = *r->function ? r->function : r->rest, *from = r->format->title;
	char text[512] = "";

	for (size_t len = 0; *from && len < sizeof(text) - 1;) {
		const char *insert = line_begins(from, "%k")   ? r->kind
				     : line_begins(from, "%a") ? r->access
							       : NULL;
		len += (size_t)(insert ? snprintf(text + len, sizeof(text) - len, "%s", insert)
				       : snprintf(text + len, sizeof(text) - len, "%c", *from));
		from += insert ? 2 : 1;
	}
	size_t len = strlen(text);
	while (len && text[len - 1] == ' ')
		text[--len] = '\0';
	if (*function)
		snprintf(text + len, sizeof(text) - len, " in %s", function);
	splat_title(r->splat.title, sizeof(r->splat.title), text);
	r->pending = r->whole = false;
	*ret = r->splat;
	return true;
}

static bool wants_access(const struct splat_format *f)
{
	return strstr(f->title, "%a");
}

static void check_whole(struct splat_reader *r)
{
	const struct splat_format *f = r->format;

	r->whole = (f->find == FIND_NOTHING || *r->function) && (!wants_access(f) || *r->access) &&
		   !(f->flags & SPLAT_PREAMBLE);
}

static void start_report(
	struct splat_reader *r, const struct splat_start *s, const char *text, const char *caller)
{
	const char *end = s->kind[1];
	char name[sizeof(r->function)];

	*r = (struct splat_reader){
		.format = s->format, .pending = true, .number = r->number + 1, .took = true};
	r->any_caller = s->format->flags & SPLAT_ANY_CALLER;
	r->splat.panic = s->format->flags & SPLAT_PANIC;
	snprintf(r->caller, sizeof(r->caller), "%s", caller);
	text_set(r->splat.line, text);
	if (s->kind[0])
		snprintf(r->kind, sizeof(r->kind), "%.*s", (int)(end - s->kind[0]), s->kind[0]);
	if (s->format->flags & SPLAT_LINE && line_function(s->at, name, sizeof(name)))
		splat_consider(r, name);
	check_whole(r);
}

/* A further line of the report that is open. */
static void continue_report(struct splat_reader *r, const char *text, const char *caller)
{
	if (++r->lines > REPORT_LINES) {
		r->whole = r->pending;
		r->ended = true;
		r->format = r->pending ? r->format : NULL;
		return;
	}
	if (strstr(text, "Sending NMI from CPU"))
		r->any_caller = true;
	if (strcmp(caller, r->caller) != 0 && !(r->any_caller && *caller == 'C'))
		return;
	r->took = !r->ended;
	if (line_is_end(text)) {
		r->ended = true;
		r->whole = r->pending;
	}
	if (!r->pending || r->whole)
		return;
	if (wants_access(r->format) && !*r->access)
		snprintf(r->access, sizeof(r->access), "%s",
			line_begins(text, "Read of size ") || line_begins(text, "Read at addr ")
				? "Read"
			: line_begins(text, "Write of size ") || line_begins(text, "Write at addr ")
				? "Write"
				: "");
	splat_look_for_function(r, text);
	check_whole(r);
}

/* kernel/printk/printk.c, print_time(): "[%5lu.%06lu]". */
static bool is_stamp(const char *at)
{
	at += 1 + strspn(at + 1, " ");
	size_t seconds = strspn(at, "0123456789");
	return seconds && at[seconds] == '.' && strspn(at + seconds + 1, "0123456789") == 6 &&
	       at[seconds + 7] == ']';
}

const char *splat_find_stamp(const char *line)
{
	for (const char *at = strchr(line, '['); at; at = strchr(at + 1, '['))
		if (is_stamp(at))
			return at;
	return NULL;
}

void splat_hide_stamps(char *text)
{
	while ((text = (char *)splat_find_stamp(text)))
		*text = '(';
}

bool splat_feed(struct splat_reader *r, const char *line, struct splat *ret)
{
	char caller[sizeof(r->caller)] = "";
	const char *text = line_past_stamp(line, caller, sizeof(caller));
	struct splat_start s;
	bool complete = false;

	r->took = false;
	if (line_begins(text, CONSOLE_MESSAGE)) /* /init's own lines */
		return false;
	if (!splat_find_start(text, &s)) {
		if (r->format)
			continue_report(r, text, caller);
	} else if (continues(r, s.format)) {
		r->splat.panic |= s.format->flags & SPLAT_PANIC;
		continue_report(r, text, caller);
	} else if (r->pending && r->format->flags & SPLAT_PREAMBLE &&
		   line_begins(s.at, "WARNING:")) {
		struct splat first = r->splat;
		start_report(r, &s, text, caller);
		r->splat = first;
		r->number--;
	} else {
		complete = r->pending && finish_splat(r, ret);
		start_report(r, &s, text, caller);
	}
	if (!complete && r->whole)
		complete = finish_splat(r, ret);
	return complete;
}

bool splat_flush(struct splat_reader *r, struct splat *ret)
{
	return r->pending && finish_splat(r, ret);
}
