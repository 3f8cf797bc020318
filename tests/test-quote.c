// SPDX-License-Identifier: GPL-2.0-only
/* Any text is one word for a shell, and the same one; what cannot be shown is not made exact. */
#include "quote.h"
#include "cleanup.h"
#include "format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void a_shell_reads_the_same_word(void **state)
{
	static const char *const words[] = {"plain/word-1.o", "", "a b", "it's", "'", "''",
		"$(false)", "`false`", "\"", "\\", "*", "~", "#", "-n", "a;b", "{a,b}", "!!", "=x",
		"é"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		cleanup_free char *quoted = quote_shell_exact(words[i]);
		cleanup_free char *line = format_string("printf '%%s.' %s", quoted);
		char got[64] = "";
		FILE *out = popen(line, "r");
		assert_non_null(out);
		got[fread(got, 1, sizeof(got) - 1, out)] = '\0';
		pclose(out);
		assert_int_equal(strlen(got), strlen(words[i]) + 1);
		assert_memory_equal(got, words[i], strlen(words[i]));
	}
}

static void what_cannot_be_shown_is_not_exact(void **state)
{
	static const char *const words[] = {"a\nb", "\x1b[31m", "\xff", "##[error]", "\u202ex"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		cleanup_free char *quoted = quote_shell(words[i]);
		assert_null(quote_shell_exact(words[i]));
		assert_non_null(quoted);
		assert_null(strpbrk(quoted, "\n\x1b\xff"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shell_reads_the_same_word),
		cmocka_unit_test(what_cannot_be_shown_is_not_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
