/* SPDX-License-Identifier: GPL-2.0-only */
/* What each annotation sets. */
#ifndef INIT_ANNOTATION_SET_H
#define INIT_ANNOTATION_SET_H

#include "expect/reading.h"
#include "expect/tags.h"

/*
 * Read the value of @t into @v, the variant that the annotation is for, or into r->common.  A value
 * that is not understood, or contradicts an earlier one, is a problem of r->common.
 */
typedef void annotation_set(struct reading *r, struct variant_reading *v, const struct tag *t);

annotation_set annotation_set_caps;
annotation_set annotation_set_unloadable;
annotation_set annotation_set_from;
annotation_set annotation_set_reason;
annotation_set annotation_set_shows;
annotation_set annotation_set_target;
annotation_set annotation_set_load_mode;
annotation_set annotation_set_arch;
annotation_set annotation_set_auxiliary;
annotation_set annotation_set_btf_func_path;
annotation_set annotation_set_btf_path;
annotation_set annotation_set_caps_unpriv;
annotation_set annotation_set_description;
annotation_set annotation_set_failure;
annotation_set annotation_set_msg;
annotation_set annotation_set_not_msg;
annotation_set annotation_set_stderr;
annotation_set annotation_set_stdout;
annotation_set annotation_set_success;
annotation_set annotation_set_xlated;
annotation_set annotation_set_jited;
annotation_set annotation_set_linear_size;
annotation_set annotation_set_log_level;
annotation_set annotation_set_flags;
annotation_set annotation_set_retval;

#endif
