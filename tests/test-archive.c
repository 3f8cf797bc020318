// SPDX-License-Identifier: GPL-2.0-only
/* The archive room: manifest grammar, ELF header check, displayed paths, errors found by pack. */
#include "archive/archive.h"
#include "archive/manifest.h"
#include "archive/object.h"
#include "archive/pairs.h"
#include "archive/shown.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "verdict/limits.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static char *lines; /* messages of the last call */
static char top[] = "/tmp/test-archive.XXXXXX";

static int listen_start(void)
{
	int saved = dup(STDERR_FILENO), to = open("stderr", O_CREAT | O_TRUNC | O_WRONLY, 0600);

	assert_true(saved >= 0 && to >= 0);
	fflush(stderr);
	dup2(to, STDERR_FILENO);
	close(to);
	return saved;
}

static void listen_stop(int saved)
{
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	free(lines);
	assert_int_equal(files_read("stderr", 1 << 20, &lines, NULL), 0);
}

#define LISTEN(call)                                                                               \
	({                                                                                         \
		int saved_ = listen_start();                                                       \
		int said_ = (call);                                                                \
		listen_stop(saved_);                                                               \
		said_;                                                                             \
	})

static void assert_said(const char *what)
{
	if (!strstr(lines, what))
		fail_msg("'%s' is not in: %s", what, lines);
}

static size_t count_lines(void)
{
	size_t n = 0;

	for (const char *at = lines; (at = strchr(at, '\n')); at++)
		n++;
	return n;
}

/* Manifest */

static int parse(struct entries *t, const char *text)
{
	static const struct variable variables[] = {{"INIT", "/b/init"}, {"ODD", "${INIT}"}};

	return LISTEN(manifest_parse(
		t, "manifest", text, strlen(text), variables, ARRAY_SIZE(variables)));
}

static const struct cpio_entry *entry(const struct entries *t, const char *name)
{
	for (size_t i = 0; i < t->count; i++)
		if (!strcmp(t->entries[i]->name, name))
			return t->entries[i];
	fail_msg("no entry %s", name);
	return NULL;
}

static void test_manifest_kinds(void **state)
{
	cleanup_with(entries_clear) struct entries t = {0};

	(void)state;
	assert_int_equal(parse(&t, "# a comment\n"
				   "\n"
				   " \t \n"
				   "  # another\n"
				   "dir /dev 0755 0 0\n"
				   "nod /dev/console 600 0 5 c 5 1\r\n"
				   "\tnod  /dev/loop7\t0660 0 6 b 7 7   \n"
				   "slink /dev/fd /proc/self/fd 0777 0 0\n"
				   "pipe initctl 0600 1 2\n"
				   "sock /log 0666 0 0\n"
				   "dir /tmp 1777 0 0\n"
				   "file /init ${INIT} 4755 4294967294 0"),
		0);
	assert_string_equal(lines, "");
	assert_int_equal(t.count, 8);
	assert_int_equal(entry(&t, "dev")->mode, S_IFDIR | 0755);
	assert_int_equal(entry(&t, "dev/console")->mode, S_IFCHR | 0600);
	assert_int_equal(entry(&t, "dev/console")->gid, 5);
	assert_int_equal(entry(&t, "dev/console")->major, 5);
	assert_int_equal(entry(&t, "dev/console")->minor, 1);
	assert_int_equal(entry(&t, "dev/loop7")->mode, S_IFBLK | 0660);
	assert_int_equal(entry(&t, "dev/fd")->mode, S_IFLNK | 0777);
	assert_string_equal(entry(&t, "dev/fd")->text, "/proc/self/fd");
	assert_int_equal(entry(&t, "initctl")->mode, S_IFIFO | 0600);
	assert_int_equal(entry(&t, "initctl")->uid, 1);
	assert_int_equal(entry(&t, "log")->mode, S_IFSOCK | 0666);
	assert_int_equal(entry(&t, "tmp")->mode, S_IFDIR | 01777);
	assert_int_equal(entry(&t, "init")->mode, S_IFREG | 04755);
	assert_int_equal(entry(&t, "init")->uid, 4294967294);
	assert_int_equal(entry(&t, "init")->line, 12);
	assert_string_equal(entry(&t, "init")->text, "/b/init");
	entries_sort(&t);
	for (size_t i = 1; i < t.count; i++)
		assert_true(strcmp(t.entries[i - 1]->name, t.entries[i]->name) < 0);
}

static void test_manifest_variables(void **state)
{
	cleanup_with(entries_clear) struct entries t = {0};

	(void)state;
	setenv("TEST_ARCHIVE", "env", 1);
	setenv("INIT", "shadowed", 1);
	assert_int_equal(parse(&t, "file a x${INIT}y${TEST_ARCHIVE}/$HOME{} 0644 0 0\n"
				   "file b ${ODD} 0644 0 0\n"),
		0);
	assert_string_equal(entry(&t, "a")->text, "x/b/inityenv/$HOME{}");
	assert_string_equal(entry(&t, "b")->text, "${INIT}");
	unsetenv("TEST_ARCHIVE");
	assert_int_equal(parse(&t, "\nfile c ${TEST_ARCHIVE} 0644 0 0\n"), FAIL_MISUSE);
	assert_said("manifest:2: variable ${TEST_ARCHIVE} is not set");
	unsetenv("INIT");
}

static void test_manifest_hard_links(void **state)
{
	cleanup_with(entries_clear) struct entries t = {0};

	(void)state;
	assert_int_equal(parse(&t, "dir /bin 0755 0 0\n"
				   "file /bin/sh ${INIT} 0755 0 0 /bin/ls bin/cat \n"
				   "file /one ${INIT} 0755 0 0\n"
				   "file /two ${INIT} 0755 0 0 /three\n"),
		0);
	assert_int_equal(t.count, 7);
	assert_int_equal(t.groups, 2);
	assert_int_equal(entry(&t, "bin/sh")->group, 1);
	assert_int_equal(entry(&t, "bin/ls")->group, 1);
	assert_int_equal(entry(&t, "bin/cat")->group, 1);
	assert_string_equal(entry(&t, "bin/cat")->text, "/b/init");
	assert_int_equal(entry(&t, "one")->group, 0);
	assert_int_equal(entry(&t, "three")->group, 2);
}

static void test_manifest_refusals(void **state)
{
	static const struct {
		const char *line, *said;
	} rows[] = {
		{"directory /x 0755 0 0", "'directory' is none of dir, file"},
		{"dir", "name missing: dir NAME MODE UID GID"},
		{"dir /x", "mode missing"},
		{"dir /x 0755", "uid missing"},
		{"dir /x 0755 0", "gid missing"},
		{"dir /x 0755 0 0 0", "'0' after the last field"},
		{"dir /x 0855 0 0", "mode '0855' is no octal number"},
		{"dir /x 17777 0 0", "mode '17777' is more than 7777"},
		{"dir /x -1 0 0", "no octal number"},
		{"dir /x 0755 root 0", "uid 'root' is no decimal number"},
		{"dir /x 0755 4294967295 0", "uid '4294967295' is more than 4294967294"},
		{"dir /x 0755 0 99999999999999999999", "is more than"},
		{"nod /x 0600 0 0", "device type missing"},
		{"nod /x 0600 0 0 p 1 1", "device type 'p' is neither b nor c"},
		{"nod /x 0600 0 0 c 1", "minor number missing"},
		{"nod /x 0600 0 0 c 4096 1", "major number '4096' is more than 4095"},
		{"nod /x 0600 0 0 c 1 1048576", "minor number '1048576' is more than"},
		{"slink /x", "target missing"},
		{"file /x", "place missing"},
		{"file /x ${X 0644 0 0", "no } to end"},
		{"dir / 0755 0 0", "/ exists in every archive"},
		{"dir /a/ 0755 0 0", "an empty component in /a/"},
		{"dir //a 0755 0 0", "an empty component in //a"},
		{"dir /a/../b 0755 0 0", ". or .. in"},
		{"dir . 0755 0 0", ". or .. in"},
		{"dir /TRAILER!!! 0755 0 0", "the archive's end"},
		{"dir /no/parent 0755 0 0", "no /no before it"},
		{"dir /file/x 0755 0 0", "/file is no directory"},
		{"dir /link/x 0755 0 0", "/link is no directory"},
		{"file /file y 0644 0 0", "/file is there already, from line 2"},
		{"dir /file 0755 0 0", "/file is there already, from line 2"},
		{"dir /dir 0700 0 0", "/dir is there already, from line 1"},
		{"file /n x 0644 0 0 /file", "/file is there already"},
		{"file /n x 0644 0 0 /n", "/n is there already"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_with(entries_clear) struct entries t = {0};
		cleanup_free char *text =
			format_string("dir /dir 0755 0 0\nfile /file x 0644 0 0\n"
				      "slink /link dir 0777 0 0\n%s\ndir /dir 0755 0 0\n",
				rows[i].line);
		assert_int_equal(parse(&t, text), FAIL_MISUSE);
		assert_said("manifest:4: ");
		assert_said(rows[i].said);
		assert_int_equal(count_lines(), 1);
	}
}

static void test_manifest_all_errors_and_limits(void **state)
{
	cleanup_with(entries_clear) struct entries t = {0};
	char long_name[PATH_MAX + 16], text[3 * PATH_MAX];

	(void)state;
	assert_int_equal(parse(&t, "x\n\ny\ndir /ok 0755 0 0\nz"), FAIL_MISUSE);
	assert_int_equal(count_lines(), 3);
	assert_said("manifest:1: ");
	assert_said("manifest:3: ");
	assert_said("manifest:5: ");
	assert_int_equal(
		LISTEN(manifest_parse(&t, "manifest", "dir /n\0l 0755 0 0\n", 18, NULL, 0)),
		FAIL_MISUSE);
	assert_said("manifest:1: a NUL byte");

	memset(long_name, 'a', sizeof(long_name));
	snprintf(text, sizeof(text), "dir /%.255s 0755 0 0\n", long_name);
	assert_int_equal(parse(&t, text), 0);
	snprintf(text, sizeof(text), "dir /%.256s 0755 0 0\n", long_name);
	assert_int_equal(parse(&t, text), FAIL_MISUSE);
	assert_said("a component of 256 bytes");
	snprintf(text, sizeof(text), "slink /l %.4095s 0777 0 0\n", long_name);
	assert_int_equal(parse(&t, text), 0);
	snprintf(text, sizeof(text), "slink /m %.4096s 0777 0 0\n", long_name);
	assert_int_equal(parse(&t, text), FAIL_MISUSE);
	assert_said("a target of 4096 bytes");
	for (size_t i = 1; i < sizeof(long_name); i += 2)
		long_name[i] = '/';
	snprintf(text, sizeof(text), "dir /%.4096s 0755 0 0\n", long_name);
	assert_int_equal(parse(&t, text), FAIL_MISUSE);
	assert_said("a path of 4096 bytes");
}

/* Objects */

static const Elf64_Ehdr good = {
	.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
	.e_type = ET_REL,
	.e_machine = 247,
};

static void test_header_check(void **state)
{
	const struct {
		unsigned char elf_class, data;
		uint16_t type, machine;
		const char *why; /* NULL: fine */
	} rows[] = {
		{ELFCLASS64, ELFDATA2LSB, ET_REL, 247, NULL},
		{ELFCLASS64, ELFDATA2LSB, ET_REL, EM_X86_64,
			"an x86-64 object, not BPF: compile with clang"},
		{ELFCLASS64, ELFDATA2LSB, ET_DYN, EM_AARCH64, "an arm64 object"},
		{ELFCLASS32, ELFDATA2LSB, ET_REL, EM_ARM, "an ARM object"},
		{ELFCLASS64, ELFDATA2MSB, ET_REL, EM_S390 << 8, "an s390 object"},
		{ELFCLASS64, ELFDATA2LSB, ET_REL, 4711, "machine 4711"},
		{ELFCLASS64, ELFDATA2MSB, ET_REL, 247 << 8, "a big-endian BPF object"},
		{ELFCLASS32, ELFDATA2LSB, ET_REL, 247, "a damaged ELF header"},
		{ELFCLASS64, 0, ET_REL, 247, "a damaged ELF header"},
		{ELFCLASS64, ELFDATA2LSB, ET_EXEC, 247, "a linked BPF file (ELF type 2)"},
	};
	char why[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		Elf64_Ehdr h = good;
		h.e_ident[EI_CLASS] = rows[i].elf_class;
		h.e_ident[EI_DATA] = rows[i].data;
		h.e_type = rows[i].type;
		h.e_machine = rows[i].machine;
		assert_int_equal(object_check((void *)&h, sizeof(h), why, sizeof(why)),
			rows[i].why ? FAIL_MISUSE : 0);
		if (rows[i].why && !strstr(why, rows[i].why))
			fail_msg("'%s' is not in: %s", rows[i].why, why);
	}
	for (size_t len = 0; len < sizeof(good); len++) {
		/*
		 * each length in a buffer of that size, so that AddressSanitizer sees reads beyond
		 * it
		 */
		cleanup_free unsigned char *bytes = malloc(len + 1);
		unsigned char *exact = realloc(bytes, len ? len : 1);
		bytes = exact;
		memcpy(bytes, &good, len);
		assert_int_equal(object_check(bytes, len, why, sizeof(why)), FAIL_MISUSE);
		assert_non_null(strstr(why, !len ? "empty" : len < 4 ? "not an ELF" : "truncated"));
	}
	assert_int_equal(object_check((const unsigned char *)"BC\xc0\xde....", 8, why, sizeof(why)),
		FAIL_MISUSE);
	assert_non_null(strstr(why, "bitcode"));
}

static void put(const char *path)
{
	assert_int_equal(files_write(path, &good, sizeof(good)), 0);
}

static void test_tidy(void **state)
{
	static const char *const rows[][2] = {
		{"a.o", "a.o"},
		{"./a.o", "a.o"},
		{".//./a//b/./c.o", "a/b/c.o"},
		{"../a.o", "../a.o"},
		{"/", "/"},
		{"//a/./b/", "/a/b"},
		{".", "."},
		{"./", "."},
		{"a/..b", "a/..b"},
		{"", "."},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_free char *tidy = shown_tidy(rows[i][0]);
		assert_string_equal(tidy, rows[i][1]);
	}
}

static void test_common(void **state)
{
	const char *const one[] = {"/a/b/c.o"}, *const two[] = {"/a/b/c.o", "/a/bd/c.o", "/a/b/x"},
			  *const none[] = {"/a/x", "/b/x"}, *const nested[] = {"/a/b/c.o", "/a/b"};

	(void)state;
	assert_int_equal(shown_common(one, 1), 5);
	assert_int_equal(shown_common(two, 3), 3);
	assert_int_equal(shown_common(none, 2), 1);
	assert_int_equal(shown_common(nested, 2), 3);
	assert_int_equal(shown_common(NULL, 0), 0);
}

static int collect(struct collection *d, const char *const *paths)
{
	size_t n = 0;

	while (paths[n])
		n++;
	return LISTEN(collection_make(d, (char *const *)paths, n));
}
#define COLLECT(d, ...) collect(d, (const char *const[]){__VA_ARGS__, NULL})

static void assert_paths(struct collection *d, const char *const *paths)
{
	size_t n = 0;

	for (; paths[n]; n++) {
		assert_true(n < d->count);
		assert_string_equal(d->objects[n].path, paths[n]);
		assert_int_equal(d->objects[n].bytes, sizeof(good));
	}
	assert_int_equal(d->count, n);
	collection_clear(d);
}
#define PATHS(d, ...) assert_paths(d, (const char *const[]){__VA_ARGS__, NULL})

static char *absolute(const char *path)
{
	char here[PATH_MAX];

	assert_non_null(getcwd(here, sizeof(here)));
	return format_string("%s/%s", here, path);
}

static void test_collect(void **state)
{
	struct collection d = {0};

	(void)state;
	assert_int_equal(directory_make("t/x/y"), 0);
	assert_int_equal(directory_make("t/z"), 0);
	assert_int_equal(directory_make("plain"), 0);
	assert_int_equal(directory_make("empty"), 0);
	put("t/a.bpf.o");
	put("t/x/a.bpf.o");
	put("t/x/y/b.bpf.o");
	put("t/x/y/c.o");
	put("t/z/.bpf.o");
	put("plain/c.o");
	put("plain/d");
	assert_int_equal(symlink("../../plain", "t/x/away"), 0);
	assert_int_equal(symlink("a.bpf.o", "t/link.bpf.o"), 0);
	assert_int_equal(symlink("t", "u"), 0);

	assert_int_equal(COLLECT(&d, "./t//"), 0);
	PATHS(&d, "t/a.bpf.o", "t/x/a.bpf.o", "t/x/y/b.bpf.o");
	assert_int_equal(COLLECT(&d, "u"), 0); /* a link given by name is followed */
	PATHS(&d, "u/a.bpf.o", "u/x/a.bpf.o", "u/x/y/b.bpf.o");
	assert_int_equal(COLLECT(&d, "plain"), 0); /* no *.bpf.o below it */
	PATHS(&d, "plain/c.o");
	assert_int_equal(COLLECT(&d, "plain/d", "t/x/y/c.o"),
		0); /* a file given by name may have any name */
	PATHS(&d, "plain/d", "t/x/y/c.o");
	assert_int_equal(
		COLLECT(&d, "t/x/a.bpf.o", "t/a.bpf.o", "./t/a.bpf.o", "u/a.bpf.o", "t"), 0);
	PATHS(&d, "t/a.bpf.o", "t/x/a.bpf.o", "t/x/y/b.bpf.o");

	cleanup_free char *t = absolute("t"), *a = absolute("t/a.bpf.o"),
			  *b = absolute("t/x/y/b.bpf.o");
	assert_int_equal(COLLECT(&d, t), 0);
	PATHS(&d, "a.bpf.o", "x/a.bpf.o", "x/y/b.bpf.o");
	assert_int_equal(COLLECT(&d, b), 0);
	PATHS(&d, "b.bpf.o");
	assert_int_equal(COLLECT(&d, b, "plain/d", a, "t/a.bpf.o"), 0);
	PATHS(&d, "plain/d", "t/a.bpf.o", "t/x/y/b.bpf.o");
	assert_int_equal(chdir("t/x"), 0);
	int r = COLLECT(&d, a, "./a.bpf.o");
	assert_int_equal(unlink("stderr"), 0);
	assert_int_equal(chdir("../.."), 0);
	assert_int_equal(r, FAIL_MISUSE);
	assert_said("would both be shown as a.bpf.o");
}

static void test_collect_odd_names(void **state)
{
	struct collection d = {0};
	char deep[5 * 256] = "long", at[2 * sizeof(deep)];

	(void)state;
	assert_int_equal(directory_make("odd"), 0);
	put("odd/\xff.o");
	put("odd/n\nl.o");
	assert_int_equal(COLLECT(&d, "odd"), 0);
	PATHS(&d, "odd/n\xef\xbf\xbdl.o", "odd/\xef\xbf\xbd.o");
	put("odd/\xfe.o");
	assert_int_equal(COLLECT(&d, "odd"), FAIL_MISUSE);
	assert_said("would both be shown as odd/");

	for (int i = 0; i < 4; i++) /* 4 + 4 * 251 = 1008 */
		sprintf(deep + strlen(deep), "/%0250d", i);
	assert_int_equal(directory_make(deep), 0);
	snprintf(at, sizeof(at), "%s/0123456789a.o", deep); /* 1022 */
	put(at);
	assert_int_equal(COLLECT(&d, at), 0);
	collection_clear(&d);
	snprintf(at, sizeof(at), "%s/0123456789abcde.o", deep);
	put(at);
	assert_int_equal(COLLECT(&d, at), FAIL_MISUSE);
	assert_said("a path of more than 1024 bytes");
}

static int pair(struct collection *d, const char *const *latest, const char *const *against)
{
	cleanup_with(collection_clear) struct collection base = {0};

	assert_int_equal(collect(d, latest), 0);
	assert_int_equal(collect(&base, against), 0);
	const int r = LISTEN(collection_pair(d, &base));
	if (r)
		collection_clear(d);
	return r;
}
#define LIST(...)	     ((const char *const[]){__VA_ARGS__, NULL})
#define PAIR(d, latest, ...) pair(d, latest, LIST(__VA_ARGS__))

/* Each object as "path" or, of the other build, "path<source". */
static void assert_pairs(struct collection *d, const char *const *wanted)
{
	char got[256];
	size_t n = 0;

	for (; wanted[n]; n++) {
		assert_true(n < d->count);
		const struct collected *o = &d->objects[n];
		snprintf(got, sizeof(got), o->against ? "%s<%s" : "%s", o->path, o->source);
		assert_string_equal(got, wanted[n]);
	}
	assert_int_equal(d->count, n);
	collection_clear(d);
}
#define PAIRS(d, ...) assert_pairs(d, LIST(__VA_ARGS__))

static void test_pairs(void **state)
{
	struct collection d = {0};
	Elf64_Ehdr other = good;

	(void)state;
	other.e_flags = 1;
	assert_int_equal(directory_make("new/lib"), 0);
	assert_int_equal(directory_make("old/lib"), 0);
	assert_int_equal(directory_make("old/twin"), 0);
	put("new/a.bpf.o");
	put("new/lib/a.bpf.o");
	put("new/lib/only.bpf.o");
	put("old/a.bpf.o");
	assert_int_equal(files_write("old/lib/a.bpf.o", (const char *)&other, sizeof(other)), 0);
	put("old/lib/gone.bpf.o");
	put("old/twin/gone.bpf.o");

	/* by the path below what is named; what has no pair has the path that it would have */
	assert_int_equal(PAIR(&d, LIST("new"), "old/"), 0);
	assert_said("1 without a pair, new: new/lib/only.bpf.o\n");
	assert_said("2 without a pair, gone: old/lib/gone.bpf.o, old/twin/gone.bpf.o\n");
	assert_said("the same bytes in 1 of 2 pairs\n");
	assert_true(d.objects[1].same_file);
	assert_false(d.objects[3].same_file);
	PAIRS(&d, "new/a.bpf.o", "new/a.bpf.o<old/a.bpf.o", "new/lib/a.bpf.o",
		"new/lib/a.bpf.o<old/lib/a.bpf.o", "new/lib/gone.bpf.o<old/lib/gone.bpf.o",
		"new/lib/only.bpf.o", "new/twin/gone.bpf.o<old/twin/gone.bpf.o");
	/* a file that is named: by as much of its path as the other has */
	assert_int_equal(PAIR(&d, LIST("new/lib/a.bpf.o"), "old"), 0);
	PAIRS(&d, "new/a.bpf.o<old/a.bpf.o", "new/lib/a.bpf.o", "new/lib/a.bpf.o<old/lib/a.bpf.o",
		"new/lib/gone.bpf.o<old/lib/gone.bpf.o", "new/twin/gone.bpf.o<old/twin/gone.bpf.o");
	assert_int_equal(PAIR(&d, LIST("new"), "old/lib/a.bpf.o"), 0);
	PAIRS(&d, "new/a.bpf.o", "new/lib/a.bpf.o", "new/lib/a.bpf.o<old/lib/a.bpf.o",
		"new/lib/only.bpf.o");
	/* one file and one file, and a build with itself */
	assert_int_equal(PAIR(&d, LIST("new/lib/only.bpf.o"), "old/a.bpf.o"), 0);
	assert_said("both builds have the same bytes, in 1 pair\n");
	PAIRS(&d, "new/lib/only.bpf.o", "new/lib/only.bpf.o<old/a.bpf.o");
	assert_int_equal(PAIR(&d, LIST("new/a.bpf.o"), "new/a.bpf.o"), 0);
	PAIRS(&d, "new/a.bpf.o", "new/a.bpf.o<new/a.bpf.o");
	cleanup_free char *latest = absolute("new"), *base = absolute("old");
	assert_int_equal(PAIR(&d, LIST(latest), base), 0);
	assert_int_equal(d.count, 7);
	assert_string_equal(d.objects[4].path, "lib/gone.bpf.o");
	collection_clear(&d);
}

static void test_no_pairs(void **state)
{
	struct collection d = {0};

	(void)state;
	assert_int_equal(
		PAIR(&d, LIST("new/lib/only.bpf.o", "new/a.bpf.o"), "old/twin"), FAIL_MISUSE);
	assert_said(
		"nothing to compare: no object there has the path of one to judge, below what is "
		"named: gone.bpf.o there, a.bpf.o to judge\n");
	/* two objects for one place, on either side */
	assert_int_equal(PAIR(&d, LIST("new", "new/lib"), "old"), 0);
	collection_clear(&d);
	assert_int_equal(PAIR(&d, LIST("old/lib/gone.bpf.o"), "old/lib", "old/twin"), FAIL_MISUSE);
	assert_said(
		"several objects there pair with old/lib/gone.bpf.o: name the directories above");
	assert_int_equal(PAIR(&d, LIST("old/lib", "old/twin"), "old/lib"), FAIL_MISUSE);
	assert_said("both pair with old/lib/gone.bpf.o: name the directories above");
	assert_int_equal(PAIR(&d, LIST("new/a.bpf.o", "new/lib/only.bpf.o"), "old/a.bpf.o",
				 "old/lib/gone.bpf.o", "old/twin/gone.bpf.o"),
		FAIL_MISUSE);
	assert_said("would both be shown as new/gone.bpf.o: name the directory above them");
}

static void test_collect_refusals(void **state)
{
	struct collection d = {0};
	int fd = open("huge.bpf.o", O_CREAT | O_WRONLY, 0600);

	(void)state;
	assert_int_equal(ftruncate(fd, OBJECT_BYTES_MAX + 1), 0);
	close(fd);
	assert_int_equal(mkfifo("fifo.bpf.o", 0600), 0);
	assert_int_equal(files_write("text", "hello", 5), 0);
	assert_int_equal(files_write("void", "", 0), 0);
	assert_int_equal(files_write("cut", &good, 63), 0);
	assert_int_equal(COLLECT(&d, "missing", "t/a.bpf.o", "text", "empty", "void", "/dev/null",
				 "", "cut", "fifo.bpf.o", "huge.bpf.o", "text/"),
		FAIL_MISUSE);
	assert_int_equal(count_lines(), 10);
	assert_said("missing: No such file or directory\n");
	assert_said("text: not an ELF object");
	assert_said("empty: no object in this directory");
	assert_said("void: an empty file");
	assert_said("/dev/null: a device");
	assert_said("an object's path is empty");
	assert_said("cut: truncated: 63 bytes");
	assert_said("fifo.bpf.o: a FIFO");
	assert_said("huge.bpf.o: 268435457 bytes");
	assert_said("text/: Not a directory");
	assert_int_equal(d.count, 0);
	assert_int_equal(LISTEN(collection_make(&d, NULL, 0)), FAIL_MISUSE);
	assert_said("no object to judge");
}

/* Packing */

static int pack(struct collection *d, const char *manifest)
{
	assert_int_equal(files_write("manifest", manifest, strlen(manifest)), 0);
	return LISTEN(archive_pack("out.cpio", d,
		&(struct archive_options){"manifest", "t/a.bpf.o", COMPRESS_NONE}, NULL, NULL));
}

static void test_pack_changed(void **state)
{
	cleanup_with(collection_clear) struct collection d = {0};
	Elf64_Ehdr other = good;

	(void)state;
	put("fresh.o");
	assert_int_equal(COLLECT(&d, "fresh.o"), 0);
	assert_int_equal(pack(&d, ""), 0);
	/* as for an object past the cap on what is kept */
	free(steal(&d.objects[0].content));
	assert_int_equal(pack(&d, ""), 0);
	assert_int_equal(unlink("out.cpio"), 0);
	other.e_flags = 1;
	assert_int_equal(files_write("fresh.o", &other, sizeof(other)), 0);
	assert_int_equal(pack(&d, ""), FAIL_MISUSE);
	assert_said("fresh.o: changed while it was packed");
	assert_int_equal(files_write("fresh.o", &good, sizeof(good) - 1), 0);
	assert_int_equal(pack(&d, ""), FAIL_MISUSE);
	assert_said("changed while");
	assert_int_equal(unlink("fresh.o"), 0);
	assert_int_equal(pack(&d, ""), -ENOENT);
	assert_said("fresh.o: No such file");
	assert_int_equal(access("out.cpio", F_OK), -1);
}

static void test_pack_refusals(void **state)
{
	cleanup_with(collection_clear) struct collection d = {0};

	(void)state;
	assert_int_equal(COLLECT(&d, "t/a.bpf.o"), 0);
	assert_int_equal(
		pack(&d, "dir /x 0755 0 0\nfile /x/y missing 0644 0 0\nfile /z t 0644 0 0\n"),
		FAIL_MISUSE);
	assert_said("manifest:2: missing: No such file");
	assert_said("manifest:3: t is not a regular file");
	assert_int_equal(pack(&d, "file /docket t/a.bpf.o 0644 0 0\n"), FAIL_MISUSE);
	assert_said("the docket's own names are taken");
	assert_int_equal(truncate("huge.bpf.o", 1LL << 32), 0);
	assert_int_equal(pack(&d, "file /big huge.bpf.o 0644 0 0\n"), FAIL_MISUSE);
	assert_said("manifest:1: huge.bpf.o has 4294967296 bytes; newc holds less than 4 GiB");
	assert_int_equal(access("out.cpio", F_OK), -1);
	assert_int_equal(
		LISTEN(archive_pack("out.cpio", &d,
			&(struct archive_options){"no-manifest", "x", COMPRESS_NONE}, NULL, NULL)),
		-ENOENT);
	assert_said("read no-manifest: No such file");
}

static void test_compression_words(void **state)
{
	enum compression c;

	(void)state;
	assert_int_equal(compression_from_word("zstd", &c), 0);
	assert_int_equal(c, COMPRESS_ZSTD);
	assert_int_equal(compression_from_word("none", &c), 0);
	assert_int_equal(c, COMPRESS_NONE);
	assert_int_equal(compression_from_word("xz", &c), -EINVAL);
	assert_int_equal(compression_from_word("", &c), -EINVAL);
}

static int enter(void **state)
{
	(void)state;
	return !mkdtemp(top) || chdir(top);
}

static int leave(void **state)
{
	(void)state;
	free(lines);
	return chdir("/") || directory_remove(top);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_manifest_kinds),
		cmocka_unit_test(test_manifest_variables),
		cmocka_unit_test(test_manifest_hard_links),
		cmocka_unit_test(test_manifest_refusals),
		cmocka_unit_test(test_manifest_all_errors_and_limits),
		cmocka_unit_test(test_header_check),
		cmocka_unit_test(test_tidy),
		cmocka_unit_test(test_common),
		cmocka_unit_test(test_collect),
		cmocka_unit_test(test_collect_odd_names),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_no_pairs),
		cmocka_unit_test(test_collect_refusals),
		cmocka_unit_test(test_pack_changed),
		cmocka_unit_test(test_pack_refusals),
		cmocka_unit_test(test_compression_words),
	};

	return cmocka_run_group_tests_name("archive", tests, enter, leave);
}
