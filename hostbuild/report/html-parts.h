/* SPDX-License-Identifier: GPL-2.0-only */
/* The style and the script of the page: constant, so that their hashes are. */
#ifndef REPORT_HTML_PARTS_H
#define REPORT_HTML_PARTS_H

extern const char html_style[];
extern const char html_script[];

#endif
