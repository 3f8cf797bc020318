// SPDX-License-Identifier: GPL-2.0-only
#include "project-value.h"
#include "cleanup.h"
#include "diag.h"
#include "stop.h"
#include "verdict/loader.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(struct yaml *y)
{
	return diag_errno(-ENOMEM, "%s", y->path);
}

/* Takes the reference. */
static int done(struct yaml *y, json_t *value, json_t **ret)
{
	*ret = value;
	return value ? 0 : no_memory(y);
}

/* A number of @text, "-12" or "0xff"; false: it has another form. */
static bool is_whole(const char *text)
{
	text += *text == '-' || *text == '+';
	return strncmp(text, "0x", 2) == 0
		       ? text[2] && text[2 + strspn(text + 2, "0123456789abcdefABCDEF")] == '\0'
		       : *text && text[strspn(text, "0123456789")] == '\0';
}

static int read_whole_number(
	struct yaml *y, struct fy_node *n, const char *what, const char *text, json_t **ret)
{
	const bool negative = *text == '-';
	const char *digits = text + (negative || *text == '+');
	const bool hex = digits[0] == '0' && digits[1] == 'x';
	char decimal[32];

	if (!hex && digits[0] == '0' && digits[1])
		return yaml_wrong(y, n,
			"%s: %s: a number with a 0 before it; write it without, or in quotes where "
			"it is a text or bytes in hexadecimal",
			what, text);
	errno = 0;
	const unsigned long long number = strtoull(digits, NULL, hex ? 16 : 10);
	if (errno || (negative && number > (uint64_t)INT64_MAX + 1))
		return yaml_wrong(y, n, "%s: %s: a number of more than 64 bits", what, text);
	if (negative)
		return done(y, json_integer(number ? -(json_int_t)(number - 1) - 1 : 0), ret);
	if (number <= INT64_MAX)
		return done(y, json_integer((json_int_t)number), ret);
	snprintf(decimal, sizeof(decimal), "%llu", number);
	return done(y, json_string(decimal), ret);
}

/* The floating-point numbers of YAML 1.2's core schema, but infinity and NaN. */
static bool is_real(const char *text, double *ret)
{
	const char *at = text + (*text == '-' || *text == '+');
	char *end;

	if (!isdigit((unsigned char)*at) && !(*at == '.' && isdigit((unsigned char)at[1])))
		return false;
	if (at[strspn(at, "0123456789.eE+-")])
		return false;
	*ret = strtod(text, &end);
	return !*end && isfinite(*ret);
}

static int read_scalar(struct yaml *y, struct fy_node *n, const char *what, json_t **ret)
{
	static const char *const nulls[] = {"null", "Null", "NULL", "~"};
	size_t len = 0;
	double real;

	/* in quotes a text may be empty */
	if (fy_node_is_scalar(n) && !fy_node_is_alias(n) && !yaml_is_plain(n) &&
		fy_node_get_scalar(n, &len) && !len)
		return done(y, json_string(""), ret);
	const char *text = yaml_text(y, n, what);
	if (!text)
		return FAIL_MISUSE;
	for (size_t i = 0; yaml_is_plain(n) && i < ARRAY_SIZE(nulls); i++)
		if (strcmp(text, nulls[i]) == 0)
			return yaml_wrong(y, n, "%s: %s: no value; write 0, or the text in quotes",
				what, text);
	if (!yaml_is_plain(n))
		return done(y, json_string(text), ret);
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		return done(y, json_boolean(*text == 't'), ret);
	if (is_whole(text))
		return read_whole_number(y, n, what, text, ret);
	return done(y, is_real(text, &real) ? json_real(real) : json_string(text), ret);
}

static int read_value(struct yaml *y, struct fy_node *n, const char *what, int depth, json_t **ret);

static int read_list(struct yaml *y, struct fy_node *n, const char *what, int depth, json_t *list)
{
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at))) {
		json_t *value = NULL;
		const int one =
			stop_signal() ? -EINTR : read_value(y, item, what, depth - 1, &value);
		if (!one && json_array_append_new(list, value))
			return no_memory(y);
		err = fail_worse(err, one);
	}
	return err;
}

static int read_mapping(
	struct yaml *y, struct fy_node *n, const char *what, int depth, json_t *mapping)
{
	struct fy_node_pair *pair;
	void *at = NULL;
	int err = yaml_check_keys(y, n);

	while (fail_goes_on(err) && (pair = fy_node_mapping_iterate(n, &at))) {
		json_t *value = NULL;
		const char *key = yaml_text(y, fy_node_pair_key(pair), what);
		int one = key ? 0 : FAIL_MISUSE;
		if (key)
			one = stop_signal() ? -EINTR
					    : read_value(y, fy_node_pair_value(pair), what,
						      depth - 1, &value);
		if (!one && json_object_set_new(mapping, key, value))
			return no_memory(y);
		err = fail_worse(err, one);
	}
	return err;
}

static int read_value(struct yaml *y, struct fy_node *n, const char *what, int depth, json_t **ret)
{
	const bool list = n && fy_node_is_sequence(n), mapping = n && fy_node_is_mapping(n);

	if (!list && !mapping)
		return read_scalar(y, n, what, ret);
	if (depth == 0)
		return yaml_wrong(y, n, "%s: more than %d lists and mappings in each other", what,
			LOADER_VALUE_DEPTH);
	if (yaml_is_empty(n))
		return yaml_wrong(y, n, "%s: a list or mapping with nothing in it", what);
	json_t *json = list ? json_array() : json_object();
	if (!json)
		return no_memory(y);
	const int err =
		list ? read_list(y, n, what, depth, json) : read_mapping(y, n, what, depth, json);
	if (err)
		json_decref(json);
	else
		*ret = json;
	return err;
}

int project_value(struct yaml *y, struct fy_node *n, const char *what, json_t **ret)
{
	return read_value(y, n, what, LOADER_VALUE_DEPTH, ret);
}
