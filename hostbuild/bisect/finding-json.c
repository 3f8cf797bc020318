// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/finding-json.h"
#include "bisect/log-pair.h"
#include "cleanup.h"
#include "config.h"
#include "result/statistic.h"
#include "verdict/text.h"

#include <errno.h>
#include <string.h>

/* Points that a list has at most; "suspects_n" and "trail_n" say how many there are. */
#define POINTS_MOST   10000
#define PROGRAMS_MOST 10000

/* The put_*() functions return 0 or -ENOMEM and write nothing for what is not known. */
static int put(json_t *json, const char *key, json_t *value)
{
	return json_object_set_new(json, key, value) ? -ENOMEM : 0;
}

static json_t *text_json(const char *text, int keep_lines)
{
	cleanup_free char *clean = text_cleaned(text, strlen(text), keep_lines);

	return clean ? json_string(clean) : NULL;
}

static int put_text(json_t *json, const char *key, const char *text)
{
	return text && *text ? put(json, key, text_json(text, 0)) : 0;
}

static int put_lines(json_t *json, const char *key, const char *text)
{
	return text && *text ? put(json, key, text_json(text, 1)) : 0;
}

static int put_figure(json_t *json, const char *key, int64_t figure)
{
	return figure >= 0 ? put(json, key, json_integer(figure)) : 0;
}

static int append(json_t *array, json_t *item)
{
	return json_array_append_new(array, item) ? -ENOMEM : 0;
}

static json_t *finish(json_t *json, int err)
{
	if (!err)
		return json;
	json_decref(json);
	return NULL;
}

/* The lines of @text as an array of strings. */
static json_t *list_json(const char *text)
{
	json_t *array = json_array();
	int err = 0;

	while (text && *text) {
		const size_t len = strcspn(text, "\n");
		cleanup_free char *line = strndup(text, len);
		err |= append(array, line ? text_json(line, 0) : NULL);
		text += len + (text[len] == '\n');
	}
	return finish(array, err);
}

static json_t *point_json(const struct point *p)
{
	json_t *json = json_object();
	int err = put_text(json, "id", p->id);

	err |= put_text(json, "title", p->title);
	return finish(json, err);
}

static json_t *points_json(const struct points *p)
{
	json_t *array = json_array();
	int err = 0;

	for (size_t i = 0; i < p->n && i < POINTS_MOST; i++)
		err |= append(array, point_json(&p->list[i]));
	return finish(array, err);
}

static json_t *tally_json(const struct tally *t)
{
	json_t *json = point_json(&t->point);
	int err = json ? put_text(json, "answer", story_answer(t)) : -ENOMEM;
	const struct {
		const char *key;
		int64_t n;
	} figures[] = {{"good", t->good}, {"bad", t->bad}, {"neither", t->neither},
		{"known", t->known}, {"again_good", t->again_good}, {"again_bad", t->again_bad},
		{"ready_ms", t->ready_ms}, {"ask_ms", t->ask_ms}};

	for (size_t i = 0; i < ARRAY_SIZE(figures) && !err; i++)
		err |= put_figure(json, figures[i].key, figures[i].n);
	if (err)
		return finish(json, err);
	err |= put_text(json, "same_as", t->same_as);
	err |= put_text(json, "why", t->why);
	err |= put_text(json, "image", t->image);
	return finish(json, err);
}

static json_t *trail_json(const struct finding *f)
{
	json_t *array = json_array();
	int err = 0;

	for (size_t i = 0; i < f->n_tallies && i < POINTS_MOST; i++)
		err |= append(array, tally_json(&f->tallies[i]));
	return finish(array, err);
}

static json_t *changed_end_json(const struct tally *t, enum without is, const char *why)
{
	static const char *const words[] = {[WITHOUT_UNKNOWN] = "unknown",
		[WITHOUT_GOOD] = "good",
		[WITHOUT_BAD] = "bad",
		[WITHOUT_CONFLICTS] = "conflicts"};
	json_t *json = t ? tally_json(t) : json_object();
	int err = json ? put_text(json, "is", words[is]) : -ENOMEM;

	if (!err && !t)
		err = put_text(json, "why", why);
	return finish(json, err);
}

static json_t *observation_json(const struct observation *o)
{
	json_t *json = json_object();
	int err = put_text(json, "answer", answer_word(o->answer));

	err |= put_text(json, "why", o->why);
	err |= put_text(json, "kernel", o->kernel);
	err |= put_text(json, "image", o->image);
	err |= put_figure(json, "ready_ms", o->ready_ms);
	err |= put_figure(json, "ask_ms", o->ask_ms);
	if (o->result)
		err |= put(json, "result", result_json(o->result));
	return finish(json, err);
}

/* {"good": 1, "bad": 2, "ratio": 2.0} for each figure that is known. */
static json_t *figures_json(const struct compared *row)
{
	json_t *json = json_object();
	int err = 0;

	for (size_t i = 0; i < n_statistics && !err; i++) {
		const int64_t good = row->base ? statistics[i].of(&row->base->result) : -1;
		const int64_t bad = row->latest ? statistics[i].of(&row->latest->result) : -1;
		if (good < 0 && bad < 0)
			continue;
		json_t *figure = json_object();
		err |= put_figure(figure, "good", good);
		err |= put_figure(figure, "bad", bad);
		if (good > 0 && bad >= 0)
			err |= put(figure, "ratio", json_real((double)bad / (double)good));
		err |= put(json, statistics[i].name, figure);
	}
	return finish(json, err);
}

/* Where the two logs part: numbers of lines, from 1, and their texts. */
static int put_difference(json_t *json, const struct compared *row)
{
	struct log_pair p;

	if (!row->base || !row->latest || !row->base->log || !row->latest->log)
		return 0;
	int err = log_pair_make(&p, row->base->log, row->latest->log);
	if (err)
		return err;
	if (p.good.traced && p.bad.traced && p.differ) {
		json_t *where = json_object();
		err = put_figure(where, "good_line", (int64_t)p.good.first + 1);
		err |= put_figure(where, "bad_line", (int64_t)p.bad.first + 1);
		if (p.good.first < p.good.n)
			err |= put_text(where, "good", p.good.lines[p.good.first]);
		if (p.bad.first < p.bad.n)
			err |= put_text(where, "bad", p.bad.lines[p.bad.first]);
		err |= put(json, "logs_differ", where);
	}
	log_pair_clear(&p);
	return err;
}

static json_t *row_json(const struct compared *row, bool with_logs)
{
	const struct program_result *p = &(row->latest ? row->latest : row->base)->result;
	json_t *json = json_object();
	int err = put_text(json, "object", row->object->path);

	err |= put_text(json, "shape", row->object->shape);
	if (row->whole)
		err |= put(json, "whole", json_true());
	else
		err |= put_text(json, "program", p->name);
	err |= put_text(json, "variant", p->variant);
	err |= row->base ? put_text(json, "good", verdict_word(row->base->result.verdict)) : 0;
	err |= row->latest ? put_text(json, "bad", verdict_word(row->latest->result.verdict)) : 0;
	err |= put(json, "figures", figures_json(row));
	if (with_logs)
		err |= put_difference(json, row);
	return finish(json, err);
}

static json_t *changed_json(const struct changed *c)
{
	json_t *array = json_array();
	int err = 0;

	for (size_t i = 0; i < c->n && i < PROGRAMS_MOST; i++)
		err |= append(array, row_json(c->rows[i], i < 100));
	return finish(array, err);
}

static json_t *notes_json(const struct finding *f)
{
	json_t *array = json_array();
	int err = 0;

	for (size_t i = 0; i < f->n_notes; i++)
		err |= append(array, text_json(f->notes[i], 0));
	return finish(array, err);
}

static int put_found(json_t *json, const struct finding *f)
{
	static const char *const words[] = {
		[FOUND_NOTHING] = "nothing", [FOUND_RANGE] = "range", [FOUND_CULPRIT] = "culprit"};
	int err = put_text(json, "found", words[f->found]);

	err |= put_text(json, "why", f->why);
	if (f->found == FOUND_CULPRIT)
		err |= put(json, "culprit", point_json(&f->suspects.list[0]));
	err |= put_lines(json, "described", f->described);
	err |= put(json, "suspects", points_json(&f->suspects));
	err |= put_figure(json, "suspects_n", (int64_t)f->suspects.n);
	err |= put(json, "parents", points_json(&f->parents));
	return err;
}

static int put_confidence(json_t *json, const struct story *s)
{
	const struct finding *f = s->finding;
	cleanup_free char *rests_on = story_rests_on(s);
	json_t *sure = json_object();
	int err = rests_on ? put(sure, "rests_on", list_json(rests_on)) : -ENOMEM;

	err |= put(sure, "percent", json_real(f->confidence));
	err |= put_figure(sure, "asked", s->wish->confidence);
	err |= put_figure(sure, "repeats", s->wish->repeats);
	err |= put_figure(sure, "trials_each", f->trials_each);
	err |= put(sure, "miss", json_real(f->miss));
	err |= put(json, "confidence", sure);
	return err;
}

json_t *finding_json(const struct story *s)
{
	const struct finding *f = s->finding;
	json_t *json = json_object();
	int err = put_text(json, "schema", FINDING_SCHEMA);

	err |= put(json, "tool", json_pack("{ss}", "version", VERSION));
	err |= put_text(json, "started", s->started);
	err |= put_figure(json, "took_ms", s->took_ms);
	err |= put_figure(json, "status", s->status);
	err |= put_text(json, "command", s->wish->command);
	err |= put_text(json, "directory", s->wish->question.dir);
	err |= put_text(json, "axis", s->kind->noun);
	err |= put_found(json, f);
	err |= put_confidence(json, s);
	err |= put_figure(json, "steps", f->steps);
	err |= put(json, "trail", trail_json(f));
	err |= put_figure(json, "trail_n", (int64_t)f->n_tallies);
	err |= put(json, "without", changed_end_json(f->without, f->without_is, f->without_why));
	if (s->wish->mode == BISECT_KCONFIG)
		err |= put(json, "alone", changed_end_json(f->alone, f->alone_is, f->alone_why));
	err |= put(json, "notes", notes_json(f));
	err |= put(json, "changed", changed_json(&s->changed));
	err |= put(json, "before", observation_json(&f->before));
	err |= put(json, "at", observation_json(&f->at));
	err |= put_lines(json, "git_bisect_log", s->log);
	err |= put_lines(json, "known", s->known);
	err |= put_lines(json, "errata_row", s->row);
	return finish(json, err);
}
