// SPDX-License-Identifier: GPL-2.0-only
/* What a guest's console may hold: lines, and what of them is a splat or a panic.  The first byte says where it is cut. */
#include "../hostbuild/vm/lines.h"
#include "../init/verdict/splat.h"
#include "../init/verdict/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	size_t lines, bytes, splats;
};

static void each_line(void *context, char *line, size_t len, bool overlong)
{
	struct seen *s = context;
	const char *title = NULL;
	char shown[256];

	if (len > LINE_MAX_BYTES || line[len] != '\0' || (overlong && len != LINE_MAX_BYTES))
		abort();
	s->lines++;
	s->bytes += len;
	if (splat_begins(line, &title)) {
		if (title < line || title > line + len)
			abort();
		text_set(shown, title);
		for (const char *c = shown; *c; c += utf8_sequence(c, strlen(c)))
			if (!utf8_sequence(c, strlen(c)) || *c == '\n' || *c == '\x1b')
				abort();
		s->splats++;
	}
	splat_is_panic(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lines *one = calloc(1, sizeof(*one)), *two = calloc(1, sizeof(*two));
	struct seen whole = {0}, cut = {0};

	if (!one || !two)
		abort();
	if (size) {
		size_t at = *data % size;
		lines_feed(one, (const char *)data, size, each_line, &whole);
		lines_feed(two, (const char *)data, at, each_line, &cut);
		lines_feed(two, (const char *)data + at, size - at, each_line, &cut);
		if (memcmp(&whole, &cut, sizeof(whole)) != 0)
			abort();
	}
	free(one);
	free(two);
	return 0;
}
