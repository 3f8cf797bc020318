// SPDX-License-Identifier: GPL-2.0-only
#include "judge/expected.h"
#include "judge/settings.h"
#include "load/privilege.h"
#include "probe/features.h"
#include "probe/needs.h"
#include "verdict/need-words.h"
#include "verdict/text.h"

#include <stdio.h>
#include <string.h>

/* The program whose conditions are probed, and the capabilities that its loader drops. */
struct condition {
	const struct bpf_program *program;
	uint64_t dropped;
};

/* expect_kernel.has, with a struct condition. */
static int kernel_has(void *data, const char *what, uint64_t dropped, char *why, size_t why_size)
{
	const struct condition *c = data;
	int r = needs_ask(c->program, what, why, why_size);

	dropped |= c->dropped;
	/*
	 * A helper may exist and be closed to a process with fewer capabilities.  All capabilities
	 * come first, because libbpf caches what it finds out about the kernel.
	 */
	if (r != 1 || !dropped || need_kind(what, NULL) != NEED_HELPER)
		return r;
	r = privilege_drop(dropped);
	if (!r)
		r = needs_ask(c->program, what, why, why_size);
	privilege_restore();
	return r;
}

/* Set @e->problem where annotations may not be those of @item's program. */
static void check_annotations(
	struct expectation *e, const struct judged_object *o, const struct judged_item *item)
{
	const char *name = bpf_program__name(item->program);
	const struct btf *btf = bpf_object__btf(o->bpf);
	char clean[96];

	if (!o->annotated)
		return;
	/*
	 * libbpf opens an object whose BTF it cannot read, if the object does not depend on it. But
	 * annotations do.
	 */
	if (!btf)
		snprintf(e->problem, sizeof(e->problem),
			"it has annotations, but no BTF to read them from (compile with -g)");
	if (*e->problem)
		return;
	text_set(clean, name);
	if (*o->stray)
		text_set(e->problem, o->stray);
	else if (btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) < 0)
		snprintf(e->problem, sizeof(e->problem),
			"the object has annotations, but its BTF has no function %s", clean);
	else if (object_count_programs(o, name) > 1)
		snprintf(e->problem, sizeof(e->problem),
			"two programs are named %s: annotations may belong to either", clean);
	else if (e->target && bpf_program__type(item->program) != BPF_PROG_TYPE_EXT)
		snprintf(e->problem, sizeof(e->problem),
			"PROGRAM_TARGET is for SEC(\"freplace/function\"), which %s is not", clean);
}

void expected_read(
	struct expectation *ret, const struct judged_object *o, const struct judged_item *item)
{
	struct condition condition = {item->program, o->entry->loader.dropped};
	const struct expect_kernel kernel = {.version = o->version,
		.jit = features_jit(),
		.has = kernel_has,
		.data = &condition};

	expect_read(ret, bpf_object__btf(o->bpf), bpf_program__name(item->program), item->variant,
		&kernel);
	check_annotations(ret, o, item);
	settings_expect(ret, o, item);
	if (*ret->problem && ret->expected == VERDICT_SKIPPED)
		ret->expected = VERDICT_ACCEPTED; /* a skipped item would hide the problem */
}
