// SPDX-License-Identifier: GPL-2.0-only
#include "archive/manifest.h"
#include "cleanup.h"
#include "diag.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#define BLANKS " \t\r\v\f"
/* what the kernel's new_encode_dev() keeps of a device number */
#define MAJOR_MAX 0xfff
#define MINOR_MAX 0xfffff

static const struct kind {
	const char *word;
	mode_t type; /* S_IFCHR: either kind of device */
	const char *usage;
} kinds[] = {
	{"dir", S_IFDIR, "dir NAME MODE UID GID"},
	{"file", S_IFREG, "file NAME PLACE MODE UID GID [HARD-LINK]..."},
	{"nod", S_IFCHR, "nod NAME MODE UID GID b|c MAJOR MINOR"},
	{"pipe", S_IFIFO, "pipe NAME MODE UID GID"},
	{"slink", S_IFLNK, "slink NAME TARGET MODE UID GID"},
	{"sock", S_IFSOCK, "sock NAME MODE UID GID"},
};

struct parser {
	struct entries *entries;
	const char *file;
	unsigned line;
	const struct variable *variables;
	size_t n_variables;
	const struct kind *kind;
	char *rest; /* of the line */
};

static int wrong(const struct parser *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int wrong(const struct parser *p, const char *format, ...)
{
	char *what = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&what, format, args) < 0)
		what = NULL;
	va_end(args);
	diag_error("%s:%u: %s", p->file, p->line, what ? what : "wrong");
	free(what);
	return FAIL_MISUSE;
}

static char *next_field(struct parser *p)
{
	p->rest += strspn(p->rest, BLANKS);
	if (!*p->rest)
		return NULL;
	char *field = p->rest;
	p->rest += strcspn(p->rest, BLANKS);
	if (*p->rest)
		*p->rest++ = '\0';
	return field;
}

static int number(struct parser *p, const char *what, int base, unsigned long max, uint32_t *ret)
{
	const char *field = next_field(p);
	char *end;

	if (!field)
		return wrong(p, "%s missing: %s", what, p->kind->usage);
	errno = 0;
	unsigned long value = strtoul(field, &end, base);
	if (!isdigit((unsigned char)*field) || *end)
		return wrong(
			p, "%s '%s' is no %s number", what, field, base == 8 ? "octal" : "decimal");
	if (errno || value > max)
		return wrong(p, base == 8 ? "%s '%s' is more than %lo" : "%s '%s' is more than %lu",
			what, field, max);
	*ret = (uint32_t)value;
	return 0;
}

static int name_field(struct parser *p, char **ret)
{
	const char *field = next_field(p);

	if (!field)
		return wrong(p, "name missing: %s", p->kind->usage);
	*ret = strdup(field + (*field == '/'));
	return *ret ? 0 : -ENOMEM;
}

static const char *variable_value(const struct parser *p, const char *name)
{
	for (size_t i = 0; i < p->n_variables; i++)
		if (!strcmp(p->variables[i].name, name))
			return p->variables[i].value;
	return getenv(name);
}

/* Replace each ${NAME} in @field; values are not expanded again. */
static int expand(const struct parser *p, char *field, char **ret)
{
	cleanup_free char *out = NULL;
	cleanup_file FILE *f = NULL;
	size_t len;

	f = open_memstream(&out, &len);
	if (!f)
		return -ENOMEM;
	for (char *at = field, *start; *at;) {
		start = strstr(at, "${");
		fprintf(f, "%.*s", (int)(start ? start - at : (ptrdiff_t)strlen(at)), at);
		if (!start)
			break;
		char *end = strchr(start, '}');
		if (!end)
			return wrong(p, "'%s': no } to end the variable", start);
		*end = '\0';
		const char *value = variable_value(p, start + 2);
		if (!value)
			return wrong(p, "variable ${%s} is not set", start + 2);
		fputs(value, f);
		at = end + 1;
	}
	if (fflush(f) || ferror(f))
		return -ENOMEM;
	if (!*out || len >= PATH_MAX)
		return wrong(p, "the place of the file %s",
			*out ? "has more than 4095 bytes" : "is empty");
	/* copy it: the stream still refers to the buffer */
	*ret = strdup(out);
	return *ret ? 0 : -ENOMEM;
}

static int text_field(struct parser *p, char **ret)
{
	char *field = next_field(p);

	if (!field)
		return wrong(p, "%s missing: %s", p->kind->type == S_IFLNK ? "target" : "place",
			p->kind->usage);
	if (p->kind->type == S_IFREG)
		return expand(p, field, ret);
	if (strlen(field) >= PATH_MAX)
		return wrong(p, "a target of %zu bytes; the kernel drops what has more than %d",
			strlen(field), PATH_MAX - 1);
	*ret = strdup(field);
	return *ret ? 0 : -ENOMEM;
}

static int device_fields(struct parser *p, struct cpio_entry *e)
{
	const char *type = next_field(p);
	uint32_t major, minor;

	if (!type)
		return wrong(p, "device type missing: %s", p->kind->usage);
	if (strcmp(type, "b") && strcmp(type, "c"))
		return wrong(p, "device type '%s' is neither b nor c", type);
	int r = number(p, "major number", 10, MAJOR_MAX, &major);
	if (!r)
		r = number(p, "minor number", 10, MINOR_MAX, &minor);
	if (r)
		return r;
	e->mode = (e->mode & 07777) | (*type == 'b' ? S_IFBLK : S_IFCHR);
	e->major = major;
	e->minor = minor;
	return 0;
}

static int add_entry(struct parser *p, struct cpio_entry *e)
{
	char why[2 * PATH_MAX + 128];
	int r = entries_add(p->entries, e, why, sizeof(why));

	return r == FAIL_MISUSE ? wrong(p, "%s", why) : r;
}

/* The further names of a file are entries of the same group. */
static int add_links(struct parser *p, const struct cpio_entry *file, const char *place)
{
	int r = 0;

	while (!r && *(p->rest += strspn(p->rest, BLANKS))) {
		struct cpio_entry e = *file;
		e.name = NULL;
		e.text = strdup(place);
		r = e.text ? name_field(p, &e.name) : -ENOMEM;
		if (!r)
			r = add_entry(p, &e);
		free(e.name);
		free(e.text);
	}
	return r;
}

static int parse_entry(struct parser *p, struct cpio_entry *e)
{
	cleanup_free char *place = NULL;
	mode_t type = p->kind->type;
	uint32_t mode;
	int r = name_field(p, &e->name);

	if (!r && (type == S_IFREG || type == S_IFLNK))
		r = text_field(p, &e->text);
	if (!r)
		r = number(p, "mode", 8, 07777, &mode);
	if (!r)
		r = number(p, "uid", 10, UINT32_MAX - 1, &e->uid);
	if (!r)
		r = number(p, "gid", 10, UINT32_MAX - 1, &e->gid);
	if (r)
		return r;
	e->mode = type | mode;
	if (type == S_IFCHR)
		r = device_fields(p, e);
	p->rest += strspn(p->rest, BLANKS);
	if (r || !*p->rest)
		return r ? r : add_entry(p, e);
	if (type != S_IFREG)
		return wrong(p, "'%s' after the last field: %s", p->rest, p->kind->usage);
	place = strdup(e->text);
	if (!place)
		return -ENOMEM;
	e->group = ++p->entries->groups;
	struct cpio_entry first = *e;
	r = add_entry(p, e);
	return r ? r : add_links(p, &first, place);
}

static int parse_line(struct parser *p, char *line)
{
	p->rest = line;
	const char *word = next_field(p);
	if (!word || *word == '#')
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(word, kinds[i].word)) {
			struct cpio_entry e = {
				.size = kinds[i].type == S_IFREG ? -1 : 0, .line = p->line};
			p->kind = &kinds[i];
			int r = parse_entry(p, &e);
			free(e.name);
			free(e.text);
			return r;
		}
	return wrong(p, "'%s' is none of dir, file, nod, pipe, slink, sock", word);
}

int manifest_parse(struct entries *entries, const char *file, const char *text, size_t len,
	const struct variable *variables, size_t n_variables)
{
	struct parser p = {.entries = entries,
		.file = file,
		.variables = variables,
		.n_variables = n_variables};
	int r = 0;

	for (size_t at = 0; at < len && (!r || r == FAIL_MISUSE);) {
		const char *newline = memchr(text + at, '\n', len - at);
		size_t n = newline ? (size_t)(newline - (text + at)) : len - at;
		cleanup_free char *line = strndup(text + at, n);
		p.line++;
		int one = -ENOMEM;
		if (line)
			one = strlen(line) < n ? wrong(&p, "a NUL byte") : parse_line(&p, line);
		r = one ? one : r;
		at += n + 1;
	}
	return r == -ENOMEM ? diag_errno(r, "read %s", file) : r;
}
