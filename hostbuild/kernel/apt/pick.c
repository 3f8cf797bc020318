// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/apt/pick.h"
#include "cleanup.h"
#include "format.h"
#include "verdict/version.h"

#include <errno.h>
#include <string.h>

/* Metapackages have 16, as has linux-image since 6.19, which only depends on linux-binary. */
#define IMAGE_MIN_KIB 1024

void apt_choice_clear(struct apt_choice *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->packages[i].name);
		free(c->packages[i].version);
		free(c->packages[i].file);
	}
	free(c->release);
	*c = (struct apt_choice){0};
}

/* The strings point into the text. */
struct stanza {
	const char *package, *version, *sha256;
	int64_t bytes, installed_kib;
	char upstream[48];
};

/* The next stanza of @rest; false at the end. */
static bool next_stanza(char **rest, struct stanza *ret)
{
	struct stanza s = {0};
	char *line;

	while (*rest && (line = strsep(rest, "\n"))) {
		char *colon = strchr(line, ':');
		if (!*line && s.package)
			break;
		if (!colon || colon[1] != ' ' || *line == ' ')
			continue;
		*colon = '\0';
		const char *value = colon + 2;
		if (!strcmp(line, "Package"))
			s.package = value;
		else if (!strcmp(line, "Version"))
			s.version = value;
		else if (!strcmp(line, "SHA256"))
			s.sha256 = value;
		else if (!strcmp(line, "Size"))
			s.bytes = strtoll(value, NULL, 10);
		else if (!strcmp(line, "Installed-Size"))
			s.installed_kib = strtoll(value, NULL, 10);
	}
	*ret = s;
	return s.package;
}

struct stanzas {
	struct stanza *list;
	size_t n;
};

static void stanzas_clear(struct stanzas *s)
{
	free(s->list);
}

/* All stanzas that have a version, a hash and an upstream version, and are large enough. */
static int read_stanzas(struct stanzas *ret, char *text, int64_t min_kib)
{
	struct stanza s;

	while (next_stanza(&text, &s)) {
		if (!s.version || !s.sha256 || strlen(s.sha256) != SHA256_SIZE - 1 ||
			s.installed_kib < min_kib ||
			!version_upstream(s.version, s.upstream, sizeof(s.upstream)))
			continue;
		struct stanza *more = reallocarray(ret->list, ret->n + 1, sizeof(*more));
		if (!more)
			return -ENOMEM;
		ret->list = more;
		ret->list[ret->n++] = s;
	}
	return 0;
}

static bool is_signed(const struct stanza *s)
{
	return !strstr(s->package, "-unsigned");
}

/* "linux-binary-unsigned-6.19.6-cloud-amd64", "linux-image-5.10.0-46-cloud-amd64-unsigned" */
static char *release_of(const char *package)
{
	static const char *const starts[] = {"linux-image-", "linux-binary-", "unsigned-"};
	static const char end[] = "-unsigned";

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
		if (!strncmp(package, starts[i], strlen(starts[i])))
			package += strlen(starts[i]);
	size_t len = strlen(package);
	if (len > strlen(end) && !strcmp(package + len - strlen(end), end))
		len -= strlen(end);
	return format_string("%.*s", (int)len, package);
}

static int by_upstream(const void *a, const void *b)
{
	return strverscmp(
		((const struct stanza *)a)->upstream, ((const struct stanza *)b)->upstream);
}

/* For the message: the releases of the wanted series, or if there are none, all series. */
static char *list_others(struct stanzas *s, const struct kernel_spec *spec)
{
	size_t series = version_series_length(spec->version), len = 0;
	const char *last = "";
	char *text = NULL;
	bool near = false;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	if (s->n)
		qsort(s->list, s->n, sizeof(*s->list), by_upstream);
	for (size_t i = 0; i < s->n && spec->is_release; i++)
		near |= version_series_length(s->list[i].upstream) == series &&
			!strncmp(s->list[i].upstream, spec->version, series);
	for (size_t i = 0; i < s->n; i++) {
		char *word = s->list[i].upstream;
		if (near && (version_series_length(word) != series ||
				    strncmp(word, spec->version, series)))
			continue;
		if (!near)
			word[version_series_length(word)] = '\0';
		if (!strcmp(word, last))
			continue;
		fprintf(f, "%s%s", *last ? ", " : "", word);
		last = word;
	}
	fclose(f);
	return text;
}

static int add_package(struct apt_choice *c, const struct stanza *s)
{
	struct apt_package *p = &c->packages[c->n];

	*p = (struct apt_package){
		.name = strdup(s->package), .version = strdup(s->version), .bytes = s->bytes};
	c->n++;
	memcpy(p->sha256, s->sha256, sizeof(p->sha256));
	return p->name && p->version ? 0 : -ENOMEM;
}

static bool is_pinned(const struct stanza *s, const struct kernel_pin *pin)
{
	return strcmp(s->package, pin->package) == 0 && strcmp(s->version, pin->version) == 0;
}

int apt_pick(struct apt_choice *ret, const struct kernel_spec *spec, char *text,
	bool (*newer)(const char *a, const char *b), char **ret_others)
{
	cleanup_with(apt_choice_clear) struct apt_choice choice = {0};
	cleanup_with(stanzas_clear) struct stanzas all = {0};
	const struct stanza *best = NULL, *pinned = NULL;
	int r = read_stanzas(&all, text, IMAGE_MIN_KIB);

	for (size_t i = 0; i < all.n && !r; i++) {
		const struct stanza *s = &all.list[i];
		if (!spec_matches(spec, s->upstream))
			continue;
		if (spec->pin && is_pinned(s, spec->pin))
			pinned = s;
		if (!best ||
			(!strcmp(s->version, best->version) ? is_signed(s) && !is_signed(best)
							    : newer(s->version, best->version)))
			best = s;
	}
	if (r)
		return r;
	if (spec->pin && best && !pinned) {
		*ret_others = strdup(best->version);
		return *ret_others ? -ESTALE : -ENOMEM;
	}
	best = pinned ? pinned : best;
	if (!best) {
		*ret_others = list_others(&all, spec);
		return *ret_others ? -ENOENT : -ENOMEM;
	}
	choice.release = release_of(best->package);
	if (!choice.release || add_package(&choice, best))
		return -ENOMEM;
	*ret = choice;
	choice = (struct apt_choice){0};
	return 0;
}

void apt_pins_free(struct kernel_pin *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		kernel_pin_clear(&list[i]);
	free(list);
}

static int copy_pin(struct kernel_pin *ret, const struct stanza *s)
{
	kernel_pin_clear(ret);
	*ret = (struct kernel_pin){.package = strdup(s->package), .version = strdup(s->version)};
	memcpy(ret->sha256, s->sha256, sizeof(ret->sha256));
	return ret->package && ret->version ? 0 : -ENOMEM;
}

int apt_pick_all(struct kernel_pin **ret, size_t *ret_n, char *text)
{
	cleanup_with(stanzas_clear) struct stanzas all = {0};
	int r = read_stanzas(&all, text, IMAGE_MIN_KIB);
	struct kernel_pin *list = calloc(all.n + 1, sizeof(*list));
	size_t n = 0;

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < all.n && !r; i++) {
		const struct stanza *s = &all.list[i];
		size_t j = 0;
		while (j < n && strcmp(list[j].version, s->version) != 0)
			j++;
		if (j == n || (is_signed(s) && strstr(list[j].package, "-unsigned")))
			r = copy_pin(&list[j], s);
		n += j == n;
	}
	if (r) {
		apt_pins_free(list, n);
		return r;
	}
	*ret = list;
	*ret_n = n;
	return 0;
}

int apt_pick_companions(struct apt_choice *c, char *text)
{
	cleanup_with(stanzas_clear) struct stanzas all = {0};
	int r = read_stanzas(&all, text, 0);

	for (size_t i = 0; i < all.n && !r; i++) {
		if (c->n == ARRAY_SIZE(c->packages) ||
			strcmp(all.list[i].version, c->packages[0].version))
			continue;
		bool known = false;
		for (size_t j = 0; j < c->n; j++)
			known |= !strcmp(all.list[i].package, c->packages[j].name);
		if (!known)
			r = add_package(c, &all.list[i]);
	}
	return r;
}
