/* SPDX-License-Identifier: GPL-2.0-only */
/* Members of a struct as keys of JSON: a row of a table serves both directions. */
#ifndef VERDICT_FIELD_H
#define VERDICT_FIELD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct field {
	const char *key;
	enum { FIELD_TEXT, FIELD_FIGURE } type; /* char[@size] or int64_t */
	size_t offset, size;
	bool lines; /* text that may have more than one line */
};

/* Of member @m of struct @s, whose key is the member's name. */
#define FIELD_OF_TEXT(s, m)                                                                        \
	{#m, FIELD_TEXT, offsetof(struct s, m), sizeof(((struct s *)0)->m), false}
#define FIELD_OF_LINES(s, m)                                                                       \
	{#m, FIELD_TEXT, offsetof(struct s, m), sizeof(((struct s *)0)->m), true}
#define FIELD_OF_FIGURE(s, m) {#m, FIELD_FIGURE, offsetof(struct s, m), 0, false}

/*
 * Add @f of the struct at @base to @json.  Empty text and a figure below 0 are not known: they are
 * left out, unless the field is @required.  0, -ENOMEM, or -EINVAL for a required figure that is
 * not known.
 */
int field_put(json_t *json, const struct field *f, const void *base, bool required);

/*
 * Read @f of @json into the struct at @base, text cleaned (text.h).  0; -ENOENT where the key is
 * absent; -EBADMSG for another type, text that does not fit, or a figure below 0.
 */
int field_read(void *base, const struct field *f, const json_t *json);

/*
 * Copy @f of the struct at @from to the one at @to, text cleaned.  -EBADMSG for text that has no
 * NUL or is not UTF-8, and for a figure below UNKNOWN_FIGURE: @from may be any bytes.
 */
int field_copy(void *to, const struct field *f, const void *from);

/* Add @word under @key; a NULL word is left out.  0 or -ENOMEM. */
int field_put_word(json_t *json, const char *key, const char *word);

/* The string under @key: 0, with NULL where the key is absent; -EBADMSG where it is no string. */
int field_read_word(const json_t *json, const char *key, const char **ret);

#endif
