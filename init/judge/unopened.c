// SPDX-License-Identifier: GPL-2.0-only
#include "judge/unopened.h"
#include "explain/help-unopened.h"
#include "explain/reason.h"
#include "explain/setting.h"
#include "judge/compare.h"
#include "libbpf-setup.h"
#include "load/symbols.h"
#include "send.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <string.h>

/* Report item @at with result @p. */
static void send_item(const struct program_result *p, size_t at, const char *log)
{
	struct record r;

	record_init(&r, RECORD_BEGIN);
	r.program = (int64_t)at;
	text_set(r.result.name, p->name);
	text_set(r.result.section, p->section);
	r.result.position = p->position;
	r.result.expected = p->expected;
	send_begin(&r);
	send_log(r.program, log, strlen(log));
	r.kind = RECORD_PROGRAM;
	r.result = *p;
	send_record(&r);
}

/*
 * libbpf's message is the same for an object without BTF and for one whose BTF is damaged.  The
 * name of the section is searched in the bytes, for no more than the reason.
 */
static void tell_missing_btf(struct program_result *p, const struct judged_object *o)
{
	static const char section[] = ".BTF"; /* with its NUL */

	if (strstr(p->detail, "BTF is required"))
		reason_set(p, memmem(o->bytes, o->len, section, sizeof(section))
				      ? REASON_OBJECT_MALFORMED
				      : REASON_BTF_MISSING);
}

void unopened_report(struct judged_object *o, size_t from, int err)
{
	const struct expectation e = {.expected = VERDICT_ACCEPTED};
	struct symbol_program *programs = NULL;
	struct program_result p;

	program_result_init(&p);
	p.expected = VERDICT_ACCEPTED;
	reason_judge(&p, NULL, err, libbpf_warnings());
	tell_missing_btf(&p, o);
	help_unopened(&p);
	compare(&p, &e, NULL);
	p.log_bytes = (int64_t)strlen(libbpf_warnings());
	const size_t found = reason_is(&p, REASON_OBJECT_MALFORMED)
				     ? 0
				     : symbols_programs(&programs, o->bytes, o->len);
	const size_t count = found ? found : 1;
	send_object_begin(count, o->producer);
	for (size_t at = from; at < count; at++) {
		text_set(p.name, found ? programs[at].name : OBJECT_ITSELF);
		text_set(p.section, found ? programs[at].section : "");
		if (found)
			p.position = (int64_t)at;
		send_item(&p, at, libbpf_warnings());
	}
	send_object_end(from < count ? (int64_t)(count - from) : 0, 0);
}

void unopened_report_empty(const struct judged_object *o)
{
	const bool meant = o->entry->loader.no_programs;
	struct program_result p;

	program_result_init(&p);
	p.verdict = meant ? VERDICT_SKIPPED : VERDICT_ERROR;
	p.met = meant ? MET_SKIPPED : MET_UNKNOWN;
	reason_set(&p, REASON_NO_PROGRAMS);
	text_set(p.name, OBJECT_ITSELF);
	text_set(p.detail,
		meant ? "the object has no program, as is meant"
		      : "the object has no program: was a SEC() forgotten, or a function left out "
			"by the compiler?");
	if (!meant) {
		text_set(p.setting, "programs: none");
		text_set(p.help, "programs: none in bpfjury.yaml, where that is meant");
	}
	send_object_begin(1, o->producer);
	send_item(&p, 0, "");
	send_object_end(1, 0);
}
