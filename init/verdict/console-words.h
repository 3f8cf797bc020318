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

#endif
