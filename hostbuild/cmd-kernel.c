// SPDX-License-Identifier: GPL-2.0-only
#include "cmd-kernel.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "kernel/arch.h"
#include "kernel/find.h"
#include "outputs.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const struct option options[] = {
	{"all", no_argument, NULL, 'a'},
	{"bzimage", no_argument, NULL, 'b'},
	{"cc", required_argument, NULL, 'x'},
	{"config", required_argument, NULL, 'c'},
	{"features", no_argument, NULL, 'F'},
	{"fragment", required_argument, NULL, 'f'},
	{"help", no_argument, NULL, 'h'},
	{"jobs", required_argument, NULL, 'j'},
	{"json", required_argument, NULL, 'J'},
	{"keep-last", required_argument, NULL, 'l'},
	{"kernel", required_argument, NULL, 'k'},
	{"lock", required_argument, NULL, 'L'},
	{"name", required_argument, NULL, 'n'},
	{"no-lock", no_argument, NULL, 'N'},
	{"older-than", required_argument, NULL, 't'},
	{"output", required_argument, NULL, 'o'},
	{"path", required_argument, NULL, 'p'},
	{"quiet", no_argument, NULL, 'q'},
	{"sha256", required_argument, NULL, 's'},
	{"update", no_argument, NULL, 'u'},
	{"verbose", no_argument, NULL, 'v'},
	{"vmlinux-h", no_argument, NULL, 'V'},
	{0},
};

static const struct kernel_command *const commands[] = {
	&kernel_command_build,
	&kernel_command_config,
	&kernel_command_get,
	&kernel_command_list,
	&kernel_command_pin,
	&kernel_command_remove,
	&kernel_command_show,
};

/* "build, config, get, list, pin, remove or show"; with @option only the commands that take it. */
static const char *command_names(char *ret, size_t size, int option)
{
	const char *names[ARRAY_SIZE(commands)];
	size_t n = 0, len = 0;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (!option || strchr(commands[i]->takes, option))
			names[n++] = commands[i]->name;
	*ret = '\0';
	for (size_t i = 0; i < n && len < size; i++)
		len += (size_t)snprintf(ret + len, size - len, "%s%s",
			i == 0	    ? ""
			: i + 1 < n ? ", "
				    : " or ",
			names[i]);
	return ret;
}

static const struct kernel_command *find_command(const char *name)
{
	const char *names[ARRAY_SIZE(commands)];
	char all[64], question[128];

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
		names[i] = commands[i]->name;
	}
	diag_error("kernel %s: no such command of kernel; %s%s", name,
		command_names(all, sizeof(all), 0),
		nearest_question(question, sizeof(question), name, names, ARRAY_SIZE(names)));
	return NULL;
}

/* Whether @command takes all options that were given, and they go together. */
static int check_options(
	const struct kernel_command *command, int n, const struct kernel_options *o)
{
	char all[64];

	for (const struct option *option = options; option->name; option++)
		if (o->given[option->val] && !strchr(command->takes, option->val))
			return diag_misuse("kernel %s: --%s goes with %s", command->name,
				option->name, command_names(all, sizeof(all), option->val));
	return command->check ? command->check(n, o) : 0;
}

static int number_option(int option, const char *word, int least, int *ret)
{
	const struct option *o = options;
	int64_t value = 0;

	while (o->val != option)
		o++;
	if (number_from_word(word, least, 9999, &value))
		return command_misuse(
			"kernel", "--%s %s: not a number from %d to 9999", o->name, word, least);
	*ret = (int)value;
	return 0;
}

/* One option as getopt_long() returned it; 0, or the status to end with. */
static int take_option(struct kernel_options *o, int c, char **argv, const char **fragments)
{
	const struct {
		int option;
		bool *flag;
		const char **text;
		int *number, least;
	} settings[] = {
		{'F', .flag = &o->features},
		{'J', .text = &o->json},
		{'L', .text = &o->lock},
		{'N', .flag = &o->no_lock},
		{'V', .flag = &o->vmlinux_h},
		{'a', .flag = &o->all},
		{'b', .flag = &o->wish.image_too},
		{'c', .text = &o->wish.config},
		{'f', .text = &fragments[o->wish.n_fragments]},
		{'j', .number = &o->wish.jobs, .least = 1},
		{'k', .text = &o->kernels[o->n_kernels]},
		{'l', .number = &o->last},
		{'n', .text = &o->wish.name},
		{'o', .text = &o->output},
		{'p', .text = &o->path},
		{'s', .text = &o->wish.sha256},
		{'t', .number = &o->days},
		{'u', .flag = &o->wish.update},
		{'x', .text = &o->wish.cc},
	};
	size_t i = 0;

	while (i < ARRAY_SIZE(settings) && settings[i].option != c)
		i++;
	if (i == ARRAY_SIZE(settings))
		return command_bad_option("kernel", c, argv, options);
	o->given[c] = true;
	o->wish.n_fragments += c == 'f';
	o->n_kernels += c == 'k';
	if (settings[i].number)
		return number_option(c, optarg, settings[i].least, settings[i].number);
	if (settings[i].text)
		*settings[i].text = optarg;
	else
		*settings[i].flag = true;
	return 0;
}

/*
 * Parse all options, also those after a wrong one: an earlier result must not stay where --json
 * would have written a new one.
 */
static int parse_options(
	struct kernel_options *o, int argc, char **argv, const char **fragments, bool *ret_help)
{
	struct option_marks marks = {0};
	int status = STATUS_MET;

	optind = 0;
	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, ":c:f:hj:k:o:qv", options, NULL)) != -1;) {
		if (c == 'h') {
			*ret_help = true;
			return STATUS_MET;
		}
		if (c == 'q' || c == 'v') {
			command_verbosity(c);
			continue;
		}
		int wrong = command_once(&marks, "kernel", c, options, "fk");
		if (wrong && c == 'J')
			output_withdraw("--json", optarg);
		else if (!wrong)
			wrong = take_option(o, c, argv, fragments);
		status = status ? status : wrong;
	}
	return status;
}

static void print_help(void)
{
	const char *before = "Usage:";

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		const char *usage = commands[i]->usage;
		do {
			const int len = (int)strcspn(usage, "\n");
			printf("%-6s bpfjury kernel %s%s%.*s\n", before, commands[i]->name,
				len ? " " : "", len, usage);
			before = "";
			usage += len;
		} while (*usage++);
	}
	fputs(command_kernel.help, stdout);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fputs(commands[i]->help, stdout);
	fputs("\n"
	      "  -q, --quiet           print no progress\n"
	      "  -v, --verbose         print more\n"
	      "  -h, --help            this text\n"
	      "\n"
	      "Exit status: 0 done, 2 misuse, a name or a file of a kernel that does not exist or a\n"
	      "line of a fragment that cannot take effect, 3 a kernel is unavailable: also a series\n"
	      "or release that the mirror does not have.\n",
		stdout);
}

static int kernel_run(int argc, char **argv)
{
	cleanup_free const char **fragments = calloc((size_t)argc + 1, sizeof(*fragments));
	cleanup_free const char **kernels = calloc((size_t)argc + 1, sizeof(*kernels));
	struct kernel_options o = {
		.days = -1, .last = -1, .kernels = kernels, .wish = {.fragments = fragments}};
	const struct kernel_command *command = NULL;
	bool help = false;
	char all[64];

	if (!fragments || !kernels) {
		diag_errno(-ENOMEM, "kernel");
		return STATUS_UNKNOWN;
	}
	int status = parse_options(&o, argc, argv, fragments, &help);
	if (help) {
		print_help();
		return STATUS_MET;
	}
	const int n = argc - optind - 1;
	if (!status && n < 0)
		status = command_misuse("kernel", "say %s", command_names(all, sizeof(all), 0));
	if (!status && !(command = find_command(argv[optind])))
		status = STATUS_MISUSE;
	if (!status)
		status = status_of(check_options(command, n, &o));
	if (status) {
		output_withdraw("--json", o.json);
		return status;
	}
	return status_of(command->run(argv + optind + 1, n, &o));
}

const struct command command_kernel = {
	.name = "kernel",
	.summary = "get, build, list, pin, show and remove the kernels to judge on",
	/* between the usage and the options of the subcommands */
	.help = "\n"
		"The store of kernels, in ~/.cache/bpfjury ($BPFJURY_CACHE).  Its files are checked\n"
		"by checksum when they are used.  get and build print the name that each kernel has\n"
		"there.\n"
		"\n"
		"KERNEL is one of\n"
		"  debian:6.12     the newest cloud image of that series on this machine's Debian\n"
		"                  mirror\n"
		"  debian:6.19.6   that release\n"
		"  ubuntu:6.8      the same of Ubuntu, where apt knows an Ubuntu mirror\n"
		"  FILE            a package: .deb, .rpm, .pkg.tar.zst\n"
		"  DIR/FILE        a kernel image: " ARCH_DEFAULT_IMAGE
		", or a vmlinux with a PVH note; used\n"
		"                  where it is\n"
		"  tree:DIR        a kernel source tree, built as it is\n"
		"  NAME            in the store\n"
		"get uses apt, with apt's own checks, in a separate directory: it needs no root and\n"
		"changes nothing of the machine.  An interrupted download is resumed.\n"
		"\n"
		"SOURCE is one of\n"
		"  debian:6.12     the newest linux-source package of that series\n"
		"  DIR             a source tree or git work tree; it is never written to\n"
		"  FILE            a release archive, such as linux-6.6.30.tar.xz\n"
		"\n",
	.run = kernel_run,
};
