/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Limits that both sides rely on: one side never sends more, the other refuses more.  Sizes of the
 * fields of a record are in model.h, those of a line in frame.h, those of what a loader sets up in
 * loader.h.
 */
#ifndef VERDICT_LIMITS_H
#define VERDICT_LIMITS_H

#include <stddef.h>

/*
 * Bytes of one object.  No format ends there: it bounds what either side reads into memory at once.
 */
#define OBJECT_BYTES_MAX ((size_t)256 << 20)

/* Objects of a docket: their names in the archive have six digits. */
#define DOCKET_OBJECTS_MAX 1000000

/* Bytes of docket.json, which also has the map entries that loaders would write. */
#define DOCKET_BYTES_MAX ((size_t)256 << 20)

/* Bytes of the list of what was added to an archive after it was packed. */
#define ADDED_LIST_BYTES_MAX ((size_t)16 << 20)

/* Programs of one object, each variant counted. */
#define OBJECT_PROGRAMS_MAX 65536

/* Loads of a whole object, of which each leaves out more of its programs. */
#define WHOLE_LOADS_MAX 32

/*
 * Bytes of memory that the maps of one object may be said to take, and MiB of a guest.  Larger
 * figures are capped.
 */
#define MAPS_BYTES_MAX	     (1LL << 50)
#define GUEST_MEMORY_MIB_MAX (1LL << 30)

/* Bytes of one program's log that /init sends: a quarter of its head, the rest of its tail. */
#define LOG_KEPT_BYTES (64 << 10)

/*
 * Bytes of text in all log records of one program: LOG_KEPT_BYTES, where each byte that is not
 * UTF-8 becomes three, and the line that says how much was cut.
 */
#define LOG_TEXT_MAX (4 * LOG_KEPT_BYTES)

/* Bytes of text in all report records of one boot. */
#define REPORT_TEXT_MAX (256 << 10)

/*
 * Seconds for one program, by default.  Under TCG no program of the kernel's
 * selftests took more than 12 s; this is ten times that.
 */
#define PROGRAM_TIMEOUT_S     120
#define PROGRAM_TIMEOUT_S_MAX 86400

/*
 * How long /init waits for the host to end the machine after the last record, in milliseconds of
 * the guest's clock.
 */
#define LAST_RECORD_WAIT_MS 10000

#endif
