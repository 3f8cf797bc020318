// SPDX-License-Identifier: GPL-2.0-only
/* Anyone's result.json: read, shown, written, read again. */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void show(const struct result *r)
{
	const struct table_options options = {.columns = 80, .utf8 = true, .colour = true};
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out || report_table(out, r, &options))
		abort();
	fclose(out);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct result r, again;
	json_t *json;
	char *text;

	if (result_parse(&r, "fuzz", (const char *)data, size))
		return 0;
	show(&r);
	json = result_json(&r);
	text = json_dumps(json, JSON_COMPACT);
	if (!text || result_parse(&again, "again", text, strlen(text)))
		abort();
	if (result_status(&again) != result_status(&r))
		abort();
	json_decref(json);
	free(text);
	result_clear(&r);
	result_clear(&again);
	return 0;
}
