// SPDX-License-Identifier: GPL-2.0-only
#include "mirror.h"
#include "apt-root.h"
#include "store.h"
#include "../cleanup.h"
#include "../files.h"

#include <string.h>
#include <time.h>

/* os-release(5)'s ID, as far as its kernels can be got. */
static const char *own_distribution(void)
{
	cleanup_free char *text = NULL;

	if (files_read("/etc/os-release", 65536, &text, NULL))
		return "debian";
	const char *at = strstr(text, "\nID=");
	return at && strncmp(at + 4, "ubuntu", 6) == 0 ? "ubuntu" : "debian";
}

int mirror_check(void)
{
	cleanup_with(apt_root_clear) struct apt_root root = {0};
	cleanup_free char *cache = NULL, *store = NULL;
	cleanup_close int lock = -1; /* a `kernel get` at work has its lists in use */
	int r = files_cache_dir(&cache);

	if (!r)
		r = store_open(&store);
	if (!r)
		r = store_lock(store, "getting a kernel", &lock);
	if (!r)
		r = apt_root_open(&root, cache, distribution_find(own_distribution()), "amd64");
	return r ? r : apt_root_update(&root, time(NULL));
}
