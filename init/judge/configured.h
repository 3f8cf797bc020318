/* SPDX-License-Identifier: GPL-2.0-only */
/* What bpfjury.yaml says of an object: that it counts, or that it is said where it cannot. */
#ifndef INIT_CONFIGURED_H
#define INIT_CONFIGURED_H

#include "verdict/loader.h"
#include "verdict/model.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What @l says of @object, which has programs, and cannot count: in @ret, "" where there is
 * nothing.  @runs: a program of it is run, on one kernel or another.
 */
void configured_unused(
	char *ret, size_t size, const struct loader *l, const struct bpf_object *object, bool runs);

/*
 * Of the flags of BPF_PROG_LOAD that are asked for, those that go to the kernel: all, since its
 * own loader's would, but for those that only test the verifier and that this kernel does not
 * know.  These are in @ret_left_out.
 */
uint32_t configured_flags(uint32_t flags, uint32_t *ret_left_out);
void configured_say_left_out(struct program_result *p, uint32_t left_out);

#endif
