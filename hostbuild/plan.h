/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run is to do: objects x kernels → trials, one trial for each kernel and the words that are
 * appended to its command line.  A plan is data and does nothing: it has no process, no directory
 * and no archive, and of descriptors only the locks of the kernels that it found (struct kernel).
 * run.c carries it out.
 */
#ifndef PLAN_H
#define PLAN_H

#include "archive/archive.h"
#include "kernel/kernel.h"
#include "kernel/spec.h"
#include "pins.h"
#include "plan-kernels.h"
#include "project.h"
#include "result/result.h"

#include <stdbool.h>
#include <stddef.h>

/* What the user asked for.  The strings must outlive the plan. */
struct plan_inputs {
	struct plan_kernels on;
	char *const *paths; /* objects and directories; none: the project's, or the built-in ones */
	size_t n_paths;
	char *const *against; /* another build of them, judged in the same boots; or none */
	size_t n_against;
	const char *config; /* as project_open() takes it */
	struct pins_wish lock;
	bool survey;	     /* judge nothing; find out what each kernel can */
	bool only_kernels;   /* the plan has no objects and is not carried out */
	char *const *limits; /* texts of --fail-on, each checked */
	size_t n_limits;
};

struct plan {
	struct project project;
	struct pins pins;
	struct collection collection; /* no objects for a survey */
	struct plan_trial *trials;
	size_t n_trials;
	bool survey;
	bool wants_config; /* something in the guest reads the kernel's configuration */
};

/*
 * Check @in and collect the objects.  Nothing is downloaded.  A KERNEL that is given twice has one
 * trial; a note says so.  Reports its errors:
 *   FAIL_MISUSE  some inputs are wrong; each is reported in a line
 *   -errno       something else failed
 */
int plan_make(struct plan *ret, const struct plan_inputs *in);
void plan_clear(struct plan *p);

/*
 * Find the kernel of trial @index, which may download or build it.  The kernels of all trials
 * before it must have been looked for.
 *   0            it was found, or it cannot be had (reported; its image is NULL)
 *   1            it is the same file as that of an earlier trial (a note says so), and this trial
 *                is no longer in the plan
 *   FAIL_MISUSE  it is no KERNEL
 *   -EINTR       the tool was asked to stop
 */
int plan_find_kernel(struct plan *p, size_t index);

/*
 * Note the items of bpfjury.yaml whose conditions hold on none of the kernels.  Those of all trials
 * must have been looked for; where the version of one is not known, nothing is said.  Returns how
 * many there are.
 */
size_t plan_note_conditions(const struct plan *p);

/*
 * Name of the directory for the logs of trial @index, malloc'd; NULL without memory.  It is the
 * last part of the KERNEL, or its name, with "-" for bytes that a shell or a file system may treat
 * specially.  "#2" and so on keeps those of one name apart: "#" is one of these bytes.
 */
char *plan_directory(const struct plan *p, size_t index);

/*
 * Whether the archive of trial @index has the kernel's configuration added, where libbpf looks for
 * it (/boot/config-RELEASE, then /proc/config.gz).
 */
bool plan_adds_config(const struct plan *p, size_t index);

/* The result before any boot: every kernel, every object, all of it unknown.  -ENOMEM. */
int plan_result(struct result *ret, const struct plan *p);

#endif
