// SPDX-License-Identifier: GPL-2.0-only
#include "probe/kallsyms.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 1024 /* KSYM_NAME_LEN is 512 since 6.1 (include/linux/kallsyms.h) */

static char *text;	   /* the names, each with its NUL */
static const char **names; /* in text */
static size_t count;
static bool was_read;

/*
 * "ffffffff81000000 T startup_64": the name of a function, without the newline; NULL: another
 * symbol, or one of a module, which has "\t[module]" behind its name.
 */
static const char *parse_line(char *line)
{
	char *type = strchr(line, ' '), *name = type ? strchr(type + 1, ' ') : NULL;

	if (!name || name != type + 2 || !strchr("tTwW", type[1]) || strchr(name, '\t'))
		return NULL;
	name[1 + strcspn(name + 1, "\n")] = '\0';
	return name + 1;
}

/* Append the names in @file to the text; false without memory. */
static bool read_names(FILE *file, size_t *ret_len)
{
	size_t size = 0, used = 0;
	char line[LINE_SIZE];

	while (fgets(line, sizeof(line), file)) {
		const char *name = parse_line(line);
		const size_t len = name ? strlen(name) + 1 : 0;
		if (len <= 1)
			continue;
		if (used + len > size) {
			size = size ? 2 * size : 1 << 20;
			char *more = realloc(text, size);
			if (!more)
				return false;
			text = more;
		}
		memcpy(text + used, name, len);
		used += len;
		count++;
	}
	*ret_len = used;
	return true;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Make the sorted list of the names, each once. */
static void sort_names(size_t len)
{
	size_t n = 0, unique = 0;

	names = count ? calloc(count, sizeof(*names)) : NULL;
	if (!names) {
		count = 0;
		return;
	}
	for (size_t at = 0; at < len; at += strlen(text + at) + 1)
		names[n++] = text + at;
	qsort(names, n, sizeof(*names), compare);
	for (size_t i = 0; i < n; i++)
		if (!unique || strcmp(names[unique - 1], names[i]) != 0)
			names[unique++] = names[i];
	count = unique;
}

void kallsyms_read(const char *path)
{
	FILE *file = fopen(path, "re");
	size_t len = 0;

	free(text);
	free(names);
	text = NULL;
	names = NULL;
	count = 0;
	was_read = true;
	if (!file)
		return;
	if (!read_names(file, &len))
		count = 0;
	fclose(file);
	sort_names(len);
}

const char *const *kallsyms_functions(size_t *ret_count)
{
	if (!was_read)
		kallsyms_read("/proc/kallsyms");
	*ret_count = count;
	return names;
}

/* The place of the first name that is not before @name. */
static size_t find(const char *name)
{
	size_t low = 0, high = count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (strcmp(names[middle], name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int kallsyms_has(const char *name)
{
	size_t n;

	if (!kallsyms_functions(&n))
		return -1;
	const size_t at = find(name);
	return at < n && strcmp(names[at], name) == 0;
}

const char *kallsyms_variant(const char *name)
{
	const size_t len = strlen(name);
	char begin[LINE_SIZE];
	size_t n;

	if (!kallsyms_functions(&n) || len + 2 > sizeof(begin))
		return NULL;
	snprintf(begin, sizeof(begin), "%s.", name);
	for (size_t at = find(begin); at < n && strncmp(names[at], begin, len + 1) == 0; at++)
		if (!strstr(names[at] + len, ".cold"))
			return names[at];
	return NULL;
}

const char *kallsyms_ending(const char *end)
{
	const size_t len = strlen(end);
	size_t n;

	if (!kallsyms_functions(&n))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		const size_t have = strlen(names[i]);
		if (have >= len && strcmp(names[i] + have - len, end) == 0)
			return names[i];
	}
	return NULL;
}
