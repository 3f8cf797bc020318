/* SPDX-License-Identifier: GPL-2.0-only */
/* A command is one row: cmd-NAME.c exports it, main.c lists it. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdint.h>

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
int command_misuse(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for what getopt_long() refused: @c is ':' or '?', its option string beginning with ':'. */
int command_bad_option(const char *command, int c, char **argv);

/* -q and -v, which every command that works has. */
void command_verbosity(int c);

/* An option or command that the contract has and no code serves yet. */
int command_not_built(const char *command, const char *what);

/* A decimal from @min to @max, whole; -EINVAL. */
int number_from_word(const char *word, int64_t min, int64_t max, int64_t *ret);
/* "512M", "2G", "768" (MiB) → MiB; -EINVAL. */
int mebibytes_from_word(const char *word, int64_t *ret);

#endif
