// SPDX-License-Identifier: GPL-2.0-only
#include "pins.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "project-yaml.h"
#include "verdict/nearest.h"
#include "verdict/version.h"

#include <errno.h>
#include <string.h>

#define SCHEMA	 "bpfjury-lock/1"
#define PINS_MAX 4096

void pins_clear(struct pins *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->kernels[i]);
		kernel_pin_clear(&p->pins[i]);
	}
	free(p->kernels);
	free(p->pins);
	free(p->path);
	*p = (struct pins){0};
}

char *pins_path(const struct pins_wish *wish, const char *config)
{
	const char *slash = config ? strrchr(config, '/') : NULL;

	if (wish->path)
		return strdup(wish->path);
	return format_string("%.*s" PINS_FILE, slash ? (int)(slash + 1 - config) : 0, config);
}

static int by_kernel(const char *a, const char *b)
{
	const int order = strverscmp(a, b);

	return order ? order : strcmp(a, b);
}

/* Where @kernel is, or would be. */
static size_t place(const struct pins *p, const char *kernel, bool *ret_there)
{
	size_t i = 0;

	while (i < p->n && by_kernel(p->kernels[i], kernel) < 0)
		i++;
	*ret_there = i < p->n && strcmp(p->kernels[i], kernel) == 0;
	return i;
}

const struct kernel_pin *pins_find(const struct pins *p, const char *kernel)
{
	bool there;
	const size_t i = place(p, kernel, &there);

	return there ? &p->pins[i] : NULL;
}

int pins_set(struct pins *p, const char *kernel, struct kernel_pin *pin)
{
	bool there;
	const size_t i = place(p, kernel, &there);

	if (!there) {
		char **kernels = reallocarray(p->kernels, p->n + 1, sizeof(*kernels));
		p->kernels = kernels ? kernels : p->kernels;
		struct kernel_pin *pins = reallocarray(p->pins, p->n + 1, sizeof(*pins));
		p->pins = pins ? pins : p->pins;
		char *copy = strdup(kernel);
		if (!kernels || !pins || !copy) {
			free(copy);
			return diag_errno(-ENOMEM, "%s", kernel);
		}
		memmove(kernels + i + 1, kernels + i, (p->n - i) * sizeof(*kernels));
		memmove(pins + i + 1, pins + i, (p->n - i) * sizeof(*pins));
		kernels[i] = copy;
		pins[i] = (struct kernel_pin){0};
		p->n++;
	}
	kernel_pin_clear(&p->pins[i]);
	p->pins[i] = *pin;
	*pin = (struct kernel_pin){0};
	return 0;
}

void pins_apply(const struct pins *p, struct kernel_spec *spec)
{
	if (!p->path || spec->kind != SPEC_DISTRIBUTION)
		return;
	spec->pin = pins_find(p, spec->text);
	if (!spec->pin)
		diag_note("%s is not in %s: the newest is judged; `bpfjury kernel pin` adds it",
			spec->text, p->path);
}

/* A name or a version of a package, by deb-control(5) and deb-version(7): no bytes but these. */
static int read_word(struct yaml *y, struct fy_node *n, const char *what, char **ret)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-~:";
	int r = yaml_string(y, n, what, ret);

	if (r || ((*ret)[strspn(*ret, letters)] == '\0' && **ret != '-' && strlen(*ret) < 200))
		return r;
	return yaml_wrong(y, n, "%s: %s: no package has such a %s", what, *ret, what);
}

static int read_package(struct yaml *y, void *to, struct fy_node *n)
{
	return read_word(y, n, "package", &((struct kernel_pin *)to)->package);
}

static int read_version(struct yaml *y, void *to, struct fy_node *n)
{
	return read_word(y, n, "version", &((struct kernel_pin *)to)->version);
}

static int read_sha256(struct yaml *y, void *to, struct fy_node *n)
{
	struct kernel_pin *pin = to;
	const char *text = yaml_text(y, n, "sha256");

	if (!text)
		return FAIL_MISUSE;
	if (strlen(text) != SHA256_SIZE - 1 || text[strspn(text, "0123456789abcdef")])
		return yaml_wrong(y, n, "sha256: %s: must be 64 digits of 0-9 and a-f", text);
	memcpy(pin->sha256, text, sizeof(pin->sha256));
	return 0;
}

/* What the file says of one KERNEL is whole, and is one of those that the KERNEL can mean. */
static int check_pin(
	struct yaml *y, struct fy_node *n, const char *kernel, const struct kernel_pin *pin)
{
	struct kernel_spec spec;
	char version[48];

	if (!spec_is_distribution(kernel))
		return yaml_wrong(y, n,
			"%s: only KERNELs of a distribution are locked, as debian:6.12", kernel);
	if (spec_parse(&spec, kernel))
		return yaml_wrong(y, n, "%s: no KERNEL", kernel);
	if (!pin->package || !pin->version || !*pin->sha256)
		return yaml_wrong(y, n, "%s: must have package, version and sha256", kernel);
	if (!version_upstream(pin->version, version, sizeof(version)) ||
		!spec_matches(&spec, version))
		return yaml_wrong(y, n, "%s: %s is no version of it", kernel, pin->version);
	return 0;
}

static int read_pin(struct yaml *y, struct pins *p, struct fy_node *key, struct fy_node *value)
{
	static const struct yaml_key keys[] = {
		{"package", read_package, false},
		{"sha256", read_sha256, false},
		{"version", read_version, false},
	};
	cleanup_with(kernel_pin_clear) struct kernel_pin pin = {0};
	const char *kernel = yaml_text(y, key, "a KERNEL");
	int r = kernel ? yaml_read_keys(y, value, kernel, keys, ARRAY_SIZE(keys), &pin)
		       : FAIL_MISUSE;

	if (!r)
		r = check_pin(y, key, kernel, &pin);
	return r ? r : pins_set(p, kernel, &pin);
}

static int read_schema(struct yaml *y, void *to, struct fy_node *n)
{
	const char *text = yaml_text(y, n, "schema");

	(void)to;
	if (!text)
		return FAIL_MISUSE;
	return strcmp(text, SCHEMA) == 0 ? 0
					 : yaml_wrong(y, n, "schema: %s: must be " SCHEMA, text);
}

static int read_kernels(struct yaml *y, void *to, struct fy_node *n)
{
	struct fy_node_pair *pair;
	void *at = NULL;
	int r = 0;

	if (!fy_node_is_mapping(n))
		return yaml_wrong(y, n, "kernels: must be a mapping of KERNELs");
	if (fy_node_mapping_item_count(n) > PINS_MAX)
		return yaml_wrong(y, n, "kernels: more than %d", PINS_MAX);
	r = yaml_check_keys(y, n);
	while (fail_goes_on(r) && (pair = fy_node_mapping_iterate(n, &at)))
		r = fail_worse(
			r, read_pin(y, to, fy_node_pair_key(pair), fy_node_pair_value(pair)));
	return r;
}

static int read_lock(struct yaml *y, struct fy_node *root, void *arg)
{
	static const struct yaml_key keys[] = {
		{"kernels", read_kernels, true},
		{"schema", read_schema, false},
	};

	if (!root || !fy_node_is_mapping(root) ||
		!fy_node_mapping_lookup_by_string(root, "schema", FY_NT))
		return yaml_wrong(y, NULL, "no lock file: it has no key schema");
	return yaml_read_keys(y, root, "a lock file", keys, ARRAY_SIZE(keys), arg);
}

int pins_read(struct pins *ret, const struct pins_wish *wish, const char *config)
{
	cleanup_with(pins_clear) struct pins p = {0};
	int r = 0;

	if (wish->none && wish->path)
		return diag_misuse("--lock %s or --no-lock, not both", wish->path);
	if (!wish->none) {
		p.path = pins_path(wish, config);
		if (!p.path)
			return diag_errno(-ENOMEM, PINS_FILE);
		if (!wish->path && access(p.path, F_OK) && errno == ENOENT)
			free(steal(&p.path));
	}
	if (p.path)
		r = yaml_read(p.path, read_lock, &p);
	if (r)
		return r;
	*ret = p;
	p = (struct pins){0};
	return 0;
}

int pins_write(const struct pins *p)
{
	cleanup_free char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (out) {
		fputs("# The kernels that are judged; `bpfjury kernel pin --update` takes the "
		      "newest.\n"
		      "schema: " SCHEMA "\nkernels:\n",
			out);
		for (size_t i = 0; i < p->n; i++)
			fprintf(out, "  %s: {package: %s, version: \"%s\", sha256: \"%s\"}\n",
				p->kernels[i], p->pins[i].package, p->pins[i].version,
				p->pins[i].sha256);
	}
	if (!out || fclose(out))
		return diag_errno(-ENOMEM, "write %s", p->path);
	return files_write(p->path, text, len);
}
