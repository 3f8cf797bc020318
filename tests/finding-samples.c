// SPDX-License-Identifier: GPL-2.0-only
#include "finding-samples.h"
#include "cleanup.h"
#include "format.h"

#include <string.h>

static void need(bool done)
{
	if (!done)
		abort();
}

static char *copy(const char *text)
{
	char *p = text ? strdup(text) : NULL;

	need(p || !text);
	return p;
}

#define HASH(digits) digits "0123456789abcdef0123456789abcdef"
#define GOOD	     HASH("11111111")
#define BEFORE	     HASH("22222222")
#define CULPRIT	     HASH("33333333")
#define BAD	     HASH("44444444")

static const char good_log[] =
	"0: R1=ctx() R10=fp0\n; int x = *p; @ prog.bpf.c:7\n0: (b7) r0 = 0 ; R0_w=0\n"
	"1: (79) r1 = *(u64 *)(r1 +0) ; R1_w=scalar(id=3)\n2: (95) exit\nverification time 12 usec\n"
	"stack depth 0\nprocessed 3 insns (limit 1000000) max_states_per_insn 0 total_states 0 "
	"peak_states 0 mark_read 0\n";
static const char bad_log[] =
	"0: R1=ctx() R10=fp0\n; int x = *p; @ prog.bpf.c:7\n0: (b7) r0 = 0 ; R0_w=0\n"
	"1: (79) r1 = *(u64 *)(r1 +0)\nR1 invalid mem access 'scalar'\nverification time 9 usec\n"
	"stack depth 0\nprocessed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 "
	"peak_states 0 mark_read 0\n";

/* A result of one kernel, one object and one program. */
static struct result *result_of(const char *kernel, const char *version, enum verdict v,
	const char *detail, const char *log, int64_t insns)
{
	struct result *r = calloc(1, sizeof(*r));
	struct result_kernel *k = calloc(1, sizeof(*k));
	struct result_object *o = calloc(1, sizeof(*o));
	struct result_program *p = calloc(1, sizeof(*p));

	need(r && k && o && p);
	*r = (struct result){.started = "2026-11-29T03:00:00Z",
		.tool = "0.1.0",
		.libbpf = "1.7.0",
		.kernels = k,
		.n_kernels = 1};
	memset(r->docket_sha256, '7', SHA256_SIZE - 1);
	*k = (struct result_kernel){.name = copy(kernel),
		.spec = copy(kernel),
		.release = copy(version),
		.version = copy(version),
		.arch = copy("x86_64"),
		.outcome = OUTCOME_COMPLETE,
		.accel = copy("tcg"),
		.judge_ms = 4100,
		.objects = o,
		.n_objects = 1};
	*o = (struct result_object){.path = copy("prog.bpf.o"),
		.producer = copy("clang version 19.1.7"),
		.announced = 1,
		.memory_bytes = -1,
		.ended = true,
		.programs = p,
		.n_programs = 1};
	memset(o->sha256, '5', SHA256_SIZE - 1);
	program_result_init(&p->result);
	strcpy(p->result.name, "handle_exec");
	strcpy(p->result.type, "tracepoint");
	strcpy(p->result.detail, detail);
	p->result.verdict = v;
	p->result.expected = VERDICT_ACCEPTED;
	p->result.met = v == VERDICT_ACCEPTED ? MET_MET : MET_UNMET;
	p->result.insns = insns;
	p->result.states = insns / 10;
	p->result.peak_states = insns / 20;
	p->result.verify_us = 1200;
	strcpy(p->result.stack, "32");
	p->log = copy(log);
	if (v == VERDICT_ACCEPTED) {
		p->result.jited_bytes = 2048;
		return r;
	}
	p->result.err = 13;
	p->result.insn = 1;
	strcpy(p->result.reason, "bad-pointer");
	strcpy(p->result.source, "int x = *p;");
	strcpy(p->result.source_at, "prog.bpf.c:7");
	return r;
}

static void add_tally(struct finding *f, struct tally t, const char *id, const char *title)
{
	f->tallies = reallocarray(f->tallies, f->n_tallies + 1, sizeof(t));
	need(f->tallies && point_set(&t.point, id, title) == 0);
	t.why = copy(t.why);
	t.same_as = copy(t.same_as);
	f->tallies[f->n_tallies++] = t;
}

static void judge(struct finding *f, const char *good_kernel, const char *good_version,
	const char *bad_kernel, const char *bad_version)
{
	f->before = (struct observation){.answer = ANSWER_GOOD,
		.why = copy("1 program"),
		.kernel = copy(good_kernel),
		.result =
			result_of(good_kernel, good_version, VERDICT_ACCEPTED, "", good_log, 1204),
		.ready_ms = 61000,
		.ask_ms = 4100};
	f->at = (struct observation){.answer = ANSWER_BAD,
		.why = copy("handle_exec rejected"),
		.kernel = copy(bad_kernel),
		.result = result_of(bad_kernel, bad_version, VERDICT_REJECTED,
			"R1 invalid mem access 'scalar'", bad_log, 802),
		.ready_ms = 61000,
		.ask_ms = 4100};
}

static void make_commits(struct sample_story *s, const char *title)
{
	struct finding *f = &s->finding;

	judge(f, "built-6.12.0-1111", "6.12.0", "built-6.12.0-2222", "6.12.0");
	f->found = FOUND_CULPRIT;
	f->steps = 2;
	f->described = copy("commit " CULPRIT "\nAuthor: A U Thor <author@example.org>\n"
			    "Date:   2026-11-01 10:00:00 +0100\n\n    bpf: Refuse what was fine\n\n"
			    " kernel/bpf/verifier.c | 12 +++++++++---\n");
	need(points_add(&f->suspects, CULPRIT, title) == 0);
	need(points_add(&f->parents, BEFORE, "222222220123 bpf: Name it") == 0);
	add_tally(f, (struct tally){.good = 1, .ready_ms = 600400, .ask_ms = 8100}, GOOD,
		"111111110123 Linux 6.12");
	add_tally(f, (struct tally){.bad = 1, .ready_ms = 61200, .ask_ms = 4300}, BAD,
		"444444440123 bpf: Go on");
	add_tally(f, (struct tally){.good = 4, .again_good = 3, .ready_ms = 47100, .ask_ms = 16500},
		BEFORE, "222222220123 bpf: Name it");
	add_tally(f,
		(struct tally){.bad = 4,
			.again_bad = 3,
			.known = 1,
			.ask_ms = 16900,
			.why = (char *)"handle_exec rejected"},
		CULPRIT, title);
	f->trials_each = 1;
	s->story.log = "git bisect start '" BAD "' '" GOOD "'\n# good: [" BEFORE
		       "] bpf: Name it\ngit bisect good " BEFORE "\ngit bisect bad " CULPRIT "\n";
}

static void be_sure(struct finding *f)
{
	f->confidence = 95;
	f->without = calloc(1, sizeof(*f->without));
	need(f->without && point_set(&f->without->point, BAD, "444444440123 without it") == 0);
	f->without->good = 3;
	f->without->ready_ms = 52000;
	f->without->ask_ms = 12300;
	f->without_is = WITHOUT_GOOD;
}

static void make_range(struct sample_story *s)
{
	struct finding *f = &s->finding;

	make_commits(s, "333333330123 bpf: Refuse what was fine");
	f->found = FOUND_RANGE;
	f->why = copy("1 commit could not be judged");
	free(f->described);
	f->described = NULL;
	points_clear(&f->suspects);
	const char *const hash = HASH("33333334");
	need(points_add(&f->suspects, hash, "333333340123 bpf: Break the build") == 0);
	need(points_add(&f->suspects, CULPRIT, "333333330123 bpf: Refuse what was fine") == 0);
	add_tally(f,
		(struct tally){.neither = 1,
			.ready_ms = 3000,
			.why = (char *)"it does not compile: verifier.c:1: error"},
		hash, "333333340123 bpf: Break the build");
}

static void make_releases(struct sample_story *s)
{
	struct finding *f = &s->finding;

	s->wish.mode = BISECT_RELEASES;
	judge(f, "debian:6.6.63", "6.6.63", "debian:6.6.64", "6.6.64");
	struct result_program *p = &f->before.result->kernels[0].objects[0].programs[0];
	free(p->log);
	p->log = copy(
		"R1=ctx(id=0,off=0,imm=0) R10=fp0\n; int x = *p;\n0: (b7) r0 = 0\n"
		"1: (79) r1 = *(u64 *)(r1 +0)\n2: R0_w=invP0 R1_w=inv(id=0) R10=fp0\n2: (95) exit\n");
	f->found = FOUND_CULPRIT;
	f->steps = 0;
	f->confidence = 95;
	f->trials_each = 1;
	need(points_add(&f->suspects, "debian:6.6.64", "debian:6.6.64") == 0);
	need(points_add(&f->parents, "debian:6.6.63", "debian:6.6.63") == 0);
	add_tally(f, (struct tally){.good = 4, .again_good = 3, .ask_ms = 16500}, "debian:6.6.63",
		"debian:6.6.63");
	add_tally(f, (struct tally){.bad = 4, .again_bad = 3, .ask_ms = 16900}, "debian:6.6.64",
		"debian:6.6.64");
}

static void make_figures(struct sample_story *s)
{
	struct program_result *p;

	make_commits(s, "333333330123 bpf: Walk it all");
	p = &s->finding.at.result->kernels[0].objects[0].programs[0].result;
	p->verdict = VERDICT_ACCEPTED;
	p->met = MET_MET;
	p->err = 0;
	*p->reason = *p->detail = *p->source = *p->source_at = '\0';
	p->insns = 12040;
	p->jited_bytes = 2048;
	s->finding.confidence = 95;
	s->finding.without_is = WITHOUT_CONFLICTS;
	s->finding.without_why = copy("kernel/bpf/verifier.c has conflicts");
}

static void make_nothing(struct sample_story *s)
{
	struct finding *f = &s->finding;

	f->found = FOUND_NOTHING;
	f->why = copy("no commit between the ends could be judged");
	add_tally(f, (struct tally){.good = 1}, GOOD, "111111110123 Linux 6.12");
	add_tally(f, (struct tally){.bad = 1}, BAD, "444444440123 bpf: Go on");
}

/* What each of these would do to a terminal, a CI job, a mail reader, git am or regzbot. */
static const char hostile_title[] =
	"333333330123 \x1b]0;title\a##[error]\xe2\x80\xae>8 #regzbot invalid: no\nBcc: x@example.org";
static const char hostile_log[] =
	"0: R1=ctx() R10=fp0\nFrom nobody Mon Sep 17 00:00:00 2001\n---\ndiff --git a/x b/x\n"
	"-- >8 --\n#regzbot introduced: " BAD
	"\n::error::no\ngit bisect start\n\x1b[2J0: (95) exit\n";

static void make_hostile(struct sample_story *s)
{
	struct result_program *p;

	make_commits(s, hostile_title);
	p = &s->finding.at.result->kernels[0].objects[0].programs[0];
	free(p->log);
	p->log = copy(hostile_log);
	strcpy(p->result.detail, "From me\n---\n#regzbot invalid: no");
	free(s->finding.described);
	s->finding.described = copy(hostile_log);
	s->people[0] = (char *)"Eve\nBcc: all@example.org <eve@example.org>";
	s->people[1] = (char *)"No Address <none>";
	s->people[2] = (char *)"\"Q\" \\ <q@example.org>, <all@example.org>";
	s->story.log = hostile_log;
	need(finding_note(&s->finding, "%s", hostile_title) == 0);
}

void sample_make(struct sample_story *s, enum sample which)
{
	static const struct axis_kind commits = {.noun = "commit", .nouns = "commits"};
	static const struct axis_kind releases = {.noun = "release", .nouns = "releases"};

	*s = (struct sample_story){.objects = {(char *)"prog.bpf.o"},
		.people = {(char *)"A U Thor <author@example.org>",
			(char *)"Jr., Jane <jane@example.org>", (char *)"kernel <k@example.org>"}};
	s->wish = (struct bisect_wish){.mode = BISECT_COMMITS,
		.question = {.run = {.qemu = "false"},
			.objects = s->objects,
			.n_objects = 1,
			.dir = "out"},
		.commits = {.tree = "linux", .good = "v6.12", .bad = "HEAD"},
		.repeats = 3,
		.confidence = 95,
		.command = "bpfjury bisect --tree linux --good v6.12 --bad HEAD prog.bpf.o",
		.command_rest = " --tree linux prog.bpf.o"};
	s->story = (struct story){.finding = &s->finding,
		.kind = which == SAMPLE_RELEASES ? &releases : &commits,
		.wish = &s->wish,
		.people = s->people,
		.n_people = ARRAY_SIZE(s->people)};
	if (which == SAMPLE_COMMIT) {
		make_commits(s, "333333330123 bpf: Refuse what was fine");
		be_sure(&s->finding);
	} else if (which == SAMPLE_RANGE) {
		make_range(s);
	} else if (which == SAMPLE_RELEASES) {
		make_releases(s);
		s->story.n_people = 0;
	} else if (which == SAMPLE_FIGURES) {
		make_figures(s);
	} else if (which == SAMPLE_NOTHING) {
		make_nothing(s);
		s->story.n_people = 0;
	} else {
		make_hostile(s);
	}
	need(story_make(&s->story) == 0);
	strcpy(s->story.started, "2026-11-29T03:00:00Z");
	s->story.took_ms = 900000;
	s->story.status = s->finding.found == FOUND_CULPRIT ? 0 : 3;
}

void sample_clear(struct sample_story *s)
{
	story_clear(&s->story);
	finding_clear(&s->finding);
}
