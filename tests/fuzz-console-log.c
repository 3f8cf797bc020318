// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as the log of a console: never met without belief, never green without its parts, and
 * written and read again it is the same.
 */
#include "diag.h"
#include "vm/console.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must be on a console that is green. */
static void check_green(const struct result *r, const char *data, size_t size)
{
	static const char *const needed[] = {"on Linux ", "# docket: ", "KTAP version ", "1..",
		"# verdict: ", "ok 1 ", "# counted: objects=", "# Totals: pass:"};

	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (!memmem(data, size, needed[i], strlen(needed[i])))
			abort();
	if (strlen(r->docket_sha256) != SHA256_SIZE - 1)
		abort();
	for (size_t k = 0; k < r->n_kernels; k++)
		for (size_t i = 0; i < r->kernels[k].n_objects; i++)
			if (!r->kernels[k].objects[i].ended)
				abort();
}

static void check_again(const struct result *r)
{
	json_t *json = result_json(r), *second;
	char *text = json ? json_dumps(json, 0) : NULL;
	struct result again;

	if (!text || result_parse(&again, "again", text, strlen(text)))
		abort();
	second = result_json(&again);
	if (!second || !json_equal(json, second))
		abort();
	json_decref(json);
	json_decref(second);
	free(text);
	result_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct result r;

	diag_verbosity = -1;
	if (size > 65536 || console_parse(&r, "fuzz", text, size))
		return 0;
	if (!r.n_kernels || result_status(&r) != STATUS_UNKNOWN || result_summary(&r).met)
		abort();
	check_again(&r);
	result_believe(&r, RESULT_CONSOLE);
	if (result_status(&r) == STATUS_MET)
		check_green(&r, text, size);
	result_clear(&r);
	return 0;
}
