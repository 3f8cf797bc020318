/* SPDX-License-Identifier: GPL-2.0-only */
/* A command is one row: cmd-NAME.c exports it, main.c lists it. */
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
	/* argv[0] is the command's name; returns an enum status of diag.h. */
	int (*run)(int argc, char **argv);
};

extern const struct command command_doctor;
extern const struct command command_kernel;
extern const struct command command_pack;
extern const struct command command_try;

/* One line that ends in where help is, and STATUS_MISUSE for the caller to return. */
int command_misuse(const char *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The same for what getopt_long() refused: @c is ':' or '?', its option string beginning with
 * ':'.  Those of @options that it may have been meant to be are named.
 */
int command_bad_option(const char *command, int c, char **argv, const struct option *options);

/*
 * The same for a @word that is none of the @count @words which @option takes; all of them are
 * named, the nearest again.
 */
int command_no_word(const char *command, const char *option, const char *word,
	const char *const words[], size_t count);

/* The options that were given, by what getopt_long() returns for each. */
#define OPTION_VALUES 300
struct option_marks {
	bool seen[OPTION_VALUES];
};

/*
 * An option that takes a value counts once, unless @many has its letter: of two values one
 * would be dropped unsaid.  0, or the status to end with.
 */
int command_once(struct option_marks *m, const char *command, int c, const struct option *options,
	const char *many);

/* -q and -v, which every command that works has. */
void command_verbosity(int c);

/* An option or command that the contract has and no code serves yet. */
int command_not_built(const char *command, const char *what);

/* A decimal from @min to @max, whole; -EINVAL. */
int number_from_word(const char *word, int64_t min, int64_t max, int64_t *ret);
/* "512M", "2G", "768" (MiB) → MiB; -EINVAL. */
int mebibytes_from_word(const char *word, int64_t *ret);

#endif
