// SPDX-License-Identifier: GPL-2.0-only
/* Lines do not depend on how the bytes are split over reads, and never exceed the buffer. */
#include "vm/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct output {
	char text[65536]; /* each line as "length:bytes" and a mark */
	size_t len, lines;
};

static void each(void *context, char *line, size_t len, bool overlong)
{
	struct output *h = context;

	assert_true(len <= LINE_MAX_BYTES);
	assert_int_equal(line[len], '\0');
	h->len += (size_t)snprintf(h->text + h->len, sizeof(h->text) - h->len, "%zu:", len);
	assert_true(h->len + len + 2 < sizeof(h->text));
	memcpy(h->text + h->len, line, len);
	h->len += len;
	h->text[h->len++] = overlong ? '!' : '\n';
	h->lines++;
}

static void feed(struct output *h, const char *bytes, size_t len, size_t cut)
{
	struct lines *l = calloc(1, sizeof(*l));

	assert_non_null(l);
	memset(h, 0, sizeof(*h));
	lines_feed(l, bytes, cut, each, h);
	lines_feed(l, bytes + cut, len - cut, each, h);
	free(l);
}

static void lines_do_not_depend_on_cuts(void **state)
{
	static const char bytes[] = "one\ntwo\r\n\n\r\nfi\0ve\nsix\rseven\r\r\n\xff\xfe\nunended";
	static struct output whole, cut;

	(void)state;
	feed(&whole, bytes, sizeof(bytes) - 1, 0);
	assert_int_equal(whole.lines, 7);
	assert_memory_equal(whole.text,
		"3:one\n3:two\n0:\n0:\n5:fi\0ve\n10:six\rseven\r\n2:\xff\xfe\n", whole.len);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		feed(&cut, bytes, sizeof(bytes) - 1, i);
		assert_int_equal(cut.len, whole.len);
		assert_memory_equal(cut.text, whole.text, whole.len);
	}
}

static void lines_are_read_byte_by_byte(void **state)
{
	static struct output h;
	struct lines *l = calloc(1, sizeof(*l));

	(void)state;
	memset(&h, 0, sizeof(h));
	for (const char *c = "a\r\nb\n"; *c; c++)
		lines_feed(l, c, 1, each, &h);
	lines_feed(l, "", 0, each, &h);
	assert_int_equal(h.lines, 2);
	assert_memory_equal(h.text, "1:a\n1:b\n", h.len);
	free(l);
}

static void an_overlong_line_is_cut(void **state)
{
	static const size_t lengths[] = {
		LINE_MAX_BYTES - 1, LINE_MAX_BYTES, LINE_MAX_BYTES + 1, 3 * LINE_MAX_BYTES};
	static struct output h;

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		size_t len = lengths[i];
		char *bytes = malloc(len + 6);
		memset(bytes, 'x', len);
		memcpy(bytes + len, "\nnext\n", 6);
		for (size_t cut = 0; cut < len; cut += len / 3) {
			feed(&h, bytes, len + 6, cut);
			assert_int_equal(h.lines, 2);
			size_t kept = len < LINE_MAX_BYTES ? len : LINE_MAX_BYTES;
			assert_int_equal(strtoul(h.text, NULL, 10), kept);
			assert_int_equal(h.text[5 + kept], len > LINE_MAX_BYTES ? '!' : '\n');
			/* the next line is complete */
			assert_memory_equal(h.text + h.len - 7, "4:next\n", 7);
		}
		free(bytes);
	}
}

/* A carriage return belongs to the end of a line only right before the newline. */
static void an_overlong_line_keeps_its_carriage_return(void **state)
{
	static struct output h;
	char *bytes = malloc(LINE_MAX_BYTES + 3);

	(void)state;
	memset(bytes, 'x', LINE_MAX_BYTES);
	memcpy(bytes + LINE_MAX_BYTES - 1, "\rz\r\n", 4);
	feed(&h, bytes, LINE_MAX_BYTES + 3, 0);
	assert_int_equal(h.lines, 1);
	assert_int_equal(strtoul(h.text, NULL, 10), LINE_MAX_BYTES);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_do_not_depend_on_cuts),
		cmocka_unit_test(lines_are_read_byte_by_byte),
		cmocka_unit_test(an_overlong_line_is_cut),
		cmocka_unit_test(an_overlong_line_keeps_its_carriage_return),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
