// SPDX-License-Identifier: GPL-2.0-only
/*
 * Theory of operation
 *
 * The instructions at which a block begins, behind a jump and where one leads to, have a state.
 * Blocks are walked until no state changes, which takes few rounds, as a value only ever becomes
 * unknown; there is a bound for what a hostile program makes of it.  Only then are the blocks
 * walked once more, each with its last state, and what they read is noted.
 *
 * All errors lose something: a value that is in fact known is unknown here.
 */
#include "layout/reads.h"
#include "layout/jumps.h"
#include "layout/value.h"

#include <stdlib.h>
#include <string.h>

#ifndef BPF_MEMSX
#define BPF_MEMSX 0x80
#endif

#define INSNS_MAX  65536
#define BLOCKS_MAX 16384 /* of 600 bytes each */
#define ROUNDS_MAX 16	 /* steps: so many per instruction */

struct walker {
	const struct bpf_insn *insns;
	size_t count;
	const unsigned char *reached; /* as in struct layout_code */
	const struct layout_relocation *relocations;
	size_t n_relocations;
	uint32_t *blocks; /* by instruction: 1 + its state; 0: no block begins there */
	struct state *states;
	size_t n_blocks;
	uint32_t *work; /* instructions whose blocks are to be walked */
	size_t n_work;
	bool *waits; /* by block: it is in @work */
	size_t steps;
	struct layout_reads *noted; /* NULL: not yet */
};

static const struct layout_relocation *relocation_of(const struct walker *w, size_t insn)
{
	size_t low = 0, high = w->n_relocations;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (w->relocations[middle].insn < insn)
			low = middle + 1;
		else
			high = middle;
	}
	return low < w->n_relocations && w->relocations[low].insn == insn ? &w->relocations[low]
									  : NULL;
}

static void note_read(struct layout_reads *noted, struct layout_read read)
{
	for (size_t i = 0; noted && i < noted->n_reads; i++) {
		const struct layout_read *r = &noted->reads[i];
		if (r->offset == read.offset && r->size == read.size &&
			r->relocated == read.relocated && r->copied == read.copied)
			return;
	}
	if (noted && noted->n_reads < LAYOUT_READS_MAX)
		noted->reads[noted->n_reads++] = read;
}

static void note_use(struct layout_reads *noted, int32_t offset, uint32_t type)
{
	for (size_t i = 0; noted && i < noted->n_uses; i++)
		if (noted->uses[i].offset == offset && noted->uses[i].type == type)
			return;
	if (noted && type && noted->n_uses < LAYOUT_READS_MAX)
		noted->uses[noted->n_uses++] = (struct layout_use){offset, type};
}

static size_t size_of(const struct bpf_insn *insn)
{
	static const size_t sizes[] = {[BPF_W >> 3] = 4, [BPF_H >> 3] = 2, [BPF_B >> 3] = 1, 8};

	return sizes[BPF_SIZE(insn->code) >> 3];
}

static void load(struct walker *w, struct state *s, size_t at)
{
	const struct bpf_insn *insn = &w->insns[at];
	const struct layout_relocation *relocation = relocation_of(w, at);
	const struct value from = s->registers[insn->src_reg];
	const size_t size = size_of(insn);
	struct value to = {0}, *slot;

	switch (from.kind) {
	case VALUE_CONTEXT:
		note_read(w->noted, (struct layout_read){from.data + insn->off, (uint32_t)size,
					    relocation != NULL, false});
		if (size == 8)
			to = (struct value){VALUE_LOADED, from.data + insn->off};
		break;
	case VALUE_LOADED:
		if (relocation)
			note_use(w->noted, from.data, relocation->type);
		break;
	case VALUE_FRAME:
		slot = state_slot(s, (int64_t)from.data + insn->off, size);
		if (slot && BPF_MODE(insn->code) == BPF_MEM)
			to = *slot;
		break;
	default:
		break;
	}
	s->registers[insn->dst_reg] = to;
}

static void store(struct state *s, const struct bpf_insn *insn)
{
	const struct value to = s->registers[insn->dst_reg];
	const bool plain = BPF_CLASS(insn->code) == BPF_STX && BPF_MODE(insn->code) == BPF_MEM;

	if (to.kind == VALUE_FRAME) {
		const int64_t offset = (int64_t)to.data + insn->off;
		struct value *slot = state_slot(s, offset, size_of(insn));
		state_forget_slots(s, offset, size_of(insn));
		if (slot && plain)
			*slot = s->registers[insn->src_reg];
	}
	if (BPF_CLASS(insn->code) == BPF_STX && !plain) { /* atomic: may return the old value */
		s->registers[insn->src_reg] = (struct value){0};
		s->registers[BPF_REG_0] = (struct value){0};
	}
}

/* @to += @by, where that is not relocated. */
static struct value added(const struct value *to, const struct value *by)
{
	const int64_t sum = (int64_t)to->data + by->data;

	if (by->kind != VALUE_NUMBER || sum < -(1 << 20) || sum > 1 << 20 ||
		(to->kind != VALUE_CONTEXT && to->kind != VALUE_FRAME &&
			!(to->kind == VALUE_LOADED && by->data == 0)))
		return (struct value){0};
	return to->kind == VALUE_LOADED ? *to : (struct value){to->kind, (int32_t)sum};
}

static struct value add(struct walker *w, struct value a, struct value b)
{
	if (a.kind == VALUE_RELOCATED || a.kind == VALUE_NUMBER) {
		const struct value swapped = a;
		a = b;
		b = swapped;
	}
	if (a.kind == VALUE_LOADED && b.kind == VALUE_RELOCATED)
		note_use(w->noted, a.data, (uint32_t)b.data);
	return added(&a, &b);
}

static void compute(struct walker *w, struct state *s, size_t at)
{
	const struct bpf_insn *insn = &w->insns[at];
	const struct layout_relocation *relocation = relocation_of(w, at);
	struct value *to = &s->registers[insn->dst_reg], by = {VALUE_NUMBER, insn->imm};
	const bool is_wide = BPF_CLASS(insn->code) == BPF_ALU64,
		   had_frame = to->kind == VALUE_FRAME;

	if (BPF_SRC(insn->code) == BPF_X)
		by = s->registers[insn->src_reg];
	else if (relocation && relocation->type)
		by = (struct value){VALUE_RELOCATED, (int32_t)relocation->type};
	if (BPF_OP(insn->code) == BPF_MOV && insn->off == 0)
		*to = is_wide || by.kind == VALUE_NUMBER || by.kind == VALUE_RELOCATED
			      ? by
			      : (struct value){0};
	else if (BPF_OP(insn->code) == BPF_ADD && is_wide)
		*to = add(w, *to, by);
	else
		*to = (struct value){0};
	/* somewhere in the frame: what is written there is not seen */
	if (had_frame && to->kind == VALUE_UNKNOWN && BPF_OP(insn->code) != BPF_MOV)
		state_forget_slots(s, -512, 512);
}

static bool is_probe_read(int helper)
{
	switch (helper) {
	case BPF_FUNC_probe_read:
	case BPF_FUNC_probe_read_str:
	case BPF_FUNC_probe_read_kernel:
	case BPF_FUNC_probe_read_kernel_str:
		return true;
	default:
		return false;
	}
}

static void call(struct walker *w, struct state *s, const struct bpf_insn *insn)
{
	const struct value *from = &s->registers[BPF_REG_3], *size = &s->registers[BPF_REG_2];

	if (insn->src_reg == 0 && is_probe_read(insn->imm) && from->kind == VALUE_CONTEXT &&
		size->kind == VALUE_NUMBER && size->data > 0)
		note_read(w->noted,
			(struct layout_read){from->data, (uint32_t)size->data, false, true});
	for (int i = BPF_REG_1; i <= BPF_REG_5; i++) {
		if (s->registers[i].kind == VALUE_FRAME)
			state_forget_slots(s, s->registers[i].data, 512);
		s->registers[i] = (struct value){0};
	}
	s->registers[BPF_REG_0] = (struct value){0};
}

/* One instruction that is no jump. */
static void step(struct walker *w, struct state *s, size_t at)
{
	const struct bpf_insn *insn = &w->insns[at];

	switch (BPF_CLASS(insn->code)) {
	case BPF_LDX:
		load(w, s, at);
		break;
	case BPF_ST:
	case BPF_STX:
		store(s, insn);
		break;
	case BPF_ALU:
	case BPF_ALU64:
		compute(w, s, at);
		break;
	case BPF_LD:
		if (BPF_MODE(insn->code) == BPF_IMM)
			s->registers[insn->dst_reg] = (struct value){0};
		else /* BPF_ABS, BPF_IND: as a call */
			for (int i = BPF_REG_0; i <= BPF_REG_5; i++)
				s->registers[i] = (struct value){0};
		break;
	default:
		call(w, s, insn);
	}
}

static bool begin_block(struct walker *w, size_t at)
{
	if (at >= w->count || w->n_blocks >= BLOCKS_MAX)
		return false;
	if (!w->blocks[at])
		w->blocks[at] = (uint32_t)++w->n_blocks;
	return true;
}

/* Of the second halves of wide instructions too: a jump may lead there. */
static bool has_registers(const struct walker *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->insns[i].dst_reg >= STATE_REGISTERS ||
			w->insns[i].src_reg >= STATE_REGISTERS)
			return false;
	return true;
}

static bool find_blocks(struct walker *w)
{
	if (!has_registers(w) || !begin_block(w, 0))
		return false;
	for (size_t i = 0; i < w->count; i++) {
		const struct bpf_insn *insn = &w->insns[i];
		if (insn->code == (BPF_LD | BPF_IMM | BPF_DW)) {
			i++;
			continue;
		}
		if (jumps_is_jump(insn) &&
			(!begin_block(w, jumps_target(insn, i)) ||
				(!jumps_is_always(insn) && !begin_block(w, i + 1))))
			return false;
	}
	return true;
}

/* Bring the state to the block that begins at @at. */
static void enter(struct walker *w, size_t at, const struct state *s)
{
	const uint32_t block = w->blocks[at] - 1;

	if (w->noted || !state_merge(&w->states[block], s) || w->waits[block])
		return;
	w->waits[block] = true;
	w->work[w->n_work++] = (uint32_t)at;
}

static bool is_reached(const struct walker *w, size_t at)
{
	return !w->reached || w->reached[at / 8] & 1U << at % 8;
}

/* False: too many steps, or the end of the program was passed. */
static bool walk_block(struct walker *w, size_t at)
{
	struct state s = w->states[w->blocks[at] - 1];

	for (bool first = true; at < w->count; first = false) {
		const struct bpf_insn *insn = &w->insns[at];
		if (!first && w->blocks[at]) {
			enter(w, at, &s);
			return true;
		}
		if (w->steps++ >= ROUNDS_MAX * w->count + 4096)
			return false;
		if (jumps_is_end(insn) || !is_reached(w, at))
			return true;
		if (jumps_is_jump(insn)) {
			const int taken = jumps_is_always(insn) ? 1 : jumps_is_taken(&s, insn);
			if (taken)
				enter(w, jumps_target(insn, at), &s);
			if (taken == 1)
				return true;
		} else {
			step(w, &s, at);
		}
		at += insn->code == (BPF_LD | BPF_IMM | BPF_DW) ? 2 : 1;
	}
	return false;
}

static bool walk(struct walker *w, struct layout_reads *ret)
{
	struct state first;

	state_begin(&first);
	enter(w, 0, &first);
	while (w->n_work) {
		const uint32_t at = w->work[--w->n_work];
		w->waits[w->blocks[at] - 1] = false;
		if (!walk_block(w, at))
			return false;
	}
	w->noted = ret;
	w->steps = 0;
	for (size_t i = 0; i < w->count; i++)
		if (w->blocks[i] && w->states[w->blocks[i] - 1].reached && !walk_block(w, i))
			return false;
	return true;
}

bool layout_find_reads(struct layout_reads *ret, const struct layout_code *code,
	const struct layout_relocation *relocations, size_t n_relocations)
{
	const size_t count = code->count;
	struct walker w = {.insns = code->insns,
		.count = count,
		.reached = code->reached,
		.relocations = relocations,
		.n_relocations = n_relocations};
	bool done = false;

	memset(ret, 0, sizeof(*ret));
	if (!count || count > INSNS_MAX)
		return false;
	w.blocks = calloc(count, sizeof(*w.blocks));
	if (w.blocks && find_blocks(&w)) {
		w.states = calloc(w.n_blocks, sizeof(*w.states));
		w.work = calloc(w.n_blocks, sizeof(*w.work));
		w.waits = calloc(w.n_blocks, sizeof(*w.waits));
		done = w.states && w.work && w.waits && walk(&w, ret);
	}
	if (!done)
		memset(ret, 0, sizeof(*ret));
	free(w.blocks);
	free(w.states);
	free(w.work);
	free(w.waits);
	return done;
}
