// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/config-pair.h"
#include "cleanup.h"
#include "format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void option_clear(struct config_option *o)
{
	free(o->symbol);
	free(o->good);
	free(o->bad);
}

void config_pair_clear(struct config_pair *p)
{
	for (size_t i = 0; i < p->n; i++)
		option_clear(&p->list[i]);
	free(p->list);
	free(p->differences);
	*p = (struct config_pair){0};
}

/* One file: its lines that set or unset an option. */
struct lines {
	struct line_of {
		const char *symbol, *text; /* into the file's copy */
		size_t symbol_len, len;
	} *list;
	size_t n;
};

static void lines_clear(struct lines *l)
{
	free(l->list);
}

/* "CONFIG_X=y" or "# CONFIG_X is not set" */
static bool read_line(struct line_of *ret, const char *text, size_t len)
{
	static const char start[] = "CONFIG_", unset[] = " is not set";
	const bool comment = len > 2 && strncmp(text, "# ", 2) == 0;
	const char *symbol = text + (comment ? 2 : 0);
	const size_t rest = len - (comment ? 2 : 0), name = strcspn(symbol, "= \n");

	if (name < sizeof(start) || strncmp(symbol, start, sizeof(start) - 1) != 0 || name >= rest)
		return false;
	if (comment ? rest != name + sizeof(unset) - 1 ||
				strncmp(symbol + name, unset, sizeof(unset) - 1) != 0
		    : symbol[name] != '=')
		return false;
	*ret = (struct line_of){symbol, text, name, len};
	return true;
}

static int read_lines(struct lines *ret, const char *text)
{
	size_t most = 1;

	for (const char *at = text; (at = strchr(at, '\n')); at++)
		most++;
	ret->list = calloc(most, sizeof(*ret->list));
	if (!ret->list)
		return -ENOMEM;
	while (*text) {
		const size_t len = strcspn(text, "\n");
		ret->n += read_line(&ret->list[ret->n], text, len);
		text += len + (text[len] == '\n');
	}
	return 0;
}

static int by_symbol(const void *a, const void *b)
{
	const struct line_of *x = *(struct line_of *const *)a, *y = *(struct line_of *const *)b;
	const size_t least = x->symbol_len < y->symbol_len ? x->symbol_len : y->symbol_len;
	const int order = strncmp(x->symbol, y->symbol, least);

	return order ? order : (x->symbol_len > y->symbol_len) - (x->symbol_len < y->symbol_len);
}

/* Pointers to the lines, sorted by symbol; malloc'd. */
static const struct line_of **sort_lines(const struct lines *l)
{
	const struct line_of **sorted = calloc(l->n + 1, sizeof(*sorted));

	for (size_t i = 0; sorted && i < l->n; i++)
		sorted[i] = &l->list[i];
	if (sorted)
		qsort(sorted, l->n, sizeof(*sorted), by_symbol);
	return sorted;
}

static const struct line_of *find(
	const struct line_of *const *sorted, size_t n, const struct line_of *line)
{
	const struct line_of *const *at = bsearch(&line, sorted, n, sizeof(*sorted), by_symbol);

	return at ? *at : NULL;
}

/* The value in a line; "n" for one that is not there or unsets the option. */
static const char *value_of(const char *line)
{
	return !line || *line == '#' ? "n" : strchr(line, '=') + 1;
}

static int add(struct config_pair *p, const struct line_of *good, const struct line_of *bad)
{
	const struct line_of *any = good ? good : bad;
	struct config_option *o = &p->list[p->n++];

	*o = (struct config_option){.symbol = strndup(any->symbol, any->symbol_len),
		.good = good ? strndup(good->text, good->len) : NULL,
		.bad = bad ? strndup(bad->text, bad->len) : NULL};
	if (!o->symbol || (good && !o->good) || (bad && !o->bad))
		return -ENOMEM;
	if (strcmp(value_of(o->good), value_of(o->bad)) != 0)
		p->differences[p->n_differences++] = p->n - 1;
	return 0;
}

/*
 * In the order of @bad; what only @good has comes in front of the line that follows it there, or at
 * the end.
 */
static int join(struct config_pair *p, const struct lines *good, const struct lines *bad)
{
	cleanup_free const struct line_of **goods = sort_lines(good), **bads = sort_lines(bad);
	const struct line_of *at = good->list, *end = good->list + good->n;
	int r = goods && bads ? 0 : -ENOMEM;

	for (size_t b = 0; b <= bad->n && !r; b++) {
		const struct line_of *y = b < bad->n ? &bad->list[b] : NULL;
		const struct line_of *x = y ? find(goods, good->n, y) : NULL;
		for (const struct line_of *until = y ? x : end; until && at < until && !r; at++)
			if (!find(bads, bad->n, at))
				r = add(p, at, NULL);
		if (y && !r)
			r = add(p, x, y);
	}
	return r;
}

int config_pair_read(struct config_pair *ret, const char *good, const char *bad)
{
	cleanup_with(lines_clear) struct lines goods = {0}, bads = {0};
	cleanup_with(config_pair_clear) struct config_pair p = {0};
	int r = read_lines(&goods, good);

	if (!r)
		r = read_lines(&bads, bad);
	if (r)
		return r;
	p.list = calloc(goods.n + bads.n + 1, sizeof(*p.list));
	p.differences = calloc(goods.n + bads.n + 1, sizeof(*p.differences));
	r = p.list && p.differences ? join(&p, &goods, &bads) : -ENOMEM;
	if (r)
		return r;
	*ret = p;
	p = (struct config_pair){0};
	return 0;
}

/* The line of one side; where that has none and the other has y or m, the one that unsets it. */
static void print_line(FILE *to, const struct config_option *o, bool bad)
{
	const char *line = bad ? o->bad : o->good, *value = value_of(bad ? o->good : o->bad);

	if (line)
		fprintf(to, "%s\n", line);
	else if (strcmp(value, "y") == 0 || strcmp(value, "m") == 0)
		fprintf(to, "# %s is not set\n", o->symbol);
}

char *config_pair_mix(const struct config_pair *p, size_t first, size_t end, bool other)
{
	char *text = NULL;
	size_t len = 0, at = 0;
	FILE *to = open_memstream(&text, &len);

	for (size_t i = 0; to && i < p->n; i++) {
		const bool differs = at < p->n_differences && p->differences[at] == i;
		const bool within = at >= first && at < end;
		print_line(to, &p->list[i], differs ? within != other : !p->list[i].good);
		at += differs;
	}
	if (to && fclose(to) == 0)
		return text;
	free(text);
	return NULL;
}

char *config_pair_say(const struct config_pair *p, size_t difference)
{
	const struct config_option *o = &p->list[p->differences[difference]];

	return format_string("%s: %s -> %s", o->symbol, value_of(o->good), value_of(o->bad));
}

char *config_changes(const char *good, const char *bad, const char *symbol, size_t most)
{
	cleanup_with(config_pair_clear) struct config_pair p = {0};
	char *text = NULL;
	size_t len = 0, n = 0;
	FILE *to = config_pair_read(&p, good, bad) ? NULL : open_memstream(&text, &len);

	for (size_t i = 0; to && i < p.n_differences; i++) {
		cleanup_free char *one = config_pair_say(&p, i);
		if (strcmp(p.list[p.differences[i]].symbol, symbol) == 0)
			continue;
		if (n++ < most)
			fprintf(to, "%s%s", n > 1 ? ", " : "", one ? one : "");
	}
	if (to && n > most)
		fprintf(to, " and %zu more", n - most);
	if (to && fclose(to) == 0)
		return text;
	free(text);
	return NULL;
}
