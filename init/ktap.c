// SPDX-License-Identifier: GPL-2.0-only
#include "ktap.h"
#include "console.h"
#include "verdict/console-words.h"
#include "verdict/ktap-words.h"
#include "verdict/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The results of the current object's programs, and of all. */
static struct ktap_counts here, all;
static enum met whole; /* of the current object */

/* The name of a test, until the next call. */
static const char *test_name(const char *text)
{
	static char name[PATH_SIZE];

	snprintf(name, sizeof(name), "%s", text);
	ktap_make_name(name);
	return name;
}

void ktap_plan(size_t objects)
{
	console_add(KTAP_VERSION "1\n" KTAP_PLAN "%zu\n", objects);
	console_flush();
}

void ktap_object_begin(const char *path, size_t programs)
{
	here = (struct ktap_counts){0};
	whole = MET_NONE;
	console_add("  " KTAP_VERSION "1\n  # Subtest: %s\n", test_name(path));
	console_add("  " KTAP_PLAN "%zu\n", programs);
	console_flush();
}

void ktap_needs(const char *path, int64_t mib)
{
	console_add("# needs a guest of %" PRId64 " MiB: %s\n", mib, test_name(path));
	console_flush();
}

void ktap_program_begin(const char *name)
{
	console_add("  # judging: %s\n", test_name(name));
	console_flush();
}

static void add_figure(const char *key, int64_t value)
{
	if (value >= 0)
		console_add("  # %s: %" PRId64 "\n", key, value);
}

static void add_text(const char *key, const char *text)
{
	if (text && *text)
		console_add("  # %s: %s\n", key, text);
}

static void add_log(const char *tail)
{
	while (*tail) {
		size_t n = strcspn(tail, "\n");
		console_add("  # | %.*s\n", (int)n, tail);
		tail += n + (tail[n] == '\n');
	}
}

void ktap_program(size_t number, const struct program_result *p, const char *log_tail)
{
	const struct ktap_words words = ktap_program_words(p->verdict, p->met);
	const bool with_detail = *p->detail && p->verdict != VERDICT_CRASHED;

	add_text("type", p->type);
	add_text("verdict", verdict_word(p->verdict));
	if (p->expected != p->verdict)
		add_text("expected", verdict_word(p->expected));
	add_text("errno", errno_symbol(p->err));
	add_text("reason", p->reason);
	add_text("detail", p->detail);
	add_text("help", p->help);
	add_text("source", p->source);
	add_text("at", p->source_at);
	add_text("tests", p->description);
	if (p->ran)
		console_add("  # retval: %d\n", p->retval);
	add_figure("insns", p->insns);
	add_figure("load_us", p->load_us);
	add_log(log_tail);
	console_add("  %s%zu %s%s%s", words.ok ? KTAP_OK : KTAP_NOT_OK, number, test_name(p->name),
		*p->variant ? " @" : "", p->variant);
	/* in what follows a directive, a second one could turn the test green */
	if (words.directive)
		console_add(" # %s%s%s", words.directive, with_detail ? " " : "",
			with_detail ? test_name(p->detail) : "");
	console_add("\n");
	console_flush();
	ktap_count(&here, p->met);
	ktap_count(&all, p->met);
}

void ktap_whole(const struct program_result *p, int64_t programs)
{
	const char *symbol = errno_symbol(p->err);

	whole = p->met;
	console_add("  # whole: %s", verdict_word(p->verdict));
	if (programs >= 0)
		console_add(", %" PRId64 " program%s together", programs, programs == 1 ? "" : "s");
	console_add("\n");
	if (p->met == MET_MET)
		return;
	if (strcmp(p->name, OBJECT_ITSELF) != 0)
		add_text("whole, program", p->name);
	add_text("whole, errno", symbol);
	add_text("whole, reason", p->reason);
	add_text("whole, detail", p->detail);
	add_text("whole, help", p->help);
	console_flush();
}

void ktap_object(size_t number, const char *path)
{
	struct ktap_counts with_whole = here;
	if (whole == MET_UNMET || whole == MET_UNKNOWN)
		ktap_count(&with_whole, whole);
	const struct ktap_words words = ktap_object_words(&with_whole);

	console_add("%s%zu %s", words.ok ? KTAP_OK : KTAP_NOT_OK, number, test_name(path));
	if (words.directive)
		console_add(" # %s %s", words.directive,
			words.ok ? "nothing was judged" : "an answer is unknown");
	console_add("\n");
	console_flush();
}

void ktap_splat(const char *title)
{
	console_add("# splat: %s\n", title);
}

void ktap_totals(void)
{
	console_add("# Totals: pass:%d fail:%d xfail:0 xpass:0 skip:%d error:%d\n", all.met,
		all.unmet, all.skipped, all.unknown);
	console_flush();
}

void ktap_bail_out(const char *why)
{
	console_add(KTAP_BAIL_OUT " %s\n", why);
	console_flush();
}
