// SPDX-License-Identifier: GPL-2.0-only
#include "project-contents.h"
#include "cleanup.h"
#include "diag.h"
#include "project-value.h"
#include "stop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_bytes(struct fy_node *n)
{
	size_t len = 0;
	const char *text = n && fy_node_is_scalar(n) && !fy_node_is_alias(n)
				   ? fy_node_get_scalar(n, &len)
				   : NULL;

	return text && len && len % 2 == 0 &&
	       strspn(fy_node_get_scalar0(n), "0123456789abcdefABCDEF") == len;
}

bool project_is_hexadecimal(struct fy_node *n)
{
	struct fy_node_pair *pair;
	void *at = NULL;

	while ((pair = fy_node_mapping_iterate(n, &at)))
		if (!is_bytes(fy_node_pair_key(pair)))
			return false;
	return true;
}

/* Whether all keys and values are bytes in quotes. */
static bool is_quoted(struct fy_node *n)
{
	struct fy_node_pair *pair;
	void *at = NULL;

	while ((pair = fy_node_mapping_iterate(n, &at))) {
		struct fy_node *key = fy_node_pair_key(pair), *value = fy_node_pair_value(pair);
		if (!is_bytes(key) || yaml_is_plain(key) || !is_bytes(value) ||
			yaml_is_plain(value))
			return false;
	}
	return true;
}

static int read_bytes(
	struct yaml *y, struct fy_node *n, const char *what, unsigned char **ret, size_t *ret_len)
{
	if (n && !fy_node_is_scalar(n))
		return yaml_wrong(y, n,
			"%s: must be bytes in hexadecimal; values by type go below `contents`",
			what);
	const char *text = yaml_text(y, n, what);
	int err = text ? loader_hex(text, ret, ret_len) : FAIL_MISUSE;

	if (err == -ENOMEM)
		return diag_errno(err, "%s", y->path);
	return err && text ? yaml_wrong(y, n, "%s: %s: not bytes in hexadecimal, two digits each",
				     what, text)
			   : err;
}

static int read_entry(struct yaml *y, struct loader_map *m, struct loader_entry *e,
	struct fy_node *key, struct fy_node *value)
{
	int err = m->typed ? project_value(y, key, "key", &e->typed_key)
			   : read_bytes(y, key, "key", &e->key, &e->key_len);

	if (!fail_goes_on(err))
		return err;
	return fail_worse(err, m->typed ? project_value(y, value, "value", &e->typed_value)
					: read_bytes(y, value, "value", &e->value, &e->value_len));
}

/* {key: …, value: …} */
static int read_pair(
	struct yaml *y, struct loader_map *m, struct loader_entry *e, struct fy_node *n)
{
	struct fy_node *key = NULL, *value = NULL;

	if (fy_node_is_mapping(n) && fy_node_mapping_item_count(n) == 2) {
		key = fy_node_mapping_lookup_value_by_simple_key(n, "key", FY_NT);
		value = fy_node_mapping_lookup_value_by_simple_key(n, "value", FY_NT);
	}
	return key && value ? read_entry(y, m, e, key, value)
			    : yaml_wrong(y, n, "contents: each must be {key: …, value: …}");
}

/* Keeps what was read even where it fails: the map frees it. */
static int read_all(struct yaml *y, struct loader_map *m, struct fy_node *n)
{
	struct fy_node_pair *pair;
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	while (fail_goes_on(err)) {
		struct loader_entry *e = &m->entries[m->count];
		int one = stop_signal() ? -EINTR : 0;
		if (fy_node_is_sequence(n)) {
			item = fy_node_sequence_iterate(n, &at);
			if (!item)
				break;
			one = one ? one : read_pair(y, m, e, item);
		} else {
			pair = fy_node_mapping_iterate(n, &at);
			if (!pair)
				break;
			one = one ? one
				  : read_entry(y, m, e, fy_node_pair_key(pair),
					    fy_node_pair_value(pair));
		}
		m->count++;
		err = fail_worse(err, one);
	}
	return err;
}

/* A key, and which it was in the file. */
struct sorted {
	const struct loader_entry *entry;
	char *text; /* of a typed key */
};

static int by_key(const void *a, const void *b)
{
	const struct sorted *l = a, *r = b;
	int order;

	if (l->text) {
		order = strcmp(l->text, r->text);
	} else {
		const struct loader_entry *x = l->entry, *z = r->entry;
		order = memcmp(x->key, z->key, x->key_len < z->key_len ? x->key_len : z->key_len);
		order = order ? order : (x->key_len > z->key_len) - (x->key_len < z->key_len);
	}
	return order;
}

/* yaml_check_keys() compares text; here "0A" and "0a" are one key, and 10 and 0xa. */
static int check_entries(struct yaml *y, const struct loader_map *m, struct fy_node *at)
{
	cleanup_free struct sorted *sorted = calloc(m->count + 1, sizeof(*sorted));
	int err = sorted ? 0 : -ENOMEM;

	for (size_t i = 0; i < m->count && !err; i++) {
		sorted[i].entry = &m->entries[i];
		if (m->typed)
			sorted[i].text = json_dumps(m->entries[i].typed_key,
				JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
		if (m->typed && !sorted[i].text)
			err = -ENOMEM;
	}
	if (!err)
		qsort(sorted, m->count, sizeof(*sorted), by_key);
	for (size_t i = 1; i < m->count && fail_goes_on(err); i++)
		if (by_key(&sorted[i - 1], &sorted[i]) == 0)
			err = yaml_wrong(y, at, "maps: %s: a duplicate key, item %td and item %td",
				m->name, sorted[i - 1].entry - m->entries + 1,
				sorted[i].entry - m->entries + 1);
	for (size_t i = 0; sorted && i < m->count; i++)
		free(sorted[i].text);
	return err == -ENOMEM ? diag_errno(err, "%s", y->path) : err;
}

int project_read_contents(struct yaml *y, struct loader_map *m, struct fy_node *n, bool direct)
{
	const bool list = fy_node_is_sequence(n);
	const int count = list			  ? fy_node_sequence_item_count(n)
			  : fy_node_is_mapping(n) ? fy_node_mapping_item_count(n)
						  : -1;

	if (count < 0 || count > LOADER_ENTRIES)
		return yaml_wrong(y, n,
			"maps: %s: contents: must be keys with values, {1: {port: 80}}, or a list "
			"of {key: …, value: …}, at most %d",
			m->name, LOADER_ENTRIES);
	m->set |= LOADER_MAP_CONTENTS;
	m->typed = !direct && (list || !is_quoted(n));
	m->entries = calloc((size_t)count + 1, sizeof(*m->entries));
	if (!m->entries)
		return diag_errno(-ENOMEM, "%s", y->path);
	const int err = read_all(y, m, n);
	return err ? err : check_entries(y, m, n);
}
