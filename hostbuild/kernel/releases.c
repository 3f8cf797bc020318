// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/releases.h"
#include "cleanup.h"
#include "diag.h"
#include "kernel/apt/apt.h"
#include "kernel/find.h"
#include "kernel/get/get.h"

#include <errno.h>
#include <string.h>

static void release_clear(struct kernel_release *r)
{
	free(r->package_version);
	free(r->name);
	kernel_pin_clear(&r->pin);
}

void kernel_releases_clear(struct kernel_releases *r)
{
	for (size_t i = 0; i < r->n; i++)
		release_clear(&r->list[i]);
	free(r->list);
	*r = (struct kernel_releases){0};
}

int kernel_releases_add(
	struct kernel_releases *r, const struct kernel *k, const struct kernel_pin *pin)
{
	const char *version = k ? k->package_version : pin->version;
	struct kernel_release one = {.package_version = strdup(version)};
	bool complete = one.package_version;

	if (k) {
		one.name = strdup(k->name);
		complete &= one.name != NULL;
	} else {
		one.pin = (struct kernel_pin){
			.package = strdup(pin->package), .version = strdup(pin->version)};
		strcpy(one.pin.sha256, pin->sha256);
		complete &= one.pin.package && one.pin.version;
	}
	const bool fits = version_upstream(version, one.version, sizeof(one.version)) &&
			  version_parse(&one.at, one.version) == 0;
	struct kernel_release *grown =
		complete && fits ? reallocarray(r->list, r->n + 1, sizeof(*grown)) : NULL;
	if (grown) {
		r->list = grown;
		grown[r->n++] = one;
		return 0;
	}
	release_clear(&one);
	return complete && !fits ? 0 : -ENOMEM; /* a version such as 6.12.3.4 is no kernel's */
}

/* Whether both have the same upstream release. */
static bool is_same(const struct kernel_release *a, const struct kernel_release *b)
{
	const size_t len = strlen(a->version);

	if (version_compare(&a->at, &b->at) != 0)
		return false;
	return strcmp(a->package_version, b->package_version) == 0 || len < 2 ||
	       strcmp(a->version + len - 2, ".0") != 0;
}

/* Of one upstream release: whether @a is the one to keep. */
static bool is_better(const struct kernel_release *a, const struct kernel_release *b,
	bool (*newer)(const char *a, const char *b))
{
	if (!a->name != !b->name)
		return a->name;
	return newer(a->package_version, b->package_version);
}

/* Whether @a comes before @b. */
static bool is_older(const struct kernel_release *a, const struct kernel_release *b,
	bool (*newer)(const char *a, const char *b))
{
	const int order = version_compare(&a->at, &b->at);

	return order ? order < 0 : newer(b->package_version, a->package_version);
}

/* Insert each behind those that are not newer: a hundred or two of them. */
void kernel_releases_sort(struct kernel_releases *r, bool (*newer)(const char *a, const char *b))
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		struct kernel_release one = r->list[i];
		size_t at = n;
		while (at > 0 && !is_same(&one, &r->list[at - 1]) &&
			is_older(&one, &r->list[at - 1], newer))
			at--;
		if (at > 0 && is_same(&one, &r->list[at - 1])) {
			struct kernel_release *same = &r->list[at - 1];
			const bool better = is_better(&one, same, newer);
			release_clear(better ? same : &one);
			if (better)
				*same = one;
			continue;
		}
		memmove(&r->list[at + 1], &r->list[at], (n - at) * sizeof(one));
		r->list[at] = one;
		n++;
	}
	r->n = n;
}

static int add_store(struct kernel_releases *r, enum kernel_from from)
{
	struct kernel *list = NULL;
	size_t n = 0;
	int e = kernel_list(&list, &n);

	for (size_t i = 0; i < n && !e; i++)
		if (list[i].from == from && list[i].package_version)
			e = kernel_releases_add(r, &list[i], NULL);
	kernel_list_free(list, n);
	return e == -ENOMEM ? diag_errno(e, "kernels") : e;
}

static int add_mirror(struct kernel_releases *r, enum kernel_from from)
{
	struct kernel_pin *list = NULL;
	size_t n = 0;
	int e = get_distribution_list(&list, &n, from);

	if (e == -EINTR || e == -ENOMEM)
		return e;
	r->asked = !e;
	if (e)
		diag_warn("only the kernels in the store are known");
	for (size_t i = 0; i < n && !e; i++)
		if (kernel_releases_add(r, NULL, &list[i]))
			e = diag_errno(-ENOMEM, "kernels");
	apt_pins_free(list, n);
	return e == -ENOMEM ? e : 0;
}

int kernel_releases_find(struct kernel_releases *ret, enum kernel_from from)
{
	cleanup_with(kernel_releases_clear) struct kernel_releases all = {0};
	int r = add_store(&all, from);

	if (!r)
		r = add_mirror(&all, from);
	if (r)
		return r;
	kernel_releases_sort(&all, apt_version_newer);
	*ret = all;
	all = (struct kernel_releases){0};
	return 0;
}

int kernel_release_get(char **ret, const struct kernel_release *of, enum kernel_from from)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	struct kernel_spec spec = {.kind = SPEC_DISTRIBUTION,
		.text = of->package_version,
		.distribution = from,
		.is_release = true,
		.pin = &of->pin};
	int r;

	if (!of->name) {
		snprintf(spec.version, sizeof(spec.version), "%.31s", of->version);
		r = kernel_find(&k, &spec, FETCH_MISSING);
		if (r)
			return r;
	}
	*ret = strdup(of->name ? of->name : k.name);
	return *ret ? 0 : diag_errno(-ENOMEM, "%s", of->package_version);
}
