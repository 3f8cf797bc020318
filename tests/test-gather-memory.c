// SPDX-License-Identifier: GPL-2.0-only
/*
 * A boot that ends for a larger guest: before an object whose maps do not fit, or where a program
 * or a whole object ran out of memory.  It proves nothing, and the next boot goes on where it
 * ended.
 */
#include "stream-script.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/limits.h"
#include "verdict/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define MAX_MIB 16384

/* A boot that judges the objects before @object and then needs a larger guest. */
static void make_needs(struct script *s, int64_t object)
{
	size_t at = 0;
	int64_t programs = 0;

	script_make(s, 0, 0, false);
	while (s->records[at]->kind != RECORD_OBJECT_BEGIN || s->records[at]->object != object)
		at++;
	for (int64_t o = 0; o < object; o++)
		programs += programs_of[o];
	struct record *needs = s->records[at], *end = s->records[s->n - 1];
	record_init(needs, RECORD_NEEDS);
	needs->object = object;
	needs->memory_bytes = 3LL << 30;
	needs->memory_mib = 5000;
	end->objects = object;
	end->programs = programs;
	script_cut(s, at + 1, s->n - 1);
}

static void read_script(struct bench *b, const struct script *s, const char *nonce)
{
	cleanup_free char *text = frames(s, 0, s->n, 0, nonce);

	bench_read(b, text, strlen(text));
}

static void boot_again(struct bench *b, struct script *s)
{
	gather_boot(&b->gather, OTHER);
	memset(&b->lines, 0, sizeof(b->lines));
	script_make(s, b->gather.object, b->gather.program, false);
	read_script(b, s, OTHER);
}

static void an_object_may_need_a_larger_guest(void **state)
{
	struct script s, rest;
	struct bench b;

	(void)state;
	for (int64_t object = 0; object < OBJECTS; object++) {
		bench_open(&b);
		b.gather.memory_max_mib = MAX_MIB;
		make_needs(&s, object);
		read_script(&b, &s, NONCE);
		assert_int_equal(gather_outcome(&b.gather), OUTCOME_MEMORY);
		assert_int_equal(b.gather.needs_mib, 5000);
		assert_int_equal(b.gather.object, object);
		assert_int_equal(bench_status(&b), STATUS_UNKNOWN);
		boot_again(&b, &rest);
		assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
		assert_int_equal(b.gather.needs_mib, 0);
		assert_int_equal(bench_status(&b), STATUS_MET);
		bench_close(&b);
		script_clear(&s);
		script_clear(&rest);
	}
}

/* Each with one lie; the last one is a boot that dies before its end record. */
static void a_need_is_believed_only_where_it_may_come(void **state)
{
	enum {
		NO_OFFER,
		OTHER_OBJECT,
		NO_SIZE,
		TOO_LARGE,
		TOO_MANY_BYTES,
		OBJECT_AFTER,
		TWICE,
		OTHER_COUNT,
		LIES,
		NO_END = LIES
	};
	struct script s;
	struct bench b;

	(void)state;
	for (int lie = 0; lie <= LIES; lie++) {
		bench_open(&b);
		b.gather.memory_max_mib = lie == NO_OFFER ? 0 : MAX_MIB;
		make_needs(&s, 1);
		struct record *needs = s.records[s.n - 2], *end = s.records[s.n - 1];
		needs->object += lie == OTHER_OBJECT;
		needs->memory_mib = lie == NO_SIZE     ? 0
				    : lie == TOO_LARGE ? GUEST_MEMORY_MIB_MAX + 1
						       : 5000;
		needs->memory_bytes = lie == TOO_MANY_BYTES ? MAPS_BYTES_MAX + 1 : 1;
		end->programs += lie == OTHER_COUNT;
		if (lie == OBJECT_AFTER || lie == TWICE) {
			record_init(end, lie == TWICE ? RECORD_NEEDS : RECORD_OBJECT_BEGIN);
			end->object = 1;
			end->programs = end->memory_bytes = end->memory_mib = 1;
			text_set(end->path, "object-1.bpf.o");
			text_set(end->sha256, SHA);
		}
		if (lie == NO_END)
			script_cut(&s, s.n - 1, s.n);
		read_script(&b, &s, NONCE);
		expect_outcome(gather_outcome(&b.gather),
			lie == NO_END ? OUTCOME_TRUNCATED : OUTCOME_GARBLED, "lie", (size_t)lie);
		bench_close(&b);
		script_clear(&s);
	}
}

/* Where there is a larger guest, "out of memory" is no answer; where not, it is one. */
static void out_of_memory_is_asked_again(void **state)
{
	struct script s, rest;
	struct bench b;

	(void)state;
	for (int larger = 0; larger < 2; larger++) {
		bench_open(&b);
		b.gather.memory_max_mib = larger ? MAX_MIB : 0;
		script_make(&s, 0, 0, false);
		size_t at = 0;
		while (s.records[at]->kind != RECORD_PROGRAM || s.records[at]->program != 2)
			at++;
		struct program_result *p = &s.records[at]->result;
		p->verdict = VERDICT_ERROR;
		p->met = MET_UNKNOWN;
		reason_set(p, REASON_MEMORY);
		read_script(&b, &s, NONCE);
		expect_outcome(gather_outcome(&b.gather),
			larger ? OUTCOME_MEMORY : OUTCOME_COMPLETE, "larger", (size_t)larger);
		assert_int_equal(bench_status(&b), STATUS_UNKNOWN);
		if (larger) {
			assert_true(b.gather.program_open);
			assert_int_equal(b.gather.object, 0);
			assert_int_equal(b.gather.program, 2);
			assert_int_equal(b.kernel.objects[0].n_programs, 2);
			boot_again(&b, &rest);
			assert_int_equal(gather_outcome(&b.gather), OUTCOME_COMPLETE);
			assert_int_equal(bench_status(&b), STATUS_MET);
			script_clear(&rest);
		}
		bench_close(&b);
		script_clear(&s);
	}
}

static void what_maps_take_is_kept(void **state)
{
	struct script s;
	struct bench b;

	(void)state;
	for (int lie = 0; lie < 2; lie++) {
		bench_open(&b);
		script_make(&s, 0, 0, false);
		size_t at = 0;
		while (s.records[at]->kind != RECORD_OBJECT_BEGIN)
			at++;
		s.records[at]->memory_bytes = MAPS_BYTES_MAX + lie;
		read_script(&b, &s, NONCE);
		expect_outcome(gather_outcome(&b.gather), lie ? OUTCOME_GARBLED : OUTCOME_COMPLETE,
			"lie", (size_t)lie);
		if (!lie)
			assert_int_equal(b.kernel.objects[0].memory_bytes, MAPS_BYTES_MAX);
		bench_close(&b);
		script_clear(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_object_may_need_a_larger_guest),
		cmocka_unit_test(a_need_is_believed_only_where_it_may_come),
		cmocka_unit_test(out_of_memory_is_asked_again),
		cmocka_unit_test(what_maps_take_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
