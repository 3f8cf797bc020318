/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of others in a mail. */
#ifndef BISECT_MAIL_GUARD_H
#define BISECT_MAIL_GUARD_H

/*
 * @text, of many lines, so that none of them is obeyed, malloc'd; NULL without memory:
 *
 * - a line that begins with "From " would begin another mail in a mailbox; with "---", "diff " or
 *   "Index: " the patch of `git am` (git-mailinfo(1)); with "-- " the signature: they get a blank
 *   in front;
 * - a line of dashes and scissors would make `git am --scissors` forget all above it: ">8" and
 *   "8<" become "?8" and "8?";
 * - "#regzbot" is a command to the kernel's regression tracker, in whatever line it begins: it
 *   becomes "?regzbot".
 */
char *mail_guard(const char *text);

/*
 * "Name <address>" for a header line, malloc'd: the name in quotes where RFC 5322 needs them.  NULL
 * where @person is no such thing, has an address that is none, or without memory.
 */
char *mail_address(const char *person);

#endif
