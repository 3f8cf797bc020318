/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One record on the wire:
 *
 *	J1 <nonce> <seq> <length> <json> <crc>\n
 *
 * nonce: 16 hex digits, fresh for every boot; seq: decimal from 0 without a gap; length:
 * bytes of the JSON; crc: zlib's CRC-32 of everything before the space in front of it, 8 lower-case
 * hex digits.  A line is at most FRAME_MAX bytes, its newline included.  bpfjury-stream(5).
 */
#ifndef VERDICT_FRAME_H
#define VERDICT_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define FRAME_MAX  4096
#define NONCE_SIZE 17
/* "J1 " nonce " " seq(20) " " length(4) " " … " " crc(8) "\n" */
#define JSON_MAX (FRAME_MAX - (3 + 16 + 1 + 20 + 1 + 4 + 1 + 1 + 8 + 1))

/* Write one line to @out (FRAME_MAX + 1 bytes, NUL included); its length, or -EMSGSIZE. */
int frame_write(char *out, const char *nonce, uint64_t seq, const char *json, size_t len);

/*
 * Check one line (without its newline).  On success @ret_json points into @line.
 * -EBADMSG: not a whole frame (what and where in @ret_why); -ESTALE: another boot's nonce.
 * @nonce NULL takes any.
 */
int frame_read(const char *line, size_t len, const char *nonce, uint64_t *ret_seq,
	const char **ret_json, size_t *ret_len, const char **ret_why);

#endif
