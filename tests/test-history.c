// SPDX-License-Identifier: GPL-2.0-only
/* The file of --history: what is added once, what waits, and what is refused and left as it is. */
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "history/add.h"
#include "history/find.h"
#include "history/history-json.h"
#include "history/schema.h"
#include "history/store.h"
#include "verdict/text.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <cmocka.h>

#define MANY 500

static char dir[] = "/tmp/test-history.XXXXXX";
static char path[sizeof(dir) + 16];

/* One kernel, one object, @n programs. */
static struct result make_result(const char *started, size_t n)
{
	struct result r = {0};
	struct result_kernel *k = r.kernels = calloc(1, sizeof(*k));
	struct result_object *o = calloc(1, sizeof(*o));

	text_set(r.started, started);
	r.n_kernels = 1;
	*k = (struct result_kernel){.name = strdup("debian:6.12"),
		.spec = strdup("debian:6.12"),
		.version = strdup("6.12.94"),
		.outcome = OUTCOME_COMPLETE,
		.objects = o,
		.n_objects = 1};
	o->path = strdup("a.bpf.o");
	text_set(o->sha256, "ab");
	o->programs = calloc(n, sizeof(*o->programs));
	o->n_programs = n;
	for (size_t i = 0; i < n; i++) {
		struct program_result *p = &o->programs[i].result;
		program_result_init(p);
		snprintf(p->name, sizeof(p->name), "p%zu", i);
		p->verdict = p->expected = VERDICT_ACCEPTED;
		p->met = MET_MET;
		p->insns = 1000;
	}
	return r;
}

static int add(const char *started, size_t n)
{
	cleanup_with(result_clear) struct result r = make_result(started, n);

	return history_add(path, &r);
}

static int64_t number(const char *sql)
{
	cleanup_with(history_close) struct history h = {0};
	int64_t n = -1;

	assert_int_equal(history_open(&h, path, false), 0);
	assert_int_equal(database_number(&h, sql, &n), 0);
	return n;
}

static int begin(void **state)
{
	(void)state;
	unlink(path);
	history_wait_ms = 30000;
	return 0;
}

static void a_run_is_added_once(void **state)
{
	(void)state;
	assert_int_equal(add("2026-01-01T00:00:00Z", 3), 0);
	assert_int_equal(add("2026-01-01T00:00:00Z", 3), 0);
	assert_int_equal(number("SELECT count(*) FROM answer"), 3);
	assert_int_equal(add("2026-01-02T00:00:00Z", 4), 0);
	assert_int_equal(number("SELECT count(*) FROM answer"), 7);
	assert_int_equal(number("SELECT count(*) FROM program"), 4);
	assert_int_equal(number("SELECT count(*) FROM build"), 1);
}

static void two_runs_of_one_second_are_two(void **state)
{
	cleanup_with(result_clear) struct result r = make_result("2026-01-01T00:00:00Z", 1);
	struct result_boot boot = {.outcome = OUTCOME_COMPLETE};

	(void)state;
	assert_int_equal(history_add(path, &r), 0);
	text_set(boot.nonce, "4711");
	r.kernels[0].boots = &boot;
	r.kernels[0].n_boots = 1;
	assert_int_equal(history_add(path, &r), 0);
	assert_int_equal(history_add(path, &r), 0);
	text_set(boot.nonce, "4712");
	assert_int_equal(history_add(path, &r), 0);
	r.kernels[0].boots = NULL;
	r.kernels[0].n_boots = 0;
	assert_int_equal(number("SELECT count(*) FROM run"), 3);
}

static void what_is_not_proved_is_not_met(void **state)
{
	cleanup_with(result_clear) struct result r = make_result("2026-01-01T00:00:00Z", 2);

	(void)state;
	r.kernels[0].outcome = OUTCOME_TRUNCATED;
	r.kernels[0].objects[0].programs[1].result.verdict = VERDICT_REJECTED;
	r.kernels[0].objects[0].programs[1].result.met = MET_UNMET;
	assert_int_equal(history_add(path, &r), 0);
	assert_int_equal(number("SELECT count(*) FROM answer WHERE met = 'unknown'"), 1);
	assert_int_equal(number("SELECT count(*) FROM answer WHERE met = 'unmet'"), 1);
}

static void programs_of_one_name_are_kept_apart(void **state)
{
	cleanup_with(result_clear) struct result r = make_result("2026-01-01T00:00:00Z", 70);

	(void)state;
	for (size_t i = 0; i < 70; i++)
		text_set(r.kernels[0].objects[0].programs[i].result.name, i < 3 ? "same" : "other");
	assert_int_equal(history_add(path, &r), -E2BIG); /* 67 of them */
	r.kernels[0].objects[0].n_programs = 3;
	assert_int_equal(history_add(path, &r), 0);
	r.kernels[0].objects[0].n_programs = 70;
	/* nothing is left of the first try */
	assert_int_equal(number("SELECT count(*) FROM program WHERE name = 'same'"), 3);
	assert_int_equal(number("SELECT count(*) FROM program"), 3);
	assert_int_equal(number("SELECT max(nth) FROM program"), 2);
}

/* Each child adds runs of its own to one file that none of them has made. */
static void writers_wait_for_each_other(void **state)
{
	enum { CHILDREN = 4, RUNS = 5 };

	(void)state;
	for (int c = 0; c < CHILDREN; c++) {
		if (fork())
			continue;
		int failed = 0;
		for (int i = 0; i < RUNS; i++) {
			char started[32];
			snprintf(started, sizeof(started), "2026-01-0%dT00:00:0%dZ", c + 1, i);
			failed |= add(started, 20);
		}
		_exit(failed != 0);
	}
	for (int c = 0, status; c < CHILDREN; c++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(number("SELECT count(*) FROM run"), CHILDREN * RUNS);
	assert_int_equal(number("SELECT count(*) FROM answer"), CHILDREN * RUNS * 20);
	assert_int_equal(number("SELECT count(*) FROM program"), 20);
}

static void a_lock_is_not_waited_for_without_end(void **state)
{
	cleanup_with(history_close) struct history holder = {0};

	(void)state;
	assert_int_equal(add("2026-01-01T00:00:00Z", 1), 0);
	assert_int_equal(history_open(&holder, path, true), 0);
	history_wait_ms = 60;
	assert_int_equal(add("2026-01-02T00:00:00Z", 1), -EBUSY);
	/* at the start it is an output that cannot be written */
	assert_int_equal(history_check(path), FAIL_MISUSE);
	/* a reader does not need the lock */
	assert_int_equal(number("SELECT count(*) FROM run"), 1);
}

static void a_full_disk_changes_nothing(void **state)
{
	struct rlimit was, little;
	struct stat st;

	(void)state;
	assert_int_equal(add("2026-01-01T00:00:00Z", 1), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	little = (struct rlimit){(rlim_t)st.st_size, was.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	const int r = add("2026-01-02T00:00:00Z", MANY);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_true(r < 0 && r != FAIL_MISUSE);
	assert_int_equal(number("SELECT count(*) FROM run"), 1);
	assert_int_equal(add("2026-01-02T00:00:00Z", MANY), 0);
	assert_int_equal(number("SELECT count(*) FROM run"), 2);
}

/* Refused at the start, when a run would be added and when it is read; no byte is changed. */
static void assert_refused(const char *what)
{
	cleanup_free char *before = NULL, *after = NULL;
	cleanup_with(history_close) struct history h = {0};
	size_t len, now;

	assert_int_equal(files_read(path, 64 << 20, &before, &len), 0);
	if (history_check(path) != FAIL_MISUSE)
		fail_msg("history_check() takes %s", what);
	if (add("2026-01-09T00:00:00Z", 1) != FAIL_MISUSE)
		fail_msg("history_add() takes %s", what);
	if (history_open(&h, path, false) != FAIL_MISUSE)
		fail_msg("history_open() takes %s", what);
	assert_int_equal(files_read(path, 64 << 20, &after, &now), 0);
	assert_int_equal(now, len);
	assert_memory_equal(before, after, len);
}

static void other_files_are_refused(void **state)
{
	static const char *const texts[] = {"{\"schema\": \"bpfjury/1\"}\n", "x", "SQLite format 3",
		"SQLite format 3\0 and no more than that, which is no header, though it begins so"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		assert_int_equal(files_write(path, texts[i], i == 3 ? 80 : strlen(texts[i])), 0);
		assert_refused(texts[i]);
	}
}

/* A history, changed by @sql as anybody could. */
static void change(const char *sql)
{
	sqlite3 *db;

	unlink(path);
	assert_int_equal(add("2026-01-01T00:00:00Z", MANY), 0);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_db_config(db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, NULL);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void other_schemas_are_refused(void **state)
{
	static const char *const changes[] = {
		"PRAGMA application_id = 0",
		"PRAGMA application_id = 252006674",
		"PRAGMA user_version = 2",
		"PRAGMA user_version = 0",
		"PRAGMA user_version = -1",
		"DROP TABLE build",
		"ALTER TABLE run ADD COLUMN more TEXT",
		"CREATE TABLE more (a)",
		"CREATE VIEW more AS SELECT 1",
		"CREATE INDEX more ON run (abs(id))",
		"CREATE TRIGGER more AFTER INSERT ON run BEGIN DELETE FROM answer; END",
		"CREATE VIRTUAL TABLE more USING fts5(a)",
		"ALTER TABLE answer RENAME TO a; CREATE VIEW answer AS SELECT * FROM a",
		"UPDATE sqlite_schema SET sql = replace(sql, 'met TEXT', 'met TEXT DEFAULT (abs(1))')",
		"UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'run'",
		"UPDATE sqlite_schema SET rootpage = 4711 WHERE name = 'answer'",
		"UPDATE sqlite_schema SET name = NULL WHERE name = 'run'",
		"DELETE FROM sqlite_schema",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		change(changes[i]);
		assert_refused(changes[i]);
	}
	/* what ANALYZE leaves is fine */
	change("ANALYZE");
	assert_int_equal(history_check(path), 0);
}

static void damage_is_refused(void **state)
{
	cleanup_free char *whole = NULL;
	size_t len, refused = 0;

	(void)state;
	assert_int_equal(add("2026-01-01T00:00:00Z", MANY), 0);
	assert_int_equal(files_read(path, 64 << 20, &whole, &len), 0);
	/* cut at each page */
	for (size_t at = 4096; at < len; at += 4096) {
		assert_int_equal(files_write(path, whole, at), 0);
		assert_refused("a file that was cut");
	}
	/* the head of each page; it may be one whose change is no damage, but no reader may fall */
	for (size_t at = 0; at < len; at += 4096)
		for (size_t byte = at ? 0 : 16; byte < (at ? 12 : 100); byte++) {
			cleanup_with(history_close) struct history h = {0};
			const char was = whole[at + byte];
			whole[at + byte] = (char)~was;
			assert_int_equal(files_write(path, whole, len), 0);
			refused += history_open(&h, path, false) != 0;
			whole[at + byte] = was;
		}
	assert_true(refused > len / 4096 * 4);
}

/* Everything that `bpfjury history '*' --json` reads; whether it was read. */
static bool read_everything(void)
{
	cleanup_with(history_close) struct history h = {0};
	struct history_trials trials = {0};
	struct history_program *programs = NULL;
	json_t *json = json_array();
	size_t n = 0;

	int r = history_open(&h, path, false);
	if (!r)
		r = history_trials_read(&trials, &h);
	if (!r)
		r = history_programs_read(&programs, &n, &h);
	for (size_t i = 0; !r && i < n; i++) {
		r = history_answers_read(&programs[i], &trials, &h);
		if (!r)
			r = history_json_add(json, &programs[i]);
	}
	json_decref(json);
	history_programs_free(programs, n);
	history_trials_clear(&trials);
	return !r;
}

/* Each byte that is not 0 becomes another: no reader may fall, whether it takes the file or not. */
static void any_byte_may_be_another(void **state)
{
	static const unsigned char others[] = {0x00, 0x01, 0x7f, 0xff};
	cleanup_free char *whole = NULL;
	cleanup_close int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC), loud = dup(2);
	size_t len, taken = 0, refused = 0;

	(void)state;
	assert_int_equal(add("2026-01-01T00:00:00Z", 2), 0);
	assert_int_equal(add("2026-01-02T00:00:00Z", 3), 0);
	assert_true(read_everything());
	assert_int_equal(files_read(path, 64 << 20, &whole, &len), 0);
	cleanup_close int fd = open(path, O_WRONLY | O_CLOEXEC);
	dup2(quiet, 2);
	for (size_t i = 0, n = 0; i < len; i++) {
		if (!whole[i])
			continue;
		/* one of the four for each byte, in turn */
		const char other = (char)others[n++ % ARRAY_SIZE(others)];
		if (pwrite(fd, &other, 1, (off_t)i) != 1)
			break;
		if (read_everything())
			taken++;
		else
			refused++;
		if (pwrite(fd, &whole[i], 1, (off_t)i) != 1)
			break;
	}
	dup2(loud, 2);
	assert_true(taken > 100 && refused > 100);
	assert_true(read_everything());
}

static void names_are_files(void **state)
{
	char here[256];

	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	assert_int_equal(chdir(dir), 0);
	static const char *const names[] = {":memory:", "file:x?mode=memory", "file::memory:"};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		cleanup_with(result_clear) struct result r = make_result("2026-01-01T00:00:00Z", 1);
		assert_int_equal(history_check(names[i]), 0);
		assert_int_equal(history_add(names[i], &r), 0);
		assert_int_equal(access(names[i], F_OK), 0);
		unlink(names[i]);
	}
	assert_int_equal(history_check("-"), FAIL_MISUSE);
	assert_int_equal(history_check(""), FAIL_MISUSE);
	assert_int_equal(history_check("."), FAIL_MISUSE);
	assert_int_equal(history_check("/dev/null"), FAIL_MISUSE);
	assert_int_equal(history_check("no/such/directory"), FAIL_MISUSE);
	assert_int_equal(history_check(NULL), 0);
	assert_int_equal(chdir(here), 0);
}

static void an_empty_file_becomes_a_history(void **state)
{
	cleanup_with(history_close) struct history h = {0};

	(void)state;
	assert_int_equal(files_write(path, "", 0), 0);
	assert_int_equal(history_check(path), 0);
	assert_int_equal(history_open(&h, path, false), FAIL_MISUSE);
	assert_int_equal(add("2026-01-01T00:00:00Z", 1), 0);
	assert_int_equal(number("PRAGMA application_id"), HISTORY_APPLICATION);
	assert_int_equal(number("PRAGMA user_version"), HISTORY_VERSION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_run_is_added_once, begin),
		cmocka_unit_test_setup(two_runs_of_one_second_are_two, begin),
		cmocka_unit_test_setup(what_is_not_proved_is_not_met, begin),
		cmocka_unit_test_setup(programs_of_one_name_are_kept_apart, begin),
		cmocka_unit_test_setup(writers_wait_for_each_other, begin),
		cmocka_unit_test_setup(a_lock_is_not_waited_for_without_end, begin),
		cmocka_unit_test_setup(a_full_disk_changes_nothing, begin),
		cmocka_unit_test_setup(other_files_are_refused, begin),
		cmocka_unit_test_setup(other_schemas_are_refused, begin),
		cmocka_unit_test_setup(damage_is_refused, begin),
		cmocka_unit_test_setup(any_byte_may_be_another, begin),
		cmocka_unit_test_setup(names_are_files, begin),
		cmocka_unit_test_setup(an_empty_file_becomes_a_history, begin),
	};

	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/h", dir);
	const int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	rmdir(dir);
	return failed;
}
