// SPDX-License-Identifier: GPL-2.0-only
#include "report/markup.h"
#include "cleanup.h"
#include "diag.h"
#include "outputs.h"
#include "verdict/text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

void markup_open(struct markup *m)
{
	m->bytes = xmlBufferCreate();
	m->to = m->bytes ? xmlNewTextWriterMemory(m->bytes, 0) : NULL;
	m->failed = !m->to;
}

void markup_close(struct markup *m)
{
	if (m->to)
		xmlFreeTextWriter(m->to);
	if (m->bytes)
		xmlBufferFree(m->bytes);
	*m = (struct markup){0};
}

int markup_save(struct markup *m, const char *path, size_t max)
{
	if (m->failed || xmlTextWriterFlush(m->to) < 0)
		return diag_errno(-ENOMEM, "write %s", path);
	return output_text(path, (const char *)xmlBufferContent(m->bytes),
		(size_t)xmlBufferLength(m->bytes), max);
}

/*
 * @text as XML can have it: text_shown(), and U+FFFE and U+FFFF, which are no characters of XML,
 * replaced; NULL without memory.
 */
static char *fit(const char *text, size_t len)
{
	char *clean = text_shown(text, len, true);

	for (char *at = clean; at && (at = strstr(at, "\xef\xbf")); at += 3)
		if ((unsigned char)at[2] >= 0xbe)
			at[2] = '\xbd'; /* U+FFFD */
	return clean;
}

void markup_start(struct markup *m, const char *element)
{
	m->failed = m->failed || xmlTextWriterStartElement(m->to, (const xmlChar *)element) < 0;
}

void markup_end(struct markup *m)
{
	m->failed = m->failed || xmlTextWriterEndElement(m->to) < 0;
}

void markup_end_full(struct markup *m)
{
	m->failed = m->failed || xmlTextWriterFullEndElement(m->to) < 0;
}

void markup_attribute(struct markup *m, const char *name, const char *value)
{
	cleanup_free char *clean = fit(value, strlen(value));

	m->failed = m->failed || !clean ||
		    xmlTextWriterWriteAttribute(
			    m->to, (const xmlChar *)name, (const xmlChar *)clean) < 0;
}

void markup_number(struct markup *m, const char *name, int64_t value)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, value);
	markup_attribute(m, name, text);
}

void markup_text_length(struct markup *m, const char *text, size_t len)
{
	cleanup_free char *clean = fit(text, len);

	m->failed =
		m->failed || !clean || xmlTextWriterWriteString(m->to, (const xmlChar *)clean) < 0;
}

void markup_text(struct markup *m, const char *text)
{
	markup_text_length(m, text, strlen(text));
}

void markup_print(struct markup *m, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	markup_text(m, text);
}

void markup_raw(struct markup *m, const char *bytes)
{
	m->failed = m->failed || xmlTextWriterWriteRaw(m->to, (const xmlChar *)bytes) < 0;
}

size_t markup_size(struct markup *m)
{
	if (m->failed || xmlTextWriterFlush(m->to) < 0)
		return 0;
	return (size_t)xmlBufferLength(m->bytes);
}

size_t markup_text_size(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '"' ? 6 : *text == '&' ? 5 : *text == '<' || *text == '>' ? 4 : 1;
	return n;
}
