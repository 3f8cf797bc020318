// SPDX-License-Identifier: GPL-2.0-only
/*
 * How answers outlive a kill.
 *
 * A line is written with one write(2) and synced before the search goes on.  A line that could not
 * be written whole, as on a full disk, is cut off again.  What a kill in the middle of a write left
 * has no newline at its end: it is dropped when the journal is read.  Every other line is either
 * what journal_add() writes or somebody else's, and then the journal is refused.
 */
#include "bisect/journal.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "outputs.h"
#include "verdict/text.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX_BYTES ((size_t)64 << 20)
#define LOGS_MAX       1000000 /* directories of trials in one */

void journal_close(struct journal *j)
{
	struct output_dir lock = {.lock = j->lock};

	if (j->fd >= 0)
		close(j->fd);
	output_dir_close(&lock);
	for (size_t i = 0; i < j->n_lines; i++)
		journal_line_clear(&j->lines[i]);
	free(j->lines);
	free(j->dir);
	*j = JOURNAL_NONE;
}

/* Takes @line.  -ENOMEM. */
static int keep(struct journal *j, struct journal_line *line)
{
	struct journal_line *grown = reallocarray(j->lines, j->n_lines + 1, sizeof(*grown));

	if (!grown) {
		journal_line_clear(line);
		return -ENOMEM;
	}
	j->lines = grown;
	grown[j->n_lines++] = *line;
	*line = (struct journal_line){0};
	return 0;
}

/* Write @json as a line at the end, whole or not at all. */
static int append(struct journal *j, json_t *json)
{
	cleanup_free char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	cleanup_free char *line = text ? format_string("%s\n", text) : NULL;

	json_decref(json);
	if (!line)
		return diag_errno(-ENOMEM, "%s/" JOURNAL_FILE, j->dir);
	const size_t len = strlen(line);
	int r = write_all(j->fd, line, len);
	if (!r && fdatasync(j->fd))
		r = -errno;
	if (r) {
		if (ftruncate(j->fd, j->bytes))
			diag_debug("%s/" JOURNAL_FILE ": %s", j->dir, strerror(errno));
		return diag_errno(r, "%s/" JOURNAL_FILE, j->dir);
	}
	j->bytes += (off_t)len;
	return 0;
}

/* The first line in which two questions differ. */
static int other_question(const struct journal *j, const char *theirs, const char *ours)
{
	size_t a, b;

	for (;; theirs += a + !!theirs[a], ours += b + !!ours[b]) {
		a = strcspn(theirs, "\n");
		b = strcspn(ours, "\n");
		if (a != b || memcmp(theirs, ours, a) != 0)
			break;
		if (!theirs[a] && !ours[b])
			break;
	}
	return diag_misuse("--resume: %s/" JOURNAL_FILE
			   " answers another question: \"%.*s\" there, \"%.*s\" here; without "
			   "--resume it is put aside",
		j->dir, (int)a, theirs, (int)b, ours);
}

static int refuse(const struct journal *j, size_t number, const char *why)
{
	return diag_misuse("%s/" JOURNAL_FILE
			   ":%zu: %s; remove the file or name another directory with -o",
		j->dir, number, why);
}

/* What could not be judged was all that was missing: it may be by now. */
static void ask_again(struct journal *j)
{
	for (size_t i = 0; i < j->n_lines; i++)
		j->lines[i].lost |= j->lines[i].answer == ANSWER_UNTESTABLE;
}

/* One line; @number counts from 1. */
static int read_line(struct journal *j, const char *text, size_t len, size_t number,
	const char *question, bool resume)
{
	const char *why = "no JSON";
	json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	struct journal_line line = {0};
	bool found;
	int r = 0;

	if (number == 1) {
		const char *theirs = journal_question_read(json);
		r = !theirs ? refuse(j, number, "no journal of a bisect")
		    : resume && strcmp(theirs, question) != 0 ? other_question(j, theirs, question)
							      : 0;
	} else if (journal_is_end(json, &found)) {
		j->finished = true;
		if (!found)
			ask_again(j);
	} else {
		j->finished = false;
		r = json ? journal_line_read(&line, json, &why) : -EBADMSG;
		if (!r)
			r = keep(j, &line);
		if (r == -EBADMSG)
			r = refuse(j, number, why);
		else if (r)
			diag_errno(r, "%s/" JOURNAL_FILE, j->dir);
	}
	json_decref(json);
	return r;
}

/* Read what is there.  @ret_len: the bytes of whole lines. */
static int read_all(struct journal *j, const char *path, const char *question, bool resume)
{
	cleanup_free char *text = NULL;
	size_t len = 0, number = 0;
	int r = files_read(path, FILE_MAX_BYTES, &text, &len);

	if (r)
		return r == -ENOENT ? 0 : diag_errno(r, "%s", path);
	for (char *at = text, *end; !r && (end = memchr(at, '\n', len - (size_t)(at - text)));
		at = end + 1) {
		r = read_line(j, at, (size_t)(end - at), ++number, question, resume);
		j->bytes = end + 1 - text;
	}
	if (!r && len > (size_t)j->bytes && resume)
		diag_warn("%s: its last line is not whole and is dropped", path);
	/* what a kill left of the first line; anything else is not ours to replace */
	if (!r && !number && len && strncmp(text, "{\"bisect\"", len < 9 ? len : 9) != 0)
		r = refuse(j, 1, "no journal of a bisect");
	return r;
}

/* The journal of an earlier bisect makes room. */
static int put_aside(struct journal *j, const char *path)
{
	cleanup_free char *old = format_string("%s.old", path);

	if (!old)
		return diag_errno(-ENOMEM, "%s", path);
	if (!j->bytes)
		return unlink(path) && errno != ENOENT ? diag_errno(-errno, "%s", path) : 0;
	if (rename(path, old))
		return diag_errno(-errno, "%s", path);
	if (j->n_lines && !j->finished)
		diag_note("%s: a bisect with %zu answers was interrupted; it is now in %s: name it "
			  "%s again, and --resume goes on from there",
			j->dir, j->n_lines, old, path);
	for (size_t i = 0; i < j->n_lines; i++)
		journal_line_clear(&j->lines[i]);
	j->n_lines = 0;
	j->bytes = 0;
	j->finished = false;
	return 0;
}

static int begin(struct journal *j, const char *path, const char *question)
{
	j->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (j->fd < 0)
		return diag_errno(-errno, "%s", path);
	/* what a kill left of a line */
	if (ftruncate(j->fd, j->bytes))
		return diag_errno(-errno, "%s", path);
	return j->bytes ? 0 : append(j, journal_question_json(question));
}

int journal_open(struct journal *ret, const char *dir, const char *question, bool resume)
{
	cleanup_with(journal_close) struct journal j = JOURNAL_NONE;
	cleanup_free char *path = format_string("%s/" JOURNAL_FILE, dir);
	struct output_dir lock = OUTPUT_DIR_NONE;
	int r = output_dir_open(&lock, "-o", dir);

	j.lock = lock.lock;
	j.dir = strdup(dir);
	if (!r && (!path || !j.dir))
		r = diag_errno(-ENOMEM, "%s", dir);
	if (!r)
		r = read_all(&j, path, question, resume);
	if (!r && !resume)
		r = put_aside(&j, path);
	if (!r && resume && j.n_lines)
		diag_note("%s: going on after %zu answers", dir, j.n_lines);
	else if (!r && resume)
		diag_note("--resume: %s has no answers to this question; beginning", dir);
	if (!r)
		r = begin(&j, path, question);
	if (r)
		return r;
	*ret = j;
	j = JOURNAL_NONE;
	return 0;
}

int journal_new_logs(const struct journal *j, const struct point *p, char **ret)
{
	char id[13];
	size_t n = 0;
	const char *from = strrchr(p->id, '/');

	for (from = from ? from + 1 : p->id; *from && n < sizeof(id) - 1; from++)
		id[n++] = isalnum((unsigned char)*from) || strchr("._", *from) ? *from : '-';
	id[n] = '\0';
	for (size_t i = j->n_lines + 1; i < LOGS_MAX; i++) {
		cleanup_free char *path = format_string("%s/%03zu-%s", j->dir, i, id);
		if (!path)
			return diag_errno(-ENOMEM, "%s", j->dir);
		if (mkdir(path, 0777) == 0) {
			*ret = steal(&path);
			return 0;
		}
		if (errno != EEXIST)
			return diag_errno(-errno, "%s", path);
	}
	return diag_errno(-EEXIST, "%s", j->dir);
}

static char *clean(const char *text)
{
	return text ? text_cleaned(text, strlen(text), 0) : NULL;
}

int journal_add(struct journal *j, const struct point *p, const struct observation *o,
	int64_t again, const char *logs, const char *same)
{
	const char *slash = logs ? strrchr(logs, '/') : NULL;
	struct journal_line line = {.id = clean(p->id),
		.title = clean(p->title),
		.answer = o->answer,
		.why = clean(o->why),
		.kernel = clean(o->kernel),
		.logs = clean(slash ? slash + 1 : logs),
		.same = clean(same),
		.again = again,
		.ready_ms = o->ready_ms,
		.ask_ms = o->ask_ms};
	int r = 0;

	memcpy(line.image, o->image, sizeof(line.image));
	if (!line.id || !line.title || (o->why && !line.why) || (o->kernel && !line.kernel) ||
		(logs && !line.logs) || (same && !line.same))
		r = diag_errno(-ENOMEM, "%s", p->title);
	if (!r && j->fd >= 0)
		r = append(j, journal_line_json(&line));
	if (r) {
		journal_line_clear(&line);
		return r;
	}
	return keep(j, &line) ? diag_errno(-ENOMEM, "%s", p->title) : 0;
}

int journal_finish(struct journal *j, bool found)
{
	int r = j->finished || j->fd < 0 ? 0 : append(j, journal_end_json(found));

	if (!r)
		j->finished = true;
	return r;
}

/* 1: its result cannot be read; the line is lost then, and its point is judged again. */
static int observe(struct observation *ret, struct journal *j, struct journal_line *l)
{
	struct observation o = {.answer = l->answer,
		.why = l->why ? strdup(l->why) : NULL,
		.kernel = l->kernel ? strdup(l->kernel) : NULL,
		.ready_ms = l->ready_ms,
		.ask_ms = l->ask_ms};
	cleanup_free char *path = NULL;

	memcpy(o.image, l->image, sizeof(o.image));
	if (l->logs && j->dir) {
		path = format_string("%s/%s/result.json", j->dir, l->logs);
		o.result = calloc(1, sizeof(*o.result));
		if (!path || !o.result || result_read(o.result, path)) {
			diag_warn("%s: %s is judged again", j->dir, l->title);
			free(o.result);
			o.result = NULL;
			observation_clear(&o);
			l->lost = true;
			return 1;
		}
	}
	*ret = o;
	return 0;
}

int journal_find(struct observation *ret, struct journal *j, const char *id, int64_t again,
	size_t index, const struct journal_line **ret_line)
{
	cleanup_free char *name = clean(id);

	for (size_t i = 0; name && i < j->n_lines; i++) {
		struct journal_line *l = &j->lines[i];
		if (l->lost || l->again != again || strcmp(l->id, name) != 0)
			continue;
		if (index) {
			index--;
		} else if (observe(ret, j, l) == 0) {
			*ret_line = l;
			return 0;
		}
	}
	return 1;
}

int journal_find_image(struct observation *ret, struct journal *j, const char *id,
	const char *image, size_t index, const struct journal_line **ret_line)
{
	cleanup_free char *name = clean(id);

	for (size_t i = 0; name && *image && i < j->n_lines; i++) {
		struct journal_line *l = &j->lines[i];
		if (l->lost || l->same || l->again || strcmp(l->image, image) != 0 ||
			strcmp(l->id, name) == 0)
			continue;
		if (index) {
			index--;
		} else if (observe(ret, j, l) == 0) {
			*ret_line = l;
			return 0;
		}
	}
	return 1;
}
