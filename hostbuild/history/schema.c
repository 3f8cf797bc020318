// SPDX-License-Identifier: GPL-2.0-only
#include "history/schema.h"
#include "cleanup.h"
#include "diag.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/*
 * A run has kernels, and an answer belongs to a program and a kernel of a run.  A program is of an
 * object, by path and shape; the bytes that the object had are a build.  An answer's key begins
 * with the kernel, so that a run is added at the end of the table.
 *
 * The file has these texts: after a change they are those of another HISTORY_VERSION.
 */
static const struct {
	const char *name, *sql;
} tables[] = {
	{"answer", "CREATE TABLE answer (kernel INTEGER NOT NULL REFERENCES kernel, "
		   "program INTEGER NOT NULL REFERENCES program, "
		   "build INTEGER NOT NULL REFERENCES build, verdict TEXT, expected TEXT, "
		   "met TEXT NOT NULL, errno INTEGER, reason TEXT, insns INTEGER, states INTEGER, "
		   "peak_states INTEGER, stack TEXT, xlated_bytes INTEGER, jited_bytes INTEGER, "
		   "load_us INTEGER, PRIMARY KEY (kernel, program)) WITHOUT ROWID"},
	{"build", "CREATE TABLE build (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE)"},
	{"kernel", "CREATE TABLE kernel (id INTEGER PRIMARY KEY, "
		   "run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL, release TEXT, "
		   "version TEXT, arch TEXT, image_sha256 TEXT, outcome TEXT NOT NULL)"},
	{"object", "CREATE TABLE object (id INTEGER PRIMARY KEY, path TEXT NOT NULL, "
		   "shape TEXT NOT NULL, UNIQUE (path, shape))"},
	{"program", "CREATE TABLE program (id INTEGER PRIMARY KEY, "
		    "object INTEGER NOT NULL REFERENCES object, name TEXT NOT NULL, "
		    "variant TEXT NOT NULL, nth INTEGER NOT NULL, "
		    "UNIQUE (object, name, variant, nth))"},
	{"run", "CREATE TABLE run (id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE, "
		"started TEXT NOT NULL, docket_sha256 TEXT NOT NULL, tool TEXT, libbpf TEXT)"},
};

int schema_make(struct history *h)
{
	char pragmas[96];
	int r = 0;

	snprintf(pragmas, sizeof(pragmas), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		HISTORY_APPLICATION, HISTORY_VERSION);
	for (size_t i = 0; !r && i < ARRAY_SIZE(tables); i++)
		r = database_execute(h, tables[i].sql);
	return r ? r : database_execute(h, pragmas);
}

static int check_version(struct history *h)
{
	int64_t application = 0, version = 0;
	int r = database_number(h, "PRAGMA application_id", &application);

	if (!r)
		r = database_number(h, "PRAGMA user_version", &version);
	if (r)
		return r;
	if (application != HISTORY_APPLICATION)
		return diag_misuse("%s: an SQLite database of another application; name a file of "
				   "--history",
			h->path);
	if (version > HISTORY_VERSION)
		return diag_misuse("%s: written by a newer bpfjury (version %" PRId64
				   " of the file; this one knows %d)",
			h->path, version, HISTORY_VERSION);
	return version == HISTORY_VERSION
		       ? 0
		       : diag_misuse("%s: version %" PRId64 " of the file was never used; it is "
				     "damaged or not bpfjury's",
				 h->path, version);
}

/* sqlite_stat1 and sqlite_stat4 are ANALYZE's: statistics, which nothing runs. */
static bool is_statistics(const char *name)
{
	return strcmp(name, "sqlite_stat1") == 0 || strcmp(name, "sqlite_stat4") == 0;
}

/* Whether row @s of sqlite_schema may be there; @seen counts our tables. */
static bool is_known(sqlite3_stmt *s, size_t *seen)
{
	const char *type = (const char *)sqlite3_column_text(s, 0);
	const char *name = (const char *)sqlite3_column_text(s, 1);
	const char *sql = (const char *)sqlite3_column_text(s, 2);

	if (!type || !name)
		return false;
	if (!sql) /* the index of a UNIQUE or PRIMARY KEY */
		return strcmp(type, "index") == 0;
	if (strcmp(type, "table") != 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		if (strcmp(name, tables[i].name) == 0 && strcmp(sql, tables[i].sql) == 0) {
			*seen += 1;
			return true;
		}
	return is_statistics(name);
}

int schema_check(struct history *h)
{
	cleanup_with(statement_end) sqlite3_stmt *s = NULL;
	size_t seen = 0;
	int r = check_version(h);

	if (!r)
		r = statement_make(&s, h, "SELECT type, name, sql FROM sqlite_schema");
	if (r)
		return r;
	while ((r = statement_step(h, s)) == 1)
		if (!is_known(s, &seen)) {
			const char *name = (const char *)sqlite3_column_text(s, 1);
			return diag_misuse("%s: has %.64s, which bpfjury did not make; name a file "
					   "that only bpfjury writes",
				h->path, name ? name : "something");
		}
	if (!r && seen != ARRAY_SIZE(tables))
		return diag_misuse("%s: tables are missing: it is damaged", h->path);
	return r;
}
