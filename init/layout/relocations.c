// SPDX-License-Identifier: GPL-2.0-only
#include "layout/relocations.h"
#include "load/object-file.h"
#include "load/symbols.h"

#include <bpf/btf.h>
#include <stdlib.h>
#include <string.h>

#define RELOCATIONS_MAX (1 << 20)

/* Of one section of the ELF file. */
struct placed {
	uint32_t section, insn, type;
};

struct layout_object {
	struct symbol_program *programs;
	size_t n_programs;
	struct placed *placed; /* sorted by section and instruction */
	size_t count;
};

/* The beginning of ".BTF.ext": include/uapi/linux/btf.h has no such, libbpf's btf.h neither. */
struct extension_header {
	__u16 magic;
	__u8 version, flags;
	__u32 header_len, funcs, funcs_len, lines, lines_len, relocations, relocations_len;
};

/* A piece of the file that is read from its beginning. */
struct piece {
	const unsigned char *at;
	size_t len;
};

static bool take(struct piece *p, void *ret, size_t size)
{
	if (p->len < size)
		return false;
	memcpy(ret, p->at, size);
	p->at += size;
	p->len -= size;
	return true;
}

static bool skip(struct piece *p, size_t size)
{
	if (p->len < size)
		return false;
	p->at += size;
	p->len -= size;
	return true;
}

/* The number of the section called @name in the ELF file; 0: none. */
static size_t find_section(const struct object_file *f, const char *wanted)
{
	Elf64_Shdr header;
	const char *name;

	for (size_t i = 1; i < f->sections; i++)
		if (object_file_section(f, i, &header, &name) && strcmp(name, wanted) == 0)
			return i;
	return 0;
}

/* The relocations of one section, @count records of @size bytes.  False: damaged, or no memory. */
static bool read_section(
	struct layout_object *o, struct piece *p, size_t section, uint32_t count, uint32_t size)
{
	struct bpf_core_relo relocation;

	if (count > p->len / size || count > RELOCATIONS_MAX - o->count)
		return false;
	struct placed *more = realloc(o->placed, (o->count + count + 1) * sizeof(*more));
	if (!more)
		return false;
	o->placed = more;
	for (uint32_t i = 0; i < count; i++) {
		if (!take(p, &relocation, sizeof(relocation)) ||
			!skip(p, size - sizeof(relocation)))
			return false;
		o->placed[o->count++] = (struct placed){(uint32_t)section,
			relocation.insn_off / (uint32_t)sizeof(struct bpf_insn),
			relocation.kind == BPF_CORE_FIELD_BYTE_OFFSET ? relocation.type_id : 0};
	}
	return true;
}

static int compare_placed(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return (x->insn > y->insn) - (x->insn < y->insn);
}

static bool read_relocations(
	struct layout_object *o, const struct object_file *f, const struct btf *btf, struct piece p)
{
	struct piece whole = p;
	struct extension_header header;
	struct {
		__u32 name, count;
	} section;
	size_t sections = 0;
	__u32 size;

	if (!take(&p, &header, 8)) /* up to its length */
		return false;
	if (header.header_len < sizeof(header)) /* before LLVM 10 there were no relocations */
		return true;
	p = whole;
	if (!take(&p, &header, sizeof(header)) || !skip(&whole, header.header_len) ||
		!skip(&whole, header.relocations) || whole.len < header.relocations_len)
		return false;
	whole.len = header.relocations_len;
	if (!whole.len)
		return true;
	if (!take(&whole, &size, sizeof(size)) || size < sizeof(struct bpf_core_relo))
		return false;
	while (whole.len) {
		/* a section has its relocations together, so there are no more such heads */
		if (!take(&whole, &section, sizeof(section)) || sections++ == f->sections)
			return false;
		const char *name = btf__name_by_offset(btf, section.name);
		if (!name || !read_section(o, &whole, find_section(f, name), section.count, size))
			return false;
	}
	qsort(o->placed, o->count, sizeof(*o->placed), compare_placed);
	return true;
}

static bool read_object(struct layout_object *o, const struct btf *btf, char *bytes, size_t len)
{
	struct object_file f;
	bool done = true;

	if (!object_file_open(&f, bytes, len))
		return false;
	const size_t section = find_section(&f, ".BTF.ext");
	if (section && btf) {
		struct piece p;
		p.at = object_file_data(&f, section, &p.len);
		done = p.at && read_relocations(o, &f, btf, p);
	}
	object_file_close(&f);
	o->n_programs = symbols_programs(&o->programs, bytes, len);
	return done;
}

struct layout_object *layout_object_read(const struct bpf_object *object, char *bytes, size_t len)
{
	struct layout_object *o = calloc(1, sizeof(*o));

	if (o && !read_object(o, bpf_object__btf(object), bytes, len)) {
		layout_object_free(o);
		return NULL;
	}
	return o;
}

void layout_object_free(struct layout_object *o)
{
	if (!o)
		return;
	free(o->programs);
	free(o->placed);
	free(o);
}

static const struct symbol_program *find_program(
	const struct layout_object *o, const char *name, const char *section)
{
	for (size_t i = 0; i < o->n_programs; i++)
		/* libbpf leaves out the "?" of SEC("?…") */
		if (strcmp(o->programs[i].name, name) == 0 &&
			strcmp(o->programs[i].section + (*o->programs[i].section == '?'),
				section) == 0)
			return &o->programs[i];
	return NULL;
}

/* The first relocation at or after an instruction of a section. */
static size_t find_placed(const struct layout_object *o, size_t section, uint64_t insn)
{
	size_t low = 0, high = o->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const struct placed *p = &o->placed[middle];
		if (p->section < section || (p->section == section && p->insn < insn))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool layout_program_reads(struct layout_reads *ret, const struct layout_object *o,
	const struct bpf_program *program, const struct layout_code *code)
{
	struct layout_code alone = *code;

	alone.count = bpf_program__insn_cnt(program);
	const struct symbol_program *s =
		find_program(o, bpf_program__name(program), bpf_program__section_name(program));

	if (!s || alone.count > code->count)
		return false;
	const uint64_t start = s->offset / sizeof(struct bpf_insn);
	const size_t first = find_placed(o, s->section_index, start);
	const size_t count = find_placed(o, s->section_index, start + alone.count) - first;
	struct layout_relocation *own = calloc(count + 1, sizeof(*own));
	for (size_t i = 0; own && i < count; i++)
		own[i] = (struct layout_relocation){
			(uint32_t)(o->placed[first + i].insn - start), o->placed[first + i].type};
	const bool done = own && layout_find_reads(ret, &alone, own, count);
	free(own);
	return done;
}
