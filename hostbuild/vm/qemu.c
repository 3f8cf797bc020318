// SPDX-License-Identifier: GPL-2.0-only
#include "vm/qemu.h"
#include "argv.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "monotonic.h"
#include "process.h"
#include "verdict/text.h"
#include "vm/boot-files.h"
#include "vm/counter.h"
#include "vm/monitor.h"
#include "vm/qemu-look.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define KEPT_FDS      5
#define LOG_BYTES_MAX (1 << 20) /* of qemu.log that are read for its last line */
#define ANSWER_MS     5000	/* for QEMU to take the order for an NMI */

struct qemu {
	struct runner runner; /* first, so that one pointer is both */
	struct machine machine;
	struct process process;
	struct monitor monitor;
	char *log; /* path of what it writes about itself */
};

static struct qemu *qemu_of(struct runner *r)
{
	return (struct qemu *)r;
}

/*
 * Keep the command line for people: with the paths of the files, in place of the numbers by which
 * this QEMU inherits private copies of them.
 */
static int write_argv(const struct machine *m, const struct run_parameters *p, const char *dir)
{
	cleanup_free char *path = format_string("%s/" QEMU_ARGV, dir);
	struct machine named = *m;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	named.image_fd = named.vmlinux_fd = named.archive_fd = 0;
	char **argv = machine_argv(&named, p);
	for (char *const *a = argv; f && a && *a; a++)
		fprintf(f, "%s\n", *a);
	int r = !f || fclose(f) || !path || !argv ? -ENOMEM : files_write(path, text, len);
	argv_free(argv);
	free(text);
	return r;
}

/* The descriptors that QEMU inherits; their number. */
static size_t kept_fds(const struct machine *m, int fds[KEPT_FDS])
{
	const int all[KEPT_FDS] = {m->console_fd, m->records_fd, m->monitor_fd,
		machine_boots_vmlinux(m) ? m->vmlinux_fd : m->image_fd, m->archive_fd};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i] > 0)
			fds[n++] = all[i];
	return n;
}

/* A socket, one end of which QEMU inherits. */
static int make_channel(int *ours, int *theirs)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return diag_errno(-errno, "socketpair");
	*ours = fds[0];
	*theirs = fds[1];
	fcntl(*ours, F_SETFL, O_NONBLOCK);
	return 0;
}

static int start_process(struct qemu *q, const struct run_parameters *p, const char *dir)
{
	cleanup_close int log = boot_open_log(dir, QEMU_LOG);
	int keep[KEPT_FDS];
	const struct process_options o = {.in = -1,
		.out = log,
		.err = log,
		.keep = keep,
		.n_keep = kept_fds(&q->machine, keep),
		.with_group = true};

	if (log < 0)
		return log;
	char **argv = machine_argv(&q->machine, p);
	int r = argv ? write_argv(&q->machine, p, dir) : -ENOMEM;
	if (!r)
		r = process_start(&q->process, argv, &o);
	argv_free(argv);
	return r;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(steal_fd(fd));
}

static int start(struct runner *runner, const struct run_parameters *p, const char *dir)
{
	struct qemu *q = qemu_of(runner);
	struct machine *m = &q->machine;
	const struct {
		int *ours, *theirs;
	} channels[] = {{&runner->console, &m->console_fd}, {&runner->records, &m->records_fd},
		{&q->monitor.fd, &m->monitor_fd}};
	int r = 0;

	q->log = format_string("%s/" QEMU_LOG, dir);
	if (!q->log)
		return diag_errno(-ENOMEM, "%s", dir);
	m->counter_khz = m->accel == ACCEL_TCG ? counter_khz() : 0;
	for (size_t i = 0; i < ARRAY_SIZE(channels); i++)
		*channels[i].theirs = -1;
	for (size_t i = 0; i < ARRAY_SIZE(channels) && !r; i++)
		r = make_channel(channels[i].ours, channels[i].theirs);
	/* the records' port takes orders too; its own descriptor, since records may end before */
	if (!r && (runner->orders = fcntl(runner->records, F_DUPFD_CLOEXEC, 3)) < 0)
		r = diag_errno(-errno, "dup");
	if (!r)
		r = start_process(q, p, dir);
	for (size_t i = 0; i < ARRAY_SIZE(channels); i++)
		close_fd(channels[i].theirs);
	if (r) {
		close_fd(&runner->console);
		close_fd(&runner->records);
		close_fd(&runner->orders);
		return r;
	}
	runner->gone = q->process.pidfd;
	runner->console_device = m->arch->console;
	return 0;
}

/* The last line that QEMU wrote about itself. */
static void read_words(const struct qemu *q, char *ret, size_t size)
{
	cleanup_free char *text = NULL;
	size_t len;

	if (files_read(q->log, LOG_BYTES_MAX, &text, &len) || !len)
		return;
	while (len && text[len - 1] == '\n')
		text[--len] = '\0';
	const char *last = strrchr(text, '\n');
	text_set_size(ret, size, last ? last + 1 : text);
}

static void set_end(struct qemu *q, int status)
{
	struct runner_end *e = &q->runner.end;

	e->by_itself = true;
	e->failed = WIFSIGNALED(status) || WEXITSTATUS(status);
	if (!e->failed)
		return;
	const char *colon = *e->words ? ": " : "";
	if (WIFSIGNALED(status))
		snprintf(e->why, sizeof(e->why), "QEMU died of SIG%s%s%s",
			sigabbrev_np(WTERMSIG(status)), colon, e->words);
	else
		snprintf(e->why, sizeof(e->why), "QEMU ended with status %d%s%s",
			WEXITSTATUS(status), colon, e->words);
}

static bool step(struct runner *runner)
{
	struct qemu *q = qemu_of(runner);
	struct pollfd p = {.fd = q->process.pidfd, .events = POLLIN};
	int status;

	if (!q->process.pid)
		return true;
	if (poll(&p, 1, 0) != 1 || process_wait(&q->process, -1, &status))
		return false;
	runner->gone = -1;
	read_words(q, runner->end.words, sizeof(runner->end.words));
	set_end(q, status);
	return true;
}

static void kill_qemu(struct runner *runner)
{
	struct qemu *q = qemu_of(runner);

	if (!q->process.pid)
		return;
	process_kill(&q->process);
	runner->gone = -1;
	read_words(q, runner->end.words, sizeof(runner->end.words));
}

static void look(struct runner *runner, struct look *ret)
{
	qemu_look(ret, &qemu_of(runner)->monitor);
}

static int trace(struct runner *runner)
{
	struct qemu *q = qemu_of(runner);

	/* under KVM an NMI does not make the kernel panic (append_tcg in kernel/arch.c) */
	if (q->machine.accel == ACCEL_KVM)
		return -EOPNOTSUPP;
	return monitor_nmi(&q->monitor, monotonic_ms() + ANSWER_MS);
}

static void free_qemu(struct runner *runner)
{
	struct qemu *q = qemu_of(runner);

	close_fd(&q->monitor.fd);
	free(q->log);
	free(q);
}

static const struct runner_kind kind = {
	.start = start,
	.step = step,
	.kill = kill_qemu,
	.look = look,
	.trace = trace,
	.free = free_qemu,
};

struct runner *qemu_runner(const struct machine *m)
{
	struct qemu *q = calloc(1, sizeof(*q));

	if (!q)
		return NULL;
	q->runner = RUNNER_OF(&kind);
	q->machine = *m;
	q->process = PROCESS_NONE;
	q->monitor.fd = -1;
	return &q->runner;
}
