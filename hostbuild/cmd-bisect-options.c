// SPDX-License-Identifier: GPL-2.0-only
#include "cmd-bisect-options.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/limits.h"

#include <errno.h>
#include <stdlib.h>

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

const struct option bisect_option_table[] = {
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

void bisect_clear(struct bisect_command *o)
{
	predicate_clear(&o->wish.question.predicate);
	free(o->fragments);
	free(o->paths);
	free(o->objects);
	free(o->programs);
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
		return number_from_word(optarg, 1, RUN_TIMEOUT_S_MAX, &w->question.run.timeout_s);
	default:
		return 1;
	}
}

/* An option without a value: 0; 1: it is another one. */
static int take_flag(struct bisect_command *o, int c)
{
	switch (c) {
	case 'q':
	case 'v':
		command_verbosity(c);
		return 0;
	case OPTION_FIRST_PARENT:
		o->wish.commits.first_parent = true;
		return 0;
	case OPTION_OBJECTS:
		o->builds = true;
		return 0;
	case OPTION_RESUME:
		o->wish.resume = true;
		return 0;
	case OPTION_STEP:
		o->step = true;
		return 0;
	default:
		return 1;
	}
}

static int wrong_number(int c)
{
	const struct option *named = bisect_option_table;

	while (named->val != c)
		named++;
	return command_misuse("bisect", "--%s %s: must be %s", named->name, optarg,
		c == 'j'		      ? "a number, 1 to 1024"
		: c == OPTION_CONFIDENCE      ? "a number, 1 to 99"
		: c == OPTION_REPEAT	      ? "a number, 1 to 100"
		: c == OPTION_MEMORY	      ? "a size, as 512M or 2G"
		: c == OPTION_PROGRAM_TIMEOUT ? "seconds, 1 to 86400"
					      : "seconds, 1 to 604800");
}

static int take_word(struct bisect_command *o, int c, char **argv)
{
	struct question *q = &o->wish.question;
	int r = 0;

	switch (c) {
	case 'f':
		o->fragments[q->wish.n_fragments++] = optarg;
		break;
	case OPTION_ACCEL:
		if (accel_from_word(optarg, &q->run.accel))
			return command_no_word("bisect", "--accel", optarg, accel_words, N_ACCELS);
		break;
	case OPTION_BAD_IS:
	case OPTION_GOOD_IS:
		r = predicate_add(&q->predicate, optarg, c == OPTION_BAD_IS);
		return r ? (int)status_of(r) : 0;
	case OPTION_OBJECT:
		o->objects[q->n_objects++] = optarg;
		break;
	case OPTION_PATH:
		o->paths[o->n_paths++] = optarg;
		break;
	case OPTION_PROGRAM:
		o->programs[q->predicate.n_programs++] = optarg;
		break;
	case OPTION_KCONFIG:
		return command_misuse("bisect",
			"--kconfig %s: two at most, the good one and the bad one", optarg);
	default:
		return command_bad_option("bisect", c, argv, bisect_option_table);
	}
	return 0;
}

int bisect_take_option(struct bisect_command *o, int c, char **argv)
{
	const char **text = text_of(o, c);
	const int bad = take_number(&o->wish, c);

	if (bad < 0)
		return wrong_number(c);
	if (!bad)
		return 0;
	if (text) {
		*text = optarg;
		return 0;
	}
	return take_flag(o, c) ? take_word(o, c, argv) : 0;
}

bool bisect_is_list(int c)
{
	return c == OPTION_BAD_IS || c == OPTION_GOOD_IS || c == OPTION_KCONFIG ||
	       c == OPTION_OBJECT || c == OPTION_PATH || c == OPTION_PROGRAM;
}

/* An option that would have no effect is refused. */
static int check_options(const struct bisect_command *o)
{
	/* only with a tree do builds follow the releases */
	const int THEN = o->wish.commits.tree ? 1 << BISECT_RELEASES : 0;
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
	const int BUILT = COMMITS | THEN | KCONFIG | (o->seen['k'] ? 0 : STEP);
	const struct {
		int option, of; /* the modes that take it */
	} taken[] = {{'f', BUILT}, {'k', OBJECTS | STEP}, {OPTION_BAD, COMMITS}, {OPTION_CC, BUILT},
		{OPTION_BASE, STEP}, {OPTION_CONFIDENCE, ~STEP},
		{OPTION_FIRST_PARENT, COMMITS | THEN}, {OPTION_GOOD, COMMITS}, {OPTION_JSON, ~STEP},
		{OPTION_OBJECTS, OBJECTS}, {OPTION_PATH, COMMITS | THEN},
		{OPTION_RELEASES, RELEASES}, {OPTION_REPEAT, ~STEP}, {OPTION_REPORT, ~STEP},
		{OPTION_RESUME, ~STEP}, {OPTION_TREE, o->seen['k'] ? ~(OBJECTS | STEP) : ~OBJECTS}};

	for (size_t i = 0; i < ARRAY_SIZE(taken); i++) {
		const struct option *named = bisect_option_table;
		if (!o->seen[taken[i].option] || (taken[i].of & (1 << o->wish.mode)))
			continue;
		while (named->val != taken[i].option)
			named++;
		return command_misuse("bisect", "--%s has no effect with %s%s", named->name,
			modes[o->wish.mode],
			o->wish.mode == BISECT_RELEASES && (taken[i].of & COMMITS) &&
					taken[i].option != OPTION_GOOD &&
					taken[i].option != OPTION_BAD
				? " without --tree"
			: o->wish.mode == BISECT_STEP && o->seen['k'] ? " -k"
								      : "");
	}
	return 0;
}

int bisect_choose_mode(struct bisect_command *o)
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
			return check_options(o);
		}
	return command_misuse(
		"bisect", "say what to bisect: --tree, --releases, --objects, --kconfig or --step");
}
