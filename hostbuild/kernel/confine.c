// SPDX-License-Identifier: GPL-2.0-only
#include "confine.h"
#include "../cleanup.h"
#include "../diag.h"
#include "../process.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int become_confined(pid_t parent, const char *directory, long max_file)
{
	const struct rlimit file = {(rlim_t)max_file, (rlim_t)max_file}, core = {0, 0};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EINTR);
	setpgid(0, 0);
	signal(SIGXFSZ, SIG_IGN); /* write() says EFBIG instead */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || setrlimit(RLIMIT_FSIZE, &file) || setrlimit(RLIMIT_CORE, &core) ||
		chdir(directory))
		return diag_errno(-errno, "unpack in %s", directory);
	return 0;
}

int confine(int (*work)(void *arg), void *arg, const char *directory, long max_file, int timeout_ms, const char *what)
{
	cleanup_with(process_kill) struct process p = PROCESS_NONE;
	pid_t parent = getpid();
	int status = 0;

	fflush(NULL); /* or the child says it again */
	p.pid = fork();
	if (p.pid == 0) {
		int r = become_confined(parent, directory, max_file);
		_exit(r ? -r : -work(arg));
	}
	if (p.pid < 0)
		return diag_errno(-errno, "start a child for %s", what);
	p.pidfd = (int)syscall(SYS_pidfd_open, p.pid, 0);
	if (p.pidfd < 0)
		return diag_errno(-errno, "start a child for %s", what);
	setpgid(p.pid, p.pid);
	int r = process_wait(&p, process_now_ms() + timeout_ms, &status);
	if (r == -ETIMEDOUT)
		diag_error("%s: not done after %d s; given up", what, timeout_ms / 1000);
	if (r)
		return r;
	if (WIFSIGNALED(status)) {
		diag_error("%s: unpacking it died of signal %d (%s); the file is broken or hostile", what,
			WTERMSIG(status), strsignal(WTERMSIG(status)));
		return -EBADMSG;
	}
	return -WEXITSTATUS(status);
}
