// SPDX-License-Identifier: GPL-2.0-only
#include "archive/contents.h"
#include "archive/object.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "stop.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* Bytes that are kept from this reading, so that packing need not read again. */
#define KEEP_MAX    ((size_t)64 << 20)
#define THREADS_MAX 8
#define SHARE	    32 /* objects that are worth a thread */

struct load {
	struct collection *docket;
	char **wrong; /* what is, by object */
	atomic_size_t next, kept;
	atomic_int error; /* -ENOMEM or -EINTR: no more is read */
};

/* stop_signal() is for the main thread; this one only looks. */
static bool asked_to_stop(void)
{
	return poll(&(struct pollfd){.fd = stop_fd(), .events = POLLIN}, 1, 0) > 0;
}

static int load_one(struct load *l, struct collected *o, char *why, size_t size)
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
	o->wants_config = memmem(bytes, len, ".kconfig", sizeof(".kconfig"));
	if (atomic_fetch_add(&l->kept, len) + len <= KEEP_MAX)
		o->content = steal(&bytes);
	return 0;
}

static void *load_some(void *arg)
{
	struct load *l = arg;
	char why[256];

	for (size_t i; !l->error && (i = atomic_fetch_add(&l->next, 1)) < l->docket->count;) {
		int r = asked_to_stop() ? -EINTR
					: load_one(l, &l->docket->objects[i], why, sizeof(why));
		if (r && r != -EINTR && r != -ENOMEM) {
			l->wrong[i] = strdup(why);
			r = l->wrong[i] ? 0 : -ENOMEM;
		}
		if (r)
			atomic_store(&l->error, r);
	}
	return NULL;
}

static void load_all(struct load *l)
{
	pthread_t helpers[THREADS_MAX];
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = 0;

	/* this thread is one of them, and enough where no other can be had */
	while (n < THREADS_MAX && (long)n + 1 < cpus && (n + 1) * SHARE < l->docket->count &&
		!pthread_create(&helpers[n], NULL, load_some, l))
		n++;
	load_some(l);
	while (n)
		pthread_join(helpers[--n], NULL);
}

int collection_read(struct collection *d)
{
	cleanup_free char **wrong = calloc(d->count + 1, sizeof(*wrong));
	struct load l = {.docket = d, .wrong = wrong};
	int r = 0;

	if (!wrong)
		return diag_errno(-ENOMEM, "read objects");
	load_all(&l);
	for (size_t i = 0; i < d->count; i++)
		if (wrong[i]) {
			diag_error("%s: %s", d->objects[i].source, wrong[i]);
			free(wrong[i]);
			r = FAIL_MISUSE;
		}
	return l.error ? diag_errno(l.error, "read objects") : r;
}
