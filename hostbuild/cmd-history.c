// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "history/find.h"
#include "history/history-json.h"
#include "history/store.h"
#include "outputs.h"
#include "report/historied.h"
#include "result/result.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#define HISTORY_DEFAULT "bpfjury.history"

enum { OPTION_ALL = 256, OPTION_HISTORY, OPTION_JSON };

static const struct option options[] = {
	{"all", no_argument, NULL, OPTION_ALL},
	{"help", no_argument, NULL, 'h'},
	{"history", required_argument, NULL, OPTION_HISTORY},
	{"json", required_argument, NULL, OPTION_JSON},
	{"kernel", required_argument, NULL, 'k'},
	{"quiet", no_argument, NULL, 'q'},
	{"verbose", no_argument, NULL, 'v'},
	{0},
};

struct history_command {
	const char *path, *json;
	const char **kernels; /* owned array of argv's strings */
	size_t n_kernels;
	char **programs; /* of argv */
	size_t n_programs;
	struct historied_options shown;
};

/* What was found in the file. */
struct found {
	struct history history;
	struct history_trials trials;
	struct history_program *programs;
	size_t n_programs;
};

static void clear_command(struct history_command *c)
{
	free(c->kernels);
}

static void clear_found(struct found *f)
{
	history_programs_free(f->programs, f->n_programs);
	history_trials_clear(&f->trials);
	history_close(&f->history);
}

/* One option as getopt_long() returned it; 0, or the status to end with. */
static int take_option(struct history_command *o, int c, char **argv)
{
	switch (c) {
	case OPTION_ALL:
		o->shown.all = true;
		break;
	case OPTION_HISTORY:
		o->path = optarg;
		break;
	case OPTION_JSON:
		o->json = optarg;
		break;
	case 'k':
		o->kernels[o->n_kernels++] = optarg;
		break;
	case 'q':
	case 'v':
		command_verbosity(c);
		break;
	default:
		return command_bad_option("history", c, argv, options);
	}
	return 0;
}

static int find(struct found *f, const struct history_command *o)
{
	int r = history_open(&f->history, o->path, false);

	if (!r)
		r = history_trials_read(&f->trials, &f->history);
	if (!r)
		r = history_kernels_keep(&f->trials, o->kernels, o->n_kernels, o->path);
	if (!r)
		r = history_programs_read(&f->programs, &f->n_programs, &f->history);
	if (!r)
		r = history_programs_keep(
			f->programs, &f->n_programs, o->programs, o->n_programs, o->path);
	return r;
}

/* One program; its answers are forgotten then, since all of them together may be many. */
static int put_program(struct found *f, struct history_program *p, const struct history_command *o,
	json_t *json, bool *any)
{
	int r = history_answers_read(p, &f->trials, &f->history);

	if (!r && p->n_answers) {
		*any = true;
		if (json && history_json_add(json, p))
			r = diag_errno(-ENOMEM, "%s", o->json);
		if (!r && !(o->json && strcmp(o->json, "-") == 0))
			r = report_historied(stdout, p, &o->shown);
	}
	history_answers_free(p);
	return r;
}

static int put_json(const struct history_command *o, json_t *programs)
{
	json_t *json = history_json(programs);
	const int r = json ? output_json(o->json, json, RESULT_FILE_MAX)
			   : diag_errno(-ENOMEM, "%s", o->json);

	json_decref(json);
	return r;
}

static int put_all(struct found *f, const struct history_command *o)
{
	json_t *json = o->json ? json_array() : NULL;
	bool any = false;
	int r = o->json && !json ? diag_errno(-ENOMEM, "%s", o->json) : 0;

	for (size_t i = 0; !r && i < f->n_programs; i++)
		r = put_program(f, &f->programs[i], o, json, &any);
	if (!r && !any)
		r = diag_misuse("%s: these kernels never had that program", o->path);
	if (!r && json)
		return put_json(o, json);
	json_decref(json);
	return r;
}

static int history(struct history_command *o)
{
	cleanup_with(clear_found) struct found f = {0};
	int r = 0;

	if (o->json && output_is_same(o->json, o->path))
		r = diag_misuse("--history and --json are both %s", o->path);
	if (!r)
		r = output_check("--json", o->json);
	if (!r)
		r = find(&f, o);
	if (!r)
		r = output_put_aside("--json", o->json);
	if (!r)
		r = put_all(&f, o);
	return status_of(r);
}

static int history_run(int argc, char **argv)
{
	cleanup_with(clear_command) struct history_command o = {
		.path = HISTORY_DEFAULT, .kernels = calloc((size_t)argc + 1, sizeof(*o.kernels))};
	struct option_marks marks = {0};

	if (!o.kernels)
		return status_of(diag_errno(-ENOMEM, "history"));
	opterr = 0;
	optind = 0;
	for (int c; (c = getopt_long(argc, argv, ":hk:qv", options, NULL)) != -1;) {
		if (c == 'h') {
			fputs(command_history.help, stdout);
			return STATUS_MET;
		}
		int wrong = command_once(&marks, "history", c, options, "k");
		if (!wrong)
			wrong = take_option(&o, c, argv);
		if (wrong)
			return wrong;
	}
	o.programs = argv + optind;
	o.n_programs = (size_t)(argc - optind);
	if (!o.n_programs)
		return command_misuse(
			"history", "name a program, OBJECT:PROGRAM, an object, or a glob: '*'");
	o.shown.table = table_options_for(STDOUT_FILENO);
	return history(&o);
}

const struct command command_history = {
	.name = "history",
	.summary = "since when a program has its verdict, and on which kernels",
	.help = "Usage: bpfjury history [OPTION]... PROGRAM...\n"
		"\n"
		"Show since when, and on which kernels, a program has its verdict, what it had\n"
		"before, and what changed with it: the object or the kernel.  The results of\n"
		"`bpfjury try --history FILE` and `bpfjury report --history FILE` are read.\n"
		"PROGRAM is a program's name, OBJECT:NAME, OBJECT, or a glob of these.\n"
		"\n"
		"      --history FILE   the file (" HISTORY_DEFAULT ")\n"
		"  -k, --kernel KERNEL  only kernels of that name, version or release; may be\n"
		"                       repeated, and a glob\n"
		"      --all            all changes, not the latest ones only\n"
		"      --json FILE      write it to FILE (-: standard output, instead of the text)\n"
		"  -q, --quiet          print no notes\n"
		"  -v, --verbose        print more\n"
		"  -h, --help           this text\n"
		"\n"
		"Exit status: 0 it was shown, 2 misuse, or nothing is there, 3 it could not be read.\n",
	.run = history_run,
};
