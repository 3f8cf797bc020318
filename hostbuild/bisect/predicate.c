// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/predicate.h"
#include "bisect/term.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "format.h"
#include "quote.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define TERMS_MAX 64

void predicate_clear(struct predicate *p)
{
	for (size_t i = 0; i < p->n_terms; i++)
		term_clear(&p->terms[i]);
	free(p->terms);
	p->terms = NULL;
	p->n_terms = 0;
}

static const char *option_of(bool bad)
{
	return bad ? "--bad-is" : "--good-is";
}

static int add_term(struct predicate *p, const char *text, bool bad)
{
	struct term *grown = reallocarray(p->terms, p->n_terms + 1, sizeof(*grown));
	char why[TERM_WHY_SIZE];

	if (!grown)
		return diag_errno(-ENOMEM, "%s", option_of(bad));
	p->terms = grown;
	if (p->n_terms == TERMS_MAX) {
		command_misuse("bisect", "%s: more than %d terms", option_of(bad), TERMS_MAX);
		return FAIL_MISUSE;
	}
	const int r = term_read(&grown[p->n_terms], text, why, sizeof(why));
	if (r == -ENOMEM)
		return diag_errno(r, "%s", option_of(bad));
	if (r) {
		command_misuse("bisect", "%s %.200s: %s", option_of(bad), text, why);
		return FAIL_MISUSE;
	}
	grown[p->n_terms++].bad = bad;
	return 0;
}

int predicate_add(struct predicate *p, const char *text, bool bad)
{
	int r = 0;

	for (const char *at = text; !r;) {
		const size_t len = term_length(at);
		cleanup_free char *one = strndup(at, len);
		r = one ? add_term(p, one, bad) : diag_errno(-ENOMEM, "%s", option_of(bad));
		if (!at[len])
			break;
		at += len + 1;
	}
	return r;
}

bool predicate_needs_good(const struct predicate *p)
{
	bool needs = !p->n_terms;

	for (size_t i = 0; i < p->n_terms && !needs; i++)
		needs = p->terms[i].kind == TERM_FIGURE && p->terms[i].bound == BOUND_GOOD;
	return needs;
}

char *predicate_text(const struct predicate *p)
{
	char *text = strdup("");

	for (size_t i = 0; i < p->n_terms + p->n_programs && text; i++) {
		const bool term = i < p->n_terms;
		const char *word = term ? p->terms[i].text : p->programs[i - p->n_terms];
		cleanup_free char *before = text, *quoted = quote_shell(word);
		text = quoted ? format_string("%s%s%s %s", before, *before ? " " : "",
					term ? option_of(p->terms[i].bad) : "--program", quoted)
			      : NULL;
	}
	return text;
}
