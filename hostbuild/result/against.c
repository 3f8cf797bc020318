// SPDX-License-Identifier: GPL-2.0-only
#include "result/against.h"
#include "cleanup.h"

#include <errno.h>
#include <stdlib.h>

/* Informative kernels do not count for the status. */
static int judge(struct against *a)
{
	cleanup_free struct compared_kernel *kernels =
		calloc(a->comparison.n_kernels + 1, sizeof(*kernels));
	struct comparison counted = a->comparison;

	if (!kernels)
		return -ENOMEM;
	counted.kernels = kernels;
	counted.n_kernels = 0;
	for (size_t i = 0; i < a->comparison.n_kernels; i++)
		if (!a->comparison.kernels[i].latest->informative)
			kernels[counted.n_kernels++] = a->comparison.kernels[i];
	a->status = gate_judge(&a->gate, &counted, &a->doubts);
	return 0;
}

int against_make(struct against *ret, const struct result *part)
{
	const struct result *r = part->view ? part->view->of : part;
	const struct compare_options all = {0};

	*ret = (struct against){.limit = {.text = "verdict", .kind = GATE_VERDICT},
		.gate = {.n_limits = 1, .allow_gone = r->allow_gone}};
	ret->gate.limits = &ret->limit;
	const int err = compare_results(&ret->comparison, r->against, r, &all);
	return err ? err : judge(ret);
}

void against_clear(struct against *a)
{
	comparison_clear(&a->comparison);
}
