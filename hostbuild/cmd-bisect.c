// SPDX-License-Identifier: GPL-2.0-only
#include "cmd-bisect-options.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "format.h"
#include "kernel/arch.h"
#include "quote.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

static int prepare(struct bisect_command *o, char **rest, size_t n)
{
	struct bisect_wish *w = &o->wish;
	int wrong = bisect_choose_mode(o);

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

static int parse(struct bisect_command *o, int argc, char **argv)
{
	struct option_marks marks = {0};

	opterr = 0;
	optind = 0;
	for (int c;
		(c = getopt_long(argc, argv, ":c:f:hj:k:o:qv", bisect_option_table, NULL)) != -1;) {
		if (c == 'h') {
			fputs(command_bisect.help, stdout);
			o->help = true;
			return STATUS_MET;
		}
		o->seen[c] = true;
		int wrong = bisect_is_list(c)
				    ? 0
				    : command_once(&marks, "bisect", c, bisect_option_table, "f");
		if (!wrong)
			wrong = bisect_take_option(o, c, argv);
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
	cleanup_with(bisect_clear) struct bisect_command o = {
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

	if (!o.fragments || !o.paths || !o.objects || !o.programs)
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
