// SPDX-License-Identifier: GPL-2.0-only
#include "judge/alternatives.h"
#include "load/configure.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool names_it(const struct loader_alternatives *a, const char *name)
{
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->programs[i], name) == 0)
			return true;
	return false;
}

int alternatives_open(struct judged_object *o)
{
	struct settings *s = &o->settings;
	const struct loader *l = s->loader;
	struct bpf_program *program;
	size_t index = 0;

	s->groups = calloc(l->n_alternatives + 1, sizeof(*s->groups));
	if (!s->groups)
		return -ENOMEM;
	for (size_t i = 0; i < l->n_alternatives; i++)
		s->groups[i].rule = &l->alternatives[i];
	bpf_object__for_each_program(program, o->bpf) {
		struct judged_setting *p = &s->programs[index++];
		const char *name = bpf_program__name(program);
		for (size_t i = 0; i < l->n_alternatives; i++) {
			if (!names_it(s->groups[i].rule, name))
				continue;
			if (p->not_loaded || p->group || p->expected)
				configure_problem_set(&p->problem, REASON_SETTING_UNFIT, l,
					s->groups[i].rule->line,
					"program %s is one of alternatives, and %s", name,
					p->not_loaded ? "autoload: false says that it is not loaded"
					: p->group    ? "one of others too"
						      : "has an expect of its own");
			p->group = &s->groups[i];
			bpf_program__set_autoload(program, true);
		}
	}
	return 0;
}

void alternatives_start(struct judged_object *o, size_t from)
{
	for (size_t i = 0; i < o->count; i++) {
		const struct judged_item *item = &o->items[i];
		struct judged_group *g = o->settings.programs[item->index].group;
		if (!g)
			continue;
		if (i < from)
			g->doubtful = true;
		else
			g->left++;
	}
}

/* "by_new, by_old" */
static const char *list(char *ret, size_t size, const struct loader_alternatives *a)
{
	char name[64];
	size_t len = 0;

	*ret = '\0';
	for (size_t i = 0; i < a->count && len < size; i++) {
		text_set(name, a->programs[i]);
		len += (size_t)snprintf(ret + len, size - len, "%s%s", i ? ", " : "", name);
	}
	return ret;
}

/* Put @text before the detail, which is cut where it is too long. */
static void prefix_detail(struct program_result *p, const char *text)
{
	char all[DETAIL_SIZE];
	const size_t len = utf8_cut(text, sizeof(all) / 2);

	snprintf(all, sizeof(all), "%.*s%s%.*s", (int)len, text, *p->detail ? ": " : "",
		(int)utf8_cut(p->detail, sizeof(all) - len - 4), p->detail);
	text_set(p->detail, all);
}

void alternatives_settle(
	struct judged_object *o, const struct judged_item *item, struct program_result *p)
{
	struct judged_group *g = o->settings.programs[item->index].group;
	char names[256], text[340];

	if (!g)
		return;
	g->left--;
	g->judged = true;
	g->accepted |= p->verdict == VERDICT_ACCEPTED;
	if (p->met != MET_UNMET || p->verdict == VERDICT_ACCEPTED ||
		p->verdict == VERDICT_CRASHED || p->expected != VERDICT_ACCEPTED)
		return;
	list(names, sizeof(names), g->rule);
	if (g->accepted || g->left) {
		p->expected = p->verdict;
		p->met = MET_MET;
		snprintf(text, sizeof(text), "one of the alternatives %s is enough", names);
	} else if (g->doubtful) {
		p->met = MET_UNKNOWN;
		reason_set(p, REASON_EXPECTATION_UNCLEAR);
		snprintf(text, sizeof(text),
			"whether one of the alternatives %s was accepted before is not known",
			names);
	} else {
		snprintf(text, sizeof(text), "none of the alternatives %s is accepted", names);
	}
	prefix_detail(p, text);
}

bool alternatives_has(const struct judged_object *o, const char *name)
{
	for (size_t i = 0; i < o->settings.loader->n_alternatives; i++)
		if (names_it(&o->settings.loader->alternatives[i], name))
			return true;
	return false;
}

bool alternatives_lost(const struct judged_object *o, char *ret, size_t size)
{
	for (size_t i = 0; i < o->settings.loader->n_alternatives; i++) {
		const struct judged_group *g = &o->settings.groups[i];
		if (g->accepted || g->left || g->doubtful || !g->judged)
			continue;
		list(ret, size, g->rule);
		return true;
	}
	return false;
}
