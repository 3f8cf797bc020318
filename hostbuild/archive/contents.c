// SPDX-License-Identifier: GPL-2.0-only
#include "archive/contents.h"
#include "archive/object.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "stop.h"
#include "verdict/need-words.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define KEEP_MAX    ((size_t)64 << 20) /* bytes kept in memory, which packing does not read again */
#define THREADS_MAX 8
#define SHARE	    32 /* objects for each thread at least */

struct reading {
	struct collection *docket;
	char **wrong; /* the error of each object; NULL: none */
	atomic_size_t next, kept;
	atomic_int error; /* -ENOMEM or -EINTR, which ends the reading */
};

/* For all threads: stop_signal() restarts the alarm and is for the main thread only. */
static bool asked_to_stop(void)
{
	return poll(&(struct pollfd){.fd = stop_fd(), .events = POLLIN}, 1, 0) > 0;
}

static int read_one(struct reading *l, struct collected *o, char *why, size_t size)
{
	cleanup_free char *bytes = NULL;
	size_t len;
	int r = object_read(o->source, &bytes, &len, why, size);

	if (!r)
		r = object_check((unsigned char *)bytes, len, why, size);
	if (!r && sha256_bytes(bytes, len, o->sha256))
		r = -ENOMEM;
	if (r)
		return r;
	o->bytes = (int64_t)len;
	o->wants_config = memmem(bytes, len, ".kconfig", sizeof(".kconfig")) ||
			  memmem(bytes, len, NEED_CONFIG_MARK, strlen(NEED_CONFIG_MARK));
	if (atomic_fetch_add(&l->kept, len) + len <= KEEP_MAX)
		o->content = steal(&bytes);
	return 0;
}

static void *read_some(void *arg)
{
	struct reading *l = arg;
	char why[256];

	for (size_t i; !l->error && (i = atomic_fetch_add(&l->next, 1)) < l->docket->count;) {
		int r = asked_to_stop() ? -EINTR
					: read_one(l, &l->docket->objects[i], why, sizeof(why));
		if (r && r != -EINTR && r != -ENOMEM) {
			l->wrong[i] = strdup(why);
			r = l->wrong[i] ? 0 : -ENOMEM;
		}
		if (r)
			atomic_store(&l->error, r);
	}
	return NULL;
}

static void read_all(struct reading *l)
{
	pthread_t helpers[THREADS_MAX];
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = 0;

	/* this thread reads, too; alone if no other can be made */
	while (n < THREADS_MAX && (long)n + 1 < cpus && (n + 1) * SHARE < l->docket->count &&
		!pthread_create(&helpers[n], NULL, read_some, l))
		n++;
	read_some(l);
	while (n)
		pthread_join(helpers[--n], NULL);
}

int collection_read(struct collection *d)
{
	cleanup_free char **wrong = calloc(d->count + 1, sizeof(*wrong));
	struct reading l = {.docket = d, .wrong = wrong};
	int r = 0;

	if (!wrong)
		return diag_errno(-ENOMEM, "read objects");
	read_all(&l);
	for (size_t i = 0; i < d->count; i++)
		if (wrong[i]) {
			diag_error("%s: %s", d->objects[i].source, wrong[i]);
			free(wrong[i]);
			r = FAIL_MISUSE;
		}
	return l.error ? diag_errno(l.error, "read objects") : r;
}
