/* SPDX-License-Identifier: GPL-2.0-only */
/* A finding for people: what was found, what it rests on, both answers, and the way there. */
#ifndef BISECT_SHOW_H
#define BISECT_SHOW_H

#include "bisect/story.h"
#include "report/report.h"

/* -ENOMEM, reported; -EIO, not reported, where writing fails. */
int show_finding(FILE *to, const struct story *story, const struct table_options *options);

#endif
