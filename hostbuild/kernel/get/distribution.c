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
#include "kernel/store/store.h"
#include "verdict/version.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define LISTS_AGE_S (6 * 60 * 60) /* package lists younger than that are not updated */
/* Package lists, a package, and the kernel unpacked from it.  On a full disk apt waits for ever. */
#define ROOM_MIB 300

/* Of the distribution, and of the series or the release that the spec asks for. */
static bool is_wanted(const struct kernel *k, const void *arg)
{
	const struct kernel_spec *spec = arg;
	char version[48];

	return k->from == spec->distribution && k->package_version &&
	       version_upstream(k->package_version, version, sizeof(version)) &&
	       spec_matches(spec, version);
}

/* The newest one in the store.  -ENOENT is not reported. */
static int use_newest(struct kernel *ret, const char *store, const struct kernel_spec *spec)
{
	const struct store_condition wanted = {.met = is_wanted, .arg = spec};
	struct kernel *list = NULL;
	const struct kernel *best = NULL;
	size_t n = 0;
	int r = store_list(store, &list, &n);

	for (size_t i = 0; i < n; i++)
		if (is_wanted(&list[i], spec) &&
			(!best ||
				apt_version_newer(list[i].package_version, best->package_version)))
			best = &list[i];
	if (!r)
		r = best ? store_use(ret, store, best->name, &wanted) : -ENOENT;
	kernel_list_free(list, n);
	return r;
}

static int import_choice(
	struct kernel *ret, const char *store, struct apt_choice *c, const struct apt_root *root)
{
	const struct distribution *d = root->distribution;
	const struct apt_package *image = &c->packages[0];
	const size_t flavour = strcspn(d->flavour, "-");
	cleanup_free char *name = format_string("%s-%s-%.*s-%s", kernel_from_word(d->from),
		image->version, (int)flavour, d->flavour, root->arch);
	cleanup_free char *origin = format_string("%s %s", image->name, image->version);
	cleanup_free char *version = malloc(48);
	struct package_file files[ARRAY_SIZE(c->packages)];

	if (!name || !origin || !version)
		return diag_errno(-ENOMEM, "%s", image->name);
	for (char *colon = name; (colon = strchr(colon, ':'));) /* after an epoch */
		*colon = '+';
	int r = store_use(ret, store, name, NULL);
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
		.from = d->from,
		.release = c->release,
		.version = version_upstream(image->version, version, 48) ? version : NULL,
		.package_version = image->version,
		.package_sha256 = (char *)image->sha256};
	r = import_packages(ret, store, &k, files, c->n);
	if (!r)
		apt_delete_files(c);
	return r;
}

/* Asks the mirror, with package lists that were updated after @since. */
static int get_from_mirror(
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

int get_distribution_kernel(
	struct kernel *ret, const char *store, const struct kernel_spec *spec, enum fetch fetch)
{
	static time_t started; /* one update of the lists is enough for a run of the tool */
	cleanup_close int lock = -1;
	int r = fetch == FETCH_ALWAYS ? -ENOENT : use_newest(ret, store, spec);

	if (fetch == FETCH_NEVER && r == -ENOENT)
		diag_error("%s: not in the store; `bpfjury kernel get %s` gets it", spec->text,
			spec->text);
	if (fetch == FETCH_NEVER || (r != -ENOENT && r != -EBADMSG))
		return r;
	if (!started)
		started = time(NULL);
	r = entry_lock_directory(store, "getting a kernel", &lock);
	if (r)
		return r;
	/* another bpfjury may have got it while this one waited */
	r = fetch == FETCH_ALWAYS ? -ENOENT : use_newest(ret, store, spec);
	if (r != -ENOENT && r != -EBADMSG)
		return r;
	return get_from_mirror(
		ret, store, spec, fetch == FETCH_ALWAYS ? started : started - LISTS_AGE_S);
}
