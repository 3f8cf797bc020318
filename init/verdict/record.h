/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The records of the stream and their JSON.  One table of fields serves both directions: what is
 * written is what is read.  bpfjury-stream(5) describes each record.
 */
#ifndef VERDICT_RECORD_H
#define VERDICT_RECORD_H

#include "verdict/frame.h"
#include "verdict/model.h"

#include <jansson.h>
#include <stdbool.h>

#define STREAM_PROTOCOL 1

enum record_kind {
	RECORD_NONE,
	RECORD_HELLO,	 /* tool, protocol, release, version, arch */
	RECORD_FEATURES, /* features */
	RECORD_PLAN,	 /* objects, docket; from_* of a resumed boot */
	/*
	 * object, memory_bytes, memory_mib: this boot ends before that object, whose maps need a
	 * larger guest; END follows
	 */
	RECORD_NEEDS,
	RECORD_OBJECT_BEGIN, /* object, path, shape, against, sha256, programs, producer, … */
	RECORD_BEGIN,	     /* object, program; name, section, type, variant */
	/*
	 * object; the whole object is being loaded, all programs of its loader together.  Sent
	 * first without a name, then with the name of each program that is now passed to the
	 * kernel, unless that program has a BEGIN.
	 */
	RECORD_WHOLE_BEGIN,
	/*
	 * object, programs: how many were loaded together; the result: its name is that of the
	 * program that was refused, or OBJECT_ITSELF
	 */
	RECORD_WHOLE,
	RECORD_LOG,	  /* object, program (none: the whole object), text */
	RECORD_UNREACHED, /* object, program, text of coverage.h: what was not reached */
	RECORD_HOT,	  /* object, program, text of hot.h: where the verifier's work went */
	RECORD_PROGRAM,	  /* object, program, the whole result */
	RECORD_SPLAT,	  /* text: its title; line; object, program where one was being judged */
	RECORD_REPORT,	  /* splat, text: a piece of the kernel's report */
	RECORD_OBJECT,	  /* object, programs: how many RECORD_PROGRAM it had in this boot */
	RECORD_TICK,	  /* uptime_ms */
	RECORD_END,	  /* objects, programs, splats: what this boot sent */
	RECORD_FAULT,	  /* text: why the guest judges nothing; the last record, as END */
};

#define TEXT_SIZE 3072

struct record {
	enum record_kind kind;
	int64_t object;	 /* index in the docket, from 0; -1: none */
	int64_t program; /* index in the object, from 0; -1: none */
	int64_t objects, programs, splats;
	int64_t splat;			   /* index among the splats of this boot, from 0 */
	int64_t from_object, from_program; /* the first to be judged; 0, 0 unless resumed */
	int64_t from_whole;		   /* 1: that object is not loaded as a whole again; or 0 */
	int64_t against; /* 1: the object is of the build that is compared with; or not known */
	int64_t protocol, uptime_ms;
	int64_t memory_bytes; /* an estimate of what the object's maps take; MAPS_BYTES_MAX at most */
	int64_t memory_mib;   /* of the guest that would hold them; GUEST_MEMORY_MIB_MAX at most */
	char tool[32];
	char release[128]; /* uname -r */
	char version[128]; /* true upstream version, "5.10.262" */
	char arch[32];
	char docket[SHA256_SIZE];
	char path[PATH_SIZE];
	char shape[SHAPE_SIZE]; /* "": none */
	char sha256[SHA256_SIZE];
	char producer[128];   /* the compiler's name and version; "": not known */
	char text[TEXT_SIZE]; /* log chunk, splat title, fault */
	char line[256];	      /* the first line of the splat in the kernel log */
	struct program_result result;
	json_t *features; /* owned; see record_clear() */
};

/* All figures unknown, all text empty. */
void record_init(struct record *r, enum record_kind kind);
/* Free what it owns.  NULL is allowed. */
void record_clear(struct record *r);

/*
 * Write the JSON of @r to @out (@size bytes, no NUL): its length; -EMSGSIZE where it is longer than
 * @size, -EINVAL where record_read() would refuse it, -ENOMEM.
 */
int record_write(const struct record *r, char *out, size_t size);

/* After -EMSGSIZE: halve the longest of its texts.  False where no text is left to cut. */
bool record_shorten(struct record *r);

/*
 * Read @len bytes at @json.  All of @ret is written and its text is clean; the caller clears it
 * even after an error.  -EBADMSG: not JSON, not a record, or a field that is missing, of the wrong
 * type or out of range (@ret_why names it).  Unknown keys are ignored.  A record of an unknown kind
 * is RECORD_NONE, and no error.
 */
int record_read(struct record *ret, const char *json, size_t len, const char **ret_why);

#endif
