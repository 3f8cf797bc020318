/* SPDX-License-Identifier: GPL-2.0-only */
/* SQLite's statements, with errors reported as all others are (diag.h). */
#ifndef HISTORY_DATABASE_H
#define HISTORY_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HISTORY_FILE_MAX (2ll << 30) /* bytes */

struct history {
	sqlite3 *db;
	char *path; /* as the user wrote it */
	char *name; /* for system calls and SQLite */
	bool begun; /* a transaction */
};

/* Milliseconds that another process may keep the file locked, 30000.  Tests shorten it. */
extern int history_wait_ms;

/* Report what SQLite says of its last call: -errno, FAIL_MISUSE where the file is at fault. */
int history_failed(struct history *h);

/*
 * A statement of @sql with @types, a letter for each argument: t: text, NULL is SQL's; i: an
 * int64_t; f: the same, SQL's NULL where it is negative.  statement_bind() may be called again
 * after statement_step() returned 0.  All report their errors; a statement that is NULL is fine to
 * end.
 */
int statement_make(sqlite3_stmt **ret, struct history *h, const char *sql);
int statement_bind(struct history *h, sqlite3_stmt *s, const char *types, ...);
/* 1: there is a row; 0: there is none, and the statement is reset; -errno. */
int statement_step(struct history *h, sqlite3_stmt *s);
/* statement_bind() and statement_step() of what returns no row. */
#define statement_run(h, s, ...)                                                                   \
	({                                                                                         \
		int run_ = statement_bind(h, s, __VA_ARGS__);                                      \
		run_ ? run_ : statement_step(h, s);                                                \
	})
/* The first number of the first row of @sql, 0 where there is none; all statements of @sql. */
int database_number(struct history *h, const char *sql, int64_t *ret);
int database_execute(struct history *h, const char *sql);

static inline void statement_end(sqlite3_stmt **s)
{
	sqlite3_finalize(*s);
}

#endif
