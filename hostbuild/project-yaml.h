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
#include <stdint.h>

struct yaml {
	const char *path; /* for messages */
	size_t wrong;	  /* errors found so far */
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

#define YAML_WRONG_MAX 20 /* errors that are reported */

/*
 * Report that @n is wrong, with its line and column; NULL: the whole document.  Those of a list or
 * mapping are of what comes first in it.  Returns FAIL_MISUSE.
 */
int yaml_wrong(struct yaml *y, struct fy_node *n, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The line of @n, from 1, as yaml_wrong() reports it. */
int yaml_line(struct fy_node *n);

/*
 * The text of the scalar @n, at most 2 MiB, not empty and without NUL; the document owns it.  NULL
 * for anything else, reported as @what.  An alias is refused: a few bytes of them could stand for
 * gigabytes.
 */
const char *yaml_text(struct yaml *y, struct fy_node *n, const char *what);
/* A copy of it, malloc'd.  0, FAIL_MISUSE, -ENOMEM; reported, as by all that follow. */
int yaml_string(struct yaml *y, struct fy_node *n, const char *what, char **ret);
/* "true" or "false". */
int yaml_flag(struct yaml *y, struct fy_node *n, const char *what, bool *ret);
/* A number of at most @most, decimal or 0x… */
int yaml_number(struct yaml *y, struct fy_node *n, const char *what, uint32_t most, uint32_t *ret);

/* Whether @n is a scalar without quotes, and no alias. */
bool yaml_is_plain(struct fy_node *n);

/* Whether @n is a list or a mapping with nothing in it. */
bool yaml_is_empty(struct fy_node *n);

/* Refuse two equal keys in the mapping @n. */
int yaml_check_keys(struct yaml *y, struct fy_node *n);

/* Refuse tags, "!!str 5", in @n and all that is in it, which has at most 64 levels. */
int yaml_check_tags(struct yaml *y, struct fy_node *n);

/* A key that a mapping may have. */
struct yaml_key {
	const char *name;
	int (*read)(struct yaml *y, void *to, struct fy_node *value);
	bool may_be_empty; /* its value may be a list or mapping with nothing in it */
};

/*
 * Read each key of the mapping @n into @to.  @what it is, for messages: "an object".  Another key,
 * a duplicate, and a value with nothing in it are refused.
 */
int yaml_read_keys(struct yaml *y, struct fy_node *n, const char *what, const struct yaml_key *keys,
	size_t count, void *to);

#endif
