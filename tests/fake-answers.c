// SPDX-License-Identifier: GPL-2.0-only
#include "fake-answers.h"
#include "verdict/reasons.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is done before a program is judged, or at the build; no answer to a program. */
static const char *const of_boot[] = {"no-boot", "slow", "stray", "salt", "lost"};

const char *fake_find(const char *vmlinux, size_t len)
{
	const char *at = memmem(vmlinux, len, FAKE_MARK, strlen(FAKE_MARK));

	return at ? strchr(at, '\n') : NULL;
}

/* The next word of @at, copied; false: there is none. */
static bool next_word(char **at, char *ret, size_t size)
{
	*at += strspn(*at, " \t");
	const size_t n = strcspn(*at, " \t");
	snprintf(ret, size, "%.*s", (int)n, *at);
	*at += n;
	*at += strspn(*at, " \t");
	return n;
}

/* The next line of @text that is not empty, copied; false: there is none. */
static bool next_line(const char **text, char *ret, size_t size)
{
	while (**text == '\n')
		++*text;
	const size_t n = strcspn(*text, "\n");
	snprintf(ret, size, "%.*s", (int)n, *text);
	*text += n;
	return n;
}

bool fake_word(const char *text, const char *word, char *ret, size_t size)
{
	char line[1024], first[64];

	while (next_line(&text, line, sizeof(line))) {
		char *at = line;
		if (!next_word(&at, first, sizeof(first)) || strcmp(first, word) != 0)
			continue;
		snprintf(ret, size, "%s", at);
		return true;
	}
	return false;
}

/* "REASON ERRNO LOG…": each may be missing. */
static bool read_refusal(struct fake_answer *a, char *at)
{
	char word[64];

	a->verdict = VERDICT_REJECTED;
	a->err = EACCES;
	snprintf(a->reason, sizeof(a->reason), "%s", "uninitialised-read");
	snprintf(a->log, sizeof(a->log), "R0 !read_ok");
	if (next_word(&at, word, sizeof(word))) {
		if (!reason_is_word(word))
			return false;
		snprintf(a->reason, sizeof(a->reason), "%s", word);
	}
	if (next_word(&at, word, sizeof(word)) && !(a->err = errno_from_symbol(word)))
		return false;
	if (*at)
		snprintf(a->log, sizeof(a->log), "%s", at);
	return true;
}

static bool read_number(char *at, int64_t *ret)
{
	char *end;

	*ret = strtoll(at, &end, 10);
	return end != at && !*end;
}

/* One answer, "rejected null-dereference"; false: it is not understood. */
static bool read_answer(struct fake_answer *a, char *at, unsigned int draw)
{
	char word[64];
	int64_t number;

	next_word(&at, word, sizeof(word));
	if (strcmp(word, "accepted") == 0) {
		a->verdict = VERDICT_ACCEPTED;
		a->err = 0;
		a->reason[0] = a->log[0] = '\0';
		return !*at;
	}
	if (strcmp(word, "rejected") == 0)
		return read_refusal(a, at);
	if (strcmp(word, "insns") == 0)
		return read_number(at, &a->insns);
	if (strcmp(word, "states") == 0)
		return read_number(at, &a->states);
	if (strcmp(word, "returns") == 0) {
		a->ran = read_number(at, &number);
		a->retval = (int32_t)number;
		return a->ran;
	}
	if (strcmp(word, "splat") == 0)
		return snprintf(a->splat, sizeof(a->splat), "%s", at) > 0;
	if (strcmp(word, "panic") == 0)
		return snprintf(a->panic, sizeof(a->panic), "%s", at) > 0;
	if (strcmp(word, "hang") == 0)
		return a->hang = !*at;
	if (strcmp(word, "flaky") == 0) {
		char percent[8];
		next_word(&at, percent, sizeof(percent));
		return read_number(percent, &number) &&
		       ((int64_t)draw >= number || read_answer(a, at, draw));
	}
	for (size_t i = 0; i < sizeof(of_boot) / sizeof(*of_boot); i++)
		if (strcmp(word, of_boot[i]) == 0)
			return true;
	return false;
}

/* "object GLOB" and "program GLOB" in front of an answer; whether they are about this program. */
static bool is_about(char **at, const char *object, const char *program)
{
	char word[64], glob[256];

	for (;;) {
		char *rest = *at;
		next_word(&rest, word, sizeof(word));
		const char *name = strcmp(word, "object") == 0	  ? object
				   : strcmp(word, "program") == 0 ? program
								  : NULL;
		if (!name)
			return true;
		next_word(&rest, glob, sizeof(glob));
		if (fnmatch(glob, name, 0) != 0)
			return false;
		*at = rest;
	}
}

bool fake_answer(struct fake_answer *ret, const char *text, const char *object, const char *program,
	unsigned int draw)
{
	char line[1024];

	*ret = (struct fake_answer){.verdict = VERDICT_ACCEPTED, .insns = 100, .states = 10};
	while (next_line(&text, line, sizeof(line))) {
		char *at = line;
		if (!is_about(&at, object, program) || read_answer(ret, at, draw))
			continue;
		fprintf(stderr, "fake-qemu: the kernel's answer is not understood: %s\n", line);
		return false;
	}
	return true;
}
