// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "plan.h"
#include "print.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>

/* Jobs that GitHub runs for one matrix: "Workflow limits" of its documentation. */
#define GITHUB_JOBS_MAX 256

enum { OPTION_GITHUB = 256 };

static const struct option options[] = {
	{"config", required_argument, NULL, 'c'},
	{"github", no_argument, NULL, OPTION_GITHUB},
	{"help", no_argument, NULL, 'h'},
	{"kernel", required_argument, NULL, 'k'},
	{"quiet", no_argument, NULL, 'q'},
	{"verbose", no_argument, NULL, 'v'},
	{0},
};

static int print_names(const struct plan *p)
{
	int r = 0;

	for (size_t i = 0; i < p->n_trials && !r; i++) {
		const struct plan_trial *t = &p->trials[i];
		if (t->informative)
			diag_note("%s: is not required", t->name);
		r = print_exact(t->name, "the name of a kernel");
		putchar('\n');
	}
	return r;
}

/* {"include": [{"kernel": …}, …]} in one line, as a job's output and fromJSON() take it. */
static int print_github(const struct plan *p)
{
	json_auto_t *include = json_array();
	int r = include ? 0 : -ENOMEM;

	if (p->n_trials > GITHUB_JOBS_MAX)
		return diag_misuse(
			"plan --github: %zu kernels, and GitHub runs %d jobs of a matrix",
			p->n_trials, GITHUB_JOBS_MAX);
	for (size_t i = 0; i < p->n_trials && !r; i++) {
		cleanup_free char *directory = plan_directory(p, i);
		json_t *job = json_pack("{ss ss* sb}", "kernel", p->trials[i].name, "artifact",
			directory, "required", !p->trials[i].informative);
		r = directory && json_array_append_new(include, job) == 0 ? 0 : -ENOMEM;
	}
	json_auto_t *matrix = r ? NULL : json_pack("{sO}", "include", include);
	if (!matrix || json_dumpf(matrix, stdout, JSON_COMPACT))
		return diag_errno(-ENOMEM, "plan");
	putchar('\n');
	return 0;
}

static int plan_run(int argc, char **argv)
{
	cleanup_free char **kernels = calloc((size_t)argc + 1, sizeof(char *));
	cleanup_with(plan_clear) struct plan plan = {0};
	struct plan_inputs in = {.on.kernels = kernels, .only_kernels = true};
	struct option_marks marks = {0};
	bool github = false;

	if (!kernels)
		return status_of(diag_errno(-ENOMEM, "plan"));
	opterr = 0;
	optind = 0;
	for (int c; (c = getopt_long(argc, argv, ":c:hk:qv", options, NULL)) != -1;) {
		if (c == 'h') {
			fputs(command_plan.help, stdout);
			return STATUS_MET;
		}
		if (command_once(&marks, "plan", c, options, "k"))
			return STATUS_MISUSE;
		if (c == 'c')
			in.config = optarg;
		else if (c == 'k')
			kernels[in.on.n_kernels++] = optarg;
		else if (c == OPTION_GITHUB)
			github = true;
		else if (c == 'q' || c == 'v')
			command_verbosity(c);
		else
			return command_bad_option("plan", c, argv, options);
	}
	if (optind < argc)
		return command_misuse("plan", "%s: takes no argument", argv[optind]);
	const int r = plan_make(&plan, &in);
	return status_of(r ? r : github ? print_github(&plan) : print_names(&plan));
}

const struct command command_plan = {
	.name = "plan",
	.summary = "which kernels a run would judge on, for a matrix of CI jobs",
	.help = "Usage: bpfjury plan [OPTION]...\n"
		"\n"
		"Print the kernels of bpfjury.yaml as `bpfjury try -k` takes them, a line each.\n"
		"Nothing is downloaded or judged.\n"
		"\n"
		"      --github         print them as JSON for the matrix of a GitHub workflow:\n"
		"                       \"include\", with kernel, artifact (a name) and required\n"
		"  -c, --config FILE    instead of bpfjury.yaml of this directory\n"
		"  -k, --kernel KERNEL  only this kernel of the file, or another; may be repeated\n"
		"  -q, --quiet          print no notes\n"
		"  -v, --verbose        print more\n"
		"  -h, --help           this text\n"
		"\n"
		"Exit status: 0 printed, 2 misuse or bad input.\n",
	.run = plan_run,
};
