/* SPDX-License-Identifier: GPL-2.0-only */
/* What the judge supplied that an object does not have (program_result.adapted). */
#ifndef REPORT_SUPPLIED_H
#define REPORT_SUPPLIED_H

#include "report/grid.h"
#include "report/screen.h"

/* ", with 2 settings supplied"; "" where nothing was. */
#define SUPPLIED_SIZE 48
void supplied_count(const struct program_result *p, char ret[SUPPLIED_SIZE]);

/* At a verdict in the table; supplied_put() says what it means. */
#define SUPPLIED_SIGN "*"

/* Lines that say what was supplied for which object, kernels with the same in one line. */
void supplied_put(const struct screen *s, const struct grid *g);

/* What writes the settings that programs lack, if any does. */
void supplied_suggest(const struct screen *s, const struct grid *g);

#endif
