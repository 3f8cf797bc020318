// SPDX-License-Identifier: GPL-2.0-only
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "format.h"
#include "kernel/apt/apt.h"
#include "kernel/apt/root.h"
#include "kernel/arch.h"
#include "kernel/get/get.h"
#include "kernel/get/import.h"
#include "kernel/store/entry.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* The one that is judged on today; everything below takes it as it comes. */
#define LISTS_AGE_S (6 * 60 * 60)
/*
 * Package lists, a package and the kernel taken out of it; apt itself waits for ever on a full
 * disk.
 */
#define ROOM_MIB 300

/* The newest of the store that @spec wants, not proved. */
static int newest_here(struct kernel *ret, const char *store, const struct kernel_spec *spec)
{
	struct kernel *list = NULL, *best = NULL;
	size_t n = 0;
	int r = store_list(store, &list, &n);

	for (size_t i = 0; i < n; i++) {
		struct kernel *k = &list[i];
		char version[48];
		if (!k->from || strcmp(k->from, spec->distribution) || !k->package_version ||
			!version_upstream(k->package_version, version, sizeof(version)) ||
			!spec_wants(spec, version))
			continue;
		if (!best || apt_version_newer(k->package_version, best->package_version))
			best = k;
	}
	if (best) {
		*ret = *best;
		*best = KERNEL_NONE;
	}
	kernel_list_free(list, n);
	return r ? r : best ? 0 : -ENOENT;
}

static int find_distribution_here(
	struct kernel *ret, const char *store, const struct kernel_spec *spec)
{
	cleanup_with(kernel_clear) struct kernel newest = KERNEL_NONE;
	int r = newest_here(&newest, store, spec);

	return r ? r : store_read_checked(ret, store, newest.name);
}

static int import_choice(
	struct kernel *ret, const char *store, struct apt_choice *c, const struct apt_root *root)
{
	const struct distribution *d = root->distribution;
	const struct apt_package *image = &c->packages[0];
	size_t flavour = strcspn(d->flavour, "-");
	cleanup_free char *name = format_string(
		"%s-%s-%.*s-%s", d->name, image->version, (int)flavour, d->flavour, root->arch);
	cleanup_free char *origin = format_string("%s %s", image->name, image->version);
	cleanup_free char *version = malloc(48);
	struct package_file files[ARRAY_SIZE(c->packages)];

	if (!name || !origin || !version)
		return diag_errno(-ENOMEM, "%s", image->name);
	for (char *colon = name; (colon = strchr(colon, ':'));) /* an epoch's */
		*colon = '+';
	int r = store_read_checked(ret, store, name);
	if (!r) {
		diag_note("%s is in the store already", name);
		return 0;
	}
	if (r != -ENOENT && r != -EBADMSG)
		return r;
	r = apt_fetch(c, root);
	if (r)
		return r;
	for (size_t i = 0; i < c->n; i++)
		files[i] = (struct package_file){
			.path = c->packages[i].file, .sha256 = c->packages[i].sha256, .fd = -1};
	const struct kernel k = {.name = name,
		.origin = origin,
		.from = (char *)d->name,
		.release = c->release,
		.version = version_upstream(image->version, version, 48) ? version : NULL,
		.package_version = image->version,
		.package_sha256 = (char *)image->sha256};
	r = import_packages(ret, store, &k, files, c->n);
	if (!r)
		apt_forget(c);
	return r;
}

static int get_distribution(
	struct kernel *ret, const char *store, const struct kernel_spec *spec, time_t since)
{
	cleanup_with(apt_root_clear) struct apt_root root = {0};
	cleanup_with(apt_choice_clear) struct apt_choice choice = {0};
	cleanup_free char *cache = NULL;
	int r = cache_dir(&cache);

	if (!r)
		r = directory_check_room(cache, ROOM_MIB, "to get a kernel");
	if (!r)
		r = apt_root_open(&root, cache, distribution_find(spec->distribution),
			arch_default()->debian);
	if (!r)
		r = apt_root_update(&root, since);
	if (!r)
		r = apt_choose(&choice, &root, spec);
	return r ? r : import_choice(ret, store, &choice, &root);
}

int from_distribution(
	struct kernel *ret, const char *store, const struct kernel_spec *spec, enum reach reach)
{
	static time_t started; /* lists got by this run of the tool are new enough for all of it */
	cleanup_close int lock = -1;
	int r = reach == AGAIN ? -ENOENT : find_distribution_here(ret, store, spec);

	if (reach == HERE && r == -ENOENT)
		diag_error("%s: not in the store; `bpfjury kernel get %s` gets it", spec->text,
			spec->text);
	if (!r || reach == HERE)
		return r;
	if (!started)
		started = time(NULL);
	r = entry_lock_directory(store, "getting a kernel", &lock);
	/* another bpfjury may have got it meanwhile */
	if (!r && reach == NEAREST && find_distribution_here(ret, store, spec) == 0)
		return 0;
	return r ? r
		 : get_distribution(
			   ret, store, spec, reach == AGAIN ? started : started - LISTS_AGE_S);
}
