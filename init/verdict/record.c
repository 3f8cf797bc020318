// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/record.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static const char *const kind_words[] = {
	[RECORD_HELLO] = "hello",
	[RECORD_FEATURES] = "features",
	[RECORD_PLAN] = "plan",
	[RECORD_OBJECT_BEGIN] = "object-begin",
	[RECORD_BEGIN] = "begin",
	[RECORD_LOG] = "log",
	[RECORD_PROGRAM] = "program",
	[RECORD_SPLAT] = "splat",
	[RECORD_REPORT] = "report",
	[RECORD_OBJECT] = "object",
	[RECORD_TICK] = "tick",
	[RECORD_END] = "end",
	[RECORD_FAULT] = "fault",
};

/* A field of a struct as a JSON key. */
struct field {
	const char *key;
	enum { TEXT, FIGURE } type;
	size_t offset, size;
	int lines;	       /* text that may be more than one */
	unsigned int required; /* mask of 1 << kind that cannot do without it */
	unsigned int optional; /* mask of 1 << kind that may have it */
};

#define K(kind) (1u << RECORD_##kind)
#define RECORD_TEXT(member, need, may)                                                             \
	{#member, TEXT, offsetof(struct record, member), sizeof(((struct record *)0)->member), 0,  \
		need, may}
#define RECORD_LINES(member, need, may)                                                            \
	{#member, TEXT, offsetof(struct record, member), sizeof(((struct record *)0)->member), 1,  \
		need, may}
#define RECORD_FIGURE(member, need, may)                                                           \
	{#member, FIGURE, offsetof(struct record, member), 0, 0, need, may}

static const struct field record_fields[] = {
	RECORD_FIGURE(protocol, K(HELLO), 0),
	RECORD_TEXT(tool, K(HELLO), 0),
	RECORD_TEXT(release, K(HELLO), 0),
	RECORD_TEXT(version, K(HELLO), 0),
	RECORD_TEXT(arch, K(HELLO), 0),
	RECORD_FIGURE(objects, K(PLAN) | K(END), 0),
	RECORD_TEXT(docket, K(PLAN), 0),
	RECORD_FIGURE(from_object, 0, K(PLAN)),
	RECORD_FIGURE(from_program, 0, K(PLAN)),
	RECORD_FIGURE(
		object, K(OBJECT_BEGIN) | K(BEGIN) | K(LOG) | K(PROGRAM) | K(OBJECT), K(SPLAT)),
	RECORD_FIGURE(program, K(BEGIN) | K(LOG) | K(PROGRAM), K(SPLAT)),
	RECORD_TEXT(path, K(OBJECT_BEGIN), 0),
	RECORD_TEXT(sha256, K(OBJECT_BEGIN), 0),
	RECORD_TEXT(producer, 0, K(OBJECT_BEGIN)),
	RECORD_FIGURE(programs, K(OBJECT_BEGIN) | K(OBJECT) | K(END), 0),
	RECORD_LINES(text, K(LOG) | K(SPLAT) | K(REPORT) | K(FAULT), 0),
	RECORD_TEXT(line, 0, K(SPLAT)),
	RECORD_FIGURE(splats, K(END), 0),
	RECORD_FIGURE(splat, K(REPORT), 0),
	RECORD_FIGURE(uptime_ms, K(TICK), K(HELLO) | K(END)),
};

#define RESULT_TEXT(member)                                                                        \
	{#member, TEXT, offsetof(struct program_result, member),                                   \
		sizeof(((struct program_result *)0)->member), 0, 0, 0}
#define RESULT_FIGURE(member) {#member, FIGURE, offsetof(struct program_result, member), 0, 0, 0, 0}

static const struct field result_fields[] = {
	RESULT_TEXT(name),
	RESULT_TEXT(section),
	RESULT_TEXT(type),
	RESULT_TEXT(variant),
	RESULT_TEXT(description),
	RESULT_TEXT(reason),
	RESULT_TEXT(detail),
	RESULT_TEXT(help),
	RESULT_FIGURE(insn),
	RESULT_TEXT(source),
	RESULT_TEXT(source_at),
	RESULT_FIGURE(insns),
	RESULT_FIGURE(states),
	RESULT_FIGURE(peak_states),
	RESULT_TEXT(stack),
	RESULT_FIGURE(xlated_bytes),
	RESULT_FIGURE(jited_bytes),
	RESULT_FIGURE(load_us),
	RESULT_FIGURE(verify_us),
	RESULT_FIGURE(log_bytes),
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
		.from_object = -1,
		.from_program = -1,
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

/* Put @f of @base into @json where it is known; 0, -ENOMEM, or -EINVAL where it @must be. */
static int put_field(json_t *json, const struct field *f, const void *base, int must)
{
	const void *at = (const char *)base + f->offset;
	json_t *value;

	if (f->type == TEXT) {
		const char *text = at;
		if (!*text && !must)
			return 0;
		value = json_string(text);
	} else {
		int64_t figure = *(const int64_t *)at;
		if (figure < 0)
			return must ? -EINVAL : 0;
		value = json_integer(figure);
	}
	return json_object_set_new(json, f->key, value) ? -ENOMEM : 0;
}

/* Take @f of @json into @base; 0, -ENOENT where the key is absent, -EBADMSG. */
static int take_field(void *base, const struct field *f, const json_t *json)
{
	void *at = (char *)base + f->offset;
	const json_t *value = json_object_get(json, f->key);

	if (!value)
		return -ENOENT;
	if (f->type == TEXT) {
		size_t len = json_string_length(value);
		if (!json_is_string(value) || len >= f->size)
			return -EBADMSG;
		text_clean(at, f->size, json_string_value(value), len, f->lines);
		return 0;
	}
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return -EBADMSG;
	*(int64_t *)at = json_integer_value(value);
	return 0;
}

static int put_word(json_t *json, const char *key, const char *word)
{
	return word && json_object_set_new(json, key, json_string(word)) ? -ENOMEM : 0;
}

/* "run": {"retval", "ns"}; 0 or -ENOMEM. */
static int put_run(json_t *json, const struct program_result *p)
{
	json_t *run =
		p->ran ? json_pack("{s:i, s:I}", "retval", p->retval, "ns", (json_int_t)p->run_ns)
		       : NULL;

	return p->ran && (!run || json_object_set_new(json, "run", run)) ? -ENOMEM : 0;
}

static int take_run(struct program_result *p, const json_t *json)
{
	json_int_t retval, ns;
	json_t *run = json_object_get(json, "run");

	if (!run)
		return 0;
	if (json_unpack(run, "{s:I, s:I}", "retval", &retval, "ns", &ns) || retval < INT32_MIN ||
		retval > INT32_MAX || ns < 0)
		return -EBADMSG;
	p->ran = true;
	p->retval = (int32_t)retval;
	p->run_ns = ns;
	return 0;
}

/* Add a result's keys to @json; 0 or -ENOMEM. */
static int put_result(json_t *json, const struct program_result *p)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(result_fields); i++)
		r |= put_field(json, &result_fields[i], p, 0);
	r |= put_word(json, "verdict", verdict_word(p->verdict));
	r |= put_word(json, "expected", verdict_word(p->expected));
	r |= put_word(json, "met", met_word(p->met));
	r |= put_word(json, "errno", errno_symbol(p->err));
	r |= put_run(json, p);
	return r ? -ENOMEM : 0;
}

json_t *program_result_json(const struct program_result *p)
{
	json_t *json = json_object();

	if (json && put_result(json, p)) {
		json_decref(json);
		return NULL;
	}
	return json;
}

/* The word under @key: 0 and NULL where absent, -EBADMSG where it is not a string. */
static int take_word(const json_t *json, const char *key, const char **ret)
{
	const json_t *value = json_object_get(json, key);

	*ret = value ? json_string_value(value) : NULL;
	return value && !*ret ? -EBADMSG : 0;
}

static int take_verdict(const json_t *json, const char *key, enum verdict *ret)
{
	const char *word;

	if (take_word(json, key, &word))
		return -EBADMSG;
	*ret = verdict_from_word(word);
	return word && !*ret ? -EBADMSG : 0;
}

int program_result_read(struct program_result *ret, const json_t *json, const char **ret_why)
{
	const char *word;

	program_result_init(ret);
	for (size_t i = 0; i < ARRAY_SIZE(result_fields); i++) {
		*ret_why = result_fields[i].key;
		if (take_field(ret, &result_fields[i], json) == -EBADMSG)
			return -EBADMSG;
	}
	*ret_why = "name";
	if (!*ret->name)
		return -EBADMSG;
	*ret_why = "verdict";
	if (take_verdict(json, *ret_why, &ret->verdict))
		return -EBADMSG;
	*ret_why = "expected";
	if (take_verdict(json, *ret_why, &ret->expected))
		return -EBADMSG;
	*ret_why = "met";
	if (take_word(json, *ret_why, &word))
		return -EBADMSG;
	ret->met = met_from_word(word);
	if (word && !ret->met)
		return -EBADMSG;
	*ret_why = "run";
	if (take_run(ret, json))
		return -EBADMSG;
	*ret_why = "errno";
	if (take_word(json, *ret_why, &word))
		return -EBADMSG;
	ret->err = errno_from_symbol(word); /* one we have no number for is like none */
	*ret_why = NULL;
	return 0;
}

static int copy_field(void *to, const struct field *f, const void *from)
{
	const char *at = (const char *)from + f->offset;
	char *put = (char *)to + f->offset;

	if (f->type == TEXT) {
		const size_t len = strnlen(at, f->size);
		if (len == f->size || utf8_wrong_line(at, len))
			return -EBADMSG;
		text_clean(put, f->size, at, len, f->lines);
		return 0;
	}
	if (*(const int64_t *)at < UNKNOWN_FIGURE)
		return -EBADMSG;
	*(int64_t *)put = *(const int64_t *)at;
	return 0;
}

int program_result_copy(struct program_result *ret, const struct program_result *from)
{
	unsigned char ran; /* a bool of another value must not be read as one */

	program_result_init(ret);
	for (size_t i = 0; i < ARRAY_SIZE(result_fields); i++)
		if (copy_field(ret, &result_fields[i], from))
			return -EBADMSG;
	memcpy(&ran, &from->ran, sizeof(ran));
	if (!*ret->name || (from->verdict && !verdict_word(from->verdict)) ||
		(from->expected && !verdict_word(from->expected)) ||
		(from->met && !met_word(from->met)) || from->err < 0 || ran > 1 ||
		(ran && from->run_ns < 0))
		return -EBADMSG;
	ret->verdict = from->verdict;
	ret->expected = from->expected;
	ret->met = from->met;
	ret->err = errno_symbol(from->err) ? from->err : 0;
	if (ran) {
		ret->ran = true;
		ret->retval = from->retval;
		ret->run_ns = from->run_ns;
	}
	return 0;
}

static int has_result(enum record_kind kind)
{
	return kind == RECORD_PROGRAM || kind == RECORD_BEGIN;
}

/* Whether what record_read() asks of a result is there. */
static int result_is_whole(const struct record *r)
{
	if (has_result(r->kind) && !*r->result.name)
		return 0;
	return r->kind != RECORD_PROGRAM || (r->result.verdict && r->result.met);
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
	err = put_word(json, "record", kind_words[r->kind]);
	for (size_t i = 0; i < ARRAY_SIZE(record_fields) && !err; i++) {
		const struct field *f = &record_fields[i];
		unsigned int bit = 1u << r->kind;
		if ((f->required | f->optional) & bit)
			err = put_field(json, f, r, !!(f->required & bit));
	}
	if (!err && has_result(r->kind))
		err = put_result(json, &r->result);
	if (!err && r->kind == RECORD_FEATURES)
		err = json_object_set(json, "features", r->features) ? -ENOMEM : 0;
	len = err ? 0 : json_dumpb(json, out, size, JSON_COMPACT);
	json_decref(json);
	if (err || len == 0)
		return err ? err : -ENOMEM;
	return len > size ? -EMSGSIZE : (int)len;
}

static json_t *clean_string(const char *text, size_t len)
{
	char *clean = text_cleaned(text, len, 0);
	json_t *json = clean ? json_string(clean) : NULL;

	free(clean);
	return json;
}

static json_t *clean_object(json_t *json)
{
	json_t *copy = json_object(), *value;
	const char *key;

	json_object_foreach(json, key, value)
	{
		char *clean = text_cleaned(key, strlen(key), 0);
		int failed = !clean || json_object_set_new(copy, clean, json_clean(value));
		free(clean);
		if (failed) {
			json_decref(copy);
			return NULL;
		}
	}
	return copy;
}

json_t *json_clean(json_t *json)
{
	json_t *copy, *value;
	size_t i;

	if (json_is_string(json))
		return clean_string(json_string_value(json), json_string_length(json));
	if (json_is_object(json))
		return clean_object(json);
	if (!json_is_array(json))
		return json_incref(json);
	copy = json_array();
	json_array_foreach(json, i, value)
	{
		if (json_array_append_new(copy, json_clean(value))) {
			json_decref(copy);
			return NULL;
		}
	}
	return copy;
}

bool record_shorten(struct record *r)
{
	char *texts[] = {r->text, r->result.detail, r->result.section, r->result.source,
		r->result.source_at, r->result.description, r->result.help, r->path, r->line};
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
	if (!json_is_object(json) || take_word(json, "record", &word) || !word)
		goto out;
	for (size_t i = 1; i < ARRAY_SIZE(kind_words); i++)
		if (strcmp(kind_words[i], word) == 0)
			ret->kind = (enum record_kind)i;
	for (size_t i = 0; i < ARRAY_SIZE(record_fields); i++) {
		const struct field *f = &record_fields[i];
		if (!((f->required | f->optional) & (1u << ret->kind)))
			continue;
		*ret_why = f->key;
		int got = take_field(ret, f, json);
		if (got == -EBADMSG || (got == -ENOENT && (f->required & (1u << ret->kind))))
			goto out;
	}
	if (has_result(ret->kind) && program_result_read(&ret->result, json, ret_why))
		goto out;
	*ret_why = "verdict";
	if (ret->kind == RECORD_PROGRAM && (!ret->result.verdict || !ret->result.met))
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
