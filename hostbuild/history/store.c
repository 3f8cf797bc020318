// SPDX-License-Identifier: GPL-2.0-only
#include "history/store.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "history/schema.h"
#include "outputs.h"
#include "stop.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define HEAP_MAX (256 << 20) /* bytes that SQLite may have */
#define TEXT_MAX (1 << 20)   /* bytes of one text, statement or row */
#define STEP_MS	 20	     /* between two looks at a lock */
#define STOP_MS	 2000	     /* to wait for a lock where the tool is to stop */

/* SQLite's busy handler: sleep and try again (1), or give up (0).  @waited: how often it did. */
static int wait_for_lock(void *arg, int waited)
{
	const int64_t ms = (int64_t)waited * STEP_MS;

	(void)arg;
	if (ms >= history_wait_ms || (stop_signal() && ms >= STOP_MS))
		return 0;
	sqlite3_sleep(STEP_MS);
	return 1;
}

/* The defences that SQLite has against files of others ("Defense Against The Dark Arts"). */
static int defend(struct history *h)
{
	static const struct {
		int what, on;
	} settings[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},
		{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
		{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
		{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
		{SQLITE_DBCONFIG_DQS_DML, 0},
		{SQLITE_DBCONFIG_DQS_DDL, 0},
	};
	static const struct {
		int what, most;
	} limits[] = {
		{SQLITE_LIMIT_LENGTH, TEXT_MAX},
		{SQLITE_LIMIT_SQL_LENGTH, TEXT_MAX},
		{SQLITE_LIMIT_ATTACHED, 0},
		{SQLITE_LIMIT_TRIGGER_DEPTH, 1},
		{SQLITE_LIMIT_WORKER_THREADS, 0},
	};
	int code = SQLITE_OK;

	for (size_t i = 0; i < ARRAY_SIZE(settings) && code == SQLITE_OK; i++)
		code = sqlite3_db_config(h->db, settings[i].what, settings[i].on, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
		sqlite3_limit(h->db, limits[i].what, limits[i].most);
	sqlite3_hard_heap_limit64(HEAP_MAX);
	sqlite3_busy_handler(h->db, wait_for_lock, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(h->db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0",
			NULL, NULL, NULL);
	return code == SQLITE_OK ? 0 : history_failed(h);
}

/* The pages are in order, and not more than may be. */
static int check_pages(struct history *h)
{
	cleanup_with(statement_end) sqlite3_stmt *s = NULL;
	int r = statement_make(&s, h, "PRAGMA quick_check(1)");

	if (!r)
		r = statement_step(h, s);
	if (r != 1)
		return r;
	const char *said = (const char *)sqlite3_column_text(s, 0);
	if (said && sqlite3_stricmp(said, "OK") == 0)
		return 0;
	/* the line before it names the database, which is always "main" */
	const char *line = said ? strchr(said, '\n') : NULL;
	return diag_misuse("%s: damaged: %.200s", h->path,
		line   ? line + 1
		: said ? said
		       : "its pages");
}

/* SQLite reports a full disk where the file would exceed HISTORY_FILE_MAX. */
static int bound_size(struct history *h)
{
	int64_t page = 0;
	char pragma[64];
	int r = database_number(h, "PRAGMA page_size", &page);

	if (r)
		return r;
	snprintf(pragma, sizeof(pragma), "PRAGMA max_page_count = %lld",
		HISTORY_FILE_MAX / (page > 0 ? page : 4096));
	return database_execute(h, pragma);
}

/* In a transaction, so that what is checked stays so. */
static int begin(struct history *h, bool to_write)
{
	struct stat st;
	int r;

	if (sqlite3_exec(h->db, to_write ? "BEGIN IMMEDIATE" : "BEGIN", NULL, NULL, NULL))
		return history_failed(h);
	h->begun = true;
	/* SQLite counts the page that it is about to write */
	if (stat(h->name, &st))
		return diag_errno(-errno, "%s", h->path);
	if (!st.st_size)
		return to_write ? fail_worse(bound_size(h), schema_make(h))
				: diag_misuse("%s: empty: no run was added yet", h->path);
	r = schema_check(h);
	if (!r)
		r = check_pages(h);
	return r || !to_write ? r : bound_size(h);
}

/* Names that SQLite does not take for URIs, memory or a temporary file. */
static char *file_name(const char *path)
{
	return *path == '/' ? strdup(path) : format_string("./%s", path);
}

int history_open(struct history *ret, const char *path, bool to_write)
{
	cleanup_with(history_close) struct history h = {
		.path = strdup(path), .name = file_name(path)};
	struct stat st;

	if (!h.path || !h.name)
		return diag_errno(-ENOMEM, "%s", path);
	if (stat(h.name, &st) && errno == ENOENT && !to_write)
		return diag_misuse("%s: there is no such file; `bpfjury try --history %s` makes it",
			path, path);
	if (stat(h.name, &st) == 0 && !S_ISREG(st.st_mode))
		return diag_misuse("%s: no file of --history: not a regular file", path);
	if (stat(h.name, &st) == 0 && st.st_size > HISTORY_FILE_MAX)
		return diag_misuse("%s: more than %lld GiB, the limit for a history; begin another",
			path, HISTORY_FILE_MAX >> 30);
	if (sqlite3_open_v2(h.name, &h.db,
		    to_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY,
		    NULL))
		return h.db ? history_failed(&h) : diag_errno(-ENOMEM, "%s", path);
	int r = defend(&h);
	if (!r)
		r = begin(&h, to_write);
	if (r)
		return r;
	*ret = h;
	h = (struct history){0};
	return 0;
}

int history_commit(struct history *h)
{
	if (sqlite3_exec(h->db, "COMMIT", NULL, NULL, NULL))
		return history_failed(h);
	h->begun = false;
	return 0;
}

void history_close(struct history *h)
{
	if (h->begun)
		sqlite3_exec(h->db, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_close(h->db);
	free(h->path);
	free(h->name);
	*h = (struct history){0};
}

int history_check(const char *path)
{
	cleanup_with(history_close) struct history h = {0};
	struct stat st;

	if (!path)
		return 0;
	if (strcmp(path, "-") == 0)
		return diag_misuse("--history -: must be a file");
	int r = output_check("--history", path);
	if (r || stat(path, &st) || st.st_size == 0)
		return r;
	/* at the start, whatever keeps it from being written is misuse */
	return history_open(&h, path, true) ? FAIL_MISUSE : 0;
}
