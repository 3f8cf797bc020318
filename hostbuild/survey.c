// SPDX-License-Identifier: GPL-2.0-only
#include "survey.h"
#include "cleanup.h"
#include "diag.h"
#include "outputs.h"
#include "report/kernel-features.h"
#include "run.h"
#include "verdict/features-keys.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

int survey_kernel(const char *spec, const char *json)
{
	cleanup_with(result_clear) struct result result = {0};
	struct run_options options = RUN_DEFAULT;

	options.inputs.on.kernels = (char *const *)&spec;
	options.inputs.on.n_kernels = 1;
	options.inputs.survey = true;
	int r = output_check("--json", json);
	if (!r)
		r = output_put_aside("--json", json);
	if (!r)
		r = run_trials(&result, &options);
	if (r)
		return r;
	const struct result_kernel *k = &result.kernels[0];
	const json_t *whole = json_object_get(k->features, FEATURES_SURVEY);
	if (k->outcome != OUTCOME_COMPLETE || !whole) {
		diag_error("%s: what it can was not found out whole: %s", spec,
			k->why	? k->why
			: whole ? outcome_word(k->outcome)
				: "the process that asked died of it");
		return -EIO;
	}
	json_object_del(k->features, FEATURES_SURVEY);
	if (!json || strcmp(json, "-") != 0)
		report_features(k);
	return json ? output_json(json, k->features, RESULT_FILE_MAX) : 0;
}
