// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints the options of each command for test-options.py, a line "COMMAND --long[=] [-s]" each.
 * They are from the tables that the commands pass to getopt_long(), which is replaced here.
 */
#include "command.h"

#include <getopt.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int __wrap_getopt_long(
	int argc, char *const argv[], const char *shorts, const struct option *longs, int *index);

static jmp_buf listed;

static int known(const struct option *longs, int value)
{
	while (longs->name && longs->val != value)
		longs++;
	return longs->name != NULL;
}

int __wrap_getopt_long(
	int argc, char *const argv[], const char *shorts, const struct option *longs, int *index)
{
	(void)argc;
	(void)index;
	for (const struct option *o = longs; o->name; o++) {
		printf("%s --%s%s", argv[0], o->name, o->has_arg == required_argument ? "=" : "");
		const char *at = o->val > 0 && o->val < 128 ? strchr(shorts, o->val) : NULL;
		if (at && o->val != ':') {
			if ((at[1] == ':') != (o->has_arg == required_argument))
				printf(" DIFFERS");
			printf(" -%c", o->val);
		}
		putchar('\n');
	}
	for (const char *s = shorts; *s; s++)
		if (*s != ':' && !known(longs, *s))
			printf("%s - -%c\n", argv[0], *s);
	longjmp(listed, 1);
}

int main(void)
{
	static const struct command *const commands[] = {&command_bisect, &command_compare,
		&command_doctor, &command_history, &command_init, &command_kernel, &command_pack,
		&command_plan, &command_report, &command_try};

	for (volatile size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		char name[32], help[] = "--help";
		char *argv[] = {name, help, NULL};
		snprintf(name, sizeof(name), "%s", commands[i]->name);
		if (!setjmp(listed)) {
			commands[i]->run(2, argv);
			fprintf(stderr, "%s does not call getopt_long()\n", name);
			return 1;
		}
	}
	/* not freed: the commands were left by longjmp() */
	fflush(stdout);
	_exit(0);
}
