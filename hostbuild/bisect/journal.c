// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/journal.h"
#include "cleanup.h"
#include "directories.h"

#include <stdlib.h>

int journal_open(struct journal *ret, const char *dir, const char *question, bool resume)
{
	(void)question;
	(void)resume;
	*ret = JOURNAL_NONE;
	return directory_make(dir);
}

void journal_close(struct journal *j)
{
	if (j->fd >= 0)
		close(j->fd);
	free(j->dir);
	free(j->lines);
	*j = JOURNAL_NONE;
}

int journal_add(struct journal *j, const struct point *p, const struct observation *o)
{
	(void)j;
	(void)p;
	(void)o;
	return 0;
}

int journal_find(struct observation *ret, const struct journal *j, const char *id,
	const char *image, size_t index)
{
	(void)ret;
	(void)j;
	(void)id;
	(void)image;
	(void)index;
	return 1;
}
