// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/known-change.h"
#include "cleanup.h"
#include "verdict/reasons.h"
#include "verdict/version.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMIT_DIGITS 12 /* of a row */
#define MESSAGE_MOST  80 /* characters of a refusal that a new row has */

/* The hash at @at, at least as long as a row's; malloc'd; NULL: there is none. */
static char *hash_at(const char *at)
{
	const size_t len = strspn(at, "0123456789abcdef");

	return len >= COMMIT_DIGITS && len <= 64 ? strndup(at, len) : NULL;
}

char *known_change_upstream(const char *message)
{
	static const struct {
		const char *before, *after;
	} forms[] = {{"commit ", " upstream"}, {"[ Upstream commit ", " ]"},
		{"(cherry picked from commit ", ")"}};

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		for (const char *at = message; (at = strstr(at, forms[i].before)); at++) {
			const char *start = at + strlen(forms[i].before);
			cleanup_free char *hash = hash_at(start);
			const size_t len = hash ? strlen(hash) : 0;
			if (hash &&
				strncmp(start + len, forms[i].after, strlen(forms[i].after)) == 0)
				return steal(&hash);
		}
	return NULL;
}

static bool is_commit(const struct erratum *e, const char *hash)
{
	return hash && strncmp(hash, e->commit, COMMIT_DIGITS) == 0;
}

static bool matches(const char *pattern, const char *text)
{
	regex_t re;

	if (!pattern)
		return true;
	if (regcomp(&re, pattern, REG_EXTENDED | REG_NEWLINE | REG_NOSUB))
		return false;
	const bool found = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return found;
}

static bool has_type(const char *types, const char *type)
{
	const size_t len = strlen(type);

	for (const char *at = types; types && *at;) {
		const size_t n = strcspn(at, " ");
		if (n == len && strncmp(at, type, n) == 0)
			return true;
		at += n + (at[n] == ' ');
	}
	return !types;
}

static bool is_refused(const struct program_result *p)
{
	return p && (p->verdict == VERDICT_REJECTED || p->verdict == VERDICT_UNLOADABLE);
}

/* The end that is refused, and that which is not; both where one is. */
static const struct program_result *refused_of(const struct change_facts *f)
{
	if (is_refused(f->bad) != is_refused(f->good))
		return is_refused(f->bad) ? f->bad : f->good;
	return NULL;
}

/*
 * Whether the refusal fits the row.  The guest has looked at the log and the instruction, too, and
 * what it found is part of the answer.
 */
static bool fits(const struct erratum *e, const struct program_result *p)
{
	if (strstr(p->erratum, e->commit))
		return true;
	if (*p->erratum || e->insn || e->trace || e->condition || (!e->message && !e->section))
		return false;
	return (reason_is(p, e->reasons[0]) || (e->reasons[1] && reason_is(p, e->reasons[1]))) &&
	       has_type(e->types, p->type) && matches(e->section, p->section) &&
	       matches(e->message, p->detail);
}

/* Whether the rule of the row came or went between both releases, as the verdicts did. */
static bool lies_between(const struct erratum *e, const struct change_facts *f)
{
	const bool bad = is_refused(f->bad);
	const char *refused = bad ? f->bad_version : f->good_version,
		   *loaded = bad ? f->good_version : f->bad_version;

	return refused && loaded && erratum_refuses_on(e, refused) &&
	       !erratum_refuses_on(e, loaded);
}

static void say_row(FILE *to, const struct erratum *e)
{
	fprintf(to, "%s \"%s\"%s%s%s: %s\n  in %s%s%s%s\n", e->commit, e->title, e->cve ? " (" : "",
		e->cve ? e->cve : "", e->cve ? ")" : "", e->text, e->releases,
		e->until ? "; no more from " : "", e->until ? e->until : "",
		e->check == ERRATUM_UNCHECKED ? " (not checked)" : "");
}

char *known_change_say(const struct change_facts *f)
{
	const struct program_result *refused = refused_of(f);
	size_t count, len = 0, n = 0;
	const struct erratum *rows = errata_all(&count);
	char *text = NULL;
	FILE *to = open_memstream(&text, &len);

	for (size_t i = 0; i < count && to; i++) {
		const struct erratum *e = &rows[i];
		const bool named = is_commit(e, f->commit) || is_commit(e, f->upstream);
		if (!named && (f->commit || !refused || !fits(e, refused) || !lies_between(e, f)))
			continue;
		if (!n++)
			fputs(named ? "This change is known, bpfjury-errata(7):\n"
				    : "A known change between the two fits, bpfjury-errata(7):\n",
				to);
		say_row(to, e);
	}
	if (to && fclose(to) == 0)
		return text;
	free(text);
	return NULL;
}

static bool is_known(const struct change_facts *f)
{
	size_t count;
	const struct erratum *rows = errata_all(&count);
	bool known = false;

	for (size_t i = 0; i < count && !known; i++)
		known = is_commit(&rows[i], f->commit) || is_commit(&rows[i], f->upstream);
	return known;
}

/* The name of the enumerator for the word of a reason: "REASON_NULL_DEREFERENCE". */
static const char *enumerator(const char *word)
{
	static const struct {
		const char *word, *name;
	} rows[] = {
#define ROW(name, word, expectable, meaning) {word, "REASON_" #name},
		REASON_TABLE(ROW)
#undef ROW
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcmp(rows[i].word, word) == 0)
			return rows[i].name;
	return "REASON_UNCLASSIFIED";
}

/* @text in a C string; as a @pattern, in which any number stands for a number. */
static void put_string(FILE *to, const char *text, size_t most, bool pattern)
{
	fputc('"', to);
	for (size_t i = 0; text[i] && text[i] != '\n' && i < most; i++) {
		const unsigned char c = (unsigned char)text[i];
		if (pattern && isdigit(c)) {
			fputs("[0-9]+", to);
			while (isdigit((unsigned char)text[i + 1]))
				i++;
			continue;
		}
		if (pattern && strchr(".[]{}()*+?^$|\\", c))
			fputs("\\\\", to);
		if (c < 0x20 || c >= 0x7f)
			fputc(pattern ? '.' : '?', to);
		else if (c == '"' || (c == '\\' && !pattern))
			fprintf(to, "\\%c", c);
		else if (c == '\\')
			fputs("\\\\", to);
		else
			fputc(c, to);
	}
	fputc('"', to);
}

/* "v6.12-rc3" is part of 6.12. */
static void put_release(FILE *to, const char *tag)
{
	char version[48];

	if (!tag || *tag != 'v' || !version_upstream(tag + 1, version, sizeof(version))) {
		fputs("\"RELEASES\"", to);
		return;
	}
	version[strcspn(version, "-")] = '\0';
	fprintf(to, "\"%s\"", version);
}

char *known_change_row(const struct change_facts *f)
{
	const struct program_result *refused = refused_of(f);
	const char *commit = f->upstream ? f->upstream : f->commit;
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	if (to && refused && commit && strlen(commit) >= COMMIT_DIGITS && !is_known(f)) {
		fprintf(to, "\t{\"%.*s\", ", COMMIT_DIGITS, commit);
		put_string(to, f->subject ? f->subject : "TITLE", 200, false);
		fprintf(to, ", NULL, %s,\n\t\t",
			refused == f->bad ? "ERRATUM_REFUSES" : "ERRATUM_LOADS");
		put_release(to, f->release);
		fprintf(to, ", NULL, NULL,\n\t\t{%s, 0}, ", enumerator(refused->reason));
		if (*refused->type)
			put_string(to, refused->type, TYPE_SIZE, false);
		else
			fputs("NULL", to);
		fputs(", NULL, ", to);
		if (*refused->detail)
			put_string(to, refused->detail, MESSAGE_MOST, true);
		else
			fputs("NULL", to);
		fputs(", NULL, NULL, ERRATUM_ALWAYS,\n\t\t\"WHAT THE KERNEL DOES NOW\",\n"
		      "\t\t\"a bisect\", ERRATUM_UNCHECKED},\n",
			to);
	}
	if (to && fclose(to) == 0)
		return text;
	free(text);
	return NULL;
}
