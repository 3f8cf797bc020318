// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pure parts of the kernel room: KERNEL, versions, apt's stanzas, package names, image bytes.
 */
#include "cleanup.h"
#include "diag.h"
#include "kernel/apt/apt.h"
#include "kernel/unpack/image.h"
#include "kernel/unpack/package.h"
#include "kernel/spec.h"
#include "verdict/version.h"

#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void specs(void **state)
{
	static const struct {
		const char *text;
		int r;
		enum spec_kind kind;
		const char *version;
		bool is_release;
	} rows[] = {
		{"debian:5.10", 0, SPEC_DISTRIBUTION, "5.10", false},
		{"debian:6.19.6", 0, SPEC_DISTRIBUTION, "6.19.6", true},
		{"ubuntu:6.8", 0, SPEC_DISTRIBUTION, "6.8", false},
		{"linux-image.deb", 0, SPEC_PACKAGE, "", false},
		{"/a/kernel.rpm", 0, SPEC_PACKAGE, "", false},
		{"linux-6.pkg.tar.zst", 0, SPEC_PACKAGE, "", false},
		{"./bzImage", 0, SPEC_IMAGE, "", false},
		{"/boot/vmlinuz:old", 0, SPEC_IMAGE, "", false},
		{"debian-6.12.94-1~bpo12+1-cloud-amd64", 0, SPEC_NAME, "", false},
		{"bzImage", 0, SPEC_NAME, "", false},
		{"debian:", FAIL_MISUSE},
		{"debian:6", FAIL_MISUSE},
		{"debian:6.", FAIL_MISUSE},
		{"debian:6.1.2.3", FAIL_MISUSE},
		{"debian:6.12 ", FAIL_MISUSE},
		{"debian:v6.12", FAIL_MISUSE},
		{"debian:6..1", FAIL_MISUSE},
		{"debian:6.1-rc1", 0, SPEC_DISTRIBUTION, "6.1-rc1", true},
		{"debian:6.1.1-rc1", FAIL_MISUSE},
		{"debian:6.11111111111111111111111111111111111111", FAIL_MISUSE},
		{"fedora:40", FAIL_MISUSE},
		{"tree:/usr/src/linux", 0, SPEC_TREE, "", false},
		{"tree:~/linux", 0, SPEC_TREE, "", false},
		{"tree:", FAIL_MISUSE},
		{"host", FAIL_MISUSE},
		{"", FAIL_MISUSE},
		{"-x", FAIL_MISUSE},
		{".draft-abc", FAIL_MISUSE},
		{"..", FAIL_MISUSE},
		{"a b", FAIL_MISUSE},
		{"a\nb", FAIL_MISUSE},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kernel_spec spec;
		assert_int_equal(spec_parse(&spec, rows[i].text), rows[i].r);
		if (rows[i].r)
			continue;
		assert_int_equal(spec.kind, rows[i].kind);
		assert_string_equal(spec.version, rows[i].version);
		assert_int_equal(spec.is_release, rows[i].is_release);
	}
}

static void versions(void **state)
{
	static const char *const rows[][2] = {
		{"6.12.94-1~bpo12+1", "6.12.94"},
		{"1:6.1.2-3", "6.1.2"},
		{"7.3~rc7-1~exp1", "7.3-rc7"},
		{"6.1.0-56-cloud-amd64", "6.1.0"},
		{"7.3.0-rc1", "7.3.0-rc1"},
		{"6.12.94+deb13-cloud", "6.12.94"},
		{"7.3-cloud-amd64", "7.3"},
		{"5.10", "5.10"},
	};
	static const char *const none[] = {"", "6", "x6.1", "cloud", "1:", ".1"};
	char got[48];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_true(version_upstream(rows[i][0], got, sizeof(got)));
		assert_string_equal(got, rows[i][1]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		assert_false(version_upstream(none[i], got, sizeof(got)));
	assert_false(version_upstream("6.12.94", got, 4));
}

static void matches(void **state)
{
	struct kernel_spec series, release;

	(void)state;
	assert_int_equal(spec_parse(&series, "debian:6.1"), 0);
	assert_int_equal(spec_parse(&release, "debian:6.1.9"), 0);
	assert_true(spec_matches(&series, "6.1.94"));
	assert_true(spec_matches(&series, "6.1-rc3"));
	assert_true(spec_matches(&series, "6.1"));
	assert_false(spec_matches(&series, "6.12.94"));
	assert_true(spec_matches(&release, "6.1.9"));
	assert_false(spec_matches(&release, "6.1.94"));
	assert_false(spec_matches(&release, "6.1"));
}

#define SHA "0123456789012345678901234567890123456789012345678901234567890123"
#define STANZA(package, version, kib)                                                              \
	"Package: " package "\nVersion: " version "\nInstalled-Size: " #kib                        \
	"\nSize: 99\nSHA256: " SHA "\nDescription: x\n Version: 99.9-1\n .\n\n"

static const char lists[] =
	STANZA("linux-image-6.12-cloud-amd64", "6.12.200-1", 13) /* a metapackage */
	STANZA("linux-image-6.12.94+deb13-cloud-amd64", "6.12.94-1", 34000) STANZA(
		"linux-image-6.12.101+deb12-cloud-amd64", "6.12.101-1~bpo12+1",
		34000) STANZA("linux-image-6.12.101+deb13-cloud-amd64-unsigned", "6.12.101-1",
		34000) STANZA("linux-image-6.12.101+deb13-cloud-amd64", "6.12.101-1", 34000)
		STANZA("linux-image-6.1.0-9-cloud-amd64", "6.1.27-1", 34000)
			STANZA("linux-image-6.19.6-cloud-amd64", "6.19.6-1", 15) STANZA(
				"linux-binary-unsigned-6.19.6-cloud-amd64", "6.19.6-1",
				13000) "Package: linux-image-6.12.300-cloud-amd64\nVersion: "
				       "6.12.300-1\nInstalled-Size: 34000\n\n"; /* no hash */

/* Enough of dpkg's order for the list above. */
static bool newer(const char *a, const char *b)
{
	size_t same = strcspn(a, "~");

	if (!strncmp(a, b, same) && (a[same] == '~') != (b[same] == '~'))
		return b[same] == '~';
	return strverscmp(a, b) > 0;
}

static int pick(struct apt_choice *ret, const char *text, char **ret_others)
{
	cleanup_free char *copy = strdup(lists);
	struct kernel_spec spec;

	assert_non_null(copy);
	assert_int_equal(spec_parse(&spec, text), 0);
	return apt_pick(ret, &spec, copy, newer, ret_others);
}

static void picks(void **state)
{
	cleanup_with(apt_choice_clear) struct apt_choice c = {0};
	cleanup_free char *others = NULL, *releases = NULL;
	char companions[] = STANZA("linux-modules-6.19.6-cloud-amd64", "6.19.6-2", 9)
		STANZA("linux-modules-6.19.6-cloud-amd64", "6.19.6-1", 9)
			STANZA("linux-modules-6.19.6-cloud-amd64", "6.19.6-1", 9);

	(void)state;
	assert_int_equal(pick(&c, "debian:6.12", &others), 0);
	assert_string_equal(c.packages[0].name, "linux-image-6.12.101+deb13-cloud-amd64");
	assert_string_equal(c.packages[0].version, "6.12.101-1");
	assert_string_equal(c.release, "6.12.101+deb13-cloud-amd64");
	apt_choice_clear(&c);
	assert_int_equal(pick(&c, "debian:6.12.94", &others), 0);
	assert_string_equal(c.release, "6.12.94+deb13-cloud-amd64");
	apt_choice_clear(&c);
	assert_int_equal(pick(&c, "debian:6.19", &others), 0);
	assert_string_equal(c.release, "6.19.6-cloud-amd64");
	assert_int_equal(apt_pick_companions(&c, companions), 0);
	assert_int_equal(c.n, 2);
	assert_string_equal(c.packages[1].version, "6.19.6-1");
	apt_choice_clear(&c);
	assert_int_equal(pick(&c, "debian:6.6", &others), -ENOENT);
	assert_string_equal(others, "6.1, 6.12, 6.19");
	assert_int_equal(pick(&c, "debian:6.12.95", &releases), -ENOENT);
	assert_string_equal(releases, "6.12.94, 6.12.101");
}

static void places(void **state)
{
	static const char *const rows[][2] = {
		{"./boot/vmlinuz-6.1.0-9", "image"},
		{"boot/config-6.1", "config"},
		{"./boot/System.map-6.1", "System.map"},
		{"usr/lib/modules/6.1/vmlinuz", "image"},
		{"./usr/lib/modules/6.1/vmlinuz.unsigned", "image"},
		{"lib/modules/6.1/config", "config"},
		{"lib/modules/6.1/kernel/fs/x.ko", "modules/6.1/kernel/fs/x.ko"},
		{"lib/modules/6.1", "modules/6.1"},
		{"lib/modules/6.1/build", "modules/6.1/build"},
		{"lib/modules/6.1/build/Makefile", NULL},
		{"lib/modules/", NULL},
		{"lib/modules//etc", NULL},
		{"boot/grub/x", NULL},
		{"etc/passwd", NULL},
		{"./", NULL},
		{"", NULL},
	};
	static const char *const hostile[] = {"/etc/passwd", "../x", "lib/modules/../../x",
		"boot/..", "lib/modules/6.1/../../../../etc/x", "./../boot/vmlinuz-1",
		"/boot/vmlinuz-1"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_free char *got = NULL;
		assert_int_equal(package_place(rows[i][0], &got), 0);
		if (rows[i][1])
			assert_string_equal(got, rows[i][1]);
		else
			assert_null(got);
	}
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		char *got = NULL;
		assert_int_equal(package_place(hostile[i], &got), -EBADMSG);
		assert_null(got);
	}
}

#define BANNER "5.10.0-46-cloud-amd64 (x@y) #1 SMP Debian 5.10.262-1 (2026-07-31)"

struct elf {
	Elf64_Ehdr ehdr;
	Elf64_Phdr phdr;
	Elf64_Nhdr other;
	char other_name[8];
	Elf64_Nhdr note;
	char name[4];
	uint32_t entry;
	char text[96];
};

static struct elf make_elf(void)
{
	struct elf e = {
		.ehdr = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
				 EV_CURRENT},
			.e_type = ET_EXEC,
			.e_machine = EM_X86_64,
			.e_phoff = offsetof(struct elf, phdr),
			.e_phentsize = sizeof(Elf64_Phdr),
			.e_phnum = 1},
		.phdr = {.p_type = PT_NOTE,
			.p_offset = offsetof(struct elf, other),
			.p_filesz = offsetof(struct elf, text) - offsetof(struct elf, other)},
		.other = {.n_namesz = 6, .n_type = 18},
		.other_name = "Linux",
		.note = {.n_namesz = 4, .n_descsz = 4, .n_type = 18},
		.name = "Xen",
		.text = "Linux version " BANNER "\n",
	};

	return e;
}

enum { SETUP = 5 * 512 };

/* Make a bzImage with @payload after its setup code; returns its length. */
static size_t make_bzimage(unsigned char *b, const void *payload, uint32_t len)
{
	const uint16_t flag = 0xaa55, protocol = 0x20f, banner = 0x300;
	const uint32_t offset = 0;

	memset(b, 0, SETUP);
	b[0x1f1] = 4;
	memcpy(b + 0x1fe, &flag, 2);
	memcpy(b + 0x202, "HdrS", 4);
	memcpy(b + 0x206, &protocol, 2);
	memcpy(b + 0x20e, &banner, 2);
	b[0x211] = 1;
	b[0x236] = 1;
	memcpy(b + 0x248, &offset, 4);
	memcpy(b + 0x24c, &len, 4);
	strcpy((char *)b + 0x500, BANNER);
	memcpy(b + SETUP, payload, len);
	return SETUP + len;
}

static void images(void **state)
{
	struct elf elf = make_elf();
	unsigned char b[SETUP + sizeof(elf)];
	struct image_info info;
	size_t len = make_bzimage(b, &elf, sizeof(elf));

	(void)state;
	assert_int_equal(image_parse(b, len, &info), 0);
	assert_false(info.elf);
	assert_string_equal(info.release, "5.10.0-46-cloud-amd64");
	assert_string_equal(info.version, "5.10.262");
	assert_int_equal(info.payload_offset, SETUP);
	assert_int_equal(info.payload_length, sizeof(elf));
	assert_int_equal(image_parse(&elf, sizeof(elf), &info), 0);
	assert_true(info.elf && info.pvh);
	assert_string_equal(info.version, "5.10.262");
	elf.note.n_type = 17;
	assert_int_equal(image_parse(&elf, sizeof(elf), &info), 0);
	assert_false(info.pvh);
	elf.ehdr.e_machine = EM_AARCH64;
	assert_int_equal(image_parse(&elf, sizeof(elf), &info), -ENOEXEC);
}

/* In a block of exactly that size, so that a sanitizer sees reads past the end. */
static void parse_exact(const void *bytes, size_t len)
{
	cleanup_free unsigned char *copy = malloc(len ? len : 1);
	struct image_info info;

	assert_non_null(copy);
	memcpy(copy, bytes, len);
	if (image_parse(copy, len, &info))
		return;
	assert_true(info.payload_offset <= len && info.payload_length <= len - info.payload_offset);
	assert_true(memchr(info.banner, '\0', sizeof(info.banner)));
}

static void images_cut_and_mutated(void **state)
{
	static const unsigned char values[] = {0, 1, 0x7f, 0x80, 0xff};
	struct elf elf = make_elf();
	unsigned char b[SETUP + sizeof(elf)];
	struct image_info info;
	size_t len = make_bzimage(b, &elf, sizeof(elf));

	(void)state;
	for (size_t cut = 0; cut < len; cut++) {
		parse_exact(b, cut);
		assert_int_equal(image_parse(b, cut, &info), -ENOEXEC); /* truncated */
	}
	for (size_t cut = 0; cut < sizeof(elf); cut++)
		parse_exact(&elf, cut);
	for (size_t at = 0x1f0; at < 0x260; at++) {
		for (size_t v = 0; v < ARRAY_SIZE(values); v++) {
			unsigned char was = b[at];
			b[at] = values[v];
			parse_exact(b, len);
			b[at] = was;
		}
	}
	unsigned char *bytes = (unsigned char *)&elf;
	for (size_t at = 0; at < offsetof(struct elf, text); at++) {
		for (size_t v = 0; v < ARRAY_SIZE(values); v++) {
			unsigned char was = bytes[at];
			bytes[at] = values[v];
			parse_exact(bytes, sizeof(elf));
			bytes[at] = was;
		}
	}
}

static size_t compress(int filter, const void *bytes, size_t len, unsigned char *out, size_t room)
{
	struct archive *a = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t used = 0;

	assert_int_equal(archive_write_add_filter(a, filter), ARCHIVE_OK);
	archive_write_set_format_raw(a);
	archive_write_set_bytes_per_block(a, 0);
	assert_int_equal(archive_write_open_memory(a, out, room, &used), ARCHIVE_OK);
	archive_entry_set_filetype(entry, AE_IFREG);
	assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
	assert_int_equal(archive_write_data(a, bytes, len), len);
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	archive_entry_free(entry);
	archive_write_free(a);
	return used;
}

static void unwraps(void **state)
{
	static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2,
		ARCHIVE_FILTER_LZMA, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_ZSTD};
	struct elf elf = make_elf();
	unsigned char packed[4096], b[SETUP + sizeof(packed)];
	const uint32_t size = sizeof(elf);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		cleanup_free char *out = NULL, *none = NULL;
		size_t out_len = 0,
		       n = compress(filters[i], &elf, sizeof(elf), packed, sizeof(packed) - 4);
		struct image_info info;
		if (filters[i] != ARCHIVE_FILTER_GZIP) { /* a gzip stream ends in its size */
			memcpy(packed + n, &size, 4);
			n += 4;
		}
		size_t len = make_bzimage(b, packed, (uint32_t)n);
		assert_int_equal(image_parse(b, len, &info), 0);
		assert_int_equal(image_unwrap(b, len, &info, &out, &out_len), 0);
		assert_int_equal(out_len, sizeof(elf));
		assert_memory_equal(out, &elf, sizeof(elf));
		/* a wrong size, and a stream without its middle */
		b[len - 4]++;
		assert_int_equal(image_unwrap(b, len, &info, &none, &out_len), -EBADMSG);
		b[len - 4] -= 2;
		assert_int_equal(image_unwrap(b, len, &info, &none, &out_len), -EBADMSG);
		b[len - 4]++;
		memset(b + SETUP + 20, 0x55, n / 2);
		assert_int_equal(image_unwrap(b, len, &info, &none, &out_len), -EBADMSG);
	}
}

static void unwraps_nothing_else(void **state)
{
	unsigned char payload[64] = "\x89LZO", b[SETUP + sizeof(payload)];
	struct image_info info;
	char *out = NULL;
	size_t out_len;

	(void)state;
	payload[60] = 1;
	size_t len = make_bzimage(b, payload, sizeof(payload));
	assert_int_equal(image_parse(b, len, &info), 0);
	assert_int_equal(image_unwrap(b, len, &info, &out, &out_len), -EOPNOTSUPP);
	memset(b + len - 4, 0xff, 4); /* claims 4 GB */
	assert_int_equal(image_unwrap(b, len, &info, &out, &out_len), -EBADMSG);
	assert_null(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(specs),
		cmocka_unit_test(versions),
		cmocka_unit_test(matches),
		cmocka_unit_test(picks),
		cmocka_unit_test(places),
		cmocka_unit_test(images),
		cmocka_unit_test(images_cut_and_mutated),
		cmocka_unit_test(unwraps),
		cmocka_unit_test(unwraps_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
