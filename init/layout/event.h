/* SPDX-License-Identifier: GPL-2.0-only */
/* The record of a tracepoint as this kernel writes it: events/GROUP/NAME/format of tracefs. */
#ifndef INIT_EVENT_H
#define INIT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_field {
	char name[64];
	uint32_t offset, size;
	bool dynamic; /* __data_loc, __rel_loc: 4 bytes that say where the value is */
	bool common;  /* of the header that all records have */
};

#define EVENT_FIELDS_MAX 96

struct event {
	struct event_field fields[EVENT_FIELDS_MAX];
	size_t count;
	uint32_t header; /* bytes up to the end of the last common field */
	/*
	 * The end of the last field.  A program that loads beyond it cannot be attached: EACCES,
	 * perf_event_set_bpf_prog() in kernel/events/core.c.
	 */
	uint32_t end;
};

/* Read the text of a format file.  False: it is none, or has no field but common ones. */
bool event_read(struct event *ret, const char *format);

/* The field with that name, common ones excepted; NULL: there is none. */
const struct event_field *event_find(const struct event *r, const char *name);

/* The field that has the byte at @offset; NULL: none has. */
const struct event_field *event_at(const struct event *r, uint32_t offset);

#endif
