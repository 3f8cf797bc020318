// SPDX-License-Identifier: GPL-2.0-only
#include "supervised.h"
#include "cleanup.h"
#include "console.h"
#include "format.h"
#include "files.h"
#include "judge/judge.h"
#include "ktap.h"
#include "load/deferred-free.h"
#include "probe/survey.h"
#include "stream.h"
#include "supervise/cell.h"
#include "supervise/confine.h"
#include "supervise/kmsg.h"
#include "supervise/leftover.h"
#include "supervise/supervise.h"
#include "verdict/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#define SHA "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

struct shared *shared;
int64_t timeout_ms, known_programs = -1, memory_max_mib;
bool host_deadline;
size_t n_objects = 1;
child_fn *surveyor;
int ending;
char stream_path[64];

static int go_fd; /* of a child */

static child_fn *child;

void judge_object(const struct docket *docket, size_t index, size_t from, bool whole,
	int64_t timeout, int fd, int go)
{
	int turn = shared->children++;

	shared->pid = getpid();

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* no process outlives a test that is killed */
	(void)docket;
	(void)index;
	shared->whole = whole;
	if (timeout != timeout_ms)
		_exit(9);
	go_fd = go;
	child(fd, (int64_t)from, turn);
	_exit(0);
}

void survey(int fd, int go)
{
	(void)go;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	surveyor(fd, 0, 0);
	_exit(0);
}

static int splats_read;

/* Its descriptor is never readable: splats come from kmsg_next_report(). */
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

int cell_peak(void)
{
	return -1;
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

void send_bytes(int fd, const void *bytes, size_t len)
{
	if (write(fd, bytes, len) != (ssize_t)len)
		_exit(9);
}

void send_packet(int fd, const struct packet *p)
{
	size_t len = PACKET_HEAD;

	if (p->kind == RECORD_BEGIN || p->kind == RECORD_PROGRAM || p->kind == RECORD_WHOLE_BEGIN ||
		p->kind == RECORD_WHOLE)
		len = PACKET_RESULT;
	else if (p->kind != RECORD_OBJECT)
		len += strnlen(p->text, sizeof(p->text));
	send_bytes(fd, p, len);
}

void announce(int fd, int64_t programs)
{
	const struct packet p = {.kind = RECORD_OBJECT_BEGIN, .number = programs};

	send_packet(fd, &p);
}

void begin(int fd, int64_t number)
{
	struct packet p = {.kind = RECORD_BEGIN, .number = number};

	program_result_init(&p.result);
	snprintf(p.result.name, sizeof(p.result.name), "p%lld", (long long)number);
	p.result.expected = VERDICT_ACCEPTED;
	send_packet(fd, &p);
}

void wait_to_load(void)
{
	char go;

	if (read(go_fd, &go, 1) != 1)
		_exit(9);
}

void begin_and_wait(int fd, int64_t number)
{
	begin(fd, number);
	wait_to_load();
}

void stop_reading(void)
{
	close(go_fd);
}

void result(int fd, int64_t number)
{
	struct packet p = {.kind = RECORD_PROGRAM, .number = number};

	program_result_init(&p.result);
	snprintf(p.result.name, sizeof(p.result.name), "p%lld", (long long)number);
	p.result.verdict = p.result.expected = VERDICT_ACCEPTED;
	p.result.met = MET_MET;
	send_packet(fd, &p);
}

static void send_text(int fd, enum record_kind kind, int64_t number, const char *text)
{
	struct packet p = {.kind = kind, .number = number};

	snprintf(p.text, sizeof(p.text), "%s", text);
	send_packet(fd, &p);
}

void send_log_text(int fd, int64_t number, const char *text)
{
	send_text(fd, RECORD_LOG, number, text);
}

void send_features(int fd, const char *json)
{
	send_text(fd, RECORD_FEATURES, 0, json);
}

void finish(int fd)
{
	const struct packet p = {.kind = RECORD_OBJECT};

	send_packet(fd, &p);
}

void judge_rest(int fd, int64_t from, int64_t programs)
{
	for (int64_t p = from; p < programs; p++) {
		begin_and_wait(fd, p);
		result(fd, p);
	}
	finish(fd);
	_exit(0);
}

void judge_all(int fd, int64_t from, int64_t programs)
{
	announce(fd, programs);
	judge_rest(fd, from, programs);
}

void judges_three(int fd, int64_t from, int turn)
{
	(void)turn;
	judge_all(fd, from, 3);
}

void ends_in_the_middle(int fd, int64_t from, int turn)
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

void sends_nothing(int fd, int64_t from, int turn)
{
	(void)fd;
	(void)from;
	(void)turn;
	if (ending < 0)
		_exit(-ending);
	raise(ending);
	pause();
}

static void each_line(void *context, char *line, size_t len, bool overlong)
{
	gather_line(context, line, len, overlong);
}

static void be_pid_1(const char *device, int64_t from)
{
	static struct docket_entry entries[] = {
		{.file = "/none", .path = "judged.bpf.o", .sha256 = SHA},
		{.file = "/none", .path = "next.bpf.o", .sha256 = SHA}};
	struct docket docket = {
		.entries = entries, .count = n_objects, .sha256 = DOCKET, .coverage = true};
	struct settings settings = {.guest = getpid() == 1, /* its own PID namespace */
		.program_timeout_ms = timeout_ms,
		.run.from_program = from,
		.run.memory_mib = memory_max_mib,
		.host_deadline = host_deadline};
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
	r.from_whole = from > 0;
	text_set(r.docket, DOCKET);
	stream_send(&r);
	ktap_plan(n_objects);
	supervise_init(&settings);
	if (surveyor)
		supervise_survey();
	int64_t judged = supervise_object(&docket, 0, (size_t)from, !from, known_programs);
	if (judged && n_objects > 1)
		judged += supervise_object(&docket, 1, 0, true, -1);
	supervise_end(&docket);
	ktap_totals();
	record_init(&r, RECORD_END);
	r.objects = judged;
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
	t->kernel = (struct result_kernel){.judge_ms = -1,
		.name = strdup("test"),
		.spec = strdup("test"),
		.n_objects = n_objects};
	t->kernel.objects = calloc(n_objects, sizeof(*t->kernel.objects));
	if (n_objects > 1) {
		t->kernel.objects[1].announced = -1;
		t->kernel.objects[1].path = strdup("next.bpf.o");
		strcpy(t->kernel.objects[1].sha256, SHA);
	}
	t->kernel.objects[0].announced = known_programs;
	t->kernel.objects[0].path = strdup("judged.bpf.o");
	strcpy(t->kernel.objects[0].sha256, SHA);
	t->result = (struct result){.kernels = &t->kernel, .n_kernels = 1};
	gather_init(&t->gather, &t->kernel, DOCKET);
	t->gather.program = from;
	gather_boot(&t->gather, NONCE);
	t->gather.memory_max_mib = memory_max_mib;
}

/* In a child.  Exit status 77: there can be no PID namespace. */
static void run_pid_1(const char *device, int64_t from, bool namespaced) __attribute__((noreturn));
static void run_pid_1(const char *device, int64_t from, bool namespaced)
{
	int status;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (namespaced && unshare(CLONE_NEWPID))
		_exit(77);
	pid_t inner = namespaced ? fork() : 0;
	if (inner == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (namespaced != (getpid() == 1))
			_exit(7);
		be_pid_1(device, from);
		_exit(0);
	}
	waitpid(inner, &status, 0);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 6);
}

bool run(struct trial *t, child_fn *judge, int64_t from, bool namespaced)
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
	if (pid == 0)
		run_pid_1(path + strlen("/dev/"), from, namespaced);
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
	/* whatever the child did, the stream is valid and complete */
	t->kernel.outcome = gather_outcome(&t->gather);
	if (t->kernel.outcome != OUTCOME_COMPLETE &&
		(t->kernel.outcome != OUTCOME_MEMORY || !t->gather.needs_mib))
		fail_msg("%s: %s", outcome_word(t->kernel.outcome), t->gather.garbled);
	return true;
}

static size_t times(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, what)); at++)
		n++;
	return n;
}

void trial_free(struct trial *t)
{
	gather_clear(&t->gather);
	result_kernel_clear(&t->kernel);
}

void trial_close(struct trial *t)
{
	struct summary s = result_kernel_summary(&t->kernel);

	/* KTAP says the same */
	assert_int_equal(times(shared->console, "\n  not ok "), s.unmet + s.unknown);
	assert_int_equal(times(shared->console, "\n  ok "), s.met + s.skipped);
	assert_int_equal(times(shared->console, "\nnot ok 1 judged.bpf.o"),
		s.unmet + s.unknown + s.whole_unmet + s.whole_unknown > 0);
	trial_free(t);
}

void reset(void)
{
	memset(shared, 0, sizeof(*shared));
	splats_read = 0;
	timeout_ms = PATIENT_MS;
	known_programs = -1;
	memory_max_mib = 0;
	host_deadline = false;
}

const struct program_result *program(const struct trial *t, size_t i)
{
	assert_true(i < t->kernel.objects[0].n_programs);
	return &t->kernel.objects[0].programs[i].result;
}

void expect_program(
	const struct trial *t, size_t i, enum verdict verdict, enum met met, const char *reason)
{
	const struct program_result *p = program(t, i);

	if (p->verdict != verdict || p->met != met || strcmp(p->reason, reason) != 0)
		fail_msg("program %zu: %s %s \"%s\" (%s), not %s %s \"%s\"", i,
			verdict_word(p->verdict), met_word(p->met), p->reason, p->detail,
			verdict_word(verdict), met_word(met), reason);
}

/* Lines that are no valid order, and @order at the end of one that is too long. */
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
	assert_int_equal(write(fd, order, strlen(order)), strlen(order));
	if (order[0])
		assert_int_equal(write(fd, order, 7), 7);
	for (const char *c = "\n"; *c; c++)
		assert_int_equal(write(fd, c, 1), 1);
}

/* Read the stream to its end.  Returns whether @order was written. */
static bool gather_and_order(struct trial *t, int master, const char *order, int ticks)
{
	char bytes[4096];
	int seen = 0;
	bool ordered = false;

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
	return ordered;
}

void run_with_host(struct trial *t, child_fn *judge, const char *order, int ticks)
{
	struct termios raw;

	host_deadline = true;
	known_programs = -1;
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
	const bool ordered = gather_and_order(t, master, order, ticks);
	int status;
	assert_true(t->gather.ended);
	assert_true(ordered);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
	t->kernel.outcome = OUTCOME_COMPLETE;
}

int share(void **state)
{
	(void)state;
	shared = mmap(
		NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return shared == MAP_FAILED;
}
