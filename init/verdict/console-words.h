/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What /init writes to the console and the host looks for there.  The kernel writes to the same
 * console, even in the middle of a line of /init's.
 */
#ifndef VERDICT_CONSOLE_WORDS_H
#define VERDICT_CONSOLE_WORDS_H

/* Lines of /init's before its KTAP begin with one of these. */
#define CONSOLE_HELLO	"bpfjury "
#define CONSOLE_MESSAGE "bpfjury: "

/* The device of jury.records cannot be opened. */
#define CONSOLE_NO_RECORDS CONSOLE_MESSAGE "cannot open the device that jury.records names"

/* Lines of its KTAP begin with one of these, after blanks. */
#define KTAP_COMMENT  "#"
#define KTAP_OK	      "ok "
#define KTAP_NOT_OK   "not ok "
#define KTAP_VERSION  "KTAP version "
#define KTAP_PLAN     "1.."
#define KTAP_BAIL_OUT "Bail out!"

/*
 * Its comments, "# KEY: VALUE", with what an exit status needs that is read from a console
 * (hostbuild/vm/console.h).  A program's also have the keys of verdict/program-result.h.
 *
 * Before KTAP begins, and of all of it:
 */
#define CONSOLE_KERNEL_FORMAT                                                                      \
	"# bpfjury %s on Linux %s (%s) %s\n" /* tool, release, version, arch */
#define CONSOLE_DOCKET	     "docket"	     /* its SHA-256 */
#define CONSOLE_UNPROVED     "unproved"	     /* a name, or "N more" */
#define CONSOLE_SPLAT	     "splat"	     /* its title */
#define CONSOLE_NEEDS_FORMAT "# needs a guest of %" PRId64 " MiB: %s\n"
#define CONSOLE_NEEDS	     "# needs a guest of "
#define CONSOLE_TOTALS	     "# Totals: "
#define KTAP_TOTALS_FORMAT   "pass:%d fail:%d xfail:0 xpass:0 skip:%d error:%d"
/* how many of each the console has, after "# Totals:", which counts programs */
#define CONSOLE_COUNTS_FORMAT "# counted: objects=%d programs=%d wholes=%d splats=%d\n"
#define CONSOLE_COUNTS	      "# counted: "
/* Of an object: */
#define CONSOLE_SUBTEST "Subtest"
#define CONSOLE_PATH	"path"	 /* where the name of the test is not the path */
#define CONSOLE_SHAPE	"shape"	 /* where it has one */
#define CONSOLE_SHA256	"sha256" /* of the object */
#define CONSOLE_MAKER	"producer"
#define CONSOLE_MEMORY	"memory_bytes"
/* Of a program: */
#define CONSOLE_JUDGING	 "judging" /* its name */
#define CONSOLE_VERDICT	 "verdict"
#define CONSOLE_EXPECTED "expected" /* where it is not the verdict */
#define CONSOLE_NONE	 "none"	    /* nothing was expected */
#define CONSOLE_ERRNO	 "errno"
#define CONSOLE_RETVAL	 "retval"  /* where it was run, and then … */
#define CONSOLE_RUN_NS	 "run_ns"  /* … how long that took */
#define CONSOLE_FIGURES	 "figures" /* KEY=NUMBER, with blanks between them */
#define CONSOLE_LIMITS	 "limits."
#define CONSOLE_LOG_LINE "# |" /* a line of its log, of which the last ones are here */
/* Of an object as a whole: */
#define CONSOLE_WHOLE	     "whole" /* the verdict, and how many programs were loaded together */
#define CONSOLE_WHOLE_PREFIX "whole, "
#define CONSOLE_MET	     "met"     /* with the prefix, where it is not "met" */
#define CONSOLE_PROGRAM	     "program" /* with the prefix: the program that was refused */

#endif
