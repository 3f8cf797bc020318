/* SPDX-License-Identifier: GPL-2.0-only */
/* Open an object and set it up as its own loader would. */
#ifndef INIT_OPEN_H
#define INIT_OPEN_H

#include "load/adapted.h"
#include "load/request.h"

#include <bpf/libbpf.h>
#include <linux/bpf.h>

/*
 * What libbpf calls the object of a file at @path: its name up to the first dot.  Messages have it,
 * and the names of the maps of global data begin with it.  NULL: "object".
 */
void open_name(char ret[BPF_OBJ_NAME_LEN], const char *path);

/*
 * The object of @request, opened and ready for bpf_object__load() but for the logs: maps adapted,
 * only the program and its auxiliary programs on autoload, flags and the freplace target set.
 * @ret_target is the program, NULL with LOAD_WHOLE.  @ret_adapted, which is zeroed before, lists
 * what was supplied; the caller clears it, and closes the object.  NULL with errno where it does
 * not open; ENOENT where it has no such program.
 */
struct bpf_object *open_for_load(const struct load_request *request,
	struct bpf_program **ret_target, struct adapted *ret_adapted);

#endif
