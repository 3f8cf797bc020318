/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One record on the wire:
 *
 *	J1 <nonce> <seq> <length> <json> <crc>\n
 *
 * nonce: 16 lower-case hex digits, new for every boot; seq: decimal, from 0, without a gap; length:
 * bytes of the JSON, decimal; crc: zlib's CRC-32 of everything before the space in front of it, 8
 * lower-case hex digits.  A line has at most FRAME_MAX bytes with its newline.  bpfjury-stream(5).
 */
#ifndef VERDICT_FRAME_H
#define VERDICT_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define FRAME_MAX  4096
#define NONCE_SIZE 17 /* with the NUL */
/* "J1 " nonce " " seq(20) " " length(4) " " … " " crc(8) "\n" */
#define JSON_MAX (FRAME_MAX - (3 + 16 + 1 + 20 + 1 + 4 + 1 + 1 + 8 + 1))

/* Write one line and a NUL to @out (FRAME_MAX + 1 bytes): its length, or -EMSGSIZE. */
int frame_write(char *out, const char *nonce, uint64_t seq, const char *json, size_t len);

/*
 * Check one line, given without its newline.  @ret_json points into @line.  -EBADMSG: not a whole
 * frame, with the reason in @ret_why; -ESTALE: a whole frame with another nonce.  @nonce NULL: any
 * nonce is right.
 */
int frame_read(const char *line, size_t len, const char *nonce, uint64_t *ret_seq,
	const char **ret_json, size_t *ret_len, const char **ret_why);

#endif
