// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "given.h"
#include "history/store.h"
#include "outputs.h"
#include "report/minimum.h"
#include "report/report-files.h"
#include "report/report.h"
#include "report/view.h"
#include "results.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

enum {
	OPTION_CONSOLE = 256,
	OPTION_CSV_ENOUGH,
	OPTION_DIFFERENCES,
	OPTION_EMIT,
	OPTION_FILTER,
	OPTION_HISTORY,
	OPTION_MINIMUM,
	OPTION_SORT,
	OPTION_TOP,
	OPTION_REPORT, /* the last: further ones follow */
};

static const struct option options[] = {
	{"console-is-enough", no_argument, NULL, OPTION_CONSOLE},
	{"csv", required_argument, NULL, OPTION_REPORT + REPORT_CSV},
	{"csv-is-enough", no_argument, NULL, OPTION_CSV_ENOUGH},
	{"differences", no_argument, NULL, OPTION_DIFFERENCES},
	{"emit", required_argument, NULL, OPTION_EMIT},
	{"filter", required_argument, NULL, OPTION_FILTER},
	{"help", no_argument, NULL, 'h'},
	{"history", required_argument, NULL, OPTION_HISTORY},
	{"github", required_argument, NULL, OPTION_REPORT + REPORT_GITHUB},
	{"html", required_argument, NULL, OPTION_REPORT + REPORT_HTML},
	{"json", required_argument, NULL, OPTION_REPORT + REPORT_JSON},
	{"junit", required_argument, NULL, OPTION_REPORT + REPORT_JUNIT},
	{"kcidb", required_argument, NULL, OPTION_REPORT + REPORT_KCIDB},
	{"ktap", required_argument, NULL, OPTION_REPORT + REPORT_KTAP},
	{"markdown", required_argument, NULL, OPTION_REPORT + REPORT_MARKDOWN},
	{"minimum", no_argument, NULL, OPTION_MINIMUM},
	{"quiet", no_argument, NULL, 'q'},
	{"sort", required_argument, NULL, OPTION_SORT},
	{"top", required_argument, NULL, OPTION_TOP},
	{"verbose", no_argument, NULL, 'v'},
	{0},
};

struct report_command {
	const char *reports[N_REPORTS]; /* paths, NULL: not requested */
	struct selection selection;
	const char *history; /* path, NULL: not requested */
	struct belief believe;
	bool minimum;
	struct result_files files; /* owned */
};

static void clear(struct report_command *o)
{
	selection_clear(&o->selection);
	result_files_clear(&o->files);
}

/* One option as getopt_long() returned it; 0, or the status to end with. */
static int take_option(struct report_command *o, int c, char **argv)
{
	struct selection *s = &o->selection;

	switch (c) {
	case OPTION_CSV_ENOUGH:
		o->believe.csv = true;
		return 0;
	case OPTION_CONSOLE:
		o->believe.console = true;
		return 0;
	case OPTION_DIFFERENCES:
		s->differences = true;
		return 0;
	case OPTION_EMIT:
		return status_of(selection_columns(s, optarg));
	case OPTION_FILTER:
		return status_of(selection_filter(s, optarg));
	case OPTION_HISTORY:
		o->history = optarg;
		return 0;
	case OPTION_MINIMUM:
		o->minimum = true;
		return 0;
	case OPTION_SORT:
		return status_of(selection_sort(s, optarg));
	case OPTION_TOP:
		return number_from_word(optarg, 1, INT32_MAX, &s->top)
			       ? command_misuse(
					 "report", "--top %s: must be a number of programs", optarg)
			       : 0;
	case 'q':
	case 'v':
		command_verbosity(c);
		return 0;
	default:
		if (c < OPTION_REPORT || c >= OPTION_REPORT + N_REPORTS)
			return command_bad_option("report", c, argv, options);
		o->reports[c - OPTION_REPORT] = optarg;
		return 0;
	}
}

/* Misuse, reported: what is asked for does not go together. */
static int check_together(const struct report_command *o)
{
	const struct selection *s = &o->selection;
	const bool some = selection_is_any(s);

	if (some && o->minimum)
		return diag_misuse("--minimum is of all programs of an object: leave out --filter, "
				   "--sort, --top, --emit and --differences");
	for (size_t i = 0; i < N_REPORTS; i++) {
		const char *option = report_files[i].option;
		if (!o->reports[i])
			continue;
		if (o->minimum && i != REPORT_MARKDOWN)
			return diag_misuse("--minimum and %s: it is a text, or --markdown", option);
		if (some && !report_files[i].of_parts)
			return diag_misuse("%s is always of the whole result: a part of it would "
					   "pass for one; leave out --filter, --sort, --top, "
					   "--emit and --differences",
				option);
		if (s->n_columns && i == REPORT_HTML)
			return diag_misuse("--emit and --html: the page has its own columns; "
					   "--markdown and --csv take those of --emit");
	}
	if (s->differences && (s->n_columns || o->reports[REPORT_CSV]))
		return diag_misuse("--differences and %s: there each kernel stands by itself",
			s->n_columns ? "--emit" : "--csv");
	return 0;
}

/* Misuse, reported: it cannot be done with this result. */
static int check_result(const struct report_command *o, const struct result *r)
{
	const char *csv = o->reports[REPORT_CSV];

	if (o->selection.differences && r->n_kernels < 2)
		return diag_misuse("--differences: there is %s kernel: two are needed to differ",
			r->n_kernels ? "one" : "no");
	if (csv && strcmp(csv, "-") == 0 && r->n_kernels != 1)
		return diag_misuse(
			"--csv -: veristat's CSV has one kernel, and here are %zu: give a "
			"FILE, to write one for each",
			r->n_kernels);
	return 0;
}

/* The reports of @shown, or its table.  @status: that of the run, unless something failed. */
static int show(const struct report_command *o, const struct result *shown, int status)
{
	struct table_options table = table_options_for(STDOUT_FILENO);
	bool to_stdout;

	status = report_files_write(shown, o->reports, status, &to_stdout);
	if (to_stdout)
		return status;
	return report_table(stdout, shown, &table) ? STATUS_UNKNOWN : status;
}

/* The objects' minimum kernels, as a text or as Markdown. */
static int show_minimum(const struct report_command *o, const struct result *result, int status)
{
	const char *markdown = o->reports[REPORT_MARKDOWN];
	struct table_options table = table_options_for(STDOUT_FILENO);

	if (markdown && minimum_markdown(result, markdown))
		status = STATUS_UNKNOWN;
	if (markdown && strcmp(markdown, "-") == 0)
		return status;
	return minimum_table(stdout, result, &table) ? STATUS_UNKNOWN : status;
}

/* Misuse, reported: two of the files are one, or one cannot be written. */
static int check_files(const struct report_command *o)
{
	int r = report_files_check(o->reports);

	for (size_t i = 0; i < N_REPORTS && !r; i++) {
		r = results_check_apart(report_files[i].option, o->reports[i], "RESULT", &o->files);
		if (!r && o->history && o->reports[i] && output_is_same(o->reports[i], o->history))
			r = diag_misuse(
				"--history and %s are both %s", report_files[i].option, o->history);
	}
	return r ? r : history_check(o->history);
}

static int report(const struct report_command *o)
{
	cleanup_with(result_clear) struct result result = {0};
	cleanup_with(view_clear) struct view view = {0};

	int r = check_together(o);
	if (!r)
		r = check_files(o);
	if (!r)
		r = results_read(&result, &o->files, &o->believe);
	if (r == -ENOENT)
		r = FAIL_MISUSE;
	if (!r)
		r = results_check_history(o->history, &result);
	if (!r)
		r = check_result(o, &result);
	for (size_t i = 0; i < N_REPORTS && !r; i++)
		r = output_withdraw(report_files[i].option, o->reports[i]);
	if (r)
		return status_of(r);
	int status = result_status(&result);
	if (o->history && results_keep(o->history, &result, &o->files))
		status = STATUS_UNKNOWN;
	if (o->minimum)
		return show_minimum(o, &result, status);
	if (!selection_is_any(&o->selection))
		return show(o, &result, status);
	r = view_make(&view, &result, &o->selection);
	if (r)
		return status_of(diag_errno(r, "report"));
	return show(o, &view.shown, status);
}

static int report_run(int argc, char **argv)
{
	cleanup_with(clear) struct report_command o = {0};
	struct option_marks marks = {0};
	int wrong = 0;

	opterr = 0;
	optind = 0;
	for (int c; (c = getopt_long(argc, argv, ":hqv", options, NULL)) != -1;) {
		if (c == 'h') {
			fputs(command_report.help, stdout);
			return STATUS_MET;
		}
		if (c != OPTION_FILTER)
			wrong = command_once(&marks, "report", c, options, "");
		if (!wrong)
			wrong = take_option(&o, c, argv);
		if (wrong)
			return wrong;
	}
	if (argc == optind)
		return command_misuse("report",
			"name a result: a file of try --json, a directory of try -o, or the log of a "
			"console");
	for (int i = optind; i < argc; i++) {
		const int r = result_files_add(&o.files, argv[i]);
		if (r)
			return status_of(r == -ENOENT ? FAIL_MISUSE : r);
	}
	return report(&o);
}

const struct command command_report = {
	.name = "report",
	.summary = "show a result again, or in another form",
	.help = "Usage: bpfjury report [OPTION]... RESULT|DIR|CONSOLE-LOG...\n"
		"\n"
		"Show what `bpfjury try` wrote with --json FILE or -o DIR: the table, or the reports\n"
		"that are asked for.  Nothing is judged again.  Several results of one docket are shown\n"
		"as one; of a DIR without a result of its own, all that are below it.  Of the console of\n"
		"an archive that was booted by hand, what is met is unknown (status 3): a console proves\n"
		"nothing.\n"
		"\n"
		"      --console-is-enough\n"
		"                       believe a console on which all is there and no splat\n"
		"      --csv-is-enough  believe what veristat's CSV says\n"
		"      --csv FILE       the programs as veristat's CSV; of several kernels, a file\n"
		"                       for each, with the kernel's name in it\n"
		"      --history FILE   add the result to FILE, for `bpfjury history`\n"
		"      --github FILE    as annotations of GitHub, for the output of a step\n"
		"      --html FILE      the result as one HTML page\n"
		"      --json FILE      the result as JSON\n"
		"      --junit FILE     as JUnit XML\n"
		"      --kcidb FILE     for KCIDB, schema 5\n"
		"      --ktap FILE      as KTAP, version 1\n"
		"      --markdown FILE  as Markdown, for the summary of a CI job\n"
		"                       FILE - is standard output, instead of the table\n"
		"\n"
		"A part of it, in the table, HTML, Markdown and CSV, as veristat selects:\n"
		"      --filter FILTER  show only what FILTER lets through; may be repeated:\n"
		"                         GLOB             of objects or programs\n"
		"                         OBJECT/PROGRAM   globs, either of which may be empty\n"
		"                         'insns>10000'    a figure; = != < <= > >=\n"
		"                         verdict=failure  a word: verdict, reason, met, type, ...\n"
		"                         '!FILTER'        all but that\n"
		"                         @FILE            the filters in FILE, one a line\n"
		"      --sort KEYS      by insns, verdict, ...: the largest figure first; KEY^ the\n"
		"                       smallest; KEY,KEY... the next one where equal\n"
		"      --top N          show at most N programs\n"
		"      --emit COLUMNS   show these of each program: file,prog,insns,...\n"
		"      --differences    show only what differs between kernels\n"
		"      --minimum        instead: for each object the first release on which all of it\n"
		"                       is met, and what older ones lack; as text or --markdown\n"
		"  -q, --quiet          print no notes\n"
		"  -v, --verbose        print more\n"
		"  -h, --help           this text\n"
		"\n"
		"Exit status: that of the run, also where a part is shown: 0 every program is met, 1\n"
		"one is unmet, 3 one is unknown; 2 misuse, or a file that is no result.\n",
	.run = report_run,
};
