// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "history/add.h"
#include "history/store.h"
#include "outputs.h"
#include "report/report-files.h"
#include "report/report.h"

#include <errno.h>
#include <getopt.h>
#include <unistd.h>

enum { OPTION_HISTORY = 256, OPTION_REPORT };

static const struct option options[] = {
	{"help", no_argument, NULL, 'h'},
	{"history", required_argument, NULL, OPTION_HISTORY},
	{"github", required_argument, NULL, OPTION_REPORT + REPORT_GITHUB},
	{"html", required_argument, NULL, OPTION_REPORT + REPORT_HTML},
	{"json", required_argument, NULL, OPTION_REPORT + REPORT_JSON},
	{"junit", required_argument, NULL, OPTION_REPORT + REPORT_JUNIT},
	{"kcidb", required_argument, NULL, OPTION_REPORT + REPORT_KCIDB},
	{"ktap", required_argument, NULL, OPTION_REPORT + REPORT_KTAP},
	{"markdown", required_argument, NULL, OPTION_REPORT + REPORT_MARKDOWN},
	{"quiet", no_argument, NULL, 'q'},
	{"verbose", no_argument, NULL, 'v'},
	{0},
};

struct report_command {
	const char *reports[N_REPORTS]; /* paths, NULL: not requested */
	const char *history;		/* path, NULL: not requested */
	const char *result;
};

/* One option as getopt_long() returned it; 0, or the status to end with. */
static int take_option(struct report_command *o, int c, char **argv)
{
	if (c >= OPTION_REPORT && c < OPTION_REPORT + N_REPORTS)
		o->reports[c - OPTION_REPORT] = optarg;
	else if (c == OPTION_HISTORY)
		o->history = optarg;
	else if (c == 'q' || c == 'v')
		command_verbosity(c);
	else
		return command_bad_option("report", c, argv, options);
	return 0;
}

/* An output that is the result itself would put it aside. */
static int check_apart(const char *option, const char *path, const char *result)
{
	const int r = output_check_apart(option, path, "RESULT", result, NULL);

	return r ? r : output_check_apart(option, path, "DIR", result, "result.json");
}

static int report(const struct report_command *o)
{
	cleanup_with(result_clear) struct result result = {0};
	bool to_stdout;

	int r = report_files_check(o->reports);
	for (size_t i = 0; i < N_REPORTS && !r; i++) {
		r = check_apart(report_files[i].option, o->reports[i], o->result);
		if (!r && o->history && o->reports[i] && output_is_same(o->reports[i], o->history))
			r = diag_misuse(
				"--history and %s are both %s", report_files[i].option, o->history);
	}
	if (!r)
		r = history_check(o->history);
	if (!r)
		r = result_read_given(&result, o->result);
	if (r == -ENOENT)
		r = FAIL_MISUSE;
	for (size_t i = 0; i < N_REPORTS && !r; i++)
		r = output_withdraw(report_files[i].option, o->reports[i]);
	if (r)
		return status_of(r);
	int status = result_status(&result);
	if (o->history && history_add(o->history, &result))
		status = STATUS_UNKNOWN;
	status = report_files_write(&result, o->reports, status, &to_stdout);
	if (to_stdout)
		return status;
	struct table_options table = table_options_for(STDOUT_FILENO);
	return report_table(stdout, &result, &table) ? STATUS_UNKNOWN : status;
}

static int report_run(int argc, char **argv)
{
	struct report_command o = {0};
	struct option_marks marks = {0};

	opterr = 0;
	optind = 0;
	for (int c; (c = getopt_long(argc, argv, ":hqv", options, NULL)) != -1;) {
		if (c == 'h') {
			fputs(command_report.help, stdout);
			return STATUS_MET;
		}
		int wrong = command_once(&marks, "report", c, options, "");
		if (!wrong)
			wrong = take_option(&o, c, argv);
		if (wrong)
			return wrong;
	}
	if (argc - optind != 1)
		return command_misuse("report",
			"name one result: a file of try --json, or a directory of try -o");
	o.result = argv[optind];
	return report(&o);
}

const struct command command_report = {
	.name = "report",
	.summary = "show a result again, or in another form",
	.help = "Usage: bpfjury report [OPTION]... RESULT|DIR\n"
		"\n"
		"Show what `bpfjury try` wrote with --json FILE or -o DIR: the table, or the reports\n"
		"that are asked for.  Nothing is judged again.\n"
		"\n"
		"      --history FILE   add the result to FILE, for `bpfjury history`\n"
		"      --github FILE    as annotations of GitHub, for the output of a step\n"
		"      --html FILE      the result as one HTML page\n"
		"      --json FILE      the result as JSON\n"
		"      --junit FILE     as JUnit XML\n"
		"      --kcidb FILE     for KCIDB, schema 5\n"
		"      --ktap FILE      as KTAP, version 1\n"
		"      --markdown FILE  as Markdown, for the summary of a CI job\n"
		"                       FILE - is standard output, instead of the table\n"
		"  -q, --quiet          print no notes\n"
		"  -v, --verbose        print more\n"
		"  -h, --help           this text\n"
		"\n"
		"Exit status: that of the run: 0 every program is met, 1 one is unmet, 3 one is\n"
		"unknown; 2 misuse, or a file that is no result.\n",
	.run = report_run,
};
