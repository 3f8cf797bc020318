// SPDX-License-Identifier: GPL-2.0-only
/*
 * The child that judges an object, read as PID 1 reads it: records in their order, one result for
 * each item, and nothing met by mistake.  The kernel is this machine's; tests that need bpf(2) are
 * skipped where it is not available.
 */
#include "judge/judge.h"
#include "verdict/program-result.h"
#include "verdict/record.h"
#include "fixture-objects.h"
#include "fixture-records.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "skipping.h"

#define PROGRAMS 256

/* What the child reported. */
struct report {
	int64_t memory, announced, ended; /* -1: not */
	size_t begun, judged, logs, whole_begun;
	int64_t together;
	struct program_result whole;
	char first_log[TEXT_SIZE];
	struct program_result first_begun, results[PROGRAMS];
	int status;
};

/* Check that a record is in its turn, and keep it. */
static void keep(struct report *s, const struct record *r, size_t from, int go)
{
	switch (r->kind) {
	case RECORD_NEEDS:
		assert_int_equal(s->announced, -1);
		assert_int_equal(s->memory, -1);
		s->memory = r->memory_bytes;
		break;
	case RECORD_OBJECT_BEGIN:
		assert_int_equal(s->announced, -1);
		s->announced = r->programs;
		break;
	case RECORD_BEGIN:
		assert_true(s->announced > 0 && s->begun == s->judged);
		if (!s->begun)
			s->first_begun = r->result;
		assert_int_equal(r->program, from + s->begun++);
		/*
		 * the item for an object that did not open does not wait for this, and may be gone
		 */
		if (write(go, "", 1) < 0)
			assert_int_equal(errno, EPIPE);
		break;
	case RECORD_LOG:
		assert_true(s->begun == s->judged + 1);
		if (!s->logs++)
			strcpy(s->first_log, r->text);
		break;
	case RECORD_PROGRAM:
		assert_true(s->begun == s->judged + 1);
		assert_int_equal(r->program, from + s->judged);
		assert_true(met_is_sound(&r->result));
		assert_true(s->judged < PROGRAMS);
		s->results[s->judged++] = r->result;
		break;
	case RECORD_WHOLE_BEGIN:
		assert_true(s->announced > 0 && s->begun == s->judged && !s->whole.verdict);
		s->whole_begun++;
		if (write(go, "", 1) < 0)
			assert_int_equal(errno, EPIPE);
		break;
	case RECORD_WHOLE:
		assert_true(s->whole_begun && s->begun == s->judged && !s->whole.verdict);
		assert_true(met_is_sound(&r->result));
		s->whole = r->result;
		s->together = r->programs;
		break;
	case RECORD_OBJECT:
		assert_int_equal(s->ended, -1);
		s->ended = r->programs;
		break;
	default:
		fail_msg("unexpected record of kind %d", r->kind);
	}
}

struct assignment {
	const struct docket *docket;
	size_t from;
};

static void work(const void *data, int fd, int go)
{
	const struct assignment *a = data;

	judge_object(a->docket, 0, a->from, !a->from, 60000, fd, go);
}

/* Judge the object @name from item @from on. */
static void judge(struct report *s, const char *name, size_t from)
{
	static struct docket_entry entry;
	static struct record r;
	const struct docket docket = {.entries = &entry, .count = 1};
	const struct assignment assignment = {&docket, from};

	*s = (struct report){.memory = -1, .announced = -1, .ended = -1};
	snprintf(entry.path, sizeof(entry.path), "%s.bpf.o", name);
	/* docket_entry.file has room for short paths only */
	char dir[] = "/tmp/test-judge.XXXXXX";
	assert_non_null(mkdtemp(dir));
	snprintf(entry.file, sizeof(entry.file), "%s/object", dir);
	assert_int_equal(symlink(test_object_path(name), entry.file), 0);
	struct record_pipe p = record_pipe_open(work, &assignment);
	while (record_pipe_read(&p, &r)) {
		keep(s, &r, from, p.go);
		record_clear(&r);
	}
	s->status = record_pipe_close(&p);
	unlink(entry.file);
	rmdir(dir);
}

/* It ended well and reported what it announced, @programs items. */
static void assert_complete(const struct report *s, int64_t programs)
{
	assert_true(WIFEXITED(s->status) && WEXITSTATUS(s->status) == 0);
	assert_int_equal(s->announced, programs);
	assert_int_equal(s->ended, s->judged);
}

/* The begin record of the item that is the object itself: @expected, and the name. */
static void assert_begin_has_only(const struct report *s, const char *expected)
{
	json_t *got = program_result_json(&s->first_begun);
	json_t *want = json_pack("{s:s, s:s*}", "name", OBJECT_ITSELF, "expected", expected);

	assert_non_null(want);
	assert_true(json_equal(got, want));
	json_decref(got);
	json_decref(want);
}

/* A file that is no object, or a torn one, is reported as one item, which is not met. */
static void an_object_that_does_not_open_is_one_item(void **state)
{
	static const char *const names[] = {"not_elf", "empty", "torn_in_half", "torn_header_only",
		"torn_btf_huge", "torn_code_huge", "torn_table_far", "torn_symbols", "elf32",
		"x86"};
	static struct report s;
	size_t unopened = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		judge(&s, names[i], 0);
		if (s.judged == 1 && strcmp(s.results[0].name, OBJECT_ITSELF) == 0) {
			assert_complete(&s, 1);
			unopened += s.results[0].verdict == VERDICT_UNLOADABLE;
			assert_begin_has_only(&s, "accepted");
			assert_true(s.results[0].log_bytes > 0 || !s.logs);
			assert_int_not_equal(s.results[0].log_bytes, UNKNOWN_FIGURE);
			assert_int_not_equal(s.results[0].met, MET_MET);
			assert_true(
				s.results[0].verdict != VERDICT_ACCEPTED && *s.results[0].reason);
		}
	}
	assert_true(unopened >= 5);
}

static void a_program_is_accepted(void **state)
{
	static struct report s;

	NEED_BPF;
	judge(&s, "plain_xdp", 0);
	assert_complete(&s, 1);
	assert_int_equal(s.results[0].verdict, VERDICT_ACCEPTED);
	assert_int_equal(s.results[0].met, MET_MET);
	assert_string_equal(s.results[0].type, "xdp");
	assert_true(s.results[0].insns > 0 && s.results[0].xlated_bytes > 0);
	assert_int_equal(s.logs, 0);
	assert_int_equal(s.whole.verdict, VERDICT_ACCEPTED);
	assert_int_equal(s.whole.met, MET_MET);
	assert_string_equal(s.whole.name, OBJECT_ITSELF);
	assert_int_equal(s.together, 1);
}

static void a_refusal_has_its_log(void **state)
{
	static struct report s;

	NEED_BPF;
	judge(&s, "helper_unknown", 0);
	assert_complete(&s, 1);
	assert_int_equal(s.results[0].verdict, VERDICT_REJECTED);
	assert_int_equal(s.results[0].met, MET_UNMET);
	assert_string_equal(s.results[0].reason, "helper-unknown");
	assert_true(s.logs > 0);
	assert_non_null(strstr(s.first_log, "unknown#9999"));
	assert_true(s.results[0].log_bytes > 0);
	assert_int_equal(s.whole.verdict, VERDICT_REJECTED);
	assert_int_equal(s.whole.met, MET_UNMET);
	assert_string_equal(s.whole.name, s.results[0].name);
	assert_string_equal(s.whole.reason, "helper-unknown");
}

/* All items, in order; from an index on, the rest. */
static void every_item_is_reported_in_order(void **state)
{
	static struct report s, rest;

	NEED_BPF;
	judge(&s, "many_programs", 0);
	assert_complete(&s, 200);
	assert_int_equal(s.judged, 200);
	for (size_t i = 0; i < s.judged; i++)
		assert_int_equal(s.results[i].met, MET_MET);
	assert_int_equal(s.whole.met, MET_MET);
	assert_int_equal(s.together, 200);
	assert_int_equal(s.whole_begun, 1);
	judge(&rest, "many_programs", 190);
	assert_complete(&rest, 200);
	assert_int_equal(rest.judged, 10);
	assert_int_equal(rest.whole_begun, 0);
	for (size_t i = 0; i < rest.judged; i++)
		assert_string_equal(rest.results[i].name, s.results[190 + i].name);
}

/* An annotation that belongs to no program makes the result unknown. */
static void a_stray_annotation_is_unknown(void **state)
{
	static struct report s;

	NEED_BPF;
	judge(&s, "misplaced", 0);
	assert_complete(&s, 1);
	assert_int_equal(s.results[0].met, MET_UNKNOWN);
	assert_string_equal(s.results[0].reason, "expectation-unclear");
}

static void an_object_without_programs_is_not_met(void **state)
{
	static struct report s;

	(void)state;
	judge(&s, "maps_only", 0);
	assert_true(s.judged == 1);
	assert_begin_has_only(&s, NULL);
	assert_int_not_equal(s.results[0].met, MET_MET);
	assert_string_equal(s.results[0].reason, "no-programs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_object_that_does_not_open_is_one_item),
		cmocka_unit_test(a_program_is_accepted),
		cmocka_unit_test(a_refusal_has_its_log),
		cmocka_unit_test(every_item_is_reported_in_order),
		cmocka_unit_test(a_stray_annotation_is_unknown),
		cmocka_unit_test(an_object_without_programs_is_not_met),
	};

	signal(SIGPIPE, SIG_IGN);
	libbpf_set_print(NULL);
	return run_counted(tests);
}
