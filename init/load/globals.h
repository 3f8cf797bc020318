/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Global variables of an object, as its loader sets them in its skeleton before the load: those of
 * .rodata, .data, .bss and sections that begin so, and of an arena.  libbpf fills and freezes the
 * maps of .rodata from them as it loads, so that the verifier takes them for constants.
 */
#ifndef INIT_GLOBALS_H
#define INIT_GLOBALS_H

#include <bpf/libbpf.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Set what @path names in @object, which is open and not loaded: "debug", "cfg.port",
 * "targets[1].id", or, where two sections have the variable, ".rodata:debug".  A static variable of
 * a function is "function.variable".
 *
 * 0, with *@ret_constant whether the verifier sees the value, which is so of .rodata alone.
 * -ENOENT: no such variable; -EINVAL: it, or the value, does not fit; both with a sentence in @why.
 * -ENOMEM.
 */
int globals_set(struct bpf_object *object, const char *path, const json_t *value,
	bool *ret_constant, char *why, size_t why_size);

#endif
