// SPDX-License-Identifier: GPL-2.0-only
/* How long a guest may take, second by second, by the host's clock only. */
#include "vm/deadline.h"
#include "cleanup.h"
#include "format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define START 1000000

static struct gather g;
static struct deadline d;
static int64_t now;
static char why[256];

static void begin_boot(int64_t program_timeout_s)
{
	g = (struct gather){0};
	now = START;
	why[0] = '\0';
	deadline_start(&d, now, program_timeout_s);
}

static void record(enum record_kind kind)
{
	g.last_kind = kind;
	g.hello |= kind == RECORD_HELLO;
	g.plan |= kind == RECORD_PLAN;
	if (kind == RECORD_BEGIN || kind == RECORD_PROGRAM)
		g.program_open = kind == RECORD_BEGIN;
	if (kind == RECORD_WHOLE_BEGIN || kind == RECORD_WHOLE)
		g.whole_open = kind == RECORD_WHOLE_BEGIN;
	deadline_record(&d, &g, now);
}

/* The second at which something is due, with a tick every @tick_s (0: none). */
static int64_t wait_for(enum due *ret, int64_t tick_s)
{
	for (int64_t s = 1; s < 100000; s++) {
		now += 1000;
		*ret = deadline_due(&d, &g, now, why, sizeof(why));
		if (*ret) {
			/* deadline_next() never lets one pass */
			assert_true(deadline_next(&d, &g) > now || *ret == DUE_END);
			return s;
		}
		assert_true(deadline_next(&d, &g) > now);
		if (tick_s && s % tick_s == 0)
			record(RECORD_TICK);
	}
	fail_msg("never due");
	return 0;
}

static void before_a_program_begins(void **state)
{
	enum due due;

	(void)state;
	begin_boot(120);
	for (int s = 0; s < HELLO_SECONDS - LOOK_SECONDS; s += LOOK_SECONDS) {
		assert_int_equal(wait_for(&due, 0), LOOK_SECONDS);
		assert_int_equal(due, DUE_LOOK);
	}
	assert_int_equal(wait_for(&due, 0), LOOK_SECONDS);
	assert_int_equal(due, DUE_END);
	assert_string_equal(why, "no record for 120 s");
	assert_int_equal(now, START + HELLO_SECONDS * 1000);
	/* while the docket is checked each tick is a sign of life */
	begin_boot(120);
	record(RECORD_HELLO);
	for (int i = 0; i < 100; i++) {
		now += 60000;
		assert_int_equal(deadline_due(&d, &g, now, why, sizeof(why)), DUE_NOTHING);
		record(RECORD_TICK);
	}
	assert_int_equal(wait_for(&due, 0), HELLO_SECONDS);
	assert_int_equal(due, DUE_END);
	/* between programs: silence */
	begin_boot(120);
	record(RECORD_HELLO);
	record(RECORD_PLAN);
	assert_int_equal(wait_for(&due, 0), SILENCE_SECONDS);
	assert_int_equal(due, DUE_END);
	assert_string_equal(why, "no sign of life for 30 s");
}

/*
 * On a kernel that is not preemptible no tick comes during a verification, which still has its
 * time.
 */
static void silence_does_not_shorten_a_programs_time(void **state)
{
	enum due due;

	(void)state;
	for (int64_t timeout = 5; timeout <= 3600; timeout *= 5) {
		begin_boot(timeout);
		record(RECORD_HELLO);
		record(RECORD_PLAN);
		record(RECORD_BEGIN);
		int64_t gone = 0;
		if (timeout > SILENCE_SECONDS) {
			gone = wait_for(&due, 0);
			assert_int_equal(due, DUE_LOOK);
			assert_int_equal(gone, SILENCE_SECONDS);
		}
		assert_int_equal(gone + wait_for(&due, 0), timeout);
		assert_int_equal(due, DUE_STOP);
		if (timeout <= SILENCE_SECONDS) { /* looked at now */
			wait_for(&due, 0);
			assert_int_equal(due, DUE_LOOK);
		}
		const int64_t stopped = d.stop_sent_ms;
		wait_for(&due, 0);
		assert_int_equal(due, DUE_END);
		assert_int_equal(now - stopped, STOP_SECONDS * 1000);
		cleanup_free char *expected =
			format_string("no sign of life for %d s", (int)timeout + STOP_SECONDS);
		assert_string_equal(why, expected);
	}
}

/* Ticks, logs, splats and reports are signs of life, not progress. */
static void ticks_are_no_progress(void **state)
{
	enum due due;

	(void)state;
	begin_boot(120);
	record(RECORD_HELLO);
	record(RECORD_PLAN);
	record(RECORD_BEGIN);
	now += 50000;
	record(RECORD_LOG);
	record(RECORD_SPLAT);
	record(RECORD_REPORT);
	assert_int_equal(wait_for(&due, 1), 70);
	assert_int_equal(due, DUE_STOP);
	assert_int_equal(wait_for(&due, 1), STOP_SECONDS);
	assert_int_equal(due, DUE_END);
	assert_string_equal(why, "no answer within 120 s, and the guest cannot stop it");
	/* after an order was obeyed the next program has its whole time */
	begin_boot(7);
	record(RECORD_HELLO);
	record(RECORD_PLAN);
	for (int i = 0; i < 5; i++) {
		record(RECORD_BEGIN);
		assert_int_equal(wait_for(&due, 1), 7);
		assert_int_equal(due, DUE_STOP);
		now += 29000;
		record(RECORD_PROGRAM);
	}
	/* so has what comes before a program: opening the object */
	assert_int_equal(wait_for(&due, 1), 7);
	assert_int_equal(due, DUE_STOP);
}

/* Each program that is announced in a whole has its time, and so has libbpf's own work. */
static void a_whole_has_the_time_of_its_programs(void **state)
{
	enum due due;

	(void)state;
	begin_boot(40);
	record(RECORD_HELLO);
	record(RECORD_PLAN);
	record(RECORD_OBJECT_BEGIN);
	for (int i = 0; i < 100; i++) { /* an hour in all */
		record(RECORD_WHOLE_BEGIN);
		now += 35000;
		assert_int_not_equal(deadline_due(&d, &g, now, why, sizeof(why)), DUE_STOP);
	}
	/* in silence the processor is looked at, as while a program is current */
	record(RECORD_WHOLE_BEGIN);
	assert_int_equal(wait_for(&due, 0), SILENCE_SECONDS);
	assert_int_equal(due, DUE_LOOK);
	assert_int_equal(wait_for(&due, 0), 40 - SILENCE_SECONDS);
	assert_int_equal(due, DUE_STOP);
	record(RECORD_LOG); /* which is no progress */
	wait_for(&due, 1);
	assert_int_equal(due, DUE_END);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_a_program_begins),
		cmocka_unit_test(silence_does_not_shorten_a_programs_time),
		cmocka_unit_test(ticks_are_no_progress),
		cmocka_unit_test(a_whole_has_the_time_of_its_programs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
