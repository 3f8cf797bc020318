/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of source that instructions are of, from the line info of BPF_PROG_LOAD. */
#ifndef INIT_SOURCE_LINE_H
#define INIT_SOURCE_LINE_H

#include <bpf/btf.h>
#include <linux/bpf.h>
#include <stddef.h>

/* @count records, in the order of the instructions, and the BTF that has their texts. */
struct source_lines {
	const struct bpf_line_info *lines;
	size_t count;
	const struct btf *btf; /* NULL: no place is known */
};

/* Those of a call: its records are valid as long as @attr is. */
struct source_lines source_lines_of(const union bpf_attr *attr, const struct btf *btf);

/*
 * "file.c:12", as the verifier prints it, of record @line; "" where it is not known: there is no
 * such record, or the compiler made its instructions of no line in particular.
 */
void source_line_place(const struct source_lines *s, size_t line, char *ret, size_t size);

/* The text of that line, cleaned, without blanks at its front; "" where it is not known. */
void source_line_text(const struct source_lines *s, size_t line, char *ret, size_t size);

#endif
