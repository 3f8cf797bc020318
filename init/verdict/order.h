/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the host says to the guest over the record port:
 *
 *	stop <nonce> <object> <program>\n
 *
 * End what you are at: this program, or what comes before the object's next one begins (<program>
 *is "-"), or what finds out about the kernel (both are).  bpfjury-stream(5).
 */
#ifndef VERDICT_ORDER_H
#define VERDICT_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line with its newline and NUL. */
#define ORDER_MAX 80

struct order {
	int64_t object, program; /* as in the records; -1: none */
};

/* Length of the line, its newline included. */
int order_write(char out[ORDER_MAX], const char *nonce, const struct order *o);

/* One line without its newline; false where it is no order to this boot. */
bool order_read(struct order *ret, const char *line, size_t len, const char *nonce);

#endif
