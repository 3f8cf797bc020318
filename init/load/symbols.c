// SPDX-License-Identifier: GPL-2.0-only
#include "load/symbols.h"
#include "verdict/limits.h"
#include "verdict/text.h"

#include <gelf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The section with the symbols and its data; NULL: there is none. */
static Elf_Data *find_symbols(Elf *elf, GElf_Shdr *ret)
{
	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));)
		if (gelf_getshdr(section, ret) && ret->sh_type == SHT_SYMTAB && ret->sh_entsize)
			return elf_getdata(section, NULL);
	return NULL;
}

/* Fill in @ret; false where @symbol is not the function of a program. */
static bool read_program(struct symbol_program *ret, Elf *elf, size_t names, size_t section_names,
	const GElf_Sym *symbol)
{
	Elf_Scn *section = GELF_ST_TYPE(symbol->st_info) == STT_FUNC
				   ? elf_getscn(elf, symbol->st_shndx)
				   : NULL;
	GElf_Shdr header;

	if (!section || !gelf_getshdr(section, &header) || header.sh_type != SHT_PROGBITS ||
		!(header.sh_flags & SHF_EXECINSTR))
		return false;
	const char *name = elf_strptr(elf, names, symbol->st_name);
	const char *in = elf_strptr(elf, section_names, header.sh_name);
	if (!name || !*name || !in || strcmp(in, ".text") == 0)
		return false;
	*ret = (struct symbol_program){
		.section_index = symbol->st_shndx, .offset = symbol->st_value};
	text_set(ret->name, name);
	text_set(ret->section, in);
	return true;
}

static int compare_programs(const void *a, const void *b)
{
	const struct symbol_program *x = a, *y = b;

	if (x->section_index != y->section_index)
		return x->section_index < y->section_index ? -1 : 1;
	return (x->offset > y->offset) - (x->offset < y->offset);
}

static size_t list(struct symbol_program **ret, Elf *elf)
{
	GElf_Shdr header;
	Elf_Data *data = find_symbols(elf, &header);
	const size_t symbols = data ? header.sh_size / header.sh_entsize : 0;
	struct symbol_program *programs = NULL;
	size_t count = 0, room = 0, section_names;
	GElf_Sym symbol;

	if (elf_getshdrstrndx(elf, &section_names))
		return 0;
	for (size_t i = 0; i < symbols && i <= INT32_MAX && gelf_getsym(data, (int)i, &symbol);
		i++) {
		if (count == room) {
			room = room ? 2 * room : 16;
			struct symbol_program *more =
				reallocarray(programs, room, sizeof(*programs));
			if (!more)
				break;
			programs = more;
		}
		count +=
			read_program(&programs[count], elf, header.sh_link, section_names, &symbol);
		if (count > OBJECT_PROGRAMS_MAX) {
			count = 0;
			break;
		}
	}
	if (count) {
		qsort(programs, count, sizeof(*programs), compare_programs);
		*ret = programs;
	} else {
		free(programs);
	}
	return count;
}

size_t symbols_programs(struct symbol_program **ret, char *bytes, size_t len)
{
	size_t count = 0;

	*ret = NULL;
	elf_version(EV_CURRENT);
	Elf *elf = elf_memory(bytes, len);
	if (elf && elf_kind(elf) == ELF_K_ELF)
		count = list(ret, elf);
	elf_end(elf);
	return count;
}
