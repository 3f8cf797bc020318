// SPDX-License-Identifier: GPL-2.0-only
#include "report/explain-kernels.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "report/blamed.h"
#include "report/excerpt.h"
#include "report/noted.h"
#include "report/unproved.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <string.h>

#define SPEC_MAX 40

/* Whether @report is shown with a splat. */
static bool is_shown(const struct result_kernel *k, const char *report)
{
	for (size_t i = 0; report && i < k->n_splats; i++)
		if (k->splats[i].report && strcmp(k->splats[i].report, report) == 0)
			return true;
	return false;
}

/* Words of its command line that had no effect. */
static void put_unused(const struct screen *s, const struct result_kernel *k)
{
	json_auto_t *unused = result_kernel_unused(k);
	json_t *item;
	size_t i;

	json_array_foreach(unused, i, item)
	{
		const char *why = json_string_value(json_object_get(item, "why"));
		cleanup_free char *line = format_string("%s had no effect%s%s",
			json_string_value(json_object_get(item, "word")), why ? ": " : "",
			why ? why : "");
		if (line)
			wrap_line(s, STYLE_DOUBT, line);
	}
}

/* The lines below a kernel's line: what went wrong. */
static void put_whys(const struct screen *s, const struct result_kernel *k)
{
	const struct result_kernel *whole = k->of ? k->of : k;
	struct summary sum = result_kernel_summary(k);
	int64_t unproved = 0;
	char line[128];

	if (k->newest) {
		cleanup_free char *text = format_string("%s %s; the mirror has %s",
			k->pinned ? "pinned to" : "judged is",
			k->package ? k->package : "an older one", k->newest);
		if (text)
			wrap_line(s, STYLE_DOUBT, text);
	}
	if (k->source) {
		cleanup_free char *text = format_string("built from %s", k->source);
		if (text)
			wrap_line(s, STYLE_PLAIN, text);
	}
	if (k->why)
		wrap_line(s, STYLE_DOUBT, k->why);
	for (size_t i = 0; i < k->n_boots; i++) {
		const struct result_boot *b = &k->boots[i];
		if (!b->why || (k->why && strcmp(k->why, b->why) == 0))
			continue;
		snprintf(line, sizeof(line), "  boot %zu %s: ", i + 1, outcome_word(b->outcome));
		fputs(line, s->out);
		wrap_put(s, STYLE_PLAIN, b->why, (int)strlen(line), WRAP_INDENT + WRAP_INDENT);
		fputc('\n', s->out);
		if (!is_shown(k, b->report))
			excerpt_report(s, b->report, (int64_t)i + 1);
	}
	for (size_t i = 0; !result_kernel_is_complete(k) && i < whole->n_objects; i++)
		for (size_t j = 0; j < whole->objects[i].n_programs; j++)
			unproved += whole->objects[i].programs[j].result.met == MET_MET;
	if (unproved) {
		snprintf(line, sizeof(line),
			"%" PRId64 " met, but counted as unknown: the trial is not %s", unproved,
			k->outcome == OUTCOME_COMPLETE ? "proved" : "complete");
		wrap_line(s, STYLE_DOUBT, line);
	}
	put_unproved(s, k->features);
	put_unused(s, k);
	if (*k->unproved)
		wrap_line(s, STYLE_DOUBT, result_kernel_origin(k));
	if (result_kernel_is_complete(k) && !sum.met && !sum.unmet && !sum.unknown &&
		!sum.whole_unmet && !sum.whole_unknown)
		fputs("  nothing was judged on it\n", s->out);
}

static void put_time(const struct screen *s, int64_t ms)
{
	if (ms >= 100000)
		fprintf(s->out, "  %5" PRId64 " s", ms / 1000);
	else if (ms >= 0)
		fprintf(s->out, "  %3" PRId64 ".%" PRId64 " s", ms / 1000, ms % 1000 / 100);
}

/* The columns of a kernel's line that depend on all kernels. */
struct widths {
	int version, spec;
};

static struct widths measure(const struct screen *s, const struct result *r)
{
	struct widths widths = {0};

	for (size_t k = 0; k < r->n_kernels; k++) {
		const struct result_kernel *kernel = &r->kernels[k];
		int width = screen_width(s, kernel->version ? kernel->version : "?");
		widths.version = width > widths.version ? width : widths.version;
		width = screen_width(s, kernel->name);
		widths.spec = width > widths.spec ? width : widths.spec;
	}
	widths.spec = widths.spec > SPEC_MAX ? SPEC_MAX : widths.spec;
	return widths;
}

static void put_kernel(
	const struct screen *s, const struct result_kernel *k, const struct widths *widths)
{
	const bool complete = result_kernel_is_complete(k);
	int at =
		screen_put(s, STYLE_PLAIN, CUT_END, k->version ? k->version : "?", widths->version);

	screen_pad(s, widths->version + 2 - at);
	at = screen_put(s, STYLE_PLAIN, CUT_START, k->name, widths->spec);
	screen_pad(s, widths->spec + 2 - at);
	at = screen_print(s, complete ? STYLE_GOOD : STYLE_BAD, "%s", outcome_word(k->outcome));
	screen_pad(s, 9 - at);
	fprintf(s->out, "  %2zu boot%s  ", k->n_boots, k->n_boots == 1 ? " " : "s");
	screen_print(s, STYLE_PLAIN, "%s", k->accel ? k->accel : "-");
	put_time(s, k->judge_ms);
	fputc('\n', s->out);
	put_whys(s, k);
}

void explain_kernels(const struct screen *s, const struct result *r)
{
	const struct summary sum = result_summary(r);
	const struct widths widths = measure(s, r);
	const int status = result_status(r);
	char wholes[SUMMARY_WHOLES_SIZE];

	summary_wholes(&sum, wholes);
	for (size_t k = 0; k < r->n_kernels; k++)
		put_kernel(s, &r->kernels[k], &widths);
	if (r->n_kernels == 0)
		fputs("no kernel was tried\n", s->out);
	const enum style style = status == STATUS_MET	  ? STYLE_GOOD
				 : status == STATUS_UNMET ? STYLE_BAD
							  : STYLE_DOUBT;
	const int at = screen_print(s, style,
		"%" PRId64 " met, %" PRId64 " unmet, %" PRId64 " unknown, %" PRId64 " skipped",
		sum.met, sum.unmet, sum.unknown, sum.skipped);
	wrap_put(s, style, wholes, at, WRAP_INDENT);
	fputc('\n', s->out);
	if (sum.layouts) {
		screen_print(s, STYLE_DOUBT,
			"%" PRId64 " program%s a context whose layout differs here: see %s above",
			sum.layouts, sum.layouts == 1 ? " reads" : "s read", NOTED_SIGN);
		fputc('\n', s->out);
	}
	blamed_put(s, r);
}
