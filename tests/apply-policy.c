// SPDX-License-Identifier: GPL-2.0-only
/*
 * Say of a result what a bpfjury.yaml says of it, as a run does after its last boot.
 *
 *	apply-policy YAML RESULT NEW-RESULT
 *
 * The exit status is the result's; 2: YAML or RESULT is wrong.
 */
#include "cleanup.h"
#include "diag.h"
#include "project.h"
#include "result/policy.h"

#include <string.h>

int main(int argc, char **argv)
{
	cleanup_with(project_clear) struct project p = {0};
	cleanup_with(result_clear) struct result r = {0};

	if (argc != 4 || project_read(&p, argv[1]) || result_read(&r, argv[2]))
		return STATUS_MISUSE;
	if (policy_apply(&p.policy, &r))
		return STATUS_UNKNOWN;
	policy_note_unused(&p.policy);
	return result_write(&r, argv[3]) ? STATUS_UNKNOWN : result_status(&r);
}
