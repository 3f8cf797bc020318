// SPDX-License-Identifier: GPL-2.0-only
/* A log is read while it is written, and its memory does not grow with it. */
#include "load/log-reader.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#define MIB ((size_t)1 << 20)

struct heard {
	long lines;
	size_t longest;
	long wrong; /* lines that are not the next number */
};

static void on_line(void *data, const char *line, size_t len)
{
	struct heard *h = data;

	h->wrong += strtol(line, NULL, 10) != h->lines;
	h->lines++;
	h->longest = len > h->longest ? len : h->longest;
}

static char *buffer(size_t size)
{
	char *log = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	assert_ptr_not_equal(log, MAP_FAILED);
	madvise(log, size, MADV_NOHUGEPAGE);
	return log;
}

/* Pages of this process in memory. */
static long resident(void)
{
	long all = 0, pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%ld %ld", &all, &pages), 2);
	fclose(f);
	return pages;
}

/* Writes as the kernel does: a piece and its NUL, over the NUL before. */
static void lines_arrive_once_in_little_memory(void **state)
{
	const size_t size = 256 * MIB;
	struct heard heard = {0};
	struct log_reader r = {.log = buffer(size), .size = size, .line = on_line, .data = &heard};
	char piece[256];
	const struct timespec moment = {.tv_nsec = 1000000};
	size_t at = 0;
	long n = 0, most = 0;
	const long before = resident();

	(void)state;
	assert_int_equal(log_reader_start(&r), 0);
	while (at + sizeof(piece) < size - 1) {
		const int len = snprintf(piece, sizeof(piece), "%ld: %0200d\n", n++, 0);
		/* a line comes in two pieces */
		memcpy(r.log + at, piece, 100);
		memcpy(r.log + at + 100, piece + 100, (size_t)len - 100 + 1);
		at += (size_t)len;
		if (n % 65536 == 0) {
			/* the verifier is slower than this loop: let the reader come up */
			for (int i = 0; i < 10000 && (resident() - before) * sysconf(_SC_PAGESIZE) >
							     (long)(4 * MIB);
				i++)
				nanosleep(&moment, NULL);
			most = resident() > most ? resident() : most;
		}
	}
	log_reader_end(&r);
	log_reader_end(&r);
	assert_int_equal(heard.lines, n);
	assert_int_equal(heard.wrong, 0);
	assert_true(r.any);
	assert_false(r.full);
	/* of 256 MiB that were written */
	assert_true((most - before) * sysconf(_SC_PAGESIZE) <= (long)(8 * MIB));
	munmap(r.log, size);
}

static volatile sig_atomic_t signals;

static void on_alarm(int signal)
{
	(void)signal;
	signals = signals + 1;
}

static void a_full_log_interrupts_the_writer(void **state)
{
	const struct sigaction action = {.sa_handler = on_alarm};
	const struct timespec moment = {.tv_nsec = 1000000};
	const size_t size = 4 * MIB;
	struct heard heard = {0};
	struct log_reader r = {.log = buffer(size), .size = size, .line = on_line, .data = &heard};

	(void)state;
	sigaction(SIGALRM, &action, NULL);
	assert_int_equal(log_reader_start(&r), 0);
	memset(r.log, 'x', size - 1); /* one line, which never ends */
	for (int i = 0; i < 10000 && signals < 2; i++)
		nanosleep(&moment, NULL);
	assert_true(signals >= 2);
	log_reader_end(&r);
	assert_true(r.full);
	assert_int_equal(heard.lines, 0);
	munmap(r.log, size);
}

static void nothing_is_nothing(void **state)
{
	struct heard heard = {0};
	struct log_reader r = {.log = buffer(MIB), .size = MIB, .line = on_line, .data = &heard};

	(void)state;
	assert_int_equal(log_reader_start(&r), 0);
	log_reader_end(&r);
	assert_false(r.any);
	assert_int_equal(heard.lines, 0);
	munmap(r.log, MIB);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_arrive_once_in_little_memory),
		cmocka_unit_test(a_full_log_interrupts_the_writer),
		cmocka_unit_test(nothing_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
