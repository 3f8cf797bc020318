/* SPDX-License-Identifier: GPL-2.0-only */
/* Settings of bpfjury.yaml for an object: apply them, and report those without effect. */
#ifndef INIT_CONFIGURED_H
#define INIT_CONFIGURED_H

#include "verdict/loader.h"
#include "verdict/model.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Describe in @ret the first setting of @l that has no effect on @object, which has programs; ""
 * where each has.  @runs: a program of it is run, on this kernel or another.
 */
void configured_unused(
	char *ret, size_t size, const struct loader *l, const struct bpf_object *object, bool runs);

/*
 * The flags to pass to BPF_PROG_LOAD out of the requested @flags: all, as the object's own loader
 * would pass them, but those that only test the verifier (LOADER_TEST_FLAGS) and that this kernel
 * does not know.  Those are in @ret_left_out.
 */
uint32_t configured_flags(uint32_t flags, uint32_t *ret_left_out);

/* Append to @p->detail which flags were left out; nothing for 0. */
void configured_report_left_out(struct program_result *p, uint32_t left_out);

#endif
