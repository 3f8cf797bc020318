/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a project says once and for all of its trials, in YAML: -c FILE.  Read is its list `objects`: what the objects' own
 * loader sees to (init/verdict/loader.h).
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

/* One of `objects`. */
struct project_object {
	char *match; /* fnmatch(3), of an object's path or of its last parts */
	bool says_caps, says_flags, says_maps;
	bool used; /* an object matched it */
	struct loader loader;
};

struct project {
	struct project_object *objects;
	size_t n_objects;
};

/* -EINVAL for what is no such file or not well written, with its line; -errno.  All said. */
int project_read(struct project *ret, const char *path);
void project_clear(struct project *c);

/*
 * The docket of a command: @paths, or the built-in objects where @count is 0; with what @config, if not NULL, says of them, each key
 * as the last item that matches has it.  What matches nothing is said.  As docket_collect() and project_read().
 */
int project_docket(struct docket *ret, const char *config, char *const paths[], size_t count);

#endif
