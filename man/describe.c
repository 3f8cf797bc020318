// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the list of the built-in objects in bpfjury-docket(7) from their annotations:
 *
 *	describe OBJECT...
 *
 * Status 1 where a program has no description, or an annotation that /init would not understand.
 */
#include "init/expect/expect.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* Print text for scdoc(5), with its markup characters escaped. */
static void put(const char *text)
{
	for (; *text; text++) {
		if (strchr("\\_*#.+[|:", *text))
			putchar('\\');
		putchar(*text);
	}
}

/* Every need is met: only the form of the annotations is checked. */
static int has_all(void *data, const char *what, uint64_t dropped, char *why, size_t why_size)
{
	(void)dropped;
	(void)data;
	(void)what;
	(void)why;
	(void)why_size;
	return 1;
}

/* Whether it is accepted only where a condition holds.  It must then have the first release. */
static bool is_of_some_kernels(const struct tag *a, size_t count)
{
	bool refused = false, accepted = false, conditional = false;

	for (size_t at = 0, end; at <= count; at = end + 1) {
		bool other = false, conditions = false;
		for (end = at; end < count && !tag_is(&a[end], "bpfjury_otherwise"); end++) {
			other |= tag_is(&a[end], "test_expect_failure") ||
				 tag_is(&a[end], "bpfjury_expect_unloadable");
			conditions |= tag_is(&a[end], "bpfjury_needs") ||
				      tag_is(&a[end], "bpfjury_since") ||
				      tag_is(&a[end], "bpfjury_until");
		}
		refused |= other;
		accepted |= !other;
		conditional |= !other && conditions;
	}
	return accepted && conditional && refused;
}

/* "accepted", or "accepted (helper:bpf_loop), else rejected callback-unknown". */
static void put_cases(const struct tag *a, size_t count)
{
	static const struct {
		const char *tag, *word;
	} words[] = {
		{"test_expect_failure", "rejected"},
		{"bpfjury_expect_unloadable", "unloadable"},
	};
	bool more = true, first = true;

	for (size_t at = 0; more; first = false) {
		const char *verdict = "accepted", *reason = NULL;
		size_t end = at, conditions = 0;
		while (end < count && !tag_is(&a[end], "bpfjury_otherwise"))
			end++;
		for (size_t i = at; i < end; i++) {
			for (size_t j = 0; j < ARRAY_SIZE(words); j++)
				if (tag_is(&a[i], words[j].tag))
					verdict = words[j].word;
			if (tag_is(&a[i], "bpfjury_reason"))
				reason = a[i].value;
		}
		printf("%s*%s*", first ? "" : ", else ", verdict);
		if (reason) {
			putchar(' ');
			put(reason);
		}
		for (size_t i = at; i < end; i++) {
			bool since = tag_is(&a[i], "bpfjury_since"),
			     until = tag_is(&a[i], "bpfjury_until");
			if (!since && !until && !tag_is(&a[i], "bpfjury_needs"))
				continue;
			printf("%s%s", conditions++ ? ", " : " (",
				since	? "from "
				: until ? "before "
					: "");
			put(a[i].value);
		}
		if (conditions)
			putchar(')');
		more = end < count;
		at = end + 1;
	}
	printf("\n\n");
}

static bool describe(
	const struct bpf_object *object, const struct bpf_program *program, const char *path)
{
	const struct expect_kernel kernel = {.version = "999.0", .jit = true, .has = has_all};
	const char *name = bpf_program__name(program);
	struct tag *tags = calloc(TAGS_MAX, sizeof(*tags));
	const char *ignored[2];
	struct expectation e;

	expect_read(&e, bpf_object__btf(object), name, VARIANT_PRIVILEGED, &kernel);
	if (*e.problem || !e.shows) {
		fprintf(stderr, "%s: %s: %s\n", path, name,
			*e.problem ? e.problem : "it does not say what it shows");
		return false;
	}
	size_t count = tags ? tags_read(tags, TAGS_MAX, bpf_object__btf(object), name, &ignored[0],
				      &ignored[1])
			    : 0;
	if (is_of_some_kernels(tags, count) != (e.from != NULL)) {
		fprintf(stderr, "%s: %s: %s\n", path, name,
			e.from ? "PROGRAM_FROM() of what does not depend on the kernel"
			       : "PROGRAM_FROM() is missing: it is not accepted everywhere");
		return false;
	}
	putchar('*');
	put(name);
	printf("* (");
	put(bpf_program__section_name(program));
	putchar(')');
	if (e.from) {
		printf(", from ");
		put(e.from);
		printf(" on");
	}
	printf("\n\t");
	put(e.shows);
	printf(": ");
	put_cases(tags, count);
	free(tags);
	return true;
}

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)args;
	if (level == LIBBPF_WARN)
		fprintf(stderr, "libbpf: %s", format);
	return 0;
}

int main(int argc, char **argv)
{
	int status = 0;

	libbpf_set_print(quiet);
	for (int i = 1; i < argc; i++) {
		struct bpf_object *object = bpf_object__open(argv[i]);
		struct bpf_program *program;
		if (!object) {
			fprintf(stderr, "%s: it does not open\n", argv[i]);
			status = 1;
			continue;
		}
		bpf_object__for_each_program(program, object)
			if (!describe(object, program, argv[i]))
				status = 1;
		bpf_object__close(object);
	}
	return fflush(stdout) || ferror(stdout) ? 2 : status;
}
