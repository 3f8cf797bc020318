/* SPDX-License-Identifier: GPL-2.0-only */
/* The text of the shell script; pure but for memory. */
#ifndef STANDALONE_SCRIPT_H
#define STANDALONE_SCRIPT_H

#include "kernel/arch.h"
#include "verdict/model.h"

#include <stddef.h>
#include <stdint.h>

/* A file that follows the script. */
struct standalone_part {
	int64_t bytes;
	char sha256[SHA256_SIZE];
};

struct standalone_script {
	const struct arch *arch;
	const char *kernel;	    /* for people; may be anything */
	const char *const *objects; /* their names for people; may be anything */
	size_t n_objects;
	const char *added;  /* SHA-256 of the list of what was added to the archive; "": nothing */
	const char *append; /* more words for the kernel; "": none */
	const char *docket; /* SHA-256 */
	int64_t memory_mib, cpus;
	struct standalone_part image, archive;
};

/*
 * The script, of @ret_len bytes, malloc'd: the image follows it, then the archive.  All text that
 * others wrote is quoted and has no control characters.  NULL without memory.
 */
char *standalone_script(const struct standalone_script *s, size_t *ret_len);

#endif
