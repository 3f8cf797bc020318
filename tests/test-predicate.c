// SPDX-License-Identifier: GPL-2.0-only
/* What is good: the grammar, what a trial comes to, and whether two ends can be told apart. */
#include "bisect/predicate.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

/* Results as JSON, small: kernels of objects of programs. */
#define WITH(name, verdict, met, more)                                                             \
	"{\"name\":\"" name "\",\"verdict\":\"" verdict "\",\"met\":\"" met                        \
	"\",\"expected\":\"accepted\"" more "}"
#define ACCEPTED(name) WITH(name, "accepted", "met", "")
#define INSNS(name, n)                                                                             \
	WITH(name, "accepted", "met", ",\"insns\":" #n ",\"limits\":{\"insns\":1000000}")
#define REFUSED(name, errno_, reason)                                                              \
	WITH(name, "rejected", "unmet", ",\"errno\":\"" errno_ "\",\"reason\":\"" reason "\"")
#define CONTEXT REFUSED("x", "EACCES", "context-access")
#define LIMIT                                                                                      \
	WITH("x", "rejected", "unmet",                                                             \
		",\"errno\":\"E2BIG\",\"reason\":\"limit-insns\",\"insns\":1000001,"               \
		"\"limits\":{\"insns\":1000000}")
#define ODD(detail_)                                                                               \
	WITH("x", "rejected", "unmet",                                                             \
		",\"errno\":\"EACCES\",\"reason\":\"unclassified\",\"detail\":\"" detail_ "\"")
#define UNLOADABLE                                                                                 \
	WITH("x", "unloadable", "unmet", ",\"errno\":\"ESRCH\",\"reason\":\"kfunc-missing\"")
#define LOADER_DIED WITH("x", "unloadable", "unmet", ",\"reason\":\"loader-crashed\"")
#define CRASHED(title)                                                                             \
	WITH("x", "crashed", "unmet", ",\"reason\":\"kernel-crash\",\"detail\":\"" title "\"")
#define TIMEOUT		WITH("x", "timeout", "unknown", ",\"reason\":\"program-timeout\"")
#define ERROR(reason)	WITH("x", "error", "unknown", ",\"reason\":\"" reason "\"")
#define SKIPPED(reason) WITH("x", "skipped", "skipped", ",\"reason\":\"" reason "\"")
#define SPLATTED	WITH("x", "accepted", "unmet", ",\"reason\":\"splat\",\"detail\":\"WARNING in f\"")
#define RAN(n)		WITH("x", "accepted", "met", ",\"run\":{\"retval\":" #n ",\"ns\":1}")
#define SAID(detail, log)                                                                          \
	WITH("x", "rejected", "unmet",                                                             \
		",\"errno\":\"EACCES\",\"reason\":\"context-access\",\"detail\":\"" detail         \
		"\",\"log\":\"" log "\"")
#define OPEN(programs, more)                                                                       \
	"{\"path\":\"a.bpf.o\",\"ended\":true" more ",\"programs\":[" programs "]}"
#define KERNEL(more, objects)                                                                      \
	"{\"spec\":\"k\",\"outcome\":\"complete\"" more ",\"objects\":[" objects "]}"
#define ONE(programs)	   KERNEL("", OPEN(programs, ""))
#define SPLAT(title, more) ",\"splats\":[{\"title\":\"" title "\"" more "}]"
#define OF_X		   ",\"object\":\"a.bpf.o\",\"program\":\"x\""
#define ALLOWED		   ",\"allowed\":{\"reason\":\"known\",\"link\":\"https://example.org\"}"
#define WHOLE(verdict, met, more)                                                                  \
	",\"whole\":{\"verdict\":\"" verdict "\",\"met\":\"" met                                   \
	"\",\"expected\":\"accepted\",\"programs\":1" more "}"
#define OWNER WHOLE("rejected", "unmet", ",\"errno\":\"EINVAL\",\"reason\":\"prog-array-owner\"")
#define OUTCOME(word, why)                                                                         \
	"{\"spec\":\"k\",\"outcome\":\"" word "\",\"why\":\"" why                                  \
	"\",\"objects\":[" OPEN(ACCEPTED("x"), "") "]}"

static struct result *parse(const char *kernel)
{
	struct result *r = kernel ? calloc(1, sizeof(*r)) : NULL;
	cleanup_free char *text =
		format_string("{\"schema\":\"bpfjury/1\",\"kernels\":[%s]}", kernel ? kernel : "");

	assert_non_null(text);
	if (r)
		assert_int_equal(result_parse(r, "a test", text, strlen(text)), 0);
	return r;
}

static void drop(struct result *r)
{
	if (r)
		result_clear(r);
	free(r);
}

/* What the tool prints goes to a file, so that it can be read. */
static int printed, saved = -1;

static void begin_printing(void)
{
	printed = memfd_create("stderr", 0);
	saved = dup(STDERR_FILENO);
	assert_true(printed >= 0 && saved >= 0);
	dup2(printed, STDERR_FILENO);
}

static const char *end_printing(void)
{
	static char text[8192];

	dup2(saved, STDERR_FILENO);
	const ssize_t n = pread(printed, text, sizeof(text) - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	close(printed);
	close(saved);
	return text;
}

static void has(const char *row, const char *text, const char *wanted)
{
	if (!text || !strstr(text, wanted))
		fail_msg("%s: \"%s\" is not in \"%s\"", row, wanted, text ? text : "(null)");
}

struct question {
	const char *good_is, *bad_is, *program; /* NULL: not given */
};

static void ask(struct predicate *p, const struct question *q, char *programs[1])
{
	*p = (struct predicate){0};
	if (q->good_is)
		assert_int_equal(predicate_add(p, q->good_is, false), 0);
	if (q->bad_is)
		assert_int_equal(predicate_add(p, q->bad_is, true), 0);
	programs[0] = (char *)q->program;
	if (q->program) {
		p->programs = programs;
		p->n_programs = 1;
	}
}

struct row {
	const char *what;
	struct question q;
	const char *good, *bad, *now; /* kernels */
	bool step;
	enum answer answer;
	const char *why; /* a part of it */
};

static void judge(const struct row *row)
{
	struct result *good = parse(row->good), *bad = parse(row->bad);
	const struct predicate_ends ends = {.good = good, .bad = bad, .only_good = row->step};
	struct observation o = {.result = parse(row->now)};
	struct predicate p;
	char *programs[1];

	ask(&p, &row->q, programs);
	predicate_judge(&o, &p, &ends);
	if (o.answer != row->answer)
		fail_msg("%s: %s (%s), not %s", row->what, answer_word(o.answer), o.why,
			answer_word(row->answer));
	has(row->what, o.why, row->why);
	assert_null(strchr(o.why, '\n'));
	observation_clear(&o);
	predicate_clear(&p);
	drop(good);
	drop(bad);
}

#define JUDGE(rows)                                                                                \
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)                                              \
	judge(&(rows)[i])

#define STEP(what, term, now, answer, why)                                                         \
	{what, {.good_is = term}, NULL, NULL, now, true, answer, why}
#define G ANSWER_GOOD
#define B ANSWER_BAD
#define U ANSWER_UNTESTABLE
#define S ANSWER_STOP

static void test_terms(void **state)
{
	static const struct row rows[] = {
		STEP("accepted", "accepted", ONE(ACCEPTED("x")), G, "x: accepted"),
		STEP("rejected", "accepted", ONE(CONTEXT), B, "x: rejected EACCES context-access"),
		STEP("another refusal", "accepted", ONE(LIMIT), B, "limit-insns"),
		STEP("not loaded", "accepted", ONE(UNLOADABLE), B,
			"unloadable ESRCH kfunc-missing"),
		STEP("!", "!accepted", ONE(CONTEXT), G, "x: rejected"),
		STEP("!=", "verdict!=accepted", ONE(CONTEXT), G, "x: rejected"),
		STEP("! !=", "!verdict!=accepted", ONE(CONTEXT), B, "x: rejected"),
		STEP("met", "met", ONE(ACCEPTED("x")), G, ""),
		STEP("unmet", "met", ONE(CONTEXT), B, ""),
		STEP("met=", "met=unmet", ONE(CONTEXT), G, ""),
		STEP("not met for a splat", "met", ONE(SPLATTED), U, "for a splat: WARNING in f"),
		STEP("accepted with a splat", "accepted", ONE(SPLATTED), G, ""),
		STEP("a reason", "reason=context-access", ONE(CONTEXT), G, ""),
		STEP("another reason", "reason=context-access", ONE(LIMIT), B, "limit-insns"),
		STEP("no reason", "reason=context-access", ONE(ACCEPTED("x")), B, "accepted"),
		STEP("a reason of no pattern", "reason=context-access", ONE(ODD("huh")), U, "huh"),
		STEP("and not", "reason!=context-access", ONE(ODD("huh")), U, "no pattern matches"),
		STEP("and that one", "reason=unclassified", ONE(ODD("huh")), G, ""),
		STEP("an errno", "errno=EACCES", ONE(CONTEXT), G, ""),
		STEP("its number", "errno=13", ONE(CONTEXT), G, ""),
		STEP("another errno", "errno=EACCES", ONE(LIMIT), B, "E2BIG"),
		STEP("no errno", "errno!=EACCES", ONE(ACCEPTED("x")), G, ""),
		STEP("returned", "retval=2", ONE(RAN(2)), G, "it returned 2"),
		STEP("returned less", "retval=-1", ONE(RAN(-1)), G, "it returned -1"),
		STEP("as unsigned", "retval=4294967295", ONE(RAN(-1)), G, ""),
		STEP("returned another", "retval=2", ONE(RAN(0)), B, "it returned 0"),
		STEP("was not run", "retval=2", ONE(ACCEPTED("x")), U, "it was not run"),
		STEP("was not run, either", "retval!=2", ONE(CONTEXT), U, "it was not run"),
		STEP("a splat", "!splat", KERNEL(SPLAT("WARNING in f", OF_X), OPEN(SPLATTED, "")),
			B, "the kernel reports WARNING in f"),
		STEP("no splat", "!splat", ONE(ACCEPTED("x")), G, "no splat"),
		STEP("with a title", "splat!=WARNING in *",
			KERNEL(SPLAT("WARNING in f", OF_X), OPEN(SPLATTED, "")), B, ""),
		STEP("with another title", "splat!=KASAN*",
			KERNEL(SPLAT("WARNING in f", OF_X), OPEN(SPLATTED, "")), G,
			"no splat fits"),
		STEP("of nobody, any", "!splat",
			KERNEL(SPLAT("WARNING in f", ""), OPEN(ACCEPTED("x"), "")), U,
			"may be of anything: WARNING in f"),
		STEP("of nobody, with that title", "splat!=WARNING*",
			KERNEL(SPLAT("WARNING in f", ""), OPEN(ACCEPTED("x"), "")), B, ""),
		STEP("allowed", "!splat",
			KERNEL(SPLAT("WARNING in f", OF_X ALLOWED), OPEN(SPLATTED, "")), G, ""),
		STEP("several", "accepted,insns<=1000", ONE(INSNS("x", 1000)), G,
			"accepted, insns 1000 is as much as 1000"),
		STEP("one of several", " accepted , insns < 1000 ", ONE(INSNS("x", 1000)), B,
			"insns 1000 is as much as 1000"),
	};

	(void)state;
	JUDGE(rows);
}

static void test_figures(void **state)
{
	static const struct row rows[] = {
		STEP("less", "insns<1001", ONE(INSNS("x", 1000)), G, "less than 1001"),
		STEP("not less", "insns<1000", ONE(INSNS("x", 1000)), B, ""),
		STEP("more", "insns>999", ONE(INSNS("x", 1000)), G, "more than 999"),
		STEP("at least", "insns>=1000", ONE(INSNS("x", 1000)), G, ""),
		STEP("equal", "insns=1000", ONE(INSNS("x", 1000)), G, ""),
		STEP("not equal", "insns!=1000", ONE(INSNS("x", 1000)), B, ""),
		STEP("by another name", "total_insns<=1000", ONE(INSNS("x", 1000)), G, ""),
		STEP("of the limit", "insns<=85%limit", ONE(INSNS("x", 850000)), G,
			"as much as 85 % of the limit 1000000"),
		STEP("over it", "insns<=85%limit", ONE(INSNS("x", 850001)), B, "more than 85 %"),
		STEP("no figure", "states<5", ONE(INSNS("x", 1)), U, "no figure states"),
		STEP("no limit", "stack<5%limit",
			ONE(WITH("x", "accepted", "met", ",\"stack\":\"32\"")), U,
			"no limit of stack"),
		STEP("refused over it", "insns<=900000", ONE(LIMIT), B,
			"insns 1000001 is more than 900000"),
		STEP("refused below it", "insns<=2000000", ONE(LIMIT), U, "not the whole figure"),
		STEP("refused, more", "insns>1000000", ONE(LIMIT), G, ""),
		STEP("refused, not that", "insns!=5", ONE(LIMIT), G, ""),
		STEP("refused without", "insns<5", ONE(CONTEXT), U, "no figure insns"),
		{"factor", {"insns<=1.2*good"}, ONE(INSNS("x", 1000)), NULL, ONE(INSNS("x", 1200)),
			true, G, "as much as 1.2 * 1000"},
		{"over it", {"insns<=1.2*good"}, ONE(INSNS("x", 1000)), NULL, ONE(INSNS("x", 1201)),
			true, B, "x: insns 1201 is more than 1.2 * 1000"},
		{"of three digits", {"insns<=1.005*good"}, ONE(INSNS("x", 1000)), NULL,
			ONE(INSNS("x", 1006)), true, B, "more than 1.005 * 1000"},
		{"whole", {"insns<2*good"}, ONE(INSNS("x", 1000)), NULL, ONE(INSNS("x", 2000)),
			true, B, "2.0 * 1000"},
		{"plus", {"insns<=good+1000"}, ONE(INSNS("x", 1000)), NULL, ONE(INSNS("x", 2001)),
			true, B, "more than 1000 + 1000"},
		{"minus", {"insns>=good-10"}, ONE(INSNS("x", 1000)), NULL, ONE(INSNS("x", 989)),
			true, B, "less than 1000 - 10"},
		{"per cent", {"insns<=good+10%"}, ONE(INSNS("x", 1000)), NULL,
			ONE(INSNS("x", 1101)), true, B, "more than 1.1 * 1000"},
		{"the same", {"insns=good"}, ONE(INSNS("x", 1000)), NULL, ONE(INSNS("x", 1000)),
			true, G, "1000 at the good end"},
		{"no figure there", {"insns=good"}, ONE(ACCEPTED("x")), NULL, ONE(INSNS("x", 1)),
			true, U, "the good end gave no figure insns"},
		{"of its own program", {"insns<=good"}, ONE(INSNS("x", 5) "," INSNS("y", 9)), NULL,
			ONE(INSNS("y", 8) "," INSNS("x", 6)), true, B, "x: insns 6"},
		{"no overflow", {"insns<=999999*good"}, ONE(INSNS("x", 9223372036854775807)), NULL,
			ONE(INSNS("x", 9223372036854775807)), true, G, ""},
	};

	(void)state;
	JUDGE(rows);
}

static void test_messages(void **state)
{
	static const struct row rows[] = {
		STEP("the detail", "message=off=0 size=8, R1(id=0)",
			ONE(SAID("invalid access to packet, off=0 size=8, R1(id=0)", "")), G, ""),
		STEP("the log", "message=R{{[0-9]+}} invalid mem access",
			ONE(SAID("d", "0: r0\\nR10 invalid mem access 'x'\\nprocessed 5 insns\\n")),
			G, ""),
		STEP("not in it", "message=R{{[0-9]+}} invalid", ONE(SAID("d", "0: R invalid\\n")),
			B, "rejected EACCES context-access: d"),
		STEP("literal", "message=a.c*", ONE(SAID("abc", "abc\\n")), B, ""),
		STEP("not the source", "message=secret", ONE(SAID("d", "; secret\\n")), B, ""),
		STEP("not far from the end", "message=secret",
			ONE(SAID("d",
				"secret\\n1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9\\n10\\n11\\n12\\n13\\n14"
				"\\n15\\n16\\n17\\n18\\n19\\n20")),
			B, ""),
		STEP("over two lines", "message=a{{.*}}b", ONE(SAID("d", "a\\nb\\n")), B, ""),
		STEP("none", "message=a", ONE(ACCEPTED("x")), B, "accepted"),
		STEP("not", "message!=a", ONE(SAID("b", "")), G, ""),
		STEP("cut", "message=a",
			ONE(WITH("x", "rejected", "unmet", ",\"log\":\"b\",\"log_cut\":true")), U,
			"its log is cut"),
		STEP("an open bracket", "message={{", ONE(SAID("a {{ b", "")), G, ""),
	};

	(void)state;
	JUDGE(rows);
}

static void test_outcomes(void **state)
{
	static const struct {
		const char *kernel, *why;
		enum answer answer;
	} rows[] = {
		{OUTCOME("infra", "no QEMU"), "infra: no QEMU", S},
		{OUTCOME("interrupted", "signal"), "interrupted: signal", S},
		{OUTCOME("panicked", "Oops"), "panicked: Oops", U},
		{OUTCOME("hung", "silent"), "hung: silent", U},
		{OUTCOME("no-boot", "mute"), "no-boot: mute", U},
		{OUTCOME("truncated", "gone"), "truncated: gone", U},
		{OUTCOME("memory", "small"), "memory: small", U},
		{OUTCOME("garbled", "odd"), "garbled: odd", U},
		{KERNEL(",\"unproved\":\"console\"", OPEN(ACCEPTED("x"), "")), "proves", U},
		{KERNEL("", ""), "no object has a program", S},
		{ONE(""), "no object has a program", S},
	};
	static const char *const terms[] = {NULL, "accepted", "rejected", "!splat", "crashed"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (size_t j = 0; j < ARRAY_SIZE(terms); j++)
			for (int bad = 0; bad < 2; bad++) {
				struct row row = {.what = rows[i].why,
					.now = rows[i].kernel,
					.answer = rows[i].answer,
					.why = rows[i].why,
					.step = terms[j]};
				*(bad ? &row.q.bad_is : &row.q.good_is) = terms[j];
				judge(&row);
			}
}

/* Answers that decide nothing, whatever is asked. */
static void test_no_answers(void **state)
{
	static const struct {
		const char *now, *why;
	} rows[] = {
		{CRASHED("WARNING in f"),
			"crashed kernel-crash (WARNING in f), which decides nothing"},
		{TIMEOUT, "timeout program-timeout, which decides nothing"},
		{ERROR("memory"), "error memory"},
		{ERROR("map-incomplete"), "error map-incomplete"},
		{SKIPPED("not-for-kernel"), "skipped not-for-kernel"},
		{LOADER_DIED, "unloadable loader-crashed"},
		{"{\"name\":\"x\"}", "without an answer"},
		{ACCEPTED("y"), "not in its object"},
	};
	static const char *const terms[] = {"accepted", "!accepted", "rejected", "met", "unmet",
		"reason=context-access", "reason!=context-access", "errno!=EACCES", "message!=a",
		"insns>5", "insns<5", "retval=0", "whole!=rejected,accepted"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (size_t j = 0; j < ARRAY_SIZE(terms); j++)
			for (int bad = 0; bad < 2; bad++) {
				cleanup_free char *now = format_string(
					KERNEL("", OPEN("%s", WHOLE("accepted", "met", ""))),
					rows[i].now);
				struct row row = {.what = terms[j],
					.good = KERNEL("",
						OPEN(INSNS("x", 9), WHOLE("accepted", "met", ""))),
					.bad = KERNEL(
						"", OPEN(CONTEXT, WHOLE("accepted", "met", ""))),
					.now = now,
					.answer = U,
					.why = rows[i].why};
				if (bad && !strncmp(terms[j], "whole", 5))
					continue;
				row.q.program = "x";
				*(bad ? &row.q.bad_is : &row.q.good_is) = terms[j];
				judge(&row);
			}
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_free char *now = format_string(ONE("%s"), rows[i].now);
		judge(&(struct row){"as the good end", {0}, ONE(INSNS("x", 9)), ONE(CONTEXT), now,
			false, U, rows[i].why});
	}
}

static void test_alike(void **state)
{
	static const char accepted[] = ONE(ACCEPTED("x")), refused[] = ONE(CONTEXT);
	static const struct row rows[] = {
		{"the good end", {0}, NULL, NULL, refused, false, G, "x: rejected EACCES"},
		{"the bad end", {0}, accepted, NULL, refused, false, B,
			"x: rejected EACCES context-access where the good end has accepted"},
		{"the bad end crashed", {0}, accepted, NULL, ONE(CRASHED("WARNING in f")), false, B,
			"crashed"},
		{"no bad end", {0}, accepted, NULL, accepted, false, G, ""},
		{"as good", {0}, accepted, refused, accepted, false, G, ""},
		{"as bad", {0}, accepted, refused, refused, false, B, ""},
		{"as neither", {0}, accepted, refused, ONE(LIMIT), false, U,
			"x: rejected E2BIG limit-insns, which is the answer of neither end (accepted; "
			"rejected EACCES context-access)"},
		{"of a step, as neither", {0}, accepted, NULL, ONE(LIMIT), true, B, "limit-insns"},
		{"figures do not count", {0}, ONE(INSNS("x", 5)), refused, ONE(INSNS("x", 9)),
			false, G, ""},
		{"nor splats", {0}, accepted, refused, ONE(SPLATTED), false, G, ""},
		{"another reason", {0}, ONE(LIMIT), refused, refused, false, B, ""},
		{"a reason that is not known", {0}, ONE(LIMIT), refused, ONE(ODD("a")), false, U,
			""},
		{"the same line", {0}, accepted, ONE(ODD("a")), ONE(ODD("a")), false, B, ""},
		{"another line", {0}, accepted, ONE(ODD("a")), ONE(ODD("b")), false, U, ""},
		{"met", {0}, accepted, ONE(WITH("x", "accepted", "unmet", "")),
			ONE(WITH("x", "accepted", "unmet", "")), false, B, ""},
		{"the same crash", {0}, accepted, ONE(CRASHED("WARNING in f")),
			ONE(CRASHED("WARNING in f")), false, B, ""},
		{"another crash", {0}, accepted, ONE(CRASHED("WARNING in f")),
			ONE(CRASHED("BUG in g")), false, U,
			"x: another splat: BUG in g instead of WARNING in f"},
		{"a crash, and no bad end", {0}, accepted, NULL, ONE(CRASHED("WARNING in f")), true,
			U, "which decides nothing"},
		{"the same timeout", {0}, accepted, ONE(TIMEOUT), ONE(TIMEOUT), false, B, ""},
		{"one that the ends answer alike", {0}, ONE(ACCEPTED("x") "," ACCEPTED("y")),
			ONE(CONTEXT "," ACCEPTED("y")),
			ONE(ACCEPTED("x") "," REFUSED("y", "EPERM", "lock")), false, G,
			"x: accepted"},
		{"one of two", {0}, ONE(ACCEPTED("x") "," ACCEPTED("y")),
			ONE(CONTEXT "," REFUSED("y", "EPERM", "lock")),
			ONE(ACCEPTED("x") "," REFUSED("y", "EPERM", "lock")), false, B,
			"y: rejected"},
		{"one of two is not known", {0}, ONE(ACCEPTED("x") "," ACCEPTED("y")),
			ONE(CONTEXT "," REFUSED("y", "EPERM", "lock")),
			ONE(TIMEOUT "," ACCEPTED("y")), false, U, "x: timeout"},
		{"what is at one end alone", {0}, ONE(ACCEPTED("x") "," ACCEPTED("y")), refused,
			ONE(ACCEPTED("x")), false, G, ""},
		{"the whole", {0}, KERNEL("", OPEN(ACCEPTED("x"), WHOLE("accepted", "met", ""))),
			KERNEL("", OPEN(ACCEPTED("x"), OWNER)),
			KERNEL("", OPEN(ACCEPTED("x"), OWNER)), false, B,
			"a.bpf.o as a whole: rejected EINVAL prog-array-owner"},
		{"a whole that a program shows", {0},
			KERNEL("", OPEN(ACCEPTED("x"), WHOLE("accepted", "met", ""))),
			KERNEL("",
				OPEN(CONTEXT,
					WHOLE("rejected", "unmet",
						",\"errno\":\"EACCES\",\"reason\":\"context-access\",\"program\":\"x\""))),
			KERNEL("", OPEN(ACCEPTED("x"), OWNER)), false, G, "x: accepted"},
		{"what could not be opened", {0}, accepted,
			ONE(WITH("(object)", "unloadable", "unmet", ",\"reason\":\"btf-missing\"")),
			ONE(WITH("(object)", "unloadable", "unmet", ",\"reason\":\"btf-missing\"")),
			false, B, "x: unloadable btf-missing"},
		{"another path", {0}, accepted, NULL,
			KERNEL("",
				"{\"path\":\"b.bpf.o\",\"ended\":true,\"programs\":[" CONTEXT "]}"),
			false, B, "x: rejected"},
	};

	(void)state;
	JUDGE(rows);
}

static void test_which(void **state)
{
	static const char both[] = ONE(ACCEPTED("handle_exec") "," ACCEPTED("handle_exit"));
	static const char mixed[] = ONE(ACCEPTED("y") "," CONTEXT "," WITH("z", "error", "unknown",
		",\"reason\":\"target-of-loader\",\"setting\":\"programs: {z: {}}\""));
	static const struct row rows[] = {
		{"no such program", {"accepted", NULL, "handle_exeq"}, NULL, NULL, both, true, S,
			"--program handle_exeq: no object has such a program; did you mean handle_exec"},
		{"nor at the good end", {"accepted", NULL, "y*"}, both, NULL, both, false, S, "y*"},
		{"a pattern", {"accepted", NULL, "*_exi?"}, NULL, NULL, both, true, G,
			"handle_exit: accepted"},
		{"more", {"accepted", NULL, "handle*"}, NULL, NULL, both, true, G, "(and 1 more)"},
		{"one is bad", {"accepted"}, NULL, NULL, mixed, true, B, "x: rejected"},
		{"bad is one", {NULL, "rejected"}, NULL, NULL, mixed, true, B, "x: rejected"},
		{"bad is none", {NULL, "unloadable"}, NULL, NULL, mixed, true, G,
			"left out: z (error target-of-loader)"},
		{"one alone", {"accepted", NULL, "y"}, NULL, NULL, mixed, true, G, "y: accepted"},
		{"of its loader", {"accepted", NULL, "z"}, NULL, NULL, mixed, true, S,
			"z: error target-of-loader, and nothing else is asked; bpfjury.yaml can say "
			"programs: {z: {}}"},
		{"a good end without it", {0}, NULL, NULL, ONE(ERROR("memory")), false, U,
			"x: error memory"},
		{"a good end that is of its loader", {0}, NULL, NULL, ONE(ERROR("loader-own")),
			false, S, "x: error loader-own"},
		{"a good end that has one", {0}, NULL, NULL, ONE(ERROR("memory") "," ACCEPTED("y")),
			false, G, "y: accepted; left out: x (error memory)"},
		{"a step that has one", {"accepted"}, NULL, NULL,
			ONE(ERROR("memory") "," ACCEPTED("y")), true, U,
			"x: error memory: no answer"},
		{"without privileges", {"accepted", NULL, "x (unpriv)"}, NULL, NULL,
			ONE(ACCEPTED("x") "," WITH(
				"x", "rejected", "unmet", ",\"variant\":\"unpriv\"")),
			true, B, "x (unpriv): rejected"},
		{"both variants", {"accepted", NULL, "x"}, NULL, NULL,
			ONE(ACCEPTED("x") "," WITH(
				"x", "rejected", "unmet", ",\"variant\":\"unpriv\"")),
			true, B, "x (unpriv): rejected"},
		{"two objects", {"accepted"}, NULL, NULL,
			KERNEL("", OPEN(ACCEPTED("x"), "") ",{\"path\":\"b.bpf.o\",\"ended\":true,"
							   "\"programs\":[" CONTEXT "]}"),
			true, B, "b.bpf.o x: rejected"},
		{"a shape", {"accepted"}, NULL, NULL,
			KERNEL("", OPEN(CONTEXT, ",\"shape\":\"big\"")), true, B,
			"a.bpf.o (big) x: rejected"},
		{"the whole", {"accepted"}, NULL, NULL, KERNEL("", OPEN(ACCEPTED("x"), OWNER)),
			true, B, "a.bpf.o as a whole: rejected EINVAL"},
		{"the whole alone", {"whole=accepted"}, NULL, NULL,
			KERNEL("", OPEN(CONTEXT, WHOLE("accepted", "met", ""))), true, G,
			"as a whole: accepted"},
		{"the whole is not", {"whole=accepted"}, NULL, NULL,
			KERNEL("", OPEN(ACCEPTED("x"), OWNER)), true, B, "as a whole: rejected"},
		{"the whole is met", {"whole=met"}, NULL, NULL,
			KERNEL("", OPEN(ACCEPTED("x"), OWNER)), true, B, "as a whole: rejected"},
		{"the whole, negated", {"whole!=accepted"}, NULL, NULL,
			KERNEL("", OPEN(ACCEPTED("x"), OWNER)), true, G, ""},
		{"there is no whole", {"whole=accepted"}, NULL, NULL, ONE(ACCEPTED("x")), true, U,
			"no object as a whole has an answer"},
		{"a program and the whole", {NULL, "accepted,whole=rejected"}, NULL, NULL,
			KERNEL("", OPEN(ACCEPTED("x"), OWNER)), true, B, "x: accepted"},
		{"a program and not the whole", {NULL, "accepted,whole=rejected"}, NULL, NULL,
			KERNEL("", OPEN(ACCEPTED("x"), WHOLE("accepted", "met", ""))), true, G,
			"as a whole: accepted"},
		{"a whole has no figures", {NULL, "insns>5,accepted"}, NULL, NULL,
			KERNEL("", OPEN(INSNS("x", 3), WHOLE("accepted", "met", ""))), true, G, ""},
		{"with --program a whole is not asked", {"accepted", NULL, "x"}, NULL, NULL,
			KERNEL("", OPEN(ACCEPTED("x"), OWNER)), true, G, ""},
		{"neither", {"accepted", "reason=context-access"}, NULL, NULL, ONE(LIMIT), true, U,
			"neither --good-is nor --bad-is holds"},
		{"good of both", {"accepted", "reason=context-access"}, NULL, NULL,
			ONE(ACCEPTED("x")), true, G, ""},
		{"bad of both", {"accepted", "reason=context-access"}, NULL, NULL, ONE(CONTEXT),
			true, B, ""},
		{"bad wins", {"accepted", "insns>5"}, NULL, NULL, ONE(INSNS("x", 9)), true, B,
			"insns 9 is more than 5"},
	};

	(void)state;
	JUDGE(rows);
}

static void test_deaths(void **state)
{
	static const char accepted[] = ONE(ACCEPTED("x")), crashed[] = ONE(CRASHED("WARNING in f"));
	static const char panic[] = KERNEL(SPLAT("BUG in g", OF_X),
		OPEN(CRASHED("Kernel panic - not syncing: Fatal exception"), ""));
	static const char allowed[] =
		KERNEL(SPLAT("WARNING in f", OF_X ALLOWED), OPEN(CRASHED("WARNING in f"), ""));
	static const struct row rows[] = {
		{"asked for", {NULL, "crashed"}, NULL, NULL, crashed, true, B, "crashed"},
		{"as the bad end", {NULL, "crashed"}, accepted, crashed, crashed, false, B, ""},
		{"not as the bad end", {NULL, "crashed"}, accepted, crashed, panic, false, U,
			"another splat: BUG in g instead of WARNING in f"},
		{"it did not", {NULL, "crashed"}, accepted, crashed, accepted, false, G, ""},
		{"it was refused", {NULL, "crashed"}, accepted, crashed, ONE(CONTEXT), false, G,
			""},
		{"it timed out", {NULL, "crashed"}, accepted, crashed, ONE(TIMEOUT), false, U, ""},
		{"the title of a panic", {"accepted"}, accepted, panic, panic, false, B,
			"BUG in g"},
		{"as the bad end, not asked for", {"accepted"}, accepted, crashed, crashed, false,
			B, ""},
		{"not as it", {"accepted"}, accepted, crashed, panic, false, U, "another splat"},
		{"the bad end itself", {"accepted"}, accepted, NULL, crashed, false, B, "crashed"},
		{"the good end itself", {"accepted"}, NULL, NULL, crashed, false, U, ""},
		{"a step", {"accepted"}, NULL, NULL, crashed, true, U, "which decides nothing"},
		{"a step with a good end", {"accepted"}, accepted, NULL, crashed, true, U, ""},
		{"the bad end was refused", {"accepted"}, accepted, ONE(CONTEXT), crashed, false, U,
			"which decides nothing"},
		{"a fix", {"crashed"}, crashed, accepted, crashed, false, G, ""},
		{"a fix of another", {"crashed"}, crashed, accepted, panic, false, U,
			"another splat"},
		{"by its reason", {NULL, "reason=kernel-crash"}, NULL, NULL, crashed, true, B, ""},
		{"by its title", {NULL, "splat=BUG in *"}, NULL, NULL, panic, true, B,
			"the kernel reports BUG in g"},
		{"by another title", {NULL, "splat=KASAN*"}, NULL, NULL, panic, true, G, ""},
		{"allowed", {NULL, "crashed"}, NULL, NULL, allowed, true, U,
			"which is allowed: known"},
		{"timed out", {NULL, "timeout"}, NULL, NULL, ONE(TIMEOUT), true, B, ""},
		{"as the bad end timed out", {"accepted"}, accepted, ONE(TIMEOUT), ONE(TIMEOUT),
			false, B, ""},
	};

	(void)state;
	JUDGE(rows);
}

static void test_grammar(void **state)
{
	static const struct {
		const char *text, *said;
	} wrong[] = {
		{"acepted", "did you mean accepted?"},
		{"error", "no such word"},
		{"", "a term is empty"},
		{"accepted,", "a term is empty"},
		{"accepted,,rejected", "a term is empty"},
		{"!", "a term is empty"},
		{"verdict=acepted", "no such answer: accepted, rejected"},
		{"verdict=skipped", "no such answer"},
		{"verdict>accepted", "verdict goes with = and !="},
		{"met=unknown", "it is met or unmet"},
		{"null-dereference", "asked for as reason=null-dereference"},
		{"EACCES", "asked for as errno=EACCES"},
		{"insns", "insns goes with a number: insns<=1000"},
		{"reason=null-derefrence", "did you mean null-dereference?"},
		{"reason=memory", "there is no answer"},
		{"reason=splat", "asked for as splat"},
		{"reason=", "a value is missing"},
		{"errno=EACESS", "did you mean EACCES?"},
		{"errno=0", "no such errno"},
		{"retval=x", "32 bits"},
		{"retval=4294967296", "32 bits"},
		{"retval=-2147483649", "32 bits"},
		{"retval<5", "retval goes with = and !="},
		{"insn<5", "no answer has the name insn: "},
		{"insn<5", "did you mean insns"},
		{"attach=x", "no answer has the name attach"},
		{"kernel=x", "no answer has the name kernel"},
		{"=x", "no answer has the name"},
		{"insns<x", "insns goes with a number or with good"},
		{"insns<5%", "insns goes with a number or with good"},
		{"insns<-5", "insns goes with a number"},
		{"insns<9223372036854775807", "insns goes with a number"},
		{"insns<1.2", "insns goes with a number"},
		{"insns<1.*good", "insns goes with a number"},
		{"insns<1.2345*good", "insns goes with a number"},
		{"insns<0*good", "insns goes with a number"},
		{"insns<99999999*good", "insns goes with a number"},
		{"insns<good-101%", "insns goes with a number"},
		{"insns<good*2", "insns goes with a number"},
		{"insns<good+", "insns goes with a number"},
		{"insns<101%limit", "more than 100 %"},
		{"states<5%limit", "the kernel has no limit of states"},
		{"message={{(}}", "between {{ and }} is a regular expression"},
		{"message={{.*}}", "it fits every line"},
		{"message=", "a value is missing"},
		{"whole=reason", "no such answer"},
		{"\x1b[31m", "no such word"},
		{"%s%n%n=%n", "no answer has the name %s%n%n"},
	};
	static const struct {
		const char *text;
		bool needs;
	} fine[] = {{"accepted", false}, {"insns<5", false}, {"insns<=1.2*good", true},
		{"!timeout,met", false}, {"accepted,insns<good+5%", true}, {"splat=good", false},
		{"verify_us<=3*good", true}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		for (int bad = 0; bad < 2; bad++) {
			struct predicate p = {0};
			begin_printing();
			const int r = predicate_add(&p, wrong[i].text, bad);
			const char *text = end_printing();
			if (r != FAIL_MISUSE)
				fail_msg("%s: %d", wrong[i].text, r);
			has(wrong[i].text, text, wrong[i].said);
			has(wrong[i].text, text, bad ? "bisect: --bad-is " : "bisect: --good-is ");
			/* one line */
			assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
			assert_null(strchr(text, '\x1b'));
			predicate_clear(&p);
		}
	for (size_t i = 0; i < ARRAY_SIZE(fine); i++) {
		struct predicate p = {0};
		assert_true(predicate_needs_good(&p));
		assert_int_equal(predicate_add(&p, fine[i].text, false), 0);
		assert_int_equal(predicate_needs_good(&p), fine[i].needs);
		predicate_clear(&p);
	}
}

static void test_text(void **state)
{
	char *programs[] = {(char *)"a b"};
	struct predicate p = {0};
	char *text = predicate_text(&p);

	(void)state;
	assert_string_equal(text, "");
	free(text);
	assert_int_equal(predicate_add(&p, " accepted , insns<5", false), 0);
	assert_int_equal(predicate_add(&p, "message=a, b", true), 0);
	p.programs = programs;
	p.n_programs = 1;
	text = predicate_text(&p);
	assert_string_equal(text, "--good-is accepted --good-is 'insns<5' --bad-is 'message=a, b' "
				  "--program 'a b'");
	free(text);
	predicate_clear(&p);

	/* there is an end to it */
	begin_printing();
	int r = 0;
	for (int i = 0; i < 100 && !r; i++)
		r = predicate_add(&p, "accepted", false);
	has("many", end_printing(), "more than 64 terms");
	assert_int_equal(r, FAIL_MISUSE);
	predicate_clear(&p);
}

static void check(const char *what, const struct question *q, const char *good, const char *bad,
	int wanted, const char *said)
{
	struct predicate_ends ends = {0};
	struct observation one = {.result = parse(good)}, other = {.result = parse(bad)};
	struct predicate p;
	char *programs[1];

	ask(&p, q, programs);
	predicate_judge(&one, &p, &ends);
	ends.good = one.answer == G ? one.result : NULL;
	predicate_judge(&other, &p, &ends);
	begin_printing();
	const int r = predicate_check_ends(&p, &one, &other);
	const char *text = end_printing();
	if (r != wanted)
		fail_msg("%s: %d: %s", what, r, text);
	has(what, text, said);
	if (r)
		assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	observation_clear(&one);
	observation_clear(&other);
	predicate_clear(&p);
}

static void test_ends(void **state)
{
	static const char accepted[] = ONE(ACCEPTED("x")), refused[] = ONE(CONTEXT);
	static const struct {
		const char *what;
		struct question q;
		const char *good, *bad;
		int wanted;
		const char *said;
	} rows[] = {
		{"they differ", {0}, accepted, refused, 0, ""},
		{"asked", {"accepted"}, accepted, refused, 0, ""},
		{"mended", {0}, refused, accepted, 0, "looks for the change that mended it"},
		{"mended, as asked", {"rejected"}, refused, accepted, 0, ""},
		{"both are good", {"accepted"}, accepted, accepted, -ENODATA,
			"both ends are good (x: accepted; x: accepted): choose another end"},
		{"the same answer", {0}, refused, refused, -ENODATA, "both ends are good"},
		{"both are bad", {"accepted"}, refused, refused, -ENODATA, "and so is the bad end"},
		{"swapped", {"accepted"}, refused, accepted, -ENODATA, "swap --good and --bad"},
		{"an untestable good end", {"accepted"}, OUTCOME("no-boot", "mute"), refused,
			-ENODATA,
			"the good end is not known to be good (no-boot: mute): choose another one"},
		{"an untestable bad end", {0}, accepted, ONE(ERROR("memory")), -ENODATA,
			"the bad end is not known to be bad (x: error memory"},
		{"a splat", {0}, accepted, KERNEL(SPLAT("WARNING in f", OF_X), OPEN(SPLATTED, "")),
			-ENODATA, "--bad-is 'splat=WARNING in f' asks for it"},
		{"a figure", {"accepted"}, ONE(INSNS("x", 10004)), ONE(INSNS("x", 36012)), -ENODATA,
			"x has insns 10004 and then 36012: --good-is 'insns<36012' tells them apart"},
		{"noise", {"accepted"}, ONE(INSNS("x", 10004)), ONE(INSNS("x", 10005)), -ENODATA,
			"choose another end"},
		{"another program", {"accepted", NULL, "y"}, ONE(ACCEPTED("x") "," ACCEPTED("y")),
			ONE(CONTEXT "," ACCEPTED("y")), -ENODATA,
			"x differs: accepted, and then rejected"},
		{"a crash at the bad end", {"accepted"}, accepted, ONE(CRASHED("WARNING in f")), 0,
			""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check(rows[i].what, &rows[i].q, rows[i].good, rows[i].bad, rows[i].wanted,
			rows[i].said);
}

static void test_base(void **state)
{
	static const struct {
		const char *kernels, *term, *said; /* said NULL: it is one */
	} rows[] = {
		{ONE(ACCEPTED("x")), "accepted", NULL},
		{ONE(ACCEPTED("x")), NULL, NULL},
		{ONE(CONTEXT), "accepted", "--base b.json: it is not good: x: rejected"},
		{OUTCOME("no-boot", "mute"), NULL, "it is not good: no-boot: mute"},
		{ONE(ACCEPTED("x")) "," ONE(ACCEPTED("x")), NULL, "it has 2 kernels"},
		{KERNEL(",\"unproved\":\"console\"", OPEN(ACCEPTED("x"), "")), NULL, "proves"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct result *base = parse(rows[i].kernels);
		struct predicate p = {0};
		if (rows[i].term)
			assert_int_equal(predicate_add(&p, rows[i].term, false), 0);
		begin_printing();
		const int r = predicate_check_base(&p, base, "b.json");
		const char *text = end_printing();
		assert_int_equal(r, rows[i].said ? FAIL_MISUSE : 0);
		has(rows[i].kernels, text, rows[i].said ? rows[i].said : "");
		predicate_clear(&p);
		drop(base);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_terms),
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_no_answers),
		cmocka_unit_test(test_alike),
		cmocka_unit_test(test_which),
		cmocka_unit_test(test_deaths),
		cmocka_unit_test(test_grammar),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_base),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
