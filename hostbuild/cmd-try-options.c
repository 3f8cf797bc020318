// SPDX-License-Identifier: GPL-2.0-only
#include "cmd-try-options.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "format.h"
#include "result/gate.h"
#include "verdict/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const struct option try_option_table[] = {
	{"accel", required_argument, NULL, OPTION_ACCEL},
	{"against", required_argument, NULL, OPTION_AGAINST},
	{"allow", required_argument, NULL, OPTION_ALLOW},
	{"append", required_argument, NULL, OPTION_APPEND},
	{"config", required_argument, NULL, 'c'},
	{"coverage", no_argument, NULL, OPTION_COVERAGE},
	{"cpus", required_argument, NULL, OPTION_CPUS},
	{"csv", required_argument, NULL, OPTION_REPORT + REPORT_CSV},
	{"differences", no_argument, NULL, OPTION_DIFFERENCES},
	{"fail-on", required_argument, NULL, OPTION_FAIL_ON},
	{"help", no_argument, NULL, 'h'},
	{"history", required_argument, NULL, OPTION_HISTORY},
	{"github", required_argument, NULL, OPTION_REPORT + REPORT_GITHUB},
	{"hot", required_argument, NULL, OPTION_HOT},
	{"html", required_argument, NULL, OPTION_REPORT + REPORT_HTML},
	{"jobs", required_argument, NULL, 'j'},
	{"json", required_argument, NULL, OPTION_REPORT + REPORT_JSON},
	{"junit", required_argument, NULL, OPTION_REPORT + REPORT_JUNIT},
	{"kernel", required_argument, NULL, 'k'},
	{"kcidb", required_argument, NULL, OPTION_REPORT + REPORT_KCIDB},
	{"ktap", required_argument, NULL, OPTION_REPORT + REPORT_KTAP},
	{"lock", required_argument, NULL, OPTION_LOCK},
	{"log", required_argument, NULL, OPTION_NOT_BUILT},
	{"markdown", required_argument, NULL, OPTION_REPORT + REPORT_MARKDOWN},
	{"memory", required_argument, NULL, OPTION_MEMORY},
	{"no-lock", no_argument, NULL, OPTION_NO_LOCK},
	{"output", required_argument, NULL, 'o'},
	{"program-timeout", required_argument, NULL, OPTION_PROGRAM_TIMEOUT},
	{"qemu", required_argument, NULL, OPTION_QEMU},
	{"quiet", no_argument, NULL, 'q'},
	{"timeout", required_argument, NULL, OPTION_TIMEOUT},
	{"verbose", no_argument, NULL, 'v'},
	{0},
};

void try_clear(struct try_options *t)
{
	free(t->kernels);
	free(t->appends);
	free(t->limits);
	free(t->against);
	output_dir_close(&t->dir);
}

/*
 * The value of option @c, which is try_option_table[@index], or a letter where that is < 0, is
 * none.
 */
static int refuse_value(int c, int index)
{
	cleanup_free char *seconds = format_string("seconds, 1 to %d",
		c == OPTION_TIMEOUT ? RUN_TIMEOUT_S_MAX : PROGRAM_TIMEOUT_S_MAX);
	const char *must = c == 'j' || c == OPTION_CPUS ? "a number, 1 to 64"
			   : c == 'o'			? "a directory"
			   : c == OPTION_HOT		? "per cent of the limit, 1 to 100"
			   : c == OPTION_MEMORY
				   ? "a number with M or G, without a fraction: 512M, 6G"
			   : seconds ? seconds
				     : "";

	return index >= 0 ? command_misuse("try", "--%s %s: must be %s",
				    try_option_table[index].name, optarg, must)
			  : command_misuse("try", "-%c %s: must be %s", c, optarg, must);
}

/* A limit of one result: 0, or the status to end with. */
static int take_limit(struct try_options *t)
{
	struct gate_limit limit;

	t->limits[t->run.inputs.n_limits++] = optarg;
	if (gate_limit_parse(&limit, optarg))
		return STATUS_MISUSE;
	if (gate_needs_base(&limit) && !t->needs_base)
		t->needs_base = optarg;
	return 0;
}

/* An option whose value is a number: 0 or -EINVAL; 1: it is another one. */
static int take_number(struct run_options *r, int c)
{
	switch (c) {
	case 'j':
		return number_from_word(optarg, 1, 64, &r->jobs);
	case OPTION_CPUS:
		return number_from_word(optarg, 1, PROJECT_CPUS_MAX, &r->cpus);
	case OPTION_HOT:
		return number_from_word(optarg, 1, 100, &r->hot_percent);
	case OPTION_MEMORY:
		return mebibytes_from_word(optarg, &r->memory_mib);
	case OPTION_PROGRAM_TIMEOUT:
		return number_from_word(optarg, 1, PROGRAM_TIMEOUT_S_MAX, &r->program_timeout_s);
	case OPTION_TIMEOUT:
		return number_from_word(optarg, 1, RUN_TIMEOUT_S_MAX, &r->timeout_s);
	default:
		return 1;
	}
}

/* Where the path that is the value of option @c goes; NULL: it is another one. */
static const char **path_of(struct try_options *t, int c)
{
	switch (c) {
	case 'c':
		return &t->run.inputs.config;
	case 'o':
		return &t->run.output;
	case OPTION_HISTORY:
		return &t->history;
	case OPTION_LOCK:
		return &t->run.inputs.lock.path;
	case OPTION_QEMU:
		return &t->run.qemu;
	default:
		return c >= OPTION_REPORT && c < OPTION_REPORT + N_REPORTS
			       ? &t->reports[c - OPTION_REPORT]
			       : NULL;
	}
}

/* An option that can be given again: true; false: it is another one. */
static bool take_repeated(struct try_options *t, int c)
{
	struct plan_inputs *inputs = &t->run.inputs;

	if (c == 'k')
		t->kernels[inputs->on.n_kernels++] = optarg;
	else if (c == OPTION_APPEND)
		t->appends[inputs->on.n_appends++] = optarg;
	else if (c == OPTION_AGAINST)
		t->against[inputs->n_against++] = optarg;
	else
		return false;
	return true;
}

static int take_word(struct try_options *t, int c, char **argv)
{
	static const char *const allowed[] = {ALLOW_GONE};
	struct run_options *r = &t->run;

	switch (c) {
	case 'q':
	case 'v':
		command_verbosity(c);
		return 0;
	case OPTION_NOT_BUILT:
		return command_not_built("try", argv[optind - 1 - (optarg == argv[optind - 1])]);
	case OPTION_ACCEL:
		return accel_from_word(optarg, &r->accel)
			       ? command_no_word("try", "--accel", optarg, accel_words, N_ACCELS)
			       : 0;
	case OPTION_ALLOW:
		r->allow_gone = strcmp(optarg, ALLOW_GONE) == 0;
		return r->allow_gone ? 0
				     : command_no_word("try", "--allow", optarg, allowed,
					       ARRAY_SIZE(allowed));
	case OPTION_COVERAGE:
		r->coverage = true;
		return 0;
	case OPTION_DIFFERENCES:
		t->differences = true;
		return 0;
	case OPTION_FAIL_ON:
		return take_limit(t);
	case OPTION_NO_LOCK:
		r->inputs.lock.none = true;
		return 0;
	default:
		return command_bad_option("try", c, argv, try_option_table);
	}
}

int try_take_option(struct try_options *t, int c, int index, char **argv)
{
	const char **path = path_of(t, c);
	const int bad = take_number(&t->run, c);

	if (bad <= 0)
		return bad ? refuse_value(c, index) : 0;
	if (path) {
		*path = optarg;
		return c == 'o' && !*optarg ? refuse_value(c, index) : 0;
	}
	return take_repeated(t, c) ? 0 : take_word(t, c, argv);
}
