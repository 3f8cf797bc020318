/* SPDX-License-Identifier: GPL-2.0-only */
/* An object that cannot be judged program by program. */
#ifndef INIT_UNOPENED_H
#define INIT_UNOPENED_H

#include "judge/object.h"

#include <stdbool.h>

/*
 * libbpf does not open the object: @err is the positive errno, its warnings say why.  Send that
 * result for each program that the symbols name, from item @from on; one named "(object)" where
 * they name none, or the file is damaged.  Ends the process.
 */
void unopened_report(struct judged_object *o, size_t from, int err) __attribute__((noreturn));

/*
 * The object has no program.  Unless that is meant (bpfjury.yaml) it is likely a mistake, which
 * nothing else would show: the result is then unknown.  Ends the process.
 */
void unopened_report_empty(const struct judged_object *o) __attribute__((noreturn));

#endif
