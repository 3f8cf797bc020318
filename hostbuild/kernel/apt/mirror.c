// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/apt/mirror.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "kernel/apt/root.h"
#include "kernel/apt/run.h"
#include "kernel/arch.h"
#include "kernel/store/entry.h"
#include "kernel/store/store.h"
#include "monotonic.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define MIRROR_SECONDS 90 /* for all lists, the first time, over a slow line */

/* By the ID in os-release(5); other distributions count as Debian. */
static enum kernel_from own_distribution(void)
{
	cleanup_free char *text = NULL;

	if (files_read("/etc/os-release", 65536, &text, NULL))
		return FROM_DEBIAN;
	const char *at = strstr(text, "\nID=");
	return at && strncmp(at + 4, "ubuntu", 6) == 0 ? FROM_UBUNTU : FROM_DEBIAN;
}

int mirror_check(void)
{
	cleanup_with(apt_root_clear) struct apt_root root = {0};
	cleanup_free char *cache = NULL, *store = NULL;
	cleanup_close int lock = -1; /* while a `kernel get` uses the lists */
	int r = cache_dir(&cache);

	if (!r)
		r = store_open(&store);
	if (!r && (r = entry_try_lock_directory(store, &lock)) == -EWOULDBLOCK)
		diag_error("another bpfjury is getting a kernel; apt is not checked meanwhile");
	apt_end_ms = monotonic_ms() + MIRROR_SECONDS * 1000;
	if (!r)
		r = apt_root_open(&root, cache, distribution_find(own_distribution()),
			arch_default()->debian);
	if (!r)
		r = apt_root_update(&root, time(NULL));
	apt_end_ms = 0;
	return r;
}
