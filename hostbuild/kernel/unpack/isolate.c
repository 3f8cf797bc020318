// SPDX-License-Identifier: GPL-2.0-only
/*
 * How untrusted packages and images are parsed
 * ============================================
 *
 * Packages, images and source archives come from mirrors and from users.  libarchive, its
 * decompressors and our own parsers have had memory errors.  The goal is that such an error gives
 * the attacker no more than a wrong result for this file: no other file, process or network.
 *
 * isolated_run() forks.  There is no exec: the parser works on the parent's memory and returns an
 * errno as its exit status.  Larger results go through a shared mapping (inspect.c) or through
 * files in its directory (extract.c).
 *
 * What the child gives up, in this order:
 *   - living on without its parent: PR_SET_PDEATHSIG, then a check that the parent still lives
 *   - the parent's process group: a Ctrl-C reaches the parent, which ends the child
 *   - descriptors: 0 and 1 become /dev/null, 2 stays for messages, one more may stay
 *   - by sandbox_enter(): file size, processor time, memory, descriptors, capabilities, all files
 *     but those below its directory (Landlock), all system calls that it does not need (seccomp)
 * The working directory is changed and the locale is set before that, since both open files.
 *
 * What may fail:
 *   - the machine has no Landlock (before 5.13, or disabled): the child can read and write what the
 *     user can.  `bpfjury doctor` says so.  All other limits hold.
 *   - the machine has no seccomp filters, or is neither x86-64 nor arm64: all calls are allowed.
 *   - a limit cannot be set: nothing is parsed.
 *   - the child is still running at the deadline, or the tool is asked to stop: it is killed with
 *     its process group (process_wait(), process_kill()).
 *   - it has used as much processor time as it has wall time: the kernel kills it with SIGXCPU.
 *     This may be before the deadline if it has threads, or if the parent is late.
 *   - it dies of another signal, which the kernel or abort(3) sends on a memory error: -EBADMSG.
 *
 * The parent believes nothing that the child wrote: it cleans texts, and compares names and sizes
 * with what it expects.
 */
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

/* Close all descriptors but @fd and standard error; 0 and 1 become /dev/null. */
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

static int enter_isolation(pid_t parent, const struct isolation *i)
{
	const struct sandbox s = {.directory = i->directory ? "." : NULL,
		.max_file = i->max_file,
		.seconds = (i->timeout_ms + 999) / 1000};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EINTR);
	setpgid(0, 0);
	signal(SIGXFSZ, SIG_IGN);	/* write(2) fails with EFBIG then */
	setlocale(LC_CTYPE, "C.UTF-8"); /* names as they are; iconv has no tables to open */
	int r = i->directory && chdir(i->directory) ? -errno : 0;
	if (!r)
		r = keep_only(i->fd);
	if (!r)
		r = sandbox_enter(&s);
	return r ? diag_errno(r, "%s: isolate its parser", i->what) : 0;
}

int isolated_run(int (*work)(void *arg), void *arg, const struct isolation *i)
{
	cleanup_with(process_kill) struct process p = PROCESS_NONE;
	pid_t parent = getpid();
	int status = 0;

	fflush(NULL); /* or the child prints it again */
	p.pid = fork();
	if (p.pid == 0) {
		int r = enter_isolation(parent, i);
		_exit(r ? -r : -work(arg));
	}
	if (p.pid < 0)
		return diag_errno(-errno, "start a child for %s", i->what);
	p.pidfd = (int)syscall(SYS_pidfd_open, p.pid, 0);
	if (p.pidfd < 0)
		return diag_errno(-errno, "start a child for %s", i->what);
	setpgid(p.pid, p.pid);
	int r = process_wait(&p, monotonic_ms() + i->timeout_ms, &status);
	if (!r && WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		r = -ETIMEDOUT;
	if (r == -ETIMEDOUT)
		diag_error("%s: not done after %d s; given up", i->what, i->timeout_ms / 1000);
	if (r)
		return r;
	if (WIFSIGNALED(status)) {
		diag_error("%s: its parser died of signal %d (%s); the file is broken or hostile",
			i->what, WTERMSIG(status), strsignal(WTERMSIG(status)));
		return -EBADMSG;
	}
	return -WEXITSTATUS(status);
}
