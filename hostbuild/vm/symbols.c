// SPDX-License-Identifier: GPL-2.0-only
#include "vm/symbols.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX    10
#define FUNCTION_MAX (64 << 10) /* bytes; an address farther from a name is in no function */
#define NAME_MAX_LEN 96

/*
 * The function that @address points into: the length of its name, 0 for none.  Lines of @map are
 * "ffffffff81000000 T _stext", sorted.
 */
static size_t find_function(
	const char *map, uint64_t address, const char **ret_name, uint64_t *ret_offset)
{
	size_t len = 0;

	for (const char *line = map; line && *line;
		line = strchr(line, '\n'), line += line != NULL) {
		char *after;
		const uint64_t at = strtoull(line, &after, 16);
		if (after[0] != ' ' || !after[1] || after[2] != ' ')
			continue;
		if (at > address)
			break;
		if (!strchr("tTwW", after[1]) || address - at >= FUNCTION_MAX) {
			len = 0;
			continue;
		}
		*ret_name = after + 3;
		*ret_offset = address - at;
		len = strcspn(*ret_name, "\n");
	}
	return len <= NAME_MAX_LEN ? len : 0;
}

char *symbols_name(const char *map, const uint64_t *words, size_t count)
{
	char *text = NULL;
	size_t size;
	int names = 0;
	FILE *f = open_memstream(&text, &size);

	for (size_t i = 0; f && i < count && names < NAMES_MAX; i++) {
		const char *name = "";
		uint64_t offset = 0;
		/* kernel addresses are in the upper half */
		size_t len = words[i] >> 63 ? find_function(map, words[i], &name, &offset) : 0;
		if (len)
			fprintf(f, "%s%.*s+0x%" PRIx64, names++ ? ", " : "", (int)len, name,
				offset);
	}
	if (!f || fclose(f) || !names) {
		free(text);
		return NULL;
	}
	return text;
}
