// SPDX-License-Identifier: GPL-2.0-only
#include "load/object-file.h"

#include <stdint.h>
#include <stdlib.h>
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

/* A part of the file, [start, end). */
struct extent {
	uint64_t start, end;
};

static int compare_extents(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* List the headers of the file and the sections with contents; 0: one has no place in any file. */
static size_t list_extents(
	struct extent *ret, const struct object_file *f, const Elf64_Ehdr *header)
{
	Elf64_Shdr section;
	const char *name;
	size_t n = 0;

	ret[n++] = (struct extent){0, sizeof(*header)};
	ret[n++] = (struct extent){
		header->e_shoff, header->e_shoff + f->sections * sizeof(Elf64_Shdr)};
	for (size_t i = 1; i < f->sections; i++) {
		if (!object_file_section(f, i, &section, &name) || !section.sh_size ||
			section.sh_type == SHT_NOBITS || section.sh_type == SHT_NULL)
			continue;
		if (section.sh_offset > UINT64_MAX - section.sh_size)
			return 0;
		ret[n++] = (struct extent){section.sh_offset, section.sh_offset + section.sh_size};
	}
	return n;
}

/*
 * Whether no byte is of two parts of the file.  Where one is, a change of a symbol or an
 * instruction may change a header or the end of a name that libelf or a caller has checked before.
 */
static bool is_disjoint(const struct object_file *f, const Elf64_Ehdr *header)
{
	struct extent *extents = calloc(f->sections + 2, sizeof(*extents));
	const size_t n = extents ? list_extents(extents, f, header) : 0;
	bool disjoint = n > 0;

	if (n)
		qsort(extents, n, sizeof(*extents), compare_extents);
	for (size_t i = 1; i < n && disjoint; i++)
		disjoint = extents[i - 1].end <= extents[i].start;
	free(extents);
	return disjoint;
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
		!is_disjoint(&f, header) || !find_symbols(&f)) {
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

/*
 * "maps" is of samples/bpf, "maps/NAME" of gobpf, "TYPE/maps" of loaders that go by the first word
 * of all sections: v4l-utils' ir-keytable has "lirc_mode2/maps".
 */
bool object_file_is_legacy_name(const char *name)
{
	static const char after[] = "/maps";
	const size_t len = strlen(name), wanted = sizeof(after) - 1;

	return strcmp(name, "maps") == 0 || strncmp(name, "maps/", 5) == 0 ||
	       (len > wanted && strcmp(name + len - wanted, after) == 0);
}

bool object_file_has_legacy_maps(const Elf64_Shdr *header, const char *name)
{
	return !object_file_has_code(header) && object_file_is_legacy_name(name);
}
