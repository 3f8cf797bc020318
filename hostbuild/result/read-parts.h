/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of a result.json that anyone may have written, each checked.  All functions report what is
 * wrong with its place in the file, and return -EBADMSG or -ENOMEM.
 */
#ifndef RESULT_READ_PARTS_H
#define RESULT_READ_PARTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The position in the file for messages, kernels[0].objects[2]; a list on the stack. */
struct place {
	const struct place *up; /* NULL: the top, whose key is the file's name */
	const char *key;
	size_t index;
	bool indexed;
};

/* Report that @key at @at is @what.  Returns -EBADMSG. */
int read_bad(const struct place *at, const char *key, const char *what);

/*
 * @ret gets the value of @key, and is unchanged where there is none; a figure is UNKNOWN_FIGURE
 * then.
 */
int read_text(
	const struct place *at, const json_t *json, const char *key, int keep_lines, char **ret);
int read_flag(const struct place *at, const json_t *json, const char *key, bool *ret);
int read_figure(const struct place *at, const json_t *json, const char *key, int64_t *ret);
/* A string of less than @size bytes. */
int read_array(const struct place *at, const json_t *json, const char *key, char *dst, size_t size);
/* A string that must be there and not be empty. */
int need_text(const struct place *at, const json_t *json, const char *key, char **ret);

/*
 * An array of objects, each read by @read into @size zeroed bytes.  On an error *@ret has what was
 * read so far, for its owner to clear.
 */
typedef int read_function(const struct place *at, json_t *json, void *item);
int read_items(const struct place *at, const json_t *json, const char *key, size_t size,
	read_function *read, void **ret, size_t *ret_n);

#endif
