/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a child of PID 1 sends its records: one packet each, in the order that PID 1 expects.  Every
 * function ends the process with status 1 when a packet cannot be sent: PID 1 has closed the pipe,
 * or the record has no packet (packet_write(): not what a child may send, too long, no memory).
 */
#ifndef INIT_SEND_H
#define INIT_SEND_H

#include "verdict/record.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Exit statuses of a child, besides 0 (done, and the kernel has freed what it loaded).  PID 1 reads
 * them in supervise/.
 */
#define CHILD_NOT_CONFINED 71 /* it could not be confined, and so read no object */
#define CHILD_NOT_SETTLED  72 /* done, but the kernel may not have freed all that it loaded */

/* @fd: the pipe for packets; @go: one byte arrives there for each begin record passed on. */
void send_open(int fd, int go);

void send_record(struct record *r);
/* Send a begin record and wait until PID 1 has passed it on. */
void send_begin(struct record *r);
/*
 * Send at most 64 KiB of a log as log records of @program: head and tail, and between them a line
 * that counts the bytes left out.
 */
void send_log(int64_t program, const char *log, size_t len);

/* Send @text, of verdict/coverage.h or verdict/hot.h, as records of @program. */
void send_unreached(int64_t program, const char *text);
void send_hot(int64_t program, const char *text);

/* What the maps of the object take, in bytes.  Before send_object_begin(). */
void send_needs(int64_t memory_bytes);
/* Announce the object; each variant of a program counts as one of @programs. */
void send_object_begin(size_t programs, const char *producer);
/* Send the object's end and exit with @status; @programs were judged. */
void send_object_end(int64_t programs, int status) __attribute__((noreturn));

#endif
