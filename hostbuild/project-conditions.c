// SPDX-License-Identifier: GPL-2.0-only
#include "project-conditions.h"
#include "diag.h"
#include "verdict/loader.h"
#include "verdict/version.h"

#include <errno.h>
#include <stdlib.h>

static int read_condition(struct yaml *y, struct fy_node *n, char **conditions, size_t *count)
{
	char *text;
	const int err = yaml_string(y, n, "kernels", &text);

	if (err)
		return err;
	conditions[(*count)++] = text;
	return version_condition(text, NULL) >= 0
		       ? 0
		       : yaml_wrong(y, n,
				 "kernels: %s: must be >= or < and a release, or releases of several "
				 "branches: \">=5.15\", \"<6.7, 6.6.11\"",
				 text);
}

int project_read_conditions(struct yaml *y, struct fy_node *n, char ***ret, size_t *ret_n)
{
	const int count = fy_node_is_sequence(n) ? fy_node_sequence_item_count(n) : 1;
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	if (count > LOADER_KERNELS)
		return yaml_wrong(y, n, "kernels: more than %d conditions", LOADER_KERNELS);
	*ret = calloc((size_t)count + 1, sizeof(**ret));
	if (!*ret)
		return diag_errno(-ENOMEM, "%s", y->path);
	if (!fy_node_is_sequence(n))
		err = read_condition(y, n, *ret, ret_n);
	else
		while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
			err = fail_worse(err, read_condition(y, item, *ret, ret_n));
	if (!err && !version_conditions_meet(*ret, *ret_n))
		return yaml_wrong(y, n, "kernels: no release meets these conditions");
	return err;
}
