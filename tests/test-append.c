// SPDX-License-Identifier: GPL-2.0-only
/* Words that a user adds to a kernel's command line: which may be, and which had no effect. */
#include "cleanup.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/append.h"
#include "probe/words.h"
#include "processors.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char top[] = "/tmp/test-append.XXXXXX";

static void words_are_made_tidy(void **state)
{
	static const struct {
		const char *given, *words; /* NULL: refused, or none */
		int r;
	} cases[] = {
		{"lockdown=integrity", "lockdown=integrity", 0},
		{" a=1\t b  c ", "a=1 b c", 0},
		{"", NULL, 0},
		{"  ", NULL, 0},
		{"none", NULL, 0},
		{"none quiet2", "none quiet2", 0},
		{"console=ttyS1", NULL, -EINVAL},
		{"a=1 jury.from=3:0", NULL, -EINVAL},
		{"jury.nonce=0", NULL, -EINVAL},
		{"--", NULL, -EINVAL},
		{"init=/bin/sh", NULL, -EINVAL},
		{"rdinit=/bin/sh", NULL, -EINVAL},
		{"panic=0", NULL, -EINVAL},
		{"panic_on_warn=1", "panic_on_warn=1", 0},
		{"oops=nopanic", NULL, -EINVAL},
		{"quiet", NULL, -EINVAL},
		{"loglevel=0", NULL, -EINVAL},
		{"printk.time=0", NULL, -EINVAL},
		{"sysctl.kernel.panic=0", NULL, -EINVAL},
		{"sysctl/kernel/panic=0", NULL, -EINVAL},
		{"sysctl.kernel/panic_on_oops=0", NULL, -EINVAL},
		{"sysctl.kernel.printk=1", NULL, -EINVAL},
		{"sysctl.kernel.panic_on_warn=1", "sysctl.kernel.panic_on_warn=1", 0},
		{"mem=64M", NULL, -EINVAL},
		{"a=\"b c\"", NULL, -EINVAL},
		{"a\nb", NULL, -EINVAL},
		{"a\x1b[1m", NULL, -EINVAL},
		{"l\xc3\xb6"
		 "ckdown=1",
			NULL, -EINVAL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		cleanup_free char *words = NULL;
		char why[256] = "";
		assert_int_equal(
			append_words(&words, cases[i].given, why, sizeof(why)), cases[i].r);
		assert_int_equal(*why != '\0', cases[i].r != 0);
		if (cases[i].words)
			assert_string_equal(words, cases[i].words);
		else
			assert_null(words);
	}
}

static void too_many_words_are_refused(void **state)
{
	char text[APPEND_SIZE + 1], why[256];
	char *words = NULL;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[APPEND_SIZE] = '\0';
	assert_int_equal(append_words(&words, text, why, sizeof(why)), -EINVAL);
	text[APPEND_SIZE - 1] = '\0';
	assert_int_equal(append_words(&words, text, why, sizeof(why)), 0);
	assert_int_equal(strlen(words), APPEND_SIZE - 1);
	free(words);
}

static void put(const char *path, const char *text)
{
	cleanup_free char *whole = format_string("%s%s", top, path);
	cleanup_free char *dir = strdup(whole);

	*strrchr(dir, '/') = '\0';
	assert_int_equal(directory_make(dir), 0);
	assert_int_equal(files_write(whole, text, strlen(text)), 0);
}

/* What words_unused() says of one word; "": it had an effect. */
static const char *why_unused(const char *word)
{
	static char *const argv[] = {(char *)"/init", (char *)"nosuch", (char *)"sysctl.x=1", NULL};
	static char *const envp[] = {
		(char *)"HOME=/", (char *)"TERM=linux", (char *)"unheard=1", NULL};
	const struct words_place place = {.root = top, .argv = argv, .envp = envp};
	static char why[256];
	json_auto_t *all = words_unused(word, &place);

	*why = '\0';
	assert_non_null(all);
	if (json_array_size(all)) {
		const json_t *first = json_array_get(all, 0);
		assert_string_equal(json_string_value(json_object_get(first, "word")), word);
		snprintf(why, sizeof(why), "%s", json_string_value(json_object_get(first, "why")));
	}
	return why;
}

static void words_without_effect_are_found(void **state)
{
	static const struct {
		const char *word, *why;
	} cases[] = {
		{"sysctl.net.core.bpf_jit_enable=1", ""},
		{"sysctl.net.core.bpf_jit_enable=0x1", ""},
		{"sysctl/net/core/bpf_jit_enable=1", ""},
		{"sysctl.net.core.bpf_jit_enable=0", "it is 1"},
		{"sysctl.net.core.bpf_jit_enabled=0", "this kernel has no sysctl of that name"},
		{"sysctl./../../../proc/sys=1", "this kernel has no sysctl of that name"},
		{"lockdown=integrity", ""},
		{"lockdown=confidentiality", "lockdown is at integrity"},
		{"lockdown=integrit", "lockdown is at integrity"},
		{"lsm=lockdown,bpf", ""},
		{"lsm=bpf", ""},
		{"lsm=", ""},
		{"lsm=lockdown,landlock",
			"landlock is not among the active ones, lockdown,capability,bpf"},
		{"lsm=bp", "bp is not among the active ones, lockdown,capability,bpf"},
		{"tcp-cubic.beta=3", ""},
		{"cgroup.memory=nobpf", ""},
		{"iommu.strict=0", ""},
		{"cgroups.memory=nobpf", "this kernel has nothing called cgroups"},
		{"nothing.beta=3", "this kernel has nothing called nothing"},
		{"nosuch", "this kernel does not know it"},
		{"unheard=1", "this kernel does not know it"},
		{"unheard=2", ""}, /* the kernel handed another one on */
		{"nosmp", ""},
		{"jury.nonsense=1", ""},
		{"/init", ""},
	};

	(void)state;
	put("/proc/sys/net/core/bpf_jit_enable", "1\n");
	put("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
	put("/sys/kernel/security/lsm", "lockdown,capability,bpf");
	put("/sys/module/tcp_cubic/parameters/beta", "3\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (strcmp(why_unused(cases[i].word), cases[i].why) != 0)
			fail_msg("%s: %s", cases[i].word, why_unused(cases[i].word));
}

static void all_words_are_looked_at(void **state)
{
	const struct words_place place = {.root = top};
	char line[4096] = "";
	json_t *all;

	(void)state;
	all = words_unused("a \xff.c=1 b.c=1 d nothing.x\n", &place);
	assert_int_equal(json_array_size(all), 2);
	json_decref(all);
	for (int i = 0; i < 100; i++)
		strcat(line, "none.such=1 ");
	all = words_unused(line, &place);
	assert_int_equal(json_array_size(all), UNUSED_WORDS_MAX);
	json_decref(all);
	memset(line, 'x', sizeof(line) - 1);
	all = words_unused(line, &place);
	assert_int_equal(json_array_size(all), 0);
	json_decref(all);
}

static void a_cgroup_limits_processors(void **state)
{
	(void)state;
	assert_true(processors_of_cgroups(top) == INT64_MAX);
	put("/proc/self/cgroup", "1:name=x:/\n0::/a/b\n");
	assert_true(processors_of_cgroups(top) == INT64_MAX);
	put("/sys/fs/cgroup/a/cpu.max", "350000 100000\n");
	put("/sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
	assert_int_equal(processors_of_cgroups(top), 3);
	put("/sys/fs/cgroup/a/b/cpu.max", "50000 100000\n");
	assert_int_equal(processors_of_cgroups(top), 1);
	put("/sys/fs/cgroup/a/b/cpu.max", "garbage\n");
	assert_int_equal(processors_of_cgroups(top), 3);
	assert_true(processors() >= 1);
}

static int make_top(void **state)
{
	(void)state;
	return mkdtemp(top) ? 0 : -1;
}

static int remove_top(void **state)
{
	(void)state;
	return directory_remove(top);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_made_tidy),
		cmocka_unit_test(too_many_words_are_refused),
		cmocka_unit_test(words_without_effect_are_found),
		cmocka_unit_test(all_words_are_looked_at),
		cmocka_unit_test(a_cgroup_limits_processors),
	};

	return cmocka_run_group_tests(tests, make_top, remove_top);
}
