// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the list of bpfjury-errata(7) from init/verdict/errata-table.h.  With an argument it
 * writes a line for each row, for tests/errata.py: commit, releases, until, strict_since, effect
 * and check, with tabs between.
 */
#include "init/verdict/errata.h"

#include <stdio.h>
#include <string.h>

/* Print text for scdoc(5), with its markup characters escaped. */
static void put(const char *text)
{
	for (; *text; text++) {
		if (strchr("\\_*#.+[|:", *text))
			putchar('\\');
		putchar(*text);
	}
}

/* "in 6.18; stable: 6.17.3, 6.12.53" of "6.18, 6.17.3, 6.12.53". */
static void put_releases(const char *releases)
{
	const size_t len = strcspn(releases, ",");

	printf("%.*s", (int)len, releases);
	if (releases[len])
		printf("; stable releases: %s", releases + len + 2);
}

static void put_row(const struct erratum *e)
{
	put(e->commit);
	printf(" (\"");
	put(e->title);
	printf("\")\n\t");
	printf(e->effect == ERRATUM_REFUSES ? "Since " : "Loads from ");
	put_releases(e->releases);
	printf(e->effect == ERRATUM_REFUSES ? ":" : " on:");
	printf(" ");
	put(e->text);
	printf(".\n");
	if (e->until)
		printf("\tUp to %s.\n", e->until);
	if (e->strict_since)
		printf("\tRefused since %s.\n", e->strict_since);
	printf("\n\tReason: *%s*", reason_word(e->reasons[0]));
	if (e->reasons[1])
		printf(" or *%s*", reason_word(e->reasons[1]));
	printf(". Source: ");
	put(e->source);
	if (e->cve)
		printf(", %s", e->cve);
	printf(". Checked: %s.\n\n", erratum_check_word(e->check));
}

static void put_fields(const struct erratum *e)
{
	printf("%s\t%s\t%s\t%s\t%s\t%s\n", e->commit, e->releases, e->until ? e->until : "",
		e->strict_since ? e->strict_since : "",
		e->effect == ERRATUM_REFUSES ? "refuses" : "loads", erratum_check_word(e->check));
}

int main(int argc, char **argv)
{
	size_t count;

	(void)argv;
	const struct erratum *rows = errata_all(&count);

	for (size_t i = 0; i < count; i++)
		if (argc > 1)
			put_fields(&rows[i]);
		else
			put_row(&rows[i]);
	return 0;
}
