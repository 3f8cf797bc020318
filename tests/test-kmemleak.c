// SPDX-License-Identifier: GPL-2.0-only
/* Reports are read from what kmemleak writes. */
#include "clock.h"
#include "supervise/kmemleak.h"
#include "stream.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static int64_t now, step;

int64_t uptime_ms(void)
{
	return now += step;
}

void stream_tick(void)
{
}

/* As 5.10 writes them, with addresses, and as 6.12 does. */
static const char text[] = "unreferenced object 0xffff888003d5a000 (size 4096):\n"
			   "  comm \"swapper/0\", pid 1, jiffies 4294892296\n"
			   "  backtrace (crc 0):\n"
			   "    pci_setup+0x1/0x2\n"
			   "unreferenced object 0xffff888003d5c800 (size 2048):\n"
			   "  comm \"init\", pid 35, jiffies 4294893296 (age 7.100s)\n"
			   "  hex dump (first 32 bytes):\n"
			   "    01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................\n"
			   "  backtrace:\n"
			   "    [<00000000a1b2c3d4>] kmem_cache_alloc_trace+0x11/0x22\n"
			   "    [<00000000a1b2c3d4>] bpf_check+0x1234/0x5678\n"
			   "    [<00000000a1b2c3d4>] bpf_prog_load+0x1/0x2\n"
			   "unreferenced object 0xffff888003d5d000 (size 32):\n"
			   "  comm \"kworker/0:1\", pid 9, jiffies 4294893396\n"
			   "  backtrace (crc 61ad8e61):\n"
			   "    __kmalloc_node_noprof+0x33/0x44\n"
			   "    kvmemdup_bpfptr+0x1/0x2\n";

static void reports_are_read(void **state)
{
	static struct splat_report r;
	const char *at = text;

	(void)state;
	assert_true(kmemleak_next(&at, &r));
	assert_string_equal(r.splat.title, "memory leak in bpf_check");
	assert_string_equal(
		r.splat.line, "kmemleak: unreferenced object 0xffff888003d5c800 (size 2048):");
	assert_true(strncmp(r.text, "unreferenced object 0xffff888003d5c800", 38) == 0);
	assert_non_null(strstr(r.text, "bpf_prog_load+0x1/0x2\n"));
	assert_null(strstr(r.text, "0xffff888003d5d000"));
	assert_int_equal(r.pid, 35);
	assert_true(kmemleak_next(&at, &r));
	assert_int_equal(r.pid, -1);
	assert_string_equal(r.splat.title, "memory leak"); /* all its functions allocate */
	assert_false(kmemleak_next(&at, &r));
	at = "";
	assert_false(kmemleak_next(&at, &r));
}

/* Text that is cut anywhere is read to its end. */
static void cut_reports_end(void **state)
{
	static struct splat_report r;
	char part[sizeof(text)];

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		const char *at = part;
		int n = 0;
		memcpy(part, text, len);
		part[len] = '\0';
		while (kmemleak_next(&at, &r))
			assert_true(*r.splat.title && ++n <= 3);
	}
}

/* Stand-ins for kmemleak's file and the kernel log. */
static int file_fd = -1;
static bool hangs;
static const char *kernel_log;

int __wrap_access(const char *path, int mode);
int __wrap_access(const char *path, int mode)
{
	(void)mode;
	assert_string_equal(path, "/sys/kernel/debug/kmemleak");
	return file_fd < 0 ? -1 : 0;
}

int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
	(void)path;
	(void)flags;
	if (hangs)
		pause();
	return file_fd;
}

int __wrap_klogctl(int type, char *to, int size);
int __wrap_klogctl(int type, char *to, int size)
{
	if (type != 3 || !kernel_log)
		return -1;
	return snprintf(to, (size_t)size, "%s", kernel_log);
}

int __wrap_nanosleep(const struct timespec *t, struct timespec *rest);
int __wrap_nanosleep(const struct timespec *t, struct timespec *rest)
{
	(void)t;
	(void)rest;
	return 0;
}

static enum kmemleak search(char *found, size_t size, const char *has, unsigned int seals)
{
	file_fd = memfd_create("kmemleak", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_true(file_fd >= 0);
	assert_int_equal(pwrite(file_fd, has, strlen(has), 0), strlen(has));
	if (seals)
		assert_int_equal(fcntl(file_fd, F_ADD_SEALS, seals), 0);
	enum kmemleak r = kmemleak_search(found, size);
	close(file_fd);
	file_fd = -1;
	return r;
}

static void reports_are_read_from_the_first(void **state)
{
	static char found[65536], more[40000];

	(void)state;
	assert_int_equal(
		search(found, sizeof(found), "xxxxxxxxxxunreferenced", 0), KMEMLEAK_SEARCHED);
	assert_string_equal(found, "scan\nscan\nunreferenced");
	memset(more, 'x', sizeof(more) - 1);
	assert_int_equal(search(found, sizeof(found), more, 0), KMEMLEAK_SEARCHED);
	assert_int_equal(strlen(found), sizeof(more) - 1);
	/* without room for all of it */
	assert_int_equal(search(found, 16, more, 0), KMEMLEAK_FAILED);
	assert_string_equal(found, "scan\nscan\nxxxxx");
}

static void a_failed_search_is_reported(void **state)
{
	char found[64] = "x";

	(void)state;
	assert_int_equal(kmemleak_search(found, sizeof(found)), KMEMLEAK_ABSENT);
	assert_string_equal(found, "");
	/* EPERM: it switched itself off; it was off from the start; the log does not say which */
	kernel_log =
		"kmemleak: Cannot allocate a kmemleak_object structure\nkmemleak: Kernel memory leak detector disabled\n";
	assert_int_equal(search(found, sizeof(found), "x", F_SEAL_WRITE), KMEMLEAK_FAILED);
	kernel_log = "kmemleak: Kernel memory leak detector disabled\n";
	assert_int_equal(search(found, sizeof(found), "x", F_SEAL_WRITE), KMEMLEAK_ABSENT);
	kernel_log = NULL;
	assert_int_equal(search(found, sizeof(found), "x", F_SEAL_WRITE), KMEMLEAK_FAILED);
	/* any other failure */
	file_fd = 999;
	assert_int_equal(kmemleak_search(found, sizeof(found)), KMEMLEAK_FAILED);
	/* no end: PID 1 gives up after a while */
	step = 1000;
	hangs = true;
	assert_int_equal(kmemleak_search(found, sizeof(found)), KMEMLEAK_FAILED);
	hangs = false;
	step = 0;
	file_fd = -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_are_read),
		cmocka_unit_test(cut_reports_end),
		cmocka_unit_test(reports_are_read_from_the_first),
		cmocka_unit_test(a_failed_search_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
