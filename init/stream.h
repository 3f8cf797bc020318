/* SPDX-License-Identifier: GPL-2.0-only */
/* The guest's end of the record stream.  Only PID 1 writes it. */
#ifndef INIT_STREAM_H
#define INIT_STREAM_H

#include "verdict/order.h"
#include "verdict/record.h"

/*
 * Open /dev/@device and make it raw; "": there is no stream, and what is sent is only counted.  0
 * or -errno.
 */
int stream_open(const char *device, const char *nonce);

/* Send a record.  Its text is cut until it fits in a line; @r is changed then. */
void stream_send(struct record *r);

/* In a child: send nothing, and erase the nonce from memory. */
void stream_forget(void);

/*
 * Wait until the port has sent everything, or as long as drain.h says: a kernel that dies loses
 * what is in its buffers.
 */
void stream_drain(void);

/*
 * After the last record: wait until the port has sent its last bit, then with @host for the host to
 * end the machine, LAST_RECORD_WAIT_MS of the guest's time at most.  Nothing without a stream.
 */
void stream_finish(bool host);

/* A descriptor that becomes readable when an order comes; -1: there is none to wait for. */
int stream_order_fd(void);

/* The next order of the host to this boot.  False: there is none, or not yet.  Does not wait. */
bool stream_order(struct order *ret);

/* Send a tick where nothing has been sent for a second. */
void stream_tick(void);

/* How many records of a kind were sent. */
int64_t stream_count(enum record_kind kind);

#endif
