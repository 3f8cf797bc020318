// SPDX-License-Identifier: GPL-2.0-only
#include "report/builds.h"
#include "cleanup.h"
#include "report/compared.h"
#include "report/matrix.h"
#include "result/against.h"

#include <errno.h>

int builds_put(const struct screen *s, const struct result *r)
{
	cleanup_with(against_clear) struct against against = {0};

	if (!r->against)
		return 0;
	int err = against_make(&against, r);
	if (!err)
		err = matrix_put(s, &against.comparison, &against.gate);
	if (err)
		return err;
	compared_put_sum(s, &against.comparison, &against.gate, &against.doubts);
	fputc('\n', s->out);
	return 0;
}
