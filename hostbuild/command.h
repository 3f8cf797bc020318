/* SPDX-License-Identifier: GPL-2.0-only */
/* A command is one row: cmd-NAME.c exports it, main.c lists it. */
#ifndef COMMAND_H
#define COMMAND_H

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

#endif
