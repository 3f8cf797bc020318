/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files and directories that a command line names for results.  Before a run does anything else
 *
 * 1. each output is checked: one that cannot be written is misuse, in every command;
 * 2. an earlier result is renamed to FILE.old, so that it is not taken for the result of this run,
 *    however this run ends.  This is done even if the command line is wrong or another output
 * cannot be written;
 * 3. a directory is locked, so that two runs do not mix their files.
 *
 * The new file is written under another name and renamed once it is complete (file-writer.h).
 */
#ifndef OUTPUTS_H
#define OUTPUTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Check that a file can be written to @path, which @option names.  "-" and NULL are fine.
 * FAIL_MISUSE, reported: it is a directory, device or pipe, an ELF file (most likely an object
 * named by mistake), or in a directory that cannot be written to.
 */
int output_check(const char *option, const char *path);

/* Rename what exists at a checked output to @path.old.  FAIL_MISUSE, reported. */
int output_put_aside(const char *option, const char *path);

/*
 * Check that an output @path is not an input: the file @other, which @of names ("-c", "-k").  If
 * @name is not NULL, @other is a directory, and the input is the file @name in it.  NULL paths and
 * "-" are fine.  FAIL_MISUSE, reported.
 */
int output_check_apart(
	const char *option, const char *path, const char *of, const char *other, const char *name);

/* Whether both are one file, which need not exist: "a" and "./a". */
bool output_is_same(const char *a, const char *b);

/* output_check(), then output_put_aside(). */
int output_withdraw(const char *option, const char *path);

/*
 * The directory of one run.  It is made with its parents if missing, and locked while it is open.
 * An earlier result.json in it is put aside.
 */
struct output_dir {
	int lock; /* a descriptor; -1: not open */
};
#define OUTPUT_DIR_NONE ((struct output_dir){.lock = -1})
/* FAIL_MISUSE, reported; where another run has the directory, with its process. */
int output_dir_open(struct output_dir *ret, const char *option, const char *path);
void output_dir_close(struct output_dir *d);

/*
 * Write the @len bytes of @text to @path ("-": standard output), atomically.  -EFBIG for more than
 * @max bytes.  Reports its errors.
 */
int output_text(const char *path, const char *text, size_t len, size_t max);

/*
 * Write @json, indented, and a newline to @path ("-": standard output), atomically.  "##[", which a
 * CI runner would obey, is escaped in strings.  -EFBIG for more than @max bytes.  Reports its
 * errors.
 */
int output_json(const char *path, const json_t *json, size_t max);

#endif
