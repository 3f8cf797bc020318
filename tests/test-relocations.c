// SPDX-License-Identifier: GPL-2.0-only
/* What programs of a compiled object read of their context, and what damaged objects come to. */
#include "layout/relocations.h"
#include "file.h"
#include "fixture-objects.h"

#include <bpf/btf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static char *bytes;
static size_t len;
static struct bpf_object *object;
static struct layout_object *layout;

static void open_object(const char *name)
{
	assert_int_equal(read_whole(test_object_path(name), 1 << 24, &bytes, &len), 0);
	object = bpf_object__open_mem(bytes, len, NULL);
	assert_non_null(object);
	layout = layout_object_read(object, bytes, len);
	assert_non_null(layout);
}

static void close_object(void)
{
	layout_object_free(layout);
	bpf_object__close(object);
	free(bytes);
}

/* "24+4 44+4 8+8r; 8:inode": reads, relocated, and the uses by the names of their types. */
static const char *reads_of(const char *name)
{
	static struct layout_reads reads;
	static char text[512];
	const struct bpf_program *p = bpf_object__find_program_by_name(object, name);
	char *at = text;

	assert_non_null(p);
	/* not relocated here: the offsets are those of the object */
	const struct layout_code code = {bpf_program__insns(p), bpf_program__insn_cnt(p), NULL};
	assert_true(layout_program_reads(&reads, layout, p, &code));
	*at = '\0';
	for (size_t i = 0; i < reads.n_reads; i++)
		at += sprintf(at, "%s%d+%u%s%s", i ? " " : "", reads.reads[i].offset,
			reads.reads[i].size, reads.reads[i].relocated ? "r" : "",
			reads.reads[i].copied ? "c" : "");
	for (size_t i = 0; i < reads.n_uses; i++) {
		const struct btf_type *t =
			btf__type_by_id(bpf_object__btf(object), reads.uses[i].type);
		at += sprintf(at, "%s%d:%s", i ? " " : "; ", reads.uses[i].offset,
			btf__name_by_offset(bpf_object__btf(object), t->name_off));
	}
	return text;
}

static void reads_of_records_are_found(void **state)
{
	(void)state;
	open_object("field/r98_event_layout");
	assert_string_equal(reads_of("forked"), "24+4 44+4");
	assert_string_equal(reads_of("freed"), "24+4");
	assert_string_equal(reads_of("copied"), "8+16c");
	assert_string_equal(reads_of("relocated"), "8+4r 12+4r");
	assert_string_equal(reads_of("nameless"), "20+4");
	close_object();
}

static void uses_of_arguments_are_found(void **state)
{
	(void)state;
	open_object("field/r99_arguments");
	assert_string_equal(reads_of("of_old"), "8+8; 8:dentry");
	assert_string_equal(reads_of("of_new"), "16+8; 16:dentry");
	assert_string_equal(reads_of("merged"), "16+8");
	assert_string_equal(reads_of("merged_first"), "0+8; 0:bio");
	close_object();
}

/* More instructions in the object than were passed to the kernel: it is another program. */
static void another_program_is_not_compared(void **state)
{
	static struct layout_reads reads;
	const struct bpf_program *p;

	(void)state;
	open_object("field/r98_event_layout");
	p = bpf_object__find_program_by_name(object, "forked");
	const struct layout_code code = {bpf_program__insns(p), 1, NULL};
	assert_false(layout_program_reads(&reads, layout, p, &code));
	close_object();
}

/* Any byte of ".BTF.ext" may be another; nothing else is asked than that it is survived. */
static void damaged_relocations_are_survived(void **state)
{
	static const unsigned char magic[] = {0x9f, 0xeb, 1, 0, 32, 0, 0, 0};
	char *damaged;

	(void)state;
	open_object("field/r99_arguments");
	const char *at = memmem(bytes, len, magic, sizeof(magic));
	assert_non_null(at);
	damaged = malloc(len);
	assert_non_null(damaged);
	for (size_t i = 0; i < 512 && (size_t)(at - bytes) + i < len; i++) {
		for (int value = 0; value < 256; value += 51) {
			memcpy(damaged, bytes, len);
			damaged[(size_t)(at - bytes) + i] = (char)value;
			layout_object_free(layout_object_read(object, damaged, len));
		}
	}
	/* cut anywhere */
	for (size_t n = 0; n < len; n += 97) {
		char *part = malloc(n + 1);
		assert_non_null(part);
		memcpy(part, bytes, n);
		layout_object_free(layout_object_read(object, part, n));
		free(part);
	}
	free(damaged);
	close_object();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_of_records_are_found),
		cmocka_unit_test(uses_of_arguments_are_found),
		cmocka_unit_test(another_program_is_not_compared),
		cmocka_unit_test(damaged_relocations_are_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
