// SPDX-License-Identifier: GPL-2.0-only
/* What kmemleak writes, read as reports. */
#include "../init/kmemleak.h"
#include "../init/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

int64_t uptime_ms(void)
{
	return 0;
}

void stream_tick(void)
{
}

/* The forms of 5.10, with addresses, and of 6.12. */
static const char text[] = "unreferenced object 0xffff888003d5a000 (size 4096):\n"
			   "  comm \"swapper/0\", pid 1, jiffies 4294892296\n"
			   "  backtrace (crc 0):\n"
			   "    pci_setup+0x1/0x2\n"
			   "unreferenced object 0xffff888003d5c800 (size 2048):\n"
			   "  comm \"init\", pid 35, jiffies 4294893296 (age 7.100s)\n"
			   "  hex dump (first 32 bytes):\n"
			   "    01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................\n"
			   "  backtrace:\n"
			   "    [<00000000a1b2c3d4>] kmem_cache_alloc_trace+0x11/0x22\n"
			   "    [<00000000a1b2c3d4>] bpf_check+0x1234/0x5678\n"
			   "    [<00000000a1b2c3d4>] bpf_prog_load+0x1/0x2\n"
			   "unreferenced object 0xffff888003d5d000 (size 32):\n"
			   "  comm \"kworker/0:1\", pid 9, jiffies 4294893396\n"
			   "  backtrace (crc 61ad8e61):\n"
			   "    __kmalloc_node_noprof+0x33/0x44\n"
			   "    kvmemdup_bpfptr+0x1/0x2\n";

static void reports_are_read(void **state)
{
	static struct splat_report r;
	const char *at = text;

	(void)state;
	assert_true(kmemleak_next(&at, &r));
	assert_string_equal(r.splat.title, "memory leak in bpf_check");
	assert_string_equal(r.splat.line, "kmemleak: unreferenced object 0xffff888003d5c800 (size 2048):");
	assert_true(strncmp(r.text, "unreferenced object 0xffff888003d5c800", 38) == 0);
	assert_non_null(strstr(r.text, "bpf_prog_load+0x1/0x2\n"));
	assert_null(strstr(r.text, "0xffff888003d5d000"));
	assert_true(kmemleak_next(&at, &r));
	assert_string_equal(r.splat.title, "memory leak"); /* all that is left of it allocates */
	assert_false(kmemleak_next(&at, &r));
	at = "";
	assert_false(kmemleak_next(&at, &r));
}

/* Cut anywhere, it is read to its end. */
static void cut_reports_end(void **state)
{
	static struct splat_report r;
	char part[sizeof(text)];

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		const char *at = part;
		int n = 0;
		memcpy(part, text, len);
		part[len] = '\0';
		while (kmemleak_next(&at, &r))
			assert_true(*r.splat.title && ++n <= 3);
	}
}

static void without_kmemleak_nothing_is_waited_for(void **state)
{
	char none[8] = "x";

	(void)state;
	if (access("/sys/kernel/debug/kmemleak", F_OK) == 0)
		skip();
	assert_false(kmemleak_scan(none, sizeof(none)));
	assert_string_equal(none, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_are_read),
		cmocka_unit_test(cut_reports_end),
		cmocka_unit_test(without_kmemleak_nothing_is_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
