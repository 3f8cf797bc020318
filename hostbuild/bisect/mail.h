/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A finding as the draft of a mail to the kernel's lists.
 *
 * Documentation/admin-guide/reporting-regressions.rst (6.12) asks for: a subject that begins with
 * "[REGRESSION]"; the last version that worked and the first that does not; a copy to
 * regressions@lists.linux.dev, to whoever the culprit names in Signed-off-by, and, within a stable
 * series, to stable@vger.kernel.org; and a paragraph "#regzbot introduced: COMMIT", or GOOD..BAD
 * for a range.  Documentation/process/handling-regressions.rst: regzbot's commands are a paragraph
 * of their own.
 */
#ifndef BISECT_MAIL_H
#define BISECT_MAIL_H

#include "bisect/story.h"

/*
 * Header lines, a blank line, the text; malloc'd.  NULL without memory.  Nothing that others wrote
 * is obeyed by a mail reader, by `git am` or by regzbot: mail-guard.h.
 */
char *mail_text(const struct story *s);

#endif
