// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/record.h"
#include "verdict/field.h"
#include "verdict/json-clean.h"
#include "verdict/program-result.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static const char *const kind_words[] = {
	[RECORD_HELLO] = "hello",
	[RECORD_FEATURES] = "features",
	[RECORD_PLAN] = "plan",
	[RECORD_NEEDS] = "needs",
	[RECORD_OBJECT_BEGIN] = "object-begin",
	[RECORD_BEGIN] = "begin",
	[RECORD_WHOLE_BEGIN] = "whole-begin",
	[RECORD_WHOLE] = "whole",
	[RECORD_LOG] = "log",
	[RECORD_UNREACHED] = "unreached",
	[RECORD_HOT] = "hot",
	[RECORD_PROGRAM] = "program",
	[RECORD_SPLAT] = "splat",
	[RECORD_REPORT] = "report",
	[RECORD_OBJECT] = "object",
	[RECORD_TICK] = "tick",
	[RECORD_END] = "end",
	[RECORD_FAULT] = "fault",
};

#define K(kind)				   (1u << RECORD_##kind)
#define TEXT(member, required, optional)   {FIELD_OF_TEXT(record, member), required, optional}
#define LINES(member, required, optional)  {FIELD_OF_LINES(record, member), required, optional}
#define FIGURE(member, required, optional) {FIELD_OF_FIGURE(record, member), required, optional}

/* Which kinds of record must have a field, and which may: masks of K(). */
static const struct {
	struct field field;
	unsigned int required, optional;
} record_fields[] = {
	FIGURE(protocol, K(HELLO), 0),
	TEXT(tool, K(HELLO), 0),
	TEXT(release, K(HELLO), 0),
	TEXT(version, K(HELLO), 0),
	TEXT(arch, K(HELLO), 0),
	FIGURE(objects, K(PLAN) | K(END), 0),
	TEXT(docket, K(PLAN), 0),
	FIGURE(from_object, 0, K(PLAN)),
	FIGURE(from_program, 0, K(PLAN)),
	FIGURE(from_whole, 0, K(PLAN)),
	FIGURE(object,
		K(NEEDS) | K(OBJECT_BEGIN) | K(BEGIN) | K(WHOLE_BEGIN) | K(WHOLE) | K(LOG) |
			K(UNREACHED) | K(HOT) | K(PROGRAM) | K(OBJECT),
		K(SPLAT)),
	FIGURE(program, K(BEGIN) | K(UNREACHED) | K(HOT) | K(PROGRAM), K(LOG) | K(SPLAT)),
	FIGURE(memory_bytes, K(NEEDS), K(OBJECT_BEGIN)),
	FIGURE(memory_mib, K(NEEDS), 0),
	TEXT(path, K(OBJECT_BEGIN), 0),
	TEXT(shape, 0, K(OBJECT_BEGIN)),
	FIGURE(against, 0, K(OBJECT_BEGIN)),
	TEXT(sha256, K(OBJECT_BEGIN), 0),
	TEXT(producer, 0, K(OBJECT_BEGIN)),
	FIGURE(programs, K(OBJECT_BEGIN) | K(OBJECT) | K(END), K(WHOLE)),
	LINES(text, K(LOG) | K(UNREACHED) | K(HOT) | K(SPLAT) | K(REPORT) | K(FAULT), 0),
	TEXT(line, 0, K(SPLAT)),
	FIGURE(splats, K(END), 0),
	FIGURE(splat, K(REPORT), 0),
	FIGURE(uptime_ms, K(TICK), K(HELLO) | K(END)),
};

void record_init(struct record *r, enum record_kind kind)
{
	*r = (struct record){
		.kind = kind,
		.object = -1,
		.program = -1,
		.objects = -1,
		.programs = -1,
		.splats = -1,
		.splat = -1,
		.protocol = -1,
		.uptime_ms = -1,
		.memory_bytes = -1,
		.memory_mib = -1,
		.from_object = -1,
		.from_program = -1,
		.from_whole = -1,
		.against = -1,
	};
	program_result_init(&r->result);
}

void record_clear(struct record *r)
{
	if (!r)
		return;
	json_decref(r->features);
	r->features = NULL;
}

static bool has_result(enum record_kind kind)
{
	return kind == RECORD_PROGRAM || kind == RECORD_BEGIN || kind == RECORD_WHOLE_BEGIN ||
	       kind == RECORD_WHOLE;
}

/* Whether the result of such a record must have a verdict. */
static bool has_verdict(enum record_kind kind)
{
	return kind == RECORD_PROGRAM || kind == RECORD_WHOLE;
}

/* Whether the result has what record_read() requires. */
static bool result_is_whole(const struct record *r)
{
	if (has_result(r->kind) && !*r->result.name)
		return 0;
	return !has_verdict(r->kind) || (r->result.verdict && r->result.met);
}

int record_write(const struct record *r, char *out, size_t size)
{
	json_t *json;
	size_t len;
	int err;

	if (r->kind == RECORD_NONE || !result_is_whole(r) ||
		(r->kind == RECORD_FEATURES && !json_is_object(r->features)))
		return -EINVAL;
	json = json_object();
	err = field_put_word(json, "record", kind_words[r->kind]);
	for (size_t i = 0; i < ARRAY_SIZE(record_fields) && !err; i++) {
		const unsigned int bit = 1u << r->kind;
		if ((record_fields[i].required | record_fields[i].optional) & bit)
			err = field_put(
				json, &record_fields[i].field, r, record_fields[i].required & bit);
	}
	if (!err && has_result(r->kind))
		err = program_result_put(json, &r->result);
	if (!err && r->kind == RECORD_FEATURES)
		err = json_object_set(json, "features", r->features) ? -ENOMEM : 0;
	len = err ? 0 : json_dumpb(json, out, size, JSON_COMPACT);
	json_decref(json);
	if (err || len == 0)
		return err ? err : -ENOMEM;
	return len > size ? -EMSGSIZE : (int)len;
}

bool record_shorten(struct record *r)
{
	char *texts[] = {r->text, r->result.detail, r->result.section, r->result.source,
		r->result.source_at, r->result.description, r->result.help, r->result.setting,
		r->result.adapted, r->result.notes, r->result.erratum, r->path, r->line};
	char *longest = texts[0];

	for (size_t i = 1; i < ARRAY_SIZE(texts); i++)
		if (strlen(texts[i]) > strlen(longest))
			longest = texts[i];
	if (!*longest)
		return false;
	longest[utf8_cut(longest, strlen(longest) / 2)] = '\0';
	return true;
}

int record_read(struct record *ret, const char *text, size_t len, const char **ret_why)
{
	const char *word;
	int r = -EBADMSG;

	record_init(ret, RECORD_NONE);
	*ret_why = "not JSON";
	json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	if (!json)
		return r;
	*ret_why = "no kind of record";
	if (!json_is_object(json) || field_read_word(json, "record", &word) || !word)
		goto out;
	for (size_t i = 1; i < ARRAY_SIZE(kind_words); i++)
		if (strcmp(kind_words[i], word) == 0)
			ret->kind = (enum record_kind)i;
	for (size_t i = 0; i < ARRAY_SIZE(record_fields); i++) {
		const unsigned int bit = 1u << ret->kind;
		if (!((record_fields[i].required | record_fields[i].optional) & bit))
			continue;
		*ret_why = record_fields[i].field.key;
		int got = field_read(ret, &record_fields[i].field, json);
		if (got == -EBADMSG || (got == -ENOENT && record_fields[i].required & bit))
			goto out;
	}
	if (has_result(ret->kind) && program_result_read(&ret->result, json, ret_why))
		goto out;
	*ret_why = "verdict";
	if (has_verdict(ret->kind) && (!ret->result.verdict || !ret->result.met))
		goto out;
	*ret_why = "features";
	if (ret->kind == RECORD_FEATURES) {
		json_t *features = json_object_get(json, "features");
		if (!json_is_object(features))
			goto out;
		ret->features = json_clean(features);
		if (!ret->features)
			goto out;
	}
	*ret_why = NULL;
	r = 0;
out:
	json_decref(json);
	return r;
}
