// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as a guest's console: lines and splats.  The first byte says where it is cut in two. */
#include "vm/lines.h"
#include "verdict/splat.h"
#include "verdict/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	struct splat_reader reader;
	struct splat last;
	size_t lines, bytes, splats, triggers;
};

static void see_splat(struct seen *s)
{
	const char *const texts[] = {s->last.title, s->last.line};

	if (!*s->last.title || strlen(s->last.title) >= sizeof(s->last.title) ||
		strlen(s->last.line) >= sizeof(s->last.line))
		abort();
	for (size_t i = 0; i < 2; i++)
		for (const char *c = texts[i]; *c; c += utf8_sequence(c, strlen(c)))
			if (!utf8_sequence(c, strlen(c)) || *c == '\n' || *c == '\x1b')
				abort();
	s->splats++;
}

static void each_line(void *context, char *line, size_t len, bool overlong)
{
	struct seen *s = context;
	struct splat_reader fresh = {0};
	struct splat alone;

	if (len > LINE_MAX_BYTES || line[len] != '\0' || (overlong && len != LINE_MAX_BYTES))
		abort();
	s->lines++;
	s->bytes += len;
	if (splat_feed(&s->reader, line, &s->last))
		see_splat(s);
	/* no more splats than lines that begin one */
	s->triggers += splat_feed(&fresh, line, &alone) || splat_flush(&fresh, &alone);
	if (s->splats > s->triggers)
		abort();
}

static void end(struct seen *s)
{
	if (splat_flush(&s->reader, &s->last))
		see_splat(s);
	if (s->splats > s->triggers || (s->triggers && !s->splats))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lines *one = calloc(1, sizeof(*one)), *two = calloc(1, sizeof(*two));
	static struct seen whole, cut;

	whole = cut = (struct seen){0};

	if (!one || !two)
		abort();
	if (size) {
		size_t at = *data % size;
		lines_feed(one, (const char *)data, size, each_line, &whole);
		lines_feed(two, (const char *)data, at, each_line, &cut);
		lines_feed(two, (const char *)data + at, size - at, each_line, &cut);
		end(&whole);
		end(&cut);
		if (whole.lines != cut.lines || whole.bytes != cut.bytes ||
			whole.splats != cut.splats ||
			strcmp(whole.last.title, cut.last.title) != 0 ||
			strcmp(whole.last.line, cut.last.line) != 0)
			abort();
	}
	free(one);
	free(two);
	return 0;
}
