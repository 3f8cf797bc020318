// SPDX-License-Identifier: GPL-2.0-only
#include "cmd-try-options.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "format.h"
#include "history/add.h"
#include "history/store.h"
#include "kernel/find.h"
#include "outputs.h"
#include "report/csv.h"
#include "report/report-files.h"
#include "report/report.h"
#include "report/view.h"
#include "result/gate.h"
#include "run.h"
#include "verdict/limits.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

/* What only makes sense with another build: 0, or the status to end with. */
static int check_builds(const struct try_options *t)
{
	if (t->run.inputs.n_against)
		return 0;
	if (t->run.allow_gone)
		return command_misuse("try", "--allow goes with --against");
	return t->needs_base
		       ? command_misuse("try",
				 "--fail-on %s: needs a baseline, which --against or `bpfjury "
				 "compare BASE NEW` has; here a limit is a number or a share: "
				 "insns>900000, insns>85%%limit",
				 t->needs_base)
		       : 0;
}

static int report(const struct result *result, const struct try_options *t)
{
	bool to_stdout;
	int status = report_files_write(result, t->reports, result_status(result), &to_stdout);

	if (to_stdout)
		return status;
	struct table_options o = table_options_for(STDOUT_FILENO);
	if ((t->differences ? view_differences : report_table)(stdout, result, &o))
		status = STATUS_UNKNOWN;
	return status;
}

/* What report @i would overwrite and is not its own: an input, or a file of the directory. */
static int check_apart(const struct try_options *t, size_t i)
{
	const char *option = report_files[i].option, *path = t->reports[i];
	const char *config = project_used(t->run.inputs.config);
	const struct pins_wish *lock = &t->run.inputs.lock;
	cleanup_free char *locked = lock->none ? NULL : pins_path(lock, config);
	int r = output_check_apart(option, path, "-c", config, NULL);

	if (!r)
		r = output_check_apart(option, path, "--lock", locked, NULL);
	if (!r && t->history && path && output_is_same(path, t->history))
		r = diag_misuse("--history and %s are both %s", option, path);
	for (size_t j = 0; !r && t->kernels[j]; j++)
		r = output_check_apart(option, path, "-k", t->kernels[j], NULL);
	if (!r)
		r = output_check_apart(option, path, "-o", t->run.output, "result.json");
	return r ? r : output_check_apart(option, path, "-o", t->run.output, "archive.cpio");
}

/*
 * Called first, so that a result of an earlier run is never taken for one of this run.  Each output
 * is opened even if another one failed: its earlier result is renamed in any case.  If something is
 * @wrong already, no directory is made.
 */
static int open_outputs(struct try_options *t, int wrong)
{
	int dir = 0;

	if (!wrong)
		wrong = report_files_check(t->reports);
	for (size_t i = 0; i < N_REPORTS; i++) {
		int r = check_apart(t, i);
		if (!r)
			r = output_withdraw(report_files[i].option, t->reports[i]);
		wrong = wrong ? wrong : r;
	}
	wrong = wrong ? wrong : history_check(t->history);
	const int csv =
		csv_withdraw(t->reports[REPORT_CSV], t->kernels, t->run.inputs.on.n_kernels);
	wrong = wrong ? wrong : csv;
	if (t->run.output && (!wrong || access(t->run.output, F_OK) == 0))
		dir = output_dir_open(&t->dir, "-o", t->run.output);
	return wrong ? wrong : dir;
}

/* An option was given twice: rename the earlier result of its second file or directory too. */
static void withdraw_again(int c)
{
	struct output_dir dir = OUTPUT_DIR_NONE;

	if (c >= OPTION_REPORT && c < OPTION_REPORT + N_REPORTS)
		output_withdraw(report_files[c - OPTION_REPORT].option, optarg);
	else if (c == 'o' && access(optarg, F_OK) == 0)
		output_dir_open(&dir, "-o", optarg);
	output_dir_close(&dir);
}

static int judge(struct try_options *t)
{
	cleanup_with(result_clear) struct result result = {0};

	t->run.inputs.on.kernels = t->kernels;
	t->run.inputs.on.appends = t->appends;
	t->run.inputs.limits = t->limits;
	int r = open_outputs(t, 0);
	if (!r)
		r = run_trials(&result, &t->run);
	if (r == FAIL_MISUSE)
		return STATUS_MISUSE;
	/* a result that could not be added or written is still shown */
	if (t->history && result.n_kernels && history_add(t->history, &result)) {
		diag_note("`bpfjury report --history %s RESULT` adds it later, where -o or --json "
			  "keeps it",
			t->history);
		r = -EIO;
	}
	int status = result.n_kernels ? report(&result, t) : STATUS_UNKNOWN;
	return r ? STATUS_UNKNOWN : status;
}

static int try_run(int argc, char **argv)
{
	cleanup_with(try_clear) struct try_options t = {
		.run = RUN_DEFAULT,
		.kernels = calloc((size_t)argc + 1, sizeof(char *)),
		.appends = calloc((size_t)argc + 1, sizeof(char *)),
		.limits = calloc((size_t)argc + 1, sizeof(char *)),
		.against = calloc((size_t)argc + 1, sizeof(char *)),
		.dir = OUTPUT_DIR_NONE,
	};
	struct option_marks marks = {0};
	int c, index = -1, status = STATUS_MET;

	if (!t.kernels || !t.appends || !t.limits || !t.against)
		return STATUS_UNKNOWN;
	opterr = 0;
	optind = 0;
	while ((c = getopt_long(argc, argv, ":c:hj:k:o:qv", try_option_table, &index)) != -1) {
		if (c == 'h') {
			fputs(command_try.help, stdout);
			return STATUS_MET;
		}
		const bool many = c == OPTION_APPEND || c == OPTION_FAIL_ON || c == OPTION_AGAINST;
		int wrong = many ? 0 : command_once(&marks, "try", c, try_option_table, "k");
		if (wrong)
			withdraw_again(c);
		else
			wrong = try_take_option(&t, c, index, argv);
		status = status ? status : wrong;
		index = -1;
	}
	if (!status && marks.seen[OPTION_PROGRAM_TIMEOUT] &&
		t.run.program_timeout_s > t.run.timeout_s)
		status = command_misuse("try",
			"--program-timeout %lld: a whole trial has %lld s; give more with --timeout",
			(long long)t.run.program_timeout_s, (long long)t.run.timeout_s);
	if (!status)
		status = check_builds(&t);
	if (status) {
		open_outputs(&t, FAIL_MISUSE);
		return status;
	}
	t.run.inputs.paths = argv + optind;
	t.run.inputs.against = t.against;
	t.run.inputs.n_paths = (size_t)(argc - optind);
	return judge(&t);
}

const struct command command_try = {
	.name = "try",
	.summary = "judge objects on kernels: the main job",
	.help = "Usage: bpfjury try [-k KERNEL]... [OPTION]... [OBJECT|DIR]...\n"
		"\n"
		"Boot each KERNEL in QEMU, have it judge every program of every object, and print\n"
		"one table.\n"
		"No OBJECT: the paths of bpfjury.yaml, or the built-in docket.  No -k: the\n"
		"kernels of bpfjury.yaml, or " KERNEL_DEFAULT ".\n"
		"\n"
		"  -k, --kernel KERNEL          debian:6.12 (newest of that series),\n"
		"                               debian:6.19.6, ubuntu:6.8 (on Ubuntu), a package\n"
		"                               file, a kernel image, tree:DIR (a source tree,\n"
		"                               built if need be), or a NAME of `bpfjury kernel\n"
		"                               list`, or of bpfjury.yaml\n"
		"      --append WORDS           add WORDS to each kernel's command line; repeated:\n"
		"                               judge with each of them (none: without any)\n"
		"  -c, --config FILE            what is judged where, and what the objects' own\n"
		"                               loader would set up: bpfjury.yaml(5) (bpfjury.yaml\n"
		"                               of this directory; none: no file)\n"
		"      --lock FILE              judge the packages that FILE pins (bpfjury.lock)\n"
		"      --no-lock                judge the newest kernels, whatever bpfjury.lock has\n"
		"      --against OBJECT|DIR     another build of the same objects, judged in the same\n"
		"                               boots and compared with; may be repeated\n"
		"      --allow gone             not unknown: what only that build has\n"
		"  -o, --output DIR             keep logs, archive and result.json in DIR\n"
		"      --json FILE              write result.json to FILE (-: standard output,\n"
		"                               instead of the table)\n"
		"      --csv FILE               write veristat's CSV; of several kernels, a file\n"
		"                               for each, with the kernel's name in it\n"
		"      --github FILE            write annotations of GitHub\n"
		"      --html FILE              write the result as one HTML page\n"
		"      --history FILE           add it to FILE, for `bpfjury history`\n"
		"      --junit FILE             write it as JUnit XML\n"
		"      --kcidb FILE             write it for KCIDB, schema 5\n"
		"      --ktap FILE              write it as KTAP, version 1\n"
		"      --markdown FILE          write it as Markdown\n"
		"  -j, --jobs N                 kernels at a time (as many as processors and memory\n"
		"                               allow)\n"
		"      --fail-on LIMIT          a program that crosses LIMIT makes the run red; may be\n"
		"                               repeated: 'insns>900000', 'insns>85%limit'\n"
		"      --differences            show only what differs between kernels\n"
		"      --coverage               say which instructions the verifier never reached\n"
		"      --hot N                  say which lines the verifier's work goes to, from N\n"
		"                               per cent of its limit on (only at the limit)\n"
		"      --accel auto|kvm|tcg     auto proves KVM with a boot, else emulates\n"
		"      --memory SIZE            memory of a guest: 512M, 6G, and never more (2G, and\n"
		"                               as much as an object needs and the host has)\n"
		"      --cpus N                 processors of a guest (1)\n"
		"      --timeout SECONDS        for one kernel's whole trial (1800)\n"
		"      --program-timeout SECONDS  for one program (120)\n"
		"      --qemu PATH              another QEMU than " ARCH_DEFAULT_QEMU "\n"
		"  -q, --quiet                  print only the table\n"
		"  -v, --verbose                print more\n"
		"  -h, --help                   this text\n"
		"\n"
		"Not built yet: --log.\n"
		"Exit status: 0 every program is met, 1 one is unmet, 2 misuse or bad input, 3 one\n"
		"is unknown.\n",
	.run = try_run,
};
