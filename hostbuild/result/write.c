// SPDX-License-Identifier: GPL-2.0-only
/* Writes result.json; bpfjury-result(5) and doc/result.schema.json describe it. */
#include "cleanup.h"
#include "config.h"
#include "diag.h"
#include "outputs.h"
#include "result/against.h"
#include "result/compare-json.h"
#include "result/coverage-json.h"
#include "result/hot-json.h"
#include "result/result.h"
#include "result/said-json.h"
#include "result/unreached.h"
#include "verdict/features-keys.h"
#include "verdict/record.h"
#include "verdict/text.h"
#include "verdict/program-result.h"
#include "verdict/json-clean.h"

#include <errno.h>
#include <string.h>

/* The put_*() functions return 0 or -ENOMEM and write nothing for what is not known. */
static int put_text(json_t *json, const char *key, const char *text, int keep_lines)
{
	cleanup_free char *clean = NULL;

	if (!text || !*text)
		return 0;
	clean = text_cleaned(text, strlen(text), keep_lines);
	return clean && !json_object_set_new(json, key, json_string(clean)) ? 0 : -ENOMEM;
}

static int put_figure(json_t *json, const char *key, int64_t figure)
{
	return figure >= 0 && json_object_set_new(json, key, json_integer(figure)) ? -ENOMEM : 0;
}

/* Append @item, whose reference is taken; NULL: there was no memory for it. */
static int append(json_t *array, json_t *item)
{
	return json_array_append_new(array, item) ? -ENOMEM : 0;
}

/* @json, or NULL where @err. */
static json_t *finish(json_t *json, int err)
{
	if (!err)
		return json;
	json_decref(json);
	return NULL;
}

static json_t *program_json(const struct result_program *p)
{
	json_t *json = program_result_json(&p->result);

	int err = json ? put_text(json, "log", p->log, 1) : -ENOMEM;
	if (!err)
		err = put_text(json, "kept", p->kept, 0);
	if (!err && p->unreached)
		err |= json_object_set_new(json, "unreached", unreached_json(p->unreached));
	if (!err && p->hot)
		err |= json_object_set_new(json, "hot", hot_json(p->hot));
	if (!err)
		err |= said_put(json, p);
	if (p->log_cut)
		err |= json_object_set_new(json, "log_cut", json_true());
	return finish(json, err);
}

/* As a program, but for its name: that is the program's which was refused. */
static json_t *whole_json(const struct result_whole *w)
{
	json_t *json = program_json(&w->load);
	int err = json ? json_object_del(json, "name") : -ENOMEM;

	if (strcmp(w->load.result.name, OBJECT_ITSELF) != 0)
		err |= put_text(json, "program", w->load.result.name, 0);
	err |= put_figure(json, "programs", w->programs);
	return finish(json, err);
}

static json_t *object_json(const struct result_object *o, bool against)
{
	json_t *json = json_object(), *programs = json_array();
	int err = put_text(json, "path", o->path, 0);

	err |= put_text(json, "shape", o->shape, 0);
	if (against)
		err |= json_object_set_new(json, "against", json_true());
	err |= put_text(json, "sha256", o->sha256, 0);
	err |= put_text(json, "producer", o->producer, 0);
	err |= put_text(json, "repeat", o->repeat, 0);
	err |= put_text(json, "kept", o->kept, 0);
	err |= put_figure(json, "announced", o->announced);
	err |= put_figure(json, "memory_bytes", o->memory_bytes);
	err |= json_object_set_new(json, "ended", json_boolean(o->ended));
	if (o->whole)
		err |= json_object_set_new(json, "whole", whole_json(o->whole));
	for (size_t i = 0; i < o->n_programs; i++)
		err |= append(programs, program_json(&o->programs[i]));
	err |= json_object_set_new(json, "programs", programs);
	return finish(json, err);
}

static json_t *splat_json(const struct result_splat *s, const struct result_kernel *k, bool against)
{
	json_t *json = json_object();
	int err = put_text(json, "title", s->title, 0);

	err |= put_text(json, "line", s->line, 0);
	err |= put_text(json, "report", s->report, 1);
	err |= said_put_splat(json, s);
	err |= s->boot > 0 ? put_figure(json, "boot", s->boot) : 0;
	if (s->object >= 0 && s->object < (int64_t)k->n_objects) {
		const struct result_object *o = &k->objects[s->object];
		err |= put_text(json, "object", o->path, 0);
		err |= put_text(json, "shape", o->shape, 0);
		if (against)
			err |= json_object_set_new(json, "against", json_true());
		if (s->program >= 0 && s->program < (int64_t)o->n_programs) {
			err |= put_text(json, "program", o->programs[s->program].result.name, 0);
			err |= put_text(json, "variant", o->programs[s->program].result.variant, 0);
		}
	}
	return finish(json, err);
}

static json_t *boot_json(const struct result_boot *b)
{
	json_t *json = json_object();
	int err = put_text(json, "outcome", outcome_word(b->outcome), 0);

	err |= put_text(json, "why", b->why, 0);
	err |= put_text(json, "report", b->report, 1);
	err |= put_text(json, "nonce", b->nonce, 0);
	err |= put_text(json, "machine", b->machine, 0);
	err |= put_figure(json, "memory_mib", b->memory_mib);
	err |= put_figure(json, "boot_ms", b->boot_ms);
	err |= put_figure(json, "guest_ms", b->guest_ms);
	err |= put_figure(json, "wall_ms", b->wall_ms);
	return finish(json, err);
}

static int64_t logs_cut(const struct result_kernel *k)
{
	int64_t n = 0;

	for (size_t i = 0; i < k->n_objects; i++) {
		n += k->objects[i].whole && k->objects[i].whole->load.log_cut;
		for (size_t j = 0; j < k->objects[i].n_programs; j++)
			n += k->objects[i].programs[j].log_cut;
	}
	return n;
}

/* The objects and splats of one build; the other's follow. */
static int put_build(json_t *objects, json_t *splats, const struct result_kernel *k, bool against)
{
	int err = 0;

	for (size_t i = 0; i < k->n_splats; i++)
		err |= append(splats, splat_json(&k->splats[i], k, against));
	for (size_t i = 0; i < k->n_objects; i++)
		err |= append(objects, object_json(&k->objects[i], against));
	return err;
}

/* @base: the same kernel in result.against; NULL: there is none. */
static json_t *kernel_json(const struct result_kernel *k, const struct result_kernel *base)
{
	json_t *json = json_object(), *boots = json_array(), *splats = json_array();
	json_t *objects = json_array();
	const int64_t cut = logs_cut(k) + (base ? logs_cut(base) : 0);
	int err = put_text(json, "spec", k->spec, 0);

	if (strcmp(k->name, k->spec) != 0)
		err |= put_text(json, "name", k->name, 0);
	err |= put_text(json, "append", k->append, 0);
	if (k->informative)
		err |= json_object_set_new(json, "required", json_false());
	err |= put_text(json, "package", k->package, 0);
	err |= put_text(json, "newest", k->newest, 0);
	if (k->pinned)
		err |= json_object_set_new(json, "pinned", json_true());
	err |= put_text(json, "source", k->source, 0);
	err |= put_text(json, "release", k->release, 0);
	err |= put_text(json, "version", k->version, 0);
	err |= put_text(json, "arch", k->arch, 0);
	err |= put_text(json, "image_sha256", k->image_sha256, 0);
	err |= put_text(json, "outcome", outcome_word(k->outcome), 0);
	err |= put_text(json, FEATURES_UNPROVED, k->unproved, 0);
	err |= put_text(json, "why", k->why, 0);
	for (size_t i = 0; i < k->n_boots; i++)
		err |= append(boots, boot_json(&k->boots[i]));
	err |= json_object_set_new(json, "boots", boots);
	err |= put_text(json, "accel", k->accel, 0);
	err |= put_figure(json, "judge_ms", k->judge_ms);
	err |= put_figure(json, "logs_cut", cut ? cut : -1);
	if (k->features)
		err |= json_object_set_new(json, "features", json_clean(k->features));
	err |= put_build(objects, splats, k, false);
	if (base)
		err |= put_build(objects, splats, base, true);
	err |= json_object_set_new(json, "splats", splats);
	err |= json_object_set_new(json, "objects", objects);
	err |= coverage_json_put(json, k);
	return finish(json, err);
}

static json_t *summary_json(const struct summary *s)
{
	json_t *json = json_pack("{sI sI sI sI sI sI}", "met", (json_int_t)s->met, "unmet",
		(json_int_t)s->unmet, "unknown", (json_int_t)s->unknown, "skipped",
		(json_int_t)s->skipped, "whole_unmet", (json_int_t)s->whole_unmet, "whole_unknown",
		(json_int_t)s->whole_unknown);
	const struct {
		const char *key;
		int64_t n;
	} some[] = {{"layouts", s->layouts}, {"known", s->known}, {"passes", s->passes},
		{"crossed", s->crossed}, {"whole_known", s->whole_known}};
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(some); i++)
		err |= some[i].n ? put_figure(json, some[i].key, some[i].n) : 0;
	return finish(json, err);
}

static json_t *left_out_json(const struct result_left_out *l)
{
	json_t *json = json_object();
	int err = put_text(json, "path", l->path, 0);

	err |= put_text(json, "why", l->why, 0);
	return finish(json, err);
}

static json_t *docket_json(const struct result *r)
{
	json_t *json = json_object(), *left_out = json_array();
	int err = put_text(json, "sha256", r->docket_sha256, 0);

	err |= put_text(json, FEATURES_LIBBPF, r->libbpf, 0);
	for (size_t i = 0; i < r->n_left_out; i++)
		err |= append(left_out, left_out_json(&r->left_out[i]));
	if (r->n_left_out)
		err |= json_object_set(json, "left_out", left_out);
	json_decref(left_out);
	return finish(json, err);
}

/* What changed between the two builds; NULL without memory. */
static json_t *comparison_json(const struct result *r)
{
	cleanup_with(against_clear) struct against a = {0};

	return against_make(&a, r)
		       ? NULL
		       : compare_json(&a.comparison, &a.gate, &a.doubts, a.status, false);
}

json_t *result_json(const struct result *r)
{
	json_t *json = json_object(), *kernels = json_array();
	struct summary sum = result_summary(r);
	int err = put_text(json, "schema", RESULT_SCHEMA, 0);

	err |= json_object_set_new(
		json, "tool", json_pack("{ss}", "version", *r->tool ? r->tool : VERSION));
	err |= put_text(json, "started", r->started, 0);
	err |= json_object_set_new(json, "docket", docket_json(r));
	for (size_t i = 0; i < r->n_kernels; i++)
		err |= append(kernels,
			kernel_json(&r->kernels[i], r->against ? &r->against->kernels[i] : NULL));
	err |= json_object_set_new(json, "kernels", kernels);
	err |= json_object_set_new(json, "summary", summary_json(&sum));
	err |= said_put_lists(json, r);
	if (r->against)
		err |= json_object_set_new(json, "comparison", comparison_json(r));
	return finish(json, err);
}

int result_write(const struct result *r, const char *path)
{
	json_t *json = result_json(r);
	int err = json ? output_json(path, json, RESULT_FILE_MAX)
		       : diag_errno(-ENOMEM, "write %s", path);

	json_decref(json);
	return err;
}
