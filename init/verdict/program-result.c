// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/program-result.h"
#include "verdict/field.h"
#include "verdict/text.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static const struct field result_fields[] = {
	FIELD_OF_TEXT(program_result, name),
	FIELD_OF_TEXT(program_result, section),
	FIELD_OF_TEXT(program_result, type),
	FIELD_OF_TEXT(program_result, attach_type),
	FIELD_OF_TEXT(program_result, variant),
	FIELD_OF_TEXT(program_result, description),
	FIELD_OF_TEXT(program_result, reason),
	FIELD_OF_TEXT(program_result, detail),
	FIELD_OF_TEXT(program_result, help),
	FIELD_OF_TEXT(program_result, setting),
	FIELD_OF_TEXT(program_result, erratum),
	FIELD_OF_FIGURE(program_result, position),
	FIELD_OF_FIGURE(program_result, insn),
	FIELD_OF_TEXT(program_result, source),
	FIELD_OF_TEXT(program_result, source_at),
	FIELD_OF_FIGURE(program_result, insns),
	FIELD_OF_FIGURE(program_result, states),
	FIELD_OF_FIGURE(program_result, peak_states),
	FIELD_OF_FIGURE(program_result, max_states_per_insn),
	FIELD_OF_FIGURE(program_result, mark_read),
	FIELD_OF_FIGURE(program_result, insn_count),
	FIELD_OF_FIGURE(program_result, mem_peak),
	FIELD_OF_TEXT(program_result, stack),
	FIELD_OF_FIGURE(program_result, xlated_bytes),
	FIELD_OF_FIGURE(program_result, jited_bytes),
	FIELD_OF_FIGURE(program_result, load_us),
	FIELD_OF_FIGURE(program_result, verify_us),
	FIELD_OF_FIGURE(program_result, log_bytes),
	FIELD_OF_FIGURE(program_result, coverage_insns),
	FIELD_OF_FIGURE(program_result, coverage_known),
	FIELD_OF_FIGURE(program_result, coverage_reached),
	FIELD_OF_FIGURE(program_result, hot_insns),
	FIELD_OF_TEXT(program_result, hot_cut),
};

/* The members of "limits", an object in JSON. */
static const struct field limit_fields[] = {
	{"insns", FIELD_FIGURE, offsetof(struct program_result, limit_insns), 0, false},
	{"stack", FIELD_FIGURE, offsetof(struct program_result, limit_stack), 0, false},
};

/* "limits": {"insns", "stack"}; 0 or -ENOMEM. */
static int put_limits(json_t *json, const struct program_result *p)
{
	json_t *limits = p->limit_insns >= 0 || p->limit_stack >= 0 ? json_object() : NULL;
	int r = 0;

	if (p->limit_insns < 0 && p->limit_stack < 0)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(limit_fields); i++)
		r |= field_put(limits, &limit_fields[i], p, false);
	return json_object_set_new(json, "limits", limits) || r ? -ENOMEM : 0;
}

static int read_limits(struct program_result *p, const json_t *json)
{
	const json_t *limits = json_object_get(json, "limits");

	if (limits && !json_is_object(limits))
		return -EBADMSG;
	for (size_t i = 0; limits && i < ARRAY_SIZE(limit_fields); i++)
		if (field_read(p, &limit_fields[i], limits) == -EBADMSG)
			return -EBADMSG;
	return 0;
}

/* "run": {"retval", "ns"}; 0 or -ENOMEM. */
static int put_run(json_t *json, const struct program_result *p)
{
	json_t *run =
		p->ran ? json_pack("{s:i, s:I}", "retval", p->retval, "ns", (json_int_t)p->run_ns)
		       : NULL;

	return p->ran && (!run || json_object_set_new(json, "run", run)) ? -ENOMEM : 0;
}

static int read_run(struct program_result *p, const json_t *json)
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

/*
 * Texts that are lines here and arrays in JSON.  They are not in result_fields, whose texts are
 * strings there.
 */
static const struct field line_fields[] = {
	FIELD_OF_LINES(program_result, adapted),
	FIELD_OF_LINES(program_result, notes),
};

const struct field *program_result_fields(size_t *ret_n)
{
	*ret_n = ARRAY_SIZE(result_fields);
	return result_fields;
}

const struct field *program_result_lines(size_t *ret_n)
{
	*ret_n = ARRAY_SIZE(line_fields);
	return line_fields;
}

const struct field *program_result_limits(size_t *ret_n)
{
	*ret_n = ARRAY_SIZE(limit_fields);
	return limit_fields;
}

/* "adapted": [text, …]; 0 or -ENOMEM. */
static int put_lines(json_t *json, const struct field *f, const struct program_result *p)
{
	const char *at = (const char *)p + f->offset;
	json_t *list = *at ? json_array() : NULL;
	int r = *at && !list ? -1 : 0;

	while (*at && !r) {
		const size_t len = strcspn(at, "\n");
		r = len ? json_array_append_new(list, json_stringn(at, len)) : 0;
		at += len + (at[len] == '\n');
	}
	if (list && !r)
		r = json_object_set(json, f->key, list);
	json_decref(list);
	return r ? -ENOMEM : 0;
}

static int read_lines(struct program_result *p, const struct field *f, const json_t *json)
{
	const json_t *list = json_object_get(json, f->key), *text;
	char *lines = (char *)p + f->offset;
	size_t i, used = 0;

	if (list && !json_is_array(list))
		return -EBADMSG;
	json_array_foreach(list, i, text)
	{
		const size_t len = json_string_length(text), room = f->size - used;
		if (!len || len + (used > 0) >= room || memchr(json_string_value(text), '\n', len))
			return -EBADMSG;
		if (used)
			lines[used++] = '\n';
		text_clean(lines + used, f->size - used, json_string_value(text), len, 0);
		used += strlen(lines + used);
	}
	return 0;
}

int program_result_put(json_t *json, const struct program_result *p)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(result_fields); i++)
		r |= field_put(json, &result_fields[i], p, false);
	r |= field_put_word(json, "verdict", verdict_word(p->verdict));
	r |= field_put_word(json, "expected", verdict_word(p->expected));
	r |= field_put_word(json, "met", met_word(p->met));
	r |= field_put_word(json, "errno", errno_symbol(p->err));
	r |= put_limits(json, p);
	r |= put_run(json, p);
	for (size_t i = 0; i < ARRAY_SIZE(line_fields); i++)
		r |= put_lines(json, &line_fields[i], p);
	return r ? -ENOMEM : 0;
}

json_t *program_result_json(const struct program_result *p)
{
	json_t *json = json_object();

	if (json && program_result_put(json, p)) {
		json_decref(json);
		return NULL;
	}
	return json;
}

static int read_verdict(const json_t *json, const char *key, enum verdict *ret)
{
	const char *word;

	if (field_read_word(json, key, &word))
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
		if (field_read(ret, &result_fields[i], json) == -EBADMSG)
			return -EBADMSG;
	}
	*ret_why = "name";
	if (!*ret->name)
		return -EBADMSG;
	*ret_why = "verdict";
	if (read_verdict(json, *ret_why, &ret->verdict))
		return -EBADMSG;
	*ret_why = "expected";
	if (read_verdict(json, *ret_why, &ret->expected))
		return -EBADMSG;
	*ret_why = "met";
	if (field_read_word(json, *ret_why, &word))
		return -EBADMSG;
	ret->met = met_from_word(word);
	if (word && !ret->met)
		return -EBADMSG;
	*ret_why = "limits";
	if (read_limits(ret, json))
		return -EBADMSG;
	*ret_why = "run";
	if (read_run(ret, json))
		return -EBADMSG;
	for (size_t i = 0; i < ARRAY_SIZE(line_fields); i++) {
		*ret_why = line_fields[i].key;
		if (read_lines(ret, &line_fields[i], json))
			return -EBADMSG;
	}
	*ret_why = "errno";
	if (field_read_word(json, *ret_why, &word))
		return -EBADMSG;
	ret->err = errno_from_symbol(word); /* an unknown one is like none */
	*ret_why = NULL;
	return 0;
}

int program_result_copy(struct program_result *ret, const struct program_result *from)
{
	unsigned char ran; /* a bool of another value must not be read as one */

	program_result_init(ret);
	for (size_t i = 0; i < ARRAY_SIZE(result_fields); i++)
		if (field_copy(ret, &result_fields[i], from))
			return -EBADMSG;
	for (size_t i = 0; i < ARRAY_SIZE(limit_fields); i++)
		if (field_copy(ret, &limit_fields[i], from))
			return -EBADMSG;
	for (size_t i = 0; i < ARRAY_SIZE(line_fields); i++)
		if (field_copy(ret, &line_fields[i], from))
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
