// SPDX-License-Identifier: GPL-2.0-only
#include "expect/messages.h"
#include "verdict/text.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a message matched: from @start to before @end. */
struct match {
	const char *start, *end;
};

static const char no_pattern[] = "expected message is not a valid pattern";

static bool is_special(char c)
{
	return strchr("\\^$.[]|()*+?{}", c) != NULL;
}

/*
 * The whole message as a POSIX extended regular expression, malloc'd: what is outside of {{ and }}
 * is escaped.  NULL: a {{ is not closed, or there is no memory.
 */
static char *to_regex(const char *message)
{
	char *out = malloc(2 * strlen(message) + 1), *at = out;

	while (out && *message) {
		if (strncmp(message, "{{", 2) == 0) {
			const char *end = strstr(message, "}}");
			if (!end) {
				free(out);
				return NULL;
			}
			/* in a group, so that an alternative ends with the expression */
			*at++ = '(';
			memcpy(at, message + 2, (size_t)(end - message - 2));
			at += end - message - 2;
			*at++ = ')';
			message = end + 2;
			continue;
		}
		if (is_special(*message))
			*at++ = '\\';
		*at++ = *message++;
	}
	if (out)
		*at = '\0';
	return out;
}

/*
 * Whether the expression may take too much time or memory: regcomp() writes nested repetitions out,
 * so their product is bounded; a back-reference (\1) makes regexec() try every way to match.
 */
static bool is_costly(const char *expression)
{
	unsigned long rounds = 1;

	for (const char *at = expression; *at; at++) {
		if (*at == '\\' && at[1]) {
			if (isdigit((unsigned char)*++at))
				return true;
		} else if (*at == '{') {
			const char *comma = at + 1 + strspn(at + 1, "0123456789");
			const bool range = *comma == ',' && isdigit((unsigned char)comma[1]);
			unsigned long n = strtoul(range ? comma + 1 : at + 1, NULL, 10);
			rounds *= n > 1 ? n : 1;
			if (n > 1000 || rounds > 1000)
				return true;
		}
	}
	return false;
}

const char *message_unsound(const char *message)
{
	const char *from = message, *const whole = message;
	bool selective = false; /* some part of it is not in every text */
	char part[MESSAGE_MAX + 1];
	regex_t re;

	if (strlen(message) > MESSAGE_MAX)
		return "a message that is too long";
	while ((message = strstr(message, "{{"))) {
		selective |= message > from;
		const char *end = strstr(message += 2, "}}");
		if (!end || end == message)
			return no_pattern;
		snprintf(part, sizeof(part), "%.*s", (int)(end - message), message);
		if (is_costly(part) || regcomp(&re, part, REG_EXTENDED | REG_NEWLINE))
			return no_pattern;
		selective |= regexec(&re, "", 0, NULL, 0) != 0;
		regfree(&re);
		from = message = end + 2;
	}
	return selective || *from || from == whole ? NULL : "a message that every text has";
}

/*
 * The first match of @message in @from, which is a part of @text.  False: there is none; with
 * *@ret_bad set, because the message is no valid pattern.
 */
static bool find_message(
	struct match *ret, const char *message, const char *from, const char *text, bool *ret_bad)
{
	regmatch_t at;
	regex_t re;

	if (!strstr(message, "{{")) {
		ret->start = strstr(from, message);
		ret->end = ret->start ? ret->start + strlen(message) : NULL;
		return ret->start;
	}
	char *pattern = to_regex(message);
	bool bad = !pattern || regcomp(&re, pattern, REG_EXTENDED | REG_NEWLINE) != 0;
	free(pattern);
	if (bad) {
		*ret_bad = true;
		return false;
	}
	const bool at_line_start = from == text || from[-1] == '\n';
	bool found = regexec(&re, from, 1, &at, at_line_start ? 0 : REG_NOTBOL) == 0;
	regfree(&re);
	if (found)
		*ret = (struct match){from + at.rm_so, from + at.rm_eo};
	return found;
}

static size_t lines_between(const char *from, const char *to)
{
	size_t lines = 0;

	for (; from < to; from++)
		lines += *from == '\n';
	return lines;
}

static void set_why(char *why, size_t size, const char *what, const char *message)
{
	char clean[256];

	text_set(clean, message);
	snprintf(why, size, "%s: \"%s\"", what, clean);
}

/* That the absent message @m is not between @from and @to; @to NULL: the end of @text. */
static enum met check_absent(const struct message *m, const char *text, const char *from,
	const char *to, char *why, size_t size)
{
	struct match match;
	bool bad = false;

	if (find_message(&match, m->text, from, text, &bad) && (!to || match.end <= to)) {
		set_why(why, size, "a message that must not be there", m->text);
		return MET_UNMET;
	}
	if (bad)
		set_why(why, size, no_pattern, m->text);
	return bad ? MET_UNKNOWN : MET_MET;
}

/*
 * Kernels cut the beginning of a log that is too long (6.4 and later) or its end.  What must be
 * absent may have been there.
 */
static enum met check_cut(const struct messages *list, char *why, size_t why_size)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->at[i].absent) {
			set_why(why, why_size, "the log was cut, and this may have been there",
				list->at[i].text);
			return MET_UNKNOWN;
		}
	return MET_MET;
}

enum met messages_find(
	const struct messages *list, const char *text, bool cut, char *why, size_t why_size)
{
	const struct message *messages = list->at;
	struct match last = {text, text}, here;
	bool any = false, bad = false;
	size_t absent = 0; /* the first of the absent messages since the last match */
	enum met met = MET_MET;

	if (!list->count)
		return MET_NONE;
	for (size_t i = 0; i <= list->count; i++) {
		const struct message *m = i < list->count ? &messages[i] : NULL;
		if (m && m->absent)
			continue;
		if (m && !find_message(&here, m->text, last.end, text, &bad)) {
			set_why(why, why_size,
				bad   ? no_pattern
				: cut ? "expected message not in what is left of the log"
				      : "expected message missing",
				m->text);
			return bad || cut ? MET_UNKNOWN : MET_UNMET;
		}
		for (; absent < i && met == MET_MET; absent++)
			met = check_absent(&messages[absent], text, last.end, m ? here.start : NULL,
				why, why_size);
		absent = i + 1;
		if (!m || met != MET_MET)
			break;
		if (m->next_line && any && lines_between(last.start, here.start) != 1) {
			set_why(why, why_size, "expected message not on the next line", m->text);
			return MET_UNMET;
		}
		last = here;
		any = true;
	}
	return cut && met == MET_MET ? check_cut(list, why, why_size) : met;
}

/* The log without the source lines and the BTF dump; malloc'd, NULL without memory. */
static char *without_quotes(const char *log)
{
	char *out = malloc(strlen(log) + 1), *at = out;
	bool btf = false;

	while (out && *log) {
		size_t n = strcspn(log, "\n") + 1;
		if (!log[n - 1])
			n--;
		const bool source = strncmp(log, "; ", 2) == 0; /* may quote a marker below too */
		btf |= !source && strncmp(log, "libbpf: -- BEGIN BTF LOAD LOG", 29) == 0;
		if (strncmp(log, "-- END BTF LOAD LOG", 19) == 0)
			btf = false;
		else if (!btf && !source) {
			memcpy(at, log, n);
			at += n;
		}
		log += n;
	}
	if (out)
		*at = '\0';
	return out;
}

enum met messages_find_in_log(
	const struct messages *messages, const char *log, bool cut, char *why, size_t why_size)
{
	char *own = messages->count ? without_quotes(log) : NULL;

	if (!messages->count)
		return MET_NONE;
	if (!own) {
		snprintf(why, why_size, "no memory to look for messages");
		return MET_UNKNOWN;
	}
	enum met met = messages_find(messages, own, cut, why, why_size);
	free(own);
	return met;
}
