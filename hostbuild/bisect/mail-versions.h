/* SPDX-License-Identifier: GPL-2.0-only */
/* What a reader of the mail needs to do the same: versions, configuration, commands. */
#ifndef BISECT_MAIL_VERSIONS_H
#define BISECT_MAIL_VERSIONS_H

#include "bisect/story.h"
#include "report/screen.h"

void mail_reproduce(const struct screen *s, const struct story *story);
void mail_versions(const struct screen *s, const struct story *story);

#endif
