// SPDX-License-Identifier: GPL-2.0-only
#include "load/log-reader.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

/* Pages are given back in pieces of this size. */
#define PIECE	   ((size_t)1 << 20)
#define PAUSE_NS   1000000L
#define STACK_SIZE (64 << 10)

/* Hand the complete lines from @from to @to on.  Where the rest begins. */
static size_t read_lines(struct log_reader *r, size_t from, size_t to)
{
	const char *end;

	while ((end = memchr(r->log + from, '\n', to - from))) {
		const size_t len = (size_t)(end - (r->log + from));
		r->line(r->data, r->log + from, len);
		from += len + 1;
	}
	return from;
}

/* Give back the whole pieces between @freed and @upto.  What is given back then. */
static size_t give_back(struct log_reader *r, size_t freed, size_t upto)
{
	const size_t end = upto / PIECE * PIECE;

	if (end > freed)
		madvise(r->log + freed, end - freed, MADV_DONTNEED);
	return end > freed ? end : freed;
}

static void *read_log(void *data)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	struct log_reader *r = data;
	size_t line = 0, at = 0, freed = 0;

	for (;;) {
		/* before the look at the log: after the end there is nothing new */
		const bool ended = atomic_load(&r->ended);
		const size_t room = r->size - 1 - at, piece = room < PIECE ? room : PIECE;
		const size_t more = strnlen(r->log + at, piece);
		at += more;
		line = read_lines(r, line, at);
		/* a line that never ends is none of the verifier's */
		if (at - line > PIECE)
			line = at;
		freed = give_back(r, freed, line);
		if (at == r->size - 1) {
			atomic_store(&r->full, true);
			if (!ended) /* repeated: one could come before the call */
				pthread_kill(r->writer, SIGALRM);
		}
		if (ended && !more)
			break;
		if (!more)
			nanosleep(&pause, NULL);
	}
	r->any = at > 0;
	return NULL;
}

int log_reader_start(struct log_reader *r)
{
	pthread_attr_t attr;
	sigset_t all, before;

	r->writer = pthread_self();
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	const int err = pthread_create(&r->thread, &attr, read_log, r);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	r->running = !err;
	return -err;
}

void log_reader_end(struct log_reader *r)
{
	atomic_store(&r->ended, true);
	if (r->running)
		pthread_join(r->thread, NULL);
	r->running = false;
}
