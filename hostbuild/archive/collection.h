/* SPDX-License-Identifier: GPL-2.0-only */
/* The objects to judge, collected from files and directories. */
#ifndef ARCHIVE_COLLECTION_H
#define ARCHIVE_COLLECTION_H

#include "verdict/docket-format.h"
#include "verdict/loader.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An object to judge.  The host checks its ELF header and parses nothing else of it. */
struct collected {
	char *path;   /* as results and tables show it */
	char *source; /* path of the file */
	size_t below; /* where in @source the part below the named directory begins */
	bool named;   /* the file itself was named: the part is its name */
	int64_t bytes;
	char sha256[SHA256_SIZE];
	char shape[SHAPE_SIZE]; /* the set of globals that it is judged with; "": none */
	bool same_file;		/* it is that of the object before it, in another shape or build */
	bool against;		/* of the build that the others are compared with */
	uint32_t *items; /* indices in collection.items of what its own loader would set up */
	size_t n_items;
	/* it has the section ".kconfig", which libbpf fills from it, or asks for an option */
	bool wants_config;
	char *content; /* the bytes that were hashed; NULL: not kept, read @source again */
};

/* A file or link below a named directory that is not judged, though it may have been meant. */
struct left_out {
	char *path; /* cleaned (text_cleaned()) */
	const char *why;
};

/* The objects, sorted bytewise by path; of a path those of the build to judge are first. */
struct collection {
	struct left_out *left_out; /* sorted by path; the first LEFT_OUT_MAX */
	size_t n_left_out;
	struct collected *objects;
	size_t count;
	struct loader_item *items; /* what their own loaders would set up; /init does it */
	size_t n_items;
	char config[CONFIG_NAME_SIZE]; /* the name of the file that says so; "": none */
	/* of the docket file, which the guest's plan record repeats; archive_pack() sets it */
	char sha256[SHA256_SIZE];
};
void collection_clear(struct collection *d);

#define LEFT_OUT_MAX 1000

/*
 * Collect the objects of @paths, files or directories, read each once, check its ELF header and
 * hash it.  Of a directory all *.bpf.o below it are collected, or all *.o where there is no
 * *.bpf.o.  A symbolic link to a file counts as a file; a link to a directory is not followed. What
 * is left out is warned of, one line for each directory and reason.  FAIL_MISUSE after all errors
 * were reported; -ENOMEM, -EINTR, reported.
 */
int collection_make(struct collection *ret, char *const paths[], size_t count);

#endif
