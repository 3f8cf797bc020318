// SPDX-License-Identifier: GPL-2.0-only
#include "fixture-records.h"
#include "packet.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

struct record_pipe record_pipe_open(record_work *work, const void *data)
{
	int records[2], go[2];

	assert_int_equal(pipe2(records, O_CLOEXEC | O_DIRECT), 0);
	assert_int_equal(pipe2(go, O_CLOEXEC), 0);
	fflush(NULL);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(records[0]);
		close(go[1]);
		alarm(100);
		work(data, records[1], go[0]);
		_exit(7);
	}
	close(records[1]);
	close(go[0]);
	return (struct record_pipe){pid, records[0], go[1]};
}

bool record_pipe_read(struct record_pipe *p, struct record *ret)
{
	struct packet packet;
	ssize_t n = read(p->records, &packet, sizeof(packet));

	if (n <= 0)
		return false;
	assert_int_equal(packet_read(ret, &packet, (size_t)n, packet.kind == RECORD_FEATURES), 0);
	return true;
}

int record_pipe_close(struct record_pipe *p)
{
	int status;

	close(p->records);
	close(p->go);
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
	return status;
}
