/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The records of the stream and their JSON.  One table of fields serves both directions,
 * so what is emitted is what is parsed.  bpfjury-stream(5) describes each.
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
	RECORD_HELLO,	     /* tool, protocol, release, version, arch */
	RECORD_FEATURES,     /* features */
	RECORD_PLAN,	     /* objects, docket; from_object, from_program of a resumed boot */
	RECORD_OBJECT_BEGIN, /* object, path, sha256, programs, producer */
	RECORD_BEGIN,	     /* object, program; name, section, type, variant */
	RECORD_LOG,	     /* object, program, text */
	RECORD_PROGRAM,	     /* object, program, the whole result */
	RECORD_SPLAT,	     /* text: its title; line; object, program where one was in hand */
	RECORD_REPORT,	     /* splat, text: a piece of what the kernel said of that splat */
	RECORD_OBJECT,	     /* object, programs: how many RECORD_PROGRAM it had in this boot */
	RECORD_TICK,	     /* uptime_ms */
	RECORD_END,	     /* objects, programs, splats: what this boot sent */
	RECORD_FAULT,	     /* text: why the guest cannot judge (docket damaged, …) */
};

#define TEXT_SIZE 3072

struct record {
	enum record_kind kind;
	int64_t object;	 /* index in the docket, from 0; -1: none */
	int64_t program; /* index in the object, from 0; -1: none */
	int64_t objects, programs, splats;
	int64_t splat;			   /* which of this boot's, from 0 */
	int64_t from_object, from_program; /* a resumed boot: the first to be judged; else 0, 0 */
	int64_t protocol, uptime_ms;
	char tool[32];
	char release[128]; /* uname -r */
	char version[128]; /* true upstream version, "5.10.262" */
	char arch[32];
	char docket[SHA256_SIZE];
	char path[PATH_SIZE];
	char sha256[SHA256_SIZE];
	char producer[128];   /* the compiler's own words, "" where not known */
	char text[TEXT_SIZE]; /* log chunk, splat title, fault */
	char line[256];	      /* of the kernel log, with which the splat begins */
	struct program_result result;
	json_t *features; /* owned; see record_clear() */
};

/* All figures unknown, all text empty. */
void record_init(struct record *r, enum record_kind kind);
/* Drop what is owned.  NULL is fine. */
void record_clear(struct record *r);

/*
 * JSON of @r into @out (@size bytes, not NUL-terminated): its length, -EMSGSIZE when it would
 * pass @size, -EINVAL when record_read() would refuse it, -ENOMEM.
 */
int record_write(const struct record *r, char *out, size_t size);

/* Halve the longest of its texts, for the -EMSGSIZE above; false when nothing is left to cut. */
bool record_shorten(struct record *r);

/*
 * @ret is initialised and written whole, its text clean; the caller clears it even after an error.
 * -EBADMSG: not JSON, not a record, a field missing or of the wrong type or range
 * (@ret_why says which).  Unknown keys are ignored, unknown kinds give RECORD_NONE and 0.
 */
int record_read(struct record *ret, const char *json, size_t len, const char **ret_why);

/* A copy of @json with all text in it clean (text.h), keys too; NULL without memory. */
json_t *json_clean(json_t *json);

/* A program's result as JSON, for records and result.json alike; NULL without memory. */
json_t *program_result_json(const struct program_result *p);
/* The other way; -EBADMSG with @ret_why naming the key. */
int program_result_read(struct program_result *ret, const json_t *json, const char **ret_why);
/*
 * Copy @from, all of whose bytes may be a hostile process's, as far as each text ends.  -EBADMSG
 * where a field holds what program_result_read() would refuse; text is cleaned as it does.
 */
int program_result_copy(struct program_result *ret, const struct program_result *from);

#endif
