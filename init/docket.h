/* SPDX-License-Identifier: GPL-2.0-only */
/* The objects to be judged, and the proof that they and all of the archive arrived whole. */
#ifndef INIT_DOCKET_H
#define INIT_DOCKET_H

#include "verdict/docket-format.h"

#include <jansson.h>
#include <stddef.h>

struct docket {
	struct docket_entry *entries;
	size_t count;
	struct loader_item *items; /* of bpfjury.yaml, for all objects … */
	size_t n_items;
	char config[CONFIG_NAME_SIZE]; /* … and its name; "": none */
	char sha256[SHA256_SIZE];      /* of docket.json */
	bool coverage;	     /* the run asks which instructions the verifier walks: jury.coverage */
	bool logs;	     /* … for the log of what is accepted, too: jury.log */
	int64_t hot_percent; /* … and where the work goes, from that share of the limit: jury.hot */
	json_t *files;	     /* the archive's other entries; NULL: docket.json has no list */
	json_t *unproved;    /* what is in the root and in no list (unproved.h) … */
	size_t more_unproved; /* … and how many more there are */
};
void docket_clear(struct docket *d);

/*
 * Read docket.json and check the size and SHA-256 of every object: the kernel starts /init on a
 * part of an archive too.  -errno with what is wrong in @why.
 */
int docket_read(struct docket *ret, char *why, size_t why_size);

/*
 * Set the loader of each entry: what its items come to on a kernel of upstream version @version.
 * It asks the kernel nothing: where it must be asked, the entry's loader says so (@asks).  -ENOMEM.
 */
int docket_fold(struct docket *d, const char *version);

/*
 * What the items of @e come to, and @has answers what they ask.  @ret is cleared by the caller.
 * -ENOMEM.
 */
int docket_fold_entry(struct loader *ret, const struct docket *d, const struct docket_entry *e,
	const char *version, loader_has *has);

/*
 * Check all other entries of the archive below @root, "/" but in tests, and those that were added
 * to it, whose list has the SHA-256 @added; "": nothing was added.  Sets @d->unproved.  -errno with
 * what is wrong in @why.
 */
int docket_prove(struct docket *d, const char *root, const char *added, char *why, size_t why_size);

#endif
