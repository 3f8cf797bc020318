// SPDX-License-Identifier: GPL-2.0-only
#include "ktap.h"
#include "console.h"
#include "verdict/console-words.h"
#include "verdict/ktap-words.h"
#include "verdict/program-result.h"
#include "verdict/text.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* The results of the current object's programs, of all programs, and of all objects as wholes. */
static struct ktap_counts here, all;
static int objects, programs, wholes, splats; /* how many are on the console */
static enum met whole;			      /* of the current object */

/* The name of a test, until the next call. */
static const char *test_name(const char *text)
{
	static char name[OBJECT_NAME_SIZE];

	snprintf(name, sizeof(name), "%s", text);
	ktap_make_name(name);
	return name;
}

void ktap_docket(const char *sha256)
{
	console_add("# " CONSOLE_DOCKET ": %s\n", sha256);
}

void ktap_plan(size_t count)
{
	console_add(KTAP_VERSION "1\n" KTAP_PLAN "%zu\n", count);
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

void ktap_object_begin(const struct ktap_object *o)
{
	char name[OBJECT_NAME_SIZE];

	if (o->against)
		object_name_against(name, o->path, o->shape);
	else
		object_name(name, o->path, o->shape);
	here = (struct ktap_counts){0};
	whole = MET_NONE;
	console_add("  " KTAP_VERSION "1\n  # " CONSOLE_SUBTEST ": %s\n", test_name(name));
	console_add("  " KTAP_PLAN "%zu\n", o->programs);
	if (strcmp(test_name(name), o->path) != 0)
		add_text(CONSOLE_PATH, o->path);
	add_text(CONSOLE_SHAPE, o->shape);
	add_text(CONSOLE_SHA256, o->sha256);
	add_text(CONSOLE_MAKER, o->producer);
	add_figure(CONSOLE_MEMORY, o->memory_bytes);
	console_flush();
}

void ktap_needs(const char *path, int64_t mib)
{
	console_add(CONSOLE_NEEDS_FORMAT, mib, test_name(path));
	console_flush();
}

void ktap_program_begin(const char *name)
{
	console_add("  # " CONSOLE_JUDGING ": %s\n", name);
	console_flush();
}

static void add_log(const char *tail)
{
	while (*tail) {
		size_t n = strcspn(tail, "\n");
		console_add("  " CONSOLE_LOG_LINE " %.*s\n", (int)n, tail);
		tail += n + (tail[n] == '\n');
	}
}

/* Its name has been told. */
static void add_texts(const struct program_result *p)
{
	size_t n;
	const struct field *f = program_result_fields(&n);

	for (size_t i = 0; i < n; i++)
		if (f[i].type == FIELD_TEXT && f[i].offset != offsetof(struct program_result, name))
			add_text(f[i].key, (const char *)p + f[i].offset);
	f = program_result_lines(&n);
	for (size_t i = 0; i < n; i++) {
		const char *at = (const char *)p + f[i].offset;
		while (*at) {
			const size_t len = strcspn(at, "\n");
			console_add("  # %s: %.*s\n", f[i].key, (int)len, at);
			at += len + (at[len] == '\n');
		}
	}
}

/* Those of @n fields that are known, in one line; returns whether it has begun. */
static bool put_figures(const struct program_result *p, const struct field *f, size_t n,
	const char *prefix, bool begun)
{
	for (size_t i = 0; i < n; i++) {
		int64_t value;
		if (f[i].type != FIELD_FIGURE)
			continue;
		memcpy(&value, (const char *)p + f[i].offset, sizeof(value));
		if (value < 0)
			continue;
		console_add("%s%s%s=%" PRId64, begun ? " " : "  # " CONSOLE_FIGURES ": ", prefix,
			f[i].key, value);
		begun = true;
	}
	return begun;
}

static void add_figures(const struct program_result *p)
{
	size_t n;
	const struct field *f = program_result_fields(&n);
	bool begun = put_figures(p, f, n, "", false);

	f = program_result_limits(&n);
	begun = put_figures(p, f, n, CONSOLE_LIMITS, begun);
	if (begun)
		console_add("\n");
}

void ktap_program(size_t number, const struct program_result *p, const char *log_tail)
{
	const struct ktap_words words = ktap_program_words(p->verdict, p->met);
	const bool with_detail = *p->detail && p->verdict != VERDICT_CRASHED;

	add_text(CONSOLE_VERDICT, verdict_word(p->verdict));
	if (p->expected != p->verdict)
		add_text(CONSOLE_EXPECTED, p->expected ? verdict_word(p->expected) : CONSOLE_NONE);
	add_text(CONSOLE_ERRNO, errno_symbol(p->err));
	add_texts(p);
	if (p->ran) {
		console_add("  # " CONSOLE_RETVAL ": %d\n", p->retval);
		add_figure(CONSOLE_RUN_NS, p->run_ns);
	}
	add_figures(p);
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
	programs++;
}

void ktap_whole(const struct program_result *p, int64_t together)
{
	wholes++;
	whole = p->met;
	console_add("  # " CONSOLE_WHOLE ": %s", verdict_word(p->verdict));
	if (together >= 0)
		console_add(", %" PRId64 " program%s together", together, together == 1 ? "" : "s");
	console_add("\n");
	if (p->met == MET_MET)
		return;
	add_text(CONSOLE_WHOLE_PREFIX CONSOLE_MET, met_word(p->met));
	if (strcmp(p->name, OBJECT_ITSELF) != 0)
		add_text(CONSOLE_WHOLE_PREFIX CONSOLE_PROGRAM, p->name);
	add_text(CONSOLE_WHOLE_PREFIX CONSOLE_ERRNO, errno_symbol(p->err));
	add_text(CONSOLE_WHOLE_PREFIX "reason", p->reason);
	add_text(CONSOLE_WHOLE_PREFIX "detail", p->detail);
	add_text(CONSOLE_WHOLE_PREFIX "help", p->help);
	console_flush();
}

void ktap_object_end(size_t number, const char *path)
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
	objects++;
}

void ktap_splat(const char *title)
{
	console_add("# " CONSOLE_SPLAT ": %s\n", title);
	splats++;
}

void ktap_totals(void)
{
	console_add(CONSOLE_COUNTS_FORMAT, objects, programs, wholes, splats);
	console_add(CONSOLE_TOTALS KTAP_TOTALS_FORMAT "\n", all.met, all.unmet, all.skipped,
		all.unknown);
	console_flush();
}

void ktap_bail_out(const char *why)
{
	console_add(KTAP_BAIL_OUT " %s\n", why);
	console_flush();
}
