/* SPDX-License-Identifier: GPL-2.0-only */
/* The objects to judge, collected from files and directories. */
#ifndef ARCHIVE_COLLECTION_H
#define ARCHIVE_COLLECTION_H

#include "verdict/loader.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One object of the docket.  To the host it is bytes with an ELF header. */
struct collected {
	char *path;   /* as shown: contract, section 6 */
	char *source; /* where it lies on this machine */
	int64_t bytes;
	char sha256[SHA256_SIZE];
	struct loader loader; /* what its own would see to, told to /init */
	bool wants_config; /* of the kernel: the name of its section for such symbols, ".kconfig",
			      is in it */
	char *content;	   /* what was hashed; NULL past a cap on all of them: read @source again */
};

/* What lies below a directory that was named and is not judged, though it could have been meant. */
struct left_out {
	char *path; /* fit to be shown */
	const char *why;
};

/* What is to be judged, sorted bytewise by path. */
struct collection {
	struct left_out *left_out; /* sorted by path; the first LEFT_OUT_MAX */
	size_t n_left_out;
	struct collected *objects;
	size_t count;
	char sha256[SHA256_SIZE]; /* of the docket file as packed; the plan record repeats it */
};
void collection_clear(struct collection *d);

#define LEFT_OUT_MAX 1000

/*
 * Collect @paths (objects or directories).  Of a directory all *.bpf.o below it are taken, or
 * all *.o where there is none; links to files are files, links to directories are not
 * followed.  What is left out is said in a line for each directory and kind. Reads every object
 * once: header check and SHA-256.  Each thing that is wrong is said in one line of its own, all
 * of them before returning FAIL_MISUSE.
 */
int collection_make(struct collection *ret, char *const paths[], size_t count);

#endif
