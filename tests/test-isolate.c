// SPDX-License-Identifier: GPL-2.0-only
/* Attempts of an attacker who controls the child that parses a file; each must fail. */
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/unpack/isolate.h"
#include "kernel/unpack/inspect.h"
#include "kernel/unpack/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <cmocka.h>
#include "skipping.h"

#define MAX_FILE 65536

/* Exit status: a forbidden operation succeeded; errno values are lower. */
#define ESCAPED 200

static char top[] = "/tmp/bpfjury-test-isolate.XXXXXX";
static char *inside, *outside, *secret;
static int parent_fd = -1; /* the parent's, open for writing */

/* The parent's objects, which the child must not reach. */
static struct {
	int memory, messages, semaphores;
	char queue[64];
	bool queued; /* this kernel has POSIX message queues */
} ipc = {-1, -1, -1, "", false};

static int run_for(int (*attempt)(void *), int timeout_ms)
{
	const struct isolation c = {.what = "test",
		.directory = inside,
		.fd = -1,
		.max_file = MAX_FILE,
		.timeout_ms = timeout_ms};

	return isolated_run(attempt, NULL, &c);
}

static int run(int (*attempt)(void *))
{
	return run_for(attempt, 60000);
}

#define EXPECT_REFUSED(call_)                                                                      \
	do {                                                                                       \
		errno = 0;                                                                         \
		if ((long)(call_) >= 0) {                                                          \
			diag_error("succeeded: %s", #call_);                                       \
			return -ESCAPED;                                                           \
		}                                                                                  \
	} while (0)

static int writes_outside(void *arg)
{
	char path[512];

	(void)arg;
	snprintf(path, sizeof(path), "%s/new", outside);
	EXPECT_REFUSED(open(path, O_WRONLY | O_CREAT, 0644));
	EXPECT_REFUSED(open("../outside/new", O_WRONLY | O_CREAT, 0644));
	EXPECT_REFUSED(open(secret, O_WRONLY));
	EXPECT_REFUSED(open(secret, O_RDONLY | O_TRUNC));
	EXPECT_REFUSED(truncate(secret, 0));
	EXPECT_REFUSED(unlink(secret));
	EXPECT_REFUSED(mkdir(path, 0755));
	EXPECT_REFUSED(symlink("/", path));
	EXPECT_REFUSED(mknod(path, S_IFIFO | 0644, 0));
	EXPECT_REFUSED(rename(secret, path));
	EXPECT_REFUSED(link(secret, path));
	EXPECT_REFUSED(link(secret, "mine"));
	EXPECT_REFUSED(rename(secret, "mine"));
	EXPECT_REFUSED(rmdir(outside));
	if (symlink(secret, "leads") || open("leads", O_WRONLY) >= 0)
		return -ESCAPED;
	return 0;
}

static int reads_outside(void *arg)
{
	(void)arg;
	EXPECT_REFUSED(open(secret, O_RDONLY));
	EXPECT_REFUSED(open("/etc/passwd", O_RDONLY));
	EXPECT_REFUSED(open("/usr/bin/env", O_RDONLY));
	EXPECT_REFUSED(open("/proc/self/environ", O_RDONLY));
	EXPECT_REFUSED(open(outside, O_RDONLY | O_DIRECTORY));
	return 0;
}

static int changes_modes(void *arg)
{
	(void)arg;
	EXPECT_REFUSED(chmod(secret, 0777));
	EXPECT_REFUSED(fchmodat(AT_FDCWD, secret, 0777, 0));
	EXPECT_REFUSED(chown(secret, 1, 1));
	EXPECT_REFUSED(lchown(secret, 1, 1));
	return 0;
}

static int works_inside(void *arg)
{
	(void)arg;
	int fd = open("file", O_WRONLY | O_CREAT, 0644);
	if (fd < 0 || write(fd, "x", 1) != 1 || ftruncate(fd, 0) || fchmod(fd, 0755) || close(fd))
		return -errno;
	if (mkdir("directory", 0755) || rename("file", "directory/file") ||
		link("directory/file", "directory/again") || symlink("file", "directory/link") ||
		unlink("directory/again"))
		return -errno;
	return open("directory/file", O_RDONLY) < 0 ? -errno : 0;
}

static int uses_open_descriptors(void *arg)
{
	(void)arg;
	EXPECT_REFUSED(write(parent_fd, "x", 1));
	for (int fd = 3; fd < 1024; fd++)
		EXPECT_REFUSED(fcntl(fd, F_GETFD));
	return 0;
}

static int uses_the_network(void *arg)
{
	(void)arg;
	EXPECT_REFUSED(socket(AF_INET, SOCK_STREAM, 0));
	EXPECT_REFUSED(socket(AF_UNIX, SOCK_STREAM, 0));
	EXPECT_REFUSED(syscall(SYS_io_uring_setup, 1, NULL));
	/* TIOCSTI injects input into a terminal, which standard error may be */
	EXPECT_REFUSED(syscall(SYS_ioctl, 2, 0x5412, "x"));
	return 0;
}

/* Objects that another process made: an id or a name is enough to use them. */
static int uses_ipc(void *arg)
{
	struct {
		long type;
		char text[8];
	} message = {1, "x"};
	struct sembuf step = {.sem_num = 0, .sem_op = 1};

	(void)arg;
	EXPECT_REFUSED(shmat(ipc.memory, NULL, 0));
	EXPECT_REFUSED(shmctl(ipc.memory, IPC_RMID, NULL));
	EXPECT_REFUSED(msgrcv(ipc.messages, &message, sizeof(message.text), 0, IPC_NOWAIT));
	EXPECT_REFUSED(msgsnd(ipc.messages, &message, sizeof(message.text), IPC_NOWAIT));
	EXPECT_REFUSED(msgctl(ipc.messages, IPC_RMID, NULL));
	EXPECT_REFUSED(semop(ipc.semaphores, &step, 1));
	EXPECT_REFUSED(semtimedop(ipc.semaphores, &step, 1, NULL));
	EXPECT_REFUSED(semctl(ipc.semaphores, 0, IPC_RMID));
	if (ipc.queued)
		EXPECT_REFUSED(syscall(SYS_mq_unlink, ipc.queue + 1));
	return 0;
}

static int makes_ipc(void *arg)
{
	(void)arg;
	EXPECT_REFUSED(shmget(IPC_PRIVATE, 4096, 0600));
	EXPECT_REFUSED(msgget(IPC_PRIVATE, 0600));
	EXPECT_REFUSED(semget(IPC_PRIVATE, 1, 0600));
	EXPECT_REFUSED(syscall(SYS_mq_open, ipc.queue + 1, O_RDWR | O_CREAT, 0600, NULL));
	EXPECT_REFUSED(syscall(SYS_mq_open, ipc.queue + 1, O_RDWR, 0, NULL));
	return 0;
}

static int makes_processes(void *arg)
{
	char program[] = "/bin/true", *argv[] = {program, NULL};

	(void)arg;
	EXPECT_REFUSED(fork());
	EXPECT_REFUSED(vfork());
	EXPECT_REFUSED(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
	EXPECT_REFUSED(syscall(SYS_unshare, CLONE_NEWUSER));
	EXPECT_REFUSED(execv(argv[0], argv));
	return 0;
}

static int reaches_processes(void *arg)
{
	struct rlimit none = {0, 0};
	const pid_t parent = getppid();

	(void)arg;
	EXPECT_REFUSED(kill(parent, 0));
	EXPECT_REFUSED(kill(-1, 0));
	EXPECT_REFUSED(syscall(SYS_tgkill, parent, parent, 0));
	EXPECT_REFUSED(syscall(SYS_tkill, parent, 0));
	EXPECT_REFUSED(ptrace(PTRACE_SEIZE, parent, NULL, NULL));
	EXPECT_REFUSED(prlimit(parent, RLIMIT_CPU, &none, NULL));
	EXPECT_REFUSED(syscall(SYS_pidfd_open, parent, 0));
	EXPECT_REFUSED(setpriority(PRIO_PROCESS, (id_t)parent, 0));
	EXPECT_REFUSED(syscall(SYS_sched_setparam, parent, &(struct sched_param){0}));
	return 0;
}

static int is_root(void *arg)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	(void)arg;
	if (syscall(SYS_capget, &header, data) ||
		data[0].permitted & ~(1U << CAP_DAC_OVERRIDE | 1U << CAP_FOWNER) ||
		data[1].permitted)
		return -ESCAPED;
	EXPECT_REFUSED(chroot("."));
	EXPECT_REFUSED(setuid(1)); /* 0 with no capabilities, or a user's */
	return 0;
}

static int writes_much(void *arg)
{
	static char bytes[2 * MAX_FILE];

	(void)arg;
	int fd = open("large", O_WRONLY | O_CREAT, 0644);
	if (fd < 0)
		return -errno;
	ssize_t n = write(fd, bytes, sizeof(bytes));
	if (n > MAX_FILE)
		return -ESCAPED;
	EXPECT_REFUSED(write(fd, bytes, sizeof(bytes)));
	if (errno != EFBIG)
		return -errno;
	EXPECT_REFUSED(pwrite(fd, "x", 1, (off_t)1 << 40));
	return 0;
}

static int opens_much(void *arg)
{
	(void)arg;
	for (int i = 0; i < 100; i++)
		if (open(".", O_RDONLY | O_DIRECTORY) < 0 && errno == EMFILE)
			return 0;
	return -ESCAPED;
}

static int takes_memory(void *arg) __attribute__((unused)); /* AddressSanitizer takes more itself */
static int takes_memory(void *arg)
{
	(void)arg;
	for (int i = 0; i < 64; i++) /* 256 MiB each: 16 GiB, of which no page is touched */
		if (mmap(NULL, 256 << 20, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED)
			return i < 12 ? 0 : -ESCAPED;
	return -ESCAPED;
}

static int spins(void *arg) __attribute__((noreturn));
static int spins(void *arg)
{
	(void)arg;
	for (volatile unsigned int i = 0;; i++)
		;
}

/* This limit holds even if the parent no longer waits for the child. */
static int has_a_processor_limit(void *arg)
{
	struct rlimit now;

	(void)arg;
	return getrlimit(RLIMIT_CPU, &now) == 0 && now.rlim_cur == 60 && now.rlim_max == 61
		       ? 0
		       : -ESCAPED;
}

static int aborts(void *arg)
{
	(void)arg;
	abort();
}

static void holds(void **state)
{
	assert_int_equal(run((int (*)(void *))*state), 0);
}

static void drop_ipc(void)
{
	shmctl(ipc.memory, IPC_RMID, NULL);
	msgctl(ipc.messages, IPC_RMID, NULL);
	semctl(ipc.semaphores, 0, IPC_RMID);
	if (ipc.queued)
		syscall(SYS_mq_unlink, ipc.queue + 1);
}

/* The objects exist, so that no call fails for their absence. */
static void holds_with_ipc(void **state)
{
	ipc.memory = shmget(IPC_PRIVATE, 4096, 0600);
	ipc.messages = msgget(IPC_PRIVATE, 0600);
	ipc.semaphores = semget(IPC_PRIVATE, 1, 0600);
	snprintf(ipc.queue, sizeof(ipc.queue), "/bpfjury-test-isolate-%d", getpid());
	int queue = (int)syscall(SYS_mq_open, ipc.queue + 1, O_RDWR | O_CREAT | O_EXCL, 0600, NULL);
	ipc.queued = queue >= 0;
	if (ipc.queued)
		close(queue);
	if (ipc.memory < 0 || ipc.messages < 0 || ipc.semaphores < 0) {
		drop_ipc();
		skip_because("this kernel has no System V IPC");
	}
	/* for msgrcv(2) */
	const struct {
		long type;
		char text[8];
	} message = {1, "ours"};
	int sent = msgsnd(ipc.messages, &message, sizeof(message.text), IPC_NOWAIT);
	int r = run((int (*)(void *))*state);
	drop_ipc();
	assert_int_equal(sent, 0);
	assert_int_equal(r, 0);
}

/* Attempts that only Landlock refuses. */
static void holds_by_landlock(void **state)
{
	if (!sandbox_landlock())
		skip_because("this kernel has no Landlock");
	holds(state);
	/* and the file is unchanged */
	cleanup_free char *text = NULL;
	assert_int_equal(files_read(secret, 64, &text, NULL), 0);
	assert_string_equal(text, "secret");
}

static void memory_is_bounded(void **state)
{
#ifdef __SANITIZE_ADDRESS__
	(void)state;
	skip_because("AddressSanitizer takes terabytes of addresses");
#else
	(void)state;
	assert_int_equal(run(takes_memory), 0);
#endif
}

static void time_is_bounded(void **state)
{
	(void)state;
	assert_int_equal(run_for(spins, 1000), -ETIMEDOUT);
	assert_int_equal(run(has_a_processor_limit), 0);
}

/* A parent that looks too late finds the child killed by its processor limit: still a timeout. */
static int runs_out_of_processor_time(void *arg)
{
	const struct rlimit none = {0, 1};

	if (setrlimit(RLIMIT_CPU, &none))
		return -ESCAPED;
	return spins(arg);
}

static void used_processor_time_is_a_timeout(void **state)
{
	(void)state;
	assert_int_equal(run(runs_out_of_processor_time), -ETIMEDOUT);
}

static void a_child_that_dies_is_a_bad_file(void **state)
{
	(void)state;
	assert_int_equal(run(aborts), -EBADMSG);
}

static int returns_an_errno(void *arg)
{
	(void)arg;
	return -ENOEXEC;
}

static void the_result_is_returned(void **state)
{
	(void)state;
	assert_int_equal(run(returns_an_errno), -ENOEXEC);
}

/* Without a directory, the parent's working directory is closed to it too. */
static int writes_here(void *arg)
{
	(void)arg;
	EXPECT_REFUSED(open("here", O_WRONLY | O_CREAT, 0644));
	return 0;
}

static void without_a_directory_it_writes_nothing(void **state)
{
	const struct isolation c = {.what = "test", .fd = -1, .timeout_ms = 60000};

	(void)state;
	if (!sandbox_landlock())
		skip_because("this kernel has no Landlock");
	assert_int_equal(chdir(inside), 0);
	assert_int_equal(isolated_run(writes_here, NULL, &c), 0);
}

static void an_image_is_inspected(void **state)
{
	struct image_info info;
	unsigned char image[4096] = {[0x1f1] = 1,
		[0x1fe] = 0x55,
		0xaa,
		[0x202] = 'H',
		'd',
		'r',
		'S',
		0x0f,
		2,
		[0x20e] = 0x80,
		0,
		[0x211] = 1,
		[0x236] = 1};

	(void)state;
	/* control characters of the banner are removed */
	strcpy((char *)image + 0x280, "6.1.0-9-amd64 (x) #1 SMP Debian 6.1.27-1 \033[31m");
	assert_int_equal(image_inspect(image, sizeof(image), "test", &info), 0);
	assert_string_equal(info.release, "6.1.0-9-amd64");
	assert_string_equal(info.version, "6.1.27");
	assert_null(strchr(info.banner, '\033'));
	assert_int_equal(image_inspect(image, 64, "test", &info), -ENOEXEC);
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(top))
		return -1;
	inside = format_string("%s/inside", top);
	outside = format_string("%s/outside", top);
	secret = format_string("%s/secret", outside);
	if (!secret || mkdir(inside, 0755) || mkdir(outside, 0755) ||
		files_write(secret, "secret", 6))
		return -1;
	parent_fd = open(secret, O_WRONLY | O_APPEND);
	return parent_fd < 0;
}

static int tear_down(void **state)
{
	(void)state;
	close(parent_fd);
	free(inside);
	free(outside);
	free(secret);
	return chdir("/") || directory_remove(top);
}

#define ATTEMPT(attempt_, by_) {#attempt_, by_, NULL, NULL, (void *)(attempt_)}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ATTEMPT(writes_outside, holds_by_landlock),
		ATTEMPT(reads_outside, holds_by_landlock),
		ATTEMPT(changes_modes, holds),
		ATTEMPT(works_inside, holds),
		ATTEMPT(uses_open_descriptors, holds),
		ATTEMPT(uses_the_network, holds),
		ATTEMPT(uses_ipc, holds_with_ipc),
		ATTEMPT(makes_ipc, holds_with_ipc),
		ATTEMPT(makes_processes, holds),
		ATTEMPT(reaches_processes, holds),
		ATTEMPT(is_root, holds),
		ATTEMPT(writes_much, holds),
		ATTEMPT(opens_much, holds),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(time_is_bounded),
		cmocka_unit_test(used_processor_time_is_a_timeout),
		cmocka_unit_test(a_child_that_dies_is_a_bad_file),
		cmocka_unit_test(the_result_is_returned),
		cmocka_unit_test(without_a_directory_it_writes_nothing),
		cmocka_unit_test(an_image_is_inspected),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
