// SPDX-License-Identifier: GPL-2.0-only
#include "explain/errata.h"
#include "explain/errata-conditions.h"
#include "verdict/reasons.h"

#include <bpf/libbpf.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

/* How many bytes of the end of a log can have the message. */
#define LAST_LINES 1024

/* Whether @pattern matches a line of the first @len bytes of @text; true where it is NULL. */
static bool matches(const char *pattern, const char *text, size_t len)
{
	regex_t re;
	regmatch_t range = {.rm_so = 0, .rm_eo = (regoff_t)len};

	if (!pattern)
		return true;
	if (regcomp(&re, pattern, REG_EXTENDED | REG_NEWLINE | REG_NOSUB))
		return false;
	const bool found = regexec(&re, text, 1, &range, REG_STARTEND) == 0;
	regfree(&re);
	return found;
}

static bool has_reason(const struct erratum *e, const struct program_result *p)
{
	return reason_is(p, e->reasons[0]) || (e->reasons[1] && reason_is(p, e->reasons[1]));
}

/* Whether the type of the program is one of those that the row names. */
static bool has_type(const char *types, const struct help_case *c)
{
	const char *type =
		c->program ? libbpf_bpf_prog_type_str(bpf_program__type(c->program)) : NULL;
	const size_t len = type ? strlen(type) : 0;

	if (!types)
		return true;
	for (const char *at = types; len && *at;) {
		const size_t n = strcspn(at, " ");
		if (n == len && memcmp(at, type, n) == 0)
			return true;
		at += n + (at[n] == ' ');
	}
	return false;
}

static bool has_section(const char *section, const struct help_case *c)
{
	const char *name = c->program ? bpf_program__section_name(c->program) : NULL;

	if (!section)
		return true;
	if (name && *name == '?')
		name++;
	return name && matches(section, name, strlen(name));
}

static bool has_message(
	const struct erratum *e, const struct program_result *p, const char *log, size_t log_len)
{
	const size_t from = log_len > LAST_LINES ? log_len - LAST_LINES : 0;

	return matches(e->message, p->detail, strlen(p->detail)) ||
	       matches(e->message, log + from, log_len - from);
}

bool errata_fits(const struct erratum *e, const struct program_result *p, const struct help_case *c)
{
	const char *log = c->answer->log ? c->answer->log : "";
	const size_t log_len = strlen(log);
	size_t insn_len = 0;

	if (!has_reason(e, p) || !has_type(e->types, c) || !has_section(e->section, c) ||
		!has_message(e, p, log, log_len))
		return false;
	if (e->insn) {
		const char *insn = errata_last_insn(log, &insn_len);
		if (!insn || !matches(e->insn, insn, insn_len))
			return false;
	}
	return matches(e->trace, log, log_len) && errata_condition(e->condition, p, c);
}

void errata_judge(struct program_result *p, const struct help_case *c)
{
	size_t count;
	const struct erratum *rows = errata_all(&count);

	if ((p->verdict != VERDICT_REJECTED && p->verdict != VERDICT_UNLOADABLE) ||
		help_is_expected(p, c) || !c->version)
		return;
	for (size_t i = 0; i < count; i++)
		if (erratum_refuses_on(&rows[i], c->version) && errata_fits(&rows[i], p, c) &&
			erratum_say(p->erratum, sizeof(p->erratum), &rows[i], c->version))
			return;
}
