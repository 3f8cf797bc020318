// SPDX-License-Identifier: GPL-2.0-only
#include "ktap.h"
#include "console.h"
#include "verdict/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What the programs of the object in hand came to, and all of them. */
static struct counts {
	int met, unmet, unknown, skipped;
} here, all;

/* A test's name may not hold a "#": what follows would be read as a directive. */
static const char *name_of(const char *text)
{
	static char name[PATH_SIZE];

	snprintf(name, sizeof(name), "%s", text);
	for (char *c = name; *c; c++)
		if (*c == '#')
			*c = '_';
	return name;
}

void ktap_plan(size_t objects)
{
	console_add("KTAP version 1\n# each program is loaded alone\n1..%zu\n", objects);
	console_flush();
}

void ktap_object_begin(const char *path, size_t programs)
{
	here = (struct counts){0};
	console_add("  KTAP version 1\n  # Subtest: %s\n", name_of(path));
	console_add("  1..%zu\n", programs);
	console_flush();
}

void ktap_program_begin(const char *name)
{
	console_add("  # judging: %s\n", name_of(name));
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

static const char *directive(const struct program_result *p)
{
	if (p->met == MET_SKIPPED)
		return "SKIP";
	if (p->verdict == VERDICT_TIMEOUT)
		return "TIMEOUT";
	return p->met == MET_UNKNOWN ? "ERROR" : NULL;
}

static void count(struct counts *c, enum met met)
{
	c->met += met == MET_MET;
	c->unmet += met == MET_UNMET;
	c->unknown += met == MET_UNKNOWN || met == MET_NONE;
	c->skipped += met == MET_SKIPPED;
}

void ktap_program(size_t number, const struct program_result *p, const char *log_tail)
{
	bool ok = p->met == MET_MET || p->met == MET_SKIPPED;
	const char *why = directive(p);

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
	console_add("  %s %zu %s%s%s", ok ? "ok" : "not ok", number, name_of(p->name),
		*p->variant ? " @" : "", p->variant);
	if (why)
		console_add(" # %s %s", why, p->detail);
	else if (p->verdict == VERDICT_CRASHED)
		console_add(" # crashed");
	console_add("\n");
	console_flush();
	count(&here, p->met);
	count(&all, p->met);
}

void ktap_object(size_t number, const char *path)
{
	bool ok = !here.unmet && !here.unknown;
	const char *why = "";

	if (ok && !here.met)
		why = " # SKIP nothing was judged";
	else if (!ok && !here.unmet)
		why = " # ERROR could not be told";
	console_add("%s %zu %s%s\n", ok ? "ok" : "not ok", number, name_of(path), why);
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
	console_add("Bail out! %s\n", why);
	console_flush();
}
