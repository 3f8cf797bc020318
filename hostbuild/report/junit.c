// SPDX-License-Identifier: GPL-2.0-only
#include "report/junit.h"
#include "cleanup.h"
#include "report/answer.h"
#include "report/cases.h"
#include "report/excerpt.h"
#include "report/junit-builds.h"
#include "report/markup.h"
#include "verdict/features-keys.h"

#include <string.h>

#define FILE_MAX    (30u * 1000 * 1000)
#define LOG_MAX	    8192	/* bytes of one log */
#define LOGS_MAX    (10u << 20) /* of all, as XML */
#define ANSWERS_MAX (18u << 20) /* where the details of refusals end */

struct junit {
	struct markup to;
	const char *started; /* of the run */
	size_t logs_left;
};

/* Jenkins wants at most three decimals of a suite (junit-10.xsd). */
static void seconds(struct junit *j, double us, int decimals)
{
	char text[48];

	snprintf(text, sizeof(text), "%.*f", decimals, us > 0 ? us / 1e6 : 0.0);
	markup_attribute(&j->to, "time", text);
}

/* The end of a log, from the beginning of a line. */
static void put_log(struct junit *j, const char *log)
{
	const size_t room = j->logs_left / MARKUP_GROWTH;
	const char *from = excerpt_end(log, room < LOG_MAX ? room : LOG_MAX);

	if (from > log)
		markup_text(&j->to, "\n[bpfjury: the beginning of the log is in result.json]");
	markup_text(&j->to, "\n");
	markup_text(&j->to, from);
	j->logs_left -= markup_text_size(from);
}

static void put_answer(struct junit *j, const struct report_case *c)
{
	const struct program_result *p = &c->program->result;
	const char *expected = verdict_word(p->expected);
	char place[PLACE_SIZE];

	if (*c->why) {
		markup_text(&j->to, c->why);
		markup_text(&j->to, "\n");
	}
	markup_text(&j->to, p->detail);
	if (*p->help) {
		markup_text(&j->to, "\n");
		markup_text(&j->to, p->help);
	}
	if (*p->erratum) {
		markup_text(&j->to, "\n");
		markup_text(&j->to, p->erratum);
	}
	if (*p->notes) {
		markup_text(&j->to, "\n");
		markup_text(&j->to, p->notes);
	}
	answer_place(p, place);
	if (*place) {
		markup_text(&j->to, "\n");
		markup_text(&j->to, place);
	}
	if (expected && p->expected != p->verdict) {
		markup_text(&j->to, "\nexpected ");
		markup_text(&j->to, expected);
	}
	if (c->program->log)
		put_log(j, c->program->log);
}

/* <failure> or <error>. */
static void put_trouble(struct junit *j, const struct report_case *c)
{
	const struct program_result *p = c->program ? &c->program->result : NULL;
	char words[ANSWER_WORDS_SIZE];

	markup_start(&j->to, c->met == MET_UNMET ? "failure" : "error");
	markup_attribute(&j->to, "message",
		p && (!*c->why || p->met != MET_MET) ? answer_words(p, words) : c->why);
	markup_attribute(&j->to, "type", p && *p->reason ? p->reason : met_word(c->met));
	/* a report that is too large for a CI would show nothing at all */
	if (p && markup_size(&j->to) < ANSWERS_MAX)
		put_answer(j, c);
	else if (p)
		markup_text(&j->to, "see result.json");
	markup_end(&j->to);
}

static void put_case(struct junit *j, const struct result_kernel *k, const struct report_case *c)
{
	char object[OBJECT_NAME_SIZE];
	cleanup_free char *name = NULL;

	/* GitLab takes the first of two cases with one name, whatever suites they are in */
	if (asprintf(&name, "%s:%s", k->name,
		    c->object ? result_object_name(object, c->object) : "") < 0)
		name = NULL;
	markup_start(&j->to, "testcase");
	markup_attribute(&j->to, "classname", name ? name : "");
	markup_attribute(&j->to, "name", c->name);
	seconds(j, c->program ? c->program->result.load_us : 0, 6);
	if (c->met == MET_SKIPPED) {
		markup_start(&j->to, "skipped");
		markup_attribute(&j->to, "message",
			*c->why	     ? c->why
			: c->program ? c->program->result.detail
				     : "");
		markup_end(&j->to);
	} else if (c->met != MET_MET) {
		put_trouble(j, c);
	} else if (c->program && *c->program->result.notes) {
		markup_start(&j->to, "system-out");
		markup_text(&j->to, c->program->result.notes);
		markup_end(&j->to);
	}
	markup_end(&j->to);
	j->to.failed |= !name;
}

static void put_property(struct junit *j, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	markup_start(&j->to, "property");
	markup_attribute(&j->to, "name", name);
	markup_attribute(&j->to, "value", value);
	markup_end(&j->to);
}

static void put_kernel(struct junit *j, const struct result_kernel *k)
{
	cleanup_with(report_cases_clear) struct report_cases cases;

	if (report_cases_make(&cases, k)) {
		j->to.failed = true;
		return;
	}
	markup_start(&j->to, "testsuite");
	markup_attribute(&j->to, "name", k->name);
	markup_number(&j->to, "tests", (int64_t)cases.n);
	markup_number(&j->to, "failures", (int64_t)cases.unmet);
	markup_number(&j->to, "errors", (int64_t)cases.unknown);
	markup_number(&j->to, "skipped", (int64_t)cases.skipped);
	seconds(j, (double)k->judge_ms * 1e3, 3);
	if (*j->started)
		markup_attribute(&j->to, "timestamp", j->started);
	markup_start(&j->to, "properties");
	put_property(j, "version", k->version);
	put_property(j, "release", k->release);
	put_property(j, "arch", k->arch);
	put_property(j, "outcome", outcome_word(k->outcome));
	put_property(j, "why", k->why);
	put_property(j, FEATURES_UNPROVED, result_kernel_origin(k));
	put_property(j, "image_sha256", k->image_sha256);
	markup_end(&j->to);
	for (size_t i = 0; i < cases.n; i++)
		put_case(j, k, &cases.cases[i]);
	markup_end(&j->to);
}

/* A file without a case would be green. */
static void put_run(struct junit *j, const struct report_case *c)
{
	markup_start(&j->to, "testsuite");
	markup_attribute(&j->to, "name", "bpfjury");
	markup_number(&j->to, "tests", (int64_t)1);
	markup_number(&j->to, "failures", (int64_t)0);
	markup_number(&j->to, "errors", (int64_t)1);
	markup_start(&j->to, "testcase");
	markup_attribute(&j->to, "classname", "bpfjury");
	markup_attribute(&j->to, "name", c->name);
	markup_start(&j->to, "error");
	markup_attribute(&j->to, "message", c->why);
	markup_end(&j->to);
	markup_end(&j->to);
	markup_end(&j->to);
}

static void put_result(struct junit *j, const struct result *r)
{
	struct report_case of_run;

	markup_raw(&j->to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	markup_start(&j->to, "testsuites");
	markup_attribute(&j->to, "name", "bpfjury");
	for (size_t i = 0; i < r->n_kernels; i++)
		put_kernel(j, &r->kernels[i]);
	/* the builds have a suite of their own */
	if (report_case_of_run(&of_run, r) && !result_requires_any(r))
		put_run(j, &of_run);
	junit_put_builds(&j->to, r, ANSWERS_MAX);
	markup_end(&j->to);
	markup_raw(&j->to, "\n");
}

int junit_write(const struct result *r, const char *path)
{
	struct junit j = {.started = r->started, .logs_left = LOGS_MAX};

	markup_open(&j.to);
	if (!j.to.failed)
		j.to.failed = xmlTextWriterSetIndent(j.to.to, 1) < 0;
	put_result(&j, r);
	const int err = markup_save(&j.to, path, FILE_MAX);
	markup_close(&j.to);
	return err;
}
