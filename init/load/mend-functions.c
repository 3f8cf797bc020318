// SPDX-License-Identifier: GPL-2.0-only
#include "load/mend-parts.h"
#include "load/references.h"

#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Where a relocation that libbpf does not take is, and what it is about. */
struct place {
	const struct object_file *f;
	const struct references *references;
	size_t section; /* that has the instruction */
	const char *section_name;
	Elf64_Rel rel;
	Elf64_Sym symbol;
	const char *symbol_name;
};

/* "socket", ".text": sections whose static functions are programs of other loaders. */
static bool has_programs(const struct object_file *f, size_t section)
{
	Elf64_Shdr header;
	const char *name;

	return object_file_section(f, section, &header, &name) && object_file_has_code(&header) &&
	       strcmp(name, ".text") != 0;
}

static int mend_static_programs(
	struct mended *ret, const struct object_file *f, struct references *references)
{
	Elf64_Sym symbol;
	int r = 0;

	for (size_t i = 0; i < f->symbols && !r; i++) {
		const char *name = object_file_symbol(f, i, &symbol);
		if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC ||
			ELF64_ST_BIND(symbol.st_info) != STB_LOCAL || !*name ||
			!has_programs(f, symbol.st_shndx))
			continue;
		symbol.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
		object_file_set_symbol(f, i, &symbol);
		r = references_is_called(references, name)
			    ? mended_add(ret, MENDED_SUBPROGRAM, name, "static function")
			    : mended_add(ret, MENDED_PROGRAM, name,
				      "static function: taken as a program");
	}
	return r;
}

/* The BTF of the object; NULL: none that can be read. */
static struct btf *read_btf(const struct object_file *f)
{
	Elf64_Shdr header;
	const char *name;

	for (size_t i = 1; i < f->sections; i++) {
		size_t len;
		if (!object_file_section(f, i, &header, &name) || strcmp(name, ".BTF") != 0)
			continue;
		const void *data = object_file_data(f, i, &len);
		return data ? btf__new(data, (__u32)len) : NULL;
	}
	return NULL;
}

/* The externs that libbpf resolves: those of the sections .ksyms and .kconfig.  Sorted. */
struct externs {
	const char **names; /* within the BTF */
	size_t count;
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int read_externs(struct externs *ret, const struct btf *btf)
{
	static const char *const sections[] = {".ksyms", ".kconfig"};

	/* a section has at most 65535 members */
	ret->names = calloc(2 << 16, sizeof(*ret->names));
	if (!ret->names)
		return -ENOMEM;
	for (size_t i = 0; i < 2; i++) {
		const int id = btf__find_by_name_kind(btf, sections[i], BTF_KIND_DATASEC);
		const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;
		for (int j = 0; t && j < btf_vlen(t); j++) {
			const struct btf_type *member =
				btf__type_by_id(btf, btf_var_secinfos(t)[j].type);
			const char *name =
				member ? btf__name_by_offset(btf, member->name_off) : NULL;
			if (name)
				ret->names[ret->count++] = name;
		}
	}
	qsort(ret->names, ret->count, sizeof(*ret->names), compare_names);
	return 0;
}

/* Hide from libbpf the externs that it cannot resolve: local symbols are none. */
static int hide_externs(const struct object_file *f)
{
	struct btf *btf = read_btf(f);
	struct externs known = {0};
	int r = btf ? read_externs(&known, btf) : 0;
	Elf64_Sym symbol;

	for (size_t i = 1; btf && !r && i < f->symbols; i++) {
		const char *name = object_file_symbol(f, i, &symbol);
		if (symbol.st_shndx != SHN_UNDEF || !*name ||
			ELF64_ST_BIND(symbol.st_info) == STB_LOCAL ||
			bsearch(&name, known.names, known.count, sizeof(name), compare_names))
			continue;
		symbol.st_info = ELF64_ST_INFO(STB_LOCAL, ELF64_ST_TYPE(symbol.st_info));
		object_file_set_symbol(f, i, &symbol);
	}
	free(known.names);
	btf__free(btf);
	return r;
}

/* Whether libbpf has a map for data of the section. */
static bool is_data_section(const Elf64_Shdr *header, const char *name)
{
	static const char *const sections[] = {".data", ".rodata", ".bss"};

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		const size_t len = strlen(sections[i]);
		if (strncmp(name, sections[i], len) == 0 && (!name[len] || name[len] == '.'))
			return true;
	}
	return strcmp(name, ".maps") == 0 || object_file_has_legacy_maps(header, name) ||
	       strcmp(name, ".addr_space.1") == 0 || strcmp(name, ".jumptables") == 0;
}

/*
 * A static map is an offset in its section, in the instruction.  Let the relocation name the map's
 * symbol, as libbpf wants it.
 */
static void name_map(struct place *p, unsigned char *code, unsigned char *rel)
{
	struct bpf_insn insn;
	Elf64_Shdr header;
	Elf64_Sym symbol;
	const char *section;

	memcpy(&insn, code, sizeof(insn));
	if (ELF64_ST_TYPE(p->symbol.st_info) != STT_SECTION ||
		insn.code != (BPF_LD | BPF_IMM | BPF_DW) ||
		!object_file_section(p->f, p->symbol.st_shndx, &header, &section) ||
		(strcmp(section, ".maps") != 0 && !object_file_has_legacy_maps(&header, section)))
		return;
	const size_t to =
		references_symbol_at(p->references, p->symbol.st_shndx, (uint32_t)insn.imm);
	if (!to)
		return;
	object_file_symbol(p->f, to, &symbol);
	if (symbol.st_value != (uint32_t)insn.imm)
		return;
	insn.imm = 0;
	memcpy(code, &insn, sizeof(insn));
	p->rel.r_info = ELF64_R_INFO(to, ELF64_R_TYPE(p->rel.r_info));
	memcpy(rel, &p->rel, sizeof(p->rel));
}

/* What keeps libbpf from relocating: "it calls …"; NULL: nothing does. */
static const char *find_obstacle(const struct place *p, const struct bpf_insn *insn)
{
	Elf64_Shdr header;
	const char *section;

	if (p->symbol.st_shndx == SHN_UNDEF)
		return ELF64_ST_BIND(p->symbol.st_info) != STB_LOCAL || !*p->symbol_name
			       ? NULL
			       : "the object does not have";
	if (!object_file_section(p->f, p->symbol.st_shndx, &header, &section))
		return "has no place in the object";
	if (object_file_has_code(&header))
		return strcmp(section, ".text") != 0 ? "is not in .text" : NULL;
	return insn->code == (BPF_LD | BPF_IMM | BPF_DW) && !is_data_section(&header, section)
		       ? "is in a section that libbpf does not load"
		       : NULL;
}

static int add_obstacle(struct mended *ret, const struct place *p, bool calls, const char *what,
	const char *obstacle)
{
	const char *function = references_function_at(p->references, p->section, p->rel.r_offset);

	if (ret->count && ret->notes[ret->count - 1].about == MENDED_OBSTACLE &&
		strcmp(ret->notes[ret->count - 1].name, function) == 0)
		return 0; /* one is enough */
	return mended_add(ret, MENDED_OBSTACLE, function,
		"only its own loader can load it: it %s %.64s, which %s", calls ? "calls" : "uses",
		what, obstacle);
}

/*
 * The relocations of section @p->section, which are in section @relocations: drop those that libbpf
 * does not take, and mark in @kept the instructions of the others.
 */
static int mend_relocations(struct mended *ret, struct place *p, size_t relocations,
	unsigned char *code, size_t len, bool *kept)
{
	size_t size, end = 0;
	unsigned char *data = object_file_data(p->f, relocations, &size);
	struct bpf_insn insn;
	Elf64_Shdr header;
	const char *name;
	int r = 0;

	for (size_t at = 0; at + sizeof(p->rel) <= size && !r; at += sizeof(p->rel)) {
		const char *obstacle = NULL;
		memcpy(&p->rel, data + at, sizeof(p->rel));
		const size_t symbol = ELF64_R_SYM(p->rel.r_info), to = p->rel.r_offset;
		if (symbol < p->f->symbols && len >= sizeof(insn) && to <= len - sizeof(insn)) {
			p->symbol_name = object_file_symbol(p->f, symbol, &p->symbol);
			name_map(p, code + to, data + at);
			memcpy(&insn, code + to, sizeof(insn));
			obstacle = find_obstacle(p, &insn);
			kept[to / sizeof(insn)] = !obstacle;
		}
		if (obstacle) {
			r = add_obstacle(ret, p, insn.code == (BPF_JMP | BPF_CALL),
				*p->symbol_name ? p->symbol_name : "a function", obstacle);
			continue;
		}
		memmove(data + end, data + at, sizeof(p->rel));
		end += sizeof(p->rel);
	}
	if (r || end == size || !object_file_section(p->f, relocations, &header, &name))
		return r;
	header.sh_size = end;
	object_file_set_section(p->f, relocations, &header);
	return 0;
}

/* libbpf looks for every function that is called in .text, whatever section calls it. */
static int find_calls(struct mended *ret, struct place *p, const unsigned char *code, size_t len,
	const bool *relocated)
{
	struct bpf_insn insn;
	int r = 0;

	for (size_t at = 0; at + sizeof(insn) <= len && !r; at += sizeof(insn)) {
		memcpy(&insn, code + at, sizeof(insn));
		if (insn.code != (BPF_JMP | BPF_CALL) || insn.src_reg != BPF_PSEUDO_CALL ||
			relocated[at / sizeof(insn)])
			continue;
		p->rel.r_offset = at;
		r = add_obstacle(ret, p, true, "a function of its own section", "is not in .text");
	}
	return r;
}

/* Section @p->section has code; its relocations are in section @relocations, 0: it has none. */
static int mend_code(struct mended *ret, struct place *p, size_t relocations)
{
	size_t len;
	unsigned char *code = object_file_data(p->f, p->section, &len);
	bool *kept = code ? calloc(len / sizeof(struct bpf_insn) + 1, sizeof(*kept)) : NULL;
	int r = code && !kept ? -ENOMEM : 0;

	if (kept && relocations)
		r = mend_relocations(ret, p, relocations, code, len, kept);
	if (kept && !r && strcmp(p->section_name, ".text") != 0)
		r = find_calls(ret, p, code, len, kept);
	free(kept);
	return r;
}

int mend_functions(struct mended *ret, const struct object_file *f)
{
	struct references *references = references_read(f->bytes, f->len);
	size_t *relocations = calloc(f->sections, sizeof(*relocations));
	int r = relocations ? mend_static_programs(ret, f, references) : -ENOMEM;
	Elf64_Shdr header;
	const char *name;

	if (!r)
		r = hide_externs(f);
	for (size_t i = 1; i < f->sections && !r; i++)
		if (object_file_section(f, i, &header, &name) && header.sh_type == SHT_REL &&
			header.sh_info < f->sections)
			relocations[header.sh_info] = i;
	for (size_t i = 1; i < f->sections && !r; i++) {
		struct place p = {.f = f, .references = references, .section = i};
		if (object_file_section(f, i, &header, &p.section_name) &&
			object_file_has_code(&header))
			r = mend_code(ret, &p, relocations[i]);
	}
	references_free(references);
	free(relocations);
	return r;
}
