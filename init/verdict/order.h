/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Orders of the host to the guest, over the record port:
 *
 *	stop <nonce> <object> <program>\n
 *
 * The guest is to end the child that works on this program.  <program> is "-" before the object's
 * next program has begun; both are "-" during the survey.  bpfjury-stream(5).
 */
#ifndef VERDICT_ORDER_H
#define VERDICT_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a line with its newline and a NUL. */
#define ORDER_MAX 80

struct order {
	int64_t object, program; /* indices as in the records; -1: "-" */
};

/* Write the line and a NUL: its length without the NUL. */
int order_write(char out[ORDER_MAX], const char *nonce, const struct order *o);

/* Read a line, given without its newline.  False: it is no order, or has another nonce. */
bool order_read(struct order *ret, const char *line, size_t len, const char *nonce);

#endif
