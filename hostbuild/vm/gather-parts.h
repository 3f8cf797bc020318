/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of gather.c among themselves.  The functions that take a record return 1, or what
 * gather_garbled() does.
 */
#ifndef VM_GATHER_PARTS_H
#define VM_GATHER_PARTS_H

#include "vm/gather.h"

/* The boot is garbled from here on, and this is why.  Returns -EBADMSG. */
int gather_garbled(struct gather *g, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * gather-programs.c: whether @p is no answer yet, since a larger guest can be asked or it timed out
 * although no order came to stop it (@stopped): the boot is to end then; a piece of the log of what
 * is open; a piece of what it does not reach; the log so far, which @ret owns then; drop that; the
 * result of the open program, which closes it; drop the results of object @object from program
 * @keep on.
 */
bool gather_is_no_answer(struct gather *g, const struct program_result *p, bool stopped);
int gather_log(struct gather *g, const struct record *r);
int gather_unreached(struct gather *g, const struct record *r);
int gather_hot(struct gather *g, const struct record *r);
void gather_take_log(struct gather *g, struct result_program *ret);
void gather_drop_log(struct gather *g, struct result_program *p);
int gather_keep_program(struct gather *g, const struct program_result *p);
void gather_drop_programs(struct gather *g, int64_t object, size_t keep);

/*
 * gather-whole.c: the records of an object's whole.  The open one gets @verdict, and is closed;
 * forget that of @o.
 */
int gather_whole_begin(struct gather *g, const struct record *r);
int gather_whole(struct gather *g, const struct record *r);
void gather_blame_whole(
	struct gather *g, enum verdict verdict, enum reason reason, const char *detail);
void gather_drop_whole(struct gather *g, struct result_object *o);

/* gather-kernel.c: what records say of the kernel, not of a program. */
int gather_identity(struct gather *g, const struct record *r);
int gather_features(struct gather *g, const struct record *r);
int gather_splat(struct gather *g, const struct record *r);
int gather_report(struct gather *g, const struct record *r);

#endif
