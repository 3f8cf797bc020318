/* SPDX-License-Identifier: GPL-2.0-only */
/* A thread that reads a log in memory while the kernel writes it, and gives its pages back. */
#ifndef INIT_LOG_READER_H
#define INIT_LOG_READER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* The caller sets the first members and zeroes the rest. */
struct log_reader {
	char *log; /* of its own pages, all zero at the start */
	size_t size;
	/* A line, without its newline; called in the thread, one at a time. */
	void (*line)(void *data, const char *line, size_t len);
	void *data;
	/* valid after log_reader_end() */
	bool any; /* anything was written */
	/* The last byte was reached; the thread that writes gets SIGALRM from then on. */
	atomic_bool full;

	pthread_t thread, writer;
	atomic_bool ended;
	bool running;
};

/*
 * Begin to read what the calling thread is going to write or have written, from the front on, with
 * a NUL at its end.  No signal is delivered to the reader.  -errno of pthread_create(3).
 */
int log_reader_start(struct log_reader *r);

/* Nothing more is written: read the rest, and end the thread.  May be called again. */
void log_reader_end(struct log_reader *r);

#endif
