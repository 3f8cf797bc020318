/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A project's settings for all of its runs, from the YAML file that -c names: bpfjury.yaml(5).  It
 * says what is judged on which kernels (project-inputs.h), and what the objects' own loader would
 * set up (verdict/loader.h): `objects`, a list, of which each item has a pattern of objects.
 *
 *	kernels: [debian:5.10, debian:6.12]
 *	objects:
 *	  - match: "*.bpf.o"
 *	    capabilities: CAP_BPF|CAP_NET_ADMIN
 *	    program-flags: [BPF_F_TEST_STATE_FREQ]
 *	    maps:
 *	      policy: {"00000000": "0100000000000000"}
 */
#ifndef PROJECT_H
#define PROJECT_H

#include "project-globals.h"
#include "project-inputs.h"
#include "result/policy.h"
#include "verdict/loader.h"

#include <stdbool.h>
#include <stddef.h>

/* One item of `objects`. */
struct project_object {
	char *match; /* a pattern of fnmatch(3) for an object's path or the last parts of it */
	int line;    /* of @match in the file, from 1 */
	struct loader_item item; /* the settings */
	struct project_shape *shapes;
	size_t n_shapes;
	bool has_shapes;
	/* set while the project is applied to objects (project-effect.h) */
	bool matched;  /* some object matches */
	bool *counted; /* for each setting: some object has it from this item */
};

/* The file that is read where -c names none, and the working directory has it. */
#define PROJECT_FILE "bpfjury.yaml"

struct project {
	const char *path; /* of the file; NULL: there is none, and all else is empty */
	bool found;	  /* it is PROJECT_FILE, which nobody named */
	struct project_inputs inputs;
	struct project_object *objects;
	size_t n_objects;
	struct policy policy;
	size_t wrong; /* errors found while it is applied to objects */
};

/*
 * Read the file at @path, which @ret keeps.  FAIL_MISUSE: it cannot be read or is not well written;
 * each error is reported with its line and column.  -ENOMEM, -EINTR; reported.
 */
int project_read(struct project *ret, const char *path);

/* The file that -c names; NULL: PROJECT_FILE of the working directory if it is there.  Or none. */
const char *project_used(const char *config);

/*
 * The same of what -c names; NULL: PROJECT_FILE of the working directory, which a note says, or no
 * file if it has none.
 */
int project_open(struct project *ret, const char *config);
/* The word of -c for no file at all. */
#define PROJECT_NONE "none"
void project_clear(struct project *p);

/* Count one more error of applying it; whether it is to be reported, as the first twenty are. */
bool project_shows_error(struct project *p);

#endif
