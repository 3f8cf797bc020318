/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the command line says that results go.  Before a run does anything else
 *
 *	1. each output is opened: one that cannot be is misuse, in every command;
 *	2. a result that is there is renamed to FILE.old: whatever becomes of this run, an earlier
 *one's is not taken for its.  That holds where the command line is wrong, and where another output
 *cannot be opened;
 *	3. a directory is locked, or two runs would mix.
 *
 * The new file is written beside it and renamed once it is whole (files.h).
 */
#ifndef OUTPUTS_H
#define OUTPUTS_H

#include <jansson.h>
#include <stddef.h>

/*
 * @path, which @option names: that a file can be made there.  "-" and NULL are fine.  FAIL_MISUSE,
 * said: a directory, a device, a pipe, an ELF file (a slip that would cost an object), a directory
 * that takes no file.
 */
int output_check(const char *option, const char *path);

/* For an output that was checked: what is there gets the name @path.old.  FAIL_MISUSE, said. */
int output_put_aside(const char *option, const char *path);

/* Both. */
int output_withdraw(const char *option, const char *path);

/*
 * A directory for one run: made with its parents where missing, and locked while it is open; an
 * earlier run's result.json in it is put aside.
 */
struct output_dir {
	int lock;
};
#define OUTPUT_DIR_NONE ((struct output_dir){.lock = -1})
/* FAIL_MISUSE, said; of another run that has it, which process that is. */
int output_dir_open(struct output_dir *ret, const char *option, const char *path);
void output_dir_close(struct output_dir *d);

/*
 * @json, indented, and a newline to @path ("-": standard output) as a whole.  In strings "##[",
 * which a CI job's runner would take for an order, is escaped.  -EFBIG past @max bytes; all said.
 */
int output_json(const char *path, const json_t *json, size_t max);

#endif
