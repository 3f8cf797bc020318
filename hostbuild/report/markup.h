/* SPDX-License-Identifier: GPL-2.0-only */
/* XML and HTML by libxml2's writer, which escapes; text is made fit first. */
#ifndef REPORT_MARKUP_H
#define REPORT_MARKUP_H

#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct markup {
	xmlTextWriterPtr to;
	xmlBufferPtr bytes;
	bool failed; /* there was no memory: nothing that was written counts */
};

/* Without memory all other functions do nothing and markup_save() fails. */
void markup_open(struct markup *m);
void markup_close(struct markup *m);

/* Write what there is to @path as output_text() does, at most @max bytes; reports its errors. */
int markup_save(struct markup *m, const char *path, size_t max);

void markup_start(struct markup *m, const char *element);
/* "<x/>" where it is empty; HTML has that for a few elements only, … */
void markup_end(struct markup *m);
/* … and "<x></x>" for all others. */
void markup_end_full(struct markup *m);

void markup_attribute(struct markup *m, const char *name, const char *value);
void markup_number(struct markup *m, const char *name, int64_t value);

/*
 * Text of anybody.  Of what is shown nothing is obeyed by a terminal, a browser or a CI runner;
 * tabs and ends of lines stay.
 */
void markup_text(struct markup *m, const char *text);
void markup_text_length(struct markup *m, const char *text, size_t len);
void markup_print(struct markup *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes of our own, as they are. */
void markup_raw(struct markup *m, const char *bytes);

/* How many bytes there are. */
size_t markup_size(struct markup *m);

/* How many bytes @text has once it is escaped: at most MARKUP_GROWTH times as many as before. */
#define MARKUP_GROWTH 6
size_t markup_text_size(const char *text);

#endif
