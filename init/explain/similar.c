// SPDX-License-Identifier: GPL-2.0-only
#include "explain/similar.h"
#include "verdict/nearest.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/*
 * A name is as similar as the parts of 100 that it has in common with the word.  Renamed functions
 * of the kernel keep most of their words: account_page_dirtied, folio_account_dirtied.
 */
#define LEAST	    68 /* less is no similarity */
#define FALL	    20 /* as much less than the most similar one is noise */
#define WORDS_MAX   16
#define LETTERS_MIN 3 /* of a word, or of what a name contains, that counts */

/* The words of a name: "__do_sys_open" has "do", "sys", "open". */
struct words {
	struct {
		const char *at;
		size_t len;
	} words[WORDS_MAX];
	size_t count, letters;
};

static void split(struct words *ret, const char *name)
{
	*ret = (struct words){.count = 0};
	for (const char *at = name + strspn(name, "_"); *at && ret->count < WORDS_MAX;
		at += strspn(at, "_")) {
		const size_t len = strcspn(at, "_");
		ret->words[ret->count].at = at;
		ret->words[ret->count++].len = len;
		ret->letters += len;
		at += len;
	}
}

/* Letters of the words that both have, each word of @b counted once. */
static size_t count_common(const struct words *a, const struct words *b)
{
	bool used[WORDS_MAX] = {false};
	size_t common = 0;

	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++) {
			const size_t len = a->words[i].len;
			if (used[j] || len < LETTERS_MIN || len != b->words[j].len ||
				memcmp(a->words[i].at, b->words[j].at, len) != 0)
				continue;
			used[j] = true;
			common += len;
			break;
		}
	return common;
}

/* Whether @name has @word at its beginning or behind an underscore. */
static bool begins_word(const char *name, const char *word)
{
	const char *at = strstr(name, word);

	return at && (at == name || at[-1] == '_');
}

/* Which letters and digits a name has: a bit for each. */
static uint64_t letters_of(const char *name)
{
	uint64_t letters = 0;

	for (; *name; name++)
		letters |= UINT64_C(1) << (tolower((unsigned char)*name) & 63);
	return letters;
}

/* An edit takes one letter away and brings one: names this far apart differ in no more of them. */
static bool may_be_near(const char *a, const char *b, size_t distance)
{
	return (size_t)__builtin_popcountll(letters_of(a) ^ letters_of(b)) <= 2 * distance;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t score(const char *word, const struct words *words, const char *name)
{
	const char *bare = word + strspn(word, "_"), *other = name + strspn(name, "_");
	const size_t len = strlen(bare), with = strlen(other), most = larger(len, with);
	const size_t apart = most - (len + with - most), allowed = len / 6;
	struct words theirs;
	size_t best = 0;

	if (len < LETTERS_MIN || with < LETTERS_MIN)
		return 0;
	if (strcmp(bare, other) == 0)
		return 99;
	/* a name that is but a small part of the word has little to do with it */
	if (len <= with ? begins_word(other, bare)
			: 5 * with >= 3 * len && begins_word(bare, other))
		best = 60 + 35 * (most - apart) / most;
	split(&theirs, name);
	best = larger(best, 190 * count_common(words, &theirs) / (words->letters + theirs.letters));
	if (apart <= allowed && may_be_near(bare, other, allowed)) {
		const size_t distance = nearest_distance(bare, other);
		if (distance <= allowed)
			best = larger(best, 98 - 10 * distance);
	}
	return best;
}

size_t similar_names(const char *ret[SIMILAR_MAX], const char *word, const char *const names[],
	size_t count, bool (*fits)(const char *name))
{
	size_t scores[SIMILAR_MAX], n = 0;
	struct words words;

	split(&words, word);
	for (size_t i = 0; i < count; i++) {
		const size_t s = score(word, &words, names[i]);
		size_t at = n;
		while (at > 0 &&
			(scores[at - 1] < s ||
				(scores[at - 1] == s && strlen(ret[at - 1]) > strlen(names[i]))))
			at--;
		if (s < LEAST || at == SIMILAR_MAX || (fits && !fits(names[i])))
			continue;
		n += n < SIMILAR_MAX;
		for (size_t j = n - 1; j > at; j--) {
			scores[j] = scores[j - 1];
			ret[j] = ret[j - 1];
		}
		scores[at] = s;
		ret[at] = names[i];
	}
	while (n > 1 && scores[n - 1] + FALL < scores[0])
		n--;
	return n;
}

const char *similar_list(
	char *ret, size_t size, const char *const similar[SIMILAR_MAX], size_t count)
{
	size_t len = 0;

	*ret = '\0';
	for (size_t i = 0; i < count && len < size; i++) {
		const int n = snprintf(
			ret + len, size - len, "%s%s", i ? ", " : "; nearest: ", similar[i]);
		if (n < 0 || (size_t)n >= size - len) {
			ret[len] = '\0'; /* no half of a name */
			break;
		}
		len += (size_t)n;
	}
	return ret;
}
