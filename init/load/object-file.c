// SPDX-License-Identifier: GPL-2.0-only
#include "load/object-file.h"

#include <string.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NATIVE_DATA ELFDATA2LSB
#else
#define NATIVE_DATA ELFDATA2MSB
#endif

bool object_file_section(
	const struct object_file *f, size_t index, Elf64_Shdr *ret, const char **ret_name)
{
	Elf_Scn *section = elf_getscn(f->elf, index);
	/* in a file that is not aligned it is not either */
	const void *header = section ? elf64_getshdr(section) : NULL;
	size_t names;

	if (!header || elf_getshdrstrndx(f->elf, &names))
		return false;
	memcpy(ret, header, sizeof(*ret));
	*ret_name = elf_strptr(f->elf, names, ret->sh_name);
	return *ret_name;
}

void object_file_set_section(const struct object_file *f, size_t index, const Elf64_Shdr *header)
{
	Elf64_Ehdr file;

	/* object_file_open() has compared the table with the length of the file */
	memcpy(&file, f->bytes, sizeof(file));
	memcpy(f->bytes + file.e_shoff + index * sizeof(*header), header, sizeof(*header));
}

unsigned char *object_file_data(const struct object_file *f, size_t index, size_t *ret_len)
{
	Elf_Scn *section = elf_getscn(f->elf, index);
	/* not elf_getdata(), which copies what is not aligned */
	const Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;

	*ret_len = data && data->d_buf ? data->d_size : 0;
	return *ret_len ? data->d_buf : NULL;
}

static bool find_symbols(struct object_file *f)
{
	Elf64_Shdr header;
	const char *name;
	size_t len;

	for (size_t i = 1; i < f->sections; i++) {
		if (!object_file_section(f, i, &header, &name) || header.sh_type != SHT_SYMTAB)
			continue;
		f->symbols_section = i;
		f->strings_section = header.sh_link;
		f->symbol_bytes = object_file_data(f, i, &len);
		f->symbols = len / sizeof(Elf64_Sym);
		return f->symbol_bytes;
	}
	return false;
}

static bool holds_headers(const struct object_file *f, const Elf64_Ehdr *header)
{
	return header->e_shentsize == sizeof(Elf64_Shdr) && header->e_shoff <= f->len &&
	       f->sections <= (f->len - header->e_shoff) / sizeof(Elf64_Shdr);
}

bool object_file_open(struct object_file *ret, char *bytes, size_t len)
{
	struct object_file f = {.bytes = bytes, .len = len};
	const Elf64_Ehdr *header;

	elf_version(EV_CURRENT);
	f.elf = elf_memory(bytes, len);
	header = f.elf ? elf64_getehdr(f.elf) : NULL;
	if (!header || header->e_ident[EI_DATA] != NATIVE_DATA || header->e_type != ET_REL ||
		elf_getshdrnum(f.elf, &f.sections) || !holds_headers(&f, header) ||
		!find_symbols(&f)) {
		object_file_close(&f);
		return false;
	}
	*ret = f;
	return true;
}

void object_file_close(struct object_file *f)
{
	elf_end(f->elf);
	*f = (struct object_file){0};
}

const char *object_file_symbol(const struct object_file *f, size_t index, Elf64_Sym *ret)
{
	memcpy(ret, f->symbol_bytes + index * sizeof(*ret), sizeof(*ret));
	const char *name = elf_strptr(f->elf, f->strings_section, ret->st_name);
	return name ? name : "";
}

void object_file_set_symbol(const struct object_file *f, size_t index, const Elf64_Sym *symbol)
{
	memcpy(f->symbol_bytes + index * sizeof(*symbol), symbol, sizeof(*symbol));
}

bool object_file_has_code(const Elf64_Shdr *header)
{
	return header->sh_type == SHT_PROGBITS && header->sh_flags & SHF_EXECINSTR;
}
