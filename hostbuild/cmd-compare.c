// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "given.h"
#include "outputs.h"
#include "project.h"
#include "report/compared.h"
#include "result/compare-json.h"
#include "results.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

enum {
	OPTION_ALL = 256,
	OPTION_ALLOW,
	OPTION_BASE,
	OPTION_BASE_KERNEL,
	OPTION_CONSOLE,
	OPTION_CSV_ENOUGH,
	OPTION_FAIL_ON,
	OPTION_JSON,
	OPTION_NEW_KERNEL,
	OPTION_TOP
};

static const struct option options[] = {
	{"all", no_argument, NULL, OPTION_ALL},
	{"allow", required_argument, NULL, OPTION_ALLOW},
	{"base", required_argument, NULL, OPTION_BASE},
	{"base-kernel", required_argument, NULL, OPTION_BASE_KERNEL},
	{"config", required_argument, NULL, 'c'},
	{"console-is-enough", no_argument, NULL, OPTION_CONSOLE},
	{"csv-is-enough", no_argument, NULL, OPTION_CSV_ENOUGH},
	{"fail-on", required_argument, NULL, OPTION_FAIL_ON},
	{"help", no_argument, NULL, 'h'},
	{"json", required_argument, NULL, OPTION_JSON},
	{"new-kernel", required_argument, NULL, OPTION_NEW_KERNEL},
	{"quiet", no_argument, NULL, 'q'},
	{"top", required_argument, NULL, OPTION_TOP},
	{"verbose", no_argument, NULL, 'v'},
	{0},
};

/* The letters of options that may be given more than once are no letters here. */
static bool may_repeat(int c)
{
	return c == OPTION_ALLOW || c == OPTION_BASE || c == OPTION_FAIL_ON;
}

struct compare_command {
	struct compare_options pair;
	struct gate gate; /* limits is owned */
	struct compared_options shown;
	const char *json, *config;
	struct project project;	 /* of @config */
	struct belief believe;	 /* of NEW; a CSV as BASE is believed */
	char **bases, **latests; /* paths; both arrays are owned */
	size_t n_bases, n_latests;
	bool builds; /* they are the two builds of one result */
};

static void clear(struct compare_command *c)
{
	free(c->gate.limits);
	project_clear(&c->project);
	free(c->bases);
	free(c->latests);
}

static int allow(struct gate *g, const char *word)
{
	static const char *const words[] = {"gone", "new", "unknown"};
	bool *const allowed[] = {&g->allow_gone, &g->allow_new, &g->allow_unknown};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(word, words[i]) == 0) {
			*allowed[i] = true;
			return 0;
		}
	return command_no_word("compare", "--allow", word, words, ARRAY_SIZE(words));
}

/* One option as getopt_long() returned it; 0, or the status to end with. */
static int take_option(struct compare_command *o, int c, char **argv)
{
	switch (c) {
	case OPTION_ALL:
		o->shown.all = true;
		break;
	case OPTION_ALLOW:
		return allow(&o->gate, optarg);
	case OPTION_BASE:
		o->bases[o->n_bases++] = optarg;
		break;
	case OPTION_BASE_KERNEL:
		o->pair.base_kernel = optarg;
		break;
	case OPTION_CSV_ENOUGH:
		o->believe.csv = true;
		break;
	case OPTION_CONSOLE:
		o->believe.console = true;
		break;
	case OPTION_FAIL_ON:
		return gate_limit_parse(&o->gate.limits[o->gate.n_limits++], optarg) ? STATUS_MISUSE
										     : 0;
	case 'c':
		o->config = optarg;
		break;
	case OPTION_JSON:
		o->json = optarg;
		break;
	case OPTION_NEW_KERNEL:
		o->pair.latest_kernel = optarg;
		break;
	case OPTION_TOP:
		if (number_from_word(optarg, 1, INT32_MAX, &o->shown.top))
			return command_misuse(
				"compare", "--top %s: must be a number of rows", optarg);
		break;
	case 'q':
	case 'v':
		command_verbosity(c);
		break;
	default:
		return command_bad_option("compare", c, argv, options);
	}
	return 0;
}

/* FAIL_MISUSE, reported with the nearest name: @r has no such kernel. */
static int need_kernel(const struct result *r, const char *path, const char *spec)
{
	cleanup_free const char **names = calloc(r->n_kernels + 1, sizeof(*names));
	char question[160] = "";

	if (compare_find_kernel(r, spec))
		return 0;
	for (size_t i = 0; names && i < r->n_kernels; i++)
		names[i] = r->kernels[i].name;
	if (names)
		nearest_question(question, sizeof(question), spec, names, r->n_kernels);
	return diag_misuse("%s has no kernel %s%s", path, spec, question);
}

static int show(const struct compare_command *o, const struct comparison *c,
	const struct gate_doubts *d, int status)
{
	int r = 0;

	if (o->json) {
		json_t *json = compare_json(c, &o->gate, d, status, o->shown.all);
		r = json ? output_json(o->json, json, RESULT_FILE_MAX)
			 : diag_errno(-ENOMEM, "%s", o->json);
		json_decref(json);
	}
	if (!r && !(o->json && strcmp(o->json, "-") == 0))
		r = report_compared(stdout, c, &o->gate, d, &o->shown);
	return r ? STATUS_UNKNOWN : status;
}

/* The files that @paths name; as result_files_add(). */
static int collect(struct result_files *files, char *const *paths, size_t n)
{
	int r = 0;

	for (size_t i = 0; i < n && !r; i++)
		r = result_files_add(files, paths[i]);
	return r;
}

/*
 * Find the files, put an older --json aside, and read.  FAIL_MISUSE: a file is no result, or there
 * is no NEW; -ENOENT: there is no BASE.
 */
static int read_both(const struct compare_command *o, struct result *base, struct result *latest)
{
	cleanup_with(result_files_clear) struct result_files bases = {0}, latests = {0};
	const struct belief for_base = {.console = o->believe.console, .csv = true};
	const int no_base = collect(&bases, o->bases, o->n_bases);
	const int no_new = collect(&latests, o->latests, o->n_latests);

	int r = results_check_apart("--json", o->json, "BASE", &bases);
	if (!r)
		r = results_check_apart("--json", o->json, "NEW", &latests);
	if (!r)
		r = output_check_apart("--json", o->json, "-c", o->config, NULL);
	if (!r)
		r = output_withdraw("--json", o->json);
	if (!r)
		r = no_new == -ENOENT ? FAIL_MISUSE : no_new;
	if (!r)
		r = no_base;
	if (!r)
		r = results_read(base, &bases, &for_base);
	if (r)
		return r;
	r = results_read(latest, &latests, &o->believe);
	return r == -ENOENT ? FAIL_MISUSE : r;
}

/* The limits of bpfjury.yaml, after those of the command line. */
static int add_limits(struct compare_command *o)
{
	const struct policy *p = &o->project.policy;
	const size_t n = o->gate.n_limits + p->n_limits;
	struct gate_limit *more = reallocarray(o->gate.limits, n + 1, sizeof(*more));

	if (!more)
		return diag_errno(-ENOMEM, "compare");
	o->gate.limits = more;
	for (size_t i = 0; i < p->n_limits; i++) {
		more[o->gate.n_limits] = p->limits[i].limit;
		more[o->gate.n_limits++].where = &p->limits[i].where;
	}
	return 0;
}

static int compare(struct compare_command *o)
{
	cleanup_with(result_clear) struct result base = {0};
	cleanup_with(result_clear) struct result latest = {0};
	cleanup_with(comparison_clear) struct comparison c = {0};
	struct gate_doubts doubts;

	int r = o->config ? project_read(&o->project, o->config) : 0;
	if (!r)
		r = add_limits(o);
	if (!r)
		r = read_both(o, &base, &latest);
	if (!r && (r = policy_apply_known(&o->project.policy, &latest)))
		diag_errno(r, "compare");
	if (!r && o->pair.base_kernel)
		r = fail_worse(need_kernel(&base, o->bases[0], o->pair.base_kernel),
			need_kernel(&latest, o->latests[0], o->pair.latest_kernel));
	if (!r && o->builds && !latest.against)
		r = diag_misuse("%s has one build: name two results, BASE and NEW, or two "
				"kernels of it by --base-kernel and --new-kernel",
			o->latests[0]);
	if (r)
		return status_of(r);
	for (size_t i = 0; !o->builds && i < 2; i++)
		if ((i ? &latest : &base)->against)
			diag_note("%s has two builds: the one that was judged is compared",
				i ? o->latests[0] : o->bases[0]);
	r = compare_results(&c, o->builds ? latest.against : &base, &latest, &o->pair);
	if (r)
		return status_of(diag_errno(r, "compare"));
	return show(o, &c, &doubts, gate_judge(&o->gate, &c, &doubts));
}

/* BASE and NEW: --base and all of @paths, or the first and the last of two. */
static int take_paths(struct compare_command *o, int n, char **paths)
{
	const bool kernels = o->pair.base_kernel;

	if (!o->pair.base_kernel != !o->pair.latest_kernel)
		return command_misuse("compare", "%s goes with %s",
			kernels ? "--base-kernel" : "--new-kernel",
			kernels ? "--new-kernel" : "--base-kernel");
	if (o->n_bases ? n == 0 : n != 2 && n != 1)
		return command_misuse("compare", "name two results, BASE and NEW%s",
			n == 0	? "; or one that has two builds, by try --against"
			: n > 2 ? "; of more results, those of BASE by --base"
				: "");
	o->builds = !o->n_bases && n == 1 && !kernels;
	if (!o->n_bases && n == 1 && kernels &&
		strcmp(o->pair.base_kernel, o->pair.latest_kernel) == 0)
		return command_misuse("compare",
			"--base-kernel and --new-kernel are both %s: name two kernels",
			o->pair.base_kernel);
	const int from = o->n_bases ? 0 : n - 1;
	if (!o->n_bases)
		o->bases[o->n_bases++] = paths[0];
	for (int i = from; i < n; i++)
		o->latests[o->n_latests++] = paths[i];
	return 0;
}

static int compare_run(int argc, char **argv)
{
	cleanup_with(clear) struct compare_command o = {
		.gate.limits = calloc((size_t)argc + 1, sizeof(*o.gate.limits)),
		.bases = calloc((size_t)argc + 1, sizeof(*o.bases)),
		.latests = calloc((size_t)argc + 1, sizeof(*o.latests)),
	};
	struct option_marks marks = {0};
	int wrong = 0;

	if (!o.gate.limits || !o.bases || !o.latests)
		return status_of(diag_errno(-ENOMEM, "compare"));
	opterr = 0;
	optind = 0;
	for (int c; (c = getopt_long(argc, argv, ":c:hqv", options, NULL)) != -1;) {
		if (c == 'h') {
			fputs(command_compare.help, stdout);
			return STATUS_MET;
		}
		if (!may_repeat(c))
			wrong = command_once(&marks, "compare", c, options, "");
		if (!wrong)
			wrong = take_option(&o, c, argv);
		if (wrong)
			return wrong;
	}
	if (!o.gate.n_limits && gate_limit_parse(&o.gate.limits[o.gate.n_limits++], "verdict"))
		return STATUS_MISUSE;
	wrong = take_paths(&o, argc - optind, argv + optind);
	if (wrong)
		return wrong;
	o.shown.table = table_options_for(STDOUT_FILENO);
	return compare(&o);
}

const struct command command_compare = {
	.name = "compare",
	.summary = "what changed between two results, and limits for it",
	.help = "Usage: bpfjury compare [OPTION]... BASE NEW\n"
		"       bpfjury compare --base BASE... [OPTION]... NEW...\n"
		"       bpfjury compare [OPTION]... RESULT\n"
		"       bpfjury compare --base-kernel KERNEL --new-kernel KERNEL [OPTION]... RESULT\n"
		"\n"
		"Show what changed for each program on each kernel between two results that\n"
		"`bpfjury try` wrote with --json FILE or -o DIR, the worst first.  A directory may\n"
		"have several below it: results of one docket are taken as one.\n"
		"RESULT alone: between the two builds of `bpfjury try --against`.\n"
		"\n"
		"  -c, --config FILE         limits, known failures and allowed splats of a\n"
		"                            bpfjury.yaml(5), in addition\n"
		"      --fail-on LIMIT       end with status 1 where a program crosses LIMIT; may be\n"
		"                            repeated (verdict):\n"
		"                              verdict          it is unmet, and was not\n"
		"                              reason           it has another reason\n"
		"                              'insns>900000'   more than that\n"
		"                              'insns>+1000'    more than that over BASE\n"
		"                              'insns>+10%'     the same in per cent\n"
		"                              'insns>85%limit' more than that of the kernel's limit\n"
		"                            also states, peak_states, max_states_per_insn,\n"
		"                            mark_read, insn_count,\n"
		"                            stack, mem_peak, xlated_bytes, jited_bytes,\n"
		"                            load_us, verify_us, log_bytes\n"
		"      --allow WORD          not unknown: gone (programs and kernels; skipped\n"
		"                            ones that were judged), new (kernels), unknown\n"
		"                            (answers); may be repeated\n"
		"      --base BASE           a result of BASE; may be repeated; then all others are\n"
		"                            of NEW\n"
		"      --base-kernel KERNEL  compare this kernel of BASE\n"
		"      --new-kernel KERNEL   with this one of NEW\n"
		"      --console-is-enough   of a console, believe what is met\n"
		"      --csv-is-enough       of veristat's CSV as NEW, too\n"
		"      --all                 show what did not change, too\n"
		"      --top N               show at most N programs of a kernel\n"
		"      --json FILE           write the comparison as JSON (-: standard output,\n"
		"                            instead of the text)\n"
		"  -q, --quiet               print no notes\n"
		"  -v, --verbose             print more\n"
		"  -h, --help                this text\n"
		"\n"
		"Exit status: 0 no limit crossed, 1 one is crossed, 2 misuse or bad input, 3\n"
		"something vanished, is unknown, or has no baseline.\n",
	.run = compare_run,
};
