// SPDX-License-Identifier: GPL-2.0-only
/* Reads result.json.  Anyone may have written the file: all of it is checked. */
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "result/gate.h"
#include "result/read-kernel.h"
#include "result/read-csv.h"
#include "result/result.h"
#include "result/split.h"
#include "verdict/features-keys.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* "bpfjury/1" or "bpfjury/1.N": minor versions only add keys. */
static int check_schema(const struct place *top, const json_t *json)
{
	const char *schema = json_string_value(json_object_get(json, "schema"));
	const size_t len = strlen(RESULT_SCHEMA);

	if (!schema)
		return read_bad(top, "schema", "missing: not a result of bpfjury");
	if (strncmp(schema, RESULT_SCHEMA, len) == 0 &&
		(!schema[len] ||
			(schema[len] == '.' && schema[len + 1] &&
				!schema[len + 1 + strspn(schema + len + 1, "0123456789")])))
		return 0;
	diag_error("%s: schema %.64s: this bpfjury reads " RESULT_SCHEMA " only", top->key, schema);
	return -EBADMSG;
}

static int read_left_out(const struct place *at, json_t *json, void *item)
{
	struct result_left_out *l = item;
	int r = need_text(at, json, "path", &l->path);

	return r ? r : need_text(at, json, "why", &l->why);
}

/* Of "comparison" nothing but what is allowed in it: the rest follows from the objects. */
static int read_allowed(struct result *ret, const struct place *top, const json_t *comparison)
{
	const struct place at = {.up = top, .key = "comparison"};
	const json_t *allowed = json_object_get(comparison, "allowed"), *word;
	size_t i;

	if (comparison && !json_is_object(comparison))
		return read_bad(top, "comparison", "not an object");
	if (allowed && !json_is_array(allowed))
		return read_bad(&at, "allowed", "not an array");
	json_array_foreach(allowed, i, word) ret->allow_gone |=
		json_is_string(word) && strcmp(json_string_value(word), ALLOW_GONE) == 0;
	return 0;
}

static int read_result(struct result *ret, const struct place *top, json_t *json)
{
	json_t *docket = json_object_get(json, "docket");
	json_t *tool = json_object_get(json, "tool");
	const struct place in_docket = {.up = top, .key = "docket"};
	const struct place in_tool = {.up = top, .key = "tool"};
	int r = check_schema(top, json);

	if (!r)
		r = read_array(top, json, "started", ret->started, sizeof(ret->started));
	if (!r && json_is_object(tool))
		r = read_array(&in_tool, tool, "version", ret->tool, sizeof(ret->tool));
	if (!r && docket && !json_is_object(docket))
		r = read_bad(top, "docket", "not an object");
	if (!r)
		r = read_array(&in_docket, docket, "sha256", ret->docket_sha256,
			sizeof(ret->docket_sha256));
	if (!r)
		r = read_array(
			&in_docket, docket, FEATURES_LIBBPF, ret->libbpf, sizeof(ret->libbpf));
	if (!r)
		r = read_items(&in_docket, docket, "left_out", sizeof(*ret->left_out),
			read_left_out, (void **)&ret->left_out, &ret->n_left_out);
	if (!r && !json_object_get(json, "kernels"))
		r = read_bad(top, "kernels", "missing");
	if (!r)
		r = read_items(top, json, "kernels", sizeof(*ret->kernels), read_kernel,
			(void **)&ret->kernels, &ret->n_kernels);
	if (!r)
		r = read_allowed(ret, top, json_object_get(json, "comparison"));
	if (!r && result_split(ret))
		r = diag_errno(-ENOMEM, "read a result");
	return r;
}

int result_parse(struct result *ret, const char *name, const char *text, size_t len)
{
	const struct place top = {.key = name};
	struct result read = {0};
	json_error_t error;

	if (csv_is_likely(text, len))
		return csv_parse(ret, name, text, len);
	json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	int r;

	if (!json) {
		size_t blank = 0;
		while (blank < len && isspace((unsigned char)text[blank]))
			blank++;
		const bool is_other = blank == len || (text[blank] != '{' && text[blank] != '[');
		diag_error("%s:%d: not JSON: %s%s", name, error.line, error.text,
			is_other ? ": neither a result of bpfjury, nor a console's log or "
				   "veristat's CSV"
				 : "");
		return -EBADMSG;
	}
	r = read_result(&read, &top, json);
	json_decref(json);
	if (r)
		result_clear(&read);
	else
		*ret = read;
	return r;
}

int result_read(struct result *ret, const char *path)
{
	cleanup_free char *text = NULL;
	size_t len;
	int r = files_read(path, RESULT_FILE_MAX, &text, &len);

	return r ? diag_errno(r, "read %s", path) : result_parse(ret, path, text, len);
}
