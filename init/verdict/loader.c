// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/loader.h"
#include "verdict/nearest.h"

#include <ctype.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* include/uapi/linux/bpf.h of 6.8; the headers of Debian 12 are those of 6.1 */
#define F_TEST_REG_INVARIANTS (1U << 7)

static const struct {
	const char *name;
	int bit;
} capabilities[] = {{"CAP_BPF", CAP_BPF}, {"CAP_NET_ADMIN", CAP_NET_ADMIN},
	{"CAP_NET_RAW", CAP_NET_RAW}, {"CAP_PERFMON", CAP_PERFMON},
	{"CAP_SYS_ADMIN", CAP_SYS_ADMIN}, {"CAP_SYS_RESOURCE", CAP_SYS_RESOURCE}};

/* Those without a release are older than 5.10. */
static const struct {
	const char *name;
	uint32_t flag;
	const char *since;
} flags[] = {
	{"BPF_F_ANY_ALIGNMENT", BPF_F_ANY_ALIGNMENT, NULL},
	{"BPF_F_SLEEPABLE", BPF_F_SLEEPABLE, NULL},
	{"BPF_F_STRICT_ALIGNMENT", BPF_F_STRICT_ALIGNMENT, NULL},
	{"BPF_F_TEST_REG_INVARIANTS", F_TEST_REG_INVARIANTS, "6.8"},
	{"BPF_F_TEST_RND_HI32", BPF_F_TEST_RND_HI32, NULL},
	{"BPF_F_TEST_STATE_FREQ", BPF_F_TEST_STATE_FREQ, NULL},
	{"BPF_F_XDP_HAS_FRAGS", BPF_F_XDP_HAS_FRAGS, "5.18"},
};

static void clear_maps(struct loader *l)
{
	for (size_t i = 0; i < l->n_maps; i++) {
		struct loader_map *m = &l->maps[i];
		for (size_t j = 0; j < m->count; j++) {
			free(m->entries[j].key);
			free(m->entries[j].value);
		}
		free(m->entries);
		free(m->name);
	}
	free(l->maps);
	l->maps = NULL;
	l->n_maps = 0;
}

void loader_clear(struct loader *l)
{
	clear_maps(l);
	*l = (struct loader){0};
}

bool loader_says(const struct loader *l)
{
	return l->dropped || l->prog_flags || l->no_programs || l->n_maps;
}

static unsigned char *copy_bytes(const unsigned char *bytes, size_t len)
{
	unsigned char *copy = malloc(len);

	return copy ? memcpy(copy, bytes, len) : NULL;
}

static int copy_map(struct loader_map *to, const struct loader_map *from)
{
	to->name = strdup(from->name);
	to->entries = calloc(from->count + 1, sizeof(*to->entries));
	if (!to->name || !to->entries)
		return -ENOMEM;
	for (size_t i = 0; i < from->count; i++) {
		const struct loader_entry *e = &from->entries[i];
		struct loader_entry *copy = &to->entries[to->count++];
		*copy = (struct loader_entry){.key = copy_bytes(e->key, e->key_len),
			.value = copy_bytes(e->value, e->value_len),
			.key_len = e->key_len,
			.value_len = e->value_len};
		if (!copy->key || !copy->value)
			return -ENOMEM;
	}
	return 0;
}

int loader_copy_maps(struct loader *to, const struct loader *from)
{
	int r = 0;

	clear_maps(to);
	to->maps = calloc(from->n_maps + 1, sizeof(*to->maps));
	if (!to->maps)
		return -ENOMEM;
	for (size_t i = 0; i < from->n_maps && !r; i++)
		r = copy_map(&to->maps[to->n_maps++], &from->maps[i]);
	return r;
}

uint64_t loader_capabilities(const char *text)
{
	uint64_t bits = 0;

	for (const char *at = text;; at++) {
		size_t len = strcspn(at, "|"), i = 0;
		char number[8];
		for (; i < ARRAY_SIZE(capabilities); i++) {
			snprintf(number, sizeof(number), "%d", capabilities[i].bit);
			if ((strlen(capabilities[i].name) == len &&
				    strncmp(capabilities[i].name, at, len) == 0) ||
				(strlen(number) == len && strncmp(number, at, len) == 0))
				break;
		}
		if (i == ARRAY_SIZE(capabilities))
			return 0;
		bits |= 1ULL << capabilities[i].bit;
		at += len;
		if (!*at)
			return bits;
	}
}

uint32_t loader_flag(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		if (strcmp(flags[i].name, name) == 0)
			return flags[i].flag;
	return 0;
}

const char *loader_flag_names(char *ret, size_t size, uint32_t wanted)
{
	size_t len = 0;

	*ret = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(flags) && len < size; i++) {
		if (wanted & flags[i].flag)
			len += (size_t)snprintf(
				ret + len, size - len, "%s%s", len ? "|" : "", flags[i].name);
		wanted &= ~flags[i].flag;
	}
	if (wanted && len < size)
		snprintf(ret + len, size - len, "%s0x%x", len ? "|" : "", wanted);
	return ret;
}

const char *loader_flag_since(uint32_t flag)
{
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		if (flags[i].flag == flag)
			return flags[i].since;
	return NULL;
}

const char *loader_flag_question(char *ret, size_t size, const char *name)
{
	const char *names[ARRAY_SIZE(flags)];

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		names[i] = flags[i].name;
	return nearest_question(ret, size, name, names, ARRAY_SIZE(flags));
}

const char *loader_capability_question(char *ret, size_t size, const char *text)
{
	const char *names[ARRAY_SIZE(capabilities)];
	char word[64];

	for (size_t i = 0; i < ARRAY_SIZE(capabilities); i++)
		names[i] = capabilities[i].name;
	/* the first that is unknown */
	for (const char *at = text;; at++) {
		const size_t len = strcspn(at, "|");
		snprintf(word, sizeof(word), "%.*s",
			len < sizeof(word) ? (int)len : (int)sizeof(word) - 1, at);
		if (!loader_capabilities(word) || !at[len])
			break;
		at += len;
	}
	return loader_capabilities(word)
		       ? (*ret = '\0', ret)
		       : nearest_question(ret, size, word, names, ARRAY_SIZE(capabilities));
}

static int nibble(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

int loader_hex(const char *text, unsigned char **ret, size_t *ret_len)
{
	const size_t len = strlen(text) / 2;
	unsigned char *bytes;

	if (!len || strlen(text) % 2 || len > LOADER_BYTES)
		return -EINVAL;
	bytes = malloc(len);
	if (!bytes)
		return -ENOMEM;
	for (size_t i = 0; i < len; i++) {
		int high = nibble(text[2 * i]), low = nibble(text[2 * i + 1]);
		if (high < 0 || low < 0) {
			free(bytes);
			return -EINVAL;
		}
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	*ret = bytes;
	*ret_len = len;
	return 0;
}

static json_t *hex_json(const unsigned char *bytes, size_t len)
{
	char *text = malloc(2 * len + 1);
	json_t *json;

	if (!text)
		return NULL;
	for (size_t i = 0; i < len; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
	text[2 * len] = '\0';
	json = json_string(text);
	free(text);
	return json;
}

static json_t *map_json(const struct loader_map *m)
{
	json_t *entries = json_array();

	for (size_t i = 0; entries && i < m->count; i++) {
		const struct loader_entry *e = &m->entries[i];
		json_t *entry = json_pack("{s:o, s:o}", "key", hex_json(e->key, e->key_len),
			"value", hex_json(e->value, e->value_len));
		if (!entry || json_array_append_new(entries, entry)) {
			json_decref(entries);
			return NULL;
		}
	}
	return entries;
}

json_t *loader_json(const struct loader *l)
{
	json_t *json = json_object(), *maps = json_object();
	char dropped[20];
	int r = 0;

	snprintf(dropped, sizeof(dropped), "%llx", (unsigned long long)l->dropped);
	if (l->dropped)
		r |= json_object_set_new(json, "dropped", json_string(dropped));
	if (l->prog_flags)
		r |= json_object_set_new(json, "prog_flags", json_integer(l->prog_flags));
	if (l->no_programs)
		r |= json_object_set_new(json, "programs", json_string("none"));
	for (size_t i = 0; i < l->n_maps; i++)
		r |= json_object_set_new(maps, l->maps[i].name, map_json(&l->maps[i]));
	if (l->n_maps)
		r |= json_object_set(json, "maps", maps);
	json_decref(maps);
	if (r) {
		json_decref(json);
		return NULL;
	}
	return json;
}

static int read_map(struct loader_map *m, const char *name, const json_t *entries)
{
	const size_t count = json_array_size(entries);

	if (!json_is_array(entries) || count > LOADER_ENTRIES)
		return -EBADMSG;
	m->name = strdup(name);
	m->entries = calloc(count + 1, sizeof(*m->entries));
	if (!m->name || !m->entries)
		return -ENOMEM;
	for (; m->count < count; m->count++) {
		struct loader_entry *e = &m->entries[m->count];
		const char *key, *value;
		if (json_unpack(json_array_get(entries, m->count), "{s:s, s:s}", "key", &key,
			    "value", &value))
			return -EBADMSG;
		int r = loader_hex(key, &e->key, &e->key_len);
		if (!r && (r = loader_hex(value, &e->value, &e->value_len)))
			free(e->key);
		if (r)
			return r == -EINVAL ? -EBADMSG : r;
	}
	return 0;
}

static int read_maps(struct loader *l, json_t *maps)
{
	const char *name;
	json_t *entries;
	int r = 0;

	if (!json_is_object(maps) || json_object_size(maps) > LOADER_MAPS)
		return -EBADMSG;
	l->maps = calloc(json_object_size(maps) + 1, sizeof(*l->maps));
	if (!l->maps)
		return -ENOMEM;
	json_object_foreach(maps, name, entries)
	{
		r = read_map(&l->maps[l->n_maps++], name, entries);
		if (r)
			break;
	}
	return r;
}

int loader_read(struct loader *ret, const json_t *json, const char **ret_why)
{
	const json_t *dropped = json_object_get(json, "dropped"),
		     *prog_flags = json_object_get(json, "prog_flags");
	const json_t *programs = json_object_get(json, "programs");
	json_t *maps = json_object_get(json, "maps");
	char *end;
	int r = 0;

	*ret = (struct loader){0};
	*ret_why = "dropped";
	if (dropped) {
		const char *text = json_string_value(dropped);
		errno = 0;
		ret->dropped = text ? strtoull(text, &end, 16) : 0;
		if (!text || !isxdigit((unsigned char)*text) || *end || errno)
			return -EBADMSG;
	}
	*ret_why = "prog_flags";
	if (prog_flags) {
		json_int_t n = json_integer_value(prog_flags);
		if (!json_is_integer(prog_flags) || n < 0 || n > UINT32_MAX)
			return -EBADMSG;
		ret->prog_flags = (uint32_t)n;
	}
	*ret_why = "programs";
	if (programs) {
		const char *text = json_string_value(programs);
		ret->no_programs = text && strcmp(text, "none") == 0;
		if (!ret->no_programs)
			return -EBADMSG;
	}
	*ret_why = "maps";
	if (maps)
		r = read_maps(ret, maps);
	if (r)
		loader_clear(ret);
	return r;
}
