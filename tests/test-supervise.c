// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1's side of judging, against children that lie, die and never end: what it writes is a sound
 * stream in the eyes of the host's own reader, every program has a result, and none is met that was
 * not earned.
 *
 * judge_object() is here, so that a test can be the child.  The kernel log, the cgroup and the
 * console are stood in for: they are the machine's own, and this is not our machine.
 */
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "vm/gather.h"
#include "vm/lines.h"
#include "supervise/cell.h"
#include "supervise/child.h"
#include "supervise/confine.h"
#include "console.h"
#include "format.h"
#include "judge/judge.h"
#include "supervise/kmemleak.h"
#include "supervise/kmsg.h"
#include "ktap.h"
#include "supervise/leftover.h"
#include "load/deferred-free.h"
#include "send.h"
#include "stream.h"
#include "supervise/supervise.h"
#include "probe/survey.h"
#include "verdict/text.h"
#include "verdict/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "skipping.h"

#define NONCE  "0123456789abcdef"
#define DOCKET "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SHA    "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"
/* For a program: so long that a busy machine does not matter, and where a test waits for it. */
#define PATIENT_MS 20000
#define SHORT_MS   1500

/* Between the test, "PID 1" and its children. */
static struct shared {
	int children;		      /* begun */
	int splats;		      /* lines in the kernel log; -1: without end */
	bool late;		      /* the last one lacks lines still */
	pid_t pid;		      /* of the child that judges */
	bool by_worker, in_interrupt; /* who runs into them */
	bool late_in_settling;	      /* the kernel complains while it is waited for */
	int settled;		      /* times that it was waited for */
	bool never_settles;
	bool lost;
	enum kmemleak search;
	int leaks;	   /* reports of it */
	pid_t leaker;	   /* 0: the child that judges; -1: nobody of /init's */
	bool leak_counted; /* the next line of the kernel log says that a scan found something */
	int oom;	   /* times that the cell ran out of memory */
	bool unconfined;   /* a child cannot be confined */
	char console[1 << 16];
	pid_t left_behind;
} *shared;

static int64_t timeout_ms;

/* The child: judges from @from on, @turn counts them from 0. */
typedef void child_fn(int fd, int64_t from, int turn);
static child_fn *child;

static int heard_fd;

void judge_object(
	const struct docket *docket, size_t index, size_t from, int64_t timeout, int fd, int heard)
{
	int turn = shared->children++;

	shared->pid = getpid();

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* nothing outlives a test that is ended */
	(void)docket;
	(void)index;
	if (timeout != timeout_ms)
		_exit(9);
	heard_fd = heard;
	child(fd, (int64_t)from, turn);
	_exit(0);
}

static child_fn *surveyor; /* NULL: nothing is found out */

void survey(int fd, int heard)
{
	(void)heard;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	surveyor(fd, 0, 0);
	_exit(0);
}

/* Stand-ins. */
static int splats_read;

/* There is one, of which nothing can be polled: splats come from kmsg_next_report(). */
int kmsg_open(void)
{
	return eventfd(0, EFD_CLOEXEC);
}

bool kmsg_next_report(struct splat_report *ret, bool all)
{
	if (shared->splats >= 0 && splats_read >= shared->splats - (shared->late && !all))
		return false;
	*ret = (struct splat_report){.splat = {.line = "BUG: as the kernel says it"},
		.pid = shared->by_worker ? 2 : shared->pid,
		.interrupt = shared->in_interrupt};
	snprintf(ret->splat.title, sizeof(ret->splat.title), "BUG: number %d", ++splats_read);
	if (shared->leak_counted)
		snprintf(ret->splat.line, sizeof(ret->splat.line),
			"kmemleak: 1 new suspected memory leaks (see /sys/kernel/debug/kmemleak)");
	ret->len = (size_t)snprintf(ret->text, sizeof(ret->text),
		"BUG: as the kernel says it\nCPU: 0 PID: %d\n", ret->pid);
	return true;
}

bool kmsg_lost(void)
{
	bool was = shared->lost;

	shared->lost = false;
	return was;
}

bool deferred_free_wait(bool sleepable)
{
	(void)sleepable;
	shared->settled++;
	if (shared->late_in_settling)
		shared->splats = 1;
	shared->late_in_settling = false;
	return !shared->never_settles;
}

enum kmemleak kmemleak_search(char *text, size_t size)
{
	assert_true(size > 1);
	text[0] = '\0';
	if (shared->leak_counted)
		shared->splats++;
	return shared->search;
}

bool kmemleak_next(const char **text, struct splat_report *ret)
{
	(void)text;
	if (!shared->leaks)
		return false;
	shared->leaks--;
	*ret = (struct splat_report){.splat = {.title = "memory leak in f"},
		.pid = shared->leaker ? shared->leaker : shared->pid};
	return true;
}

void cell_make(void)
{
}

void leftover_init(void)
{
}

void leftover_clear(void)
{
}

uint64_t confine_clone_flags(void)
{
	return 0;
}

bool confine_mounts(void)
{
	return true;
}

bool confine_child(void)
{
	return !shared->unconfined;
}

pid_t cell_fork(uint64_t flags)
{
	(void)flags;
	return fork();
}

bool cell_ran_out_of_memory(void)
{
	bool was = shared->oom > 0;

	shared->oom -= was;
	return was;
}

void console_add(const char *format, ...)
{
	size_t len = strlen(shared->console);
	va_list args;

	va_start(args, format);
	vsnprintf(shared->console + len, sizeof(shared->console) - len, format, args);
	va_end(args);
}

void console_flush(void)
{
}

/* What a child says. */
static void say_bytes(int fd, const void *bytes, size_t len)
{
	if (write(fd, bytes, len) != (ssize_t)len)
		_exit(9);
}

static void say(int fd, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(int fd, const char *format, ...)
{
	char text[8192];
	va_list args;

	va_start(args, format);
	int n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	say_bytes(fd, text, (size_t)n);
}

static void announce(int fd, long long programs)
{
	say(fd, "{\"record\":\"object-begin\",\"object\":0,\"path\":\"-\",\"sha256\":\"-\",\"programs\":%lld}",
		programs);
}

static void begin(int fd, long long program)
{
	say(fd, "{\"record\":\"begin\",\"object\":0,\"program\":%lld,\"name\":\"p%lld\",\"expected\":\"accepted\"}",
		program, program);
}

static void result(int fd, long long program)
{
	say(fd,
		"{\"record\":\"program\",\"object\":0,\"program\":%lld,\"name\":\"p%lld\",\"verdict\":\"accepted\","
		"\"expected\":\"accepted\",\"met\":\"met\"}",
		program, program);
}

/* As an honest child does before it loads: until its begin record is with the host. */
static void begin_and_wait(int fd, long long number)
{
	char heard;

	begin(fd, number);
	if (read(heard_fd, &heard, 1) != 1)
		_exit(9);
}

static void finish(int fd)
{
	say(fd, "{\"record\":\"object\",\"object\":0,\"programs\":0}");
}

/* The honest rest, from a program on. */
static void judge_rest(int fd, int64_t from, int64_t programs)
{
	for (int64_t p = from; p < programs; p++) {
		begin_and_wait(fd, p);
		result(fd, p);
	}
	finish(fd);
	_exit(0);
}

static void honest(int fd, int64_t from, int64_t programs)
{
	announce(fd, programs);
	judge_rest(fd, from, programs);
}

/* The trial of one object by PID 1, and what the host makes of it. */
struct trial {
	struct result result;
	struct result_kernel kernel;
	struct gather gather;
	struct lines lines;
	int64_t took_ms;
};

static void each_line(void *context, char *line, size_t len, bool overlong)
{
	gather_line(context, line, len, overlong);
}

static bool minded;	   /* the host keeps the time */
static int64_t known = -1; /* how many programs an earlier boot heard of */

static size_t n_objects = 1;

static void be_pid_1(const char *device, int64_t from)
{
	static struct docket_entry entries[] = {
		{.file = "/none", .path = "judged.bpf.o", .sha256 = SHA},
		{.file = "/none", .path = "next.bpf.o", .sha256 = SHA}};
	struct docket docket = {.entries = entries, .count = n_objects, .sha256 = DOCKET};
	/* the rule of a guest, where this is a PID namespace of its own */
	struct settings settings = {.guest = getpid() == 1,
		.program_timeout_ms = timeout_ms,
		.run.from_program = from,
		.host_minds = minded};
	struct record r;

	signal(SIGPIPE, SIG_IGN);
	if (stream_open(device, NONCE))
		_exit(8);
	record_init(&r, RECORD_HELLO);
	r.protocol = STREAM_PROTOCOL;
	stream_send(&r);
	record_init(&r, RECORD_PLAN);
	r.objects = (int64_t)n_objects;
	r.from_object = 0;
	r.from_program = from;
	text_set(r.docket, DOCKET);
	stream_send(&r);
	ktap_plan(n_objects);
	supervise_init(&settings);
	if (surveyor)
		supervise_survey();
	supervise_object(&docket, 0, (size_t)from, known);
	if (n_objects > 1)
		supervise_object(&docket, 1, 0, -1);
	supervise_end(&docket);
	ktap_totals();
	record_init(&r, RECORD_END);
	r.objects = (int64_t)n_objects;
	r.programs = stream_count(RECORD_PROGRAM);
	r.splats = stream_count(RECORD_SPLAT);
	stream_send(&r);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void trial_open(struct trial *t, int64_t from)
{
	memset(t, 0, sizeof(*t));
	t->kernel = (struct result_kernel){
		.judge_ms = -1, .spec = strdup("test"), .n_objects = n_objects};
	t->kernel.objects = calloc(n_objects, sizeof(*t->kernel.objects));
	if (n_objects > 1) {
		t->kernel.objects[1].announced = -1;
		t->kernel.objects[1].path = strdup("next.bpf.o");
		strcpy(t->kernel.objects[1].sha256, SHA);
	}
	t->kernel.objects[0].announced = known;
	t->kernel.objects[0].path = strdup("judged.bpf.o");
	strcpy(t->kernel.objects[0].sha256, SHA);
	t->result = (struct result){.kernels = &t->kernel, .n_kernels = 1};
	gather_init(&t->gather, &t->kernel, DOCKET);
	t->gather.program = from;
	gather_boot(&t->gather, NONCE);
}

static char stream_path[64]; /* the record stream, a file here */

/* @namespaced: as PID 1 of a namespace of its own; false where that cannot be had. */
static bool run(struct trial *t, child_fn *judge, int64_t from, bool namespaced)
{
	char path[] = "/dev/shm/bpfjury-test-XXXXXX";
	cleanup_close int fd = mkstemp(path);
	cleanup_free char *text = NULL;
	int64_t began = now_ms();
	size_t len;
	int status;

	assert_true(fd >= 0);
	child = judge;
	strcpy(stream_path, path);
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (namespaced && unshare(CLONE_NEWPID))
			_exit(77);
		pid_t inner = namespaced ? fork() : 0;
		if (inner == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			if (namespaced != (getpid() == 1))
				_exit(7);
			be_pid_1(path + strlen("/dev/"), from);
			_exit(0);
		}
		waitpid(inner, &status, 0);
		_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 6);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
		unlink(path);
		return false;
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		fail_msg("PID 1 ended with %#x", status);
	assert_int_equal(files_read(path, 64 << 20, &text, &len), 0);
	unlink(path);
	trial_open(t, from);
	t->took_ms = now_ms() - began;
	lines_feed(&t->lines, text, len, each_line, &t->gather);
	/* whatever the child did: PID 1's own words are sound and whole */
	if (gather_outcome(&t->gather) != OUTCOME_COMPLETE)
		fail_msg("%s: %s", outcome_word(gather_outcome(&t->gather)), t->gather.garbled);
	t->kernel.outcome = OUTCOME_COMPLETE;
	return true;
}

static size_t times(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, what)); at++)
		n++;
	return n;
}

static void trial_free(struct trial *t)
{
	gather_clear(&t->gather);
	result_kernel_clear(&t->kernel);
}

static void trial_close(struct trial *t)
{
	struct summary s = result_kernel_summary(&t->kernel);

	/* KTAP tells the same story */
	assert_int_equal(times(shared->console, "\n  not ok "), s.unmet + s.unknown);
	assert_int_equal(times(shared->console, "\n  ok "), s.met + s.skipped);
	assert_int_equal(
		times(shared->console, "\nnot ok 1 judged.bpf.o"), s.unmet + s.unknown > 0);
	trial_free(t);
}

static void reset(void)
{
	memset(shared, 0, sizeof(*shared));
	splats_read = 0;
	timeout_ms = PATIENT_MS;
	known = -1;
	minded = false;
}

static const struct program_result *program(const struct trial *t, size_t i)
{
	assert_true(i < t->kernel.objects[0].n_programs);
	return &t->kernel.objects[0].programs[i].result;
}

static void expect_program(
	const struct trial *t, size_t i, enum verdict verdict, enum met met, const char *reason)
{
	const struct program_result *p = program(t, i);

	if (p->verdict != verdict || p->met != met || strcmp(p->reason, reason) != 0)
		fail_msg("program %zu: %s %s \"%s\" (%s), not %s %s \"%s\"", i,
			verdict_word(p->verdict), met_word(p->met), p->reason, p->detail,
			verdict_word(verdict), met_word(met), reason);
}

static void speaks_true(int fd, int64_t from, int turn)
{
	(void)turn;
	honest(fd, from, 3);
}

static void the_honest_are_heard(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, speaks_true, 0, false);
	assert_int_equal(shared->children, 1);
	assert_int_equal(t.kernel.objects[0].n_programs, 3);
	for (size_t i = 0; i < 3; i++)
		expect_program(&t, i, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(result_status(&t.result), STATUS_MET);
	assert_true(t.took_ms < PATIENT_MS);
	trial_close(&t);
}

static void a_resumed_boot_goes_on_where_it_was_told(void **state)
{
	(void)state;
	for (int64_t from = 1; from <= 3; from++) {
		struct trial t;
		reset();
		run(&t, speaks_true, from, false);
		assert_int_equal(t.kernel.objects[0].n_programs, 3 - from);
		assert_int_equal(t.kernel.objects[0].announced, 3);
		trial_free(&t);
	}
}

/* How a child ends with the second of three programs in hand. */
static int ending;

static void ends_in_the_middle(int fd, int64_t from, int turn)
{
	announce(fd, 3);
	if (turn == 0) {
		begin(fd, 0);
		result(fd, 0);
		begin(fd, 1);
		if (ending < 0)
			_exit(-ending);
		raise(ending);
		for (;;)
			pause();
	}
	judge_rest(fd, from, 3);
}

static void always_ends_at_the_second(int fd, int64_t from, int turn)
{
	if (turn < 2) {
		announce(fd, 3);
		if (turn == 0) {
			begin(fd, 0);
			result(fd, 0);
		}
		begin(fd, 1);
		raise(ending);
	}
	honest(fd, from, 3);
}

static void a_death_costs_the_one_in_hand(void **state)
{
	static const int signals[] = {
		SIGHUP,
		SIGINT,
		SIGQUIT,
		SIGILL,
		SIGTRAP,
		SIGABRT,
		SIGBUS,
		SIGFPE,
		SIGUSR1,
		SIGSEGV,
		SIGUSR2,
		SIGPIPE,
		SIGALRM,
		SIGTERM,
		SIGXCPU,
		SIGXFSZ,
		SIGVTALRM,
		SIGPROF,
		SIGIO,
		SIGPWR,
		SIGSYS,
		-1,
		-3,
		-255,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct trial t;
		reset();
		ending = signals[i];
		run(&t, ends_in_the_middle, 0, false);
		assert_int_equal(shared->children, 2);
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		expect_program(&t, 1, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
		expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
		cleanup_free char *how = ending < 0 ? format_string("status %d", -ending)
						    : format_string("SIG%s", sigabbrev_np(ending));
		assert_non_null(strstr(program(&t, 1)->detail, how));
		assert_int_equal(result_status(&t.result), STATUS_UNMET);
		trial_close(&t);
	}
}

/* Nobody but the kernel short of memory sends that. */
static void a_sigkill_is_the_machines_doing(void **state)
{
	struct trial t;

	(void)state;
	reset();
	ending = SIGKILL;
	run(&t, always_ends_at_the_second, 0, false);
	expect_program(&t, 1, VERDICT_ERROR, MET_UNKNOWN, "memory");
	expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
	assert_int_equal(shared->children, 3);
	trial_close(&t);
	reset();
	shared->oom = 2;
	ending = SIGSEGV;
	run(&t, always_ends_at_the_second, 0, false);
	expect_program(&t, 1, VERDICT_ERROR, MET_UNKNOWN, "memory");
	assert_string_equal(program(&t, 1)->help, "more memory for the guest: --memory");
	trial_close(&t);
	/* and what had the memory was freed by the time that it was asked again */
	reset();
	ending = SIGKILL;
	run(&t, ends_in_the_middle, 0, false);
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(result_status(&t.result), STATUS_MET);
	trial_close(&t);
}

static void a_child_that_stops_is_timed_out(void **state)
{
	static const int signals[] = {SIGSTOP, SIGCHLD};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct trial t;
		reset();
		timeout_ms = SHORT_MS;
		ending = signals[i];
		run(&t, ends_in_the_middle, 0, false);
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		expect_program(&t, 1, VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
		expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
		assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
		assert_true(t.took_ms >= SHORT_MS && t.took_ms < PATIENT_MS);
		trial_close(&t);
	}
}

static void never_speaks(int fd, int64_t from, int turn)
{
	(void)fd;
	(void)from;
	(void)turn;
	if (ending < 0)
		_exit(-ending);
	raise(ending);
	pause();
}

/* Dead before it said how many programs there are: one result stands for them. */
static void an_object_that_says_nothing_has_a_result(void **state)
{
	struct trial t;

	(void)state;
	reset();
	ending = -5;
	run(&t, never_speaks, 0, false);
	assert_int_equal(t.kernel.objects[0].n_programs, 1);
	assert_string_equal(program(&t, 0)->name, OBJECT_ITSELF);
	expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	assert_int_equal(result_status(&t.result), STATUS_UNMET);
	trial_close(&t);
	reset();
	timeout_ms = SHORT_MS;
	ending = SIGCHLD;
	run(&t, never_speaks, 0, false);
	expect_program(&t, 0, VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
	trial_close(&t);
}

/*
 * In a resumed boot the host knows how many there are; each of those left has a result, and the
 * host takes them.
 */
static void a_resumed_child_that_says_nothing_costs_its_own(void **state)
{
	(void)state;
	for (int64_t from = 1; from <= 3; from++) {
		struct trial t;
		reset();
		known = 3;
		ending = -5;
		run(&t, never_speaks, from, false);
		assert_int_equal(t.kernel.objects[0].n_programs, 3 - from);
		for (size_t i = 0; (int64_t)i < 3 - from; i++)
			expect_program(&t, i, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
		trial_free(&t);
	}
	/* nor does one that counts otherwise than before stop what comes after it */
	struct trial t;
	reset();
	known = 2;
	run(&t, speaks_true, 1, false);
	assert_int_equal(t.kernel.objects[0].n_programs, 1);
	expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	trial_free(&t);
	/* booted by hand nobody has said how many */
	reset();
	ending = -5;
	run(&t, never_speaks, 2, false);
	assert_int_equal(t.kernel.objects[0].n_programs, 1);
	expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	trial_free(&t);
}

/*
 * One lie each, told by the first child with the second of three programs in hand; the rest is
 * honest.
 */
static const char *lie;
static size_t lie_len;

static void lies_in_the_middle(int fd, int64_t from, int turn)
{
	announce(fd, 3);
	if (turn == 0) {
		begin(fd, 0);
		result(fd, 0);
		begin(fd, 1);
		say_bytes(fd, lie, lie_len);
		result(fd, 1);
		judge_rest(fd, 2, 3);
	}
	judge_rest(fd, from, 3);
}

#define P(n, name, more)                                                                           \
	"{\"record\":\"program\",\"object\":0,\"program\":" #n ",\"name\":\"" name "\"," more "}"
#define GREEN "\"verdict\":\"accepted\",\"expected\":\"accepted\",\"met\":\"met\""

static const char *const lies[] = {
	/* out of turn */
	"{\"record\":\"object-begin\",\"object\":0,\"path\":\"-\",\"sha256\":\"-\",\"programs\":3}",
	"{\"record\":\"object-begin\",\"object\":0,\"path\":\"-\",\"sha256\":\"-\",\"programs\":2}",
	"{\"record\":\"begin\",\"object\":0,\"program\":1,\"name\":\"p1\"}",
	"{\"record\":\"begin\",\"object\":0,\"program\":2,\"name\":\"p2\"}",
	"{\"record\":\"object\",\"object\":0,\"programs\":3}",
	"{\"record\":\"log\",\"object\":0,\"program\":0,\"text\":\"x\"}",
	"{\"record\":\"log\",\"object\":0,\"program\":2,\"text\":\"x\"}",
	"{\"record\":\"log\",\"object\":1,\"program\":1,\"text\":\"x\"}",
	/* another program than begun */
	P(0, "p0", GREEN),
	P(2, "p2", GREEN),
	P(1, "p2", GREEN),
	P(1, "p1 ", GREEN),
	P(1, "p1", GREEN ",\"variant\":\"unpriv\""),
	"{\"record\":\"program\",\"object\":7,\"program\":1,\"name\":\"p1\"," GREEN "}",
	P(9223372036854775807, "p1", GREEN),
	P(99999999999999999999, "p1", GREEN),
	P(-1, "p1", GREEN),
	/* words that cannot stand together */
	P(1, "p1", "\"verdict\":\"rejected\",\"expected\":\"accepted\",\"met\":\"met\""),
	P(1, "p1", "\"verdict\":\"accepted\",\"met\":\"met\""),
	P(1, "p1", "\"verdict\":\"accepted\",\"expected\":\"accepted\",\"met\":\"skipped\""),
	P(1, "p1", "\"verdict\":\"timeout\",\"expected\":\"timeout\",\"met\":\"met\""),
	P(1, "p1", "\"verdict\":\"error\",\"expected\":\"error\",\"met\":\"met\""),
	P(1, "p1", "\"verdict\":\"crashed\",\"expected\":\"crashed\",\"met\":\"met\""),
	P(1, "p1", "\"verdict\":\"accepted\""),
	P(1, "p1", "\"met\":\"met\""),
	P(1, "", GREEN),
	/* what is PID 1's to say */
	"{\"record\":\"hello\",\"protocol\":1,\"tool\":\"\",\"release\":\"\",\"version\":\"\",\"arch\":\"\"}",
	"{\"record\":\"features\",\"features\":{\"bpf\":true}}",
	"{\"record\":\"plan\",\"objects\":1,\"docket\":\"" DOCKET "\"}",
	"{\"record\":\"splat\",\"text\":\"x\"}",
	"{\"record\":\"tick\",\"uptime_ms\":1}",
	"{\"record\":\"end\",\"objects\":1,\"programs\":3,\"splats\":0}",
	"{\"record\":\"fault\",\"text\":\"x\"}",
	"{\"record\":\"later\"}",
	/* no records */
	"x",
	"\n",
	"{",
	"{}",
	"[]",
	"null",
	"{\"record\":\"log\"}",
	"J1 " NONCE " 0 2 {} 00000000\n",
	"{\"record\":\"log\",\"object\":0,\"program\":1,\"text\":\"\xff\"}",
	"{\"record\":\"log\",\"object\":0,\"program\":1,\"text\":\"a\"}{\"record\":\"tick\",\"uptime_ms\":1}",
};

static void a_liar_costs_the_one_in_hand(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		struct trial t;
		reset();
		lie = lies[i];
		lie_len = strlen(lie);
		run(&t, lies_in_the_middle, 0, false);
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		if (program(&t, 1)->met != MET_UNMET)
			fail_msg("%s: %s", lie, met_word(program(&t, 1)->met));
		expect_program(&t, 1, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
		expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
		assert_int_equal(shared->children, 2);
		assert_int_equal(result_status(&t.result), STATUS_UNMET);
		trial_close(&t);
	}
}

/* That it made something run out of memory besides does not excuse it. */
static void a_liar_that_ran_out_of_memory_is_a_liar(void **state)
{
	struct trial t;

	(void)state;
	reset();
	shared->oom = 1;
	lie = "{";
	lie_len = 1;
	run(&t, lies_in_the_middle, 0, false);
	expect_program(&t, 1, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
}

static void garbage_is_a_lie(void **state)
{
	static char bytes[20000];
	static const size_t lengths[] = {1, 2, 100, 4095, 4096, 4097, 5000, 8192, 20000};
	unsigned int seed = 1;

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(lengths); i++) {
		struct trial t;
		reset();
		for (size_t b = 0; b < sizeof(bytes); b++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[b] = i % 2 ? (char)(seed >> 16) : '[';
		}
		lie = bytes;
		lie_len = lengths[i / 2];
		run(&t, lies_in_the_middle, 0, false);
		expect_program(&t, 1, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
		expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
		trial_close(&t);
	}
}

/* A record that says as much as one packet holds is none. */
static void a_full_packet_is_heard(void **state)
{
	static char text[4096];
	struct trial t;
	int n = snprintf(
		text, sizeof(text), "{\"record\":\"log\",\"object\":0,\"program\":1,\"text\":\"");

	(void)state;
	reset();
	memset(text + n, '"', sizeof(text) - (size_t)n);
	for (size_t i = (size_t)n; i < (size_t)n + 3900; i += 2)
		text[i] = '\\';
	lie = text;
	lie_len = (size_t)n + 3900;
	text[lie_len++] = '"';
	text[lie_len++] = '}';
	run(&t, lies_in_the_middle, 0, false);
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
}

static long long announced;

static void announces(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	announce(fd, announced);
	begin(fd, 0);
	result(fd, 0);
	finish(fd);
}

static void a_count_that_cannot_be_is_a_lie(void **state)
{
	static const long long counts[] = {0, -1, 65537, 1000000000, INT64_MAX};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		struct trial t;
		reset();
		announced = counts[i];
		run(&t, announces, 0, false);
		assert_int_equal(t.kernel.objects[0].n_programs, 1);
		assert_string_equal(program(&t, 0)->name, OBJECT_ITSELF);
		expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
		assert_int_equal(shared->children, 1);
		trial_close(&t);
	}
}

/* Says that it expects what it then gets. */
static void expects_the_worst(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	announce(fd, 1);
	say(fd, "{\"record\":\"begin\",\"object\":0,\"program\":0,\"name\":\"p0\",\"expected\":\"unloadable\","
		"\"verdict\":\"accepted\",\"met\":\"met\"}");
	say(fd, "lie");
}

static void a_liars_expectation_is_none(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, expects_the_worst, 0, false);
	expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	trial_close(&t);
}

/* Another count each time: no end but by death, and each death moves on. */
static void counts_anew(int fd, int64_t from, int turn)
{
	(void)from;
	announce(fd, 4 + turn);
	begin(fd, from);
	_exit(1);
}

static void a_count_that_changes_is_a_lie(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, counts_anew, 0, false);
	assert_int_equal(t.kernel.objects[0].n_programs, 4);
	for (size_t i = 0; i < 4; i++)
		expect_program(&t, i, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	trial_close(&t);
}

static void logs_for_ever(int fd, int64_t from, int turn)
{
	announce(fd, 2);
	if (turn == 0) {
		begin(fd, 0);
		for (;;) {
			say(fd, "{\"record\":\"log\",\"object\":0,\"program\":0,\"text\":\"%01000d\\n\"}",
				7);
			if (ending)
				usleep(20000);
		}
	}
	judge_rest(fd, from, 2);
}

static void a_log_without_end_has_one(void **state)
{
	struct trial t;

	(void)state;
	/* as fast as it can: a bound on bytes; slowly: no progress in the eyes of the clock */
	for (ending = 0; ending < 2; ending++) {
		reset();
		timeout_ms = ending ? SHORT_MS : PATIENT_MS;
		run(&t, logs_for_ever, 0, false);
		if (ending)
			expect_program(&t, 0, VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
		else
			expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
		assert_true(strlen(t.kernel.objects[0].programs[0].log) <= LOG_TEXT_MAX);
		expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
		assert_true(t.took_ms < PATIENT_MS);
		trial_close(&t);
	}
}

static void judges_and_then(int fd, int64_t from, int turn)
{
	(void)turn;
	announce(fd, 2);
	for (int64_t p = from; p < 2; p++) {
		begin(fd, p);
		result(fd, p);
	}
	switch (ending) {
	case 0: /* no end of the object */
		_exit(0);
	case 1: /* it does not go */
		finish(fd);
		pause();
		break;
	case 2: /* something of its own holds the pipe */
		finish(fd);
		if (fork() == 0)
			pause();
		_exit(0);
	case 3: /* garbage at the end */
		say(fd, "garbage");
		_exit(0);
	case 4: /* more than it announced */
		begin(fd, 2);
		_exit(0);
	case 5: /* a second end */
		finish(fd);
		finish(fd);
		_exit(0);
	}
}

/* What was judged stands, whatever the child does once all is. */
static void results_that_were_had_stand(void **state)
{
	(void)state;
	for (ending = 0; ending <= 5; ending++) {
		struct trial t;
		reset();
		timeout_ms = ending == 1 || ending == 2 ? SHORT_MS : PATIENT_MS;
		run(&t, judges_and_then, 0, false);
		assert_int_equal(t.kernel.objects[0].n_programs, 2);
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
		assert_int_equal(shared->children, 1);
		trial_close(&t);
	}
}

/* Never reads what it is told; more of it than a pipe holds. */
static void begins_in_haste(int fd, int64_t from, int turn)
{
	(void)turn;
	announce(fd, 20);
	for (int64_t p = from; p < 20; p++) {
		begin(fd, p);
		result(fd, p);
	}
	close(heard_fd);
	finish(fd);
}

static void who_does_not_listen_does_not_stop_pid_1(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, begins_in_haste, 0, false);
	assert_int_equal(t.kernel.objects[0].n_programs, 20);
	assert_int_equal(result_status(&t.result), STATUS_MET);
	trial_close(&t);
}

/* When a child is let go, its begin record is in the stream. */
static void looks_at_the_stream(int fd, int64_t from, int turn)
{
	cleanup_free char *text = NULL;
	size_t len;

	(void)from;
	(void)turn;
	announce(fd, 1);
	begin_and_wait(fd, 0);
	if (files_read(stream_path, 1 << 20, &text, &len) || !strstr(text, "\"record\":\"begin\""))
		_exit(1);
	result(fd, 0);
	finish(fd);
	_exit(0);
}

static void a_program_is_loaded_once_its_begin_is_told(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, looks_at_the_stream, 0, false);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
}

static void finds_out(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	say(fd, "{\"record\":\"features\",\"features\":{\"map_types\":[\"hash\"]}}");
	say(fd, "{\"record\":\"features\",\"features\":{\"map_types\":[\"array\"]}}");
	say(fd, "{\"record\":\"features\",\"features\":{\"survey\":\"whole\"}}");
}

static void dies_finding_out(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	say(fd, "{\"record\":\"features\",\"features\":{\"map_types\":[\"hash\"]}}");
	raise(SIGKILL);
}

static void judges_instead(int fd, int64_t from, int turn)
{
	(void)turn;
	announce(fd, 1);
	judge_rest(fd, from, 1);
}

static void says_more_behind_the_last(int fd, int64_t from, int turn)
{
	finds_out(fd, from, turn);
	say(fd, "{\"record\":\"features\",\"features\":{\"map_types\":[\"queue\"]}}");
}

static void never_stops_finding_out(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	for (;;)
		say(fd, "{\"record\":\"features\",\"features\":{\"map_types\":[\"hash\"]}}");
}

static void stops_finding_out(int fd, int64_t from, int turn)
{
	(void)fd;
	(void)from;
	(void)turn;
	for (;;)
		pause();
}

/*
 * Whatever comes of it, what is to be judged is judged; and what was not found out whole does not
 * say that it was.
 */
static void what_a_survey_finds_is_passed_on(void **state)
{
	const struct {
		child_fn *surveyor;
		size_t found, most;
		bool whole;
	} rows[] = {{finds_out, 2, 2, true}, {dies_finding_out, 1, 1, false},
		{judges_instead, 0, 0, false}, {says_more_behind_the_last, 2, 2, true},
		{never_stops_finding_out, 1000, 4096, false}, {stops_finding_out, 0, 0, false}};
	struct trial t;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		reset();
		timeout_ms = rows[i].surveyor == stops_finding_out ? SHORT_MS : PATIENT_MS;
		surveyor = rows[i].surveyor;
		run(&t, speaks_true, 0, false);
		surveyor = NULL;
		size_t found = json_array_size(json_object_get(t.kernel.features, "map_types"));
		if (found < rows[i].found || found > rows[i].most)
			fail_msg("survey %zu: %zu found", i, found);
		assert_true(
			rows[i].whole == (json_object_get(t.kernel.features, "survey") != NULL));
		assert_int_equal(shared->settled, 1); /* for what it loaded */
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		trial_close(&t);
	}
}

/* Orders of a host that minds the time: those that are none, and then the one. */
static void give_orders(int fd, const char *order)
{
	static const char *const none[] = {
		"stop 0123456789abcdee 0 1\n",
		"stop 0123456789abcdef 0 0\n",
		"stop 0123456789abcdef 0 2\n",
		"stop 0123456789abcdef 1 1\n",
		"stop 0123456789abcdef 0 01\n",
		"stop 0123456789abcdef 0 1 \n",
		"stop 0123456789abcdef 0\n",
		"stop 0123456789abcdef - 1\n",
		"stop 0123456789abcdef 0 18446744073709551617\n",
		"go 0123456789abcdef 0 1\n\n\n",
	};
	char filler[300];

	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		assert_int_equal(write(fd, none[i], strlen(none[i])), strlen(none[i]));
	memset(filler, 'x', sizeof(filler));
	assert_int_equal(write(fd, filler, sizeof(filler)), sizeof(filler));
	/* at the end of a line that is too long, whole or not */
	assert_int_equal(write(fd, order, strlen(order)), strlen(order));
	if (order[0])
		assert_int_equal(write(fd, order, 7), 7);
	for (const char *c = "\n"; *c; c++)
		assert_int_equal(write(fd, c, 1), 1);
}

/* PID 1 against a host that minds the time: @order once @ticks came while nothing went on. */
static void run_minded(struct trial *t, child_fn *judge, const char *order, int ticks)
{
	char bytes[4096];
	int seen = 0;
	bool ordered = false;
	struct termios raw;

	minded = true;
	known = -1;
	child = judge;
	cleanup_close int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	cleanup_free char *device = strdup(ptsname(master) + strlen("/dev/"));
	cleanup_free char *path = format_string("/dev/%s", device);
	cleanup_close int slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_int_equal(tcgetattr(slave, &raw), 0);
	cfmakeraw(&raw);
	assert_int_equal(tcsetattr(slave, TCSANOW, &raw), 0);
	trial_open(t, 0);
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(slave);
		be_pid_1(device, 0);
		_exit(0);
	}
	for (const int64_t until = now_ms() + 60000; !t->gather.ended && now_ms() < until;) {
		struct pollfd p = {.fd = master, .events = POLLIN};
		if (poll(&p, 1, 1000) != 1)
			continue;
		ssize_t n = read(master, bytes, sizeof(bytes));
		if (n <= 0)
			break;
		for (ssize_t i = 0; i < n; i++) {
			const uint64_t before = t->gather.next_seq;
			lines_feed(&t->lines, bytes + i, 1, each_line, &t->gather);
			if (t->gather.next_seq == before)
				continue;
			seen = t->gather.last_kind == RECORD_TICK ? seen + 1 : 0;
			if (seen == 1 && !ordered)
				give_orders(master, "");
			if (seen == 1 && !ordered)
				give_orders(master, order);
			if (seen == ticks && !ordered) {
				ordered = true;
				assert_int_equal(
					write(master, order, strlen(order)), strlen(order));
			}
		}
	}
	int status;
	assert_true(t->gather.ended);
	assert_true(ordered);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
	t->kernel.outcome = OUTCOME_COMPLETE;
}

static void a_host_that_minds_the_time_is_obeyed(void **state)
{
	struct trial t;

	(void)state;
	/* the guest's own clock says nothing: its time was up at once */
	reset();
	timeout_ms = 1;
	ending = SIGSTOP;
	run_minded(&t, ends_in_the_middle, "stop " NONCE " 0 1\n", 3);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	expect_program(&t, 1, VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
	expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
	/* before the first begins */
	reset();
	timeout_ms = 1;
	ending = SIGSTOP;
	run_minded(&t, never_speaks, "stop " NONCE " 0 -\n", 2);
	expect_program(&t, 0, VERDICT_TIMEOUT, MET_UNKNOWN, "program-timeout");
	trial_close(&t);
	/* what finds out about the kernel */
	reset();
	timeout_ms = 1;
	surveyor = stops_finding_out;
	run_minded(&t, speaks_true, "stop " NONCE " - -\n", 2);
	surveyor = NULL;
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
}

static void closes_its_pipe(int fd, int64_t from, int turn)
{
	announce(fd, 2);
	if (turn == 0) {
		begin(fd, 0);
		close(fd);
		for (;;)
			pause();
	}
	judge_rest(fd, from, 2);
}

static void a_child_that_closes_its_pipe_is_ended(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, closes_its_pipe, 0, false);
	expect_program(&t, 0, VERDICT_UNLOADABLE, MET_UNMET, "loader-crashed");
	assert_non_null(strstr(program(&t, 0)->detail, "closed its pipe"));
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
}

static void makes_the_kernel_complain(int fd, int64_t from, int turn)
{
	announce(fd, 2);
	if (turn == 0) {
		begin_and_wait(fd, 0);
		shared->splats = ending;
		if (ending == 2)
			_exit(1);
		result(fd, 0);
	}
	judge_rest(fd, turn == 0 ? 1 : from, 2);
}

static void a_splat_is_never_green(void **state)
{
	struct trial t;

	(void)state;
	/* and the program was accepted all the same */
	reset();
	ending = 1;
	run(&t, makes_the_kernel_complain, 0, false);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_UNMET, "splat");
	assert_string_equal(program(&t, 0)->detail, "BUG: number 1");
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(t.kernel.n_splats, 1);
	assert_int_equal(t.kernel.splats[0].program, 0);
	assert_int_equal(result_status(&t.result), STATUS_UNMET);
	trial_close(&t);
	/* and its process died of it */
	reset();
	ending = 2;
	run(&t, makes_the_kernel_complain, 0, false);
	assert_int_equal(program(&t, 0)->verdict, VERDICT_CRASHED);
	assert_int_equal(program(&t, 0)->met, MET_UNMET);
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	trial_close(&t);
	/* and never stops: PID 1 goes on */
	reset();
	ending = -1;
	run(&t, makes_the_kernel_complain, 0, false);
	assert_int_equal(program(&t, 0)->met, MET_UNMET);
	assert_int_equal(program(&t, 1)->met, MET_UNMET);
	assert_true(t.took_ms < PATIENT_MS);
	assert_int_equal(result_status(&t.result), STATUS_UNMET);
	trial_close(&t);
}

/*
 * Of three programs the second is being judged when the kernel complains, whoever runs into that.
 */
static void makes_another_complain(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	announce(fd, 3);
	begin_and_wait(fd, 0);
	result(fd, 0);
	begin_and_wait(fd, 1);
	shared->splats = 1;
	result(fd, 1);
	judge_rest(fd, 2, 3);
}

static void a_late_splat_is_its_objects(void **state)
{
	struct trial t;

	(void)state;
	for (int who = 0; who < 3; who++) {
		reset();
		shared->by_worker = who == 1;
		shared->in_interrupt = who == 2;
		run(&t, makes_another_complain, 0, false);
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		expect_program(
			&t, 1, VERDICT_ACCEPTED, who ? MET_MET : MET_UNMET, who ? "" : "splat");
		expect_program(&t, 2, VERDICT_ACCEPTED, MET_MET, "");
		assert_int_equal(t.kernel.n_splats, 1);
		assert_int_equal(t.kernel.splats[0].object, 0);
		assert_int_equal(t.kernel.splats[0].program, who ? -1 : 1);
		assert_int_equal(result_status(&t.result), STATUS_UNMET);
		trial_close(&t);
	}
}

static void dies_of_its_only_program(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	announce(fd, 1);
	begin_and_wait(fd, 0);
	shared->late_in_settling = true;
	_exit(1);
}

/* What the kernel says as it frees what a dead child had is waited for, and is that program's. */
static void a_dead_child_is_settled_for(void **state)
{
	struct trial t;

	(void)state;
	reset();
	shared->by_worker = true;
	run(&t, dies_of_its_only_program, 0, false);
	assert_int_equal(shared->settled, 1);
	expect_program(&t, 0, VERDICT_CRASHED, MET_UNMET, "kernel-crash");
	assert_int_equal(t.kernel.n_splats, 1);
	assert_int_equal(t.kernel.splats[0].program, 0);
	assert_string_equal(
		t.kernel.splats[0].report, "BUG: as the kernel says it\nCPU: 0 PID: 2\n");
	trial_close(&t);
}

/*
 * The first object's child ends with that status; while the second's is being judged the kernel
 * complains.
 */
static void ends_and_the_next_hears_of_it(int fd, int64_t from, int turn)
{
	(void)from;
	announce(fd, 1);
	begin_and_wait(fd, 0);
	if (turn == 1)
		shared->splats = 1;
	result(fd, 0);
	finish(fd);
	_exit(turn == 0 ? ending : 0);
}

/*
 * What is said of programs that may be freed yet is not the next object's, unless its own process
 * ran into it.
 */
static void what_was_not_freed_blames_nobody_else(void **state)
{
	const struct {
		int status;
		bool never_settles, by_worker;
		int64_t object, program;
	} rows[] = {
		{0, false, true, 1, 0},
		{CHILD_NOT_SETTLED, false, true, 1,
			0}, /* it is by the time that it is waited for again */
		{CHILD_NOT_SETTLED, true, true, -1, -1},
		{CHILD_NOT_SETTLED, true, false, 1, 0},
		{1, true, true, -1, -1},
	};
	struct trial t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		reset();
		n_objects = 2;
		ending = rows[i].status;
		shared->never_settles = rows[i].never_settles;
		shared->by_worker = rows[i].by_worker;
		run(&t, ends_and_the_next_hears_of_it, 0, false);
		assert_int_equal(t.kernel.n_splats, 1);
		assert_int_equal(t.kernel.splats[0].object, rows[i].object);
		assert_int_equal(t.kernel.splats[0].program, rows[i].program);
		assert_int_equal(t.kernel.objects[0].programs[0].result.met, MET_MET);
		assert_int_equal(t.kernel.objects[1].programs[0].result.met,
			rows[i].object < 0 ? MET_MET : MET_UNMET);
		assert_int_equal(result_status(&t.result),
			rows[i].object < 0 ? STATUS_UNKNOWN : STATUS_UNMET);
		trial_free(&t);
	}
	n_objects = 1;
}

/* The kernel complains of a program that it refuses, as it was expected to. */
static void makes_the_kernel_refuse_and_complain(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	announce(fd, 1);
	begin_and_wait(fd, 0);
	shared->splats = 1;
	say(fd, "{\"record\":\"program\",\"object\":0,\"program\":0,\"name\":\"p0\",\"verdict\":\"rejected\","
		"\"expected\":\"rejected\",\"met\":\"met\",\"errno\":\"EINVAL\",\"reason\":\"core-relocation\","
		"\"detail\":\"invalid CO-RE relocation\"}");
	finish(fd);
	_exit(0);
}

static void a_splat_leaves_the_reason_of_a_refusal(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, makes_the_kernel_refuse_and_complain, 0, false);
	expect_program(&t, 0, VERDICT_REJECTED, MET_UNMET, "core-relocation");
	assert_string_equal(program(&t, 0)->detail, "invalid CO-RE relocation");
	assert_int_equal(t.kernel.n_splats, 1);
	assert_int_equal(t.kernel.splats[0].program, 0);
	assert_int_equal(result_status(&t.result), STATUS_UNMET);
	trial_close(&t);
}

/* Lost memory is an only object's where its own process allocated it, and is told once. */
static void leaks_are_of_who_allocated(void **state)
{
	const struct {
		enum kmemleak search;
		int leaks;
		pid_t leaker;
		bool counted; /* the kernel log says it too */
		size_t splats;
		int64_t object;
		const char *title;
	} rows[] = {
		{KMEMLEAK_SEARCHED, 1, 0, true, 1, 0, "memory leak in f"},
		{KMEMLEAK_SEARCHED, 1, -1, true, 1, -1, "memory leak in f"},
		{KMEMLEAK_SEARCHED, 1, 1, true, 1, -1, "memory leak in f"},
		{KMEMLEAK_SEARCHED, 0, 0, true, 0, -1, NULL}, /* of the boot */
		{KMEMLEAK_ABSENT, 0, 0, false, 0, -1, NULL},
		{KMEMLEAK_ABSENT, 0, 0, true, 1, -1, "BUG: number 1"},
		{KMEMLEAK_FAILED, 0, 0, false, 1, -1, "memory leaks could not be looked for"},
	};
	struct trial t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		reset();
		shared->search = rows[i].search;
		shared->leaks = rows[i].leaks;
		shared->leaker = rows[i].leaker;
		shared->leak_counted = rows[i].counted;
		run(&t, speaks_true, 0, false);
		expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
		assert_int_equal(t.kernel.n_splats, rows[i].splats);
		for (size_t n = 0; n < rows[i].splats; n++) {
			assert_string_equal(t.kernel.splats[n].title, rows[i].title);
			assert_int_equal(t.kernel.splats[n].object, rows[i].object);
		}
		assert_int_equal(result_status(&t.result), !rows[i].splats	? STATUS_MET
							   : rows[i].object < 0 ? STATUS_UNKNOWN
										: STATUS_UNMET);
		trial_free(&t);
	}
}

/* A scan of the kernel's own ends while a program is being judged, whoever lost the memory. */
static void a_scan_that_ends_blames_nobody(void **state)
{
	struct trial t;

	(void)state;
	reset();
	shared->leak_counted = true;
	ending = 1;
	run(&t, makes_the_kernel_complain, 0, false);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(t.kernel.n_splats, 1);
	assert_int_equal(t.kernel.splats[0].object, -1);
	assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
	trial_free(&t);
}

/* The kernel began to complain while the first was in hand, and goes on for longer than that. */
static void makes_the_kernel_complain_late(int fd, int64_t from, int turn)
{
	(void)from;
	(void)turn;
	announce(fd, 2);
	begin_and_wait(fd, 0);
	shared->late = true;
	shared->splats = 1;
	result(fd, 0);
	judge_rest(fd, 1, 2);
}

static void a_splat_is_its_programs_before_it_is_whole(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, makes_the_kernel_complain_late, 0, false);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_UNMET, "splat");
	expect_program(&t, 1, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(t.kernel.n_splats, 1);
	assert_int_equal(t.kernel.splats[0].program, 0);
	assert_string_equal(t.kernel.splats[0].title, "BUG: number 1");
	assert_string_equal(t.kernel.splats[0].line, "BUG: as the kernel says it");
	trial_close(&t);
}

static void loses_the_log(int fd, int64_t from, int turn)
{
	(void)turn;
	shared->lost = true;
	honest(fd, from, 1);
}

static void a_lost_kernel_log_is_not_green(void **state)
{
	struct trial t;

	(void)state;
	reset();
	run(&t, loses_the_log, 0, false);
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	assert_int_equal(t.kernel.n_splats, 1);
	assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
	trial_close(&t);
}

/* Before the test: so few descriptors that no pipe can be had. */
static void no_process_to_be_had_is_the_machines_fault(void **state)
{
	struct rlimit was, few;
	struct trial t;

	(void)state;
	reset();
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	/* the stream and the signals take what is left */
	int next = open("/dev/null", O_RDONLY);
	assert_true(next >= 0);
	close(next);
	few = was;
	few.rlim_cur = (rlim_t)next + 4;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	run(&t, speaks_true, 0, false);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
	assert_int_equal(shared->children, 0);
	expect_program(&t, 0, VERDICT_ERROR, MET_UNKNOWN, "memory");
	assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
	trial_close(&t);
}

static void hides_a_process(int fd, int64_t from, int turn)
{
	(void)turn;
	if (fork() == 0) {
		setsid();
		signal(SIGTERM, SIG_IGN);
		close(fd);
		for (;;)
			pause();
	}
	honest(fd, from, 1);
}

/* As PID 1 it ends everybody: what is left behind would hold the namespace's end up. */
static void as_pid_1_nobody_is_left(void **state)
{
	struct trial t;

	(void)state;
	reset();
	if (!run(&t, hides_a_process, 0, true))
		skip_because("no PID namespace to be had");
	expect_program(&t, 0, VERDICT_ACCEPTED, MET_MET, "");
	assert_true(t.took_ms < PATIENT_MS);
	trial_close(&t);
}

/* One that could not be confined is given no object, and nothing is said of that. */
static void who_is_not_confined_judges_nothing(void **state)
{
	struct trial t;

	(void)state;
	reset();
	shared->unconfined = true;
	run(&t, speaks_true, 0, false);
	shared->unconfined = false;
	assert_int_equal(shared->children, 0);
	expect_program(&t, 0, VERDICT_ERROR, MET_UNKNOWN, "not-confined");
	assert_int_equal(result_status(&t.result), STATUS_UNKNOWN);
	trial_close(&t);
}

static int share(void **state)
{
	(void)state;
	shared = mmap(
		NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return shared == MAP_FAILED;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_honest_are_heard),
		cmocka_unit_test(a_resumed_boot_goes_on_where_it_was_told),
		cmocka_unit_test(a_death_costs_the_one_in_hand),
		cmocka_unit_test(a_sigkill_is_the_machines_doing),
		cmocka_unit_test(a_child_that_stops_is_timed_out),
		cmocka_unit_test(an_object_that_says_nothing_has_a_result),
		cmocka_unit_test(a_resumed_child_that_says_nothing_costs_its_own),
		cmocka_unit_test(a_liar_costs_the_one_in_hand),
		cmocka_unit_test(a_liar_that_ran_out_of_memory_is_a_liar),
		cmocka_unit_test(garbage_is_a_lie),
		cmocka_unit_test(a_full_packet_is_heard),
		cmocka_unit_test(a_count_that_cannot_be_is_a_lie),
		cmocka_unit_test(a_liars_expectation_is_none),
		cmocka_unit_test(a_count_that_changes_is_a_lie),
		cmocka_unit_test(a_log_without_end_has_one),
		cmocka_unit_test(results_that_were_had_stand),
		cmocka_unit_test(who_does_not_listen_does_not_stop_pid_1),
		cmocka_unit_test(a_program_is_loaded_once_its_begin_is_told),
		cmocka_unit_test(a_host_that_minds_the_time_is_obeyed),
		cmocka_unit_test(a_child_that_closes_its_pipe_is_ended),
		cmocka_unit_test(what_a_survey_finds_is_passed_on),
		cmocka_unit_test(leaks_are_of_who_allocated),
		cmocka_unit_test(a_scan_that_ends_blames_nobody),
		cmocka_unit_test(who_is_not_confined_judges_nothing),
		cmocka_unit_test(a_splat_is_never_green),
		cmocka_unit_test(a_splat_leaves_the_reason_of_a_refusal),
		cmocka_unit_test(a_late_splat_is_its_objects),
		cmocka_unit_test(a_dead_child_is_settled_for),
		cmocka_unit_test(what_was_not_freed_blames_nobody_else),
		cmocka_unit_test(a_splat_is_its_programs_before_it_is_whole),
		cmocka_unit_test(a_lost_kernel_log_is_not_green),
		cmocka_unit_test(no_process_to_be_had_is_the_machines_fault),
		cmocka_unit_test(as_pid_1_nobody_is_left),
	};

	/* supervise_object() would end everybody in our own namespace */
	if (getpid() == 1)
		return 77;
	return cmocka_run_group_tests(tests, share, NULL);
}
