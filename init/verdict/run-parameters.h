/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run asks of /init: words on the kernel command line.  nonce and from may also be in the
 * file PARAMETERS_PATH of the root, and a word there replaces the one of the command line.
 *
 * jury.records=DEVICE           send the records to /dev/DEVICE
 * jury.nonce=HEX                16 digits: the nonce of this boot's frames (frame.h)
 * jury.program_timeout=SECONDS  the time for one program
 * jury.deadline=host            the host watches the time; the guest's clock ends nothing
 * jury.from=O:P[:N[:singles]]   begin with program P of object O, both from 0; N is how many
 *                               programs that object announced in an earlier boot; singles: an
 *                               earlier boot loaded that object as a whole.  Where P is not 0 it
 *                               did in any case
 * jury.features=all             find out first what the kernel can
 * jury.whole=never              load no object as a whole, only single programs
 * jury.coverage=all             find out which instructions the verifier walks, of each program
 *                               that is accepted
 * jury.log=accepted             send the verifier's log of what it accepts, too
 * jury.hot=PERCENT              1 to 100: count where the verifier's work goes, of each program
 *                               that takes so much of the limit of instructions
 * jury.memory=MIB               the host can boot a guest with so much memory, which is more
 *                               than this one has; /init may end with RECORD_NEEDS
 * jury.added=SHA256             of the list of what was added to the archive (ADDED_PATH)
 *
 * `bpfjury try` sets records, nonce, program_timeout and deadline in every boot; from, in a boot
 * that resumes another; memory, where it has more; features, for a survey; coverage, log and hot,
 * where it was asked for them; added, where it added the kernel's configuration.  Somebody who
 * boots an archive by hand may set any of them, or none.
 */
#ifndef VERDICT_RUN_PARAMETERS_H
#define VERDICT_RUN_PARAMETERS_H

#include "verdict/frame.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What all of them begin with. */
#define RUN_PARAMETERS_PREFIX "jury."

/* Bytes of all of them, with the NUL. */
#define RUN_PARAMETERS_SIZE 384

struct run_parameters {
	char records[32];		   /* letters and digits; "": no record stream */
	char nonce[NONCE_SIZE];		   /* zeros where not given */
	int64_t program_timeout_s;	   /* 1 to PROGRAM_TIMEOUT_S_MAX */
	bool host_deadline;		   /* deadline=host */
	int64_t from_object, from_program; /* 0, 0: from the start */
	int64_t from_programs;		   /* -1: not known */
	bool from_singles;		   /* do not load that object as a whole */
	bool survey;			   /* features=all */
	bool no_whole;			   /* whole=never */
	bool coverage;			   /* coverage=all */
	bool logs;			   /* log=accepted */
	int64_t hot_percent;		   /* 0: only what is refused for a limit */
	int64_t memory_mib;		   /* 0: the host has no larger guest */
	char added[SHA256_SIZE];	   /* "": nothing was added */
};

/* The defaults: no records, no resume, PROGRAM_TIMEOUT_S. */
void run_parameters_init(struct run_parameters *p);

/*
 * Write the timeout and all that is not the default, with a blank between words and none at the
 * ends.
 */
void run_parameters_write(char out[RUN_PARAMETERS_SIZE], const struct run_parameters *p);

/*
 * Read the words of @text, between blanks, tabs and newlines.  Each replaces the value that @p has,
 * from run_parameters_init() or from an earlier word.  Words with another prefix are skipped.  A
 * word that is not understood changes nothing; the first such word is copied to @wrong (@size
 * bytes, cut if need be), which is "" where there is none.
 *
 * @in_file: @text is from PARAMETERS_PATH.  A word that may only be on the command line is then not
 * understood either.
 */
void run_parameters_read(
	struct run_parameters *p, const char *text, bool in_file, char *wrong, size_t size);

#endif
