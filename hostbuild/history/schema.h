/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables of a history. */
#ifndef HISTORY_SCHEMA_H
#define HISTORY_SCHEMA_H

#include "history/database.h"

#define HISTORY_APPLICATION 0x62706a79 /* "bpjy", in the header of the file */
#define HISTORY_VERSION	    1

/* Make them in an empty file.  Reports its errors. */
int schema_make(struct history *h);
/* FAIL_MISUSE, reported: the file has other ones. */
int schema_check(struct history *h);

#endif
