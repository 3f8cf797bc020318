/* SPDX-License-Identifier: GPL-2.0-only */
/* What is to be judged, and the proof that it arrived whole. */
#ifndef INIT_DOCKET_H
#define INIT_DOCKET_H

#include "verdict/docket-format.h"

#include <jansson.h>
#include <stddef.h>

struct docket {
	struct docket_entry *entries;
	size_t count;
	char sha256[SHA256_SIZE]; /* of the docket file itself */
	json_t *files;		  /* what else it lists; not looked at before docket_prove() */
	json_t *unproved;	  /* names of what is in the root and no list has (proof.h) … */
	size_t more_unproved;	  /* … and how many more there are */
};

/*
 * Read the docket and check every object's size and SHA-256: the kernel starts /init on a
 * partial tree too when an archive did not unpack.  -errno with what is wrong in @why.
 */
int docket_read(struct docket *ret, char *why, size_t why_size);

/*
 * Then all else that the docket lists, below @root ("/"), and what was added to the archive, whose
 * list has the SHA-256
 * @added, "" where nothing was.  What is there besides is in @d's unproved.  -errno with what is
 * wrong in @why.
 */
int docket_prove(struct docket *d, const char *root, const char *added, char *why, size_t why_size);
void docket_clear(struct docket *d);

#endif
