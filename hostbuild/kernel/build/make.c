// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/make.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "monotonic.h"
#include "process.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define SILENCE_MS (30 * 60 * 1000) /* a link with LTO says nothing for that long */
#define END_MS	   (30 * 1000)	    /* make's to take its targets away */
#define LOG_MAX	   ((size_t)64 << 20)
#define LIST_MAX   ((size_t)256 << 20)
#define LINE_MAX_  4096
#define TOLD_STEP  10	       /* per cent between two plain lines of progress */
#define TOLD_MS	   (10 * 1000) /* or so long */
#define SAID_MS	   1000	       /* what took less is not worth a line at its end */

/* A build as it goes. */
struct minded {
	const struct make_place *place;
	bool dry; /* objects are counted, not built */
	size_t objects, expected;
	size_t told; /* per cent, by the last plain line */
	int64_t started_ms, drawn_ms, told_ms;
	char line[LINE_MAX_];
	size_t len;
	int log;
	size_t log_left;
};

/* "  CC      kernel/bpf/verifier.o"; where make only says what it would do, inside of an echo. */
static bool is_object(const struct minded *m)
{
	const char *at = m->dry ? strstr(m->line, "echo '  ") : m->line;

	if (!at)
		return false;
	at += m->dry ? 6 : 0;
	return strncmp(at, "  CC ", 5) == 0 || strncmp(at, "  AS ", 5) == 0;
}

/* Without a terminal: a line at each tenth, and at least every ten seconds. */
static void draw_plain(struct minded *m, int64_t now, int64_t s, size_t percent)
{
	const bool step = m->expected && percent >= m->told + TOLD_STEP && percent < 100;

	if (!step && now - m->told_ms < TOLD_MS)
		return;
	m->told_ms = now;
	m->told = percent - percent % TOLD_STEP;
	if (m->expected && m->objects <= m->expected)
		diag_note("building %s: %zu of %zu objects, %" PRId64 " s", m->place->doing,
			m->objects, m->expected, s);
	else
		diag_note(
			"building %s: %zu objects, %" PRId64 " s", m->place->doing, m->objects, s);
}

static void draw(struct minded *m)
{
	int64_t now = monotonic_ms(), s = (now - m->started_ms) / 1000;
	size_t percent = m->expected ? m->objects * 100 / m->expected : 0;

	if (m->dry)
		return;
	if (!diag_live()) {
		draw_plain(m, now, s, percent);
		return;
	}
	if (now - m->drawn_ms < 100)
		return;
	m->drawn_ms = now;
	const char *name = strrchr(m->line, ' ');
	if (m->expected && m->objects <= m->expected)
		diag_live_line("building %s: %zu of %zu objects, %" PRId64 " s %.40s",
			m->place->doing, m->objects, m->expected, s, name ? name + 1 : "");
	else
		diag_live_line("building %s: %zu objects, %" PRId64 " s %.40s", m->place->doing,
			m->objects, s, name ? name + 1 : "");
}

static int feed(struct minded *m, const char *bytes, size_t n)
{
	size_t keep = n < m->log_left ? n : m->log_left;

	m->log_left -= keep;
	if (m->log >= 0 && write_all(m->log, bytes, keep))
		return diag_errno(-errno, "write the build's log");
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] != '\n') {
			if (m->len < sizeof(m->line) - 1)
				m->line[m->len++] = bytes[i];
			continue;
		}
		m->line[m->len] = '\0';
		m->objects += is_object(m);
		m->len = 0;
		draw(m);
	}
	return 0;
}

/* Until it ends, is asked to end, or is silent for too long. */
static int mind(struct minded *m, struct process *p, int out, int *ret_status)
{
	int64_t deadline = monotonic_ms() + SILENCE_MS;
	char bytes[65536];
	int r = 0;

	for (;;) {
		struct pollfd fds[] = {
			{.fd = out, .events = POLLIN}, {.fd = stop_fd(), .events = POLLIN}};
		int64_t left = deadline - monotonic_ms();
		if (stop_signal() && !r) {
			r = -EINTR;
			kill(-p->pid, SIGTERM);
			deadline = monotonic_ms() + END_MS;
			diag_note("ending the build; the next one goes on from here");
		}
		if (left <= 0)
			return r ? r : -ETIMEDOUT;
		if (poll(fds, r ? 1 : 2, left > 500 ? 500 : (int)left) <= 0 || !fds[0].revents) {
			draw(m);
			continue;
		}
		ssize_t n = read(out, bytes, sizeof(bytes));
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return -errno;
		if (n == 0)
			break;
		if (n < 0)
			continue;
		if (!r) {
			deadline = monotonic_ms() + SILENCE_MS;
			r = feed(m, bytes, (size_t)n);
			if (r)
				return r;
		}
	}
	int ended = process_wait(p, monotonic_ms() + END_MS, ret_status);
	return r ? r : ended;
}

static int run(struct minded *m, char *const argv[], int *ret_status)
{
	cleanup_with(process_kill) struct process p = PROCESS_NONE;
	cleanup_close int in = -1, out = -1;
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC))
		return diag_errno(-errno, "pipe");
	in = pipes[0];
	out = pipes[1];
	fcntl(in, F_SETFL, O_NONBLOCK);
	m->started_ms = m->told_ms = monotonic_ms();
	/*
	 * the lock goes along: where we are killed, it is held until the guard has ended the last
	 * of make's children
	 */
	const struct process_options o = {
		.in = -1,
		.out = out,
		.err = out,
		.keep = &m->place->lock,
		.n_keep = m->place->lock > 0,
		.with_group = true,
	};
	int r = process_start(&p, argv, &o);
	if (r)
		return r;
	close(steal_fd(&out));
	r = mind(m, &p, in, ret_status);
	diag_live_clear();
	return r;
}

/*
 * Lines that an error begins with, whoever says it.  What make says of it ("*** [Makefile:1: x.o]
 * Error 1") comes of another line, but where it is make itself that cannot go on; and a disk that
 * is full, or a compiler that was killed, is the cause of what compilers say before, each in its
 * own words.
 */
static const char *const causes[] = {"No space left on device", "Disk quota exceeded",
	"File too large", "Killed", "Cannot allocate memory", "out of memory", NULL};
static const char *const complaints[] = {" error: ", "fatal error", "undefined reference",
	"No rule to make target", "FAILED", ": error", "error, ", "Error: ", "command not found",
	"cannot find", "internal compiler error", NULL};
static const char *const echoes[] = {"*** ", NULL};

static bool has_one(const char *line, size_t len, const char *const marks[])
{
	if (memmem(line, len, "warning: ", 9))
		return false;
	for (size_t i = 0; marks[i]; i++)
		if (memmem(line, len, marks[i], strlen(marks[i])))
			return true;
	return false;
}

/* The first line of @log that has one of @marks; what is before[2] lines before it in @ret_from. */
static const char *find_line(const char *log, const char *const marks[], const char **ret_from)
{
	const char *before[2] = {log, log};

	for (const char *at = log; *at;) {
		size_t len = strcspn(at, "\n");
		if (has_one(at, len, marks)) {
			*ret_from = before[0];
			return at;
		}
		before[0] = before[1];
		before[1] = at;
		at += len + (at[len] == '\n');
	}
	return NULL;
}

/*
 * "make[3]: *** [scripts/Makefile.build:229: b.o] Error 1", "make[2]: *** Waiting for unfinished
 * jobs....": no news.
 */
static bool is_echo(const char *line, size_t len)
{
	return memmem(line, len, "*** [", 5) || memmem(line, len, "*** Waiting", 11);
}

char *make_first_error(const char *log, int lines)
{
	const char *from = NULL, *at = find_line(log, causes, &from);
	char *text = NULL;
	size_t size = 0;

	if (!at)
		at = find_line(log, complaints, &from);
	const bool echo = !at && (at = find_line(log, echoes, &from));
	FILE *f = open_memstream(&text, &size);
	for (int shown = 0; f && at && *from && shown < lines;) {
		size_t len = strcspn(from, "\n"), whole = len + (from[len] == '\n');
		if (echo || from == at || !is_echo(from, len)) {
			fwrite(from, 1, whole, f);
			shown++;
		}
		from += whole;
	}
	if (!f || fclose(f))
		return NULL;
	return text;
}

static void show_error(const char *path)
{
	cleanup_free char *text = NULL, *shown = NULL;

	if (files_read(path, LOG_MAX, &text, NULL) == 0)
		shown = make_first_error(text, 12);
	for (char *rest = shown, *line; rest && (line = strsep(&rest, "\n"));)
		if (*line)
			diag_error("  %s", line);
}

/* As strcmp() of two names that end with their lines. */
static int compare_names(const char *a, const char *b)
{
	size_t len_a = strcspn(a, "\n"), len_b = strcspn(b, "\n");
	int order = memcmp(a, b, len_a < len_b ? len_a : len_b);

	return order ? order : (len_a > len_b) - (len_a < len_b);
}

const char *make_blind_for(const char *before, const char *now, int64_t end)
{
	for (const char *line = now; *line;) {
		size_t len = strcspn(line, "\n");
		const char *name = source_tree_file_name(line);
		/* both are sorted: pass over what is gone */
		while (*before && (!source_tree_file_name(before) ||
					  compare_names(source_tree_file_name(before), name) < 0)) {
			before += strcspn(before, "\n");
			before += *before == '\n';
		}
		bool as_it_was = strncmp(before, line, len) == 0 && before[len] == '\n';
		if (!as_it_was && strtoll(line, NULL, 10) <= end)
			return name;
		line += len + (line[len] == '\n');
	}
	return NULL;
}

/* What a run that was killed left half written. */
static int remove_torn(const char *build, const struct stat *began)
{
	struct stat made, how;
	size_t removed = 0;
	cleanup_with(directory_walk_end) FTS *fts = directory_walk(build);

	if (!fts)
		return diag_errno(-errno, "%s", build);
	for (FTSENT *e; (e = fts_read(fts));) {
		size_t len = e->fts_namelen;
		if (e->fts_info != FTS_F || *e->fts_name != '.' || len < 6 ||
			strcmp(e->fts_name + len - 4, ".cmd") != 0)
			continue;
		how = *e->fts_statp;
		cleanup_free char *path = format_string("%.*s%.*s", (int)(e->fts_pathlen - len),
			e->fts_path, (int)len - 5, e->fts_name + 1);
		if (!path || stat(path, &made) || made.st_mtim.tv_sec < began->st_mtim.tv_sec ||
			made.st_mtim.tv_sec < how.st_mtim.tv_sec ||
			(made.st_mtim.tv_sec == how.st_mtim.tv_sec &&
				made.st_mtim.tv_nsec <= how.st_mtim.tv_nsec))
			continue;
		removed += unlink(path) == 0;
	}
	diag_note(
		"going on with a build that was broken off (%zu files of its last moments are made again)",
		removed);
	return 0;
}

/*
 * When the last object was made, in seconds since 1970.  The log does not tell where the tool was
 * killed: compilers that it had started went on without it.
 */
static int64_t last_made(const char *build)
{
	int64_t last = 0;
	cleanup_with(directory_walk_end) FTS *fts = directory_walk(build);

	if (!fts)
		return INT64_MAX - 1;
	for (FTSENT *e; (e = fts_read(fts));)
		if (e->fts_info == FTS_F && e->fts_statp->st_mtim.tv_sec > last)
			last = e->fts_statp->st_mtim.tv_sec;
	return last;
}

int make_mend(const char *dir, const struct source_tree *tree)
{
	cleanup_free char *marker = format_string("%s/building", dir),
			  *build = format_string("%s/build", dir);
	cleanup_free char *list = format_string("%s/files", dir),
			  *log = format_string("%s/build.log", dir);
	cleanup_free char *made = format_string("%s/build/include/generated", dir), *before = NULL;
	struct stat began, end;
	int r = marker && build && list && log && made ? 0 : diag_errno(-ENOMEM, "%s", dir);

	if (r)
		return r;
	const char *blind = "/a file";
	bool logged = stat(log, &end) == 0, broken_off = stat(marker, &began) == 0;
	int64_t made_until = logged ? end.st_mtim.tv_sec : 0,
		last = logged && broken_off ? last_made(build) : 0;
	if (logged && files_read(list, LIST_MAX, &before, NULL) == 0)
		blind = make_blind_for(
			before, tree->files, (last > made_until ? last : made_until) + 1);
	if (blind && (logged || access(made, F_OK) == 0)) {
		diag_note("building all anew: make would not see that %.*s was changed",
			(int)strcspn(blind, "\n") - 1, blind + 1);
		r = directory_remove(build);
		if (!r)
			r = directory_make(build);
	} else if (logged && broken_off) {
		r = remove_torn(build, &began);
	}
	if (!r)
		r = files_write(list, tree->files, strlen(tree->files));
	return r;
}

int make_settle(const char *dir, const struct source_tree *tree)
{
	cleanup_free char *marker = format_string("%s/building", dir);
	cleanup_close int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = marker ? source_tree_is_changed(tree) : diag_errno(-ENOMEM, "%s", dir);

	if (r < 0)
		return r;
	if (r) {
		diag_error(
			"%s: was changed while it was built; what came of it is neither the one nor the other, and "
			"is not kept.  Build it again",
			tree->dir);
		return -EBUSY;
	}
	/* the objects are on the disk before they are said to be whole */
	if (fd < 0 || syncfs(fd) || unlink(marker) || fsync(fd))
		return diag_errno(-errno, "%s", marker);
	return 0;
}

/* How many objects make would make now; 0: not known. */
static int count_objects(const struct make_place *place, const struct source_tree *tree,
	const struct toolchain *t, const char *const targets[], size_t *ret)
{
	cleanup_free char *build = format_string("%s/build", place->dir);
	struct minded m = {.place = place, .dry = true, .log = -1};
	const char *words[8] = {"-n"};
	int status = 0;

	for (size_t i = 0; targets[i] && i < ARRAY_SIZE(words) - 2; i++)
		words[i + 1] = targets[i];
	char **argv = build ? toolchain_make(t, tree, build, 1, words) : NULL;
	int r = argv ? run(&m, argv, &status) : diag_errno(-ENOMEM, "make");
	toolchain_make_free(argv);
	*ret = r ? 0 : m.objects;
	return r;
}

/* One call of make with its log at @log; its status is looked at here. */
static int build_targets(const struct make_place *place, const struct source_tree *tree,
	const struct toolchain *t, const char *const targets[], size_t expected, int log,
	const char *log_path)
{
	cleanup_free char *build = format_string("%s/build", place->dir);
	struct minded m = {
		.place = place, .expected = expected, .log = log, .log_left = LOG_MAX - 1};
	char **argv = build ? toolchain_make(t, tree, build, place->jobs, targets) : NULL;
	int status = 0, r = argv ? run(&m, argv, &status) : diag_errno(-ENOMEM, "make");

	toolchain_make_free(argv);
	if (r == -ETIMEDOUT)
		diag_error("building %s: make has said nothing for %d minutes; given up (%s)",
			place->doing, SILENCE_MS / 60000, log_path);
	if (!r && WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
		monotonic_ms() - m.started_ms >= SAID_MS)
		diag_note("building %s: %s done, %zu objects in %" PRId64 " s", place->doing,
			targets[0], m.objects, (monotonic_ms() - m.started_ms) / 1000);
	if (r || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
		return r;
	if (WIFSIGNALED(status)) {
		diag_error("building %s: make died of signal %d (%s)", place->doing,
			WTERMSIG(status), strsignal(WTERMSIG(status)));
		return -EIO;
	}
	diag_error("building %s failed after %" PRId64 " s; the first cause in %s:", place->doing,
		(monotonic_ms() - m.started_ms) / 1000, log_path);
	show_error(log_path);
	return -EBADMSG;
}

int make_kernel(const struct make_place *place, const struct source_tree *tree,
	const struct toolchain *t, const char *const targets[], bool count)
{
	static const char *const prepare[] = {"prepare", NULL};
	cleanup_free char *log_path = format_string("%s/build.log", place->dir);
	cleanup_close int log =
		log_path ? open(log_path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644)
			 : -1;
	cleanup_free char *marker = format_string("%s/building", place->dir);
	size_t expected = 0;

	if (log < 0 || !marker)
		return diag_errno(
			log_path && marker ? -errno : -ENOMEM, "%s/build.log", place->dir);
	int r = files_write(marker, "", 0);
	if (r)
		return r;
	if (count) {
		diag_note("building %s with %d jobs: counting its objects", place->doing,
			place->jobs);
		r = build_targets(place, tree, t, prepare, 0, log, log_path);
		if (!r)
			r = count_objects(place, tree, t, targets, &expected);
	}
	if (!r)
		r = build_targets(place, tree, t, targets, expected, log, log_path);
	return r;
}

int make_modules(
	const struct make_place *place, const struct source_tree *tree, const struct toolchain *t)
{
	cleanup_free char *where = format_string("%s/modules", place->dir),
			  *log_path = format_string("%s/build.log", place->dir);
	cleanup_free char *path = where ? format_string("INSTALL_MOD_PATH=%s", where) : NULL;
	const char *words[] = {"modules_install", path, "INSTALL_MOD_STRIP=1", "DEPMOD=true", NULL};
	cleanup_close int log = log_path ? open(log_path, O_WRONLY | O_APPEND | O_CLOEXEC) : -1;

	if (log < 0 || !path)
		return diag_errno(path && log_path ? -errno : -ENOMEM, "%s/build.log", place->dir);
	int r = directory_remove(where); /* of another build */
	return r ? r : build_targets(place, tree, t, words, 0, log, log_path);
}
