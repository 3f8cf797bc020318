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

/* Of the distribution, and of the series or the release that the spec asks for; its pin. */
static bool is_wanted(const struct kernel *k, const void *arg)
{
	const struct kernel_spec *spec = arg;
	char version[48];

	if (spec->pin && (!k->package_sha256 || strcmp(k->package_sha256, spec->pin->sha256) != 0))
		return false;
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

/* apt for the distribution @from, with package lists that were updated after @since. */
static int open_root(struct apt_root *ret, enum kernel_from from, time_t since)
{
	cleanup_free char *cache = NULL;
	int r = cache_dir(&cache);

	if (!r)
		r = directory_check_room(cache, ROOM_MIB, "to get a kernel");
	if (!r)
		r = apt_root_open(ret, cache, distribution_find(from), arch_default()->debian);
	return r ? r : apt_root_update(ret, since);
}

static int ask_mirror(struct apt_choice *ret, struct apt_root *ret_root,
	const struct kernel_spec *spec, time_t since)
{
	int r = open_root(ret_root, spec->distribution, since);

	return r ? r : apt_choose(ret, ret_root, spec);
}

/* When this run of the tool first asked. */
static time_t started_at(void)
{
	static time_t started;

	if (!started)
		started = time(NULL);
	return started;
}

/* One update of the lists is enough for a run of the tool; a pin may be newer than old lists. */
static time_t lists_since(const struct kernel_spec *spec, enum fetch fetch)
{
	const time_t started = started_at();

	return fetch == FETCH_ALWAYS || spec->pin ? started : started - LISTS_AGE_S;
}

int get_distribution_list(struct kernel_pin **ret, size_t *ret_n, enum kernel_from from)
{
	cleanup_with(apt_root_clear) struct apt_root root = {0};
	int r = open_root(&root, from, started_at() - LISTS_AGE_S);

	return r ? r : apt_list(ret, ret_n, &root);
}

static int get_from_mirror(
	struct kernel *ret, const char *store, const struct kernel_spec *spec, time_t since)
{
	cleanup_with(apt_root_clear) struct apt_root root = {0};
	cleanup_with(apt_choice_clear) struct apt_choice choice = {0};
	int r = ask_mirror(&choice, &root, spec, since);

	return r ? r : import_choice(ret, store, &choice, &root);
}

/* The origin of a kernel of the store is "PACKAGE VERSION". */
static int pin_of(struct kernel_pin *ret, const struct kernel *k)
{
	const size_t len = k->origin ? strcspn(k->origin, " ") : 0;

	if (!len || !k->package_sha256 || strlen(k->package_sha256) != SHA256_SIZE - 1)
		return -ENOENT;
	ret->package = strndup(k->origin, len);
	ret->version = strdup(k->package_version);
	strcpy(ret->sha256, k->package_sha256);
	return ret->package && ret->version ? 0 : diag_errno(-ENOMEM, "%s", k->name);
}

int get_distribution_pin(
	struct kernel_pin *ret, const char *store, const struct kernel_spec *spec, enum fetch fetch)
{
	cleanup_with(apt_root_clear) struct apt_root root = {0};
	cleanup_with(apt_choice_clear) struct apt_choice choice = {0};
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	int r = fetch == FETCH_ALWAYS ? -ENOENT : use_newest(&k, store, spec);

	if (!r)
		r = pin_of(ret, &k);
	if (r != -ENOENT && r != -EBADMSG)
		return r;
	r = ask_mirror(&choice, &root, spec, lists_since(spec, fetch));
	if (r)
		return r;
	ret->package = strdup(choice.packages[0].name);
	ret->version = strdup(choice.packages[0].version);
	strcpy(ret->sha256, choice.packages[0].sha256);
	return ret->package && ret->version ? 0 : diag_errno(-ENOMEM, "%s", spec->text);
}

char *get_distribution_newer(const struct kernel_spec *spec, const struct kernel *k)
{
	cleanup_free char *cache = NULL, *newest = NULL;

	if (!k->package_version || cache_dir(&cache))
		return NULL;
	newest = apt_newest(
		cache, distribution_find(spec->distribution), arch_default()->debian, spec);
	if (!newest || !apt_version_newer(newest, k->package_version))
		return NULL;
	return steal(&newest);
}

int get_distribution_kernel(
	struct kernel *ret, const char *store, const struct kernel_spec *spec, enum fetch fetch)
{
	const bool always = fetch == FETCH_ALWAYS && !spec->pin;
	cleanup_close int lock = -1;
	int r = always ? -ENOENT : use_newest(ret, store, spec);

	if (fetch == FETCH_NEVER && r == -ENOENT)
		diag_error("%s: not in the store; `bpfjury kernel get %s` gets it", spec->text,
			spec->text);
	if (fetch == FETCH_NEVER || (r != -ENOENT && r != -EBADMSG))
		return r;
	const time_t since = lists_since(spec, fetch);
	r = entry_lock_directory(store, "getting a kernel", &lock);
	if (r)
		return r;
	/* another bpfjury may have got it while this one waited */
	r = always ? -ENOENT : use_newest(ret, store, spec);
	if (r != -ENOENT && r != -EBADMSG)
		return r;
	return get_from_mirror(ret, store, spec, since);
}
