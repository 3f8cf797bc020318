/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an object's own loader would set before the load and the verifier's answer does not depend
 * on, for objects that do not say it.
 */
#ifndef INIT_ADAPT_H
#define INIT_ADAPT_H

#include "load/adapted.h"

#include <bpf/libbpf.h>

/*
 * Call between open and load, once it is decided which programs are on autoload and what else is
 * known has been set.  0 or -ENOMEM.  @references of the object; NULL: not known.
 *
 *	- Pin paths are cleared, and sizes that maps lack are supplied.
 *	- Maps to which no program on autoload refers are left out, and struct_ops maps without a
 *	  program on autoload, or of a type that the kernel lacks.
 *	- Programs that refer to an incomplete map are taken off autoload where others remain.
 *
 * @ret lists what was supplied; the caller clears it.
 */
int adapt_object(struct bpf_object *object, struct references *references, struct adapted *ret);

/*
 * clang leaves the parameters of naked functions without names, and the kernel refuses calls to
 * such functions.  Give them the names that the function of the same name and number of parameters
 * has in the BTF of the file at @path.  @btf NULL: does nothing.  0 or -errno.
 */
int adapt_names(struct btf *btf, const char *path);

#endif
