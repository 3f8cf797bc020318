// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/journal-line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX  65536		  /* bytes of a text */
#define MS_MAX	  (INT64_MAX / 4) /* so that sums do not overflow */
#define AGAIN_MAX 100

void journal_line_clear(struct journal_line *l)
{
	free(l->id);
	free(l->title);
	free(l->why);
	free(l->kernel);
	free(l->logs);
	free(l->same);
	*l = (struct journal_line){0};
}

json_t *journal_question_json(const char *question)
{
	return json_pack("{s:i, s:s}", "bisect", JOURNAL_FORMAT, "question", question);
}

const char *journal_question_read(json_t *json)
{
	const char *question = json_string_value(json_object_get(json, "question"));

	if (json_object_size(json) != 2 ||
		json_integer_value(json_object_get(json, "bisect")) != JOURNAL_FORMAT)
		return NULL;
	return question;
}

json_t *journal_end_json(bool found)
{
	return json_pack("{s:b}", "finished", found);
}

bool journal_is_end(json_t *json, bool *ret_found)
{
	const json_t *finished = json_object_get(json, "finished");

	*ret_found = json_is_true(finished);
	return json_object_size(json) == 1 && json_is_boolean(finished);
}

json_t *journal_line_json(const struct journal_line *l)
{
	return json_pack("{s:s, s:s, s:s, s:s*, s:s*, s:s*, s:s*, s:s*, s:I, s:I, s:I}", "id",
		l->id, "title", l->title, "answer", answer_word(l->answer), "why", l->why, "kernel",
		l->kernel, "image", *l->image ? l->image : NULL, "logs", l->logs, "same", l->same,
		"again", (json_int_t)l->again, "ready_ms", (json_int_t)l->ready_ms, "ask_ms",
		(json_int_t)l->ask_ms);
}

/* Text that a message can have: no control bytes. */
static bool is_text(const char *text)
{
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			return false;
	return strlen(text) <= TEXT_MAX;
}

/* Where a text goes, what it is called, and whether it may be missing. */
static int take_text(char **ret, json_t *json, const char *key, bool optional)
{
	json_t *value = json_object_get(json, key);

	if (!value && optional)
		return 0;
	const char *text = json_string_value(value);
	if (!text || !is_text(text) || (!optional && !*text))
		return -EBADMSG;
	*ret = strdup(text);
	return *ret ? 0 : -ENOMEM;
}

/* The name of a directory in the journal's own: it leads nowhere else. */
static bool is_name(const char *name)
{
	return *name && *name != '.' && strlen(name) < 256 &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
		       strlen(name);
}

static bool is_sha256(const char *text)
{
	return strlen(text) == SHA256_SIZE - 1 &&
	       strspn(text, "0123456789abcdef") == SHA256_SIZE - 1;
}

static int take_number(int64_t *ret, json_t *json, const char *key, int64_t max)
{
	json_t *value = json_object_get(json, key);

	if (!json_is_integer(value) || json_integer_value(value) < 0 ||
		json_integer_value(value) > max)
		return -EBADMSG;
	*ret = json_integer_value(value);
	return 0;
}

static int take_answer(struct journal_line *l, json_t *json)
{
	l->answer = answer_from_word(json_string_value(json_object_get(json, "answer")));
	return l->answer && l->answer != ANSWER_STOP ? 0 : -EBADMSG;
}

static int take_image(struct journal_line *l, json_t *json)
{
	json_t *value = json_object_get(json, "image");
	const char *image = json_string_value(value);

	if (!value)
		return 0;
	if (!image || !is_sha256(image))
		return -EBADMSG;
	memcpy(l->image, image, SHA256_SIZE);
	return 0;
}

static int take_logs(struct journal_line *l, json_t *json)
{
	const int r = take_text(&l->logs, json, "logs", true);

	return r ? r : l->logs && !is_name(l->logs) ? -EBADMSG : 0;
}

int journal_line_read(struct journal_line *ret, json_t *json, const char **ret_why)
{
	struct journal_line l = {0};
	int r = json_is_object(json) ? 0 : -EBADMSG;

	*ret_why = "no answer of a bisect";
#define TAKE(what, call)                                                                           \
	do {                                                                                       \
		if (!r) {                                                                          \
			*ret_why = "wrong or missing: " what;                                      \
			r = call;                                                                  \
		}                                                                                  \
	} while (0)
	TAKE("id", take_text(&l.id, json, "id", false));
	TAKE("title", take_text(&l.title, json, "title", false));
	TAKE("answer", take_answer(&l, json));
	TAKE("why", take_text(&l.why, json, "why", true));
	TAKE("kernel", take_text(&l.kernel, json, "kernel", true));
	TAKE("image", take_image(&l, json));
	TAKE("logs", take_logs(&l, json));
	TAKE("same", take_text(&l.same, json, "same", true));
	TAKE("again", take_number(&l.again, json, "again", AGAIN_MAX));
	TAKE("ready_ms", take_number(&l.ready_ms, json, "ready_ms", MS_MAX));
	TAKE("ask_ms", take_number(&l.ask_ms, json, "ask_ms", MS_MAX));
#undef TAKE
	if (r)
		journal_line_clear(&l);
	else
		*ret = l;
	return r;
}
