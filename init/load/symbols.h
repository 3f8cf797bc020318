/* SPDX-License-Identifier: GPL-2.0-only */
/* The programs of an object that libbpf does not open, by its symbols. */
#ifndef INIT_SYMBOLS_H
#define INIT_SYMBOLS_H

#include "verdict/model.h"

#include <stddef.h>
#include <stdint.h>

struct symbol_program {
	char name[NAME_SIZE], section[SECTION_SIZE]; /* clean text */
	size_t section_index;			     /* in the ELF file */
	uint64_t offset;			     /* in the section */
};

/*
 * List the functions in sections with code of the ELF file @bytes, without those in .text, which
 * the others call; sorted by section and offset, as libbpf has them.  Returns their number; 0 where
 * there are none, or more than an object may have, or the file is damaged: @ret is NULL then, else
 * malloc'd.  Call it in the confined child only.
 */
size_t symbols_programs(struct symbol_program **ret, char *bytes, size_t len);

#endif
