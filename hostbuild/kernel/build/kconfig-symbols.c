// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/kconfig-symbols.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#define KCONFIG_MAX (4 << 20)
#define BLOCKS_MAX  64

/* The state of reading one file; the language is in Documentation/kbuild/kconfig-language.rst. */
struct reader {
	struct kconfig_symbols *s;
	/* conditions of the menus, ifs and choices that are open */
	char *blocks[BLOCKS_MAX];
	bool choices[BLOCKS_MAX];
	size_t n;
	bool symbol; /* the next attribute belongs to the last symbol … */
	bool block;  /* … or to the last block */
	/* indentation of the help text in columns; 0: not in one; -1: the next line begins it */
	int help;
};

void kconfig_symbols_clear(struct kconfig_symbols *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->list[i].name);
		free(s->list[i].depends);
	}
	free(s->list);
	*s = (struct kconfig_symbols){0};
}

/* Join them by &&, which binds closer than ||. */
static int add_condition(char **all, const char *condition)
{
	bool either = strstr(condition, "||");
	char *more;

	if (!*condition)
		return 0;
	more = format_string("%s%s%s%s%s", *all, **all ? " && " : "", either ? "(" : "", condition,
		either ? ")" : "");
	if (!more)
		return -ENOMEM;
	free(*all);
	*all = more;
	return 0;
}

static int add_symbol(struct reader *r, const char *name)
{
	struct kconfig_symbols *s = r->s;
	struct kconfig_symbol *more =
		s->n % 1024 ? s->list : reallocarray(s->list, s->n + 1024, sizeof(*more));
	int err = 0;

	if (!more)
		return -ENOMEM;
	s->list = more;
	struct kconfig_symbol *k = &s->list[s->n++];
	*k = (struct kconfig_symbol){.name = strdup(name), .depends = strdup("")};
	if (!k->name || !k->depends)
		return -ENOMEM;
	for (size_t i = 0; !err && i < r->n; i++) {
		k->choice |= r->choices[i];
		err = add_condition(&k->depends, r->blocks[i]);
	}
	return err;
}

static int open_block(struct reader *r, const char *condition, bool choice)
{
	if (r->n == BLOCKS_MAX)
		return 0; /* none is that deep; what is not seen explains nothing */
	r->choices[r->n] = choice;
	r->blocks[r->n] = strdup(condition);
	return r->blocks[r->n++] ? 0 : -ENOMEM;
}

static void close_block(struct reader *r)
{
	if (r->n) {
		r->n--;
		free(steal(&r->blocks[r->n]));
	}
}

static int read_depends(struct reader *r, const char *condition)
{
	if (r->symbol)
		return add_condition(&r->s->list[r->s->n - 1].depends, condition);
	return r->block && r->n ? add_condition(&r->blocks[r->n - 1], condition) : 0;
}

/* bool "prompt" if CONDITION */
static int read_prompt(struct reader *r, char *rest)
{
	char *end = *rest == '"' || *rest == '\'' ? strchr(rest + 1, *rest) : NULL;

	if (!end || !r->symbol)
		return 0;
	r->s->list[r->s->n - 1].prompt = true;
	end += 1 + strspn(end + 1, " \t");
	return strncmp(end, "if ", 3) == 0
		       ? add_condition(&r->s->list[r->s->n - 1].depends, end + 3)
		       : 0;
}

static int read_line(struct reader *r, char *at)
{
	static const char *const types[] = {"bool", "tristate", "string", "int", "hex", "prompt"};
	char *rest = at + strcspn(at, " \t");

	if (*rest)
		*rest++ = '\0';
	rest += strspn(rest, " \t");
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (strcmp(at, types[i]) == 0)
			return read_prompt(r, rest);
	if (strcmp(at, "depends") == 0 && strncmp(rest, "on ", 3) == 0)
		return read_depends(r, rest + 3 + strspn(rest + 3, " \t"));
	if (strcmp(at, "visible") == 0 && strncmp(rest, "if ", 3) == 0)
		return read_depends(r, rest + 3);
	if (strcmp(at, "help") == 0 || strcmp(at, "---help---") == 0) {
		r->help = -1;
		return 0;
	}
	static const char *const of_a_symbol[] = {"default", "select", "imply", "range", "option",
		"modules", "optional", "def_bool", "def_tristate", "transitional"};
	for (size_t i = 0; i < ARRAY_SIZE(of_a_symbol); i++)
		if (strcmp(at, of_a_symbol[i]) == 0)
			return 0;
	r->symbol = strcmp(at, "config") == 0 || strcmp(at, "menuconfig") == 0;
	r->block = strcmp(at, "menu") == 0 || strcmp(at, "choice") == 0;
	if (r->symbol)
		return add_symbol(r, rest);
	if (r->block || strcmp(at, "if") == 0)
		return open_block(r, r->block ? "" : rest, *at == 'c');
	if (strcmp(at, "endif") == 0 || strcmp(at, "endmenu") == 0 || strcmp(at, "endchoice") == 0)
		close_block(r);
	return 0;
}

static int indent_of(const char *line)
{
	int columns = 0;

	for (; *line == ' ' || *line == '\t'; line++)
		columns = *line == '\t' ? (columns | 7) + 1 : columns + 1;
	return columns;
}

int kconfig_symbols_add(struct kconfig_symbols *s, char *text)
{
	struct reader r = {.s = s};
	int err = 0;

	/* a line that ends in \ continues */
	for (char *at = text; (at = strstr(at, "\\\n"));)
		at[0] = at[1] = ' ';
	for (char *line; !err && (line = strsep(&text, "\n"));) {
		char *at = line + strspn(line, " \t");
		size_t len = strlen(at);
		if (!*at)
			continue;
		if (r.help == -1)
			r.help = indent_of(line);
		if (r.help > 0 && indent_of(line) >= r.help)
			continue;
		r.help = 0;
		if (*at == '#')
			continue;
		char *comment = strchr(at, '"') || strchr(at, '\'') ? NULL : strchr(at, '#');
		len = comment ? (size_t)(comment - at) : len;
		while (len && isspace((unsigned char)at[len - 1]))
			len--;
		at[len] = '\0';
		err = read_line(&r, at);
	}
	while (r.n)
		close_block(&r);
	return err;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(
		((const struct kconfig_symbol *)a)->name, ((const struct kconfig_symbol *)b)->name);
}

void kconfig_symbols_sort(struct kconfig_symbols *s)
{
	if (s->n)
		qsort(s->list, s->n, sizeof(*s->list), by_name);
}

/*
 * Whether a line of source_tree's files names a Kconfig file of arch_default() or of all
 * architectures.
 */
static bool is_kconfig(const char *line, const char *name)
{
	const char *end = line + strcspn(line, "\n"),
		   *base = memrchr(line, '/', (size_t)(end - line));
	/*
	 * "1700000000.000000000 4321 100644 /init/Kconfig": mode 10xxxx is a regular file, and a
	 * link has a comma after its mode
	 */
	bool regular = name - line > 8 && strncmp(name - 8, " 100", 4) == 0;

	if (!regular || strncmp(base, "/Kconfig", 8) != 0)
		return false;
	const char *own = arch_default()->directory;
	const size_t len = strlen(own);
	return strncmp(name, "/arch/", 6) != 0 || strncmp(name, "/arch/Kconfig", 13) == 0 ||
	       (strncmp(name + 1, own, len) == 0 && name[1 + len] == '/');
}

/* Let @sha256 cover one more file. */
static int extend_sum(char sha256[SHA256_SIZE], const char *name, const char *text, size_t len)
{
	char content[SHA256_SIZE];
	int r = sha256_bytes(text, len, content);
	cleanup_free char *link = format_string("%s %s %s", sha256, name, content);

	return r ? r : link ? sha256_bytes(link, strlen(link), sha256) : -ENOMEM;
}

int kconfig_symbols_read(struct kconfig_symbols *ret, const struct source_tree *tree)
{
	cleanup_with(kconfig_symbols_clear) struct kconfig_symbols s = {0};
	int r = 0;

	for (const char *line = tree->files; !r && *line; line += strcspn(line, "\n") + 1) {
		const char *name = source_tree_file_name(line);
		cleanup_free char *path = NULL, *text = NULL;
		size_t len = 0, name_len = strcspn(name, "\n");
		if (!is_kconfig(line, name))
			continue;
		if (!(path = format_string("%s%.*s", tree->dir, (int)name_len, name)))
			return -ENOMEM;
		r = files_read(path, KCONFIG_MAX, &text, &len);
		if (r == -EFBIG) { /* too large to explain anything */
			r = extend_sum(
				s.sha256, path + strlen(tree->dir), line, strcspn(line, "\n"));
			continue;
		}
		if (!r)
			r = extend_sum(s.sha256, path + strlen(tree->dir), text, len);
		if (!r)
			r = kconfig_symbols_add(&s, text);
	}
	if (r)
		return diag_errno(r, "%s: Kconfig", tree->dir);
	kconfig_symbols_sort(&s);
	*ret = s;
	s = (struct kconfig_symbols){0};
	return 0;
}

const struct kconfig_symbol *kconfig_symbols_find(const struct kconfig_symbols *s, const char *name)
{
	const struct kconfig_symbol key = {.name = (char *)name};

	const struct kconfig_symbol *k =
		s->n ? bsearch(&key, s->list, s->n, sizeof(*s->list), by_name) : NULL;
	const struct kconfig_symbol *end = s->list + s->n, *last = k;

	if (!k)
		return NULL;
	while (k > s->list && strcmp(k[-1].name, name) == 0)
		k--;
	while (last + 1 < end && strcmp(last[1].name, name) == 0)
		last++;
	while (!k->prompt && k < last)
		k++;
	return k;
}
