// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-relocation.h"
#include "explain/member-facts.h"
#include "probe/kernel-config.h"
#include "verdict/nearest.h"
#include "verdict/text.h"

#include <bpf/btf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define NAMES_MAX 2048 /* members of one type that are looked at */
#define DEPTH_MAX 8    /* of anonymous members */

/* A type of the kernel and where the relocation's path has come in it. */
struct place {
	const struct btf *btf;
	const struct btf_type *type;
	char of[96]; /* "struct task_struct", for messages */
};

/* The names of a type's members or enumerators. */
struct names {
	const char *at[NAMES_MAX];
	size_t count;
};

/*
 * libbpf replaces the refused instruction's line by its own, "failed to resolve CO-RE relocation
 * <byte_off> [6] struct task_struct.no_such (0:0 @ offset 0)", only in a log with a trace.
 */
static void find_line(struct program_result *p, const char *log)
{
	static const char mark[] = "failed to resolve CO-RE relocation ";
	const char *line = NULL;

	for (const char *at = log; (at = strstr(at, mark)); at++)
		line = at;
	if (line)
		text_clean(p->detail, sizeof(p->detail), line, strcspn(line, "\n"), 0);
}

static const struct btf_type *skip_modifiers(const struct btf *btf, __u32 id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	for (int i = 0; t && i < 32 && (btf_is_mod(t) || btf_is_typedef(t) || btf_is_array(t)); i++)
		t = btf__type_by_id(btf, btf_is_array(t) ? btf_array(t)->type : t->type);
	return t;
}

static void add_name(struct names *names, const struct btf *btf, __u32 offset)
{
	const char *name = btf__name_by_offset(btf, offset);

	if (name && *name && names->count < NAMES_MAX)
		names->at[names->count++] = name;
}

/* The member of @t called @name, also of its anonymous members; their names go to @names. */
static const struct btf_member *find_member(const struct btf *btf, const struct btf_type *t,
	const char *name, struct names *names, int depth)
{
	const struct btf_member *found = NULL;

	if (!t || !btf_is_composite(t) || depth > DEPTH_MAX)
		return NULL;
	for (int i = 0; i < btf_vlen(t) && !found; i++) {
		const struct btf_member *m = &btf_members(t)[i];
		const char *has = btf__name_by_offset(btf, m->name_off);
		if (!m->name_off)
			found = find_member(
				btf, skip_modifiers(btf, m->type), name, names, depth + 1);
		else if (has && strcmp(has, name) == 0)
			found = m;
		else
			add_name(names, btf, m->name_off);
	}
	return found;
}

static bool find_enumerator(const struct place *at, const char *name, struct names *names)
{
	for (int i = 0; i < btf_vlen(at->type); i++) {
		const __u32 offset = btf_is_enum(at->type) ? btf_enum(at->type)[i].name_off
							   : btf_enum64(at->type)[i].name_off;
		const char *has = btf__name_by_offset(at->btf, offset);
		if (has && strcmp(has, name) == 0)
			return true;
		add_name(names, at->btf, offset);
	}
	return false;
}

/* Where the kernel's BTF has the type that @text begins with, "struct NAME"; false: nowhere. */
static bool find_type(struct place *ret, const char *text, size_t *ret_len, const struct btf *btf)
{
	static const struct {
		const char *word;
		__u32 kinds[2];
	} kinds[] = {{"struct ", {BTF_KIND_STRUCT, BTF_KIND_STRUCT}},
		{"union ", {BTF_KIND_UNION, BTF_KIND_UNION}},
		{"enum ", {BTF_KIND_ENUM, BTF_KIND_ENUM64}}};
	char name[64];
	int id = -1;

	*ret = (struct place){.btf = btf};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const size_t word = strlen(kinds[i].word);
		if (strncmp(text, kinds[i].word, word) != 0)
			continue;
		*ret_len = word + strcspn(text + word, ".: ");
		if (*ret_len - word >= sizeof(name))
			return false;
		snprintf(name, sizeof(name), "%.*s", (int)(*ret_len - word), text + word);
		char *flavour = strstr(name, "___"); /* libbpf leaves it out too */
		if (flavour && flavour > name)
			*flavour = '\0';
		snprintf(ret->of, sizeof(ret->of), "%s%s", kinds[i].word, name);
		for (int k = 0; k < 2 && id < 0; k++)
			id = btf__find_by_name_kind(btf, name, kinds[i].kinds[k]);
	}
	ret->type = id < 0 ? NULL : btf__type_by_id(btf, (__u32)id);
	return *ret->of;
}

static bool has_name(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->at[i], name) == 0)
			return true;
	return false;
}

/* How a program asks before it uses what one kernel has and another has not. */
static void say_recipe(struct program_result *p, const char *asks)
{
	const size_t len = strlen(p->help);
	const bool question = len && p->help[len - 1] == '?';

	help_say(p, "%s the program can ask by %s(), and do something else where it is not there",
		question ? "" : ";", asks);
}

/* Say that @at has no @name, and what it has instead or hangs on. */
static void say_missing(
	struct program_result *p, const struct place *at, const char *name, struct names *names)
{
	const struct member_rename *row = NULL;
	const char *option = member_option(at->of, name);
	char question[160];

	while ((row = member_next_name(row, at->of, name)) && !has_name(names, row->now))
		continue;
	help_say(p, "%s of this kernel has no %s", at->of, name);
	if (row)
		help_say(p,
			": it is %s here, for which the program can have another struct, NAME___new",
			row->now);
	else if (option && kernel_config_value(option) == 'n')
		help_say(p, ": it hangs on CONFIG_%s, which is not set here", option);
	else
		help_say(p, "%s",
			nearest_question(
				question, sizeof(question), name, names->at, names->count));
	say_recipe(p,
		btf_is_any_enum(at->type) ? "bpf_core_enum_value_exists" : "bpf_core_field_exists");
}

/* Follow ".member.member" or "::ENUMERATOR" of @path from @at on to what the kernel lacks. */
static void follow(struct program_result *p, struct place *at, const char *path)
{
	char name[64];

	while (at->type && (*path == '.' || *path == ':')) {
		struct names names = {.count = 0};
		path += strspn(path, ".:");
		const size_t len = strcspn(path, ".[ ");
		snprintf(name, sizeof(name), "%.*s", (int)len, path);
		path += len;
		if (*path == '[') /* an element of an array */
			path += strcspn(path, ".: ");
		if (btf_is_any_enum(at->type)) {
			if (!find_enumerator(at, name, &names))
				say_missing(p, at, name, &names);
			return;
		}
		const struct btf_member *m = find_member(at->btf, at->type, name, &names, 0);
		if (!m) {
			say_missing(p, at, name, &names);
			return;
		}
		const size_t used = strlen(at->of);
		snprintf(at->of + used, sizeof(at->of) - used, ".%s", name);
		at->type = skip_modifiers(at->btf, m->type);
	}
}

void help_about_relocation(struct program_result *p, const struct help_case *c)
{
	size_t len = 0;
	struct place at;

	find_line(p, c->answer->log);
	const char *spec = strstr(p->detail, "> [");
	const char *text = spec ? strstr(spec, "] ") : NULL;
	const struct btf *btf = text ? btf__load_vmlinux_btf() : NULL;
	if (!btf || !find_type(&at, text + 2, &len, btf))
		return;
	if (at.type) {
		follow(p, &at, text + 2 + len);
	} else {
		help_say(p, "this kernel has no %s", at.of);
		say_recipe(p, "bpf_core_type_exists");
	}
}
