// SPDX-License-Identifier: GPL-2.0-only
#include "layout/event.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_of_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/*
 * The name in "__data_loc char[] filename", "char comm[16]",
 * "__u8 saddr[sizeof(struct sockaddr_in6)]": what is last but for an array's brackets.
 */
static bool read_name(struct event_field *f, const char *text, size_t len)
{
	size_t end = len, start;

	if (end && text[end - 1] == ']')
		while (end && text[--end] != '[')
			;
	start = end;
	while (start && is_of_name(text[start - 1]))
		start--;
	if (start == end || end - start >= sizeof(f->name))
		return false;
	memcpy(f->name, text + start, end - start);
	f->name[end - start] = '\0';
	f->dynamic = strncmp(text, "__data_loc ", 11) == 0 || strncmp(text, "__rel_loc ", 10) == 0;
	f->common = strncmp(f->name, "common_", 7) == 0;
	return true;
}

/* The number after @key within @len bytes of @text. */
static bool read_number(uint32_t *ret, const char *text, size_t len, const char *key)
{
	const char *at = memmem(text, len, key, strlen(key));
	unsigned long number;

	if (!at || !isdigit((unsigned char)at[strlen(key)]))
		return false;
	number = strtoul(at + strlen(key), NULL, 10);
	*ret = (uint32_t)number;
	return number <= 1 << 16;
}

/* "	field:TYPE NAME;	offset:8;	size:4;	signed:0;" */
static bool read_field(struct event_field *f, const char *line, size_t len)
{
	const char *decl = memmem(line, len, "field:", 6);
	const char *end = decl ? memchr(decl, ';', len - (size_t)(decl - line)) : NULL;

	*f = (struct event_field){0};
	return end && read_name(f, decl + 6, (size_t)(end - decl) - 6) &&
	       read_number(&f->offset, end, len - (size_t)(end - line), "offset:") &&
	       read_number(&f->size, end, len - (size_t)(end - line), "size:");
}

bool event_read(struct event *ret, const char *format)
{
	memset(ret, 0, sizeof(*ret));
	for (const char *line = format; *line; line += *line == '\n') {
		const size_t len = strcspn(line, "\n");
		if (len > 7 && strncmp(line, "\tfield:", 7) == 0) {
			struct event_field *f = &ret->fields[ret->count];
			if (ret->count == EVENT_FIELDS_MAX || !read_field(f, line, len))
				return false;
			ret->count++;
			if (f->common && f->offset + f->size > ret->header)
				ret->header = f->offset + f->size;
			/* the kernel takes the last one, whatever its offset */
			if (!f->common)
				ret->end = f->offset + f->size;
		}
		line += len;
	}
	return ret->end > 0;
}

const struct event_field *event_find(const struct event *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (!r->fields[i].common && strcmp(r->fields[i].name, name) == 0)
			return &r->fields[i];
	return NULL;
}

const struct event_field *event_at(const struct event *r, uint32_t offset)
{
	for (size_t i = 0; i < r->count; i++)
		if (offset >= r->fields[i].offset &&
			offset - r->fields[i].offset < r->fields[i].size)
			return &r->fields[i];
	return NULL;
}
