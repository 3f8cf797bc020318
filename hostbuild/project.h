/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a project says once and for all of its trials, in YAML: -c FILE.  Read is its list
 *`objects`: what the objects' own loader sees to (init/verdict/loader.h).
 *
 *	objects:
 *	  - match: "*.bpf.o"
 *	    capabilities: CAP_BPF|CAP_NET_ADMIN
 *	    program-flags: [BPF_F_TEST_STATE_FREQ]
 *	    maps:
 *	      policy: {"00000000": "0100000000000000"}
 */
#ifndef PROJECT_H
#define PROJECT_H

#include "archive/archive.h"

#include <stdbool.h>
#include <stddef.h>

/* What an item of `objects` may set. */
enum project_setting {
	PROJECT_CAPABILITIES,
	PROJECT_FLAGS,
	PROJECT_MAPS,
	PROJECT_PROGRAMS,
	PROJECT_SETTINGS
};

/* One of `objects`. */
struct project_object {
	char *match;   /* fnmatch(3), of an object's path or of its last parts */
	int line;      /* of that, from 1 */
	bool optional; /* it need not count for any object */
	bool matched;  /* an object is called so */
	bool says[PROJECT_SETTINGS];
	bool counted[PROJECT_SETTINGS]; /* for an object for which no later item says otherwise */
	struct loader loader;
};

struct project {
	struct project_object *objects;
	size_t n_objects;
};

/*
 * FAIL_MISUSE for what is no such file or not well written, all that is wrong said with its line;
 * -errno, said.
 */
int project_read(struct project *ret, const char *path);
void project_clear(struct project *c);

/*
 * What was wrong before and what is now: what is wrong in the file does not end its reading,
 * all else does.
 */
int project_worse(int before, int now);
bool project_goes_on(int r);

/*
 * The docket of a command: @paths, or the built-in objects where @count is 0; with what
 * @config, if not NULL, says of them, each key as the last item that matches has it.  FAIL_MISUSE,
 * said, for an item that counts for none of them and is not `optional`.  Else as
 * collection_make() and project_read().
 */
int project_docket(struct collection *ret, const char *config, char *const paths[], size_t count);

#endif
