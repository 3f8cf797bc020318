// SPDX-License-Identifier: GPL-2.0-only
/* The shared BTF of the kernel: parsed once, and its hash table answers as libbpf's walk does. */
#include "probe/kernel-btf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "skipping.h"

static void it_is_parsed_once_and_not_freed(void **state)
{
	struct btf *btf = btf__load_vmlinux_btf();

	if (!btf)
		skip_because("the kernel here has no BTF");
	(void)state;
	btf__free(btf);
	assert_ptr_equal(btf__load_vmlinux_btf(), btf);
	assert_string_equal(btf__name_by_offset(btf, 0), "");
	/* another BTF is freed */
	struct btf *other = btf__new_empty();
	assert_int_equal(btf__add_int(other, "int", 4, BTF_INT_SIGNED), 1);
	assert_int_equal(btf__find_by_name_kind(other, "int", BTF_KIND_INT), 1);
	btf__free(other);
}

static void the_table_answers_as_libbpf_does(void **state)
{
	static const char *const names[] = {
		"", "void", "int", "task_struct", "list_head", "bpf_fentry_test1", "no such name"};
	struct btf *kept = btf__load_vmlinux_btf(),
		   *own = kept ? __real_btf__load_vmlinux_btf() : NULL;
	size_t compared = 0;

	if (!own)
		skip_because("the kernel here has no BTF");
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (__u32 kind = BTF_KIND_UNKN; kind <= BTF_KIND_ENUM64; kind++)
			assert_int_equal(btf__find_by_name_kind(kept, names[i], kind),
				__real_btf__find_by_name_kind(own, names[i], kind));
	for (__u32 id = 1; id < btf__type_cnt(own); id += 397, compared++) {
		const struct btf_type *t = btf__type_by_id(own, id);
		const char *name = btf__name_by_offset(own, t->name_off);
		assert_int_equal(btf__find_by_name_kind(kept, name, btf_kind(t)),
			__real_btf__find_by_name_kind(own, name, btf_kind(t)));
	}
	assert_true(compared > 50);
	__real_btf__free(own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_parsed_once_and_not_freed),
		cmocka_unit_test(the_table_answers_as_libbpf_does),
	};

	return run_counted(tests);
}
