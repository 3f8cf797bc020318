/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A record on its way from a child to PID 1: flat, without pointers.  PID 1 checks what a child
 * that judges sends without parsing it; only a survey, which reads no object, sends JSON.  Both
 * ends are the same binary: the layout is the compiler's, and no version is needed.  The JSON of
 * the other records is made once, where PID 1 writes them to the port (stream.h).
 *
 * One packet is one write(2) to a pipe in packet mode (O_DIRECT, pipe(2)).  That, unlike a socket,
 * is in every kernel, and the child needs no system call for it but write(2).
 */
#ifndef INIT_PACKET_H
#define INIT_PACKET_H

#include "verdict/record.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 *	kind			number			after the head
 *	RECORD_NEEDS		bytes of memory		nothing
 *	RECORD_OBJECT_BEGIN	programs		text: the producer
 *	RECORD_BEGIN		index of the program	result
 *	RECORD_WHOLE_BEGIN	0			result
 *	RECORD_WHOLE		programs		result
 *	RECORD_LOG		index of the program,	text, not empty
 *				-1: the whole object
 *	RECORD_UNREACHED	index of the program	text, not empty
 *	RECORD_HOT		index of the program	text, not empty
 *	RECORD_PROGRAM		index of the program	result
 *	RECORD_OBJECT		programs		nothing
 *	RECORD_FEATURES		0			text: the JSON of one object
 *
 * A child has no other kinds.  One that judges sends all but the last, about one object, of which
 * only PID 1 knows the index.  RECORD_NEEDS is its first one, or is not sent.  A survey sends only
 * the last.
 */
struct packet {
	uint32_t kind; /* enum record_kind */
	uint32_t zero;
	int64_t number;
	union {
		char text[TEXT_SIZE]; /* without a NUL: it ends where the packet does */
		struct program_result result;
		char room[PIPE_BUF - 16]; /* 16: PACKET_HEAD */
	};
};

#define PACKET_HEAD   offsetof(struct packet, text)
#define PACKET_RESULT (PACKET_HEAD + sizeof(struct program_result))

/* Or the kernel would cut one write in two packets. */
_Static_assert(sizeof(struct packet) <= PIPE_BUF, "a packet is one write");
/* What is read into a struct packet may have been longer: no packet of that size is valid. */
_Static_assert(PACKET_RESULT < sizeof(struct packet), "a packet that fills the struct is none");

/*
 * Make the packet of @r: its length.  -EINVAL: a child does not send that kind, or packet_read()
 * would refuse it; -EMSGSIZE: its text has no room; -ENOMEM.
 */
int packet_write(struct packet *ret, const struct record *r);

/*
 * Check the @len bytes that were read of a packet, every one of which the child may have chosen,
 * and make a record of them.  @ret is initialised and its text clean; the caller clears it, after
 * an error too.  @survey: the child is a survey; otherwise it judges.  -EBADMSG: not one that
 * packet_write() can make, or that such a child sends; -ENOMEM.
 */
int packet_read(struct record *ret, const struct packet *p, size_t len, bool survey);

#endif
