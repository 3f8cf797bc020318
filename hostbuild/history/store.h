/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file of --history: the results of many runs in an SQLite database, which bpfjury-history(1)
 * describes.  Anyone may have written it.  Before anything of it is used,
 *
 * - SQLite checks its pages, and the schema must be schema.c's, word for word: no trigger, view,
 *   virtual table or expression of somebody else is ever run;
 * - SQLite runs with its defences for such files and with limits.
 *
 * What is read is checked and cleaned again (read.c).  A file that is none of bpfjury's is refused
 * and never changed.
 */
#ifndef HISTORY_STORE_H
#define HISTORY_STORE_H

#include "history/database.h"

#include <stdbool.h>

/*
 * Open @path in a transaction, to read or, with @to_write, to write; a file that is missing or
 * empty is then made a history.  FAIL_MISUSE: there is none, or it is another kind of file, another
 * application's, a newer bpfjury's, damaged, or too large.  -EBUSY: it was locked too long; -EROFS,
 * -ENOSPC, -errno.  Reports its errors.
 */
int history_open(struct history *ret, const char *path, bool to_write);
/* End the transaction and keep what was written.  Reports its errors. */
int history_commit(struct history *h);
/* Close it; what was not committed is undone.  A zeroed one is fine. */
void history_close(struct history *h);

/*
 * Whether a result could be added to @path now; nothing is changed or made.  FAIL_MISUSE, reported.
 * NULL is fine.
 */
int history_check(const char *path);

#endif
