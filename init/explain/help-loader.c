// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-loader.h"
#include "explain/refused-map.h"
#include "explain/setting.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <stdio.h>
#include <string.h>

void help_about_incomplete_map(struct program_result *p, const struct help_case *c)
{
	struct refused_map refused;
	char keys[160], name[NAME_SIZE];

	if (!reason_is(p, REASON_MAP_REFUSED) ||
		!refused_map_find(&refused, c->object, c->answer->warnings))
		return;
	refused_map_lacks(keys, sizeof(keys), &refused);
	if (!*keys)
		return;
	const char *of = bpf_map__name(refused.outer ? refused.outer : refused.map);
	text_set(name, of);
	p->verdict = VERDICT_ERROR;
	reason_set(p, REASON_MAP_INCOMPLETE);
	snprintf(p->detail, sizeof(p->detail), "map %.64s is not complete in the object: %.512s",
		name, refused.line);
	setting_propose(p, SETTING_OF_MAP, of, keys, "its loader sets it");
}
