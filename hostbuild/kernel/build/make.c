// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/make.h"
#include "argv.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/build/make-command.h"
#include "kernel/build/make-log.h"
#include "kernel/build/make-watch.h"
#include "monotonic.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/wait.h>

#define WORTH_A_LINE_MS 1000 /* a run that took less gets no line at its end */

/* How many objects make would make now, by `make -n`. */
static int count_objects(const struct make_place *place, const struct source_tree *tree,
	const struct toolchain *t, const char *const targets[], size_t *ret)
{
	cleanup_free char *build = format_string("%s/build", place->dir);
	struct make_watch m = {
		.release = place->release, .dry = true, .log = -1, .lock = place->lock};
	const char *words[8] = {"-n"};
	int status = 0;

	for (size_t i = 0; targets[i] && i < ARRAY_SIZE(words) - 2; i++)
		words[i + 1] = targets[i];
	char **argv = build ? make_command(t, tree, build, 1, words) : NULL;
	int r = argv ? make_watch_run(&m, argv, &status) : diag_errno(-ENOMEM, "make");
	argv_free(argv);
	*ret = r ? 0 : m.objects;
	return r;
}

/* Run make once, with its output to @log, and report how it failed. */
static int build_targets(const struct make_place *place, const struct source_tree *tree,
	const struct toolchain *t, const char *const targets[], size_t expected, int log,
	const char *log_path)
{
	cleanup_free char *build = format_string("%s/build", place->dir);
	struct make_watch m = {.release = place->release,
		.expected = expected,
		.log = log,
		.log_left = MAKE_LOG_MAX - 1,
		.lock = place->lock};
	char **argv = build ? make_command(t, tree, build, place->jobs, targets) : NULL;
	int status = 0, r = argv ? make_watch_run(&m, argv, &status) : diag_errno(-ENOMEM, "make");

	argv_free(argv);
	if (r == -ETIMEDOUT)
		diag_error("building %s: gave up, make printed nothing for %d minutes (%s)",
			place->release, MAKE_SILENCE_MS / 60000, log_path);
	if (!r && WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
		monotonic_ms() - m.started_ms >= WORTH_A_LINE_MS)
		diag_note("building %s: %s done, %zu objects in %" PRId64 " s", place->release,
			targets[0], m.objects, (monotonic_ms() - m.started_ms) / 1000);
	if (r || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
		return r;
	if (WIFSIGNALED(status)) {
		diag_error("building %s: make died of signal %d (%s)", place->release,
			WTERMSIG(status), strsignal(WTERMSIG(status)));
		return -EIO;
	}
	diag_error("building %s failed after %" PRId64 " s; the first error in %s:", place->release,
		(monotonic_ms() - m.started_ms) / 1000, log_path);
	make_log_show_error(log_path);
	return make_log_read_cause(log_path);
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
		diag_note("building %s with %d jobs: counting its objects", place->release,
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
	int r = directory_remove(where); /* another build's modules */
	return r ? r : build_targets(place, tree, t, words, 0, log, log_path);
}
