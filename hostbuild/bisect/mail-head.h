/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of the mail that are read by programs: header lines, and the command to regzbot. */
#ifndef BISECT_MAIL_HEAD_H
#define BISECT_MAIL_HEAD_H

#include "bisect/story.h"

#include <stdio.h>

/* Whether the finding is of kernels, not of the user's builds or options. */
bool mail_is_regression(const struct story *s);

/* "Subject: …", "To: …", "Cc: …". */
void mail_head(FILE *to, const struct story *s);

/* "#regzbot introduced: …" and a blank line; nothing where no commit and no range is known. */
void mail_regzbot(FILE *to, const struct story *s);

/* What changed, and since when; no full stop.  malloc'd; NULL without memory. */
char *mail_sentence(const struct story *s);

#endif
