// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "command.h"
#include "config.h"
#include "diag.h"
#include "stop.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
	&command_bisect,
	&command_compare,
	&command_doctor,
	&command_history,
	&command_init,
	&command_kernel,
	&command_pack,
	&command_plan,
	&command_report,
	&command_try,
};

/* What may be given instead of a command. */
static const char *const others[] = {"--help", "--version", "help"};

static void print_help(FILE *out)
{
	fputs("Usage: bpfjury COMMAND [OPTION]... [ARGUMENT]...\n"
	      "\n"
	      "A jury of kernels gives its verdict on your BPF objects.\n"
	      "\n",
		out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-8s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n"
	      "  --help     this text; bpfjury COMMAND --help shows more\n"
	      "  --version  the version, and that of the libbpf that loads the programs\n"
	      "\n"
	      "Exit status: 0 all met, 1 something unmet, 2 misuse, 3 something unknown.\n"
	      "See bpfjury(1).\n",
		out);
}

static int no_command(const char *name)
{
	const char *names[ARRAY_SIZE(commands) + ARRAY_SIZE(others)];
	char question[128];

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		names[i] = commands[i]->name;
	memcpy(names + ARRAY_SIZE(commands), others, sizeof(others));
	diag_error("%s: no such command; see bpfjury --help%s", name,
		nearest_question(question, sizeof(question), name, names, ARRAY_SIZE(names)));
	return STATUS_MISUSE;
}

static int run(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;

	if (!name) {
		print_help(stderr);
		return STATUS_MISUSE;
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
		print_help(stdout);
		return STATUS_MET;
	}
	if (strcmp(name, "--version") == 0) {
		puts("bpfjury " VERSION "\n/init loads with libbpf " LIBBPF_IDENTITY);
		return STATUS_MET;
	}
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i]->run(argc - 1, argv + 1);
	return no_command(name);
}

/* What `git bisect run` would take for an answer and is none: misuse, no answer, a help text. */
static int step_status(int status, int argc, char **argv)
{
	const bool judged = argc > 1 && strcmp(argv[1], command_bisect.name) == 0;

	return judged && (status == STATUS_MET || status == STATUS_UNMET) ? status
	       : judged && status > STATUS_UNKNOWN			  ? status
									  : COMMAND_STEP_STOP;
}

int main(int argc, char **argv)
{
	const bool step = command_is_step(argc, argv);

	setlocale(LC_CTYPE, "");
	if (stop_catch())
		return step ? COMMAND_STEP_STOP : STATUS_UNKNOWN;
	int status = run(argc, argv);
	/* output that did not reach its reader is no answer */
	bool flushed = fflush(stdout) == 0;
	if (!flushed || ferror(stdout)) {
		diag_error("standard output: %s",
			flushed ? "not all of it could be written" : strerror(errno));
		status = STATUS_UNKNOWN;
	}
	if (stop_signal()) {
		diag_error("ended by SIG%s", sigabbrev_np(stop_signal()));
		stop_die_of(stop_signal());
	}
	return step ? step_status(status, argc, argv) : status;
}
