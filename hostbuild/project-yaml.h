/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * YAML for bpfjury.yaml: one document, its errors reported with the line.  A thin layer over
 * libfyaml 0.7.12, whose faults it avoids: see project-yaml.c.
 */
#ifndef PROJECT_YAML_H
#define PROJECT_YAML_H

#include <libfyaml.h>
#include <stdbool.h>
#include <stddef.h>

struct yaml {
	const char *path; /* for messages */
	size_t wrong;	  /* errors found so far; the first 20 are reported */
	/* private */
	const char *bytes;
	size_t len, at;
	char first_error[512];
};

/*
 * Parse the file at @path and call @read with the root of its only document and @arg.  Returns what
 * @read returns, FAIL_MISUSE for a file that cannot be read or is not one YAML document, -ENOMEM or
 * -EINTR.  Reports its errors.
 */
int yaml_read(
	const char *path, int (*read)(struct yaml *y, struct fy_node *root, void *arg), void *arg);

/*
 * Report that @n is wrong, with its line where it is a scalar, else with its path in the document.
 * @n may be NULL.  Returns FAIL_MISUSE.
 */
int yaml_wrong(struct yaml *y, struct fy_node *n, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * The text of the scalar @n, at most 2 MiB, not empty and without NUL; the document owns it.  NULL
 * for anything else, reported as @what.  An alias is refused: a few bytes of them could stand for
 * gigabytes.
 */
const char *yaml_text(struct yaml *y, struct fy_node *n, const char *what);

/* Whether @n is a list or a mapping with nothing in it. */
bool yaml_is_empty(struct fy_node *n);

/* Refuse two equal keys in the mapping @n: 0, FAIL_MISUSE, -ENOMEM; reported. */
int yaml_check_keys(struct yaml *y, struct fy_node *n);

/* The line of the scalar @n, from 1; 0: not known. */
int yaml_line(struct fy_node *n);

#endif
