// SPDX-License-Identifier: GPL-2.0-only
#include "load/globals.h"
#include "value/btf-value.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>

/* include/uapi/linux/bpf.h of 6.9; LLVM's name of the section of an arena's variables */
#define MAP_TYPE_ARENA ((enum bpf_map_type)33)
#define ARENA_SECTION  ".addr_space.1"

#define NAMES_MAX 1024 /* that are compared for a suggestion */

/* A variable as the BTF has it, in its section. */
struct variable {
	const struct btf_type *section;
	const struct btf_var_secinfo *info;
	const char *section_name, *name;
};

static const char *text_of(const struct btf *btf, __u32 offset)
{
	const char *text = btf__name_by_offset(btf, offset);

	return text ? text : "";
}

/* Whether a section has variables that a loader sets; others have maps, externs, the licence. */
static bool is_data(const char *section)
{
	return strncmp(section, ".rodata", 7) == 0 || strncmp(section, ".data", 5) == 0 ||
	       strncmp(section, ".bss", 4) == 0 || strcmp(section, ARENA_SECTION) == 0;
}

/*
 * Step through the variables of all sections: false after the last.  Both indices are 0 at first.
 */
static bool next_variable(struct variable *ret, const struct btf *btf, __u32 *type, __u32 *at)
{
	for (; *type < btf__type_cnt(btf); ++*type, *at = 0) {
		const struct btf_type *t = btf__type_by_id(btf, *type);
		while (t && btf_is_datasec(t) && *at < btf_vlen(t)) {
			const struct btf_var_secinfo *info = &btf_var_secinfos(t)[(*at)++];
			const struct btf_type *var = btf__type_by_id(btf, info->type);
			if (!var || !btf_is_var(var))
				continue;
			*ret = (struct variable){.section = t,
				.info = info,
				.section_name = text_of(btf, t->name_off),
				.name = text_of(btf, var->name_off)};
			return true;
		}
	}
	return false;
}

/* The length of the longest beginning of @path that is @name, up to a "." or "[" or the end. */
static size_t match(const char *path, const char *name)
{
	const size_t len = strlen(name);

	return len && strncmp(path, name, len) == 0 && strchr(".[", path[len]) ? len : 0;
}

/* What a search for a variable found. */
struct found {
	struct variable best;  /* of the longest name */
	size_t len;	       /* of that name; 0: none */
	struct variable other; /* another of the same name, where @twice */
	bool twice;
	struct variable elsewhere; /* of the name, in a section that is no data */
	const char *names[NAMES_MAX];
	size_t n_names;
};

static void search(struct found *f, const struct btf *btf, const char *section, size_t section_len,
	const char *path)
{
	struct variable v;

	for (__u32 type = 1, at = 0; next_variable(&v, btf, &type, &at);) {
		const size_t len = match(path, v.name);
		if (!is_data(v.section_name)) {
			if (len)
				f->elsewhere = v;
			continue;
		}
		if (section && (strlen(v.section_name) != section_len ||
				       strncmp(v.section_name, section, section_len) != 0))
			continue;
		if (f->n_names < NAMES_MAX)
			f->names[f->n_names++] = v.name;
		if (!len || len < f->len)
			continue;
		f->twice = len == f->len;
		f->other = f->best;
		f->best = v;
		f->len = len;
	}
}

/* What a variable that cannot be set is instead; "" where it is unknown. */
static const char *say_elsewhere(const struct variable *v)
{
	return !v->name					  ? ""
	       : strcmp(v->section_name, ".kconfig") == 0 ? "; it is an extern, which kconfig sets"
	       : strcmp(v->section_name, ".ksyms") == 0	  ? "; it is a symbol of the kernel"
	       : strcmp(v->section_name, ".maps") == 0	  ? "; it is a map"
							  : "; it is in no section of data";
}

static int say_missing(const struct found *f, const char *path, char *why, size_t why_size)
{
	char word[96], question[200];
	const size_t len = strcspn(path, ".[");

	snprintf(word, sizeof(word), "%.*s", (int)(len < 90 ? len : 90), path);
	nearest_question(question, sizeof(question), word, f->names, f->n_names);
	snprintf(why, why_size, "the object has no global variable %s%s", word,
		f->elsewhere.name ? say_elsewhere(&f->elsewhere) : question);
	return -ENOENT;
}

/*
 * Whether the variable's place in its section is known: libbpf takes it from the symbols, and
 * leaves zero where it finds none.
 */
static bool is_placed(const struct btf *btf, const struct variable *v, size_t section_size)
{
	const __u64 start = v->info->offset, end = start + v->info->size;

	if (!v->info->size || end > section_size)
		return false;
	for (__u32 i = 0; i < btf_vlen(v->section); i++) {
		const struct btf_var_secinfo *other = &btf_var_secinfos(v->section)[i];
		const struct btf_type *var = btf__type_by_id(btf, other->type);
		if (other != v->info && var && btf_is_var(var) && other->size &&
			other->offset < end && (__u64)other->offset + other->size > start)
			return false;
	}
	return true;
}

static struct bpf_map *map_of(const struct bpf_object *object, const char *section)
{
	struct bpf_map *map;

	if (strcmp(section, ARENA_SECTION) != 0)
		return bpf_object__find_map_by_name(object, section);
	bpf_object__for_each_map(map, object)
		if (bpf_map__type(map) == MAP_TYPE_ARENA)
			return map;
	return NULL;
}

static int set_variable(struct bpf_object *object, const struct variable *v, const char *rest,
	const json_t *value, char *why, size_t why_size)
{
	const struct btf *btf = bpf_object__btf(object);
	const struct bpf_map *map = map_of(object, v->section_name);
	size_t size = 0;
	unsigned char *bytes = map ? bpf_map__initial_value(map, &size) : NULL;
	struct btf_place at = {.btf = btf, .type = btf__type_by_id(btf, v->info->type)->type};

	if (!bytes || !is_placed(btf, v, size)) {
		snprintf(why, why_size,
			"where %s is in %s is unknown: the object's BTF and symbols differ",
			v->name, v->section_name);
		return -EINVAL;
	}
	snprintf(at.path, sizeof(at.path), "%s", v->name);
	int r = btf_place_find(&at, &at, rest, why, why_size);
	return r ? r
		 : btf_value_write(
			   bytes + v->info->offset, v->info->size, &at, value, why, why_size);
}

int globals_set(struct bpf_object *object, const char *path, const json_t *value,
	bool *ret_constant, char *why, size_t why_size)
{
	const struct btf *btf = bpf_object__btf(object);
	const char *colon = *path == '.' ? strchr(path, ':') : NULL;
	const char *variable = colon ? colon + 1 : path;
	struct found f = {0};

	if (!btf) {
		snprintf(why, why_size,
			"the object has no BTF, which names its global variables: compile with -g");
		return -ENOENT;
	}
	search(&f, btf, colon ? path : NULL, colon ? (size_t)(colon - path) : 0, variable);
	if (!f.len)
		return say_missing(&f, variable, why, why_size);
	if (f.twice) {
		snprintf(why, why_size, "two global variables are named %s, in %s and in %s%s",
			f.best.name, f.other.section_name, f.best.section_name,
			f.other.section == f.best.section
				? ""
				: ": put the section before it, and a colon");
		return -EINVAL;
	}
	*ret_constant = strncmp(f.best.section_name, ".rodata", 7) == 0;
	return set_variable(object, &f.best, variable + f.len, value, why, why_size);
}
