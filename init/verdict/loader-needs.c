// SPDX-License-Identifier: GPL-2.0-only
/* What an item needs of the kernel, as JSON: two lists of words. */
#include "verdict/loader-parts.h"
#include "verdict/need-words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

json_t *loader_needs_json(const struct loader_item *i, bool lacks)
{
	json_t *json = json_array();

	for (size_t j = 0; json && j < i->n_needs; j++)
		if (i->needs[j].lacks == lacks &&
			json_array_append_new(json, json_string(i->needs[j].word))) {
			json_decref(json);
			return NULL;
		}
	return json;
}

static int read_words(struct loader_item *i, const json_t *json, bool lacks)
{
	const size_t count = json_array_size(json);

	if (!json_is_array(json) || !count || count > LOADER_NEEDS - i->n_needs)
		return -EBADMSG;
	if (!i->needs)
		i->needs = calloc(LOADER_NEEDS, sizeof(*i->needs));
	if (!i->needs)
		return -ENOMEM;
	for (size_t j = 0; j < count; j++) {
		const char *word = json_string_value(json_array_get(json, j));
		if (!word || !need_is_known(word))
			return -EBADMSG;
		struct loader_need *need = &i->needs[i->n_needs];
		*need = (struct loader_need){strdup(word), lacks};
		if (!need->word)
			return -ENOMEM;
		i->n_needs++;
	}
	return 0;
}

int loader_needs_read(struct loader_item *i, const json_t *json)
{
	return read_words(i, json, false);
}

int loader_lacks_read(struct loader_item *i, const json_t *json)
{
	return read_words(i, json, true);
}
