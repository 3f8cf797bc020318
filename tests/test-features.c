// SPDX-License-Identifier: GPL-2.0-only
/* The upstream version, from the release and version strings of distributions. */
#include "probe/features.h"
#include "config.h"

#include <bpf/libbpf.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const struct {
	const char *release, *version, *signature, *upstream;
} kernels[] = {
	/* Debian */
	{"5.10.0-46-cloud-amd64", "#1 SMP Debian 5.10.262-1 (2026-02-01)", "", "5.10.262"},
	{"6.1.0-44-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.170-1 (2026-03-02)", "", "6.1.170"},
	{"6.12.43+deb12-cloud-amd64",
		"#1 SMP PREEMPT_DYNAMIC Debian 6.12.43-1~bpo12+1 (2025-09-06)", "", "6.12.43"},
	{"6.12.9+bpo-rt-amd64", "#1 SMP PREEMPT_RT Debian 6.12.9-1~bpo12+1 (2025-01-19)", "",
		"6.12.9"},
	{"6.13-rc6-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.13~rc6-1~exp1 (2025-01-06)", "",
		"6.13-rc6"},
	{"7.2.6+deb13-cloud-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 7.2.6-1~bpo13+1 (2026-02-01)",
		"", "7.2.6"},
	{"4.19.0-27-amd64", "#1 SMP Debian 4.19.316-1 (2024-06-25)", "", "4.19.316"},
	/* Ubuntu */
	{"6.8.0-45-generic", "#45-Ubuntu SMP PREEMPT_DYNAMIC Fri Aug 30 12:02:04 UTC 2024",
		"Ubuntu 6.8.0-45.45-generic 6.8.12", "6.8.12"},
	{"6.8.0-45-generic", "#45~22.04.1-Ubuntu SMP PREEMPT_DYNAMIC Wed Sep 11 15:25:05 UTC 2",
		"Ubuntu 6.8.0-45.45~22.04.1-generic 6.8.12", "6.8.12"},
	{"5.15.0-1070-aws", "#76-Ubuntu SMP Mon Sep 2 12:20:36 UTC 2024", "", "5.15.0"},
	/* built from source, and other distributions */
	{"6.6.51", "#1 SMP PREEMPT_DYNAMIC Thu Sep 12 10:00:00 UTC 2024", "", "6.6.51"},
	{"6.13.0-rc6", "#1 SMP Mon Jan  6 10:00:00 UTC 2025", "", "6.13.0-rc6"},
	{"6.13.0-rc6-00012-gabcdef012345-dirty", "#7 SMP Mon Jan  6 10:00:00 UTC 2025", "",
		"6.13.0-rc6"},
	{"6.12.0-next-20241125", "#1 SMP", "", "6.12.0"},
	{"5.14.0-503.el9.x86_64", "#1 SMP PREEMPT_DYNAMIC Tue Sep 24 09:00:00 UTC 2024", "",
		"5.14.0"},
	{"6.6.32-rcu-test", "#1 SMP", "", "6.6.32"},
	{"6.6.51.", "#1 SMP", "", "6.6.51"},
	/* a string without a version falls back on the next one, and at last on "unknown" */
	{"6.1.0-44-amd64", "#1 SMP Debian unreleased", "", "6.1.0"},
	{"6.8.0-45-generic", "#45-Ubuntu SMP", "no figures", "6.8.0"},
	{"", "", "", "unknown"},
	{"rolling", "#1 SMP Debian sid", "", "unknown"},
	{"...", "Debian ...", " ...", "unknown"},
};

/* config.h says what meson was told, libbpf what was linked. */
static void the_linked_libbpf_is_the_named_one(void **state)
{
	const char *linked = libbpf_version_string() + 1; /* "v1.7" */
	const size_t len = strlen(linked);

	(void)state;
	assert_int_equal(strncmp(LIBBPF_IDENTITY, linked, len), 0);
	assert_true(LIBBPF_IDENTITY[len] == '.' || LIBBPF_IDENTITY[len] == ' ');
	assert_int_equal(LIBBPF_MAJOR_VERSION, libbpf_major_version());
	assert_int_equal(LIBBPF_MINOR_VERSION, libbpf_minor_version());
}

static void the_upstream_version_is_found(void **state)
{
	char out[128];

	(void)state;
	for (size_t i = 0; i < sizeof(kernels) / sizeof(*kernels); i++) {
		features_version(kernels[i].release, kernels[i].version, kernels[i].signature, out,
			sizeof(out));
		if (strcmp(out, kernels[i].upstream) != 0)
			fail_msg("%s, %s: %s, not %s", kernels[i].release, kernels[i].version, out,
				kernels[i].upstream);
	}
}

static void a_version_that_does_not_fit_is_unknown(void **state)
{
	char long_one[600] = "6.", out[16];

	(void)state;
	memset(long_one + 2, '6', sizeof(long_one) - 3);
	features_version(long_one, "", "", out, sizeof(out));
	assert_string_equal(out, "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_linked_libbpf_is_the_named_one),
		cmocka_unit_test(the_upstream_version_is_found),
		cmocka_unit_test(a_version_that_does_not_fit_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
