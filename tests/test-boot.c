// SPDX-License-Identifier: GPL-2.0-only
/*
 * One boot with a runner other than QEMU: a process that writes a stream.  It writes all of it,
 * breaks off, waits for an order, or writes no more without ending.  The outcome depends only on
 * what the process writes and on how it ends.
 */
#include "stream-script.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "verdict/order.h"
#include "verdict/text.h"
#include "vm/outcome.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <cmocka.h>

static char top[] = "/tmp/test-boot.XXXXXX";

/* The actions of the process, in order; NULL or false: skip it. */
struct play {
	const char *console, *records;
	struct order order; /* wait for this one … */
	const char *answer; /* … and send this; NULL: wait for none */
	bool silent;	    /* in place of an exit; SIGUSR1 makes it write @trace */
	const char *trace;  /* to the console */
	int status, signal; /* of its exit */
	bool cannot_start;  /* start() fails */
	bool stuck, halted; /* what look() reports */
};

struct player {
	struct runner runner;
	const struct play *play;
	pid_t pid; /* 0: it has ended */
	int looks, traces, kills;
};

static struct player *last; /* the test looks into it while it runs */
static bool freed;

static struct player *player_of(struct runner *r)
{
	return (struct player *)r;
}

static const char *trace_text;
static int trace_fd;

static void write_trace(int number)
{
	(void)number;
	if (write(trace_fd, trace_text, strlen(trace_text)) < 0)
		_exit(99);
}

static void put(int fd, const char *text)
{
	if (text && write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		_exit(98);
}

/* Lines on @fd until that order comes. */
static void wait_for_order(int fd, const struct order *wanted)
{
	FILE *f = fdopen(dup(fd), "r");
	char line[ORDER_MAX];
	struct order o;

	while (f && fgets(line, sizeof(line), f)) {
		if (!order_read(&o, line, strcspn(line, "\n"), NONCE))
			_exit(97);
		if (o.object == wanted->object && o.program == wanted->program)
			return;
	}
	_exit(96);
}

static void play(const struct play *p, int console, int records)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	trace_text = p->trace ? p->trace : "";
	trace_fd = console;
	signal(SIGUSR1, write_trace);
	put(console, p->console);
	put(records, p->records);
	if (p->answer)
		wait_for_order(records, &p->order);
	put(records, p->answer);
	while (p->silent)
		pause();
	if (p->signal)
		raise(p->signal);
	_exit(p->status);
}

static int player_start(struct runner *r, const struct run_parameters *p, const char *dir)
{
	struct player *s = player_of(r);
	int console[2], records[2];

	assert_string_equal(p->nonce, NONCE);
	assert_int_equal(access(dir, W_OK), 0);
	if (s->play->cannot_start)
		return -ENOEXEC;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, console), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, records), 0);
	s->pid = fork();
	if (s->pid == 0) {
		close(console[0]);
		close(records[0]);
		play(s->play, console[1], records[1]);
	}
	assert_true(s->pid > 0);
	close(console[1]);
	close(records[1]);
	r->console = console[0];
	r->records = records[0];
	fcntl(r->console, F_SETFL, O_NONBLOCK);
	fcntl(r->records, F_SETFL, O_NONBLOCK);
	r->orders = dup(r->records);
	r->gone = (int)syscall(SYS_pidfd_open, s->pid, 0);
	r->console_device = "played";
	return 0;
}

static bool player_step(struct runner *r)
{
	struct player *s = player_of(r);
	int status;

	if (!s->pid)
		return true;
	if (waitpid(s->pid, &status, WNOHANG) != s->pid)
		return false;
	s->pid = 0;
	close(r->gone);
	r->gone = -1;
	r->end.by_itself = true;
	r->end.failed = WIFSIGNALED(status) || WEXITSTATUS(status);
	if (r->end.failed)
		snprintf(r->end.why, sizeof(r->end.why), "the player ended with %d",
			WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status));
	return true;
}

static void player_kill(struct runner *r)
{
	struct player *s = player_of(r);

	s->kills++;
	if (!s->pid)
		return;
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	s->pid = 0;
	close(r->gone);
	r->gone = -1;
}

static void player_look(struct runner *r, struct look *ret)
{
	struct player *s = player_of(r);

	s->looks++;
	look_clear(ret);
	*ret = (struct look){.stuck = s->play->stuck, .halted = s->play->halted, .where = "0x10"};
	ret->registers = strdup("all of them");
}

static int player_trace(struct runner *r)
{
	struct player *s = player_of(r);

	s->traces++;
	if (!s->play->trace)
		return -EOPNOTSUPP;
	return kill(s->pid, SIGUSR1) ? -errno : 0;
}

static void player_free(struct runner *r)
{
	assert_int_equal(player_of(r)->pid, 0);
	freed = true;
	free(r);
}

static const struct runner_kind whole_kind = {
	.start = player_start,
	.step = player_step,
	.kill = player_kill,
	.look = player_look,
	.trace = player_trace,
	.free = player_free,
};
static const struct runner_kind least_kind = {
	.start = player_start, .step = player_step, .kill = player_kill, .free = player_free};

static struct bench bench;
static struct boot boot;

static int start(const struct runner_kind *kind, const struct play *p)
{
	static struct run_parameters parameters;
	struct player *s = calloc(1, sizeof(*s));

	freed = false;
	last = s;
	s->runner = RUNNER_OF(kind);
	s->play = p;
	bench_open(&bench);
	bench.gather.host_deadline = true;
	run_parameters_init(&parameters);
	strcpy(parameters.nonce, NONCE);
	const struct boot_options o = {
		.parameters = &parameters, .gather = &bench.gather, .dir = top};
	return boot_start(&boot, &s->runner, &o);
}

/* Step until the boot has ended, as trial.c does. */
static void run(void)
{
	while (!boot_step(&boot)) {
		struct pollfd fds[BOOT_FDS];
		poll(fds, boot_fds(&boot, fds), 100);
	}
	assert_int_equal(boot.console.fd, -1);
	assert_int_equal(boot.records.fd, -1);
}

static void finish(void)
{
	boot_end(&boot);
	assert_true(freed);
	boot_end(&boot); /* a second call does nothing */
}

static void expect(enum outcome want, const char *why)
{
	const struct kernel k = KERNEL_NONE;
	const enum outcome got = boot_outcome(&boot);
	cleanup_free char *text = boot_why(&boot, got, &k);

	expect_outcome(got, want, why ? why : "", 0);
	if (why && (!text || !strstr(text, why)))
		fail_msg("\"%s\" is not in \"%s\"", why, text ? text : "");
	bench_close(&bench);
}

static void check_log(const char *name, const char *text)
{
	cleanup_free char *path = format_string("%s/%s", top, name), *got = NULL;

	assert_int_equal(files_read(path, 1 << 20, &got, NULL), 0);
	assert_string_equal(got, text);
}

/* Frames of a valid boot: all of them, or those before the first @until. */
static char *stream(enum record_kind until)
{
	struct script s;
	size_t n = 0;

	script_make(&s, 0, 0, false);
	while (n < s.n && s.records[n]->kind != until)
		n++;
	char *text = frames(&s, 0, n, 0, NONCE);
	script_clear(&s);
	return text;
}

static void a_complete_stream_ends_the_boot(void **state)
{
	cleanup_free char *text = stream(RECORD_NONE);
	const struct play p = {
		.console = "[    0.1] Linux\nbpfjury 0: init\n", .records = text, .silent = true};

	(void)state;
	assert_int_equal(start(&whole_kind, &p), 0);
	run();
	assert_int_equal(last->kills, 1);
	finish();
	assert_true(boot.hello_ms >= boot.started_ms && boot.started_ms > 0);
	assert_true(boot.clocks.known && boot.evidence.init_wrote && !boot.silent);
	assert_false(boot.end.by_itself || boot.end.failed);
	check_log("console.log", p.console);
	check_log("records.log", text);
	assert_int_equal(bench_status(&bench), STATUS_MET);
	expect(OUTCOME_COMPLETE, NULL);
}

static void without_the_end_record_a_boot_is_not_complete(void **state)
{
	cleanup_free char *half = stream(RECORD_OBJECT), *begun = stream(RECORD_PROGRAM);
	const struct {
		struct play play;
		enum outcome outcome;
		const char *why;
	} cases[] = {
		{{.records = half}, OUTCOME_TRUNCATED, "ended before the record stream did"},
		{{.records = half, .status = 3}, OUTCOME_INFRA, "the player ended with 3"},
		{{.records = begun, .signal = SIGKILL}, OUTCOME_INFRA, "the player ended with -9"},
		{{.records = half,
			 .console = "[    1.0] WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\n"
				    "[    1.0] ---[ end trace 0 ]---\n"},
			OUTCOME_TRUNCATED, "after a splat: WARNING in f"},
		{{.records = begun, .console = "[    1.0] Kernel panic - not syncing: why\n"},
			OUTCOME_PANICKED, "kernel panic: why"},
		{{.console = "[    0.1] Linux\n"}, OUTCOME_NO_BOOT, "before /init sent a record"},
		{{.status = 1}, OUTCOME_INFRA, "the player ended with 1"},
		{{.records = "J1 " NONCE " 0 damaged\n"}, OUTCOME_NO_BOOT, "not a byte"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(start(&whole_kind, &cases[i].play), 0);
		run();
		finish();
		assert_true(boot.end.by_itself);
		expect(cases[i].outcome, cases[i].why);
	}
}

/* What the kernel reported when its console ended is whole evidence. */
static void a_console_may_end_inside_a_splat(void **state)
{
	cleanup_free char *half = stream(RECORD_OBJECT);
	const struct play p = {.records = half,
		.console = "[    1.0] WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\n"
			   "[    1.0] Modules linked in:\n"};

	(void)state;
	assert_int_equal(start(&whole_kind, &p), 0);
	run();
	finish();
	assert_string_equal(boot.evidence.splat, "WARNING in f");
	assert_non_null(strstr(boot.evidence.report, "Modules linked in"));
	expect(OUTCOME_TRUNCATED, "after a splat: WARNING in f");
}

/* Part of the archive is missing.  Without a hello the kernel's message is why there is none. */
static void an_archive_that_did_not_unpack(void **state)
{
	static const char console[] = "[    0.5] Initramfs unpacking failed: junk\n";
	cleanup_free char *text = stream(RECORD_NONE);
	const struct play whole = {.records = text, .console = console, .silent = true},
			  none = {.console = console};

	(void)state;
	assert_int_equal(start(&whole_kind, &none), 0);
	run();
	finish();
	expect(OUTCOME_NO_BOOT, "Initramfs unpacking failed: junk");
	/* the console must be read before the records end the boot */
	assert_int_equal(start(&whole_kind, &whole), 0);
	run();
	finish();
	expect(OUTCOME_INFRA, "did not unpack whole: Initramfs unpacking failed: junk");
}

/* If nothing that follows can count, the boot ends at once. */
static void a_stream_that_cannot_count_ends_the_boot(void **state)
{
	cleanup_free char *half = stream(RECORD_OBJECT);
	cleanup_free char *damaged = format_string("%sJ1 damaged\n", half);
	const struct play p = {.records = damaged, .silent = true};

	(void)state;
	assert_int_equal(start(&whole_kind, &p), 0);
	run();
	finish();
	assert_false(boot.end.by_itself);
	expect(OUTCOME_GARBLED, "does not check");
}

/* Nor can it after a fault, or after /init gave a program up by its own clock. */
static void a_fault_or_an_early_timeout_ends_the_boot(void **state)
{
	struct script s;
	size_t at = 0;

	(void)state;
	script_make(&s, 0, 0, false);
	while (s.records[at]->kind != RECORD_PROGRAM)
		at++;
	s.records[at]->result.verdict = VERDICT_TIMEOUT;
	s.records[at]->result.met = MET_UNKNOWN;
	cleanup_free char *early = frames(&s, 0, at + 1, 0, NONCE);
	struct record *fault = s.records[at];
	record_clear(fault);
	record_init(fault, RECORD_FAULT);
	text_set(fault->text, "no docket");
	cleanup_free char *faulty = frames(&s, 0, at + 1, 0, NONCE);
	const struct {
		const char *records, *why;
	} cases[] = {{early, "its clock is wrong"}, {faulty, "no docket"}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct play p = {.records = cases[i].records, .silent = true};
		assert_int_equal(start(&whole_kind, &p), 0);
		run();
		assert_int_equal(last->kills, 1);
		finish();
		assert_false(boot.end.by_itself || boot.silent);
		expect(OUTCOME_INFRA, cases[i].why);
	}
	script_clear(&s);
}

/* The host sends a stop order at the deadline; then the guest's timeout report counts. */
static void an_order_is_obeyed(void **state)
{
	struct script s;
	size_t at = 0;

	(void)state;
	script_make(&s, 0, 0, false);
	while (s.records[at]->kind != RECORD_PROGRAM)
		at++;
	s.records[at]->result.verdict = VERDICT_TIMEOUT;
	s.records[at]->result.met = MET_UNKNOWN;
	cleanup_free char *before = frames(&s, 0, at, 0, NONCE);
	cleanup_free char *answer = frames(&s, at, s.n, at, NONCE);
	const struct play p = {.records = before, .order = {0, 0}, .answer = answer};
	assert_int_equal(start(&whole_kind, &p), 0);
	boot.deadline.program_limit_ms = 0;
	run();
	finish();
	assert_int_equal(bench.kernel.objects[0].programs[0].result.verdict, VERDICT_TIMEOUT);
	assert_int_equal(bench_status(&bench), STATUS_UNKNOWN);
	expect(OUTCOME_COMPLETE, NULL);
	script_clear(&s);
}

/*
 * While an object is loaded as a whole the order names the program of it that is current, or none.
 * The timeouts of both count then.
 */
static void an_order_stops_a_whole(void **state)
{
	(void)state;
	for (int at_program = 0; at_program < 2; at_program++) {
		struct script s;
		size_t order = 0, whole = 0;

		script_make_whole(&s, 0, 0, false);
		while (s.records[whole]->kind != RECORD_WHOLE)
			whole++;
		while (s.records[order]->kind != RECORD_PROGRAM)
			order++;
		struct program_result *const late[] = {
			&s.records[whole]->result, &s.records[order]->result};
		for (int i = 0; i <= at_program; i++) {
			late[i]->verdict = VERDICT_TIMEOUT;
			late[i]->met = MET_UNKNOWN;
		}
		order = at_program ? order : whole;
		cleanup_free char *before = frames(&s, 0, order, 0, NONCE);
		cleanup_free char *answer = frames(&s, order, s.n, order, NONCE);
		const struct play p = {
			.records = before, .order = {0, at_program ? 0 : -1}, .answer = answer};
		assert_int_equal(start(&whole_kind, &p), 0);
		boot.deadline.program_limit_ms = 0;
		run();
		finish();
		const struct result_object *o = &bench.kernel.objects[0];
		assert_int_equal(o->whole->load.result.verdict, VERDICT_TIMEOUT);
		assert_int_equal(o->programs[0].result.verdict == VERDICT_TIMEOUT, at_program);
		assert_int_equal(bench_status(&bench), STATUS_UNKNOWN);
		expect(OUTCOME_COMPLETE, NULL);
		script_clear(&s);
	}
}

/* Before the first object /init may be surveying: an order of -1 and -1 stops that. */
static void a_survey_is_ordered_to_stop(void **state)
{
	struct script s;
	size_t at = 0;

	(void)state;
	script_make(&s, 0, 0, false);
	while (s.records[at]->kind != RECORD_OBJECT_BEGIN)
		at++;
	cleanup_free char *before = frames(&s, 0, at, 0, NONCE);
	cleanup_free char *answer = frames(&s, at, s.n, at, NONCE);
	const struct play p = {.records = before, .order = {-1, -1}, .answer = answer};
	assert_int_equal(start(&whole_kind, &p), 0);
	boot.deadline.program_limit_ms = 0;
	run();
	finish();
	expect(OUTCOME_COMPLETE, NULL);
	script_clear(&s);
}

/*
 * A guest that does not obey is killed.  The NMI trace that this causes does not count as a panic.
 */
static void a_silent_guest_is_ended(void **state)
{
	cleanup_free char *begun = stream(RECORD_PROGRAM);
	const struct play p = {
		.records = begun,
		.silent = true,
		.stuck = true,
		.trace =
			"[    9.0] Kernel panic - not syncing: NMI: Not continuing\n"
			"[    9.0] RIP: 0010:spin+0x12/0x34\n"
			"[    9.0] ---[ end Kernel panic - not syncing: NMI: Not continuing ]---\n",
	};

	(void)state;
	assert_int_equal(start(&whole_kind, &p), 0);
	boot.deadline.silence_limit_ms = 0;
	run();
	assert_int_equal(last->looks, 2);
	assert_int_equal(last->traces, 1);
	finish();
	assert_true(boot.silent);
	assert_string_equal(boot.evidence.panic, "");
	check_log("registers.txt", "all of them");
	expect(OUTCOME_HUNG, "interrupts off; its processor was at spin+0x12/0x34");
}

/* A running processor does not end the boot early; the program's deadline does. */
static void a_busy_guest_has_the_programs_time(void **state)
{
	cleanup_free char *begun = stream(RECORD_PROGRAM);
	const struct play p = {.records = begun, .silent = true};

	(void)state;
	assert_int_equal(start(&whole_kind, &p), 0);
	boot.deadline.silence_limit_ms = 0;
	while (!last->looks)
		assert_false(boot_step(&boot));
	assert_false(boot.silent);
	assert_false(boot.gather->stop_sent);
	boot.deadline.program_limit_ms = boot.deadline.stop_limit_ms = 0;
	run();
	finish();
	assert_true(boot.gather->stop_sent && boot.silent);
	expect(OUTCOME_HUNG, "no sign of life for 0 s; its processor was at 0x10");
}

/* A runner without look() and trace() has the same deadlines. */
static void a_minimal_runner_has_the_same_deadlines(void **state)
{
	cleanup_free char *text = stream(RECORD_NONE), *begun = stream(RECORD_PROGRAM);
	const struct play whole = {.records = text}, silent = {.records = begun, .silent = true};

	(void)state;
	assert_int_equal(start(&least_kind, &whole), 0);
	run();
	finish();
	expect(OUTCOME_COMPLETE, NULL);
	assert_int_equal(start(&least_kind, &silent), 0);
	boot.deadline.silence_limit_ms = boot.deadline.program_limit_ms = 0;
	boot.deadline.stop_limit_ms = 0;
	run();
	finish();
	expect(OUTCOME_HUNG, "no sign of life");
	assert_string_equal(boot.look.where, "");
}

/* Before the first record the boot ends early only if the processor halted with interrupts off. */
static void a_kernel_halted_at_its_start_ends_the_boot(void **state)
{
	const struct play p = {.silent = true, .stuck = true, .halted = true};

	(void)state;
	assert_int_equal(start(&whole_kind, &p), 0);
	boot.deadline.started_ms -= LOOK_SECONDS * 1000;
	run();
	assert_int_equal(last->traces, 0);
	finish();
	expect(OUTCOME_NO_BOOT, "its processor halted with interrupts off");
}

/* A kernel may keep interrupts off for long at its start, so one that only seems stuck goes on. */
static void a_kernel_stuck_at_its_start_goes_on(void **state)
{
	const struct play p = {.silent = true, .stuck = true};

	(void)state;
	assert_int_equal(start(&whole_kind, &p), 0);
	boot.deadline.started_ms -= LOOK_SECONDS * 1000;
	while (!last->looks)
		assert_false(boot_step(&boot));
	assert_false(boot_step(&boot));
	assert_false(boot.silent);
	boot.deadline.hello_limit_ms = 0;
	run();
	finish();
	assert_true(boot.silent);
	expect(OUTCOME_NO_BOOT, "not a byte on its console");
}

/* A log has room for so much; its end says that it was cut, and the boot does not notice. */
static void a_log_is_cut(void **state)
{
	cleanup_free char *text = stream(RECORD_NONE);
	const struct play p = {.console = "0123456789\n", .records = text};

	(void)state;
	assert_int_equal(start(&whole_kind, &p), 0);
	boot.console.log_left_bytes = 4;
	boot.records.log_left_bytes = 0;
	run();
	finish();
	check_log("console.log", "0123\n[bpfjury: cut here: a log has 64 MiB at most]\n");
	check_log("records.log", "\n[bpfjury: cut here: a log has 64 MiB at most]\n");
	expect(OUTCOME_COMPLETE, NULL);
}

/* A runner may end between the last step and boot_end(): its last records are read all the same. */
static void the_last_records_are_read(void **state)
{
	cleanup_free char *text = stream(RECORD_NONE);
	const struct play p = {.console = "[    0.1] Linux\n", .records = text};

	(void)state;
	assert_int_equal(start(&whole_kind, &p), 0);
	struct pollfd gone = {.fd = last->runner.gone, .events = POLLIN};
	assert_int_equal(poll(&gone, 1, 60000), 1);
	finish();
	assert_true(boot.end.by_itself);
	check_log("console.log", p.console);
	check_log("records.log", text);
	expect(OUTCOME_COMPLETE, NULL);
}

static int count_fds(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void a_boot_leaks_nothing(void **state)
{
	cleanup_free char *text = stream(RECORD_NONE);
	const struct play cannot = {.cannot_start = true}, silent = {.silent = true},
			  whole = {.records = text};
	const int before = count_fds();

	(void)state;
	assert_int_equal(start(&whole_kind, &cannot), -ENOEXEC);
	assert_true(freed);
	boot_end(&boot);
	bench_close(&bench);
	assert_int_equal(start(&whole_kind, &silent), 0);
	const pid_t pid = last->pid;
	finish();
	assert_int_equal(kill(pid, 0), -1);
	bench_close(&bench);
	assert_int_equal(start(&whole_kind, &whole), 0);
	run();
	finish();
	bench_close(&bench);
	assert_int_equal(count_fds(), before);
	struct boot never = {0};
	boot_end(&never);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_complete_stream_ends_the_boot),
		cmocka_unit_test(without_the_end_record_a_boot_is_not_complete),
		cmocka_unit_test(a_console_may_end_inside_a_splat),
		cmocka_unit_test(an_archive_that_did_not_unpack),
		cmocka_unit_test(a_stream_that_cannot_count_ends_the_boot),
		cmocka_unit_test(a_fault_or_an_early_timeout_ends_the_boot),
		cmocka_unit_test(an_order_is_obeyed),
		cmocka_unit_test(an_order_stops_a_whole),
		cmocka_unit_test(a_survey_is_ordered_to_stop),
		cmocka_unit_test(a_silent_guest_is_ended),
		cmocka_unit_test(a_busy_guest_has_the_programs_time),
		cmocka_unit_test(a_minimal_runner_has_the_same_deadlines),
		cmocka_unit_test(a_kernel_halted_at_its_start_ends_the_boot),
		cmocka_unit_test(a_kernel_stuck_at_its_start_goes_on),
		cmocka_unit_test(a_log_is_cut),
		cmocka_unit_test(the_last_records_are_read),
		cmocka_unit_test(a_boot_leaks_nothing),
	};

	signal(SIGPIPE, SIG_IGN);
	if (!mkdtemp(top))
		return 1;
	int r = cmocka_run_group_tests(tests, NULL, NULL);
	return directory_remove(top) ? 1 : r;
}
