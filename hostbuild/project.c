// SPDX-License-Identifier: GPL-2.0-only
#include "project.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "layout.h"

#include <errno.h>
#include <fnmatch.h>
#include <libfyaml.h>
#include <stdarg.h>
#include <string.h>

#define PROJECT_MAX ((size_t)16 << 20)
#define OBJECTS_MAX 65536
#define TEXT_MAX    (2 * LOADER_BYTES)

/* The file in hand. */
struct reader {
	const char *path;
	char said[512]; /* libfyaml's first words on what is no YAML: "<memory…>:3:4: error: …" */
};

static void keep_words(struct fy_diag *diag, void *user, const char *words, size_t len)
{
	struct reader *r = user;

	(void)diag;
	if (!*r->said)
		snprintf(r->said, sizeof(r->said), "%.*s",
			(int)strcspn(words, "\n") < (int)len ? (int)strcspn(words, "\n") : (int)len, words);
}

static int wrong(const struct reader *r, struct fy_node *n, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static int wrong(const struct reader *r, struct fy_node *n, const char *format, ...)
{
	cleanup_free char *where = n ? fy_node_get_path(n) : NULL, *what = NULL;
	struct fy_token *token = n && fy_node_is_scalar(n) ? fy_node_get_scalar_token(n) : NULL;
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&what, format, args) < 0)
		what = NULL;
	va_end(args);
	if (mark)
		diag_error("%s:%d: %s", r->path, mark->line + 1, what ? what : "");
	else
		diag_error("%s: %s: %s", r->path, where ? where : "/", what ? what : "");
	return -EINVAL;
}

/* The text of a scalar; NULL, said, where it is none.  Aliases are not followed: they multiply what they name. */
static const char *text_of(const struct reader *r, struct fy_node *n, const char *what)
{
	size_t len = 0;
	const bool alias = n && fy_node_is_alias(n);
	const char *text = n && !alias && fy_node_is_scalar(n) ? fy_node_get_scalar(n, &len) : NULL;

	if (alias)
		wrong(r, n, "%s: an alias, which is not followed; write it out", what);
	else if (!text || !len)
		wrong(r, n, "%s: a text is wanted", what);
	else if (len > TEXT_MAX || memchr(text, '\0', len))
		wrong(r, n, "%s: a text that is too long, or has a NUL in it", what);
	else
		return fy_node_get_scalar0(n);
	return NULL;
}

static int read_capabilities(const struct reader *r, struct project_object *o, struct fy_node *n)
{
	const char *text = text_of(r, n, "capabilities");
	const bool without = text && *text == '-';
	const bool all = text && strcmp(text, "all") == 0;
	/* by their names: the numbers are what the selftests' macros make of them */
	const uint64_t bits = text && !all && !strpbrk(text, "0123456789") ? loader_capabilities(text + without) : 0;

	if (!text)
		return -EINVAL;
	if (!bits && !all)
		return wrong(r, n,
			"capabilities: %s: all, or some of " LOADER_CAPABILITIES
			" with | between them, or with a - before: all but these",
			text);
	o->loader.dropped = without || all ? bits : ~bits;
	o->says_caps = true;
	return 0;
}

static int read_flag(const struct reader *r, struct project_object *o, struct fy_node *n)
{
	const char *text = text_of(r, n, "program-flags");
	const uint32_t flag = text ? loader_flag(text) : 0;

	if (!text)
		return -EINVAL;
	if (!flag)
		return wrong(r, n, "program-flags: %s: no such flag of BPF_PROG_LOAD", text);
	o->loader.prog_flags |= flag;
	return 0;
}

static int read_flags(const struct reader *r, struct project_object *o, struct fy_node *n)
{
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	o->says_flags = true;
	if (!fy_node_is_sequence(n))
		return read_flag(r, o, n);
	while (!err && (item = fy_node_sequence_iterate(n, &at)))
		err = read_flag(r, o, item);
	return err;
}

static int read_bytes(const struct reader *r, struct fy_node *n, const char *what, unsigned char **ret, size_t *ret_len)
{
	const char *text = text_of(r, n, what);
	int err = text ? loader_hex(text, ret, ret_len) : -EINVAL;

	if (err == -ENOMEM)
		return diag_errno(err, "%s", r->path);
	return err && text ? wrong(r, n, "%s: %s: not bytes in hexadecimal figures, two each", what, text) : err;
}

static int read_map(const struct reader *r, struct loader_map *m, struct fy_node *key, struct fy_node *value)
{
	const char *name = text_of(r, key, "maps");
	struct fy_node_pair *pair;
	void *at = NULL;
	int err = 0, n = name && fy_node_is_mapping(value) ? fy_node_mapping_item_count(value) : -1;

	if (!name)
		return -EINVAL;
	if (n < 0 || n > LOADER_ENTRIES)
		return wrong(r, key, "maps: %s: keys with values are wanted, {\"00000000\": \"01\"}, at most %d", name,
			LOADER_ENTRIES);
	m->name = strdup(name);
	m->entries = calloc((size_t)n + 1, sizeof(*m->entries));
	if (!m->name || !m->entries)
		return diag_errno(-ENOMEM, "%s", r->path);
	while (!err && (pair = fy_node_mapping_iterate(value, &at))) {
		struct loader_entry *e = &m->entries[m->count++];
		err = read_bytes(r, fy_node_pair_key(pair), "key", &e->key, &e->key_len);
		if (!err)
			err = read_bytes(r, fy_node_pair_value(pair), "value", &e->value, &e->value_len);
	}
	return err;
}

static int read_maps(const struct reader *r, struct project_object *o, struct fy_node *n)
{
	int err = 0, count = fy_node_is_mapping(n) ? fy_node_mapping_item_count(n) : -1;
	struct fy_node_pair *pair;
	void *at = NULL;

	if (count < 0 || count > LOADER_MAPS)
		return wrong(r, n, "maps: names with contents are wanted, at most %d", LOADER_MAPS);
	o->says_maps = true;
	o->loader.maps = calloc((size_t)count + 1, sizeof(*o->loader.maps));
	if (!o->loader.maps)
		return diag_errno(-ENOMEM, "%s", r->path);
	while (!err && (pair = fy_node_mapping_iterate(n, &at)))
		err = read_map(
			r, &o->loader.maps[o->loader.n_maps++], fy_node_pair_key(pair), fy_node_pair_value(pair));
	return err;
}

static int read_match(const struct reader *r, struct project_object *o, struct fy_node *n)
{
	const char *text = text_of(r, n, "match");

	if (!text)
		return -EINVAL;
	o->match = strdup(text);
	return o->match ? 0 : diag_errno(-ENOMEM, "%s", r->path);
}

static const struct {
	const char *name;
	int (*read)(const struct reader *r, struct project_object *o, struct fy_node *n);
} object_keys[] = {
	{"capabilities", read_capabilities},
	{"maps", read_maps},
	{"match", read_match},
	{"program-flags", read_flags},
};

static int read_object(const struct reader *r, struct project_object *o, struct fy_node *n)
{
	struct fy_node_pair *pair;
	void *at = NULL;
	int err = 0;

	if (!fy_node_is_mapping(n))
		return wrong(r, n, "objects: each has keys, match first");
	while (!err && (pair = fy_node_mapping_iterate(n, &at))) {
		const char *key = text_of(r, fy_node_pair_key(pair), "objects");
		size_t i = 0;
		if (!key)
			return -EINVAL;
		while (i < ARRAY_SIZE(object_keys) && strcmp(object_keys[i].name, key) != 0)
			i++;
		if (i == ARRAY_SIZE(object_keys))
			return wrong(r, fy_node_pair_key(pair),
				"%s: no such key of an object; capabilities, maps, match, program-flags", key);
		err = object_keys[i].read(r, o, fy_node_pair_value(pair));
	}
	return err || o->match ? err : wrong(r, n, "objects: one without match: which objects?");
}

static int read_objects(const struct reader *r, struct project *c, struct fy_node *n)
{
	int err = 0, count = fy_node_is_sequence(n) ? fy_node_sequence_item_count(n) : -1;
	struct fy_node *item;
	void *at = NULL;

	if (count < 0 || count > OBJECTS_MAX)
		return wrong(r, n, "objects: a list is wanted, of at most %d", OBJECTS_MAX);
	c->objects = calloc((size_t)count + 1, sizeof(*c->objects));
	if (!c->objects)
		return diag_errno(-ENOMEM, "%s", r->path);
	while (!err && (item = fy_node_sequence_iterate(n, &at)))
		err = read_object(r, &c->objects[c->n_objects++], item);
	return err;
}

static int read_root(const struct reader *r, struct project *c, struct fy_node *root)
{
	struct fy_node_pair *pair;
	void *at = NULL;
	int err = 0;

	if (!root || !fy_node_is_mapping(root))
		return wrong(r, root, "keys are wanted: objects");
	while (!err && (pair = fy_node_mapping_iterate(root, &at))) {
		const char *key = text_of(r, fy_node_pair_key(pair), "key");
		if (!key)
			return -EINVAL;
		if (strcmp(key, "objects") != 0)
			return wrong(r, fy_node_pair_key(pair), "%s: not read yet; objects is", key);
		err = read_objects(r, c, fy_node_pair_value(pair));
	}
	return err;
}

/* "<memory…>:3:4: error: words" as one line of ours. */
static void say_yaml(const struct reader *r)
{
	const char *at = strstr(r->said, ">:"), *words = strstr(r->said, "error: ");

	diag_error("%s:%ld: %s", r->path, at ? strtol(at + 2, NULL, 10) : 1,
		words ? words + strlen("error: ") : "not YAML");
}

/* The one document of @bytes, read into @p. */
static int read_document(struct reader *r, struct project *p, const char *bytes, size_t len, struct fy_diag *diag)
{
	const struct fy_parse_cfg cfg = {.flags = FYPCF_DEFAULT_PARSE, .diag = diag};
	struct fy_parser *parser = fy_parser_create(&cfg);
	struct fy_document *document = NULL, *more = NULL;
	int err = -EINVAL;

	if (!parser || fy_parser_set_string(parser, bytes, len)) {
		err = diag_errno(-ENOMEM, "%s", r->path);
	} else if ((document = fy_parse_load_document(parser)) && (more = fy_parse_load_document(parser))) {
		diag_error("%s: a second document, which is not read: one is wanted", r->path);
	} else if (*r->said) {
		say_yaml(r);
	} else if (!document) {
		diag_error("%s: nothing in it: objects is wanted", r->path);
	} else {
		err = read_root(r, p, fy_document_root(document));
	}
	fy_parse_document_destroy(parser, more);
	fy_parse_document_destroy(parser, document);
	fy_parser_destroy(parser);
	return err;
}

int project_read(struct project *ret, const char *path)
{
	cleanup_with(project_clear) struct project p = {0};
	cleanup_free char *bytes = NULL;
	struct reader r = {.path = path};
	struct fy_diag_cfg diag_cfg;
	size_t len;
	int err = files_read(path, PROJECT_MAX, &bytes, &len);

	if (err) {
		diag_errno(err, "%s", path);
		return err == -ENOMEM || err == -EINTR ? err : -EINVAL;
	}
	fy_diag_cfg_default(&diag_cfg);
	diag_cfg.fp = NULL;
	diag_cfg.output_fn = keep_words;
	diag_cfg.user = &r;
	diag_cfg.colorize = false;
	struct fy_diag *diag = fy_diag_create(&diag_cfg);
	err = diag ? read_document(&r, &p, bytes, len, diag) : diag_errno(-ENOMEM, "%s", path);
	fy_diag_destroy(diag);
	if (err)
		return err;
	*ret = p;
	p = (struct project){0};
	return 0;
}

void project_clear(struct project *c)
{
	for (size_t i = 0; i < c->n_objects; i++) {
		free(c->objects[i].match);
		loader_clear(&c->objects[i].loader);
	}
	free(c->objects);
	*c = (struct project){0};
}

/* Of the whole path, or of so many of its last parts as @match has. */
static bool matches(const char *match, const char *path)
{
	for (const char *at = path; at; at = strchr(at, '/')) {
		at += at != path;
		if (fnmatch(match, at, FNM_PATHNAME) == 0)
			return true;
	}
	return false;
}

static int copy_maps(struct loader *to, const struct loader *from)
{
	struct loader kept = {.dropped = to->dropped, .prog_flags = to->prog_flags};
	const char *ignored;
	json_t *json = loader_json(&(struct loader){.maps = from->maps, .n_maps = from->n_maps});
	int r = json ? 0 : -ENOMEM;

	loader_clear(to);
	if (!r)
		r = loader_read(to, json, &ignored);
	json_decref(json);
	to->dropped = kept.dropped;
	to->prog_flags = kept.prog_flags;
	return r;
}

/* It may be of more objects than are judged today; or the name is written wrong. */
static void say_idle(const struct project *c)
{
	for (size_t i = 0; i < c->n_objects; i++)
		if (!c->objects[i].used)
			diag_note("match: %s: no object here is called so", c->objects[i].match);
}

static int apply(struct project *c, struct docket *docket)
{
	int r = 0;

	for (size_t i = 0; i < docket->count && !r; i++) {
		struct docket_object *o = &docket->objects[i];
		for (size_t j = 0; j < c->n_objects && !r; j++) {
			struct project_object *from = &c->objects[j];
			if (!matches(from->match, o->path))
				continue;
			from->used = true;
			if (from->says_caps)
				o->loader.dropped = from->loader.dropped;
			if (from->says_flags)
				o->loader.prog_flags = from->loader.prog_flags;
			if (from->says_maps)
				r = copy_maps(&o->loader, &from->loader);
		}
	}
	say_idle(c);
	return r ? diag_errno(r, "configure objects") : 0;
}

int project_docket(struct docket *ret, const char *config, char *const paths[], size_t count)
{
	cleanup_with(project_clear) struct project project = {0};
	cleanup_free char *own = NULL;
	int r = config ? project_read(&project, config) : 0;

	if (!r && !count)
		r = layout_docket(&own);
	if (!r)
		r = docket_collect(ret, own ? &own : paths, own ? 1 : count);
	return r ? r : apply(&project, ret);
}
