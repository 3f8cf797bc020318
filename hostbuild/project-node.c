// SPDX-License-Identifier: GPL-2.0-only
/* The nodes of a document: where they are, and what they may be. */
#include "cleanup.h"
#include "diag.h"
#include "project-yaml.h"
#include "stop.h"
#include "verdict/loader.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX  (2 * LOADER_BYTES) /* the longest value, in hexadecimal */
#define KEYS_MAX  32		     /* keys that one kind of mapping may have */
#define TAG_SHOWN 100		     /* bytes of a tag in a message */

/* From 1; line 0: not known. */
struct place {
	int line, column;
};

static struct place own_place(struct fy_node *n)
{
	struct fy_token *token = n && fy_node_is_scalar(n) ? fy_node_get_scalar_token(n) : NULL;
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;

	if (!mark)
		return (struct place){0};
	/* the mark of a text in quotes is that of its first letter */
	const enum fy_node_style style = fy_node_get_style(n);
	const bool quoted = style == FYNS_SINGLE_QUOTED || style == FYNS_DOUBLE_QUOTED;
	return (struct place){mark->line + 1, mark->column + 1 - (quoted && mark->column > 0)};
}

/* The first node in @n, or its key; NULL: nothing is in it. */
static struct fy_node *first_in(struct fy_node *n)
{
	void *at = NULL;

	if (fy_node_is_sequence(n))
		return fy_node_sequence_iterate(n, &at);
	if (!fy_node_is_mapping(n))
		return NULL;
	struct fy_node_pair *pair = fy_node_mapping_iterate(n, &at);
	struct fy_node *key = pair ? fy_node_pair_key(pair) : NULL;
	return key ? key : pair ? fy_node_pair_value(pair) : NULL;
}

/* The key whose value @n is; NULL: it is none. */
static struct fy_node *key_of(struct fy_node *n)
{
	struct fy_node *parent = fy_node_get_parent(n);
	struct fy_node_pair *pair;
	void *at = NULL;

	if (!parent || !fy_node_is_mapping(parent))
		return NULL;
	while ((pair = fy_node_mapping_iterate(parent, &at)))
		if (fy_node_pair_value(pair) == n)
			return fy_node_pair_key(pair);
	return NULL;
}

/*
 * libfyaml 0.7.12 keeps no mark of a list or a mapping.  That of what comes first in it is near,
 * and where nothing is in it, that of its key, or of the list or mapping that it is in.
 */
static struct place find_place(struct fy_node *n)
{
	struct place place = {0};

	for (struct fy_node *in = n; in && !place.line; in = first_in(in))
		place = own_place(in);
	for (; n && !place.line; n = fy_node_get_parent(n))
		for (struct fy_node *key = key_of(n); key && !place.line; key = first_in(key))
			place = own_place(key);
	return place.line ? place : (struct place){1, 1};
}

int yaml_line(struct fy_node *n)
{
	return find_place(n).line;
}

int yaml_wrong(struct yaml *y, struct fy_node *n, const char *format, ...)
{
	cleanup_free char *what = NULL;
	va_list args;

	/* before the place is looked for, which takes long in a large mapping */
	if (y->wrong++ >= YAML_WRONG_MAX)
		return FAIL_MISUSE;
	const struct place place = find_place(n);
	va_start(args, format);
	if (vasprintf(&what, format, args) < 0)
		what = NULL;
	va_end(args);
	diag_error("%s:%d:%d: %s", y->path, place.line, place.column, what ? what : "");
	return FAIL_MISUSE;
}

struct key {
	const char *text;
	struct fy_node *node;
	size_t at;
};

static int by_text(const void *a, const void *b)
{
	const struct key *l = a, *r = b;
	const int order = strcmp(l->text, r->text);

	return order ? order : (l->at > r->at) - (l->at < r->at);
}

/*
 * libfyaml's own check (without FYPCF_ALLOW_DUPLICATE_KEYS) compares each key with all others,
 * which takes minutes for the 65536 elements that a map may have.
 */
int yaml_check_keys(struct yaml *y, struct fy_node *n)
{
	const int count = fy_node_mapping_item_count(n);
	cleanup_free struct key *keys = calloc((size_t)count + 1, sizeof(*keys));
	struct fy_node_pair *pair;
	void *at = NULL;
	size_t found = 0;
	int err = 0;

	if (!keys)
		return diag_errno(-ENOMEM, "%s", y->path);
	while ((pair = fy_node_mapping_iterate(n, &at))) {
		struct fy_node *key = fy_node_pair_key(pair);
		const char *text = key && fy_node_is_scalar(key) ? fy_node_get_scalar0(key) : NULL;
		if (text) {
			keys[found] = (struct key){text, key, found};
			found++;
		}
	}
	qsort(keys, found, sizeof(*keys), by_text);
	for (size_t i = 1; i < found; i++)
		if (strcmp(keys[i - 1].text, keys[i].text) == 0)
			err = yaml_wrong(y, keys[i].node, "%s: a duplicate key", keys[i].text);
	return err;
}

int yaml_check_tags(struct yaml *y, struct fy_node *n)
{
	struct fy_node_pair *pair;
	struct fy_node *item;
	void *at = NULL;
	size_t len = 0;
	const char *tag = n ? fy_node_get_tag(n, &len) : NULL;
	int err = tag ? yaml_wrong(y, n, "a tag, %.*s; a setting has one type, and needs none",
				(int)(len < TAG_SHOWN ? len : TAG_SHOWN), tag)
		      : 0;

	if (fy_node_is_sequence(n))
		while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
			err = fail_worse(err, yaml_check_tags(y, item));
	else if (fy_node_is_mapping(n))
		while (fail_goes_on(err) && (pair = fy_node_mapping_iterate(n, &at))) {
			err = fail_worse(err, yaml_check_tags(y, fy_node_pair_key(pair)));
			err = fail_worse(err, yaml_check_tags(y, fy_node_pair_value(pair)));
		}
	return stop_signal() ? -EINTR : err;
}

bool yaml_is_empty(struct fy_node *n)
{
	return fy_node_is_sequence(n)  ? fy_node_sequence_item_count(n) == 0
	       : fy_node_is_mapping(n) ? fy_node_mapping_item_count(n) == 0
				       : false;
}

const char *yaml_text(struct yaml *y, struct fy_node *n, const char *what)
{
	size_t len = 0;
	const bool alias = n && fy_node_is_alias(n);
	const char *text = n && !alias && fy_node_is_scalar(n) ? fy_node_get_scalar(n, &len) : NULL;

	if (alias)
		yaml_wrong(y, n, "%s: an alias; write the value out", what);
	else if (n && !fy_node_is_scalar(n))
		yaml_wrong(y, n, "%s: must be a text or a number, not a list or mapping", what);
	else if (!text || !len)
		yaml_wrong(y, n, "%s: nothing in it", what);
	else if (len > TEXT_MAX || memchr(text, '\0', len))
		yaml_wrong(y, n, "%s: a text that is too long or contains a NUL", what);
	else
		return fy_node_get_scalar0(n);
	return NULL;
}

bool yaml_is_plain(struct fy_node *n)
{
	return n && fy_node_is_scalar(n) && !fy_node_is_alias(n) &&
	       fy_node_get_style(n) == FYNS_PLAIN;
}

int yaml_string(struct yaml *y, struct fy_node *n, const char *what, char **ret)
{
	const char *text = yaml_text(y, n, what);

	if (!text)
		return FAIL_MISUSE;
	*ret = strdup(text);
	return *ret ? 0 : diag_errno(-ENOMEM, "%s", y->path);
}

int yaml_flag(struct yaml *y, struct fy_node *n, const char *what, bool *ret)
{
	const char *text = yaml_text(y, n, what);

	if (!text)
		return FAIL_MISUSE;
	*ret = strcmp(text, "true") == 0;
	return *ret || strcmp(text, "false") == 0
		       ? 0
		       : yaml_wrong(y, n, "%s: %s: must be true or false", what, text);
}

int yaml_number(struct yaml *y, struct fy_node *n, const char *what, uint32_t most, uint32_t *ret)
{
	const char *text = yaml_text(y, n, what);
	const bool hex = text && text[0] == '0' && text[1] == 'x' && text[2];
	const char *digits = hex ? text + 2 : text;
	char *end = NULL;

	if (!text)
		return FAIL_MISUSE;
	errno = 0;
	const unsigned long long number = strtoull(digits, &end, hex ? 16 : 10);
	const bool leading = !hex && text[0] == '0' && text[1];
	if (!yaml_is_plain(n) ||
		strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789") != strlen(digits) ||
		*end || errno || number > most || leading)
		return yaml_wrong(y, n, "%s: %s: must be a number, 0 to %u", what, text, most);
	*ret = (uint32_t)number;
	return 0;
}

/* "there are a, b, c". */
static const char *list_keys(char *ret, size_t size, const struct yaml_key *keys, size_t count)
{
	size_t len = (size_t)snprintf(ret, size, "there %s ", count == 1 ? "is" : "are");

	for (size_t i = 0; i < count && len < size; i++)
		len += (size_t)snprintf(ret + len, size - len, "%s%s", i ? ", " : "", keys[i].name);
	return ret;
}

/* The keys that there are, and the nearest. */
static int no_such_key(struct yaml *y, struct fy_node *n, const char *key, const char *what,
	const struct yaml_key *keys, size_t count)
{
	char list[512], question[160];
	const char *names[KEYS_MAX] = {NULL};
	size_t known = 0;

	for (; known < count && known < KEYS_MAX; known++)
		names[known] = keys[known].name;
	return yaml_wrong(y, n, "%s: no such key of %s; %s%s", key, what,
		list_keys(list, sizeof(list), keys, count),
		nearest_question(question, sizeof(question), key, names, known));
}

static int read_key(struct yaml *y, struct fy_node_pair *pair, const char *what,
	const struct yaml_key *keys, size_t count, void *to)
{
	struct fy_node *node = fy_node_pair_key(pair), *value = fy_node_pair_value(pair);
	const char *key = yaml_text(y, node, what);
	size_t i = 0;

	if (!key)
		return FAIL_MISUSE;
	while (i < count && strcmp(keys[i].name, key) != 0)
		i++;
	if (i == count)
		return no_such_key(y, node, key, what, keys, count);
	if (!value || (yaml_is_empty(value) && !keys[i].may_be_empty))
		return yaml_wrong(y, node, "%s: nothing in it", key);
	return keys[i].read(y, to, value);
}

int yaml_read_keys(struct yaml *y, struct fy_node *n, const char *what, const struct yaml_key *keys,
	size_t count, void *to)
{
	struct fy_node_pair *pair;
	char list[512];
	void *at = NULL;

	if (!n || !fy_node_is_mapping(n))
		return yaml_wrong(y, n, "%s must have keys; %s", what,
			list_keys(list, sizeof(list), keys, count));
	int err = yaml_check_keys(y, n);
	if (err)
		return err;
	while (fail_goes_on(err) && (pair = fy_node_mapping_iterate(n, &at)))
		err = fail_worse(
			err, stop_signal() ? -EINTR : read_key(y, pair, what, keys, count, to));
	return err;
}
