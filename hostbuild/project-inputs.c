// SPDX-License-Identifier: GPL-2.0-only
#include "project-inputs.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "format.h"
#include "kernel/append.h"
#include "nearby.h"
#include "verdict/text.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#define KERNELS_MAX 256
#define APPEND_MAX  64
#define PATHS_MAX   4096

static int read_words(struct yaml *y, struct project_append *a, struct fy_node *n)
{
	const char *text = yaml_text(y, n, "append");
	char why[APPEND_SIZE + 128];

	if (!text)
		return FAIL_MISUSE;
	const int r = append_words(&a->words[a->count], text, why, sizeof(why));
	if (r == -EINVAL)
		return yaml_wrong(y, n, "append: %s", why);
	a->count++;
	return r;
}

static int read_append(struct yaml *y, struct project_append *a, struct fy_node *n)
{
	const int count = fy_node_is_sequence(n) ? fy_node_sequence_item_count(n) : 1;
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	if (count > APPEND_MAX)
		return yaml_wrong(y, n, "append: more than %d", APPEND_MAX);
	a->words = calloc((size_t)count + 1, sizeof(*a->words));
	if (!a->words)
		return diag_errno(-ENOMEM, "%s", y->path);
	if (!fy_node_is_sequence(n))
		return read_words(y, a, n);
	while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
		err = fail_worse(err, read_words(y, a, item));
	return err;
}

static int read_memory(struct yaml *y, int64_t *ret, struct fy_node *n)
{
	const char *text = yaml_text(y, n, "memory");

	if (!text)
		return FAIL_MISUSE;
	return mebibytes_from_word(text, ret) ? yaml_wrong(y, n,
							"memory: %s: must be a number with M or G, "
							"without a fraction: 512M, 6G",
							text)
					      : 0;
}

static int read_cpus(struct yaml *y, int64_t *ret, struct fy_node *n)
{
	const char *text = yaml_text(y, n, "cpus");

	if (!text)
		return FAIL_MISUSE;
	return number_from_word(text, 1, PROJECT_CPUS_MAX, ret)
		       ? yaml_wrong(y, n, "cpus: %s: must be a number, 1 to %d", text,
				 PROJECT_CPUS_MAX)
		       : 0;
}

/* A text that reports show in a line, as it is. */
static int read_line(struct yaml *y, struct fy_node *n, const char *what, char **ret)
{
	const int r = yaml_string(y, n, what, ret);
	cleanup_free char *shown = r ? NULL : text_shown(*ret, strlen(*ret), 0);

	if (r)
		return r;
	if (!shown)
		return diag_errno(-ENOMEM, "%s", y->path);
	return strcmp(shown, *ret) == 0
		       ? 0
		       : yaml_wrong(
				 y, n, "%s: %s: has characters that cannot be shown", what, *ret);
}

static int read_kernel_spec(struct yaml *y, void *to, struct fy_node *n)
{
	return read_line(y, n, "kernel", &((struct project_kernel *)to)->kernel);
}

static int read_kernel_name(struct yaml *y, void *to, struct fy_node *n)
{
	return read_line(y, n, "name", &((struct project_kernel *)to)->name);
}

static int read_kernel_append(struct yaml *y, void *to, struct fy_node *n)
{
	return read_append(y, &((struct project_kernel *)to)->append, n);
}

static int read_kernel_memory(struct yaml *y, void *to, struct fy_node *n)
{
	return read_memory(y, &((struct project_kernel *)to)->memory_mib, n);
}

static int read_kernel_cpus(struct yaml *y, void *to, struct fy_node *n)
{
	return read_cpus(y, &((struct project_kernel *)to)->cpus, n);
}

static int read_kernel_required(struct yaml *y, void *to, struct fy_node *n)
{
	struct project_kernel *k = to;
	bool required = true;
	const int r = yaml_flag(y, n, "required", &required);

	k->informative = !required;
	return r;
}

static int read_kernel(struct yaml *y, struct project_kernel *k, struct fy_node *n)
{
	static const struct yaml_key keys[] = {
		{"append", read_kernel_append, false},
		{"cpus", read_kernel_cpus, false},
		{"kernel", read_kernel_spec, false},
		{"memory", read_kernel_memory, false},
		{"name", read_kernel_name, false},
		{"required", read_kernel_required, false},
	};
	int r;

	k->line = yaml_line(n);
	if (!fy_node_is_mapping(n))
		return read_line(y, n, "kernels", &k->kernel);
	r = yaml_read_keys(y, n, "a kernel", keys, ARRAY_SIZE(keys), k);
	if (!r && !k->kernel)
		r = yaml_wrong(y, n, "kernels: an item without kernel: kernel: debian:6.12");
	return r;
}

int project_read_kernel_list(struct yaml *y, void *to, struct fy_node *n)
{
	struct project_inputs *p = to;
	const int count = fy_node_is_sequence(n) ? fy_node_sequence_item_count(n) : -1;
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	if (count < 1 || count > KERNELS_MAX)
		return yaml_wrong(y, n, "kernels: must be a list, of at most %d", KERNELS_MAX);
	p->kernels = calloc((size_t)count, sizeof(*p->kernels));
	if (!p->kernels)
		return diag_errno(-ENOMEM, "%s", y->path);
	while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
		err = fail_worse(err, read_kernel(y, &p->kernels[p->n_kernels++], item));
	return err;
}

int project_read_append(struct yaml *y, void *to, struct fy_node *n)
{
	return read_append(y, &((struct project_inputs *)to)->append, n);
}

int project_read_memory(struct yaml *y, void *to, struct fy_node *n)
{
	return read_memory(y, &((struct project_inputs *)to)->memory_mib, n);
}

int project_read_cpus(struct yaml *y, void *to, struct fy_node *n)
{
	return read_cpus(y, &((struct project_inputs *)to)->cpus, n);
}

static int read_path(struct yaml *y, struct project_inputs *p, struct fy_node *n)
{
	struct project_path *path = &p->paths[p->n_paths++];

	path->line = yaml_line(n);
	return yaml_string(y, n, "paths", &path->pattern);
}

int project_read_paths(struct yaml *y, void *to, struct fy_node *n)
{
	struct project_inputs *p = to;
	const int count = fy_node_is_sequence(n) ? fy_node_sequence_item_count(n) : 1;
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	if (count < 1 || count > PATHS_MAX)
		return yaml_wrong(y, n, "paths: must be a list, of at most %d", PATHS_MAX);
	p->paths = calloc((size_t)count, sizeof(*p->paths));
	if (!p->paths)
		return diag_errno(-ENOMEM, "%s", y->path);
	if (!fy_node_is_sequence(n))
		return read_path(y, p, n);
	while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
		err = fail_worse(err, read_path(y, p, item));
	return err;
}

static void append_clear(struct project_append *a)
{
	for (size_t i = 0; i < a->count; i++)
		free(a->words[i]);
	free(a->words);
}

void project_inputs_clear(struct project_inputs *p)
{
	for (size_t i = 0; i < p->n_kernels; i++) {
		free(p->kernels[i].kernel);
		free(p->kernels[i].name);
		append_clear(&p->kernels[i].append);
	}
	for (size_t i = 0; i < p->n_paths; i++)
		free(p->paths[i].pattern);
	free(p->kernels);
	free(p->paths);
	append_clear(&p->append);
	*p = (struct project_inputs){0};
}

/* Bytes of @config before @pattern, which is relative to its directory. */
static size_t directory_length(const char *config, const char *pattern)
{
	const char *slash = strrchr(config, '/');

	return slash && *pattern != '/' ? (size_t)(slash - config) + 1 : 0;
}

/* @pattern below the directory of @config, whose own bytes are no pattern; malloc'd. */
static char *below(const char *config, const char *pattern)
{
	const size_t len = directory_length(config, pattern);
	char *ret = malloc(2 * len + strlen(pattern) + 1), *to = ret;

	if (!ret)
		return NULL;
	for (size_t i = 0; i < len; i++) {
		if (strchr("*?[]\\", config[i]))
			*to++ = '\\';
		*to++ = config[i];
	}
	strcpy(to, pattern);
	return ret;
}

static int means_nothing(const struct project_path *p, const char *config)
{
	cleanup_free char *path = format_string(
		"%.*s%s", (int)directory_length(config, p->pattern), config, p->pattern);
	char question[512];

	if (!path)
		return diag_errno(-ENOMEM, "%s", config);
	diag_error("%s:%d: paths: %s: no such file or directory%s", config, p->line, p->pattern,
		nearby_question(question, sizeof(question), path));
	return FAIL_MISUSE;
}

/* Append what one pattern means to @all. */
static int expand_one(const struct project_path *p, const char *config, glob_t *all, int *flags)
{
	cleanup_free char *pattern = below(config, p->pattern);

	if (!pattern)
		return diag_errno(-ENOMEM, "%s", config);
	switch (glob(pattern, *flags, NULL, all)) {
	case 0:
		*flags |= GLOB_APPEND;
		return 0;
	case GLOB_NOMATCH:
		return means_nothing(p, config);
	default:
		return diag_errno(-ENOMEM, "%s:%d: paths: %s", config, p->line, p->pattern);
	}
}

int project_inputs_expand(
	const struct project_inputs *p, const char *config, char ***ret, size_t *ret_count)
{
	glob_t all = {0};
	int r = 0, flags = 0;

	for (size_t i = 0; i < p->n_paths && fail_goes_on(r); i++)
		r = fail_worse(r, expand_one(&p->paths[i], config, &all, &flags));
	char **paths = r ? NULL : calloc(all.gl_pathc + 1, sizeof(*paths));
	for (size_t i = 0; paths && i < all.gl_pathc && !r; i++) {
		paths[i] = strdup(all.gl_pathv[i]);
		r = paths[i] ? 0 : -ENOMEM;
	}
	if (!r && !paths)
		r = diag_errno(-ENOMEM, "%s", config);
	*ret_count = r ? 0 : all.gl_pathc;
	if (flags)
		globfree(&all);
	*ret = paths;
	return r;
}
