/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the child that judges an object tells PID 1: one packet a record, as JSON without a frame.
 * Dies where nobody hears.
 */
#ifndef INIT_TELL_H
#define INIT_TELL_H

#include "verdict/record.h"

#include <stddef.h>
#include <stdint.h>

/* @fd: the pipe; @heard: where a byte comes for each begin record that was heard. */
void tell_open(int fd, int heard);

void tell(struct record *r);
/* The begin record, heard and passed on before this returns. */
void tell_begin(struct record *r);
/* About 64 KiB of it at most, head and tail, with what was cut in between. */
void tell_log(int64_t program, const char *log, size_t len);

/* There are so many programs, and each way in which one is judged counts. */
void tell_object_begin(size_t programs, const char *producer);
/* The end: so many were judged; with that exit status. */
void tell_object(int64_t programs, int status) __attribute__((noreturn));

#endif
