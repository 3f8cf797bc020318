// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/run-parameters.h"
#include "verdict/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

#define DIGITS	   "0123456789"
#define HEX_DIGITS DIGITS "abcdef"
#define LETTERS	   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

#define NO_NONCE "0000000000000000"

#define VALUE_SIZE 96

/* Nothing but characters of @accepted, one at least, that fit in @size with the NUL. */
static bool read_text(char *ret, size_t size, const char *value, const char *accepted)
{
	if (!*value || strlen(value) >= size || value[strspn(value, accepted)])
		return false;
	strcpy(ret, value);
	return true;
}

static bool read_hex(char *ret, size_t size, const char *value)
{
	return strlen(value) == size - 1 && read_text(ret, size, value, HEX_DIGITS);
}

static bool read_records(struct run_parameters *p, const char *value)
{
	return read_text(p->records, sizeof(p->records), value, LETTERS DIGITS);
}

static void write_records(const struct run_parameters *p, char value[VALUE_SIZE])
{
	snprintf(value, VALUE_SIZE, "%s", p->records);
}

static bool read_nonce(struct run_parameters *p, const char *value)
{
	return read_hex(p->nonce, sizeof(p->nonce), value);
}

static void write_nonce(const struct run_parameters *p, char value[VALUE_SIZE])
{
	snprintf(value, VALUE_SIZE, "%s", strcmp(p->nonce, NO_NONCE) ? p->nonce : "");
}

static bool read_program_timeout(struct run_parameters *p, const char *value)
{
	char *end;
	const long seconds = strtol(value, &end, 10);

	if (!*value || *end || seconds <= 0 || seconds > PROGRAM_TIMEOUT_S_MAX)
		return false;
	p->program_timeout_s = seconds;
	return true;
}

static void write_program_timeout(const struct run_parameters *p, char value[VALUE_SIZE])
{
	snprintf(value, VALUE_SIZE, "%" PRId64, p->program_timeout_s);
}

static bool read_deadline(struct run_parameters *p, const char *value)
{
	p->host_deadline |= strcmp(value, "host") == 0;
	return strcmp(value, "host") == 0;
}

#define SINGLES "singles"

static void write_deadline(const struct run_parameters *p, char value[VALUE_SIZE])
{
	snprintf(value, VALUE_SIZE, "%s", p->host_deadline ? "host" : "");
}

/* "O:P", "O:P:N" or "O:P:N:singles" */
static bool read_from(struct run_parameters *p, const char *value)
{
	int64_t numbers[3] = {0, 0, -1};
	size_t n = 0;

	for (;; value++) {
		const size_t digits = strspn(value, DIGITS);
		if (n == ARRAY_SIZE(numbers) && strcmp(value, SINGLES) == 0)
			break;
		if (!digits || digits > 18 || n == ARRAY_SIZE(numbers))
			return false;
		numbers[n++] = strtoll(value, NULL, 10);
		value += digits;
		if (*value != ':')
			break;
	}
	if ((*value && strcmp(value, SINGLES) != 0) || n < 2 || numbers[2] == 0)
		return false;
	p->from_singles = *value || numbers[1];
	p->from_object = numbers[0];
	p->from_program = numbers[1];
	p->from_programs = numbers[2];
	return true;
}

static void write_from(const struct run_parameters *p, char value[VALUE_SIZE])
{
	int n = 0;

	if (p->from_object || p->from_program || p->from_singles)
		n = snprintf(
			value, VALUE_SIZE, "%" PRId64 ":%" PRId64, p->from_object, p->from_program);
	/* the count of an object's programs is needed only within an object that has begun */
	if (n && (p->from_program || p->from_singles) && p->from_programs > 0)
		snprintf(value + n, VALUE_SIZE - (size_t)n, ":%" PRId64 "%s", p->from_programs,
			p->from_singles && !p->from_program ? ":" SINGLES : "");
}

static bool read_features(struct run_parameters *p, const char *value)
{
	p->survey |= strcmp(value, "all") == 0;
	return strcmp(value, "all") == 0;
}

static void write_features(const struct run_parameters *p, char value[VALUE_SIZE])
{
	snprintf(value, VALUE_SIZE, "%s", p->survey ? "all" : "");
}

static bool read_whole(struct run_parameters *p, const char *value)
{
	p->no_whole |= strcmp(value, "never") == 0;
	return strcmp(value, "never") == 0;
}

static void write_whole(const struct run_parameters *p, char value[VALUE_SIZE])
{
	snprintf(value, VALUE_SIZE, "%s", p->no_whole ? "never" : "");
}

static bool read_coverage(struct run_parameters *p, const char *value)
{
	p->coverage |= strcmp(value, "all") == 0;
	return strcmp(value, "all") == 0;
}

static void write_coverage(const struct run_parameters *p, char value[VALUE_SIZE])
{
	snprintf(value, VALUE_SIZE, "%s", p->coverage ? "all" : "");
}

static bool read_log(struct run_parameters *p, const char *value)
{
	p->logs |= strcmp(value, "accepted") == 0;
	return strcmp(value, "accepted") == 0;
}

static void write_log(const struct run_parameters *p, char value[VALUE_SIZE])
{
	snprintf(value, VALUE_SIZE, "%s", p->logs ? "accepted" : "");
}

static bool read_hot(struct run_parameters *p, const char *value)
{
	const size_t digits = strspn(value, DIGITS);
	const int64_t percent = strtoll(value, NULL, 10);

	if (!digits || digits > 3 || value[digits] || percent < 1 || percent > 100)
		return false;
	p->hot_percent = percent;
	return true;
}

static void write_hot(const struct run_parameters *p, char value[VALUE_SIZE])
{
	if (p->hot_percent)
		snprintf(value, VALUE_SIZE, "%" PRId64, p->hot_percent);
}

static bool read_memory(struct run_parameters *p, const char *value)
{
	const size_t digits = strspn(value, DIGITS);
	const int64_t mib = strtoll(value, NULL, 10);

	if (!digits || digits > 18 || value[digits] || mib < 1 || mib > GUEST_MEMORY_MIB_MAX)
		return false;
	p->memory_mib = mib;
	return true;
}

static void write_memory(const struct run_parameters *p, char value[VALUE_SIZE])
{
	if (p->memory_mib)
		snprintf(value, VALUE_SIZE, "%" PRId64, p->memory_mib);
}

static bool read_added(struct run_parameters *p, const char *value)
{
	return read_hex(p->added, sizeof(p->added), value);
}

static void write_added(const struct run_parameters *p, char value[VALUE_SIZE])
{
	snprintf(value, VALUE_SIZE, "%s", p->added);
}

/*
 * In the order in which they are written.  @write leaves "" where the word can be left out.
 * @in_file: it may be in PARAMETERS_PATH, since machines restored from one snapshot differ in it.
 */
static const struct {
	const char *key;
	bool (*read)(struct run_parameters *p, const char *value);
	void (*write)(const struct run_parameters *p, char value[VALUE_SIZE]);
	bool in_file;
} table[] = {
	{"records", read_records, write_records},
	{"nonce", read_nonce, write_nonce, true},
	{"program_timeout", read_program_timeout, write_program_timeout},
	{"deadline", read_deadline, write_deadline},
	{"from", read_from, write_from, true},
	{"features", read_features, write_features},
	{"whole", read_whole, write_whole},
	{"coverage", read_coverage, write_coverage},
	{"log", read_log, write_log},
	{"hot", read_hot, write_hot},
	{"memory", read_memory, write_memory},
	{"added", read_added, write_added},
};

void run_parameters_init(struct run_parameters *p)
{
	*p = (struct run_parameters){
		.nonce = NO_NONCE, .from_programs = -1, .program_timeout_s = PROGRAM_TIMEOUT_S};
}

void run_parameters_write(char out[RUN_PARAMETERS_SIZE], const struct run_parameters *p)
{
	size_t len = 0;

	*out = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		char value[VALUE_SIZE] = "";
		table[i].write(p, value);
		if (*value)
			len += (size_t)snprintf(out + len, RUN_PARAMETERS_SIZE - len,
				"%s" RUN_PARAMETERS_PREFIX "%s=%s", len ? " " : "", table[i].key,
				value);
	}
}

/* "KEY=VALUE"; false where it is not understood, and @p is as it was. */
static bool read_word(struct run_parameters *p, const char *word, bool in_file)
{
	const size_t len = strcspn(word, "=");

	for (size_t i = 0; i < ARRAY_SIZE(table) && word[len]; i++)
		if (strlen(table[i].key) == len && strncmp(table[i].key, word, len) == 0)
			return (!in_file || table[i].in_file) && table[i].read(p, word + len + 1);
	return false;
}

void run_parameters_read(
	struct run_parameters *p, const char *text, bool in_file, char *wrong, size_t size)
{
	char word[VALUE_SIZE + 32]; /* a longer one is none that we know */
	const char *const prefix = RUN_PARAMETERS_PREFIX;

	*wrong = '\0';
	for (text += strspn(text, " \t\n"); *text; text += strspn(text, " \t\n")) {
		const size_t len = strcspn(text, " \t\n");
		snprintf(word, sizeof(word), "%.*s", (int)len, text);
		text += len;
		if (strncmp(word, prefix, strlen(prefix)) != 0)
			continue;
		if (len >= sizeof(word) || !read_word(p, word + strlen(prefix), in_file))
			if (!*wrong)
				snprintf(wrong, size, "%s", word);
	}
	explicit_bzero(word, sizeof(word)); /* it had the nonce */
}
