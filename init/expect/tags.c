// SPDX-License-Identifier: GPL-2.0-only
#include "expect/tags.h"
#include "verdict/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Past a counter that ends with @end, which goes into *@order; @s where there is none. */
static const char *skip_counter(const char *s, char end, unsigned long *order)
{
	char *after;

	if (!isdigit((unsigned char)*s))
		return s;
	unsigned long n = strtoul(s, &after, 10);
	if (*after != end)
		return s;
	*order = n;
	return after + 1;
}

bool tag_is(const struct tag *t, const char *name)
{
	return strlen(name) == t->name_len && strncmp(t->name, name, t->name_len) == 0;
}

/*
 * False: @text is another kind of decl tag ("exception_callback:…").  A tag without a counter sorts
 * after @before, the one before it.
 */
static bool parse_tag(
	struct tag *t, const char *text, const struct tag *before, unsigned long place)
{
	static const char mark[] = TAGS_MARK;

	if (strncmp(text, mark, sizeof(mark) - 1) != 0)
		return false;
	*t = (struct tag){.whole = text, .order = before ? before->order : 0, .place = place};
	t->name = skip_counter(text + sizeof(mark) - 1, ':', &t->order);
	t->name_len = strcspn(t->name, "=");
	t->value = t->name[t->name_len] ? t->name + t->name_len + 1 : "";
	/*
	 * 6.12 has counters only in messages that are looked for in a text.  The value of another
	 * tag may begin with "1=", and so may a message after 7.x's counter.
	 */
	if (t->name == text + sizeof(mark) - 1 && (strncmp(t->name, "test_expect_", 12) == 0 ||
							  strncmp(t->name, "test_jited", 10) == 0))
		t->value = skip_counter(t->value, '=', &t->order);
	return true;
}

static int by_order(const void *a, const void *b)
{
	const struct tag *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

size_t tags_read(struct tag *ret, size_t size, const struct btf *btf, const char *program,
	const char **ret_problem, const char **ret_about)
{
	int id = btf ? btf__find_by_name_kind(btf, program, BTF_KIND_FUNC) : -1;
	size_t count = 0;

	*ret_problem = *ret_about = NULL;
	for (__u32 i = 1; id >= 0 && i < btf__type_cnt(btf); i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		if (btf_is_func(t) && (int)i != id &&
			strcmp(btf__name_by_offset(btf, t->name_off), program) == 0) {
			*ret_problem = "annotations may belong to either function of that name";
			*ret_about = program;
		}
		if (!btf_is_decl_tag(t) || (int)t->type != id ||
			btf_decl_tag(t)->component_idx != -1)
			continue;
		const char *text = btf__name_by_offset(btf, t->name_off);
		struct tag tag;
		if (!text || !parse_tag(&tag, text, count ? &ret[count - 1] : NULL, count))
			continue;
		if (count == size) {
			*ret_problem = "too many annotations, ignored from";
			*ret_about = text;
			break;
		}
		ret[count++] = tag;
	}
	qsort(ret, count, sizeof(*ret), by_order);
	return count;
}

bool tags_stray(char *ret, size_t size, const struct btf *btf,
	bool (*is_program)(void *data, const char *name), void *data)
{
	for (__u32 i = 1; btf && i < btf__type_cnt(btf); i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const char *text =
			btf_is_decl_tag(t) ? btf__name_by_offset(btf, t->name_off) : NULL;
		const struct btf_type *of = text ? btf__type_by_id(btf, t->type) : NULL;
		struct tag tag;
		if (!of || !parse_tag(&tag, text, NULL, 0) ||
			(strncmp(tag.name, "test_", 5) != 0 &&
				strncmp(tag.name, "bpfjury_", 8) != 0))
			continue;
		const char *name = btf__name_by_offset(btf, of->name_off);
		const bool of_function = btf_is_func(of) && btf_decl_tag(t)->component_idx == -1;
		/* the selftests mark subprograms so, without effect: verifier_tailcall_jit.c */
		if (of_function && (is_program(data, name) || tag_is(&tag, "test_auxiliary") ||
					   tag_is(&tag, "test_auxiliary_unpriv")))
			continue;
		char clean[96], clean_name[96];
		text_set(clean, text);
		text_set(clean_name, name ? name : "");
		snprintf(ret, size,
			"an annotation of %s %s, which is not a program of this object: \"%s\"",
			of_function	  ? "function"
			: btf_is_func(of) ? "a parameter of"
					  : "variable or type",
			clean_name, clean);
		return true;
	}
	return false;
}
