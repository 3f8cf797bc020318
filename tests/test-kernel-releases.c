// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which releases there are, from what `apt-cache show` prints and from the store: one of each, in
 * the order of upstream versions.
 */
#include "cleanup.h"
#include "kernel/apt/pick.h"
#include "kernel/releases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define STANZA(package, version, kib)                                                              \
	"Package: " package "\nVersion: " version "\nInstalled-Size: " #kib                        \
	"\nSize: 99\nSHA256: " SHA "\nDescription-en: x\n Version: 99.9-1\n\n"

/* As Debian's mirror has them: several suites, unsigned packages, metapackages, an empty one. */
static const char debian[] = STANZA("linux-image-6.12-cloud-amd64", "6.12.200-1", 13) STANZA(
	"linux-image-6.12.101+deb13-cloud-amd64-unsigned", "6.12.101-1",
	34000) STANZA("linux-image-6.12.101+deb13-cloud-amd64", "6.12.101-1",
	34000) STANZA("linux-image-6.12.101+deb12-cloud-amd64", "6.12.101-1~bpo12+1", 34000)
	STANZA("linux-image-6.1.0-9-cloud-amd64", "6.1.27-1", 34000) STANZA(
		"linux-image-7.3-rc7-cloud-amd64", "7.3~rc7-1~exp1", 34000)
		STANZA("linux-image-7.3.4-cloud-amd64", "7.3.4-1", 34000) STANZA(
			"linux-image-6.12.94+deb13-cloud-amd64", "6.12.94-1", 34000)
			STANZA("linux-image-6.12.9-cloud-amd64", "6.12.9-1", 34000) STANZA(
				"linux-binary-unsigned-6.19.6-cloud-amd64", "6.19.6-1", 13000)
				STANZA("linux-image-6.19.6-cloud-amd64", "6.19.6-1", 15)
					STANZA("linux-image-strange", "6.12.3.4-1", 34000);

static const char ubuntu[] = STANZA("linux-image-6.8.0-100-generic", "6.8.0-100.100", 14000)
	STANZA("linux-image-6.8.0-31-generic", "6.8.0-31.31", 14000)
		STANZA("linux-image-6.11.0-8-generic", "6.11.0-8.8", 14000)
			STANZA("linux-image-6.8.0-45-generic", "6.8.0-45.45", 14000);

/* Enough of dpkg's order. */
static bool newer(const char *a, const char *b)
{
	const size_t same = strcspn(a, "~");

	if (!strncmp(a, b, same) && (a[same] == '~') != (b[same] == '~'))
		return b[same] == '~';
	return strverscmp(a, b) > 0;
}

static void add_lists(struct kernel_releases *r, const char *text)
{
	cleanup_free char *copy = strdup(text);
	struct kernel_pin *list = NULL;
	size_t n = 0;

	assert_int_equal(apt_pick_all(&list, &n, copy), 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(kernel_releases_add(r, NULL, &list[i]), 0);
	for (size_t i = 0; i < n; i++)
		kernel_pin_clear(&list[i]);
	free(list);
}

static void add_stored(struct kernel_releases *r, const char *package_version, const char *name)
{
	const struct kernel k = {.name = (char *)name, .package_version = (char *)package_version};

	assert_int_equal(kernel_releases_add(r, &k, NULL), 0);
}

/* "VERSION PACKAGE-VERSION NAME-OR-PACKAGE\n" of each. */
static void expect(struct kernel_releases *r, const char *lines)
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	kernel_releases_sort(r, newer);
	for (size_t i = 0; i < r->n; i++)
		fprintf(to, "%s %s %s\n", r->list[i].version, r->list[i].package_version,
			r->list[i].name ? r->list[i].name : r->list[i].pin.package);
	fclose(to);
	assert_string_equal(text, lines);
	free(text);
	kernel_releases_clear(r);
}

static void a_release_has_its_newest_package(void **state)
{
	struct kernel_releases r = {0};

	(void)state;
	expect(&r, "");
	add_lists(&r, debian);
	expect(&r, "6.1.27 6.1.27-1 linux-image-6.1.0-9-cloud-amd64\n"
		   "6.12.9 6.12.9-1 linux-image-6.12.9-cloud-amd64\n"
		   "6.12.94 6.12.94-1 linux-image-6.12.94+deb13-cloud-amd64\n"
		   "6.12.101 6.12.101-1 linux-image-6.12.101+deb13-cloud-amd64\n"
		   "6.19.6 6.19.6-1 linux-binary-unsigned-6.19.6-cloud-amd64\n"
		   "7.3-rc7 7.3~rc7-1~exp1 linux-image-7.3-rc7-cloud-amd64\n"
		   "7.3.4 7.3.4-1 linux-image-7.3.4-cloud-amd64\n");
}

static void what_the_store_has_is_not_downloaded(void **state)
{
	struct kernel_releases r = {0};

	(void)state;
	add_stored(&r, "6.12.101-1~bpo12+1", "debian-6.12.101-1~bpo12+1-cloud-amd64");
	add_stored(&r, "6.12.118-1", "debian-6.12.118-1-cloud-amd64");
	add_stored(&r, "6.1.27-1~deb11u1", "debian-6.1.27-1~deb11u1-cloud-amd64");
	add_stored(&r, "6.1.27-2", "debian-6.1.27-2-cloud-amd64");
	add_lists(&r, debian);
	expect(&r, "6.1.27 6.1.27-2 debian-6.1.27-2-cloud-amd64\n"
		   "6.12.9 6.12.9-1 linux-image-6.12.9-cloud-amd64\n"
		   "6.12.94 6.12.94-1 linux-image-6.12.94+deb13-cloud-amd64\n"
		   "6.12.101 6.12.101-1~bpo12+1 debian-6.12.101-1~bpo12+1-cloud-amd64\n"
		   "6.12.118 6.12.118-1 debian-6.12.118-1-cloud-amd64\n"
		   "6.19.6 6.19.6-1 linux-binary-unsigned-6.19.6-cloud-amd64\n"
		   "7.3-rc7 7.3~rc7-1~exp1 linux-image-7.3-rc7-cloud-amd64\n"
		   "7.3.4 7.3.4-1 linux-image-7.3.4-cloud-amd64\n");
}

static void each_package_of_ubuntu_is_one(void **state)
{
	struct kernel_releases r = {0};

	(void)state;
	add_lists(&r, ubuntu);
	add_lists(&r, ubuntu);
	add_stored(&r, "6.8.0-45.45", "ubuntu-6.8.0-45.45-generic-amd64");
	expect(&r, "6.8.0 6.8.0-31.31 linux-image-6.8.0-31-generic\n"
		   "6.8.0 6.8.0-45.45 ubuntu-6.8.0-45.45-generic-amd64\n"
		   "6.8.0 6.8.0-100.100 linux-image-6.8.0-100-generic\n"
		   "6.11.0 6.11.0-8.8 linux-image-6.11.0-8-generic\n");
}

static void versions_have_an_order(void **state)
{
	static const char *const sorted[] = {"4.19", "5.4", "5.10.218", "5.10.1000", "6.1", "6.1.9",
		"6.1.10", "6.12-rc1", "6.12-rc10", "6.12", "6.12.1", "7.0"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sorted); i++)
		for (size_t j = 0; j < ARRAY_SIZE(sorted); j++) {
			struct kernel_version a, b;
			assert_int_equal(version_parse(&a, sorted[i]), 0);
			assert_int_equal(version_parse(&b, sorted[j]), 0);
			const int order = version_compare(&a, &b);
			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
}

static void a_candidate_can_be_asked_for(void **state)
{
	struct kernel_spec spec;

	(void)state;
	assert_int_equal(spec_parse(&spec, "debian:7.3-rc7"), 0);
	assert_true(spec.is_release);
	assert_true(spec_matches(&spec, "7.3-rc7"));
	assert_false(spec_matches(&spec, "7.3"));
	assert_int_not_equal(spec_parse(&spec, "debian:7.3.1-rc7"), 0);
	assert_int_not_equal(spec_parse(&spec, "debian:7.3-rc"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_release_has_its_newest_package),
		cmocka_unit_test(what_the_store_has_is_not_downloaded),
		cmocka_unit_test(each_package_of_ubuntu_is_one),
		cmocka_unit_test(versions_have_an_order),
		cmocka_unit_test(a_candidate_can_be_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
