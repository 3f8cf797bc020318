// SPDX-License-Identifier: GPL-2.0-only
#include "report/screen.h"
#include "cleanup.h"
#include "verdict/text.h"

#include <langinfo.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <wchar.h>

#define COLUMNS_MIN 80
/* For files and CI logs: four kernels fit in a row. */
#define COLUMNS_FILE 120
#define COLUMNS_MAX  1000

static const char *const style_codes[] = {
	[STYLE_BOLD] = "1",
	[STYLE_DIM] = "2",
	[STYLE_GOOD] = "32",
	[STYLE_BAD] = "1;31",
	[STYLE_DOUBT] = "33",
};

/* A character as it is printed. */
struct glyph {
	char bytes[5];
	int columns;
};

void screen_open(struct screen *s, FILE *out, const struct table_options *options)
{
	*s = (struct screen){.out = out,
		.columns = options->columns,
		.colour = options->colour,
		.utf8 = options->utf8,
		.wrap = options->wrap};
	if (s->columns < COLUMNS_MIN)
		s->columns = COLUMNS_MIN;
	/* wcwidth(3) depends on the locale, and the table must not */
	s->widths = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (!s->widths)
		s->utf8 = false;
	else
		s->before = uselocale(s->widths);
}

void screen_close(struct screen *s)
{
	if (!s->widths)
		return;
	uselocale(s->before);
	freelocale(s->widths);
	s->widths = (locale_t)0;
}

/* The next character of @text, escaped.  Returns its length in @text; 0 at the end. */
static size_t next_glyph(const struct screen *s, const char *text, struct glyph *ret)
{
	size_t len = strnlen(text, 4), n = utf8_sequence(text, len);
	wchar_t c = n ? (wchar_t)utf8_code_point(text, n) : 0xfffd;
	int columns;

	if (!len)
		return 0;
	columns = s->utf8 ? wcwidth(c) : 1;
	if (columns < 0 || text_unfit(text, n) || text_is_order(text) || (!s->utf8 && c > 0x7f))
		*ret = (struct glyph){.bytes = "?", .columns = 1};
	else
		*ret = (struct glyph){.columns = columns};
	if (c == '\t')
		*ret->bytes = ' ';
	else if (!*ret->bytes)
		memcpy(ret->bytes, text, n);
	else if (s->utf8)
		memcpy(ret->bytes, "\xef\xbf\xbd", 4);
	return n ? n : 1;
}

int screen_width(const struct screen *s, const char *text)
{
	struct glyph glyph;
	size_t n;
	int columns = 0;

	while ((n = next_glyph(s, text, &glyph)) && columns < INT_MAX / 2) {
		columns += glyph.columns;
		text += n;
	}
	return columns;
}

/* Print what fits in @room columns.  Returns the columns it took. */
static int put_glyphs(const struct screen *s, const char *text, int room)
{
	struct glyph glyph;
	size_t n;
	int taken = 0;

	while ((n = next_glyph(s, text, &glyph)) && taken + glyph.columns <= room) {
		fputs(glyph.bytes, s->out);
		taken += glyph.columns;
		text += n;
	}
	return taken;
}

/* Columns of @room left of the ellipsis. */
static int head_room(enum cut cut, int room)
{
	switch (cut) {
	case CUT_START:
		return 0;
	case CUT_MIDDLE:
		return (room + 1) / 2;
	case CUT_END:
		break;
	}
	return room;
}

static int put_cut(const struct screen *s, enum cut cut, const char *text, int limit)
{
	int width = screen_width(s, text), taken;
	struct glyph glyph;

	if (width <= limit)
		return put_glyphs(s, text, limit);
	taken = put_glyphs(s, text, head_room(cut, limit - 1)) + 1;
	fputs(s->utf8 ? "…" : "~", s->out);
	while (width > limit - taken) {
		text += next_glyph(s, text, &glyph);
		width -= glyph.columns;
	}
	return taken + put_glyphs(s, text, width);
}

int screen_put(const struct screen *s, enum style style, enum cut cut, const char *text, int limit)
{
	const char *code = s->colour ? style_codes[style] : NULL;
	cleanup_free char *harmless = NULL;
	int taken;

	if (limit <= 0)
		return 0;
	const char *order = text_line_order(text);
	if (order && (harmless = strdup(text))) {
		harmless[order - text] = '\a'; /* printed as a replacement character */
		text = harmless;
	}
	if (code)
		fprintf(s->out, "\033[%sm", code);
	taken = put_cut(s, cut, text, limit);
	if (code)
		fputs("\033[0m", s->out);
	return taken;
}

int screen_print(const struct screen *s, enum style style, const char *format, ...)
{
	char text[4096];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return screen_put(s, style, CUT_END, text, INT_MAX);
}

void screen_pad(const struct screen *s, int columns)
{
	fprintf(s->out, "%*s", columns > 0 ? columns : 0, "");
}

void screen_rule(const struct screen *s, int columns)
{
	while (columns-- > 0)
		fputs(s->utf8 ? "─" : "-", s->out);
	fputc('\n', s->out);
}

static int columns_of(int fd)
{
	const char *env = getenv("COLUMNS");
	struct winsize size;
	long columns = env ? strtol(env, NULL, 10) : 0;

	if (columns <= 0)
		columns = !isatty(fd)			      ? COLUMNS_FILE
			  : ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col
							      : 0;
	if (columns < COLUMNS_MIN)
		return COLUMNS_MIN;
	return columns > COLUMNS_MAX ? COLUMNS_MAX : (int)columns;
}

struct table_options table_options_for(int fd)
{
	const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
	locale_t user = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	struct table_options options = {.columns = columns_of(fd)};

	options.wrap = isatty(fd) || getenv("COLUMNS");
	options.colour = isatty(fd) && !(no_colour && *no_colour) && term && *term &&
			 strcmp(term, "dumb") != 0;
	if (user) {
		options.utf8 = strcmp(nl_langinfo_l(CODESET, user), "UTF-8") == 0;
		freelocale(user);
	}
	return options;
}
