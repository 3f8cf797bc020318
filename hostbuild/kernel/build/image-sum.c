// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/image-sum.h"
#include "cleanup.h"
#include "digest.h"
#include "files.h"
#include "kernel/unpack/image.h"

#include <bpf/btf.h>
#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BUILD_ID_SIZE 20 /* SHA-1, as all of the kernel's --build-id=sha1 */

struct symbol {
	uint64_t value, size;
	unsigned char info;
	const char *name; /* in the image */
};
struct image {
	char *bytes; /* a private copy, in which what does not count is zeroed */
	size_t len;
	Elf *elf;
	struct symbol *symbols; /* sorted by value and name */
	size_t n_symbols;
};

static void image_drop(struct image *m)
{
	if (m->elf)
		elf_end(m->elf);
	free(m->symbols);
	free(m->bytes);
}

/* The section's bytes in the image; NULL: it has none in the file. */
static char *bytes_of(const struct image *m, const GElf_Shdr *s)
{
	bool there = s->sh_type != SHT_NOBITS && s->sh_offset <= m->len &&
		     s->sh_size <= m->len - s->sh_offset;

	return there ? m->bytes + s->sh_offset : NULL;
}

static Elf_Scn *find_section(const struct image *m, const char *name, GElf_Shdr *ret)
{
	size_t strings = 0;

	if (elf_getshdrstrndx(m->elf, &strings))
		return NULL;
	for (Elf_Scn *s = NULL; (s = elf_nextscn(m->elf, s));) {
		const char *is =
			gelf_getshdr(s, ret) ? elf_strptr(m->elf, strings, ret->sh_name) : NULL;
		if (is && strcmp(is, name) == 0)
			return s;
	}
	return NULL;
}

static int compare_symbols(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	int order = strcmp(x->name, y->name);
	if (order)
		return order;
	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return x->info - y->info;
}

static int read_symbols(struct image *m)
{
	GElf_Shdr header;

	for (Elf_Scn *s = NULL; (s = elf_nextscn(m->elf, s));) {
		if (!gelf_getshdr(s, &header) || header.sh_type != SHT_SYMTAB || !header.sh_entsize)
			continue;
		Elf_Data *data = elf_getdata(s, NULL);
		size_t n = header.sh_size / header.sh_entsize;
		m->symbols = calloc(n ? n : 1, sizeof(*m->symbols));
		if (!m->symbols)
			return -ENOMEM;
		for (size_t i = 0; data && i < n; i++) {
			GElf_Sym sym;
			const char *name = gelf_getsym(data, (int)i, &sym)
						   ? elf_strptr(m->elf, header.sh_link, sym.st_name)
						   : NULL;
			if (name && *name && GELF_ST_TYPE(sym.st_info) != STT_FILE)
				m->symbols[m->n_symbols++] = (struct symbol){
					sym.st_value, sym.st_size, sym.st_info, name};
		}
		qsort(m->symbols, m->n_symbols, sizeof(*m->symbols), compare_symbols);
		return 0;
	}
	return 0;
}

/* Notes "GNU" of type NT_GNU_BUILD_ID, wherever they are: images of vDSOs are data. */
static void drop_build_ids(struct image *m)
{
	static const char note[] = "\4\0\0\0\24\0\0\0\3\0\0\0GNU"; /* and its NUL */
	char *at = m->bytes, *end = m->bytes + m->len;

	while ((at = memmem(at, (size_t)(end - at), note, sizeof(note)))) {
		at += sizeof(note);
		size_t left = (size_t)(end - at);
		memset(at, 0, left < BUILD_ID_SIZE ? left : BUILD_ID_SIZE);
	}
}

/* Offset and size of struct bug_entry's line, and the size of the whole, from the kernel's BTF. */
static bool find_line(const struct image *m, size_t *ret_at, size_t *ret_size, size_t *ret_whole)
{
	GElf_Shdr header;
	const char *bytes = find_section(m, ".BTF", &header) ? bytes_of(m, &header) : NULL;
	struct btf *btf = bytes ? btf__new(bytes, (uint32_t)header.sh_size) : NULL;
	bool found = false;

	if (!btf)
		return false;
	int id = btf__find_by_name_kind(btf, "bug_entry", BTF_KIND_STRUCT);
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;
	for (uint16_t i = 0; t && i < btf_vlen(t); i++) {
		const struct btf_member *member = &btf_members(t)[i];
		const char *name = btf__name_by_offset(btf, member->name_off);
		int64_t size = btf__resolve_size(btf, member->type);
		uint32_t bit = btf_member_bit_offset(t, i);
		if (!name || strcmp(name, "line") != 0 || bit % 8 || size <= 0)
			continue;
		*ret_at = bit / 8;
		*ret_size = (size_t)size;
		*ret_whole = t->size;
		found = *ret_at + *ret_size <= t->size;
	}
	btf__free(btf);
	return found;
}

static void drop_lines(struct image *m)
{
	GElf_Shdr header;
	size_t at, size, whole;
	char *bytes = find_section(m, "__bug_table", &header) ? bytes_of(m, &header) : NULL;

	if (!bytes || !find_line(m, &at, &size, &whole))
		return;
	for (size_t i = 0; i + whole <= header.sh_size; i += whole)
		memset(bytes + i + at, 0, size);
}

/* kallsyms' tables, which follow each other: from the first of their symbols to the next other. */
static void drop_kallsyms(struct image *m)
{
	uint64_t from = 0, to = 0;
	GElf_Shdr s;

	for (size_t i = 0; i < m->n_symbols; i++) {
		bool is = GELF_ST_BIND(m->symbols[i].info) == STB_GLOBAL &&
			  strncmp(m->symbols[i].name, "kallsyms_", 9) == 0 &&
			  GELF_ST_TYPE(m->symbols[i].info) == STT_NOTYPE; /* of assembler */
		if (is && !from)
			from = m->symbols[i].value;
		if (!is && from && m->symbols[i].value > from) {
			to = m->symbols[i].value;
			break;
		}
	}
	for (Elf_Scn *scn = NULL; to && (scn = elf_nextscn(m->elf, scn));) {
		char *bytes =
			gelf_getshdr(scn, &s) && s.sh_flags & SHF_ALLOC ? bytes_of(m, &s) : NULL;
		if (bytes && from >= s.sh_addr && to <= s.sh_addr + s.sh_size)
			memset(bytes + (from - s.sh_addr), 0, to - from);
	}
}

static int add_sections(struct sha256_stream *sum, const struct image *m)
{
	size_t strings = 0;
	GElf_Shdr s;
	int r = elf_getshdrstrndx(m->elf, &strings) ? -ENOEXEC : 0;

	for (Elf_Scn *scn = NULL; !r && (scn = elf_nextscn(m->elf, scn));) {
		if (!gelf_getshdr(scn, &s) || !(s.sh_flags & SHF_ALLOC))
			continue;
		const char *name = elf_strptr(m->elf, strings, s.sh_name);
		const uint64_t place[] = {
			s.sh_type, s.sh_flags, s.sh_addr, s.sh_size, s.sh_addralign};
		const char *bytes = bytes_of(m, &s);
		if (!name || (!bytes && s.sh_type != SHT_NOBITS))
			return -ENOEXEC;
		r = sha256_add(sum, name, strlen(name) + 1);
		if (!r)
			r = sha256_add(sum, place, sizeof(place));
		if (!r && bytes)
			r = sha256_add(sum, bytes, s.sh_size);
	}
	return r;
}

/*
 * Names with the number of a line.  include/linux/init.h: __initcall__kmod_NAME__COUNTER_LINE_CALL;
 * include/linux/btf_ids.h: __BTF_ID__KIND__NAME__COUNTERLINE, for numbers in .BTF_ids.
 */
static bool has_line(const char *name)
{
	static const char *const starts[] = {"__initcall__kmod_", "__BTF_ID__"};

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
		if (strncmp(name, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

static int add_symbols(struct sha256_stream *sum, const struct image *m)
{
	int r = 0;

	for (size_t i = 0; !r && i < m->n_symbols; i++) {
		const struct symbol *s = &m->symbols[i];
		const uint64_t place[] = {s->value, s->size, s->info};
		if (has_line(s->name))
			continue;
		r = sha256_add(sum, s->name, strlen(s->name) + 1);
		if (!r)
			r = sha256_add(sum, place, sizeof(place));
	}
	return r;
}

int image_sum(const char *vmlinux, char ret[SHA256_SIZE])
{
	cleanup_with(image_drop) struct image m = {0};
	cleanup_with(sha256_drop) struct sha256_stream sum = {0};
	GElf_Ehdr head;
	int r = files_read(vmlinux, IMAGE_VMLINUX_MAX, &m.bytes, &m.len);

	if (!r) {
		elf_version(EV_CURRENT);
		m.elf = elf_memory(m.bytes, m.len);
		r = m.elf && gelf_getehdr(m.elf, &head) &&
				    (head.e_type == ET_EXEC || head.e_type == ET_DYN)
			    ? 0
			    : -ENOEXEC;
	}
	if (!r)
		r = read_symbols(&m);
	if (!r) {
		drop_lines(&m); /* by the BTF, which stays */
		drop_build_ids(&m);
		drop_kallsyms(&m);
		r = sha256_begin(&sum);
	}
	if (!r)
		r = sha256_add(&sum, &head.e_entry, sizeof(head.e_entry));
	if (!r)
		r = add_sections(&sum, &m);
	if (!r)
		r = add_symbols(&sum, &m);
	if (!r)
		r = sha256_end(&sum, ret);
	return r;
}
