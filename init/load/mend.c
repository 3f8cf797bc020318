// SPDX-License-Identifier: GPL-2.0-only
#include "load/mend.h"
#include "load/mend-parts.h"
#include "load/object-file.h"

#include <errno.h>

int mend_object(struct mended *ret, char **bytes, size_t *len)
{
	struct object_file f;
	int r;

	if (!object_file_open(&f, *bytes, *len))
		return 0;
	r = mend_functions(ret, &f);
	object_file_close(&f);
	if (!r)
		r = mend_types(ret, bytes, len);
	if (!r)
		r = mend_legacy_maps(ret, bytes, len);
	return r == -ENOMEM ? r : 0;
}
