// SPDX-License-Identifier: GPL-2.0-only
#include "load/references-graph.h"

#include <linux/bpf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int compare_places(const void *a, const void *b)
{
	const struct node *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return x->start < y->start ? -1 : x->start > y->start;
}

static int compare_edges(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

static int compare_names(const void *a, const void *b, void *nodes)
{
	const struct node *n = nodes;

	return strcmp(n[*(const size_t *)a].name, n[*(const size_t *)b].name);
}

size_t graph_node_at(const struct references *r, uint64_t section, uint64_t offset)
{
	size_t low = 0, high = r->n_nodes;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const struct node *n = &r->nodes[middle];
		if (n->section < section || (n->section == section && n->start <= offset))
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && r->nodes[low - 1].section == section ? low - 1 : r->n_nodes;
}

static void add_edge(struct references *r, size_t from, size_t to)
{
	if (from == to || from >= r->n_nodes || r->failed)
		return;
	if (to >= r->n_nodes) {
		r->nodes[from].refers_to_all = true;
		return;
	}
	if (r->n_edges == r->room) {
		const size_t room = r->room ? r->room * 2 : 256;
		struct edge *edges = realloc(r->edges, room * sizeof(*edges));
		if (!edges) {
			r->failed = true;
			return;
		}
		r->edges = edges;
		r->room = room;
	}
	r->edges[r->n_edges++] = (struct edge){from, to};
	r->nodes[to].is_called = true;
}

/* Of libbpf, and of earlier loaders (load/mend.h). */
static bool is_map_section(const Elf64_Shdr *header, const char *name)
{
	return strcmp(name, ".maps") == 0 || object_file_has_legacy_maps(header, name);
}

static bool is_node(const struct references *r, const Elf64_Sym *symbol, bool *ret_is_function)
{
	const unsigned int type = ELF64_ST_TYPE(symbol->st_info);
	Elf64_Shdr header;
	const char *section;

	if ((type != STT_FUNC && type != STT_OBJECT && type != STT_NOTYPE) ||
		!object_file_section(&r->file, symbol->st_shndx, &header, &section))
		return false;
	*ret_is_function = object_file_has_code(&header);
	return *ret_is_function ? type == STT_FUNC : is_map_section(&header, section);
}

/* -1 without memory. */
static int read_nodes(struct references *r)
{
	Elf64_Sym symbol;
	bool is_function;

	r->nodes = calloc(r->file.symbols + 1, sizeof(*r->nodes));
	r->by_name = calloc(r->file.symbols + 1, sizeof(*r->by_name));
	r->stack = calloc(r->file.symbols + 1, sizeof(*r->stack));
	if (!r->nodes || !r->by_name || !r->stack)
		return -1;
	for (size_t i = 0; i < r->file.symbols; i++) {
		const char *name = object_file_symbol(&r->file, i, &symbol);
		if (*name && is_node(r, &symbol, &is_function))
			r->nodes[r->n_nodes++] = (struct node){.name = name,
				.section = symbol.st_shndx,
				.start = symbol.st_value,
				.symbol = i,
				.is_function = is_function};
	}
	qsort(r->nodes, r->n_nodes, sizeof(*r->nodes), compare_places);
	for (size_t i = 0; i < r->n_nodes; i++)
		r->by_name[i] = i;
	qsort_r(r->by_name, r->n_nodes, sizeof(*r->by_name), compare_names, r->nodes);
	return 0;
}

static bool is_call(const struct bpf_insn *insn)
{
	return insn->code == (BPF_JMP | BPF_CALL) && insn->src_reg == BPF_PSEUDO_CALL;
}

static bool is_load(const struct bpf_insn *insn)
{
	return insn->code == (BPF_LD | BPF_IMM | BPF_DW);
}

/*
 * What the relocation of @insn in function @from refers to.  The offset of a function within its
 * section is in the instruction where the symbol is that of the section: in instructions, less one,
 * for a call, and in bytes for an address.
 */
static void follow_relocation(
	struct references *r, size_t from, const struct bpf_insn *insn, const Elf64_Sym *symbol)
{
	static const char arena[] = ".addr_space.1";
	Elf64_Shdr header;
	const char *section;

	if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= SHN_LORESERVE)
		return; /* of the kernel */
	if (!object_file_section(&r->file, symbol->st_shndx, &header, &section)) {
		add_edge(r, from, r->n_nodes);
	} else if (object_file_has_code(&header)) {
		const int64_t off = is_call(insn)   ? ((int64_t)insn->imm + 1) * 8
				    : is_load(insn) ? insn->imm
						    : -1;
		add_edge(r, from,
			off < 0 ? r->n_nodes
				: graph_node_at(
					  r, symbol->st_shndx, symbol->st_value + (uint64_t)off));
	} else if (is_map_section(&header, section)) {
		/* a static map may be an offset in its section, in the instruction */
		const uint64_t off =
			ELF64_ST_TYPE(symbol->st_info) == STT_SECTION ? (uint32_t)insn->imm : 0;
		add_edge(r, from, graph_node_at(r, symbol->st_shndx, symbol->st_value));
		add_edge(r, from, graph_node_at(r, symbol->st_shndx, symbol->st_value + off));
	} else if (strcmp(section, arena) == 0) {
		add_edge(r, from, r->n_nodes);
	}
}

/* Section @target has code: mark the instructions that have a relocation. */
static void read_code_relocations(struct references *r, size_t target, const unsigned char *code,
	size_t len, size_t relocations, bool *relocated)
{
	size_t size;
	const unsigned char *data = object_file_data(&r->file, relocations, &size);
	Elf64_Rel rel;
	Elf64_Sym symbol;
	struct bpf_insn insn;

	for (size_t at = 0; at + sizeof(rel) <= size; at += sizeof(rel)) {
		memcpy(&rel, data + at, sizeof(rel));
		if (rel.r_offset % sizeof(insn) || rel.r_offset >= len ||
			ELF64_R_SYM(rel.r_info) >= r->file.symbols)
			continue; /* libbpf refuses the object */
		relocated[rel.r_offset / sizeof(insn)] = true;
		memcpy(&insn, code + rel.r_offset, sizeof(insn));
		object_file_symbol(&r->file, ELF64_R_SYM(rel.r_info), &symbol);
		follow_relocation(r, graph_node_at(r, target, rel.r_offset), &insn, &symbol);
	}
}

/* Calls and addresses of functions of the same section need no relocation. */
static void read_code(struct references *r, size_t section, const unsigned char *code, size_t len,
	const bool *relocated)
{
	struct bpf_insn insn;

	for (size_t at = 0; at + sizeof(insn) <= len; at += sizeof(insn)) {
		memcpy(&insn, code + at, sizeof(insn));
		if (relocated[at / sizeof(insn)] ||
			(!is_call(&insn) && !(is_load(&insn) && insn.src_reg == BPF_PSEUDO_FUNC)))
			continue;
		const int64_t to = (int64_t)at + ((int64_t)insn.imm + 1) * 8;
		add_edge(r, graph_node_at(r, section, at),
			to < 0 ? r->n_nodes : graph_node_at(r, section, (uint64_t)to));
	}
}

/* The maps in the initial values of maps. */
static void read_map_relocations(struct references *r, size_t target, size_t relocations)
{
	size_t size;
	const unsigned char *data = object_file_data(&r->file, relocations, &size);
	Elf64_Rel rel;
	Elf64_Sym symbol;

	for (size_t at = 0; at + sizeof(rel) <= size; at += sizeof(rel)) {
		memcpy(&rel, data + at, sizeof(rel));
		if (ELF64_R_SYM(rel.r_info) >= r->file.symbols)
			continue;
		object_file_symbol(&r->file, ELF64_R_SYM(rel.r_info), &symbol);
		/* a program that is in a map is loaded where it is judged, and not for the map */
		if (symbol.st_shndx == target)
			add_edge(r, graph_node_at(r, target, rel.r_offset),
				graph_node_at(r, target, symbol.st_value));
	}
}

/* All that refers from section @target, whose relocations are in section @relocations (0: none). */
static void read_section(
	struct references *r, size_t target, const Elf64_Shdr *header, size_t relocations)
{
	size_t len;
	const unsigned char *code = object_file_data(&r->file, target, &len);

	if (!object_file_has_code(header)) {
		read_map_relocations(r, target, relocations);
		return;
	}
	bool *relocated = code ? calloc(len / sizeof(struct bpf_insn) + 1, sizeof(bool)) : NULL;
	if (code && !relocated)
		r->failed = true;
	if (!relocated)
		return;
	if (relocations)
		read_code_relocations(r, target, code, len, relocations, relocated);
	read_code(r, target, code, len, relocated);
	free(relocated);
}

static void read_edges(struct references *r)
{
	size_t *relocations = calloc(r->file.sections + 1, sizeof(*relocations));
	Elf64_Shdr header;
	const char *name;

	if (!relocations)
		r->failed = true;
	for (size_t i = 1; relocations && i < r->file.sections; i++)
		if (object_file_section(&r->file, i, &header, &name) && header.sh_type == SHT_REL &&
			header.sh_info < r->file.sections)
			relocations[header.sh_info] = i;
	for (size_t i = 1; relocations && i < r->file.sections; i++)
		if (object_file_section(&r->file, i, &header, &name) &&
			(object_file_has_code(&header) || is_map_section(&header, name)))
			read_section(r, i, &header, relocations[i]);
	free(relocations);
	if (r->n_edges)
		qsort(r->edges, r->n_edges, sizeof(*r->edges), compare_edges);
	for (size_t i = 0, at = 0; i <= r->n_nodes; i++) {
		while (at < r->n_edges && r->edges[at].from < i)
			at++;
		r->nodes[i].edges = at;
	}
}

void references_free(struct references *r)
{
	if (!r)
		return;
	object_file_close(&r->file);
	free(r->nodes);
	free(r->by_name);
	free(r->edges);
	free(r->stack);
	free(r);
}

struct references *references_read(char *bytes, size_t len)
{
	struct references *r = calloc(1, sizeof(*r));

	if (r && object_file_open(&r->file, bytes, len) && read_nodes(r) == 0) {
		read_edges(r);
		if (!r->failed)
			return r;
	}
	references_free(r);
	return NULL;
}
