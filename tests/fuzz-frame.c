// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as lines of the record port: frames with their records, and the host's orders. */
#include "verdict/order.h"
#include "verdict/record.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_record(const char *json, size_t len)
{
	struct record *r = malloc(sizeof(*r)), *again = malloc(sizeof(*again));
	char out[JSON_MAX];
	const char *why;

	if (!r || !again)
		abort();
	if (record_read(r, json, len, &why) == 0 && r->kind != RECORD_NONE) {
		int written = record_write(r, out, sizeof(out));
		/* what was read can be written, and be read again */
		if (written == -EINVAL ||
			(written > 0 && record_read(again, out, (size_t)written, &why)))
			abort();
		if (written > 0)
			record_clear(again);
	}
	record_clear(r);
	free(r);
	free(again);
}

/* A line that is read as an order is the line that would be written for it. */
static void read_order(const char *text, size_t size)
{
	char line[ORDER_MAX];
	struct order o;

	if (!order_read(&o, text, size, "0123456789abcdef"))
		return;
	int n = order_write(line, "0123456789abcdef", &o);
	if (n < 1 || (size_t)n - 1 != size || memcmp(line, text, size) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *json, *why;
	char line[FRAME_MAX + 1];
	uint64_t seq;
	size_t len;

	if (frame_read(text, size, NULL, &seq, &json, &len, &why) == 0)
		read_record(json, len);
	read_record(text, size);
	free(text_cleaned(text, size, 1));
	read_order(text, size);
	if (size <= JSON_MAX && !memchr(text, '\n', size)) {
		int n = frame_write(line, "0123456789abcdef", size, text, size);
		if (n < 0 || frame_read(line, (size_t)n - 1, "0123456789abcdef", &seq, &json, &len,
				     &why))
			abort();
	}
	return 0;
}
