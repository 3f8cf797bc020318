// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "project.h"
#include "stop.h"
#include "verdict/nearest.h"
#include "verdict/text.h"

#include <errno.h>
#include <libfyaml.h>
#include <stdarg.h>
#include <string.h>

#define PROJECT_MAX ((size_t)16 << 20)
#define OBJECTS_MAX 65536
#define TEXT_MAX    (2 * LOADER_BYTES)
#define CHUNK	    65536 /* bytes that are parsed between two looks at whether to stop */
#define WRONG_MAX   20	  /* lines on what is wrong */

/* The file that is read. */
struct reader {
	const char *path;
	const char *bytes;
	size_t len, at; /* parsed up to there */
	size_t wrong;	/* what is, so far */
	char said[512]; /* libfyaml's first words on what is no YAML: "<memory…>:3:4: error: …" */
};

static void keep_words(struct fy_diag *diag, void *user, const char *words, size_t len)
{
	struct reader *r = user;

	(void)diag;
	if (!*r->said)
		snprintf(r->said, sizeof(r->said), "%.*s",
			(int)strcspn(words, "\n") < (int)len ? (int)strcspn(words, "\n") : (int)len,
			words);
}

static int wrong(struct reader *r, struct fy_node *n, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static int wrong(struct reader *r, struct fy_node *n, const char *format, ...)
{
	cleanup_free char *where = n ? fy_node_get_path(n) : NULL, *what = NULL;
	struct fy_token *token = n && fy_node_is_scalar(n) ? fy_node_get_scalar_token(n) : NULL;
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
	va_list args;

	if (r->wrong++ >= WRONG_MAX)
		return FAIL_MISUSE;
	va_start(args, format);
	if (vasprintf(&what, format, args) < 0)
		what = NULL;
	va_end(args);
	if (mark)
		diag_error("%s:%d: %s", r->path, mark->line + 1, what ? what : "");
	else
		diag_error("%s: %s: %s", r->path, where ? where : "/", what ? what : "");
	return FAIL_MISUSE;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * No two keys of the mapping @n are the same.  libfyaml would look through all of them for
 * each, which for the entries of a map takes minutes: it is told not to.
 */
static int check_keys(struct reader *r, struct fy_node *n)
{
	const int count = fy_node_mapping_item_count(n);
	cleanup_free const char **keys = calloc((size_t)count + 1, sizeof(*keys));
	struct fy_node_pair *pair;
	void *at = NULL;
	size_t found = 0;
	int err = 0;

	if (!keys)
		return diag_errno(-ENOMEM, "%s", r->path);
	while ((pair = fy_node_mapping_iterate(n, &at))) {
		struct fy_node *key = fy_node_pair_key(pair);
		const char *text = key && fy_node_is_scalar(key) ? fy_node_get_scalar0(key) : NULL;
		if (text)
			keys[found++] = text;
	}
	qsort(keys, found, sizeof(*keys), by_text);
	for (size_t i = 1; i < found; i++)
		if (strcmp(keys[i - 1], keys[i]) == 0)
			err = wrong(r, n, "%s: a duplicate key", keys[i]);
	return err;
}

/*
 * The text of a scalar; NULL, said, where it is none.  Aliases are not followed: they multiply
 * what they name.
 */
static const char *text_of(struct reader *r, struct fy_node *n, const char *what)
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

static int read_capabilities(struct reader *r, struct project_object *o, struct fy_node *n)
{
	const char *text = text_of(r, n, "capabilities");
	const bool without = text && *text == '-';
	const bool all = text && strcmp(text, "all") == 0;
	/* by their names: the numbers are what the selftests' macros make of them */
	const uint64_t bits = text && !all && !strpbrk(text, "0123456789")
				      ? loader_capabilities(text + without)
				      : 0;
	char question[256];

	if (!text)
		return FAIL_MISUSE;
	if (!bits && !all)
		return wrong(r, n,
			"capabilities: %s: all, or some of " LOADER_CAPABILITIES
			" with | between them, or with a - before: all but these%s",
			text,
			loader_capability_question(question, sizeof(question), text + without));
	o->loader.dropped = without || all ? bits : ~bits;
	return 0;
}

static int read_flag(struct reader *r, struct project_object *o, struct fy_node *n)
{
	const char *text = text_of(r, n, "program-flags");
	const uint32_t flag = text ? loader_flag(text) : 0;
	char question[256];

	if (!text)
		return FAIL_MISUSE;
	if (!flag)
		return wrong(r, n, "program-flags: %s: no such flag of BPF_PROG_LOAD%s", text,
			loader_flag_question(question, sizeof(question), text));
	o->loader.prog_flags |= flag;
	return 0;
}

static int read_flags(struct reader *r, struct project_object *o, struct fy_node *n)
{
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	if (!fy_node_is_sequence(n))
		return read_flag(r, o, n);
	while (project_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
		err = project_worse(err, read_flag(r, o, item));
	return err;
}

static int read_bytes(
	struct reader *r, struct fy_node *n, const char *what, unsigned char **ret, size_t *ret_len)
{
	const char *text = text_of(r, n, what);
	int err = text ? loader_hex(text, ret, ret_len) : FAIL_MISUSE;

	if (err == -ENOMEM)
		return diag_errno(err, "%s", r->path);
	return err && text ? wrong(r, n, "%s: %s: not bytes in hexadecimal figures, two each", what,
				     text)
			   : err;
}

static int by_key(const void *a, const void *b)
{
	const struct loader_entry *l = *(const struct loader_entry *const *)a,
				  *m = *(const struct loader_entry *const *)b;
	const int order = memcmp(l->key, m->key, l->key_len < m->key_len ? l->key_len : m->key_len);

	return order ? order : (l->key_len > m->key_len) - (l->key_len < m->key_len);
}

/* No two entries of it have one key: "0A" and "0a" are one. */
static int check_entries(struct reader *r, const struct loader_map *m, struct fy_node *at)
{
	cleanup_free const struct loader_entry **sorted = calloc(m->count + 1, sizeof(*sorted));
	int err = 0;

	if (!sorted)
		return diag_errno(-ENOMEM, "%s", r->path);
	for (size_t i = 0; i < m->count; i++)
		sorted[i] = &m->entries[i];
	qsort(sorted, m->count, sizeof(*sorted), by_key);
	for (size_t i = 1; i < m->count; i++)
		if (by_key(&sorted[i - 1], &sorted[i]) == 0)
			err = wrong(r, at, "maps: %s: a duplicate key, item %td and item %td",
				m->name, sorted[i - 1] - m->entries + 1,
				sorted[i] - m->entries + 1);
	return err;
}

static int read_entries(struct reader *r, struct loader_map *m, struct fy_node *value)
{
	struct fy_node_pair *pair;
	void *at = NULL;
	int err = 0;

	while (project_goes_on(err) && (pair = fy_node_mapping_iterate(value, &at))) {
		struct loader_entry e = {0};
		int one = stop_signal() ? -EINTR
					: read_bytes(r, fy_node_pair_key(pair), "key", &e.key,
						  &e.key_len);
		if (project_goes_on(one))
			one = project_worse(one, read_bytes(r, fy_node_pair_value(pair), "value",
							 &e.value, &e.value_len));
		if (!one) {
			m->entries[m->count++] = e;
		} else {
			free(e.key);
			free(e.value);
		}
		err = project_worse(err, one);
	}
	return err;
}

static int read_map(
	struct reader *r, struct loader_map *m, struct fy_node *key, struct fy_node *value)
{
	const char *name = text_of(r, key, "maps");
	int n = name && fy_node_is_mapping(value) ? fy_node_mapping_item_count(value) : -1;

	if (!name)
		return FAIL_MISUSE;
	if (n < 0 || n > LOADER_ENTRIES)
		return wrong(r, key,
			"maps: %s: keys with values are wanted, {\"00000000\": \"01\"}, at most %d",
			name, LOADER_ENTRIES);
	m->name = strdup(name);
	m->entries = calloc((size_t)n + 1, sizeof(*m->entries));
	if (!m->name || !m->entries)
		return diag_errno(-ENOMEM, "%s", r->path);
	int err = read_entries(r, m, value);
	return project_goes_on(err) ? project_worse(err, check_entries(r, m, key)) : err;
}

static int read_maps(struct reader *r, struct project_object *o, struct fy_node *n)
{
	int count = fy_node_is_mapping(n) ? fy_node_mapping_item_count(n) : -1;
	struct fy_node_pair *pair;
	void *at = NULL;

	if (count < 0 || count > LOADER_MAPS)
		return wrong(r, n, "maps: names with contents are wanted, at most %d", LOADER_MAPS);
	int err = check_keys(r, n);
	if (err)
		return err;
	o->loader.maps = calloc((size_t)count + 1, sizeof(*o->loader.maps));
	if (!o->loader.maps)
		return diag_errno(-ENOMEM, "%s", r->path);
	while (project_goes_on(err) && (pair = fy_node_mapping_iterate(n, &at)))
		err = project_worse(err, read_map(r, &o->loader.maps[o->loader.n_maps++],
						 fy_node_pair_key(pair), fy_node_pair_value(pair)));
	return err;
}

static int read_programs(struct reader *r, struct project_object *o, struct fy_node *n)
{
	const char *text = text_of(r, n, "programs");

	if (!text)
		return FAIL_MISUSE;
	o->loader.no_programs = strcmp(text, "none") == 0;
	return o->loader.no_programs
		       ? 0
		       : wrong(r, n, "programs: %s: none is all that may be said", text);
}

static int read_optional(struct reader *r, struct project_object *o, struct fy_node *n)
{
	const char *text = text_of(r, n, "optional");

	if (!text)
		return FAIL_MISUSE;
	o->optional = strcmp(text, "true") == 0;
	return o->optional || strcmp(text, "false") == 0
		       ? 0
		       : wrong(r, n, "optional: %s: true or false", text);
}

static int read_match(struct reader *r, struct project_object *o, struct fy_node *n)
{
	const char *text = text_of(r, n, "match");

	if (!text)
		return FAIL_MISUSE;
	struct fy_token *token = fy_node_get_scalar_token(n);
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
	o->line = mark ? mark->line + 1 : 0;
	o->match = strdup(text);
	return o->match ? 0 : diag_errno(-ENOMEM, "%s", r->path);
}

static const struct {
	const char *name;
	int (*read)(struct reader *r, struct project_object *o, struct fy_node *n);
	int setting; /* -1: none */
} object_keys[] = {
	{"capabilities", read_capabilities, PROJECT_CAPABILITIES},
	{"maps", read_maps, PROJECT_MAPS},
	{"match", read_match, -1},
	{"optional", read_optional, -1},
	{"program-flags", read_flags, PROJECT_FLAGS},
	{"programs", read_programs, PROJECT_PROGRAMS},
};

static int no_such_key(struct reader *r, struct fy_node *n, const char *key)
{
	const char *names[ARRAY_SIZE(object_keys)];
	char question[128];

	for (size_t i = 0; i < ARRAY_SIZE(object_keys); i++)
		names[i] = object_keys[i].name;
	return wrong(r, n,
		"%s: no such key of an object; capabilities, maps, match, optional, program-flags, programs%s",
		key, nearest_question(question, sizeof(question), key, names, ARRAY_SIZE(names)));
}

/* One key of an object with its value. */
static int read_key(struct reader *r, struct project_object *o, struct fy_node_pair *pair)
{
	const char *key = text_of(r, fy_node_pair_key(pair), "objects");
	size_t i = 0;

	if (!key)
		return FAIL_MISUSE;
	while (i < ARRAY_SIZE(object_keys) && strcmp(object_keys[i].name, key) != 0)
		i++;
	if (i == ARRAY_SIZE(object_keys))
		return no_such_key(r, fy_node_pair_key(pair), key);
	if (object_keys[i].setting >= 0)
		o->says[object_keys[i].setting] = true;
	return object_keys[i].read(r, o, fy_node_pair_value(pair));
}

static bool says_anything(const struct project_object *o)
{
	for (size_t i = 0; i < PROJECT_SETTINGS; i++)
		if (o->says[i])
			return true;
	return false;
}

static int read_object(struct reader *r, struct project_object *o, struct fy_node *n)
{
	struct fy_node_pair *pair;
	void *at = NULL;

	if (!fy_node_is_mapping(n))
		return wrong(r, n, "objects: each has keys, match first");
	int err = check_keys(r, n);
	if (err)
		return err;
	while (project_goes_on(err) && (pair = fy_node_mapping_iterate(n, &at)))
		err = project_worse(err, read_key(r, o, pair));
	if (!err && !o->match)
		return wrong(r, n, "objects: one without match: which objects?");
	if (!err && !says_anything(o))
		return wrong(r, n, "match: %s: nothing is said of them", o->match);
	return err;
}

static int read_objects(struct reader *r, struct project *c, struct fy_node *n)
{
	int err = 0, count = fy_node_is_sequence(n) ? fy_node_sequence_item_count(n) : -1;
	struct fy_node *item;
	void *at = NULL;

	if (count < 0 || count > OBJECTS_MAX)
		return wrong(r, n, "objects: a list is wanted, of at most %d", OBJECTS_MAX);
	c->objects = calloc((size_t)count + 1, sizeof(*c->objects));
	if (!c->objects)
		return diag_errno(-ENOMEM, "%s", r->path);
	while (project_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
		err = project_worse(err,
			stop_signal() ? -EINTR : read_object(r, &c->objects[c->n_objects++], item));
	return err;
}

static int read_root(struct reader *r, struct project *c, struct fy_node *root)
{
	static const char *const keys[] = {"objects"};
	struct fy_node_pair *pair;
	char question[64];
	void *at = NULL;

	if (!root || !fy_node_is_mapping(root))
		return wrong(r, root, "keys are wanted: objects");
	int err = check_keys(r, root);
	if (err)
		return err;
	while (project_goes_on(err) && (pair = fy_node_mapping_iterate(root, &at))) {
		const char *key = text_of(r, fy_node_pair_key(pair), "key");
		if (key && strcmp(key, keys[0]) == 0)
			err = project_worse(err, read_objects(r, c, fy_node_pair_value(pair)));
		else
			err = project_worse(
				err, key ? wrong(r, fy_node_pair_key(pair),
						   "%s: not read yet; objects is%s", key,
						   nearest_question(question, sizeof(question), key,
							   keys, 1))
					 : FAIL_MISUSE);
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

/*
 * The parser's next bytes; none where the tool is to stop (libfyaml 0.7.12 crashes where
 * reading fails).
 */
static ssize_t next_bytes(void *user, void *to, size_t room)
{
	struct reader *r = user;
	size_t n = r->len - r->at;

	if (stop_signal())
		return 0;
	if (n > CHUNK)
		n = CHUNK;
	if (n > room)
		n = room;
	memcpy(to, r->bytes + r->at, n);
	r->at += n;
	return (ssize_t)n;
}

/* The one document of it, read into @p. */
static int read_document(struct reader *r, struct project *p, struct fy_diag *diag)
{
	const struct fy_parse_cfg cfg = {
		.flags = FYPCF_DEFAULT_PARSE | FYPCF_ALLOW_DUPLICATE_KEYS, .diag = diag};
	struct fy_parser *parser = fy_parser_create(&cfg);
	struct fy_document *document = NULL, *more = NULL;
	int err = FAIL_MISUSE;

	if (!parser || fy_parser_set_input_callback(parser, r, next_bytes)) {
		err = diag_errno(-ENOMEM, "%s", r->path);
	} else if ((document = fy_parse_load_document(parser)) &&
		   (more = fy_parse_load_document(parser))) {
		diag_error("%s: a second document, which is not read: one is wanted", r->path);
	} else if (stop_signal()) {
		err = diag_errno(-EINTR, "%s", r->path);
	} else if (*r->said) {
		say_yaml(r);
	} else if (!document) {
		diag_error("%s: nothing in it: objects is wanted", r->path);
	} else {
		err = read_root(r, p, fy_document_root(document));
		if (r->wrong > WRONG_MAX)
			diag_error("%s: %zu more that are wrong, not shown", r->path,
				r->wrong - WRONG_MAX);
		if (err == -EINTR)
			diag_errno(err, "%s", r->path);
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
	int err = files_read(path, PROJECT_MAX, &bytes, &r.len);

	if (err) {
		diag_errno(err, "%s", path);
		return err == -ENOMEM || err == -EINTR ? err : FAIL_MISUSE;
	}
	/* libfyaml 0.7.12 scans a directive with such a byte for ever */
	const size_t line = utf8_wrong_line(bytes, r.len);
	if (line) {
		diag_error("%s:%zu: not UTF-8", path, line);
		return FAIL_MISUSE;
	}
	r.bytes = bytes;
	fy_diag_cfg_default(&diag_cfg);
	diag_cfg.fp = NULL;
	diag_cfg.output_fn = keep_words;
	diag_cfg.user = &r;
	diag_cfg.colorize = false;
	struct fy_diag *diag = fy_diag_create(&diag_cfg);
	err = diag ? read_document(&r, &p, diag) : diag_errno(-ENOMEM, "%s", path);
	fy_diag_destroy(diag);
	if (err)
		return err;
	*ret = p;
	p = (struct project){0};
	return 0;
}
