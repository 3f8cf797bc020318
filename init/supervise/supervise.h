/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PID 1's side of judging: a child for each object, bounded, listened to, replaced when it dies.
 * What a child says is checked against what it may say now; the rest is its end.
 */
#ifndef INIT_SUPERVISE_H
#define INIT_SUPERVISE_H

#include "docket.h"
#include "settings.h"

/*
 * Descriptors to wait on, the cgroup, the kernel log read up to now (its splats told as the
 * boot's).
 */
void supervise_init(const struct settings *settings);

/*
 * Judge object @index of @docket from program @from on; every program of it gets a record.
 * @programs: how many it announced in an earlier boot, which counts where its child dies before it
 * announces; -1: not known.
 */
void supervise_object(const struct docket *docket, size_t index, size_t from, int64_t programs);

/*
 * A child finds out what this kernel can (survey.h); its records are passed on.  If it dies of it,
 * the last is missing.
 */
void supervise_survey(void);

/* What is left to be said at the end of the trial of @docket: memory that the kernel lost. */
void supervise_end(const struct docket *docket);

/* Splats that appeared with no object in hand. */
void supervise_tell_splats(void);

#endif
