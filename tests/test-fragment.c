// SPDX-License-Identifier: GPL-2.0-only
/* Fragments of kernel configuration: lines, conditions, and the effect of each line. */
#include "diag.h"
#include "kernel/build/fragment.h"
#include "kernel/build/kconfig-expression.h"
#include "kernel/build/kconfig.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct kernel_version v6_1 = {6, 1, 192, 0}, v6_7 = {6, 7, 0, 0},
				   v6_7_rc1 = {6, 7, 0, 1};

static int add(struct fragments *f, const char *text)
{
	return fragments_add(f, "some.config", text, strlen(text), false);
}

static void lines_are_read(void **state)
{
	static const char text[] =
		"# words for people\n"
		"\n"
		"CONFIG_BPF=y\n"
		"  CONFIG_NR_CPUS=8\t# as many as anybody has: or so\r\n"
		"# CONFIG_WLAN is not set\n"
		"#CONFIG_TUN is not set\n"
		"# CONFIG_DUMMY is not set # from 6.7\n"
		"CONFIG_LSM=\"bpf,yama # \\\" no comment\"# no blank before it\n"
		"CONFIG_PANIC_TIMEOUT=-1\n"
		"CONFIG_PHYSICAL_START=0x1000000\n"
		"CONFIG_NETKIT=m # from 6.7, optional: words, and more, from 9.9\n"
		"CONFIG_OLD=y # before 6.7\n"
		"# CONFIG_X=y\n"
		"CONFIG_LAST=n";
	static const struct {
		const char *symbol, *value;
		int number;
	} want[] = {{"BPF", "y", 3}, {"NR_CPUS", "8", 4}, {"WLAN", "n", 5}, {"TUN", "n", 6},
		{"DUMMY", "n", 7}, {"PANIC_TIMEOUT", "-1", 9}, {"PHYSICAL_START", "0x1000000", 10},
		{"NETKIT", "m", 11}, {"OLD", "y", 12}, {"LAST", "n", 14}};
	struct fragments f = {0};
	char *fixed = strdup(text);

	(void)state;
	/* a # right after a value, without a blank, is an error */
	assert_int_equal(add(&f, text), FAIL_MISUSE);
	assert_int_equal(f.n, 0);
	char *glued = strstr(fixed, "\"# no blank");
	glued[1] = ' ';
	glued[2] = '#';
	assert_int_equal(add(&f, fixed), 0);
	assert_int_equal(f.n, sizeof(want) / sizeof(*want) + 1);
	for (size_t i = 0, at = 0; i < sizeof(want) / sizeof(*want); i++, at++) {
		at += f.lines[at].number == 8;
		assert_string_equal(f.lines[at].symbol, want[i].symbol);
		assert_string_equal(f.lines[at].value, want[i].value);
		assert_int_equal(f.lines[at].number, want[i].number);
		assert_string_equal(f.lines[at].from, "some.config");
		assert_int_equal(f.lines[at].optional, strcmp(want[i].symbol, "NETKIT") == 0);
	}
	assert_string_equal(f.lines[5].value, "\"bpf,yama # \\\" no comment\"");
	fragments_clear(&f);
	free(fixed);
}

static void malformed_lines_are_refused(void **state)
{
	static const char *const bad[] = {"CONFIG_BPF", "CONFIG_BPF y",
		"CONFIG_BPF=", "CONFIG_BPF= y", "CONFIG_=y", "BPF=y", "config_BPF=y",
		"CONFIG_BPF=yes", "CONFIG_BPF=Y", "CONFIG_A=8k", "CONFIG_A=0x", "CONFIG_A=0xfg",
		"CONFIG_A=-", "CONFIG_LSM=\"bpf", "CONFIG_LSM=\"bpf\" y", "CONFIG_LSM=bpf",
		"CONFIG_A=y CONFIG_B=y", "CONFIG_A=y # from six", "CONFIG_A=y # from 6.7, before",
		"CONFIG_A=y # from 6.7, soon", "CONFIG_A=y # from 6.7, from 6.8",
		"CONFIG_A=y # before 6.7 or so", "CONFIG_A=y # from ", "CONFIG_A=y # optional,",
		"<<<<<<< HEAD", "# CONFIG_A is not settled", "CONFIG-A=y", "CONFIG_\xc3\xa4=y",
		"CONFIG_A=\"a\rb\""};
	struct fragments f = {0};

	(void)state;
	assert_int_equal(add(&f, "CONFIG_GOOD=y\n"), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char text[128];
		snprintf(text, sizeof(text), "CONFIG_FIRST=y\n%s\n", bad[i]);
		if (add(&f, text) != FAIL_MISUSE)
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(f.n, 1);
		assert_int_equal(f.n_names, 1);
	}
	assert_int_equal(fragments_add(&f, "nul", "CONFIG_A=y\0", 11, false), FAIL_MISUSE);
	fragments_clear(&f);
}

/* The line that counts for @symbol on that kernel. */
static const struct fragment_line *find(
	struct fragments *f, const char *symbol, const struct kernel_version *v)
{
	assert_int_equal(fragments_resolve(f, v), 0);
	for (size_t i = 0; i < f->n; i++)
		if (f->lines[i].state == LINE_EFFECTIVE && strcmp(f->lines[i].symbol, symbol) == 0)
			return &f->lines[i];
	return NULL;
}

static void lines_are_for_releases(void **state)
{
	struct fragments f = {0};

	(void)state;
	assert_int_equal(
		add(&f, "CONFIG_A=y # from 6.7\nCONFIG_B=y # before 6.7\nCONFIG_A=m # before 6.1.192\n"
			"CONFIG_C=y\nCONFIG_C=m # from 6.7\nCONFIG_C=n # from 6.8\n"),
		0);
	assert_null(find(&f, "A", &v6_1));
	assert_string_equal(find(&f, "A", &v6_7)->value, "y");
	/* release candidates have the features of their release */
	assert_string_equal(find(&f, "A", &v6_7_rc1)->value, "y");
	assert_null(find(&f, "B", &v6_7_rc1));
	assert_string_equal(find(&f, "B", &v6_1)->value, "y");
	assert_string_equal(find(&f, "C", &v6_1)->value, "y");
	assert_string_equal(find(&f, "C", &v6_7)->value, "m");
	assert_null(find(&f, "D", &v6_7));
	fragments_clear(&f);
}

static void lines_without_effect_are_reported(void **state)
{
	static const char config[] =
		"# Linux/x86 6.7.0 Kernel Configuration\nCONFIG_TOOK=y\nCONFIG_NUMBER=0x10\n"
		"# CONFIG_DROPPED is not set\nCONFIG_CHANGED=m\nCONFIG_STAYED=y\nCONFIG_NET=y\n";
	struct kconfig_symbol list[] = {{(char *)"CHANGED", (char *)""},
		{(char *)"DROPPED", (char *)"NET && (INET || !NET) && y"},
		{(char *)"GONE", (char *)""}, {(char *)"STAYED", (char *)""}};
	const struct kconfig_symbols symbols = {.list = list, .n = 4};
	static const struct {
		const char *symbol;
		enum merge_outcome outcome;
	} want[] = {{"TOOK", MERGE_TOOK}, {"NUMBER", MERGE_TOOK}, {"DROPPED", MERGE_DROPPED},
		{"CHANGED", MERGE_CHANGED}, {"STAYED", MERGE_STAYED}, {"NOWHERE", MERGE_UNKNOWN},
		{"MAYBE", MERGE_UNKNOWN}, {"ABSENT", MERGE_TOOK}, {"GONE", MERGE_DROPPED}};
	struct fragments f = {0};
	struct merge m = {0};
	char *text = NULL;
	size_t len = 0;

	(void)state;
	assert_int_equal(
		add(&f, "CONFIG_TOOK=m\nCONFIG_TOOK=y\nCONFIG_NUMBER=16\nCONFIG_DROPPED=y\nCONFIG_CHANGED=y\n"
			"# CONFIG_STAYED is not set\nCONFIG_NOWHERE=y\nCONFIG_MAYBE=y # optional\n"
			"# CONFIG_ABSENT is not set\nCONFIG_GONE=y\nCONFIG_LATER=y # from 6.8\n"),
		0);
	assert_int_equal(fragments_resolve(&f, &v6_7), 0);
	assert_int_equal(merge_compare(&m, &f, config, &symbols), 0);
	assert_int_equal(m.n, sizeof(want) / sizeof(*want));
	for (size_t i = 0; i < m.n; i++) {
		assert_string_equal(m.lines[i].line->symbol, want[i].symbol);
		assert_int_equal(m.lines[i].outcome, want[i].outcome);
	}
	assert_int_equal(m.overridden, 1);
	assert_int_equal(m.elsewhere, 1);
	assert_int_equal(m.wrong, 5);
	assert_string_equal(m.lines[2].depends, "(INET || !NET)");
	FILE *to = open_memstream(&text, &len);
	merge_print(&m, to, false);
	fclose(to);
	assert_string_equal(text,
		"some.config:4: CONFIG_DROPPED=y was dropped: its dependencies are not met: (INET || !NET)\n"
		"some.config:5: CONFIG_CHANGED=y came out as m\n"
		"some.config:6: CONFIG_STAYED=n stayed y: another option selects it\n"
		"some.config:7: CONFIG_NOWHERE=y is not known to this kernel\n"
		"some.config:8: CONFIG_MAYBE=y is not known to this kernel (optional)\n"
		"some.config:10: CONFIG_GONE=y was dropped: it cannot be set by hand, only selected by other options\n");
	free(text);
	merge_clear(&m);
	fragments_clear(&f);
}

static void an_unknown_option_suggests_near_ones(void **state)
{
	struct kconfig_symbol list[] = {{(char *)"BPF_JIT", (char *)""},
		{(char *)"BPF_SYSCALL", (char *)""}, {(char *)"BPF_SYSCALL", (char *)""},
		{(char *)"NET", (char *)""}};
	const struct kconfig_symbols symbols = {.list = list, .n = 4};
	struct fragments f = {0};
	struct merge m = {0};
	char *text = NULL;
	size_t len = 0;

	(void)state;
	assert_int_equal(add(&f, "CONFIG_BPF_SYCALL=y\nCONFIG_ZZZZZZZ=y\n"), 0);
	assert_int_equal(fragments_resolve(&f, &v6_7), 0);
	assert_int_equal(
		merge_compare(&m, &f, "# Linux/x86 6.7.0 Kernel Configuration\n", &symbols), 0);
	FILE *to = open_memstream(&text, &len);
	merge_print(&m, to, false);
	fclose(to);
	assert_string_equal(text,
		"some.config:1: CONFIG_BPF_SYCALL=y is not known to this kernel; did you mean BPF_SYSCALL?\n"
		"some.config:2: CONFIG_ZZZZZZZ=y is not known to this kernel\n");
	free(text);
	merge_clear(&m);
	fragments_clear(&f);
}

static void unmet_dependencies_are_named(void **state)
{
	static const char config[] =
		"CONFIG_Y=y\nCONFIG_M=m\n# CONFIG_N is not set\nCONFIG_EIGHT=8\nCONFIG_S=\"x\"\n";
	static const struct {
		const char *depends, *unmet;
	} rows[] = {
		{"", ""},
		{"Y", ""},
		{"M", ""},
		{"N", "N=n"},
		{"ABSENT", "ABSENT=n"},
		{"!Y", "Y=y"},
		{"!N", ""},
		{"Y && N && !Y", "N=n, Y=y"},
		{"(N || Y)", ""},
		{"(N || !Y) && N", "(N || !Y), N=n"},
		{"(N || (Y && M)) && Y", ""},
		{"EIGHT >= 8 && EIGHT != 9 && EIGHT = 8 && EIGHT < 9", ""},
		{"EIGHT > 8", "EIGHT > 8"},
		{"(Y && EIGHT >= 23502) || N", "(Y && EIGHT >= 23502) || N"},
		{"M = m && M != y && N = n", ""},
		{"!(Y && M)", ""}, /* which is m */
		{"!(Y && Y)", "!(Y && Y)"},
		/* unknown */
		{"$(cc-option,-mabi)", ""},
		{"ABSENT >= 4", ""},
		{"(Y", ""},
		{"Y Y && N", "N=n"},
		{"&&", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *got = kconfig_unmet(rows[i].depends, config);
		if (strcmp(got, rows[i].unmet) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", rows[i].depends, got, rows[i].unmet);
		free(got);
	}
	/* deeply nested */
	char deep[2000];
	memset(deep, '(', sizeof(deep));
	deep[sizeof(deep) - 1] = '\0';
	free(kconfig_unmet(deep, config));
}

static void declarations_are_read(void **state)
{
	char text[] =
		"mainmenu \"x\"\n"
		"config NET\n\tbool \"Networking\" # of all kinds\n\thelp\n\t  Say Y here.\n\n\t  if you do\n"
		"\t  config NONE\n\tdepends on A || \\\n\t\tB\n"
		"if NET\n"
		"menu \"Options\"\n\tdepends on INET\n\tvisible if SEEN\n"
		"config INNER\n\ttristate \"x\" if EXPERT\n\tdefault y\n\tdepends on C\n\tselect Z if Y\n"
		"choice\n\tprompt \"which\"\n\tdepends on D\n"
		"config ONE\n\tbool 'one'\nconfig TWO\n\tbool\nendchoice\n"
		"endmenu\n"
		"source \"net/x/Kconfig\"\n"
		"endif\n"
		"menuconfig LAST\n\tdef_bool y\nconfig LAST\n\tbool \"again\"\n\tdepends on E\nendif\nendif\n";
	static const struct {
		const char *name, *depends;
		bool prompt, choice;
	} want[] = {{"INNER", "NET && INET && SEEN && EXPERT && C", true, false},
		{"LAST", "E", true, false}, {"NET", "(A || B)", true, false},
		{"ONE", "NET && INET && SEEN && D", true, true},
		{"TWO", "NET && INET && SEEN && D", false, true}};
	struct kconfig_symbols symbols = {0};

	(void)state;
	assert_int_equal(kconfig_symbols_add(&symbols, text), 0);
	kconfig_symbols_sort(&symbols);
	assert_int_equal(symbols.n, sizeof(want) / sizeof(*want) + 1);
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		const struct kconfig_symbol *k = kconfig_symbols_find(&symbols, want[i].name);
		assert_non_null(k);
		for (char *at; (at = strstr(k->depends, "  ")) || (at = strchr(k->depends, '\t'));)
			memmove(at, at + 1, strlen(at));
		assert_string_equal(k->depends, want[i].depends);
		assert_int_equal(k->prompt, want[i].prompt);
		assert_int_equal(k->choice, want[i].choice);
	}
	assert_null(kconfig_symbols_find(&symbols, "NONE"));
	kconfig_symbols_clear(&symbols);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read),
		cmocka_unit_test(malformed_lines_are_refused),
		cmocka_unit_test(lines_are_for_releases),
		cmocka_unit_test(lines_without_effect_are_reported),
		cmocka_unit_test(declarations_are_read),
		cmocka_unit_test(an_unknown_option_suggests_near_ones),
		cmocka_unit_test(unmet_dependencies_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
