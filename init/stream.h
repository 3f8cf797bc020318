/* SPDX-License-Identifier: GPL-2.0-only */
/* The record stream's guest end.  PID 1 alone writes it. */
#ifndef INIT_STREAM_H
#define INIT_STREAM_H

#include "verdict/order.h"
#include "verdict/record.h"

/*
 * Open /dev/@device raw; "" is fine and makes the stream silent.  0 or -errno: records that
 * were asked for and cannot be written are a reason to say so on the console.
 */
int stream_open(const char *device, const char *nonce);

/* Send one record; long text in it is cut until it fits a line. */
void stream_send(struct record *r);

/* In a child: no more of it, nor of the nonce in its memory. */
void stream_forget(void);

/*
 * Until the device has sent what it was given, bounded as drain.h says: a kernel that dies next
 * takes what waits in its buffers with it.
 */
void stream_drain(void);

/*
 * After the last record: until it is sent to its last bit, and then, where there is a @host, until
 * that ends the machine, 10 s of the guest's time at most.  Nothing where there is no stream.
 */
void stream_finish(bool host);

/* What becomes readable when the host says something; -1: nothing that could be waited for. */
int stream_order_fd(void);

/*
 * The next thing that the host said, of this boot and whole; false where there is none.  Never
 * waits.
 */
bool stream_order(struct order *ret);

/* Send a tick when a second has passed since the last one. */
void stream_tick(void);

/* Records of a kind sent so far. */
int64_t stream_count(enum record_kind kind);

#endif
