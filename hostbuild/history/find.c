// SPDX-License-Identifier: GPL-2.0-only
#include "history/find.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>

static bool is(const char *text, const char *pattern)
{
	return strcmp(text, pattern) == 0 || fnmatch(pattern, text, 0) == 0;
}

/* @pattern, of @len bytes, is the object's path or the last part of it. */
static bool object_is(const struct history_program *p, const char *pattern, size_t len)
{
	cleanup_free char *object = strndup(pattern, len);
	const char *slash = strrchr(p->path, '/');

	return object && (is(p->path, object) || (slash && is(slash + 1, object)));
}

bool history_program_is(const struct history_program *p, const char *pattern)
{
	const char *colon = strrchr(pattern, ':');

	if ((*p->name && is(p->name, pattern)) || object_is(p, pattern, strlen(pattern)))
		return true;
	return colon && object_is(p, pattern, (size_t)(colon - pattern)) && is(p->name, colon + 1);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The nearest of @names, of which several may be the same; @names is sorted. */
static int report_unknown(
	const char *path, const char *what, const char *word, const char **names, size_t count)
{
	char question[512] = "";
	size_t n = 0;

	if (count)
		qsort(names, count, sizeof(*names), compare_texts);
	for (size_t i = 0; i < count; i++)
		if (!n || strcmp(names[n - 1], names[i]) != 0)
			names[n++] = names[i];
	nearest_question(question, sizeof(question), word, names, n);
	return diag_misuse("%s has no %s %s%s", path, what, word, question);
}

static int no_program(
	const struct history_program *p, size_t count, const char *pattern, const char *path)
{
	cleanup_free const char **names = calloc(2 * count + 1, sizeof(*names));
	const char *colon = strrchr(pattern, ':');

	for (size_t i = 0; names && i < count; i++) {
		const char *slash = strrchr(p[i].path, '/');
		names[2 * i] = p[i].name;
		names[2 * i + 1] = slash ? slash + 1 : p[i].path;
	}
	/* of OBJECT:NAME the name is what is misspelt, if there is that object */
	for (size_t i = 0; colon && i < count; i++)
		if (object_is(&p[i], pattern, (size_t)(colon - pattern)))
			return report_unknown(
				path, "program", colon + 1, names, names ? 2 * count : 0);
	return report_unknown(path, "program", pattern, names, names ? 2 * count : 0);
}

int history_programs_keep(struct history_program *p, size_t *count, char *const patterns[],
	size_t n_patterns, const char *path)
{
	cleanup_free bool *kept = calloc(*count + 1, sizeof(*kept));
	size_t n = 0;

	if (!kept)
		return diag_errno(-ENOMEM, "%s", path);
	for (size_t i = 0; i < n_patterns; i++) {
		bool any = false;
		for (size_t j = 0; j < *count; j++)
			if (history_program_is(&p[j], patterns[i]))
				any = kept[j] = true;
		if (!any)
			return no_program(p, *count, patterns[i], path);
	}
	for (size_t i = 0; i < *count; i++) {
		struct history_program one = p[i];
		if (kept[i])
			p[n++] = one;
		else
			history_program_clear(&one);
	}
	*count = n;
	return 0;
}

static bool kernel_is(const struct history_kernel *k, const char *pattern)
{
	return is(k->name, pattern) || (*k->version && is(k->version, pattern)) ||
	       (*k->release && is(k->release, pattern));
}

static int no_kernel(const struct history_trials *t, const char *pattern, const char *path)
{
	cleanup_free const char **names = calloc(t->n_kernels + 1, sizeof(*names));

	for (size_t i = 0; names && i < t->n_kernels; i++)
		names[i] = t->kernels[i].name;
	return report_unknown(path, "kernel", pattern, names, names ? t->n_kernels : 0);
}

int history_kernels_keep(
	struct history_trials *t, const char *const patterns[], size_t n_patterns, const char *path)
{
	cleanup_free bool *kept = calloc(t->n_kernels + 1, sizeof(*kept));
	size_t n = 0;

	if (!n_patterns)
		return 0;
	if (!kept)
		return diag_errno(-ENOMEM, "%s", path);
	for (size_t i = 0; i < n_patterns; i++) {
		bool any = false;
		for (size_t j = 0; j < t->n_kernels; j++)
			if (kernel_is(&t->kernels[j], patterns[i]))
				any = kept[j] = true;
		if (!any)
			return no_kernel(t, patterns[i], path);
	}
	for (size_t i = 0; i < t->n_kernels; i++)
		if (kept[i])
			t->kernels[n++] = t->kernels[i];
		else
			free(t->kernels[i].name);
	t->n_kernels = n;
	return 0;
}
