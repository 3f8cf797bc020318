/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of an item as JSON (loader-*.c).  All return as loader_item_json() and _read() do. */
#ifndef VERDICT_LOADER_PARTS_H
#define VERDICT_LOADER_PARTS_H

#include "verdict/loader.h"

/* JSON of each list; NULL without memory. */
json_t *loader_maps_json(const struct loader_item *i);
json_t *loader_programs_json(const struct loader_item *i);
json_t *loader_alternatives_json(const struct loader_item *i);
json_t *loader_globals_json(const struct loader_item *i);
json_t *loader_kconfig_json(const struct loader_item *i);
/* Those that it must lack, or must have. */
json_t *loader_needs_json(const struct loader_item *i, bool lacks);

/* Read each list into @i: 0, -EBADMSG, -ENOMEM. */
int loader_maps_read(struct loader_item *i, const json_t *json);
int loader_programs_read(struct loader_item *i, const json_t *json);
int loader_alternatives_read(struct loader_item *i, const json_t *json);
int loader_globals_read(struct loader_item *i, const json_t *json);
int loader_kconfig_read(struct loader_item *i, const json_t *json);
int loader_needs_read(struct loader_item *i, const json_t *json);
int loader_lacks_read(struct loader_item *i, const json_t *json);

/* {"line", "name"}, to which a rule adds its own; @name NULL: without it.  NULL without memory. */
json_t *loader_rule_json(int line, const char *name);
/* The line and the name of a rule; the name is malloc'd. */
int loader_rule_read(const json_t *json, int *ret_line, char **ret_name);

/* An optional line of the file; 0 where the key is absent. */
int loader_line_read(const json_t *json, const char *key, int *ret);

/* An optional number, which sets @bit of @set; -EBADMSG for none of 32 bits. */
int loader_number_read(
	const json_t *json, const char *key, unsigned *set, unsigned bit, uint32_t *ret);
/* An optional text, malloc'd; NULL where the key is absent.  Empty text is -EBADMSG. */
int loader_text_read(const json_t *json, const char *key, char **ret);
/* An optional boolean. */
int loader_bool_read(const json_t *json, const char *key, unsigned *set, unsigned bit, bool *ret);

#endif
