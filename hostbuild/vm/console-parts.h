/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts of vm/console.h: one boot of a console, which console.c cuts into lines. */
#ifndef VM_CONSOLE_PARTS_H
#define VM_CONSOLE_PARTS_H

#include "result/result.h"
#include "verdict/ktap-words.h"
#include "vm/evidence.h"

#define CONSOLE_TAIL_MAX 32768 /* bytes of a program's log */

struct console_boot {
	struct result_kernel kernel;
	struct evidence evidence;
	char docket[SHA256_SIZE];
	/* "Initramfs unpacking failed", "Kernel panic": seen after the end of this boot's KTAP */
	char late[256];
	char end[DETAIL_SIZE];	/* why it judges nothing more; "": it does not say */
	enum outcome end_as;	/* … and what that is */
	int64_t plan;		/* objects; -1: no plan came */
	size_t *programs_left;	/* of CONSOLE_PROGRAMS_MAX, of all boots */
	size_t line;		/* the current one, from 1 */
	size_t wrong_line;	/* the first line that is wrong; 0: none is */
	char wrong[160];	/* … and how */
	bool linux_line, hello; /* "Linux version"; the first line of /init */
	bool kernel_line;	/* the line that names the kernel */
	bool ktap, totals, counted;
	int wholes, splats; /* on the console */
	struct ktap_counts all;
	/* the object whose programs come, the last one of the kernel's */
	bool object, in_whole;
	int64_t planned; /* its programs; -1: not known yet */
	struct ktap_counts here;
	/* the program whose comments come */
	bool program, expected; /* a comment said what was expected */
	struct program_result p;
	char *tail; /* of its log, CONSOLE_TAIL_MAX bytes; owned */
	size_t tail_len;
};
void console_boot_init(struct console_boot *b, size_t *programs_left);
void console_boot_clear(struct console_boot *b);

/* Note that the current line is wrong, if none was before. */
void console_wrong(struct console_boot *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether the console has had all that KTAP of @b should have. */
bool console_boot_ended(const struct console_boot *b);
/*
 * A whole line of /init's, or of whoever wrote no time stamp before it.  -ENOMEM, not reported.
 */
int console_boot_line(struct console_boot *b, const char *line);
/* The same of a line within an object, without the blanks before it. */
int console_object_line(struct console_boot *b, const char *line);
/* The result of the object: "ok 1 NAME". */
int console_object_end(struct console_boot *b, const char *line);

/* What the boot comes to: its outcome, and why.  @name: of the log.  -ENOMEM, not reported. */
int console_boot_finish(struct console_boot *b, const char *name);

/* "ok 1 NAME # DIRECTIVE rest", taken apart. */
struct console_test {
	bool ok;
	int64_t number;
	const char *name; /* up to the end of the line */
};
bool console_test_read(const char *line, struct console_test *ret);
/* Whether @test is about @name and has @words. */
bool console_test_is(
	const struct console_test *test, const char *name, const struct ktap_words *words);

/* The value of "# KEY: VALUE"; NULL: @line has another key. */
const char *console_value(const char *line, const char *key);
/* A decimal number without a sign, followed by one of @after or the end; -1: there is none. */
int64_t console_number(const char *text, const char *after, const char **ret_rest);

#endif
