// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/frame.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define HEX "0123456789abcdef"

static uint32_t crc_of(const char *bytes, size_t len)
{
	return (uint32_t)crc32(0, (const Bytef *)bytes, (uInt)len);
}

int frame_write(char *out, const char *nonce, uint64_t seq, const char *json, size_t len)
{
	int head, tail;

	if (len > JSON_MAX)
		return -EMSGSIZE;
	head = snprintf(out, FRAME_MAX, "J1 %s %llu %zu ", nonce, (unsigned long long)seq, len);
	if (head < 0 || (size_t)head + len + 10 > FRAME_MAX)
		return -EMSGSIZE;
	memcpy(out + head, json, len);
	head += (int)len;
	tail = snprintf(
		out + head, FRAME_MAX - (size_t)head + 1, " %08x\n", crc_of(out, (size_t)head));
	return head + tail;
}

/* A decimal without sign or leading zero, and the space after it: what follows, or NULL. */
static const char *read_number(const char *s, const char *end, uint64_t *ret)
{
	uint64_t value = 0;
	const char *start = s;

	for (; s < end && *s >= '0' && *s <= '9'; s++)
		if (__builtin_mul_overflow(value, 10, &value) ||
			__builtin_add_overflow(value, (uint64_t)(*s - '0'), &value))
			return NULL;
	if (s == start || s == end || *s != ' ' || (*start == '0' && s - start > 1))
		return NULL;
	*ret = value;
	return s + 1;
}

static int is_hex(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!s[i] || !strchr(HEX, s[i]))
			return 0;
	return 1;
}

int frame_read(const char *line, size_t len, const char *nonce, uint64_t *ret_seq,
	const char **ret_json, size_t *ret_len, const char **ret_why)
{
	const char *end = line + len, *s;
	uint64_t seq, length;
	char crc[9];

	*ret_why = "does not begin with J1 and a nonce";
	if (len >= FRAME_MAX || len < 20 || memcmp(line, "J1 ", 3) != 0 || !is_hex(line + 3, 16) ||
		line[19] != ' ')
		return -EBADMSG;
	*ret_why = "bad sequence number";
	s = read_number(line + 20, end, &seq);
	if (!s)
		return -EBADMSG;
	*ret_why = "bad length";
	s = read_number(s, end, &length);
	if (!s)
		return -EBADMSG;
	*ret_why = "length does not match the line";
	if (length > JSON_MAX || (size_t)(end - s) != length + 9 || s[length] != ' ')
		return -EBADMSG;
	*ret_why = "bad checksum";
	snprintf(crc, sizeof(crc), "%08x", crc_of(line, (size_t)(s - line) + length));
	if (memcmp(crc, s + length + 1, 8) != 0)
		return -EBADMSG;
	*ret_why = "nonce of another boot";
	if (nonce && memcmp(line + 3, nonce, 16) != 0)
		return -ESTALE;
	*ret_why = NULL;
	*ret_seq = seq;
	*ret_json = s;
	*ret_len = length;
	return 0;
}
