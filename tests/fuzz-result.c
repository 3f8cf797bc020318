// SPDX-License-Identifier: GPL-2.0-only
/* Anyone's result.json: read, shown, written, read again, compared with itself. */
#include "diag.h"
#include "report/compared.h"
#include "report/report.h"
#include "result/gate.h"

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

/* Nothing is worse than itself. */
static void compare(const struct result *base, const struct result *latest)
{
	const struct compared_options options = {
		.table = {.columns = 80, .utf8 = true}, .all = true};
	const struct compare_options pairs = {0};
	struct gate_limit limits[2];
	struct gate gate = {.limits = limits, .n_limits = 2};
	struct gate_doubts doubts;
	struct comparison c;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out || gate_limit_parse(&limits[0], "verdict") ||
		gate_limit_parse(&limits[1], "insns>+0%") ||
		compare_results(&c, base, latest, &pairs) ||
		gate_judge(&gate, &c, &doubts) == STATUS_UNMET ||
		report_compared(out, &c, &gate, &doubts, &options))
		abort();
	fclose(out);
	free(text);
	comparison_clear(&c);
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
	compare(&r, &again);
	json_decref(json);
	free(text);
	result_clear(&r);
	result_clear(&again);
	return 0;
}
