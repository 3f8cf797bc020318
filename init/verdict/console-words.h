/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What /init writes to the console and the host looks for there: the two ends of a channel on which
 * the kernel writes too, in the middle of a line of /init's if need be.
 */
#ifndef VERDICT_CONSOLE_WORDS_H
#define VERDICT_CONSOLE_WORDS_H

/* Lines of /init's own before its KTAP begin with one of the two. */
#define CONSOLE_HELLO	"bpfjury "
#define CONSOLE_MESSAGE "bpfjury: "

/* Records were asked for, and there is no such port. */
#define CONSOLE_NO_RECORDS CONSOLE_MESSAGE "cannot open the device that jury.records names"

/* Lines of its KTAP begin with one of these, after blanks. */
#define KTAP_COMMENT  "#"
#define KTAP_OK	      "ok "
#define KTAP_NOT_OK   "not ok "
#define KTAP_VERSION  "KTAP version "
#define KTAP_PLAN     "1.."
#define KTAP_BAIL_OUT "Bail out!"

#endif
