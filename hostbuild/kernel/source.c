// SPDX-License-Identifier: GPL-2.0-only
#include "kernel.h"
#include "apt.h"
#include "apt-root.h"
#include "image.h"
#include "package.h"
#include "spec.h"
#include "store.h"
#include "../cleanup.h"
#include "../diag.h"
#include "../files.h"

#include <errno.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* The one that is judged on today; everything below takes it as it comes. */
#define ARCH	    "amd64"
#define LISTS_AGE_S (6 * 60 * 60)

/* How far to go for a kernel. */
enum reach { HERE, NEAREST, AGAIN };

void kernel_clear(struct kernel *k)
{
	char *texts[] = {k->spec, k->name, k->dir, k->release, k->version, k->arch, k->image, k->vmlinux, k->config,
		k->system_map, k->modules, k->origin, k->from, k->package_version, k->package_sha256};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		free(texts[i]);
	*k = KERNEL_NONE;
}

void kernel_list_free(struct kernel *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		kernel_clear(&list[i]);
	free(list);
}


/* The entry @name if it is there and whole.  Only a missing one is not said. */
static int read_proved(struct kernel *ret, const char *store, const char *name)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	int r = store_read(&k, store, name);

	if (!r)
		r = store_prove(&k, NULL);
	if (r)
		return r;
	*ret = k;
	k = KERNEL_NONE;
	return 0;
}

static int find_name(struct kernel *ret, const char *store, const struct kernel_spec *spec)
{
	int r = read_proved(ret, store, spec->text);

	if (r == -ENOENT)
		diag_error("%s: no such kernel in the store; `bpfjury kernel list` names them%s", spec->text,
			access(spec->text, F_OK) ? "" : ", and a file is named with its directory, as in ./FILE");
	else if (r == -EBADMSG)
		diag_error("%s: cannot be used; remove it and get it again with `bpfjury kernel get`", spec->text);
	return r;
}

static int find_image(struct kernel *ret, const struct kernel_spec *spec)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	cleanup_free char *bytes = NULL;
	struct image_info info;
	struct stat st;
	size_t len = 0;
	int r = files_read(spec->text, IMAGE_MAX, &bytes, &len);

	if (r)
		return diag_errno(r, "%s", spec->text);
	if (image_parse(bytes, len, &info)) {
		diag_error("%s: neither a 64-bit x86 bzImage nor such an ELF vmlinux, or cut short", spec->text);
		return -ENOEXEC;
	}
	if (info.elf && !info.pvh) {
		diag_error("%s: a vmlinux without the PVH note (CONFIG_PVH), which QEMU cannot boot; give its bzImage",
			spec->text);
		return -ENOEXEC;
	}
	k.arch = strdup("x86_64");
	k.image = strdup(spec->text);
	k.vmlinux = info.elf ? strdup(spec->text) : NULL;
	k.origin = strdup(spec->text);
	k.from = strdup("image");
	k.release = *info.release ? strdup(info.release) : NULL;
	k.version = *info.version ? strdup(info.version) : NULL;
	k.bytes = stat(spec->text, &st) ? 0 : (int64_t)st.st_blocks * 512;
	if (!k.arch || !k.image || !k.origin || !k.from)
		return diag_errno(-ENOMEM, "%s", spec->text);
	*ret = k;
	k = KERNEL_NONE;
	return 0;
}

/* An entry out of package files; @k is what is known of it without looking. */
static int import(struct kernel *ret, const char *store, const struct kernel *k, char *const files[], size_t n)
{
	cleanup_with(store_draft_drop) struct store_draft draft = {0};
	int r = store_draft_open(&draft, store);

	for (size_t i = 0; i < n && !r; i++) {
		cleanup_close int fd = -1;
		r = package_open(files[i], &fd);
		if (!r)
			r = package_extract(files[i], fd, draft.dir, &package_limits_default);
	}
	if (!r)
		r = store_draft_commit(&draft, k);
	if (r == -ENODATA)
		diag_error("%s: there is no kernel image in it", k->origin);
	if (!r)
		r = store_read(ret, store, k->name);
	return r;
}

/* A name out of the file's; with a piece of its hash where another package has that. */
static char *name_package(const char *store, const char *path, const char *sha256)
{
	cleanup_with(kernel_clear) struct kernel other = KERNEL_NONE;
	cleanup_free char *copy = strdup(path);
	static const char *const ends[] = {".deb", ".rpm", ".pkg.tar.zst"};

	if (!copy)
		return NULL;
	char *base = basename(copy);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		char *end = strstr(base, ends[i]);
		if (end && !end[strlen(ends[i])])
			*end = '\0';
	}
	for (char *c = base; *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+~-", *c))
			*c = '_';
	if (strlen(base) > 150)
		base[150] = '\0';
	if (!strchr("._+~-", *base)) {
		int r = store_read(&other, store, base);
		if (r == -ENOENT || (!r && other.package_sha256 && !strcmp(other.package_sha256, sha256)))
			return strdup(base);
	}
	return format_string("%s%s-%.8s", strchr("._+~-", *base) ? "package" : "", base, sha256);
}

/* The entry made of the package of that hash. */
static int find_by_hash(struct kernel *ret, const char *store, const char *sha256)
{
	struct kernel *list = NULL;
	size_t n = 0;
	int r = store_list(store, &list, &n), found = -ENOENT;

	for (size_t i = 0; i < n && found == -ENOENT; i++)
		if (list[i].package_sha256 && !strcmp(list[i].package_sha256, sha256))
			found = read_proved(ret, store, list[i].name);
	kernel_list_free(list, n);
	return r ? r : found;
}

static int find_package(struct kernel *ret, const char *store, const struct kernel_spec *spec, enum reach reach)
{
	cleanup_close int lock = -1, fd = -1;
	cleanup_free char *name = NULL;
	char sha256[SHA256_SIZE];
	int r = package_open(spec->text, &fd);

	if (r)
		return r;
	r = sha256_fd(fd, sha256);
	if (r)
		return diag_errno(r, "%s", spec->text);
	if (reach != HERE && (r = store_lock(store, &lock)))
		return r;
	r = find_by_hash(ret, store, sha256);
	if (r == -ENOENT && reach == HERE)
		diag_error("%s: not in the store; `bpfjury kernel get %s` puts it there", spec->text, spec->text);
	if (!r || reach == HERE)
		return r;
	name = name_package(store, spec->text, sha256);
	if (!name)
		return diag_errno(-ENOMEM, "%s", spec->text);
	const struct kernel k = {.name = name, .origin = (char *)spec->text, .from = (char *)"package",
		.package_sha256 = sha256};
	return import(ret, store, &k, (char *[]){(char *)spec->text}, 1);
}

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
			!version_upstream(k->package_version, version, sizeof(version)) || !spec_wants(spec, version))
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

static int find_distribution_here(struct kernel *ret, const char *store, const struct kernel_spec *spec)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	int r = newest_here(&k, store, spec);

	if (!r)
		r = store_prove(&k, NULL);
	if (r)
		return r;
	*ret = k;
	k = KERNEL_NONE;
	return 0;
}

static int import_choice(struct kernel *ret, const char *store, struct apt_choice *c, const struct apt_root *root)
{
	const struct distribution *d = root->distribution;
	const struct apt_package *image = &c->packages[0];
	size_t flavour = strcspn(d->flavour, "-");
	cleanup_free char *name = format_string("%s-%s-%.*s-%s", d->name, image->version, (int)flavour, d->flavour, root->arch);
	cleanup_free char *origin = format_string("%s %s", image->name, image->version);
	cleanup_free char *version = malloc(48);
	char *files[ARRAY_SIZE(c->packages)];

	if (!name || !origin || !version)
		return diag_errno(-ENOMEM, "%s", image->name);
	for (char *colon = name; (colon = strchr(colon, ':'));) /* an epoch's */
		*colon = '+';
	int r = read_proved(ret, store, name);
	if (!r) {
		diag_note("%s is in the store already, and the newest", name);
		return 0;
	}
	if (r != -ENOENT && r != -EBADMSG)
		return r;
	r = apt_fetch(c, root);
	if (r)
		return r;
	for (size_t i = 0; i < c->n; i++)
		files[i] = c->packages[i].file;
	const struct kernel k = {.name = name, .origin = origin, .from = (char *)d->name, .release = c->release,
		.version = version_upstream(image->version, version, 48) ? version : NULL,
		.package_version = image->version, .package_sha256 = (char *)image->sha256};
	r = import(ret, store, &k, files, c->n);
	if (!r)
		apt_forget(c);
	return r;
}

static int get_distribution(struct kernel *ret, const char *store, const struct kernel_spec *spec, time_t since)
{
	cleanup_with(apt_root_clear) struct apt_root root = {0};
	cleanup_with(apt_choice_clear) struct apt_choice choice = {0};
	cleanup_free char *cache = NULL;
	int r = files_cache_dir(&cache);

	if (!r)
		r = apt_root_open(&root, cache, distribution_find(spec->distribution), ARCH);
	if (!r)
		r = apt_root_update(&root, since);
	if (!r)
		r = apt_choose(&choice, &root, spec);
	return r ? r : import_choice(ret, store, &choice, &root);
}

static int find_distribution(struct kernel *ret, const char *store, const struct kernel_spec *spec, enum reach reach)
{
	static time_t started; /* lists got by this run of the tool are new enough for all of it */
	cleanup_close int lock = -1;
	int r = reach == AGAIN ? -ENOENT : find_distribution_here(ret, store, spec);

	if (reach == HERE && r == -ENOENT)
		diag_error("%s: not in the store; `bpfjury kernel get %s` gets it", spec->text, spec->text);
	if (!r || reach == HERE)
		return r;
	if (!started)
		started = time(NULL);
	r = store_lock(store, &lock);
	/* another bpfjury may have got it meanwhile */
	if (!r && reach == NEAREST && find_distribution_here(ret, store, spec) == 0)
		return 0;
	return r ? r : get_distribution(ret, store, spec, reach == AGAIN ? started : started - LISTS_AGE_S);
}

static int find(struct kernel *ret, const char *text, enum reach reach)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	cleanup_free char *store = NULL;
	struct kernel_spec spec;
	int r = spec_parse(&spec, text);

	if (!r && spec.kind != SPEC_IMAGE)
		r = store_open(&store);
	if (r)
		return r;
	switch (spec.kind) {
	case SPEC_DISTRIBUTION:
		r = find_distribution(&k, store, &spec, reach);
		break;
	case SPEC_PACKAGE:
		r = find_package(&k, store, &spec, reach);
		break;
	case SPEC_IMAGE:
		r = find_image(&k, &spec);
		break;
	case SPEC_NAME:
		r = find_name(&k, store, &spec);
		break;
	}
	if (r)
		return r == -EINVAL ? -EIO : r; /* -EINVAL is the spec's own */
	k.spec = strdup(text);
	if (!k.spec)
		return diag_errno(-ENOMEM, "%s", text);
	*ret = k;
	k = KERNEL_NONE;
	return 0;
}

int kernel_find(struct kernel *ret, const char *spec)
{
	return find(ret, spec, NEAREST);
}

int kernel_get(struct kernel *ret, const char *spec)
{
	return find(ret, spec, AGAIN);
}

int kernel_here(struct kernel *ret, const char *spec)
{
	return find(ret, spec, HERE);
}

int kernel_prove_modules(const struct kernel *k)
{
	return k->dir && k->modules ? store_prove(k, "modules") : 0;
}

int kernel_list(struct kernel **ret, size_t *ret_n)
{
	cleanup_free char *store = NULL;
	int r = store_open(&store);

	return r ? r : store_list(store, ret, ret_n);
}

int kernel_remove(const char *name)
{
	cleanup_free char *store = NULL;
	cleanup_close int lock = -1;
	struct kernel_spec spec;
	int r = spec_parse(&spec, name);

	if (!r && spec.kind != SPEC_NAME) {
		diag_error("%s: not a name of `bpfjury kernel list`", name);
		r = -EINVAL;
	}
	if (!r)
		r = store_open(&store);
	if (!r)
		r = store_lock(store, &lock);
	if (r)
		return r;
	cleanup_free char *dir = format_string("%s/%s", store, name);
	if (dir && access(dir, F_OK)) {
		diag_error("%s: no such kernel in the store; `bpfjury kernel list` names them", name);
		return -ENOENT;
	}
	return store_remove(store, name);
}
