// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int command_misuse(const char *command, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	diag_error("%s: %s; see bpfjury %s --help", command, text, command);
	return STATUS_MISUSE;
}

/* "; did you mean --memory?" for an unknown option. */
static const char *ask_option(
	char *ret, size_t size, const char *word, const struct option *options)
{
	char names[64][32], bare[64];
	const char *list[64];
	size_t n = 0;

	for (; options[n].name && n < ARRAY_SIZE(names); n++) {
		snprintf(names[n], sizeof(names[n]), "--%s", options[n].name);
		list[n] = names[n];
	}
	snprintf(bare, sizeof(bare), "%.*s", (int)strcspn(word, "="), word);
	return nearest_question(ret, size, bare, list, n);
}

int command_bad_option(const char *command, int c, char **argv, const struct option *options)
{
	const char *word = argv[optind - 1];
	char question[256] = "";

	if (c == ':')
		return command_misuse(command, "%s: an argument is missing", word);
	if (optopt && strncmp(word, "--", 2) != 0)
		return command_misuse(command, "-%c: unknown option", optopt);
	if (!optopt)
		ask_option(question, sizeof(question), word, options);
	return command_misuse(command, "%s: %s%s", word,
		optopt ? "takes no argument" : "unknown option", question);
}

int command_no_word(const char *command, const char *option, const char *word,
	const char *const words[], size_t count)
{
	char all[256] = "", question[256];
	size_t len = 0;

	for (size_t i = 0; i < count && len < sizeof(all); i++)
		len += (size_t)snprintf(all + len, sizeof(all) - len, "%s%s",
			i == 0		? ""
			: i < count - 1 ? ", "
					: " or ",
			words[i]);
	return command_misuse(command, "%s %s: must be %s%s", option, word, all,
		nearest_question(question, sizeof(question), word, words, count));
}

int command_once(struct option_marks *m, const char *command, int c, const struct option *options,
	const char *many)
{
	const struct option *o = options;

	while (o->name && o->val != c)
		o++;
	if (!o->name || o->has_arg == no_argument || c >= OPTION_VALUES ||
		(c < 128 && strchr(many, c)))
		return 0;
	if (m->seen[c])
		return command_misuse(command, "--%s is given twice", o->name);
	m->seen[c] = true;
	return 0;
}

void command_verbosity(int c)
{
	diag_verbosity = c == 'q' ? -1 : diag_verbosity + 1;
}

bool command_is_step(int argc, char *const argv[])
{
	static const char step[] = "--step";

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const size_t n = strcspn(argv[i], "=");
		if (n > 2 && n < sizeof(step) && strncmp(argv[i], step, n) == 0)
			return true;
	}
	return false;
}

int command_not_built(const char *command, const char *what)
{
	diag_error("%s: %s is not built yet", command, what);
	return STATUS_MISUSE;
}

int number_from_word(const char *word, int64_t min, int64_t max, int64_t *ret)
{
	char *end;

	errno = 0;
	long long value = strtoll(word, &end, 10);
	if (errno || end == word || *end || value < min || value > max || *word == ' ' ||
		*word == '+')
		return -EINVAL;
	*ret = value;
	return 0;
}

int mebibytes_from_word(const char *word, int64_t *ret)
{
	char number[16];
	size_t len = strlen(word);
	int64_t unit = 1, value;

	if (len == 0 || len >= sizeof(number))
		return -EINVAL;
	strcpy(number, word);
	if (number[len - 1] == 'M' || number[len - 1] == 'G') {
		unit = number[len - 1] == 'G' ? 1024 : 1;
		number[len - 1] = '\0';
	}
	if (number_from_word(number, 1, 1 << 20, &value))
		return -EINVAL;
	*ret = value * unit;
	return 0;
}
