// SPDX-License-Identifier: GPL-2.0-only
/* Reads result.json.  Anyone may have written the file: all of it is checked. */
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "result/result.h"
#include "result/unreached.h"
#include "verdict/features-keys.h"
#include "verdict/record.h"
#include "verdict/text.h"
#include "verdict/program-result.h"
#include "verdict/json-clean.h"

#include <errno.h>
#include <string.h>

/* The position in the file for messages, kernels[0].objects[2]; a list on the stack. */
struct place {
	const struct place *up; /* NULL: the top, whose key is the file's name */
	const char *key;
	size_t index;
	bool indexed;
};

static void spell(const struct place *p, char *buf, size_t size)
{
	size_t len;

	if (!p->up)
		return;
	spell(p->up, buf, size);
	len = strlen(buf);
	snprintf(buf + len, size - len, "%s%s", *buf ? "." : "", p->key);
	len = strlen(buf);
	if (p->indexed)
		snprintf(buf + len, size - len, "[%zu]", p->index);
}

/* Report that @key at @at is @what.  Returns -EBADMSG. */
static int bad(const struct place *at, const char *key, const char *what)
{
	struct place here = {.up = at, .key = key};
	const struct place *top = at;
	char path[256] = "";

	while (top->up)
		top = top->up;
	spell(&here, path, sizeof(path));
	diag_error("%s: %s: %s", top->key, path, what);
	return -EBADMSG;
}

/*
 * The read_*() functions below: @ret gets the value of @key, and is unchanged where there is none.
 */
static int read_text(
	const struct place *at, const json_t *json, const char *key, int keep_lines, char **ret)
{
	const json_t *value = json_object_get(json, key);

	if (!value)
		return 0;
	if (!json_is_string(value))
		return bad(at, key, "not a string");
	*ret = text_cleaned(json_string_value(value), json_string_length(value), keep_lines);
	return *ret ? 0 : diag_errno(-ENOMEM, "read a result");
}

static int need_text(const struct place *at, const json_t *json, const char *key, char **ret)
{
	const json_t *value = json_object_get(json, key);

	if (!value)
		return bad(at, key, "missing");
	/* an empty one would not be written again */
	return json_is_string(value) && !json_string_length(value)
		       ? bad(at, key, "empty")
		       : read_text(at, json, key, 0, ret);
}

/* A string of less than @size bytes. */
static int read_array(
	const struct place *at, const json_t *json, const char *key, char *dst, size_t size)
{
	const json_t *value = json_object_get(json, key);

	if (!value)
		return 0;
	if (!json_is_string(value))
		return bad(at, key, "not a string");
	if (json_string_length(value) >= size)
		return bad(at, key, "too long");
	text_clean(dst, size, json_string_value(value), json_string_length(value), 0);
	return 0;
}

static int read_figure(const struct place *at, const json_t *json, const char *key, int64_t *ret)
{
	const json_t *value = json_object_get(json, key);

	*ret = UNKNOWN_FIGURE;
	if (!value)
		return 0;
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return bad(at, key, "not an integer of 0 or more");
	*ret = json_integer_value(value);
	return 0;
}

static int read_outcome(const struct place *at, const json_t *json, enum outcome *ret)
{
	const char *word = json_string_value(json_object_get(json, "outcome"));

	return word && outcome_from_word(word, ret) == 0 ? 0 : bad(at, "outcome", "not an outcome");
}

/*
 * An array of objects, each read by @read into @size zeroed bytes.  On an error *@ret has what was
 * read so far, for its owner to clear.
 */
typedef int read_function(const struct place *at, json_t *json, void *item);

static int read_items(const struct place *at, const json_t *json, const char *key, size_t size,
	read_function *read, void **ret, size_t *ret_n)
{
	json_t *array = json_object_get(json, key);
	size_t n = json_array_size(array);

	if (!array || (json_is_array(array) && n == 0))
		return 0;
	if (!json_is_array(array))
		return bad(at, key, "not an array");
	*ret = calloc(n, size);
	if (!*ret)
		return diag_errno(-ENOMEM, "read a result");
	for (size_t i = 0; i < n; i++) {
		struct place here = {.up = at, .key = key, .index = i, .indexed = true};
		json_t *item = json_array_get(array, i);
		if (!json_is_object(item)) {
			char entry[64];
			snprintf(entry, sizeof(entry), "%s[%zu]", key, i);
			return bad(at, entry, "not an object");
		}
		*ret_n = i + 1;
		int r = read(&here, item, (char *)*ret + i * size);
		if (r)
			return r;
	}
	return 0;
}

static int read_program(const struct place *at, json_t *json, void *item)
{
	struct result_program *p = item;
	const char *key;

	if (program_result_read(&p->result, json, &key))
		return bad(at, key,
			json_object_get(json, key) ? "of a wrong type or value" : "missing");
	const json_t *cut = json_object_get(json, "log_cut");
	if (cut && !json_is_boolean(cut))
		return bad(at, "log_cut", "neither true nor false");
	p->log_cut = json_is_true(cut);
	const int r = read_text(at, json, "log", 1, &p->log);
	const char *wrong = r ? NULL : unreached_read(p, json_object_get(json, "unreached"));
	return wrong ? bad(at, "unreached", wrong) : r;
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
		return bad(up, "whole", "not an object");
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
	const json_t *ended = json_object_get(json, "ended");
	int r = need_text(at, json, "path", &o->path);

	if (!r)
		r = read_array(at, json, "shape", o->shape, sizeof(o->shape));
	if (!r)
		r = read_array(at, json, "sha256", o->sha256, sizeof(o->sha256));
	if (!r)
		r = read_text(at, json, "producer", 0, &o->producer);
	if (!r)
		r = read_figure(at, json, "announced", &o->announced);
	if (!r)
		r = read_figure(at, json, "memory_bytes", &o->memory_bytes);
	if (!r && ended && !json_is_boolean(ended))
		r = bad(at, "ended", "neither true nor false");
	o->ended = json_is_true(ended);
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
	return r;
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
	const struct result_object *o;

	for (size_t i = 0; path && i < k->n_objects && s->object < 0; i++)
		if (strcmp(k->objects[i].path, path) == 0 &&
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

static int read_kernel(const struct place *at, json_t *json, void *item)
{
	struct result_kernel *k = item;
	const struct {
		const char *key;
		char **text;
	} texts[] = {{"release", &k->release}, {"version", &k->version}, {"arch", &k->arch},
		{"why", &k->why}, {"accel", &k->accel}};
	json_t *features = json_object_get(json, "features");
	int r = need_text(at, json, "spec", &k->spec);

	for (size_t i = 0; !r && i < ARRAY_SIZE(texts); i++)
		r = read_text(at, json, texts[i].key, 0, texts[i].text);
	if (!r)
		r = read_array(at, json, "image_sha256", k->image_sha256, sizeof(k->image_sha256));
	if (!r)
		r = read_outcome(at, json, &k->outcome);
	if (!r)
		r = read_figure(at, json, "judge_ms", &k->judge_ms);
	if (!r && features && !json_is_object(features))
		r = bad(at, "features", "not an object");
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

/* "bpfjury/1" or "bpfjury/1.N": minor versions only add keys. */
static int check_schema(const struct place *top, const json_t *json)
{
	const char *schema = json_string_value(json_object_get(json, "schema"));
	const size_t len = strlen(RESULT_SCHEMA);

	if (!schema)
		return bad(top, "schema", "missing: not a result of bpfjury");
	if (strncmp(schema, RESULT_SCHEMA, len) == 0 &&
		(!schema[len] ||
			(schema[len] == '.' && schema[len + 1] &&
				!schema[len + 1 + strspn(schema + len + 1, "0123456789")])))
		return 0;
	diag_error("%s: schema %.64s: this bpfjury reads " RESULT_SCHEMA " only", top->key, schema);
	return -EBADMSG;
}

static int read_left_out(const struct place *at, json_t *json, void *item)
{
	struct result_left_out *l = item;
	int r = need_text(at, json, "path", &l->path);

	return r ? r : need_text(at, json, "why", &l->why);
}

static int read_result(struct result *ret, const struct place *top, json_t *json)
{
	json_t *docket = json_object_get(json, "docket");
	const struct place in_docket = {.up = top, .key = "docket"};
	int r = check_schema(top, json);

	if (!r)
		r = read_array(top, json, "started", ret->started, sizeof(ret->started));
	if (!r && docket && !json_is_object(docket))
		r = bad(top, "docket", "not an object");
	if (!r)
		r = read_array(&in_docket, docket, "sha256", ret->docket_sha256,
			sizeof(ret->docket_sha256));
	if (!r)
		r = read_array(
			&in_docket, docket, FEATURES_LIBBPF, ret->libbpf, sizeof(ret->libbpf));
	if (!r)
		r = read_items(&in_docket, docket, "left_out", sizeof(*ret->left_out),
			read_left_out, (void **)&ret->left_out, &ret->n_left_out);
	if (!r && !json_object_get(json, "kernels"))
		r = bad(top, "kernels", "missing");
	if (!r)
		r = read_items(top, json, "kernels", sizeof(*ret->kernels), read_kernel,
			(void **)&ret->kernels, &ret->n_kernels);
	return r;
}

int result_parse(struct result *ret, const char *name, const char *text, size_t len)
{
	const struct place top = {.key = name};
	struct result read = {0};
	json_error_t error;
	json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	int r;

	if (!json) {
		diag_error("%s:%d: not JSON: %s", name, error.line, error.text);
		return -EBADMSG;
	}
	r = read_result(&read, &top, json);
	json_decref(json);
	if (r)
		result_clear(&read);
	else
		*ret = read;
	return r;
}

int result_read(struct result *ret, const char *path)
{
	cleanup_free char *text = NULL;
	size_t len;
	int r = files_read(path, RESULT_FILE_MAX, &text, &len);

	return r ? diag_errno(r, "read %s", path) : result_parse(ret, path, text, len);
}
