// SPDX-License-Identifier: GPL-2.0-only
#include "judge/members.h"
#include "judge/item.h"

#include <stdlib.h>
#include <unistd.h>

static bool is_loaded_otherwise(const struct expectation *e)
{
	return e->dropped || e->target || e->btf_path || e->btf_func_path;
}

/* Whether the load of the whole object does not give all that the result needs. */
static bool needs_own_load(const struct expectation *e)
{
	return e->log.count || e->log_level || e->xlated.count || e->runs;
}

static enum whole_part part_of(struct judged_object *o, struct judged_item *item)
{
	const struct judged_setting *setting = &o->settings.programs[item->index];
	const struct expectation *e;

	if (setting->not_loaded || setting->lack)
		return WHOLE_APART;
	if (item->variant != VARIANT_PRIVILEGED || !bpf_program__autoload(item->program) ||
		bpf_program__type(item->program) == BPF_PROG_TYPE_EXT)
		return WHOLE_APART;
	if (o->auxiliary[item->variant][item->index])
		return WHOLE_LOADED;
	if (!o->annotated && !setting->expected)
		return WHOLE_JUDGED;
	e = item_expectation(o, item);
	if (e->expected != VERDICT_ACCEPTED || is_loaded_otherwise(e))
		return WHOLE_APART;
	return needs_own_load(e) ? WHOLE_LOADED : WHOLE_JUDGED;
}

size_t members_select(struct judged_object *o)
{
	struct judged_item *others = calloc(o->count + 1, sizeof(*others));
	size_t first = 0, rest = 0;

	if (!others)
		_exit(1); /* PID 1 finds out whether memory ran out */
	for (size_t i = 0; i < o->count; i++) {
		struct judged_item item = o->items[i];
		item.part = part_of(o, &item);
		if (item.part == WHOLE_JUDGED)
			o->items[first++] = item;
		else
			others[rest++] = item;
	}
	for (size_t i = 0; i < rest; i++)
		o->items[first + i] = others[i];
	free(others);
	return first;
}
