// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/bisect.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "format.h"
#include "kernel/arch.h"
#include "quote.h"
#include "verdict/limits.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

#define TIMEOUT_S_MAX (7 * 86400)

enum {
	OPTION_ACCEL = 256,
	OPTION_BAD,
	OPTION_BAD_IS,
	OPTION_BASE,
	OPTION_CC,
	OPTION_CONFIDENCE,
	OPTION_FIRST_PARENT,
	OPTION_GOOD,
	OPTION_GOOD_IS,
	OPTION_JSON,
	OPTION_KCONFIG,
	OPTION_MEMORY,
	OPTION_OBJECT,
	OPTION_OBJECTS,
	OPTION_PATH,
	OPTION_PROGRAM,
	OPTION_PROGRAM_TIMEOUT,
	OPTION_QEMU,
	OPTION_RELEASES,
	OPTION_REPEAT,
	OPTION_REPORT,
	OPTION_RESUME,
	OPTION_STEP,
	OPTION_TIMEOUT,
	OPTION_TREE,
};

static const struct option options[] = {
	{"accel", required_argument, NULL, OPTION_ACCEL},
	{"bad", required_argument, NULL, OPTION_BAD},
	{"bad-is", required_argument, NULL, OPTION_BAD_IS},
	{"base", required_argument, NULL, OPTION_BASE},
	{"cc", required_argument, NULL, OPTION_CC},
	{"confidence", required_argument, NULL, OPTION_CONFIDENCE},
	{"config", required_argument, NULL, 'c'},
	{"first-parent", no_argument, NULL, OPTION_FIRST_PARENT},
	{"fragment", required_argument, NULL, 'f'},
	{"good", required_argument, NULL, OPTION_GOOD},
	{"good-is", required_argument, NULL, OPTION_GOOD_IS},
	{"help", no_argument, NULL, 'h'},
	{"jobs", required_argument, NULL, 'j'},
	{"json", required_argument, NULL, OPTION_JSON},
	{"kconfig", required_argument, NULL, OPTION_KCONFIG},
	{"kernel", required_argument, NULL, 'k'},
	{"memory", required_argument, NULL, OPTION_MEMORY},
	{"object", required_argument, NULL, OPTION_OBJECT},
	{"objects", no_argument, NULL, OPTION_OBJECTS},
	{"output", required_argument, NULL, 'o'},
	{"path", required_argument, NULL, OPTION_PATH},
	{"program", required_argument, NULL, OPTION_PROGRAM},
	{"program-timeout", required_argument, NULL, OPTION_PROGRAM_TIMEOUT},
	{"qemu", required_argument, NULL, OPTION_QEMU},
	{"quiet", no_argument, NULL, 'q'},
	{"releases", required_argument, NULL, OPTION_RELEASES},
	{"repeat", required_argument, NULL, OPTION_REPEAT},
	{"report", required_argument, NULL, OPTION_REPORT},
	{"resume", no_argument, NULL, OPTION_RESUME},
	{"step", no_argument, NULL, OPTION_STEP},
	{"timeout", required_argument, NULL, OPTION_TIMEOUT},
	{"tree", required_argument, NULL, OPTION_TREE},
	{"verbose", no_argument, NULL, 'v'},
	{0},
};

struct bisect_command {
	struct bisect_wish wish;
	/* owned arrays of argv's strings */
	const char **fragments, **paths;
	char **objects, **programs;
	size_t n_paths, n_kconfigs;
	bool step, builds, help;
	bool seen[OPTION_VALUES]; /* options, by their values */
};

static void clear_command(struct bisect_command *c)
{
	predicate_clear(&c->wish.question.predicate);
	free(c->fragments);
	free(c->paths);
	free(c->objects);
	free(c->programs);
	for (size_t i = 0; i < c->wish.question.n_asked; i++)
		free(c->wish.question.asked[i]);
	free(c->wish.question.asked);
}

/* Where the text that is the value of option @c goes; NULL: it is another one. */
static const char **text_of(struct bisect_command *o, int c)
{
	struct bisect_wish *w = &o->wish;

	switch (c) {
	case 'c':
		return &w->question.run.inputs.config;
	case 'k':
		return &w->question.kernel;
	case 'o':
		return &w->output;
	case OPTION_BAD:
		return &w->commits.bad;
	case OPTION_BASE:
		return &w->base;
	case OPTION_CC:
		return &w->question.wish.cc;
	case OPTION_GOOD:
		return &w->commits.good;
	case OPTION_JSON:
		return &w->json;
	case OPTION_KCONFIG:
		return o->n_kconfigs < 2 ? &w->kconfigs[o->n_kconfigs++] : NULL;
	case OPTION_QEMU:
		return &w->question.run.qemu;
	case OPTION_RELEASES:
		return &w->releases;
	case OPTION_REPORT:
		return &w->report;
	case OPTION_TREE:
		return &w->commits.tree;
	default:
		return NULL;
	}
}

/* An option whose value is a number: 0 or -EINVAL; 1: it is another one. */
static int take_number(struct bisect_wish *w, int c)
{
	int64_t jobs = 0;
	int r;

	switch (c) {
	case 'j':
		r = number_from_word(optarg, 1, 1024, &jobs);
		w->question.wish.jobs = (int)jobs;
		return r;
	case OPTION_CONFIDENCE:
		return number_from_word(optarg, 1, 99, &w->confidence);
	case OPTION_MEMORY:
		return mebibytes_from_word(optarg, &w->question.run.memory_mib);
	case OPTION_PROGRAM_TIMEOUT:
		return number_from_word(
			optarg, 1, PROGRAM_TIMEOUT_S_MAX, &w->question.run.program_timeout_s);
	case OPTION_REPEAT:
		return number_from_word(optarg, 1, 100, &w->repeats);
	case OPTION_TIMEOUT:
		return number_from_word(optarg, 1, TIMEOUT_S_MAX, &w->question.run.timeout_s);
	default:
		return 1;
	}
}

static int take_word(struct bisect_command *o, int c, char **argv)
{
	static const char *const accels[] = {"auto", "kvm", "tcg"};
	struct question *q = &o->wish.question;
	int r = 0;

	switch (c) {
	case 'f':
		o->fragments[q->wish.n_fragments++] = optarg;
		break;
	case 'q':
	case 'v':
		command_verbosity(c);
		break;
	case OPTION_ACCEL:
		if (accel_from_word(optarg, &q->run.accel))
			return command_no_word(
				"bisect", "--accel", optarg, accels, ARRAY_SIZE(accels));
		break;
	case OPTION_BAD_IS:
	case OPTION_GOOD_IS:
		q->asked[q->n_asked++] = format_string(
			"%s %s", c == OPTION_BAD_IS ? "--bad-is" : "--good-is", optarg);
		r = predicate_add(&q->predicate, optarg, c == OPTION_BAD_IS);
		return r ? (int)status_of(r) : 0;
	case OPTION_FIRST_PARENT:
		o->wish.commits.first_parent = true;
		break;
	case OPTION_OBJECT:
		o->objects[q->n_objects++] = optarg;
		break;
	case OPTION_OBJECTS:
		o->builds = true;
		break;
	case OPTION_PATH:
		o->paths[o->n_paths++] = optarg;
		break;
	case OPTION_PROGRAM:
		o->programs[q->predicate.n_programs++] = optarg;
		break;
	case OPTION_RESUME:
		o->wish.resume = true;
		break;
	case OPTION_STEP:
		o->step = true;
		break;
	default:
		return command_bad_option("bisect", c, argv, options);
	}
	return 0;
}

static int take_option(struct bisect_command *o, int c, char **argv)
{
	const char **text = text_of(o, c);
	const int bad = take_number(&o->wish, c);

	if (bad < 0)
		return command_misuse("bisect", "%s: it is no such number", optarg);
	if (!bad)
		return 0;
	if (text) {
		*text = optarg;
		return 0;
	}
	return take_word(o, c, argv);
}

/* What is bisected, of the options that were given: 0, or the status to end with. */
static int choose_mode(struct bisect_command *o)
{
	struct bisect_wish *w = &o->wish;
	const struct {
		bool asked;
		enum bisect_mode mode;
	} modes[] = {{o->step, BISECT_STEP}, {w->releases, BISECT_RELEASES},
		{o->builds, BISECT_OBJECTS}, {o->n_kconfigs == 2, BISECT_KCONFIG},
		{w->commits.tree, BISECT_COMMITS}};

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		if (modes[i].asked) {
			w->mode = modes[i].mode;
			return 0;
		}
	return command_misuse(
		"bisect", "say what to bisect: --tree, --releases, --objects, --kconfig or --step");
}

/* An option that would have no effect is refused. */
static int check_options(const struct bisect_command *o)
{
	enum {
		COMMITS = 1 << BISECT_COMMITS,
		RELEASES = 1 << BISECT_RELEASES,
		OBJECTS = 1 << BISECT_OBJECTS,
		KCONFIG = 1 << BISECT_KCONFIG,
		STEP = 1 << BISECT_STEP,
	};
	static const char *const modes[] = {[BISECT_COMMITS] = "--tree",
		[BISECT_RELEASES] = "--releases",
		[BISECT_OBJECTS] = "--objects",
		[BISECT_KCONFIG] = "--kconfig",
		[BISECT_STEP] = "--step"};
	static const struct {
		int option, of; /* the modes that take it */
	} taken[] = {{OPTION_BAD, COMMITS | RELEASES}, {OPTION_BASE, STEP},
		{OPTION_CONFIDENCE, ~STEP}, {OPTION_FIRST_PARENT, COMMITS | RELEASES},
		{OPTION_GOOD, COMMITS | RELEASES}, {OPTION_JSON, ~STEP}, {OPTION_OBJECTS, OBJECTS},
		{OPTION_PATH, COMMITS | RELEASES}, {OPTION_RELEASES, RELEASES},
		{OPTION_REPEAT, ~STEP}, {OPTION_REPORT, ~STEP}, {OPTION_RESUME, ~STEP},
		{OPTION_TREE, ~OBJECTS}};

	for (size_t i = 0; i < ARRAY_SIZE(taken); i++) {
		const struct option *named = options;
		if (!o->seen[taken[i].option] || (taken[i].of & (1 << o->wish.mode)))
			continue;
		while (named->val != taken[i].option)
			named++;
		return command_misuse(
			"bisect", "--%s has no effect with %s", named->name, modes[o->wish.mode]);
	}
	return 0;
}

static int prepare(struct bisect_command *o, char **rest, size_t n)
{
	struct bisect_wish *w = &o->wish;
	int wrong = choose_mode(o);

	if (!wrong)
		wrong = check_options(o);
	/* one step has no good end whose answers would be what is good */
	if (!wrong && o->step && !w->base && !w->question.predicate.n_terms &&
		predicate_add(&w->question.predicate, verdict_word(VERDICT_ACCEPTED), false))
		wrong = STATUS_UNKNOWN;
	if (wrong)
		return wrong;
	for (size_t i = 0; i < n && !o->builds; i++)
		o->objects[w->question.n_objects++] = rest[i];
	if (o->builds) {
		w->builds = rest;
		w->n_builds = n;
	}
	w->question.objects = o->objects;
	w->question.wish.fragments = o->fragments;
	w->question.predicate.programs = o->programs;
	w->commits.paths = o->n_paths ? o->paths : NULL;
	if (o->n_kconfigs == 1)
		w->question.wish.config = w->kconfigs[0];
	if (w->mode == BISECT_COMMITS && !w->commits.good)
		return command_misuse("bisect", "--tree goes with --good, and with --bad (HEAD)");
	if (!o->builds && !w->question.n_objects && !w->question.run.inputs.config)
		return command_misuse("bisect", "which object? name it, or a -c FILE that does");
	if (w->mode == BISECT_KCONFIG && !w->commits.tree)
		return command_misuse(
			"bisect", "--kconfig twice goes with --tree, the source to build");
	if (w->mode == BISECT_OBJECTS && n < 2)
		return command_misuse("bisect", "--objects goes with two builds or more");
	if (w->mode == BISECT_STEP && !w->base && predicate_needs_good(&w->question.predicate))
		return command_misuse("bisect",
			"--step judges one commit, and has no good end to compare with: give its "
			"result with --base");
	return 0;
}

/* Whether an option may be given more than once. */
static bool is_list(int c)
{
	return c == OPTION_BAD_IS || c == OPTION_GOOD_IS || c == OPTION_KCONFIG ||
	       c == OPTION_OBJECT || c == OPTION_PATH || c == OPTION_PROGRAM;
}

static int parse(struct bisect_command *o, int argc, char **argv)
{
	struct option_marks marks = {0};

	opterr = 0;
	optind = 0;
	for (int c; (c = getopt_long(argc, argv, ":c:f:hj:k:o:qv", options, NULL)) != -1;) {
		if (c == 'h') {
			fputs(command_bisect.help, stdout);
			o->help = true;
			return STATUS_MET;
		}
		o->seen[c] = true;
		int wrong = is_list(c) ? 0 : command_once(&marks, "bisect", c, options, "f");
		if (!wrong)
			wrong = take_option(o, c, argv);
		if (wrong)
			return wrong;
	}
	return prepare(o, argv + optind, (size_t)(argc - optind));
}

/* Whether @word is the option @name, that with its value, or so much of it as is unique. */
static bool is_option(const char *word, const char *name, size_t least)
{
	const size_t len = strcspn(word, "=");

	return len >= least && len <= strlen(name) && strncmp(word, name, len) == 0;
}

/*
 * The words after "bpfjury bisect" for a shell, each after a space, without what the next command
 * has anew: --resume, --json and --report; without @ends --good and --bad, too.  malloc'd; NULL: a
 * word cannot be shown as it is, or there is no memory.
 */
static char *rest_of(int argc, char **argv, bool ends)
{
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);
	bool whole = to, operands = false;

	for (int i = 1; i < argc && whole; i++) {
		operands |= strcmp(argv[i], "--") == 0;
		if (!operands && is_option(argv[i], "--resume", 5))
			continue;
		if (!operands &&
			(is_option(argv[i], "--json", 4) || is_option(argv[i], "--report", 6) ||
				(!ends && (is_option(argv[i], "--good", 6) ||
						  is_option(argv[i], "--bad", 5))))) {
			i += !strchr(argv[i], '=');
			continue;
		}
		cleanup_free char *word = quote_shell_exact(argv[i]);
		whole = word && fprintf(to, " %s", word) > 0;
	}
	if (to && fclose(to) == 0 && whole)
		return text;
	free(text);
	return NULL;
}

static int bisect(int argc, char **argv)
{
	const size_t room = (size_t)argc + 1;
	cleanup_free char *all = rest_of(argc, argv, true), *rest = rest_of(argc, argv, false);
	cleanup_free char *command = all ? format_string("bpfjury bisect%s", all) : NULL;
	cleanup_with(clear_command) struct bisect_command o = {
		.wish = {.question = {.run = RUN_DEFAULT},
			.repeats = 3,
			.confidence = 95,
			.command = command,
			.command_rest = rest},
		.fragments = calloc(room, sizeof(char *)),
		.paths = calloc(room, sizeof(char *)),
		.objects = calloc(room, sizeof(char *)),
		.programs = calloc(room, sizeof(char *)),
	};

	o.wish.question.asked = calloc(room, sizeof(char *));
	if (!o.fragments || !o.paths || !o.objects || !o.programs || !o.wish.question.asked)
		return status_of(diag_errno(-ENOMEM, "bisect"));
	const int wrong = parse(&o, argc, argv);
	if (wrong || o.help)
		return command_is_step(argc, argv) ? STEP_STOP : wrong;
	return o.step ? bisect_step(&o.wish) : bisect_run(&o.wish);
}

const struct command command_bisect = {
	.name = "bisect",
	.summary = "which kernel, commit or build changed a verdict",
	.help = "Usage: bpfjury bisect --tree DIR --good REVISION [--bad REVISION] [OPTION]... OBJECT...\n"
		"       bpfjury bisect --releases KERNEL..KERNEL [OPTION]... OBJECT...\n"
		"       bpfjury bisect --objects [-k KERNEL] [OPTION]... BUILD...\n"
		"       bpfjury bisect --kconfig FILE --kconfig FILE --tree DIR [OPTION]... OBJECT...\n"
		"       git bisect run bpfjury bisect --step [OPTION]... OBJECT...\n"
		"\n"
		"Find the first commit, kernel release, build of an object or kernel option with\n"
		"which a verdict is another one.\n"
		"\n"
		"      --tree DIR            bisect the commits of a git tree\n"
		"      --good REVISION       the verdict is good there\n"
		"      --bad REVISION        and bad there (HEAD)\n"
		"      --first-parent        follow only the first parent of a merge\n"
		"      --path PATH           only commits that touch PATH; may be repeated\n"
		"      --releases A..B       bisect the releases of a distribution's kernels: those of a\n"
		"                            series, or from one to another; or KERNEL,KERNEL... in\n"
		"                            this order\n"
		"      --objects             bisect builds of one object, in the given order\n"
		"      --kconfig FILE        a .config to begin with; twice: find the option, the\n"
		"                            first file is good and the second is bad;\n"
		"                            --tree is the source, as of `bpfjury kernel build`\n"
		"      --step                judge the tree of this directory once: 0 good, 1 bad,\n"
		"                            125 it cannot be tested, 128 stop; without --good-is and\n"
		"                            --bad-is good is what is accepted\n"
		"      --object FILE         the object; may be repeated, and named without --object\n"
		"      --program GLOB        only programs of that name; may be repeated\n"
		"      --good-is PREDICATE   what is good (the answers of the good end)\n"
		"      --bad-is PREDICATE    what is bad\n"
		"      --base RESULT         the good end of --step: a result.json or a directory of\n"
		"                            `bpfjury try -o`\n"
		"      --repeat N            judge the culprit and its parent again so often (3)\n"
		"      --confidence PERCENT  name no culprit under it (95)\n"
		"      --resume              go on with an interrupted bisect\n"
		"  -k, --kernel KERNEL       the kernel of --objects; of --step: instead of a tree\n"
		"  -c, --config FILE         bpfjury.yaml(5)\n"
		"  -f, --fragment FILE       as of `bpfjury kernel build`\n"
		"      --cc COMPILER         as of `bpfjury kernel build`\n"
		"  -o, --output DIR          keep logs, results and the journal in DIR\n"
		"      --json FILE           write the finding to FILE\n"
		"      --report FILE         write a report for a mailing list to FILE\n"
		"  -j, --jobs N              compilers at a time (as many as processors)\n"
		"      --accel auto|kvm|tcg  as of `bpfjury try`\n"
		"      --memory SIZE         as of `bpfjury try`\n"
		"      --timeout SECONDS     as of `bpfjury try`\n"
		"      --program-timeout SECONDS  as of `bpfjury try`\n"
		"      --qemu PATH           another QEMU than " ARCH_DEFAULT_QEMU "\n"
		"  -q, --quiet               print only what was found\n"
		"  -v, --verbose             print more\n"
		"  -h, --help                this text\n"
		"\n"
		"A PREDICATE is one term or several with commas between, which must all hold: accepted,\n"
		"rejected, unloadable, crashed, timeout, met, unmet, reason=WORD, errno=EACCES,\n"
		"splat=TITLE, splat, retval=0, whole=accepted (the object as a whole), insns<=900000,\n"
		"insns<85%limit, insns<=1.2*good, insns<=good+1000; message=TEXT comes last.  ! before a\n"
		"term, and !=, negate it.\n"
		"\n"
		"Exit status: 0 it is found, 2 misuse, 3 it cannot be found.\n",
	.run = bisect,
};
