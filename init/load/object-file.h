/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sections and symbols of a BPF object in memory, read with libelf.  The object is hostile: all
 * positions are checked here, and nothing that it says of itself is believed elsewhere.
 */
#ifndef INIT_OBJECT_FILE_H
#define INIT_OBJECT_FILE_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>

struct object_file {
	char *bytes; /* the caller's */
	size_t len;
	Elf *elf;
	size_t sections;	/* their number, with section 0 */
	size_t symbols_section; /* SHT_SYMTAB */
	size_t strings_section; /* of the names of its symbols */
	size_t symbols;
	unsigned char *symbol_bytes; /* within the caller's */
};

/*
 * @bytes stay the caller's and outlive @ret.  False: no ELF64 relocatable file of this machine's
 * byte order that has a symbol table, or sections that overlap; or no memory.
 */
bool object_file_open(struct object_file *ret, char *bytes, size_t len);
/* Accepts a zeroed one. */
void object_file_close(struct object_file *f);

/* False: there is no such section, or it has no name. */
bool object_file_section(
	const struct object_file *f, size_t index, Elf64_Shdr *ret, const char **ret_name);

/* Change the header of section @index.  Read the file again before its data is asked for. */
void object_file_set_section(const struct object_file *f, size_t index, const Elf64_Shdr *header);

/* Its bytes, within the caller's; NULL: none, or not within the file. */
unsigned char *object_file_data(const struct object_file *f, size_t index, size_t *ret_len);

/* Symbol @index, which is below @f->symbols.  Returns its name; "": none. */
const char *object_file_symbol(const struct object_file *f, size_t index, Elf64_Sym *ret);
void object_file_set_symbol(const struct object_file *f, size_t index, const Elf64_Sym *symbol);

/* Whether the section of @header has instructions. */
bool object_file_has_code(const Elf64_Shdr *header);

/* Whether the section has maps as loaders before BTF had them: "maps", "maps/NAME", "NAME/maps". */
bool object_file_has_legacy_maps(const Elf64_Shdr *header, const char *name);
/* The same by its name alone, for sections of the types, which have no header. */
bool object_file_is_legacy_name(const char *name);

#endif
