// SPDX-License-Identifier: GPL-2.0-only
#include "report/junit.h"
#include "cleanup.h"
#include "diag.h"
#include "outputs.h"
#include "report/answer.h"
#include "report/cases.h"
#include "verdict/text.h"

#include <errno.h>
#include <libxml/xmlwriter.h>
#include <string.h>

#define FILE_MAX (30u * 1000 * 1000)
#define LOG_MAX	 8192	     /* bytes of one log */
#define LOGS_MAX (15u << 20) /* of all, as XML */

struct junit {
	xmlTextWriterPtr to;
	size_t logs_left;
	bool failed; /* there was no memory */
};

/*
 * @text as XML can have it: text_shown(), and U+FFFE and U+FFFF, which are no characters of XML,
 * replaced; NULL without memory.
 */
static char *fit(const char *text)
{
	char *clean = text_shown(text, strlen(text), true);

	for (char *at = clean; at && (at = strstr(at, "\xef\xbf")); at += 3)
		if ((unsigned char)at[2] >= 0xbe)
			at[2] = '\xbd'; /* U+FFFD */
	return clean;
}

static void attribute(struct junit *j, const char *name, const char *text)
{
	cleanup_free char *clean = fit(text);

	j->failed |= !clean || xmlTextWriterWriteAttribute(
				       j->to, (const xmlChar *)name, (const xmlChar *)clean) < 0;
}

static void number(struct junit *j, const char *name, size_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "%zu", n);
	attribute(j, name, text);
}

static void seconds(struct junit *j, int64_t us)
{
	char text[48];

	snprintf(text, sizeof(text), "%.6f", us > 0 ? (double)us / 1e6 : 0.0);
	attribute(j, "time", text);
}

static void text(struct junit *j, const char *what)
{
	cleanup_free char *clean = fit(what);

	j->failed |= !clean || xmlTextWriterWriteString(j->to, (const xmlChar *)clean) < 0;
}

static void start(struct junit *j, const char *name)
{
	j->failed |= xmlTextWriterStartElement(j->to, (const xmlChar *)name) < 0;
}

static void end(struct junit *j)
{
	j->failed |= xmlTextWriterEndElement(j->to) < 0;
}

/* How many bytes the text has as XML. */
static size_t xml_size(const char *what)
{
	size_t n = 0;

	for (; *what; what++)
		n += *what == '&' ? 5 : *what == '<' || *what == '>' ? 4 : 1;
	return n;
}

/* The end of a log, from the beginning of a line. */
static void put_log(struct junit *j, const char *log)
{
	const size_t len = strlen(log), room = j->logs_left / 5;
	const size_t most = room < LOG_MAX ? room : LOG_MAX;
	const char *from = log;

	if (len > most) {
		from = log + len - most;
		const char *line = strchr(from, '\n');
		from = line ? line + 1 : log + len;
		text(j, "\n[bpfjury: the beginning of the log is in result.json]");
	}
	text(j, "\n");
	text(j, from);
	j->logs_left -= xml_size(from);
}

static void put_answer(struct junit *j, const struct report_case *c)
{
	const struct program_result *p = &c->program->result;
	const char *expected = verdict_word(p->expected);
	char place[PLACE_SIZE];

	text(j, p->detail);
	if (*p->help) {
		text(j, "\n");
		text(j, p->help);
	}
	if (*p->erratum) {
		text(j, "\n");
		text(j, p->erratum);
	}
	answer_place(p, place);
	if (*place) {
		text(j, "\n");
		text(j, place);
	}
	if (expected && p->expected != p->verdict) {
		text(j, "\nexpected ");
		text(j, expected);
	}
	if (c->program->log)
		put_log(j, c->program->log);
}

/* <failure> or <error>. */
static void put_trouble(struct junit *j, const struct report_case *c)
{
	const struct program_result *p = c->program ? &c->program->result : NULL;
	const char *verdict = p ? verdict_word(p->verdict) : NULL;
	const char *symbol = p ? errno_symbol(p->err) : NULL;
	char line[sizeof(c->why) + REASON_SIZE + 32];

	start(j, c->met == MET_UNMET ? "failure" : "error");
	snprintf(line, sizeof(line), "%s%s%s%s%s",
		verdict ? verdict
		: p	? "no verdict"
			: c->why,
		symbol ? " " : "", symbol ? symbol : "", p && *p->reason ? " " : "",
		p ? p->reason : "");
	attribute(j, "message", line);
	attribute(j, "type", p && *p->reason ? p->reason : met_word(c->met));
	if (p)
		put_answer(j, c);
	end(j);
}

static void put_case(struct junit *j, const struct result_kernel *k, const struct report_case *c)
{
	char object[OBJECT_NAME_SIZE];
	cleanup_free char *name = NULL;

	/* GitLab takes the first of two cases with one name, whatever suites they are in */
	if (asprintf(&name, "%s:%s", k->spec,
		    c->object ? result_object_name(object, c->object) : "") < 0)
		name = NULL;
	start(j, "testcase");
	attribute(j, "classname", name ? name : "");
	attribute(j, "name", c->name);
	seconds(j, c->program ? c->program->result.load_us : 0);
	if (c->met == MET_SKIPPED) {
		start(j, "skipped");
		attribute(j, "message", c->program ? c->program->result.detail : "");
		end(j);
	} else if (c->met != MET_MET) {
		put_trouble(j, c);
	}
	end(j);
	j->failed |= !name;
}

static void put_property(struct junit *j, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	start(j, "property");
	attribute(j, "name", name);
	attribute(j, "value", value);
	end(j);
}

static void put_kernel(struct junit *j, const struct result_kernel *k)
{
	cleanup_with(report_cases_clear) struct report_cases cases;

	if (report_cases_make(&cases, k)) {
		j->failed = true;
		return;
	}
	start(j, "testsuite");
	attribute(j, "name", k->spec);
	number(j, "tests", cases.n);
	number(j, "failures", cases.unmet);
	number(j, "errors", cases.unknown);
	number(j, "skipped", cases.skipped);
	seconds(j, k->judge_ms * 1000);
	start(j, "properties");
	put_property(j, "version", k->version);
	put_property(j, "release", k->release);
	put_property(j, "arch", k->arch);
	put_property(j, "outcome", outcome_word(k->outcome));
	put_property(j, "why", k->why);
	put_property(j, "image_sha256", k->image_sha256);
	end(j);
	for (size_t i = 0; i < cases.n; i++)
		put_case(j, k, &cases.cases[i]);
	end(j);
}

/* A result of no kernel is unknown, and a file without a case would be green. */
static void put_nothing(struct junit *j)
{
	start(j, "testsuite");
	attribute(j, "name", "bpfjury");
	number(j, "tests", 1);
	number(j, "errors", 1);
	start(j, "testcase");
	attribute(j, "classname", "bpfjury");
	attribute(j, "name", "(the run)");
	start(j, "error");
	attribute(j, "message", "no kernel judged anything");
	end(j);
	end(j);
	end(j);
}

static void put_result(struct junit *j, const struct result *r)
{
	j->failed |= xmlTextWriterSetIndent(j->to, 1) < 0 ||
		     xmlTextWriterStartDocument(j->to, NULL, "UTF-8", NULL) < 0;
	start(j, "testsuites");
	attribute(j, "name", "bpfjury");
	if (*r->started)
		attribute(j, "timestamp", r->started);
	for (size_t i = 0; i < r->n_kernels; i++)
		put_kernel(j, &r->kernels[i]);
	if (!r->n_kernels)
		put_nothing(j);
	end(j);
	j->failed |= xmlTextWriterEndDocument(j->to) < 0;
}

int junit_write(const struct result *r, const char *path)
{
	xmlBufferPtr buffer = xmlBufferCreate();
	struct junit j = {
		.to = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL, .logs_left = LOGS_MAX};
	int err = -ENOMEM;

	if (j.to) {
		put_result(&j, r);
		xmlFreeTextWriter(j.to);
	}
	if (!j.to || j.failed)
		diag_errno(-ENOMEM, "write %s", path);
	else
		err = output_text(path, (const char *)xmlBufferContent(buffer),
			(size_t)xmlBufferLength(buffer), FILE_MAX);
	xmlBufferFree(buffer);
	return err;
}
