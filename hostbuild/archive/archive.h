/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Objects and a rootfs manifest in, one reproducible newc archive out: an initramfs that judges.
 * The only room that knows libarchive for writing.
 */
#ifndef ARCHIVE_ARCHIVE_H
#define ARCHIVE_ARCHIVE_H

#include "verdict/loader.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One object of the docket.  To the host it is bytes with an ELF header. */
struct docket_object {
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
struct docket_left_out {
	char *path; /* fit to be shown */
	const char *why;
};

/* What is to be judged, sorted bytewise by path. */
struct docket {
	struct docket_left_out *left_out; /* sorted by path; the first LEFT_OUT_MAX */
	size_t n_left_out;
	struct docket_object *objects;
	size_t count;
	char sha256[SHA256_SIZE]; /* of the docket file as packed; the plan record repeats it */
};
void docket_clear(struct docket *d);

#define LEFT_OUT_MAX 1000

/*
 * Collect @paths (objects or directories).  Of a directory all *.bpf.o below it are taken, or
 * all *.o where there is none; links to files are files, links to directories are not
 * followed.  What is left out is said in a line for each directory and kind. Reads every object
 * once: header check and SHA-256.  Each thing that is wrong is said in one line of its own, all
 * of them before returning FAIL_MISUSE.
 */
int docket_collect(struct docket *ret, char *const paths[], size_t count);

enum compression { COMPRESS_NONE, COMPRESS_ZSTD, COMPRESS_LZ4, COMPRESS_GZIP };
/* -EINVAL for a word that is none of none|zstd|lz4|gzip. */
int compression_from_word(const char *word, enum compression *ret);

struct archive_options {
	const char *manifest; /* path of the rootfs manifest */
	const char *init;     /* path of /init, the manifest's ${INIT} */
	enum compression compression;
};

/*
 * Write the archive to @path ("-": stdout) atomically and set @docket->sha256.  @ret_bytes: size as
 * packed, @ret_unpacked: what the guest's memory holds of it; either may be NULL.
 * FAIL_MISUSE: manifest, objects or @path are wrong (said, with line numbers); -errno: it could not
 * be read or written.
 */
int archive_pack(const char *path, struct docket *docket, const struct archive_options *options,
	int64_t *ret_bytes, int64_t *ret_unpacked);

/*
 * Write a copy of the archive that is open as @from, one that archive_pack() made, to @path, with
 * the file that is open as @source added as @name, "dir/file".  A list of what was added goes with
 * it, whose SHA-256 /init is to be told (jury.added).  Says what failed.
 */
int archive_add(
	const char *path, int from, const char *name, int source, char ret_list[SHA256_SIZE]);

#endif
