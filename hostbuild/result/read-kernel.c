// SPDX-License-Identifier: GPL-2.0-only
#include "result/read-kernel.h"
#include "cleanup.h"
#include "diag.h"
#include "result/result.h"
#include "result/hot-json.h"
#include "result/said-json.h"
#include "result/unreached.h"
#include "verdict/features-keys.h"
#include "verdict/json-clean.h"
#include "verdict/program-result.h"

#include <errno.h>
#include <string.h>

static int read_outcome(const struct place *at, const json_t *json, enum outcome *ret)
{
	const char *word = json_string_value(json_object_get(json, "outcome"));

	return word && outcome_from_word(word, ret) == 0
		       ? 0
		       : read_bad(at, "outcome", "not an outcome");
}

static int read_program(const struct place *at, json_t *json, void *item)
{
	struct result_program *p = item;
	const char *key;

	if (program_result_read(&p->result, json, &key))
		return read_bad(at, key,
			json_object_get(json, key) ? "of a wrong type or value" : "missing");
	int r = read_flag(at, json, "log_cut", &p->log_cut);
	if (!r)
		r = read_text(at, json, "log", 1, &p->log);
	if (!r)
		r = read_text(at, json, "kept", 0, &p->kept);
	if (!r)
		r = said_read(p, at, json);
	const char *wrong = r ? NULL : unreached_read(p, json_object_get(json, "unreached"));
	if (wrong)
		return read_bad(at, "unreached", wrong);
	wrong = r ? NULL : hot_read(p, json_object_get(json, "hot"));
	return wrong ? read_bad(at, "hot", wrong) : r;
}

/* The object's whole: a program whose name is optional, and has the key "program". */
static int read_whole(const struct place *up, json_t *json, struct result_object *o)
{
	const struct place at = {.up = up, .key = "whole"};
	json_t *value = json_object_get(json, "whole");
	char name[NAME_SIZE] = "";

	if (!value)
		return 0;
	if (!json_is_object(value))
		return read_bad(up, "whole", "not an object");
	int r = read_array(&at, value, "program", name, sizeof(name));
	if (r)
		return r;
	json_auto_t *named = json_copy(value);
	if (!named || result_whole_begin(o, OBJECT_ITSELF) ||
		json_object_set_new(named, "name", json_string(*name ? name : OBJECT_ITSELF)))
		return diag_errno(-ENOMEM, "read a result");
	r = read_program(&at, named, &o->whole->load);
	return r ? r : read_figure(&at, named, "programs", &o->whole->programs);
}

static int read_object(const struct place *at, json_t *json, void *item)
{
	struct result_object *o = item;
	int r = need_text(at, json, "path", &o->path);

	if (!r)
		r = read_array(at, json, "shape", o->shape, sizeof(o->shape));
	if (!r)
		r = read_array(at, json, "sha256", o->sha256, sizeof(o->sha256));
	if (!r)
		r = read_text(at, json, "producer", 0, &o->producer);
	if (!r)
		r = read_text(at, json, "repeat", 0, &o->repeat);
	if (!r)
		r = read_text(at, json, "kept", 0, &o->kept);
	if (!r)
		r = read_figure(at, json, "announced", &o->announced);
	if (!r)
		r = read_figure(at, json, "memory_bytes", &o->memory_bytes);
	if (!r)
		r = read_flag(at, json, "against", &o->against);
	if (!r)
		r = read_flag(at, json, "ended", &o->ended);
	if (!r)
		r = read_whole(at, json, o);
	if (!r)
		r = read_items(at, json, "programs", sizeof(*o->programs), read_program,
			(void **)&o->programs, &o->n_programs);
	return r;
}

static int read_boot(const struct place *at, json_t *json, void *item)
{
	struct result_boot *b = item;
	int r = read_outcome(at, json, &b->outcome);

	if (!r)
		r = read_text(at, json, "why", 0, &b->why);
	if (!r)
		r = read_text(at, json, "report", 1, &b->report);
	if (!r)
		r = read_array(at, json, "nonce", b->nonce, sizeof(b->nonce));
	if (!r)
		r = read_array(at, json, "machine", b->machine, sizeof(b->machine));
	if (!r)
		r = read_figure(at, json, "memory_mib", &b->memory_mib);
	if (!r)
		r = read_figure(at, json, "boot_ms", &b->boot_ms);
	if (!r)
		r = read_figure(at, json, "guest_ms", &b->guest_ms);
	if (!r)
		r = read_figure(at, json, "wall_ms", &b->wall_ms);
	return r;
}

/* Without its object and program, which tie_splat() looks up. */
static int read_splat(const struct place *at, json_t *json, void *item)
{
	struct result_splat *s = item;
	cleanup_free char *object = NULL, *program = NULL, *variant = NULL;
	int r = need_text(at, json, "title", &s->title);

	s->object = s->program = -1;
	if (!r)
		r = read_text(at, json, "line", 0, &s->line);
	if (!r)
		r = read_text(at, json, "report", 1, &s->report);
	if (!r)
		r = read_figure(at, json, "boot", &s->boot);
	if (!r)
		r = read_text(at, json, "object", 0, &object);
	if (!r)
		r = read_text(at, json, "program", 0, &program);
	if (!r)
		r = read_text(at, json, "variant", 0, &variant);
	return r ? r : said_read_splat(s, at, json);
}

/*
 * A splat whose object or program is not in the file belongs to none.  That can only make the
 * status of the result worse.
 */
static void tie_splat(struct result_splat *s, const json_t *json, const struct result_kernel *k)
{
	const char *path = json_string_value(json_object_get(json, "object"));
	const char *shape = json_string_value(json_object_get(json, "shape"));
	const char *name = json_string_value(json_object_get(json, "program"));
	const char *variant = json_string_value(json_object_get(json, "variant"));
	const bool against = json_is_true(json_object_get(json, "against"));
	const struct result_object *o;

	for (size_t i = 0; path && i < k->n_objects && s->object < 0; i++)
		if (k->objects[i].against == against && strcmp(k->objects[i].path, path) == 0 &&
			strcmp(k->objects[i].shape, shape ? shape : "") == 0)
			s->object = (int64_t)i;
	if (s->object < 0 || !name)
		return;
	o = &k->objects[s->object];
	for (size_t i = 0; i < o->n_programs && s->program < 0; i++)
		if (strcmp(o->programs[i].result.name, name) == 0 &&
			strcmp(o->programs[i].result.variant, variant ? variant : "") == 0)
			s->program = (int64_t)i;
	if (s->program < 0)
		s->object = -1;
}

/* An older result has no name. */
static int read_name(struct result_kernel *k)
{
	if (k->name && *k->name)
		return 0;
	free(k->name);
	k->name = strdup(k->spec);
	return k->name ? 0 : diag_errno(-ENOMEM, "read a result");
}

int read_kernel(const struct place *at, json_t *json, void *item)
{
	struct result_kernel *k = item;
	const struct {
		const char *key;
		char **text;
	} texts[] = {{"release", &k->release}, {"version", &k->version}, {"arch", &k->arch},
		{"why", &k->why}, {"accel", &k->accel}, {"name", &k->name}, {"append", &k->append},
		{"source", &k->source}, {"package", &k->package}, {"newest", &k->newest}};
	json_t *features = json_object_get(json, "features");
	bool required = true;
	int r = need_text(at, json, "spec", &k->spec);

	for (size_t i = 0; !r && i < ARRAY_SIZE(texts); i++)
		r = read_text(at, json, texts[i].key, 0, texts[i].text);
	if (!r)
		r = read_name(k);
	if (!r)
		r = read_flag(at, json, "required", &required);
	k->informative = !required;
	if (!r)
		r = read_flag(at, json, "pinned", &k->pinned);
	if (!r)
		r = read_array(at, json, "image_sha256", k->image_sha256, sizeof(k->image_sha256));
	if (!r)
		r = read_outcome(at, json, &k->outcome);
	if (!r)
		r = read_array(at, json, FEATURES_UNPROVED, k->unproved, sizeof(k->unproved));
	if (!r)
		r = read_figure(at, json, "judge_ms", &k->judge_ms);
	if (!r && features && !json_is_object(features))
		r = read_bad(at, "features", "not an object");
	if (!r && features && !(k->features = json_clean(features)))
		r = diag_errno(-ENOMEM, "read a result");
	if (!r)
		r = read_items(at, json, "boots", sizeof(*k->boots), read_boot, (void **)&k->boots,
			&k->n_boots);
	if (!r)
		r = read_items(at, json, "objects", sizeof(*k->objects), read_object,
			(void **)&k->objects, &k->n_objects);
	if (!r)
		r = read_items(at, json, "splats", sizeof(*k->splats), read_splat,
			(void **)&k->splats, &k->n_splats);
	for (size_t i = 0; !r && i < k->n_splats; i++)
		tie_splat(&k->splats[i], json_array_get(json_object_get(json, "splats"), i), k);
	return r;
}
