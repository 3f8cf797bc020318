// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "suggest-file.h"
#include "kernel/find.h"
#include "outputs.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_FORCE = 256 };

static const struct option options[] = {
	{"force", no_argument, NULL, OPTION_FORCE},
	{"help", no_argument, NULL, 'h'},
	{"jobs", required_argument, NULL, 'j'},
	{"kernel", required_argument, NULL, 'k'},
	{"output", required_argument, NULL, 'o'},
	{"quiet", no_argument, NULL, 'q'},
	{"verbose", no_argument, NULL, 'v'},
	{0},
};

/* One option as getopt_long() returned it; 0, or the status to end with. */
static int take_option(struct suggest_options *o, char **kernels, int c, char **argv)
{
	switch (c) {
	case OPTION_FORCE:
		o->force = true;
		break;
	case 'j':
		if (number_from_word(optarg, 1, 64, &o->run.jobs))
			return command_misuse("init", "-j %s: must be a number, 1 to 64", optarg);
		break;
	case 'k':
		kernels[o->run.inputs.on.n_kernels++] = optarg;
		break;
	case 'o':
		o->output = optarg;
		break;
	case 'q':
	case 'v':
		command_verbosity(c);
		break;
	default:
		return command_bad_option("init", c, argv, options);
	}
	return 0;
}

static int init_run(int argc, char **argv)
{
	cleanup_free char **kernels = calloc((size_t)argc + 1, sizeof(char *));
	struct suggest_options o = {.run = RUN_DEFAULT, .output = "bpfjury.yaml"};
	struct option_marks marks = {0};

	if (!kernels)
		return STATUS_UNKNOWN;
	opterr = 0;
	optind = 0;
	for (int c; (c = getopt_long(argc, argv, ":hj:k:o:qv", options, NULL)) != -1;) {
		if (c == 'h') {
			fputs(command_init.help, stdout);
			return STATUS_MET;
		}
		int wrong = command_once(&marks, "init", c, options, "k");
		if (!wrong)
			wrong = take_option(&o, kernels, c, argv);
		if (wrong)
			return wrong;
	}
	if (optind == argc)
		return command_misuse("init", "name the objects, or a directory of them");
	o.run.inputs.on.kernels = kernels;
	o.run.inputs.config = PROJECT_NONE; /* it is what is to be written */
	o.run.inputs.paths = argv + optind;
	o.run.inputs.n_paths = (size_t)(argc - optind);
	return status_of(suggest_write(&o));
}

const struct command command_init = {
	.name = "init",
	.summary = "write the bpfjury.yaml that objects seem to need",
	.help = "Usage: bpfjury init [-k KERNEL]... [OPTION]... OBJECT|DIR...\n"
		"\n"
		"Judge the objects once, as `bpfjury try` does, and write the bpfjury.yaml that they\n"
		"seem to need, from what was refused or could not be judged.  A value that only the\n"
		"objects' own loader knows is left blank, in a comment.  No -k: " KERNEL_DEFAULT
		".\n"
		"\n"
		"  -k, --kernel KERNEL  as for try\n"
		"  -o, --output FILE    write to FILE (bpfjury.yaml); - is standard output\n"
		"      --force          replace FILE if it exists\n"
		"  -j, --jobs N         kernels at a time (as many as there is room for)\n"
		"  -q, --quiet          print nothing on success\n"
		"  -v, --verbose        print more\n"
		"  -h, --help           this text\n"
		"\n"
		"Exit status: 0 written, or the objects need none; 2 misuse or bad input, or FILE\n"
		"exists; 3 a kernel did not judge all of them, or FILE could not be written.\n",
	.run = init_run,
};
