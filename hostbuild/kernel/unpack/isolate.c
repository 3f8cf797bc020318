// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/unpack/isolate.h"
#include "cleanup.h"
#include "diag.h"
#include "kernel/unpack/sandbox.h"
#include "monotonic.h"
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Close all descriptors but @fd and standard error. */
static int keep_only(int fd)
{
	int null = open("/dev/null", O_RDWR);

	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0)
		return -errno;
	if (fd > 3)
		process_close_fds(3, (unsigned int)fd - 1);
	process_close_fds(fd >= 3 ? (unsigned int)fd + 1 : 3, ~0U);
	return 0;
}

static int become_confined(pid_t parent, const struct confinement *c)
{
	const struct sandbox s = {.directory = c->directory ? "." : NULL,
		.max_file = c->max_file,
		.seconds = (c->timeout_ms + 999) / 1000};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EINTR);
	setpgid(0, 0);
	signal(SIGXFSZ, SIG_IGN);	/* write() says EFBIG instead */
	setlocale(LC_CTYPE, "C.UTF-8"); /* names as they are: no tables of conversion to be read */
	int r = c->directory && chdir(c->directory) ? -errno : 0;
	if (!r)
		r = keep_only(c->fd);
	if (!r)
		r = sandbox_enter(&s);
	return r ? diag_errno(r, "%s: confine what takes it apart", c->what) : 0;
}

int confine(int (*work)(void *arg), void *arg, const struct confinement *c)
{
	cleanup_with(process_kill) struct process p = PROCESS_NONE;
	pid_t parent = getpid();
	int status = 0;

	fflush(NULL); /* or the child says it again */
	p.pid = fork();
	if (p.pid == 0) {
		int r = become_confined(parent, c);
		_exit(r ? -r : -work(arg));
	}
	if (p.pid < 0)
		return diag_errno(-errno, "start a child for %s", c->what);
	p.pidfd = (int)syscall(SYS_pidfd_open, p.pid, 0);
	if (p.pidfd < 0)
		return diag_errno(-errno, "start a child for %s", c->what);
	setpgid(p.pid, p.pid);
	int r = process_wait(&p, monotonic_ms() + c->timeout_ms, &status);
	if (r == -ETIMEDOUT)
		diag_error("%s: not done after %d s; given up", c->what, c->timeout_ms / 1000);
	if (r)
		return r;
	if (WIFSIGNALED(status)) {
		diag_error(
			"%s: what takes it apart died of signal %d (%s); the file is broken or hostile",
			c->what, WTERMSIG(status), strsignal(WTERMSIG(status)));
		return -EBADMSG;
	}
	return -WEXITSTATUS(status);
}
