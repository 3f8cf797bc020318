// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/order.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int order_write(char out[ORDER_MAX], const char *nonce, const struct order *o)
{
	char object[24] = "-", program[24] = "-";

	if (o->object >= 0)
		snprintf(object, sizeof(object), "%" PRId64, o->object);
	if (o->program >= 0)
		snprintf(program, sizeof(program), "%" PRId64, o->program);
	return snprintf(out, ORDER_MAX, "stop %s %s %s\n", nonce, object, program);
}

/* "-" (-1) or a number without a leading zero, ended by @end. */
static bool read_number(int64_t *ret, const char **at, const char *end)
{
	const char *from = *at;
	int64_t n = 0;

	if (from < end && *from == '-') {
		*ret = -1;
		*at = from + 1;
		return true;
	}
	while (*at < end && **at >= '0' && **at <= '9' && *at - from < 18)
		n = n * 10 + (*(*at)++ - '0');
	*ret = n;
	return *at > from && (*from != '0' || *at == from + 1);
}

bool order_read(struct order *ret, const char *line, size_t len, const char *nonce)
{
	const size_t nonce_len = strlen(nonce), head = strlen("stop ") + nonce_len + 1;
	const char *at = line + head, *end = line + len;
	struct order o;

	if (len < head || memcmp(line, "stop ", 5) != 0 ||
		memcmp(line + 5, nonce, nonce_len) != 0 || at[-1] != ' ')
		return false;
	if (!read_number(&o.object, &at, end) || at == end || *at++ != ' ' ||
		!read_number(&o.program, &at, end) || at != end || (o.object < 0 && o.program >= 0))
		return false;
	*ret = o;
	return true;
}
