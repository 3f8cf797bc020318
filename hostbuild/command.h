/* SPDX-License-Identifier: GPL-2.0-only */
/* A command of the tool: cmd-NAME.c exports a row, main.c lists it. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct option; /* getopt.h */

struct command {
	const char *name;
	const char *summary; /* one line of `bpfjury --help` */
	const char *help;    /* all of `bpfjury NAME --help` */
	/* argv[0] is the command's name.  Returns an enum status of diag.h. */
	int (*run)(int argc, char **argv);
};

extern const struct command command_bisect;
extern const struct command command_compare;
extern const struct command command_doctor;
extern const struct command command_history;
extern const struct command command_init;
extern const struct command command_kernel;
extern const struct command command_pack;
extern const struct command command_plan;
extern const struct command command_report;
extern const struct command command_try;

/* Report "COMMAND: MESSAGE; see bpfjury COMMAND --help".  Returns STATUS_MISUSE. */
int command_misuse(const char *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The same for an option that getopt_long() refused: @c is what it returned, ':' or '?' (its option
 * string must begin with ':').  Similar names of @options are suggested.
 */
int command_bad_option(const char *command, int c, char **argv, const struct option *options);

/*
 * The same for a @word that is none of the @count @words that @option takes.  All are listed, and
 * the most similar are suggested.
 */
int command_no_word(const char *command, const char *option, const char *word,
	const char *const words[], size_t count);

/* The options that were given, by the value that getopt_long() returns for each. */
#define OPTION_VALUES 300
struct option_marks {
	bool seen[OPTION_VALUES];
};

/*
 * Refuse a second value for an option unless @many has its letter: one of the two would be ignored.
 * Call it for each option.  0, or STATUS_MISUSE, reported.
 */
int command_once(struct option_marks *m, const char *command, int c, const struct option *options,
	const char *many);

/* Apply -q or -v, @c, to diag_verbosity. */
void command_verbosity(int c);

/*
 * Whether a word before "--" asks for --step, also abbreviated: then `git bisect run` reads the
 * exit status, for which misuse must not be an answer.
 */
bool command_is_step(int argc, char *const argv[]);
#define COMMAND_STEP_STOP 128 /* git-bisect(1): from here on it ends */

/* Refuse an option or command that is planned but does not exist yet.  STATUS_MISUSE. */
int command_not_built(const char *command, const char *what);

/* A decimal integer from @min to @max; -EINVAL for any other @word. */
int number_from_word(const char *word, int64_t min, int64_t max, int64_t *ret);
/* A size, "512M", "2G", or "768" (MiB), in MiB from 1 to 2^20 before its unit; -EINVAL. */
int mebibytes_from_word(const char *word, int64_t *ret);

#endif
