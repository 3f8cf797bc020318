/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run asks of /init, as words of the kernel command line or of a file in the root
 * (PARAMETERS_PATH), which counts where both have a word:
 *
 *	jury.records=DEVICE		the record stream goes to /dev/DEVICE
 *	jury.nonce=HEX			16 digits: the nonce of this boot's frames (frame.h)
 *	jury.program_timeout=SECONDS	the time for one program
 *	jury.deadline=host		the host watches the time; /init ends nothing by its clock
 *	jury.from=OBJECT:PROGRAM[:PROGRAMS]
 *					judge from that object's program on, both from 0; PROGRAMS
 *is how many the object announced in an earlier boot jury.features=all		find out first what
 *the kernel can jury.added=SHA256		of the list of what was added to the archive
 *
 * `bpfjury try` sets records, nonce, program_timeout and deadline in every boot, from in a boot
 *that goes on where another ended, features for a survey, added where it added the kernel's
 * configuration.  Who boots by hand may set any of them, or none.
 */
#ifndef VERDICT_RUN_PARAMETERS_H
#define VERDICT_RUN_PARAMETERS_H

#include "verdict/frame.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A name of the namespace alone, as messages show it. */
#define RUN_PARAMETERS_PREFIX "jury."

/* All of them as run_parameters_write() has them, with the NUL. */
#define RUN_PARAMETERS_SIZE 384

struct run_parameters {
	char records[32];		   /* letters and digits; "": no record stream */
	char nonce[NONCE_SIZE];		   /* zeros where not given */
	int64_t program_timeout_s;	   /* 1 to PROGRAM_TIMEOUT_S_MAX */
	bool host_deadline;		   /* deadline=host */
	int64_t from_object, from_program; /* 0, 0: from the start */
	int64_t from_programs;		   /* -1: not known */
	bool survey;			   /* features=all */
	char added[SHA256_SIZE];	   /* "": nothing was added */
};

/* Where nothing is asked for. */
void run_parameters_init(struct run_parameters *p);

/*
 * The words of all that is not as run_parameters_init() has it, and the timeout; no blank at the
 * ends.
 */
void run_parameters_write(char out[RUN_PARAMETERS_SIZE], const struct run_parameters *p);

/*
 * Read the words of @text, parted by blanks, tabs and newlines, into @p, which has its values from
 * run_parameters_init() or from an earlier text: of several words with one key the last counts.
 * Words outside of the namespace are passed over.  A word within it that is not understood changes
 * nothing, and the first such word is copied to @wrong, cut to @size; "" where there is none.
 */
void run_parameters_read(struct run_parameters *p, const char *text, char *wrong, size_t size);

#endif
