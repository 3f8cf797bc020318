/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What bpfjury.yaml says of a run: which kernels, how they are booted, which objects.  Its keys
 * `kernels`, `append`, `memory`, `cpus` and `paths`.
 */
#ifndef PROJECT_INPUTS_H
#define PROJECT_INPUTS_H

#include "project-yaml.h"

/* Words for a kernel's command line; an entry is NULL where there are none. */
struct project_append {
	char **words;
	size_t count;
};

/* A kernel to judge on. */
struct project_kernel {
	char *kernel; /* a KERNEL */
	char *name;   /* what it is called; NULL: the KERNEL */
	struct project_append append;
	int64_t memory_mib, cpus; /* 0: as the run has it */
	bool informative;	  /* its verdicts do not count for the exit status */
	int line;
};

/* An object, a directory or a pattern of glob(3), relative to the file's directory. */
struct project_path {
	char *pattern;
	int line;
};

struct project_inputs {
	struct project_kernel *kernels;
	size_t n_kernels;
	struct project_append append; /* each kernel is judged with each of these */
	int64_t memory_mib, cpus;     /* 0: not said */
	struct project_path *paths;
	size_t n_paths;
};

/*
 * Read a key's value; @to is a struct project_inputs.  What was read stays in it where it fails.
 * 0, FAIL_MISUSE, -ENOMEM, -EINTR; reported.
 */
int project_read_kernel_list(struct yaml *y, void *to, struct fy_node *n);
int project_read_append(struct yaml *y, void *to, struct fy_node *n);
int project_read_memory(struct yaml *y, void *to, struct fy_node *n);
int project_read_cpus(struct yaml *y, void *to, struct fy_node *n);
int project_read_paths(struct yaml *y, void *to, struct fy_node *n);

void project_inputs_clear(struct project_inputs *p);

/*
 * The files and directories that the patterns of @p mean, for the file @config: an array of
 * malloc'd paths that ends with NULL.  FAIL_MISUSE: a pattern means none, each reported with its
 * line; -ENOMEM, reported.
 */
int project_inputs_expand(
	const struct project_inputs *p, const char *config, char ***ret, size_t *ret_count);

#define PROJECT_CPUS_MAX 64

#endif
