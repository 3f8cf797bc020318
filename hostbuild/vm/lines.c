// SPDX-License-Identifier: GPL-2.0-only
#include "vm/lines.h"

#include <string.h>

void lines_feed(struct lines *l, const char *bytes, size_t len,
	void (*each)(void *context, char *line, size_t len, bool overlong), void *context)
{
	while (len) {
		const char *newline = memchr(bytes, '\n', len);
		size_t piece = newline ? (size_t)(newline - bytes) : len;
		size_t room = LINE_MAX_BYTES - l->len;
		size_t copied = piece < room ? piece : room;
		memcpy(l->buf + l->len, bytes, copied);
		l->len += copied;
		l->overlong |= copied < piece;
		bytes += piece;
		len -= piece;
		if (!newline)
			break;
		bytes++;
		len--;
		if (l->len && l->buf[l->len - 1] == '\r' && !l->overlong)
			l->len--;
		l->buf[l->len] = '\0';
		each(context, l->buf, l->len, l->overlong);
		l->len = 0;
		l->overlong = false;
	}
}
