/* SPDX-License-Identifier: GPL-2.0-only */
/* Settings of bpfjury.yaml that have no effect on an object, and flags that a kernel lacks. */
#ifndef INIT_CONFIGURED_H
#define INIT_CONFIGURED_H

#include "load/configure.h"
#include "verdict/loader.h"
#include "verdict/model.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Find the first setting of @l that has no effect on @object, which has programs: of a map, program
 * or option that the object does not have, or contents where no program of it is run (@runs: one
 * is, on this kernel or another).  Globals are checked as they are set (load/configure.h).
 */
void configured_check(struct configure_problem *problem, const struct loader *l,
	const struct bpf_object *object, bool runs);

/*
 * The flags to pass to BPF_PROG_LOAD out of the requested @flags: all, as the object's own loader
 * would pass them, but those that only test the verifier (LOADER_TEST_FLAGS) and that this kernel
 * does not know.  Those are in @ret_left_out.
 */
uint32_t configured_flags(uint32_t flags, uint32_t *ret_left_out);

/* Append to @p->detail which flags were left out; nothing for 0. */
void configured_report_left_out(struct program_result *p, uint32_t left_out);

/* Append that the verifier does not see the global @idle, which is no constant; NULL: nothing. */
void configured_report_idle(struct program_result *p, const struct loader_global *idle);

#endif
