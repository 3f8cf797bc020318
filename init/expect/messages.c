// SPDX-License-Identifier: GPL-2.0-only
#include "expect/messages.h"
#include "verdict/text.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where one was found. */
struct place {
	const char *start, *end;
};

static bool is_special(char c)
{
	return strchr("\\^$.[]|()*+?{}", c) != NULL;
}

/*
 * Message → POSIX extended: all literal but for what stands between {{ and }}.  NULL where one is
 * open.
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
			/* a group of its own, so that an alternative in it ends with it */
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

const char *message_unsound(const char *message)
{
	static const char no_pattern[] = "expected message is no pattern";
	bool says = false; /* something that not every text has */
	char part[MESSAGE_MAX + 1];
	const char *from = message, *const whole = message;
	regex_t re;

	if (strlen(message) > MESSAGE_MAX)
		return "a message longer than is looked for";
	while ((message = strstr(message, "{{"))) {
		says |= message > from;
		const char *end = strstr(message += 2, "}}");
		unsigned long rounds = 1;
		if (!end || end == message)
			return no_pattern;
		snprintf(part, sizeof(part), "%.*s", (int)(end - message), message);
		/*
		 * repetitions of repetitions are written out by regcomp(), and \1 is tried in every
		 * way there is
		 */
		for (const char *at = part; *at; at++) {
			if (*at == '\\' && at[1]) {
				if (isdigit((unsigned char)*++at))
					return no_pattern;
			} else if (*at == '{') {
				const char *comma = at + 1 + strspn(at + 1, "0123456789");
				unsigned long n =
					strtoul(*comma == ',' && isdigit((unsigned char)comma[1])
							? comma + 1
							: at + 1,
						NULL, 10);
				rounds *= n > 1 ? n : 1;
				if (n > 1000 || rounds > 1000)
					return no_pattern;
			}
		}
		if (regcomp(&re, part, REG_EXTENDED | REG_NEWLINE))
			return no_pattern;
		says |= regexec(&re, "", 0, NULL, 0) != 0;
		regfree(&re);
		from = message = end + 2;
	}
	return says || *from || from == whole ? NULL : "a message that every text has";
}

/*
 * The first match of @message in @text, which goes on from @whole; false where there is none, or a
 * bad pattern.
 */
static bool find(
	struct place *ret, const char *message, const char *text, const char *whole, bool *ret_bad)
{
	regmatch_t at;
	regex_t re;

	if (!strstr(message, "{{")) {
		ret->start = strstr(text, message);
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
	bool found =
		regexec(&re, text, 1, &at, text == whole || text[-1] == '\n' ? 0 : REG_NOTBOL) == 0;
	regfree(&re);
	if (found)
		*ret = (struct place){text + at.rm_so, text + at.rm_eo};
	return found;
}

static size_t lines_between(const char *from, const char *to)
{
	size_t lines = 0;

	for (; from < to; from++)
		lines += *from == '\n';
	return lines;
}

static void say(char *why, size_t size, const char *what, const char *message)
{
	char clean[256];

	text_set(clean, message);
	snprintf(why, size, "%s: \"%s\"", what, clean);
}

/* One that must not stand between @from and @to, where the next that must was found. */
static enum met find_absent(const struct message *m, const char *text, const char *from,
	const char *to, char *why, size_t size)
{
	struct place place;
	bool bad = false;

	if (find(&place, m->text, from, text, &bad) && (!to || place.end <= to)) {
		say(why, size, "a message that must not be there", m->text);
		return MET_UNMET;
	}
	if (bad)
		say(why, size, "expected message is no pattern", m->text);
	return bad ? MET_UNKNOWN : MET_MET;
}

enum met messages_find(
	const struct messages *list, const char *text, bool cut, char *why, size_t why_size)
{
	const struct message *messages = list->at;
	const size_t count = list->count;
	struct place last = {text, text}, here;
	bool any = false, bad = false;
	size_t absent =
		0; /* from here on, those that must not be there before the next that must */
	enum met met = MET_MET;

	for (size_t i = 0; i <= count && met == MET_MET; i++) {
		const struct message *m = &messages[i];
		if (i < count && m->absent)
			continue;
		if (i < count && !find(&here, m->text, last.end, text, &bad)) {
			say(why, why_size,
				bad   ? "expected message is no pattern"
				: cut ? "expected message not in what is left of the log"
				      : "expected message missing",
				m->text);
			return bad || cut ? MET_UNKNOWN : MET_UNMET;
		}
		for (; absent < i && met == MET_MET; absent++)
			met = find_absent(&messages[absent], text, last.end,
				i < count ? here.start : NULL, why, why_size);
		absent = i + 1;
		if (i == count || met != MET_MET)
			break;
		if (m->next_line && any && lines_between(last.start, here.start) != 1) {
			say(why, why_size, "expected message not on the next line", m->text);
			return MET_UNMET;
		}
		last = here;
		any = true;
	}
	/* kernels lose the head of what is too long (6.4 and later), or its tail */
	for (size_t i = 0; cut && i < count && met == MET_MET; i++)
		if (messages[i].absent) {
			say(why, why_size, "the log was cut, where this must not have been",
				messages[i].text);
			met = MET_UNKNOWN;
		}
	return count ? met : MET_NONE;
}

static char *own_words(const char *log)
{
	char *out = malloc(strlen(log) + 1), *at = out;
	bool btf = false;

	while (out && *log) {
		size_t n = strcspn(log, "\n") + 1;
		if (!log[n - 1])
			n--;
		const bool echoed = strncmp(log, "; ", 2) == 0; /* whatever it says */
		btf |= !echoed && strncmp(log, "libbpf: -- BEGIN BTF LOAD LOG", 29) == 0;
		if (strncmp(log, "-- END BTF LOAD LOG", 19) == 0)
			btf = false;
		else if (!btf && !echoed) {
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
	char *words = messages->count ? own_words(log) : NULL;

	if (!messages->count)
		return MET_NONE;
	if (!words) {
		snprintf(why, why_size, "no memory to look for messages");
		return MET_UNKNOWN;
	}
	enum met met = messages_find(messages, words, cut, why, why_size);
	free(words);
	return met;
}
