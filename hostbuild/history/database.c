// SPDX-License-Identifier: GPL-2.0-only
#include "history/database.h"
#include "cleanup.h"
#include "diag.h"

#include <errno.h>
#include <stdarg.h>

int history_wait_ms = 30000;

int history_failed(struct history *h)
{
	const int code = sqlite3_errcode(h->db) & 0xff, os = sqlite3_system_errno(h->db);

	switch (code) {
	case SQLITE_NOTADB:
		return diag_misuse("%s: no file of --history: not an SQLite database", h->path);
	case SQLITE_CORRUPT:
		return diag_misuse("%s: damaged: %s", h->path, sqlite3_errmsg(h->db));
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		diag_error("%s: another process has kept it locked for %d s", h->path,
			history_wait_ms / 1000);
		return -EBUSY;
	case SQLITE_FULL:
		diag_error("write %s: no room, or more than %lld GiB", h->path,
			HISTORY_FILE_MAX >> 30);
		return -ENOSPC;
	case SQLITE_READONLY:
		return diag_errno(-EROFS, "write %s", h->path);
	case SQLITE_NOMEM:
		return diag_errno(-ENOMEM, "%s", h->path);
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
		if (os)
			return diag_errno(-os, "%s", h->path);
		/* fall through */
	default:
		diag_error("%s: %s", h->path, sqlite3_errmsg(h->db));
		return -EIO;
	}
}

int statement_make(sqlite3_stmt **ret, struct history *h, const char *sql)
{
	return sqlite3_prepare_v3(h->db, sql, -1, 0, ret, NULL) ? history_failed(h) : 0;
}

int statement_bind(struct history *h, sqlite3_stmt *s, const char *types, ...)
{
	va_list args;
	int code = sqlite3_reset(s);

	va_start(args, types);
	for (int i = 0; types[i] && code == SQLITE_OK; i++) {
		if (types[i] == 't') {
			const char *text = va_arg(args, const char *);
			code = sqlite3_bind_text(s, i + 1, text, -1, SQLITE_TRANSIENT);
			continue;
		}
		const int64_t value = va_arg(args, int64_t);
		code = types[i] == 'f' && value < 0 ? sqlite3_bind_null(s, i + 1)
						    : sqlite3_bind_int64(s, i + 1, value);
	}
	va_end(args);
	return code == SQLITE_OK ? 0 : history_failed(h);
}

int statement_step(struct history *h, sqlite3_stmt *s)
{
	const int code = sqlite3_step(s);

	if (code == SQLITE_ROW)
		return 1;
	if (code == SQLITE_DONE && sqlite3_reset(s) == SQLITE_OK)
		return 0;
	return history_failed(h);
}

int database_execute(struct history *h, const char *sql)
{
	return sqlite3_exec(h->db, sql, NULL, NULL, NULL) ? history_failed(h) : 0;
}

int database_number(struct history *h, const char *sql, int64_t *ret)
{
	cleanup_with(statement_end) sqlite3_stmt *s = NULL;
	int r = statement_make(&s, h, sql);

	if (!r)
		r = statement_step(h, s);
	if (r < 0)
		return r;
	*ret = r ? sqlite3_column_int64(s, 0) : 0;
	return 0;
}
