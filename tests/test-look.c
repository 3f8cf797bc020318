// SPDX-License-Identifier: GPL-2.0-only
/*
 * Examining a silent guest: QEMU's answers, missing and invalid ones; and the kernel's NMI trace.
 */
#include "cleanup.h"
#include "monotonic.h"
#include "vm/qemu-look.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <cmocka.h>

static const char registers[] =
	"\\r\\nCPU#0\\r\\nRAX=0000000000000000 RBX=0000000000400000\\r\\nRIP=%s RFL=%s [---Z-P-] "
	"CPL=%d II=0 RSP=ffffffff82a03e20 A20=1 SMM=0 HLT=%d\\r\\n";

/* How QEMU answers to one command after another. */
struct qemu {
	const char *rip, *flags;
	int ring, halted;
	int answers;	 /* this many, then none */
	bool chatty;	 /* events between answers */
	const char *raw; /* sent in place of all else */
};

static void be_qemu(int fd, const struct qemu *q)
{
	char command[1024];
	FILE *in = fdopen(dup(fd), "r"), *out = fdopen(fd, "w");

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (q->raw) {
		fputs(q->raw, out);
		fflush(out);
		pause();
	}
	fputs("{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}\r\n", out);
	fflush(out);
	for (int n = 0; fgets(command, sizeof(command), in); n++) {
		if (strstr(command, "info registers")) {
			if (n > q->answers)
				pause();
			fputs("{\"return\": \"", out);
			fprintf(out, registers, q->rip, q->flags, q->ring, q->halted);
			fputs("\"}\r\n", out);
		} else {
			if (q->chatty)
				fputs("{\"event\": \"NIC_RX_FILTER_CHANGED\", \"data\": {}}\r\n\r\n",
					out);
			fputs("{\"return\": {}}\r\n", out);
		}
		fflush(out);
	}
	_exit(0);
}

static pid_t start(struct monitor *m, const struct qemu *q)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(fds[0]);
		be_qemu(fds[1], q);
	}
	close(fds[1]);
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	*m = (struct monitor){.fd = fds[0]};
	return pid;
}

static void stop(struct monitor *m, pid_t pid)
{
	close(m->fd);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Stuck: every sample is in the kernel with interrupts off. */
static void only_the_kernel_with_interrupts_off_is_stuck(void **state)
{
	static const struct {
		struct qemu q;
		bool stuck;
		const char *where;
	} rows[] = {
		{{"ffffffff81234567", "00000046", 0, 0, 99, false, NULL}, true,
			"0xffffffff81234567"},
		{{"ffffffff81234567", "00000046", 0, 1, 99, true, NULL}, true,
			"0xffffffff81234567"},
		{{"ffffffff81234567", "00000246", 0, 0, 99, false, NULL}, false,
			"0xffffffff81234567"},
		{{"00007f0012345678", "00000046", 3, 0, 99, false, NULL}, false, "0x7f0012345678"},
		/* too few answers to decide */
		{{"ffffffff81234567", "00000046", 0, 0, 3, false, NULL}, false,
			"0xffffffff81234567"},
		{{"ffffffff81234567", "00000046", 0, 0, 0, false, NULL}, false, ""},
		{{"not a figure", "00000046", 0, 0, 99, false, NULL}, false, ""},
		{{.raw = ""}, false, ""},
		{{.raw = "{\"QMP\": {}}\n{\"error\": {\"class\": \"CommandNotFound\"}}\n"}, false,
			""},
		{{.raw = "not JSON\n{\"QMP\"\n[]\n\"QMP\"\n7\n"}, false, ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct look l = {0};
		struct monitor m;
		pid_t pid = start(&m, &rows[i].q);
		qemu_look(&l, &m);
		if (l.stuck != rows[i].stuck || strcmp(l.where, rows[i].where) != 0)
			fail_msg("row %zu: %s at \"%s\"", i, l.stuck ? "stuck" : "not stuck",
				l.where);
		assert_int_equal(l.halted, rows[i].stuck && rows[i].q.halted);
		assert_true((l.registers != NULL) == (*l.where != '\0'));
		look_clear(&l);
		stop(&m, pid);
	}
}

static void a_line_without_end_is_given_up(void **state)
{
	struct monitor m;
	struct registers r;
	char text[64];
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	fcntl(fds[1], F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 40; i++)
		if (write(fds[1], (char[1024]){[0 ... 1023] = 'x'}, 1024) < 0)
			break;
	m = (struct monitor){.fd = fds[0]};
	assert_int_equal(
		monitor_registers(&m, &r, text, sizeof(text), monotonic_ms() + 20000), -EMSGSIZE);
	close(fds[0]);
	close(fds[1]);
	/* the other end is gone */
	m = (struct monitor){.fd = -1};
	assert_true(monitor_registers(&m, &r, text, sizeof(text), monotonic_ms() + 1000) < 0);
	assert_true(monitor_nmi(&m, monotonic_ms() + 1000) < 0);
}

/* Debian's 6.1: a timer interrupted the program, and the NMI interrupted the timer. */
static void the_last_place_of_a_trace_counts(void **state)
{
	static const struct {
		const char *line, *where;
		bool over;
	} rows[] = {
		{"[   38.586711] Uhhuh. NMI received for unknown reason 21 on CPU 0.", "0x1",
			false},
		{"[   38.594335] Kernel panic - not syncing: NMI: Not continuing", "0x1", false},
		{"[   38.595246]  <NMI>", "0x1", false},
		{"[   38.596117]  panic+0x118/0x2f4", "0x1", false},
		{"[   38.596295] RIP: 0010:pit_next_event+0x28/0x50", "pit_next_event+0x28/0x50",
			false},
		{"[   38.596300]  </IRQ>", "pit_next_event+0x28/0x50", false},
		{"[   38.596301] RIP: 0010:bpf_prog_0123456789abcdef_outer.cold+0x3f/0x80\r",
			"bpf_prog_0123456789abcdef_outer.cold+0x3f/0x80", false},
		{"[   38.596302] RIP: 0033:0x41b8a9",
			"bpf_prog_0123456789abcdef_outer.cold+0x3f/0x80", false},
		{"[   38.596303] RIP: 0010:", "bpf_prog_0123456789abcdef_outer.cold+0x3f/0x80",
			false},
		{"[   38.596304] RIP: 0010:\033[31m",
			"bpf_prog_0123456789abcdef_outer.cold+0x3f/0x80", false},
		{"[   38.596305] RIP: 0010:0xffffffffc0000123", "0xffffffffc0000123", false},
		{"[   38.596306] ---[ end Kernel panic - not syncing: NMI: Not continuing ]---",
			"0xffffffffc0000123", true},
	};
	struct look l = {.where = "0x1"};
	char endless[512] = "RIP: 0010:";

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(look_line(&l, rows[i].line), rows[i].over);
		assert_string_equal(l.where, rows[i].where);
	}
	memset(endless + 10, 'f', sizeof(endless) - 11);
	look_line(&l, endless);
	assert_string_equal(l.where, "0xffffffffc0000123");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_kernel_with_interrupts_off_is_stuck),
		cmocka_unit_test(a_line_without_end_is_given_up),
		cmocka_unit_test(the_last_place_of_a_trace_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
