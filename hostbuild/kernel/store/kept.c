// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/store/kept.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/kernel.h"
#include "kernel/store/store.h"
#include "print.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define DAY_S 86400

/* The two kinds: how they are named, where they are. */
static const struct kind {
	const char *prefix;
} kinds[] = {
	{"sources/"},
	{"objects/"},
};

void kept_list_free(struct kept *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(list[i].name);
		free(list[i].path);
	}
	free(list);
}

static int is_entry(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

/* Of sources it was counted when they were unpacked: they are many files. */
static int64_t bytes_of(const char *dir)
{
	cleanup_free char *path = format_string("%s/source.json", dir), *text = NULL;
	size_t len = 0;

	if (path && files_read(path, 1 << 16, &text, &len) == 0) {
		cleanup_with(json_decrefp) json_t *j = json_loadb(text, len, 0, NULL);
		json_t *bytes = json_object_get(j, "bytes");
		if (json_is_integer(bytes))
			return json_integer_value(bytes);
	}
	return directory_bytes(dir);
}

static int list_kind(const struct kind *kind, struct kept **list, size_t *n)
{
	cleanup_free char *cache = NULL, *dir = NULL;
	struct dirent **names = NULL;
	int r = cache_dir(&cache), count;

	if (r)
		return r;
	dir = format_string("%s/%.*s", cache, (int)strlen(kind->prefix) - 1, kind->prefix);
	count = dir ? scandir(dir, &names, is_entry, versionsort) : -1;
	if (count < 0 && dir && errno == ENOENT)
		return 0;
	if (count < 0)
		return diag_errno(dir ? -errno : -ENOMEM, "%s", kind->prefix);
	struct kept *more = reallocarray(*list, *n + (size_t)count + 1, sizeof(*more));
	if (more)
		*list = more;
	for (int i = 0; i < count; i++) {
		struct stat st;
		struct kept k = {.path = format_string("%s/%s", dir, names[i]->d_name),
			.name = format_string("%s%s", kind->prefix, names[i]->d_name)};
		if (more && k.path && k.name && stat(k.path, &st) == 0) {
			k.used = st.st_mtime;
			k.bytes = bytes_of(k.path);
			(*list)[(*n)++] = k;
		} else {
			free(k.path);
			free(k.name);
		}
		free(names[i]);
	}
	free(names);
	return more ? 0 : diag_errno(-ENOMEM, "%s", dir);
}

int kept_list(struct kept **ret, size_t *ret_n)
{
	struct kept *list = NULL;
	size_t n = 0;
	int r = 0;

	for (size_t i = 0; !r && i < ARRAY_SIZE(kinds); i++)
		r = list_kind(&kinds[i], &list, &n);
	if (r) {
		kept_list_free(list, n);
		return r;
	}
	*ret = list;
	*ret_n = n;
	return 0;
}

bool kept_is_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strncmp(name, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
			return true;
	return false;
}

char *kept_lock_path(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return format_string("%.*s.%s.lock", (int)(name - path), path, name);
}

/* Not while a build, or an unpacking, has it. */
static int remove_path(const char *name, const char *path)
{
	cleanup_free char *lock = kept_lock_path(path);
	cleanup_close int fd = -1;
	int r = lock ? lock_file_now(lock, &fd) : diag_errno(-ENOMEM, "%s", name);

	if (r == -EWOULDBLOCK) {
		diag_error("%s: another bpfjury is building with it", name);
		return -EBUSY;
	}
	return r ? r : directory_remove(path);
}

int kept_remove(const char *name)
{
	struct kept *list = NULL;
	size_t n = 0;
	int r = kept_list(&list, &n), found = -ENOENT;

	for (size_t i = 0; i < n && found == -ENOENT; i++)
		if (strcmp(list[i].name, name) == 0)
			found = remove_path(name, list[i].path);
	kept_list_free(list, n);
	if (!r && found == -ENOENT) {
		diag_error("%s: there is none; `bpfjury kernel list` names them", name);
		return FAIL_MISUSE;
	}
	return r ? r : found;
}

/* One of all that may go. */
struct candidate {
	const char *name, *path; /* path NULL: a kernel */
	char kind;
	int64_t used;
};

static int last_used_first(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->used < y->used ? 1 : x->used > y->used ? -1 : strcmp(x->name, y->name);
}

static int prune(struct candidate *list, size_t n, int days, int last)
{
	int64_t before = days < 0 ? INT64_MIN : (int64_t)time(NULL) - (int64_t)days * DAY_S;
	int seen[128] = {0}, worst = 0;

	qsort(list, n, sizeof(*list), last_used_first);
	for (size_t i = 0; i < n; i++) {
		const struct candidate *c = &list[i];
		bool too_many =
			last >= 0 && c->kind != 'd' && ++seen[(unsigned char)c->kind] > last;
		if (c->used >= before && !too_many)
			continue;
		int r = c->path ? remove_path(c->name, c->path) : kernel_remove(c->name);
		if (!r) {
			print_clean(c->name, 0);
			putchar('\n');
		}
		worst = worst ? worst : r;
	}
	return worst;
}

int kept_prune(int days, int last)
{
	struct kernel *kernels = NULL;
	struct kept *kept = NULL;
	size_t n_kernels = 0, n_kept = 0, n = 0;
	int r = kernel_list(&kernels, &n_kernels);

	if (!r)
		r = kept_list(&kept, &n_kept);
	struct candidate *all = calloc(n_kernels + n_kept + 1, sizeof(*all));
	if (!r && !all)
		r = diag_errno(-ENOMEM, "remove");
	for (size_t i = 0; !r && i < n_kernels; i++) {
		struct stat st;
		if (stat(kernels[i].dir, &st) == 0)
			all[n++] = (struct candidate){.name = kernels[i].name,
				.kind = kernels[i].from && strcmp(kernels[i].from, "built") == 0
						? 'b'
						: 'd',
				.used = st.st_mtime};
	}
	for (size_t i = 0; !r && i < n_kept; i++)
		all[n++] = (struct candidate){.name = kept[i].name,
			.path = kept[i].path,
			.kind = *kept[i].name,
			.used = kept[i].used};
	if (!r)
		r = prune(all, n, days, last);
	free(all);
	kernel_list_free(kernels, n_kernels);
	kept_list_free(kept, n_kept);
	return r;
}
