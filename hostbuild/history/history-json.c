// SPDX-License-Identifier: GPL-2.0-only
#include "history/history-json.h"
#include "cleanup.h"

#include <errno.h>

/* Nothing for NULL and "". */
static int put_text(json_t *to, const char *key, const char *text)
{
	return text && *text && json_object_set_new(to, key, json_string(text)) ? -ENOMEM : 0;
}

static int put_figure(json_t *to, const char *key, int64_t figure)
{
	return figure >= 0 && json_object_set_new(to, key, json_integer(figure)) ? -ENOMEM : 0;
}

/* @json, or NULL where @err. */
static json_t *finish(json_t *json, int err)
{
	if (!err)
		return json;
	json_decref(json);
	return NULL;
}

static json_t *answer_json(const struct history_answer *a)
{
	const struct history_kernel *k = a->kernel;
	json_t *json = json_object();
	int err = json ? put_text(json, "started", k->run->started) : -ENOMEM;

	err |= put_text(json, "version", k->version);
	err |= put_text(json, "release", k->release);
	err |= put_text(json, "image_sha256", k->image_sha256);
	err |= put_text(json, "object_sha256", a->object_sha256);
	err |= put_text(json, "verdict", verdict_word(a->verdict));
	err |= put_text(json, "met", met_word(a->met));
	err |= put_text(json, "errno", errno_symbol(a->err));
	err |= put_text(json, "reason", a->reason);
	err |= put_figure(json, "insns", a->insns);
	err |= put_figure(json, "states", a->states);
	err |= put_figure(json, "peak_states", a->peak_states);
	err |= put_figure(json, "load_us", a->load_us);
	return finish(json, err);
}

static json_t *changes_json(const struct history_answer *before, const struct history_answer *now)
{
	const unsigned changes = history_changes(before, now);
	json_t *list = json_array();
	int err = list ? 0 : -ENOMEM;

	for (unsigned change = 1; !err && change <= CHANGED_LAST; change *= 2)
		if (changes & change)
			err = json_array_append_new(list, json_string(history_change_word(change)));
	return finish(list, err);
}

/* "from" and "to" are indices of "answers". */
static json_t *period_json(const struct history_line *l, size_t at)
{
	const struct history_period *p = &l->periods[at];
	json_t *json = json_object();
	int err = json ? put_text(json, "verdict", verdict_word(p->first->verdict)) : -ENOMEM;

	err |= put_text(json, "met", met_word(p->first->met));
	err |= put_text(json, "errno", errno_symbol(p->first->err));
	err |= put_text(json, "reason", p->first->reason);
	err |= put_figure(json, "from", p->first - l->answers);
	err |= put_figure(json, "to", p->last - l->answers);
	err |= put_figure(json, "runs", (int64_t)p->answers);
	err |= put_figure(json, "unknown", (int64_t)p->unknown);
	if (at)
		err |= json_object_set_new(
			json, "changed", changes_json(l->periods[at - 1].last, p->first));
	return finish(json, err);
}

static json_t *line_json(const struct history_line *l)
{
	const struct history_kernel *k = l->answers[l->n_answers - 1].kernel;
	json_t *json = json_object(), *answers = json_array(), *periods = json_array();
	int err = json ? put_text(json, "kernel", k->name) : -ENOMEM;

	err |= put_text(json, "arch", k->arch);
	for (size_t i = 0; !err && i < l->n_periods; i++)
		err = json_array_append_new(periods, period_json(l, i));
	for (size_t i = 0; !err && i < l->n_answers; i++)
		err = json_array_append_new(answers, answer_json(&l->answers[i]));
	err |= json_object_set_new(json, "periods", periods);
	err |= json_object_set_new(json, "answers", answers);
	return finish(json, err);
}

int history_json_add(json_t *programs, const struct history_program *p)
{
	json_t *json = json_object(), *kernels = json_array();
	size_t at = 0;
	int err = json ? put_text(json, "object", p->path) : -ENOMEM;

	err |= put_text(json, "shape", p->shape);
	err |= *p->name ? put_text(json, "program", p->name)
			: json_object_set_new(json, "whole", json_true());
	err |= put_text(json, "variant", p->variant);
	err |= put_figure(json, "nth", p->nth ? p->nth : UNKNOWN_FIGURE);
	while (!err) {
		cleanup_with(history_line_clear) struct history_line line = {0};
		err = history_line_make(&line, p, &at);
		if (!err)
			err = json_array_append_new(kernels, line_json(&line)) ? -ENOMEM : 0;
	}
	if (err == -ENODATA)
		err = 0;
	err |= json_object_set_new(json, "kernels", kernels);
	json = finish(json, err);
	return json && !json_array_append_new(programs, json) ? 0 : -ENOMEM;
}

json_t *history_json(json_t *programs)
{
	json_t *json = json_object();
	int err = json ? put_text(json, "schema", HISTORY_SCHEMA) : -ENOMEM;

	err |= json_object_set_new(json, "programs", programs);
	return finish(json, err);
}
