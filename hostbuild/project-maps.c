// SPDX-License-Identifier: GPL-2.0-only
#include "project-maps.h"
#include "cleanup.h"
#include "diag.h"
#include "stop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int read_bytes(
	struct yaml *y, struct fy_node *n, const char *what, unsigned char **ret, size_t *ret_len)
{
	const char *text = yaml_text(y, n, what);
	int err = text ? loader_hex(text, ret, ret_len) : FAIL_MISUSE;

	if (err == -ENOMEM)
		return diag_errno(err, "%s", y->path);
	return err && text ? yaml_wrong(y, n, "%s: %s: not bytes in hexadecimal, two digits each",
				     what, text)
			   : err;
}

static int by_key(const void *a, const void *b)
{
	const struct loader_entry *l = *(const struct loader_entry *const *)a,
				  *m = *(const struct loader_entry *const *)b;
	const int order = memcmp(l->key, m->key, l->key_len < m->key_len ? l->key_len : m->key_len);

	return order ? order : (l->key_len > m->key_len) - (l->key_len < m->key_len);
}

/* yaml_check_keys() compares text; here "0A" and "0a" are one key. */
static int check_entries(struct yaml *y, const struct loader_map *m, struct fy_node *at)
{
	cleanup_free const struct loader_entry **sorted = calloc(m->count + 1, sizeof(*sorted));
	int err = 0;

	if (!sorted)
		return diag_errno(-ENOMEM, "%s", y->path);
	for (size_t i = 0; i < m->count; i++)
		sorted[i] = &m->entries[i];
	qsort(sorted, m->count, sizeof(*sorted), by_key);
	for (size_t i = 1; i < m->count; i++)
		if (by_key(&sorted[i - 1], &sorted[i]) == 0)
			err = yaml_wrong(y, at, "maps: %s: a duplicate key, item %td and item %td",
				m->name, sorted[i - 1] - m->entries + 1,
				sorted[i] - m->entries + 1);
	return err;
}

static int read_entries(struct yaml *y, struct loader_map *m, struct fy_node *value)
{
	struct fy_node_pair *pair;
	void *at = NULL;
	int err = 0;

	while (fail_goes_on(err) && (pair = fy_node_mapping_iterate(value, &at))) {
		struct loader_entry e = {0};
		int one = stop_signal() ? -EINTR
					: read_bytes(y, fy_node_pair_key(pair), "key", &e.key,
						  &e.key_len);
		if (fail_goes_on(one))
			one = fail_worse(one, read_bytes(y, fy_node_pair_value(pair), "value",
						      &e.value, &e.value_len));
		if (!one) {
			m->entries[m->count++] = e;
		} else {
			free(e.key);
			free(e.value);
		}
		err = fail_worse(err, one);
	}
	return err;
}

static int read_map(
	struct yaml *y, struct loader_map *m, struct fy_node *key, struct fy_node *value)
{
	const char *name = yaml_text(y, key, "maps");
	int n = name && fy_node_is_mapping(value) ? fy_node_mapping_item_count(value) : -1;

	if (!name)
		return FAIL_MISUSE;
	if (n == 0)
		return yaml_wrong(y, key, "maps: %s: nothing in it", name);
	if (n < 0 || n > LOADER_ENTRIES)
		return yaml_wrong(y, key,
			"maps: %s: must have keys with values, {\"00000000\": \"01\"}, at most %d",
			name, LOADER_ENTRIES);
	m->name = strdup(name);
	m->line = yaml_line(key);
	m->set = LOADER_MAP_CONTENTS;
	m->entries = calloc((size_t)n + 1, sizeof(*m->entries));
	if (!m->name || !m->entries)
		return diag_errno(-ENOMEM, "%s", y->path);
	int err = read_entries(y, m, value);
	return fail_goes_on(err) ? fail_worse(err, check_entries(y, m, key)) : err;
}

int project_read_maps(struct yaml *y, struct loader_item *l, struct fy_node *n)
{
	int count = fy_node_is_mapping(n) ? fy_node_mapping_item_count(n) : -1;
	struct fy_node_pair *pair;
	void *at = NULL;

	if (count < 0 || count > LOADER_MAPS)
		return yaml_wrong(y, n,
			"maps: must have names of maps with their elements, at most %d",
			LOADER_MAPS);
	int err = yaml_check_keys(y, n);
	if (err)
		return err;
	l->maps = calloc((size_t)count + 1, sizeof(*l->maps));
	if (!l->maps)
		return diag_errno(-ENOMEM, "%s", y->path);
	while (fail_goes_on(err) && (pair = fy_node_mapping_iterate(n, &at)))
		err = fail_worse(err, read_map(y, &l->maps[l->n_maps++], fy_node_pair_key(pair),
					      fy_node_pair_value(pair)));
	return err;
}
