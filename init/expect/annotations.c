// SPDX-License-Identifier: GPL-2.0-only
#include "expect/annotations.h"
#include "expect/annotation-set.h"
#include "expect/problem.h"
#include "verdict/nearest.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

#define UNPRIV	  ANNOTATION_UNPRIV
#define REQUESTS  ANNOTATION_REQUESTS
#define PROGRAM	  ANNOTATION_PROGRAM
#define AUXILIARY ANNOTATION_AUXILIARY
#define RUNS	  ANNOTATION_RUNS

/* clang-format off */
static const struct annotation annotations[] = {
	{"bpfjury_caps", annotation_set_caps, PROGRAM},
	{"bpfjury_expect_unloadable", annotation_set_unloadable, REQUESTS},
	{"bpfjury_from", annotation_set_from, PROGRAM},
	{"bpfjury_reason", annotation_set_reason, UNPRIV | REQUESTS},
	{"bpfjury_shows", annotation_set_shows, PROGRAM},
	{"bpfjury_target", annotation_set_target, PROGRAM},
	{"load_mode", annotation_set_load_mode, PROGRAM},
	{"test_arch", annotation_set_arch, 0},
	{"test_auxiliary", annotation_set_auxiliary, UNPRIV | REQUESTS | PROGRAM | AUXILIARY},
	{"test_btf_func_path", annotation_set_btf_func_path, PROGRAM},
	{"test_btf_path", annotation_set_btf_path, PROGRAM},
	{"test_caps_unpriv", annotation_set_caps_unpriv, REQUESTS | PROGRAM},
	{"test_description", annotation_set_description, PROGRAM},
	{"test_expect_failure", annotation_set_failure, UNPRIV | REQUESTS},
	{"test_expect_msg", annotation_set_msg, UNPRIV | REQUESTS},
	{"test_expect_not_msg", annotation_set_not_msg, UNPRIV | REQUESTS},
	{"test_expect_stderr", annotation_set_stderr, UNPRIV},
	{"test_expect_stdout", annotation_set_stdout, UNPRIV},
	{"test_expect_success", annotation_set_success, UNPRIV | REQUESTS},
	{"test_expect_xlated", annotation_set_xlated, UNPRIV | REQUESTS},
	{"test_jited", annotation_set_jited, UNPRIV | REQUESTS},
	{"test_linear_size", annotation_set_linear_size, PROGRAM},
	{"test_log_level", annotation_set_log_level, 0},
	{"test_prog_flags", annotation_set_flags, 0},
	{"test_retval", annotation_set_retval, UNPRIV | REQUESTS | RUNS},
};
/* clang-format on */

const struct annotation *annotation_find(const struct tag *t, enum variant *ret)
{
	static const char suffix[] = "_unpriv";
	const size_t n = sizeof(suffix) - 1;
	const bool unpriv = t->name_len > n && strncmp(t->name + t->name_len - n, suffix, n) == 0;

	*ret = unpriv ? VARIANT_UNPRIVILEGED : VARIANT_PRIVILEGED;
	for (size_t i = 0; i < ARRAY_SIZE(annotations); i++) {
		const struct annotation *a = &annotations[i];
		const size_t len = strlen(a->name);
		if (strncmp(a->name, t->name, len) == 0 &&
			(t->name_len == len || ((a->flags & ANNOTATION_UNPRIV) && unpriv &&
						       t->name_len == len + n)))
			return a;
	}
	return NULL;
}

bool annotation_is_program(const struct tag *t)
{
	enum variant ignored;
	const struct annotation *a = annotation_find(t, &ignored);

	return a && a->flags & ANNOTATION_PROGRAM;
}

static void no_such_annotation(struct reading *r, const struct tag *t)
{
	const char *names[ARRAY_SIZE(annotations)];
	char name[64], question[128];

	for (size_t i = 0; i < ARRAY_SIZE(annotations); i++)
		names[i] = annotations[i].name;
	snprintf(name, sizeof(name), "%.*s",
		t->name_len < sizeof(name) ? (int)t->name_len : (int)sizeof(name) - 1, t->name);
	problem_ask(&r->common, "annotation not understood", t->whole,
		nearest_question(question, sizeof(question), name, names, ARRAY_SIZE(names)));
}

void annotation_read(struct reading *r, const struct tag *t)
{
	enum variant variant;
	const struct annotation *a = annotation_find(t, &variant);

	if (a)
		a->set(r, &r->variants[variant], t);
	else
		no_such_annotation(r, t);
}
