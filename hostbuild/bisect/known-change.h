/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the errata (verdict/errata.h) know of a finding: the stable releases of a culprit, or which
 * known changes lie between two releases and fit the refusal.  A culprit that is not among them is
 * offered as a row.
 */
#ifndef BISECT_KNOWN_CHANGE_H
#define BISECT_KNOWN_CHANGE_H

#include "verdict/errata.h"
#include "verdict/program-result.h"

/* What a finding comes to.  NULL: it has no such thing. */
struct change_facts {
	const char *commit;   /* the culprit's hash */
	const char *upstream; /* the mainline commit that its message names */
	const char *subject;  /* of the culprit */
	const char *release;  /* the first tag with it: "v6.12-rc3" */
	/* of releases: "6.12.113" and "6.12.115" */
	const char *good_version, *bad_version;
	/* of the program whose verdict changed */
	const struct program_result *good, *bad;
};

/*
 * malloc'd: the mainline commit that the message of a stable one names: "commit HASH upstream.",
 * "[ Upstream commit HASH ]", "(cherry picked from commit HASH)".  NULL: it names none.
 */
char *known_change_upstream(const char *message);

/* Lines for people, malloc'd; "": nothing is known.  NULL without memory. */
char *known_change_say(const struct change_facts *f);

/*
 * A row for verdict/errata-table.h, malloc'd, for a culprit commit that it does not have; "": there
 * is none to offer.  What must be said by a person is in capitals.  NULL without memory.
 */
char *known_change_row(const struct change_facts *f);

#endif
