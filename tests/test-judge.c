// SPDX-License-Identifier: GPL-2.0-only
/*
 * The child that judges an object, as PID 1 hears it: records at their turn, one result a program,
 * and nothing met that was not earned.  Against this machine's own kernel; what takes bpf(2) is
 * skipped where that is not to be had.
 */
#include "judge/judge.h"
#include "load/load.h"
#include "verdict/record.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
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

/* What was said of an object. */
struct said {
	int64_t announced, ended; /* -1: not */
	size_t begun, judged, logs;
	char first_log[TEXT_SIZE];
	struct program_result results[PROGRAMS];
	int status;
};

static bool may_load(void)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}};
	int fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, NULL, "GPL", insns, 2, NULL);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

#define NEED_BPF                                                                                   \
	do {                                                                                       \
		(void)state;                                                                       \
		if (!may_load())                                                                   \
			skip_because("no program can be loaded here: %s", strerror(errno));        \
	} while (0)

/* One record, checked for its turn. */
static void hear(struct said *s, struct record *r, size_t from, int heard)
{
	assert_int_equal(r->object, 0);
	switch (r->kind) {
	case RECORD_OBJECT_BEGIN:
		assert_int_equal(s->announced, -1);
		s->announced = r->programs;
		break;
	case RECORD_BEGIN:
		assert_true(s->announced > 0 && s->begun == s->judged);
		assert_int_equal(r->program, from + s->begun++);
		/*
		 * what stands in for an object that did not open is not loaded, and waits for
		 * nobody
		 */
		if (write(heard, "", 1) < 0)
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
	case RECORD_OBJECT:
		assert_int_equal(s->ended, -1);
		s->ended = r->programs;
		break;
	default:
		fail_msg("a record of kind %d", r->kind);
	}
}

static void judge(struct said *s, const char *name, size_t from)
{
	static struct docket_entry entry;
	static struct record r;
	const struct docket docket = {.entries = &entry, .count = 1};
	char packet[FRAME_MAX];
	const char *why;
	int records[2], heard[2];

	*s = (struct said){.announced = -1, .ended = -1};
	snprintf(entry.path, sizeof(entry.path), "%s.bpf.o", name);
	char *path = NULL;
	assert_true(asprintf(&path, "%s/%s.bpf.o", getenv("OBJECTS"), name) > 0);
	/* what a docket names lies at the root, and has a short name there */
	char link[] = "/tmp/test-judge.XXXXXX";
	assert_non_null(mkdtemp(link));
	snprintf(entry.file, sizeof(entry.file), "%s/object", link);
	assert_int_equal(symlink(path, entry.file), 0);
	assert_int_equal(pipe2(records, O_CLOEXEC | O_DIRECT), 0);
	assert_int_equal(pipe2(heard, O_CLOEXEC), 0);
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		close(records[0]);
		close(heard[1]);
		alarm(100);
		judge_object(&docket, 0, from, 60000, records[1], heard[0]);
	}
	close(records[1]);
	close(heard[0]);
	for (ssize_t n; (n = read(records[0], packet, sizeof(packet))) > 0;) {
		if (record_read(&r, packet, (size_t)n, &why))
			fail_msg("%s: %.*s", why, (int)n, packet);
		hear(s, &r, from, heard[1]);
		record_clear(&r);
	}
	close(records[0]);
	close(heard[1]);
	assert_int_equal(waitpid(pid, &s->status, 0), pid);
	unlink(entry.file);
	rmdir(link);
	free(path);
}

static void whole(const struct said *s, int64_t programs)
{
	assert_true(WIFEXITED(s->status) && WEXITSTATUS(s->status) == 0);
	assert_int_equal(s->announced, programs);
	assert_int_equal(s->ended, s->judged);
}

/* What is no object, or a torn one: one stand-in has the answer, and it is not green. */
static void what_does_not_open_has_one_answer(void **state)
{
	static const char *const names[] = {"not_elf", "empty", "torn_in_half", "torn_header_only",
		"torn_btf_huge", "torn_code_huge", "torn_table_far", "torn_symbols", "elf32",
		"x86"};
	static struct said s;
	size_t unopened = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		judge(&s, names[i], 0);
		if (s.judged == 1 && strcmp(s.results[0].name, OBJECT_ITSELF) == 0) {
			whole(&s, 1);
			unopened += s.results[0].verdict == VERDICT_UNLOADABLE;
			assert_int_not_equal(s.results[0].met, MET_MET);
			assert_true(
				s.results[0].verdict != VERDICT_ACCEPTED && *s.results[0].reason);
		}
	}
	assert_true(unopened >= 5);
}

static void a_program_is_accepted(void **state)
{
	static struct said s;

	NEED_BPF;
	judge(&s, "plain_xdp", 0);
	whole(&s, 1);
	assert_int_equal(s.results[0].verdict, VERDICT_ACCEPTED);
	assert_int_equal(s.results[0].met, MET_MET);
	assert_string_equal(s.results[0].type, "xdp");
	assert_true(s.results[0].insns > 0 && s.results[0].xlated_bytes > 0);
	assert_int_equal(s.logs, 0);
}

static void a_refusal_has_its_log(void **state)
{
	static struct said s;

	NEED_BPF;
	judge(&s, "helper_unknown", 0);
	whole(&s, 1);
	assert_int_equal(s.results[0].verdict, VERDICT_REJECTED);
	assert_int_equal(s.results[0].met, MET_UNMET);
	assert_string_equal(s.results[0].reason, "helper-unknown");
	assert_true(s.logs > 0);
	assert_non_null(strstr(s.first_log, "unknown#9999"));
	assert_true(s.results[0].log_bytes > 0);
}

/* All of them, in their order; from one on, those behind it. */
static void every_program_has_its_turn(void **state)
{
	static struct said s, rest;

	NEED_BPF;
	judge(&s, "many_programs", 0);
	whole(&s, 200);
	assert_int_equal(s.judged, 200);
	for (size_t i = 0; i < s.judged; i++)
		assert_int_equal(s.results[i].met, MET_MET);
	judge(&rest, "many_programs", 190);
	whole(&rest, 200);
	assert_int_equal(rest.judged, 10);
	for (size_t i = 0; i < rest.judged; i++)
		assert_string_equal(rest.results[i].name, s.results[190 + i].name);
}

/* An annotation that is nobody's leaves nothing that can be told. */
static void a_stray_annotation_is_unknown(void **state)
{
	static struct said s;

	NEED_BPF;
	judge(&s, "misplaced", 0);
	whole(&s, 1);
	assert_int_equal(s.results[0].met, MET_UNKNOWN);
	assert_string_equal(s.results[0].reason, "expectation-unclear");
}

static void an_object_without_programs_is_not_met(void **state)
{
	static struct said s;

	(void)state;
	judge(&s, "maps_only", 0);
	assert_true(s.judged == 1);
	assert_int_not_equal(s.results[0].met, MET_MET);
	assert_string_equal(s.results[0].reason, "no-programs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_does_not_open_has_one_answer),
		cmocka_unit_test(a_program_is_accepted),
		cmocka_unit_test(a_refusal_has_its_log),
		cmocka_unit_test(every_program_has_its_turn),
		cmocka_unit_test(a_stray_annotation_is_unknown),
		cmocka_unit_test(an_object_without_programs_is_not_met),
	};

	signal(SIGPIPE, SIG_IGN);
	libbpf_set_print(NULL);
	return run_counted(tests);
}
