// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parts of building a kernel that can be tested without one: the checksum of an archive, the first
 * error in a log, objects left by a killed build, identities of trees.
 */
#include "capture.h"
#include "cleanup.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/build/image-sum.h"
#include "kernel/build/make-log.h"
#include "kernel/build/make.h"
#include "kernel/build/resume.h"
#include "kernel/build/sums.h"
#include "kernel/build/tree.h"
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define SUM   "93da40707a459484f5808cfe266215885c34214ce37e49f261ad66197756e0fd"
#define OTHER "0000000000000000000000000000000000000000000000000000000000000000"

static void checksums_are_found(void **state)
{
	static const struct {
		const char *text, *found; /* NULL: none */
	} rows[] = {
		{SUM "  linux-6.6.30.tar.xz\n", SUM},
		{SUM " *linux-6.6.30.tar.xz\n", SUM},
		{SUM, SUM},
		{SUM "\n", SUM},
		{"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" OTHER
		 "  linux-6.6.3.tar.xz\n" SUM "  linux-6.6.30.tar.xz\n",
			SUM},
		{"Checksums-Sha1:\n 93da40707a459484f5808cfe266215885c34214c 1 linux-6.6.30.tar.xz\nChecksums-Sha256:\n " SUM
		 " 1 linux-6.6.30.tar.xz\n",
			SUM},
		{"93DA40707A459484F5808CFE266215885C34214CE37E49F261AD66197756E0FD  linux-6.6.30.tar.xz\r\n",
			SUM},
		{OTHER "  linux-6.6.3.tar.xz\n", NULL},
		{OTHER "  linux-6.6.30.tar.xz.sign\n", NULL},
		{SUM "0  linux-6.6.30.tar.xz\n", NULL},
		{"a word\n" SUM "\n", NULL}, /* whose? */
		{"", NULL},
		{"linux-6.6.30.tar.xz\n", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char got[SHA256_SIZE] = "";
		bool found = sums_find(rows[i].text, "linux-6.6.30.tar.xz", got);
		if (found != (rows[i].found != NULL) || (found && strcmp(got, rows[i].found) != 0))
			fail_msg("%s: %s", rows[i].text, got);
	}
}

static void the_first_error_is_found(void **state)
{
	static const struct {
		const char *log, *has, *lacks;
	} rows[] = {
		{"  CC      a.o\n  CC      b.o\nIn file included from b.c:1:\nb.h: In function 'f':\nb.h:3:1: error: unknown type name "
		 "'u9'\n    3 | u9 x;\n      | ^~\nmake[3]: *** [scripts/Makefile.build:229: b.o] Error 1\n",
			"unknown type name 'u9'\n    3 | u9 x;", "CC      a.o"},
		{"  CC      a.o\nb.c:7: warning: error prone\n  LD      vmlinux\nld: a.o: undefined reference to `g'\n",
			"undefined reference to `g'", "CC      a.o"},
		{"make[1]: *** No rule to make target 'x.c', needed by 'x.o'.  Stop.\n",
			"No rule to make target 'x.c'", "zzz"},
		{"  BTF     vmlinux\nFAILED: load BTF from vmlinux: Invalid argument\n",
			"FAILED: load BTF", "zzz"},
		{"  CC      a.o\nas: a.o: No space left on device\n", "No space left on device",
			"zzz"},
		/* the cause is printed long after its consequences */
		{"  CC      a.o\n"
		 "make[4]: *** [scripts/Makefile.build:229: a.o] Error 1\nmake[3]: *** [scripts/Makefile.build:478: b] Error 2\n"
		 "make[2]: *** Waiting for unfinished jobs....\n"
		 "make[4]: *** [c.o] Error 1\nmake[4]: *** [d.o] Error 1\nmake[4]: *** [e.o] Error 1\nmake[4]: *** [f.o] Error 1\n"
		 "make[4]: *** [g.o] Error 1\nmake[4]: *** [h.o] Error 1\nmake[4]: *** [i.o] Error 1\nmake[4]: *** [j.o] Error 1\n"
		 "  CC      k.o\ncc1: error: k.c: cannot write\n"
		 "l.s: Fatal error: can't write 40 bytes: No space left on device\nmake[4]: *** [l.o] Error 1\n",
			"No space left on device", "***"},
		{"make[4]: *** [a.o] Error 1\nb.c:3: error: x\nmake[4]: *** [b.o] Error 1\n",
			"b.c:3: error: x", "***"},
		{"  CC      a.o\nmake: *** [Makefile:234: __sub-make] Error 2\n", "__sub-make",
			"zzz"},
		{"  CC      a.o\n", "", "CC"},
		{"", "", "zzz"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		cleanup_free char *got = make_log_first_error(rows[i].log, 12);
		if (!strstr(got, rows[i].has) || strstr(got, rows[i].lacks))
			fail_msg("%s: \"%s\"", rows[i].log, got);
	}
	/* only a few of many lines are shown */
	cleanup_free char *got = make_log_first_error("1\n2\n3\na.c:1: error: x\n4\n5\n6\n7\n", 4);
	assert_string_equal(got, "2\n3\na.c:1: error: x\n4\n");
}

static void causes_are_told_apart(void **state)
{
	static const struct {
		int error;
		const char *log;
	} rows[] = {
		{-EBADMSG,
			"  CC      a.o\na.c:1:1: error: unknown type name 'u9'\nmake[3]: *** [a.o] Error 1\n"},
		{-EBADMSG, "ld: a.o: undefined reference to `g'\nmake: *** [vmlinux] Error 1\n"},
		{-EBADMSG,
			"a.c:7:9: error: expected ';'\n    7 |         pr_err(\"out of memory\")\n      |         ^\n"},
		{-EBADMSG, "a.c:3:10: fatal error: linux/nothing.h: No such file or directory\n"},
		{-EBADMSG, "/bin/sh: 1: ./scripts/gone.sh: not found\nmake: *** [x] Error 127\n"},
		{-EBADMSG, "/bin/sh: 1: ../source/scripts/x.sh: Permission denied\n"},
		{-EBADMSG, "make[1]: *** No rule to make target 'x.c', needed by 'x.o'.  Stop.\n"},
		{-EBADMSG, "make[1]: ../Makefile.gone: No such file or directory\n"},
		{-EBADMSG, "a.c: warning: Cannot allocate memory\na.c:1: error: x\n"},
		{-EBADMSG, "a.c:1: internal compiler error: Segmentation fault\n"},
		{-EBADMSG, "FAILED: load BTF from vmlinux: Invalid argument\n"},
		{-EBADMSG, ""},
		{-ENOSPC, "as: a.o: No space left on device\n"},
		{-ENOSPC, "a.c:1: error: x\nld: final link failed: No space left on device\n"},
		{-ENOSPC, "cc1: error: x.s: Disk quota exceeded\n"},
		{-ENOMEM, "gcc: fatal error: Killed signal terminated program cc1\n"},
		{-ENOMEM, "scripts/link-vmlinux.sh: line 113: 4711 Killed   pahole -J x\n"},
		{-ENOMEM, "make[3]: *** [scripts/Makefile.build:229: a.o] Killed\n"},
		{-ENOMEM, "make[3]: *** [scripts/Makefile.build:229: a.o] Error 137\n"},
		{-ENOMEM, "cc1: out of memory allocating 65536 bytes after a total of 1 bytes\n"},
		{-ENOMEM, "virtual memory exhausted: Cannot allocate memory\n"},
		{-ENOENT, "/bin/sh: 1: bc: not found\nmake[1]: *** [x] Error 127\n"},
		{-ENOENT, "/bin/bash: line 1: python3: command not found\n"},
		{-ENOENT, "make[1]: bison: No such file or directory\n"},
		{-ENOENT, "/usr/bin/env: 'python3': No such file or directory\n"},
		{-ENOENT, "x.c:2:10: fatal error: openssl/bio.h: No such file or directory\n"},
		{-ENOENT, "x.c:2:10: fatal error: 'gelf.h' file not found\n"},
		{-ENOENT, "/usr/bin/ld: cannot find -lelf: No such file or directory\n"},
		{-ENOENT, "BTF: .tmp_vmlinux.btf: pahole (pahole) is not available\n"},
		{-EAGAIN, "make: fork: Resource temporarily unavailable\n"},
		{-EAGAIN, "/bin/sh: 1: Cannot fork\nsh: fork: Resource temporarily unavailable\n"},
		{-EROFS, "mkdir: cannot create directory 'x': Read-only file system\n"},
		{-EACCES, "Assembler messages: Fatal error: can't create a.o: Permission denied\n"},
		{-EIO, "cc1: error: a.c: Input/output error\n"},
		{-EIO, "make[3]: *** [a.o] Terminated\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (make_log_cause(rows[i].log) != rows[i].error)
			fail_msg("%s: %d", rows[i].log, make_log_cause(rows[i].log));
}

static void put(const char *dir, const char *name, long when)
{
	cleanup_free char *path = format_string("%s/%s", dir, name);
	const struct timespec t[2] = {{.tv_sec = when}, {.tv_sec = when}};

	assert_int_equal(files_write(path, "", 0), 0);
	assert_int_equal(utimensat(AT_FDCWD, path, t, 0), 0);
}

static void changes_that_make_misses_are_found(void **state)
{
	static const char before[] = "50.000000000 7 100644 /Makefile\n80.000000000 7 100644 /a-b\n"
				     "60.000000000 7 100644 /a/b.c\n70.000000000 7 100644 /a/c.c\n";
	static const struct {
		const char *now, *missed; /* the newest object is of 100.5 s */
	} rows[] = {
		{before, NULL},
		/* edited after the run: make sees it */
		{"50.000000000 7 100644 /Makefile\n101.000000000 9 100644 /a/b.c\n70.000000000 7 100644 /a/c.c\n",
			NULL},
		/* edited right after the run */
		{"50.000000000 7 100644 /Makefile\n100.500000001 9 100644 /a/b.c\n70.000000000 7 100644 /a/c.c\n",
			NULL},
		{"50.000000000 7 100644 /Makefile\n100.500000000 9 100644 /a/b.c\n", "/a/b.c"},
		/* a link that leads to another file now */
		{"50.000000000 7 100644 /Makefile\n60.000000000 9 120777,101.000000000 /a/b.c\n",
			"/a/b.c"},
		/* edited during the run */
		{"50.000000000 7 100644 /Makefile\n99.500000000 9 100644 /a/b.c\n", "/a/b.c"},
		/* restored from a backup */
		{"50.000000000 7 100644 /Makefile\n10.000000000 7 100644 /a/b.c\n", "/a/b.c"},
		{"50.000000000 7 100644 /Makefile\n60.000000000 8 100644 /a/b.c\n", "/a/b.c"},
		{"50.000000000 7 100644 /Makefile\n60.000000001 7 100644 /a/b.c\n", "/a/b.c"},
		{"50.000000000 7 100755 /Makefile\n", "/Makefile"},
		/* a new file with an old mtime */
		{"50.000000000 7 100644 /Makefile\n50.000000000 7 100644 /a/a.c\n60.000000000 7 100644 /a/b.c\n",
			"/a/a.c"},
		{"150.000000000 7 100644 /AAA\n50.000000000 7 100644 /Makefile\n60.000000000 7 100644 /a/b.c\n150.000000000 7 100644 /z\n",
			NULL},
		{"60.000000000 7 100644 /a/b.c.orig\n", "/a/b.c.orig"},
		{"", NULL},
	};

	const struct timespec last = {.tv_sec = 100, .tv_nsec = 500000000};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *got = resume_find_unseen(before, rows[i].now, last),
			   *want = rows[i].missed;
		if (!got != !want || (got && (strncmp(got, want, strlen(want)) != 0 ||
						     got[strlen(want)] != '\n')))
			fail_msg("%zu: %s", i, got ? got : "none");
	}
	assert_non_null(resume_find_unseen("torn", "50.000000000 7 100644 /Makefile\n", last));
	assert_non_null(resume_find_unseen("", "50.000000000 7 100644 /Makefile\n", last));
}

static void make_tree(char *dir);
static void write_in(const char *dir, const char *name, const char *text);

/* As the next run does. */
static int look_and_mend(const char *dir, struct source_tree *tree)
{
	int r = source_tree_look(tree);

	return r ? r : resume_prepare(dir, tree);
}

/* 100 is when the build that died began. */
static void unrecorded_objects_of_a_killed_build_are_removed(void **state)
{
	char dir[] = "/tmp/test-build-XXXXXX", tree_dir[] = "/tmp/test-build-XXXXXX";
	static const struct {
		const char *name;
		long object, how; /* times; 0: not there */
		bool goes;
	} rows[] = {
		{"whole", 110, 111, false}, /* made and recorded in that run */
		{"before", 90, 80, false},  /* objtool wrote it after its record, in another run */
		{"torn", 110, 90, true},    /* its record is of the run before */
		{"same", 110, 110, false}, {"gone", 0, 90, false},
		{"new", 110, 0, false}, /* make rebuilds an object without a record */
	};
	struct source_tree tree;

	(void)state;
	make_tree(tree_dir);
	assert_int_equal(source_tree_open(&tree, tree_dir, NULL), 0);
	assert_non_null(mkdtemp(dir));
	cleanup_free char *build = format_string("%s/build/kernel", dir);
	assert_int_equal(directory_make(build), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		cleanup_free char *object = format_string("%s.o", rows[i].name),
				  *how = format_string(".%s.o.cmd", rows[i].name);
		if (rows[i].object)
			put(build, object, rows[i].object);
		if (rows[i].how)
			put(build, how, rows[i].how);
	}
	/* no build has run */
	cleanup_free char *torn = format_string("%s/torn.o", build),
			  *whole = format_string("%s/whole.o", build);
	assert_int_equal(look_and_mend(dir, &tree), 0);
	put(dir, "build.log", 200);
	assert_int_equal(look_and_mend(dir, &tree), 0);
	assert_int_equal(access(torn, F_OK), 0);
	put(dir, "building", 100);
	assert_int_equal(look_and_mend(dir, &tree), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		cleanup_free char *object = format_string("%s/%s.o", build, rows[i].name);
		bool there = access(object, F_OK) == 0;
		if (there != (rows[i].object && !rows[i].goes))
			fail_msg("%s", rows[i].name);
	}
	/* edited after the build: make sees it */
	put(tree_dir, "Kbuild", 250);
	assert_int_equal(look_and_mend(dir, &tree), 0);
	assert_int_equal(access(whole, F_OK), 0);
	/* edited before a compiler that outlived the tool wrote its object */
	put(tree_dir, "Kbuild", 260);
	put(build, "late.o", 300);
	assert_int_equal(look_and_mend(dir, &tree), 0);
	assert_int_equal(access(whole, F_OK), -1);
	/* a file older than the objects, which were not made from it */
	assert_int_equal(directory_make(build), 0);
	put(build, "whole.o", 110);
	put(tree_dir, "Kbuild", 105);
	assert_int_equal(look_and_mend(dir, &tree), 0);
	assert_int_equal(access(whole, F_OK), -1);
	source_tree_clear(&tree);
	assert_int_equal(directory_remove(tree_dir), 0);
	assert_int_equal(directory_remove(dir), 0);
}

/*
 * A script that edits and builds in turns: what it edits right after a build that failed must not
 * cost the other objects, and what was edited while a build ran must not be missed.
 */
static void an_edit_right_after_a_failed_build_keeps_objects(void **state)
{
	char dir[] = "/tmp/test-build-XXXXXX", tree_dir[] = "/tmp/test-build-XXXXXX";
	cleanup_free char *build = NULL, *object = NULL;
	struct source_tree tree;

	(void)state;
	make_tree(tree_dir);
	assert_int_equal(source_tree_open(&tree, tree_dir, NULL), 0);
	assert_non_null(mkdtemp(dir));
	build = format_string("%s/build", dir);
	object = format_string("%s/kept.o", build);
	assert_int_equal(directory_make(build), 0);
	assert_int_equal(look_and_mend(dir, &tree), 0);
	for (int turn = 0; turn < 3; turn++) {
		write_in(build, "kept.o", ""); /* 20 ms after the edit */
		write_in(dir, "build.log", "error");
		write_in(tree_dir, "Kbuild", turn % 2 ? "obj-y += x.o\n" : "obj-y += y.o\n");
		assert_int_equal(look_and_mend(dir, &tree), 0);
		assert_int_equal(access(object, F_OK), 0);
	}
	write_in(tree_dir, "Kbuild", "obj-y += z.o\n");
	write_in(build, "other.o", "");
	assert_int_equal(look_and_mend(dir, &tree), 0);
	assert_int_equal(access(object, F_OK), -1);
	source_tree_clear(&tree);
	assert_int_equal(directory_remove(tree_dir), 0);
	assert_int_equal(directory_remove(dir), 0);
}

static void git(const char *dir, const char *const args[])
{
	const char *argv[24] = {"env", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
		"git", "-C", dir, "-c", "user.name=t", "-c", "user.email=t@t"};
	int status = 0;

	for (size_t i = 0; args[i]; i++)
		argv[10 + i] = args[i];
	assert_int_equal(
		process_capture((char *const *)argv, 60000, 1 << 16, NULL, NULL, &status), 0);
	assert_int_equal(status, 0);
}

static void write_in(const char *dir, const char *name, const char *text)
{
	cleanup_free char *path = format_string("%s/%s", dir, name);

	usleep(20000); /* mtimes advance in clock ticks, and make compares them */
	assert_int_equal(files_write(path, text, strlen(text)), 0);
}

static void identify(const char *dir, char ret[SHA256_SIZE])
{
	struct source_tree t;

	assert_int_equal(source_tree_open(&t, dir, NULL), 0);
	assert_string_equal(t.version, "6.6.30");
	assert_int_equal(source_tree_look(&t), 0);
	memcpy(ret, t.identity, SHA256_SIZE);
	source_tree_clear(&t);
}

static void make_tree(char *dir)
{
	static const char *const dirs[] = {"scripts/kconfig", "arch/x86"};

	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		cleanup_free char *path = format_string("%s/%s", dir, dirs[i]);
		assert_int_equal(directory_make(path), 0);
	}
	write_in(dir, "Makefile", "VERSION = 6\nPATCHLEVEL = 6\nSUBLEVEL = 30\nEXTRAVERSION =\n");
	write_in(dir, "Kbuild", "");
	write_in(dir, "Kconfig", "");
	write_in(dir, "scripts/kconfig/conf.c", "");
	write_in(dir, "arch/x86/Kconfig", "");
}

/* Every change of a tree changes its identity, and nothing else does. */
static void a_change_is_seen(const char *dir)
{
	char before[SHA256_SIZE], after[SHA256_SIZE];

	identify(dir, before);
	identify(dir, after);
	assert_string_equal(before, after);
	write_in(dir, "Kbuild", "obj-y += x.o\n");
	identify(dir, after);
	assert_string_not_equal(before, after);
	write_in(dir, "Kbuild", "obj-y += y.o\n"); /* of the same length */
	identify(dir, before);
	assert_string_not_equal(before, after);
	write_in(dir, "new.c", "int x;\n");
	identify(dir, after);
	assert_string_not_equal(before, after);
	write_in(dir, "new.c", "int y;\n");
	identify(dir, before);
	assert_string_not_equal(before, after);
	cleanup_free char *gone = format_string("%s/Kconfig", dir),
			  *file = format_string("%s/new.c", dir);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(chmod(gone, 0755), 0);
	identify(dir, after);
	assert_string_not_equal(before, after);
	/* files ignored by git may be source */
	write_in(dir, ".gitignore", "*.o\n");
	identify(dir, before);
	write_in(dir, "x.o", "");
	identify(dir, after);
	assert_string_not_equal(before, after);
}

/* What git calls the commit, and since when files differ from it. */
static void expect_commit(const char *dir, const char *begin, const char *end)
{
	struct source_tree t;

	assert_int_equal(source_tree_open(&t, dir, NULL), 0);
	assert_int_equal(source_tree_look(&t), 0);
	if (!begin) {
		assert_null(t.commit);
	} else {
		assert_non_null(t.commit);
		assert_string_equal(t.commit + strlen(t.commit) - strlen(end), end);
		assert_memory_equal(t.commit, begin, strlen(begin));
		assert_int_equal(strcspn(t.commit, ","), strlen(t.commit) - strlen(end));
	}
	source_tree_clear(&t);
}

static void commits_are_named(const char *dir)
{
	const struct timespec then[2] = {{.tv_sec = 1700000000}, {.tv_sec = 1700000000}};
	cleanup_free char *path = format_string("%s/Kbuild", dir),
			  *added = format_string("%s/new.c", dir);

	git(dir, (const char *const[]){"tag", "v6.6.30", NULL});
	expect_commit(dir, "v6.6.30", "");
	git(dir, (const char *const[]){"commit", "-q", "--allow-empty", "-m", "three", NULL});
	expect_commit(dir, "v6.6.30-1-g", "");
	write_in(dir, "new.c", ""); /* as `git describe --dirty`, which counts what is tracked */
	expect_commit(dir, "v6.6.30-1-g", "");
	write_in(dir, "Kbuild", "obj-y += z.o\n");
	assert_int_equal(utimensat(AT_FDCWD, path, then, 0), 0);
	expect_commit(dir, "v6.6.30-1-g", ", dirty since 2023-11-14T22:13:20Z");
	git(dir, (const char *const[]){"add", "Kbuild", NULL});
	expect_commit(dir, "v6.6.30-1-g", ", dirty");
	git(dir, (const char *const[]){"add", "new.c", NULL});
	git(dir, (const char *const[]){"commit", "-qm", "four", NULL});
	expect_commit(dir, "v6.6.30-2-g", "");
	assert_int_equal(unlink(added), 0);
	expect_commit(dir, "v6.6.30-2-g", ", dirty");
	git(dir, (const char *const[]){"checkout", "-q", "-f", ".", NULL});
	expect_commit(dir, "v6.6.30-2-g", "");
}

/* A link in the tree @dir and one out of it, and files that git does not track. */
static void add_links(const char *dir, const char *outside)
{
	cleanup_free char *in = format_string("%s/in.c", dir),
			  *out = format_string("%s/out.c", dir),
			  *beyond = format_string("%s/beyond", dir),
			  *file = format_string("%s/one.c", outside);

	assert_int_equal(symlink("Kbuild", in) | symlink(file, out) | symlink(outside, beyond), 0);
	write_in(dir, "untracked.h", "#define X 1\n");
}

/*
 * Two work trees of one commit with other times have one identity; what a link leads to counts,
 * wherever that is.
 */
static void work_trees_of_one_content_are_the_same(void **state)
{
	char top[] = "/tmp/test-build-XXXXXX", outside[] = "/tmp/test-build-XXXXXX";
	char a[] = "/tmp/test-build-XXXXXX";
	char one[SHA256_SIZE], two[SHA256_SIZE], three[SHA256_SIZE];

	(void)state;
	if (!process_in_path("git"))
		skip();
	assert_non_null(mkdtemp(top));
	assert_non_null(mkdtemp(outside));
	write_in(outside, "one.c", "int one;\n");
	make_tree(a);
	add_links(a, outside);
	git(a, (const char *const[]){"init", "-q", NULL});
	git(a, (const char *const[]){"add", "-A", NULL});
	git(a, (const char *const[]){"reset", "-q", "untracked.h", NULL});
	git(a, (const char *const[]){"commit", "-qm", "one", NULL});
	cleanup_free char *b = format_string("%s/b", top);
	git(a, (const char *const[]){"worktree", "add", "-q", "--detach", b, NULL});
	write_in(b, "untracked.h", "#define X 1\n");
	identify(a, one);
	identify(b, two);
	assert_string_equal(one, two);
	expect_commit(b, "", "");
	/* a file of a sparse checkout is not a file that was removed */
	git(b, (const char *const[]){"sparse-checkout", "set", "--no-cone", "/*", "!/in.c", NULL});
	expect_commit(b, "", "");
	identify(b, three);
	assert_string_not_equal(one, three);
	git(b, (const char *const[]){"sparse-checkout", "disable", NULL});
	identify(b, three);
	assert_string_equal(one, three);
	write_in(b, "untracked.h", "#define X 2\n");
	identify(b, three);
	assert_string_not_equal(one, three);
	/* a file to which a link leads, and one in a directory to which one leads */
	write_in(outside, "one.c", "int two;\n");
	identify(a, two);
	assert_string_not_equal(one, two);
	write_in(outside, "two.c", "int two;\n");
	identify(a, three);
	assert_string_not_equal(two, three);
	assert_int_equal(
		directory_remove(a) | directory_remove(top) | directory_remove(outside), 0);
}

static void trees_are_distinguished(void **state)
{
	char dir[] = "/tmp/test-build-XXXXXX", repository[] = "/tmp/test-build-XXXXXX";

	(void)state;
	make_tree(dir);
	expect_commit(dir, NULL, NULL);
	a_change_is_seen(dir);
	assert_int_equal(directory_remove(dir), 0);
	make_tree(repository);
	if (process_in_path("git")) {
		char committed[SHA256_SIZE], now[SHA256_SIZE];
		git(repository, (const char *const[]){"init", "-q", NULL});
		git(repository, (const char *const[]){"add", "-A", NULL});
		git(repository, (const char *const[]){"commit", "-qm", "one", NULL});
		identify(repository, committed);
		expect_commit(repository, "", "");
		a_change_is_seen(repository);
		/* undoing the change restores the identity; an empty commit keeps it */
		git(repository, (const char *const[]){"checkout", "-q", "-f", ".", NULL});
		git(repository, (const char *const[]){"clean", "-qfdx", NULL});
		git(repository,
			(const char *const[]){"commit", "-q", "--allow-empty", "-m", "two", NULL});
		identify(repository, now);
		assert_string_equal(committed, now);
		commits_are_named(repository);
	}
	assert_int_equal(directory_remove(repository), 0);
}

/* Assemble and link a small kernel at @dir/NAME, with @text as its code. */
static void link_kernel(const char *dir, const char *name, const char *text)
{
	cleanup_free char *out = format_string("%s/%s", dir, name),
			  *object = format_string("%s/x.o", dir),
			  *source = format_string("%s/x.s", dir);
	char *const as[] = {(char *)"as", (char *)"-o", object, source, NULL},
		    *const ld[] = {(char *)"ld", (char *)"--build-id=sha1", (char *)"-o", out,
			    object, NULL};
	int status = 0;

	assert_int_equal(files_write(source, text, strlen(text)), 0);
	assert_int_equal(process_capture(as, 60000, 1 << 16, NULL, NULL, &status), 0);
	assert_int_equal(status, 0);
	assert_int_equal(process_capture(ld, 60000, 1 << 16, NULL, NULL, &status), 0);
	assert_int_equal(status, 0);
}

#define CODE                                                                                       \
	".text\n.globl _start\n_start: hlt\n.data\n.globl kallsyms_num_syms\nkallsyms_num_syms:\n"

static void what_does_not_run_is_not_in_the_sum(void **state)
{
	static const struct {
		const char *text;
		bool same;
	} rows[] = {
		{CODE ".long 7\nafter: .long 1\n", true},
		/* DWARF, and with it the build ID */
		{CODE ".long 7\nafter: .long 1\n.section .debug_info\n.long 1\n", true},
		{CODE ".long 7\nafter: .long 1\n.section .comment\n.long 1\n", true},
		/* the table of names, and a name with a line in it */
		{CODE ".long 8\nafter: .long 1\n", true},
		{CODE ".long 7\nafter:\n__BTF_ID__func__f__12: .long 1\n", true},
		{CODE ".long 7\nafter:\n__initcall__kmod_f__1_2_f1: .long 1\n", true},
		{CODE ".long 7\nafter: .long 2\n", false},
		{CODE ".long 7\nbehind: .long 1\n", false},
		{CODE ".long 7\nafter: .long 1\n.text\nnop\n", false},
		{CODE ".long 7\nafter: .long 1\n.bss\n.space 8\n", false},
	};
	char dir[] = "/tmp/test-build-XXXXXX", first[SHA256_SIZE], sum[SHA256_SIZE];

	(void)state;
	if (!process_in_path("as") || !process_in_path("ld"))
		skip();
	assert_non_null(mkdtemp(dir));
	cleanup_free char *path = format_string("%s/vmlinux", dir);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		link_kernel(dir, "vmlinux", rows[i].text);
		assert_int_equal(image_sum(path, i ? sum : first), 0);
		if (i && (strcmp(sum, first) == 0) != rows[i].same)
			fail_msg("%s", rows[i].text);
	}
	assert_int_equal(files_write(path, "\177ELF", 4), 0);
	assert_int_equal(image_sum(path, sum), -ENOEXEC);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(image_sum(path, sum), -ENOENT);
	assert_int_equal(directory_remove(dir), 0);
}

/* The standard error of a build, which is not a terminal; malloc'd. */
static char *stderr_of_build(const char *makefile, int expected)
{
	char dir[] = "/tmp/test-build-XXXXXX", *text = NULL;

	assert_non_null(mkdtemp(dir));
	cleanup_free char *tree = format_string("%s/tree", dir),
			  *file = format_string("%s/tree/Makefile", dir);
	cleanup_free char *place = format_string("%s/place", dir),
			  *build = format_string("%s/place/build", dir);
	cleanup_free char *log = format_string("%s/said", dir);
	const struct make_place p = {.dir = place, .release = "6.12.1", .jobs = 1};
	const struct source_tree t = {.dir = tree};
	const struct toolchain gcc = {.cc = (char *)"gcc", .llvm_suffix = (char *)""};
	static const char *const targets[] = {"vmlinux", NULL};
	assert_int_equal(directory_make(tree) | directory_make(build), 0);
	assert_int_equal(files_write(file, makefile, strlen(makefile)), 0);
	int fd = open(log, O_WRONLY | O_CREAT | O_CLOEXEC, 0600), err = dup(2);
	assert_int_equal(dup2(fd, 2), 2);
	int r = make_kernel(&p, &t, &gcc, targets, false);
	dup2(err, 2);
	close(err);
	close(fd);
	assert_int_equal(files_read(log, 1 << 20, &text, NULL), 0);
	assert_int_equal(r, expected);
	assert_int_equal(directory_remove(dir), 0);
	return text;
}

/*
 * In a CI job the log is the only record of a build's progress and duration.
 */
static void progress_is_printed_without_a_terminal(void **state)
{
	(void)state;
	cleanup_free char *text = stderr_of_build(
		"vmlinux:\n\t@echo '  CC      a.o'\n\t@sleep 15\n\t@echo '  CC      b.o'\n", 0);
	const char *going = strstr(text, "building 6.12.1: "),
		   *done = strstr(text, "vmlinux done, 2 objects in ");
	if (!going || !strstr(going, " objects, 1") || !done || done < going)
		fail_msg("%s", text);
}

static void the_first_cause_is_printed(void **state)
{
	(void)state;
	cleanup_free char *text =
		stderr_of_build("vmlinux: a b\na:\n\t@echo '  CC      a.o'\n"
				"\t@echo 'as: b.o: No space left on device' >&2; false\n",
			-ENOSPC);
	if (!strstr(text, "No space left on device") || strstr(text, "***") ||
		!strstr(text, "failed after "))
		fail_msg("%s", text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checksums_are_found),
		cmocka_unit_test(the_first_error_is_found),
		cmocka_unit_test(causes_are_told_apart),
		cmocka_unit_test(progress_is_printed_without_a_terminal),
		cmocka_unit_test(the_first_cause_is_printed),
		cmocka_unit_test(changes_that_make_misses_are_found),
		cmocka_unit_test(unrecorded_objects_of_a_killed_build_are_removed),
		cmocka_unit_test(an_edit_right_after_a_failed_build_keeps_objects),
		cmocka_unit_test(what_does_not_run_is_not_in_the_sum),
		cmocka_unit_test(trees_are_distinguished),
		cmocka_unit_test(work_trees_of_one_content_are_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
