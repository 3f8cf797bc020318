// SPDX-License-Identifier: GPL-2.0-only
#include "argv.h"

#include <stdlib.h>

void argv_add(struct argv *a, char *word)
{
	char **more = word ? reallocarray(a->list, a->n + 2, sizeof(*more)) : NULL;

	if (!more) {
		free(word);
		a->failed = true;
		return;
	}
	a->list = more;
	a->list[a->n++] = word;
	a->list[a->n] = NULL;
}

char **argv_finish(struct argv *a)
{
	char **list = a->list;

	if (a->failed) {
		argv_free(list);
		list = NULL;
	}
	*a = (struct argv){0};
	return list;
}

void argv_free(char **argv)
{
	for (char **word = argv; word && *word; word++)
		free(*word);
	free(argv);
}
