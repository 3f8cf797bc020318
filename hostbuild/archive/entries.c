// SPDX-License-Identifier: GPL-2.0-only
#include "archive/entries.h"
#include "cleanup.h"
#include "diag.h"

#include <errno.h>
#include <limits.h>
#include <search.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

static int refuse(char *why, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int refuse(char *why, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, size, format, args);
	va_end(args);
	return FAIL_MISUSE;
}

static int by_name(const void *a, const void *b)
{
	const struct cpio_entry *l = a, *r = b;

	return strcmp(l->name, r->name);
}

static struct cpio_entry *find_entry(const struct entries *t, char *name)
{
	struct cpio_entry key = {.name = name}, **at = tfind(&key, &t->names, by_name);

	return at ? *at : NULL;
}

static int check_name(const char *name, char *why, size_t size)
{
	if (!*name)
		return refuse(why, size, "/ exists in every archive");
	/* the kernel ends the archive at this name, wherever it occurs */
	if (!strcmp(name, "TRAILER!!!"))
		return refuse(why, size, "the kernel takes this name for the archive's end");
	if (strlen(name) >= PATH_MAX)
		return refuse(why, size,
			"a path of %zu bytes; the kernel drops what has more than %d", strlen(name),
			PATH_MAX - 1);
	for (const char *at = name;; at++) {
		size_t n = strcspn(at, "/");
		if (!n)
			return refuse(why, size, "an empty component in /%s", name);
		if (n > NAME_MAX)
			return refuse(why, size,
				"a component of %zu bytes; the kernel drops what has more than %d",
				n, NAME_MAX);
		if ((n == 1 && *at == '.') || (n == 2 && !memcmp(at, "..", 2)))
			return refuse(why, size, ". or .. in /%s", name);
		at += n;
		if (!*at)
			return 0;
	}
}

static int check_parent(const struct entries *t, const char *name, char *why, size_t size)
{
	const char *slash = strrchr(name, '/');

	if (!slash)
		return 0;
	cleanup_free char *parent = strndup(name, (size_t)(slash - name));
	if (!parent)
		return -ENOMEM;
	const struct cpio_entry *e = find_entry(t, parent);
	if (!e)
		return refuse(
			why, size, "/%s: no /%s before it; the kernel would drop it", name, parent);
	if (!S_ISDIR(e->mode))
		return refuse(why, size, "/%s: /%s is no directory", name, parent);
	return 0;
}

int entries_add(struct entries *t, struct cpio_entry *e, char *why, size_t size)
{
	int r = check_name(e->name, why, size);

	if (!r)
		r = check_parent(t, e->name, why, size);
	if (r)
		return r;
	const struct cpio_entry *old = find_entry(t, e->name);
	if (old) {
		if (!S_ISDIR(e->mode) || old->mode != e->mode || old->uid != e->uid ||
			old->gid != e->gid)
			return refuse(why, size, "/%s is there already, from line %u", e->name,
				old->line);
		free(steal(&e->name));
		return 0;
	}
	if (t->count == t->room) {
		size_t room = t->room ? 2 * t->room : 64;
		struct cpio_entry **more =
			reallocarray(t->entries, room, sizeof(struct cpio_entry *));
		if (!more)
			return -ENOMEM;
		t->entries = more;
		t->room = room;
	}
	struct cpio_entry *copy = malloc(sizeof(*copy));
	if (!copy)
		return -ENOMEM;
	*copy = *e;
	if (!tsearch(copy, &t->names, by_name)) {
		free(copy);
		return -ENOMEM;
	}
	e->name = e->text = NULL;
	t->entries[t->count++] = copy;
	return 0;
}

static int by_pointed_name(const void *a, const void *b)
{
	const struct cpio_entry *const *l = a, *const *r = b;

	return by_name(*l, *r);
}

void entries_sort(struct entries *t)
{
	if (t->count)
		qsort(t->entries, t->count, sizeof(*t->entries), by_pointed_name);
}

static void keep(void *entry)
{
	(void)entry;
}

void entries_clear(struct entries *t)
{
	tdestroy(t->names, keep);
	for (size_t i = 0; i < t->count; i++) {
		free(t->entries[i]->name);
		free(t->entries[i]->text);
		free(t->entries[i]);
	}
	free(t->entries);
	*t = (struct entries){0};
}
