// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/splat.h"
#include "verdict/splat-formats.h"
#include "verdict/splat-lines.h"
#include "verdict/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Of one report: the trace of a stack that was overrun by a recursion has some seven hundred. */
#define REPORT_LINES 1000

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/*
 * Whether @text is @pattern, where "*" is anything; @ret_kind then has what the first "*" is
 * (@ret_kind[0] to [1]). fnmatch(3) would not do: in a locale of UTF-8 it fails on bytes that are
 * none, and a task's name may be such.
 */
static bool fits(const char *text, const char *pattern, const char *ret_kind[2])
{
	bool first = true;

	ret_kind[0] = ret_kind[1] = NULL;
	for (;;) {
		size_t len = strcspn(pattern, "*");
		if (strncmp(text, pattern, len) != 0)
			return false;
		text += len;
		pattern += len;
		if (!*pattern)
			return !*text;
		pattern++;
		len = strcspn(pattern, "*");
		const char *from = text;
		if (!len)
			text += strlen(text);
		while (len && strncmp(text, pattern, len) != 0)
			if (!*text++)
				return false;
		if (first) {
			ret_kind[0] = from;
			ret_kind[1] = text;
			first = false;
		}
	}
}

/*
 * Whether a part of @name is one of @words ("^": its beginning, "$": its end); NULL words are none.
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

/* What begins in a line. */
struct start {
	const char *at;
	const struct splat_format *format;
	const char *kind[2];
};

static bool is_harmless(const struct splat_trigger *t, const char *at)
{
	for (const char *const *h = t->harmless; h && *h; h++)
		if (begins(at, *h))
			return true;
	return false;
}

/*
 * The first place of @line where @t ("BUG:", not "DEBUG:" nor "BTF_INFO:") begins a report of some
 * format.
 */
static bool find_trigger(const char *line, const struct splat_trigger *t, struct start *ret)
{
	char part[FIRST_LINE_BYTES];

	for (const char *at = strstr(line, t->words); at; at = strstr(at + 1, t->words)) {
		/* lines may run into each other: "…accessgeneral protection fault: 0000" */
		if (at > line && (isupper((unsigned char)at[-1]) || at[-1] == '_'))
			continue;
		/* "---[ end Kernel panic - not syncing: …" */
		if ((at - line >= 9 && begins(at - 9, "---[ end ")) || is_harmless(t, at))
			continue;
		snprintf(part, sizeof(part), "%s", at);
		for (const struct splat_format *f = t->formats; f->line; f++) {
			if (!fits(part, f->line, ret->kind))
				continue;
			for (int i = 0; ret->kind[0] && i < 2; i++)
				ret->kind[i] = at + (ret->kind[i] - part);
			ret->at = at;
			ret->format = f;
			return true;
		}
	}
	return false;
}

/*
 * The first trigger of the line counts: what a process may have put into it (its name) stands
 * behind that.
 */
static bool find_start(const char *line, struct start *ret)
{
	struct start s;

	ret->at = NULL;
	for (size_t i = 0; i < splat_n_triggers; i++)
		if (find_trigger(line, &splat_triggers[i], &s) && (!ret->at || s.at < ret->at))
			*ret = s;
	return ret->at;
}

/* Whether what begins here belongs to the report that is open. */
static bool goes_on(struct splat_reader *r, const struct splat_format *f)
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

/*
 * What differs from boot to boot is told by its kind, as syzkaller does: "ADDR", "NUM", "LINE";
 * offsets go.
 * @at: something of that sort begins here; its length, and what stands for it.
 */
static size_t variable_at(const char *start, const char *at, const char **ret_word)
{
	char before = at > start ? at[-1] : ' ';
	size_t hex = begins(at, "0x") ? 2 : 0, n = strspn(at + hex, "0123456789abcdef"),
	       digits = strspn(at, "0123456789");

	*ret_word = "";
	if (begins(at, "+0x") && in_word(before)) {
		n = 3 + strspn(at + 3, "0123456789abcdef");
		return begins(at + n, "/0x") ? n + 3 + strspn(at + n + 3, "0123456789abcdef") : 0;
	}
	*ret_word = "ADDR";
	if (n >= 6 && !isalnum((unsigned char)before))
		return hex + n;
	*ret_word = "NUM";
	if (digits >= 7 || (digits && !in_word(before) && !in_word(at[digits])))
		return digits;
	return 0;
}

static void put_title(char *title, size_t size, const char *text)
{
	char out[512];
	size_t len = 0;

	for (const char *at = text; *at && len < 128;) {
		const char *word;
		size_t n = variable_at(text, at, &word);
		/* "file.c:12:3" */
		if (n && *word == 'N' && at > text + 1 && at[-1] == ':' &&
			isalpha((unsigned char)at[-2]) && (word = "LINE"))
			while (at[n] == ':' && isdigit((unsigned char)at[n + 1]))
				n += 1 + strspn(at + n + 1, "0123456789");
		if (n)
			len += (size_t)sprintf(out + len, "%s", word);
		else if (*at != ' ' || (len && out[len - 1] != ' '))
			out[len++] = *at;
		at += n ? n : 1;
	}
	while (len && out[len - 1] == ' ')
		len--;
	out[len] = '\0';
	text_set_size(title, size, out);
}

/* The splat, told once. */
static bool give(struct splat_reader *r, struct splat *ret)
{
	const char *function = *r->function ? r->function : r->rest, *from = r->format->title;
	char text[512] = "";

	for (size_t len = 0; *from && len < sizeof(text) - 1;) {
		const char *insert = begins(from, "%k")	  ? r->kind
				     : begins(from, "%a") ? r->access
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
	put_title(r->splat.title, sizeof(r->splat.title), text);
	r->pending = r->whole = false;
	*ret = r->splat;
	return true;
}

static bool wants_access(const struct splat_format *f)
{
	return strstr(f->title, "%a");
}

static void see_whole(struct splat_reader *r)
{
	const struct splat_format *f = r->format;

	r->whole = (f->find == FIND_NOTHING || *r->function) && (!wants_access(f) || *r->access) &&
		   !(f->flags & SPLAT_PREAMBLE);
}

/* A system call's function by the call's name: "__x64_sys_bpf" is not, "__sys_bpf" is "bpf". */
static void strip_entry(char *name)
{
	size_t longest = 0;

	for (const char *const *e = splat_entries; *e; e++)
		if (begins(name, *e) && strlen(*e) > longest)
			longest = strlen(*e);
	memmove(name, name + longest, strlen(name + longest) + 1);
}

static void set_function(char *at, const char *name)
{
	snprintf(at, sizeof(((struct splat_reader *)0)->function), "%s", name);
}

/* A loop is seen at a random place; what it is called from is the same each time. */
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
 * All tasks that wait for the same show different callers: named by what they wait for where that
 * is known.
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

/* A function that the report may be about. */
static void consider(struct splat_reader *r, char *name)
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

static void look_for_function(struct splat_reader *r, const char *text)
{
	const struct splat_format *f = r->format;
	const char *at = NULL;
	char name[sizeof(r->function)];

	if (f->find == FIND_AT && (at = strstr(text, "at: "))) {
		r->in_trace = true; /* of how the locks depend on each other */
		if (line_function(at, name, sizeof(name)))
			consider(r, name);
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
		consider(r, name);
	} else if ((r->in_trace || f->flags & SPLAT_BARE_TRACE) &&
		   line_frame(text, name, sizeof(name))) {
		consider(r, name);
	}
}

static void start(
	struct splat_reader *r, const struct start *s, const char *text, const char *caller)
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
		consider(r, name);
	see_whole(r);
}

/* A further line of the report that is open. */
static void go_on(struct splat_reader *r, const char *text, const char *caller)
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
			begins(text, "Read of size ") || begins(text, "Read at addr ")	   ? "Read"
			: begins(text, "Write of size ") || begins(text, "Write at addr ") ? "Write"
											   : "");
	look_for_function(r, text);
	see_whole(r);
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
	struct start s;
	bool told = false;

	r->took = false;
	if (begins(text, "bpfjury: ")) /* our own words */
		return false;
	if (!find_start(text, &s)) {
		if (r->format)
			go_on(r, text, caller);
	} else if (goes_on(r, s.format)) {
		r->splat.panic |= s.format->flags & SPLAT_PANIC;
		go_on(r, text, caller);
	} else if (r->pending && r->format->flags & SPLAT_PREAMBLE && begins(s.at, "WARNING:")) {
		struct splat first = r->splat;
		start(r, &s, text, caller);
		r->splat = first;
		r->number--;
	} else {
		told = r->pending && give(r, ret);
		start(r, &s, text, caller);
	}
	if (!told && r->whole)
		told = give(r, ret);
	return told;
}

bool splat_flush(struct splat_reader *r, struct splat *ret)
{
	return r->pending && give(r, ret);
}
