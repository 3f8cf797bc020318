// SPDX-License-Identifier: GPL-2.0-only
#include "layout/value.h"

#define STACK_SIZE (STATE_SLOTS * 8)

void state_begin(struct state *s)
{
	*s = (struct state){.reached = true};
	s->registers[BPF_REG_1].kind = VALUE_CONTEXT;
	s->registers[BPF_REG_10].kind = VALUE_FRAME;
}

static bool merge_value(struct value *into, const struct value *from)
{
	if (into->kind == VALUE_UNKNOWN || (into->kind == from->kind && into->data == from->data))
		return false;
	*into = (struct value){0};
	return true;
}

bool state_merge(struct state *into, const struct state *from)
{
	bool changed = false;

	if (!into->reached) {
		*into = *from;
		return true;
	}
	for (size_t i = 0; i < STATE_REGISTERS; i++)
		changed |= merge_value(&into->registers[i], &from->registers[i]);
	for (size_t i = 0; i < STATE_SLOTS; i++)
		changed |= merge_value(&into->slots[i], &from->slots[i]);
	return changed;
}

struct value *state_slot(struct state *s, int64_t offset, size_t size)
{
	const int64_t at = offset + STACK_SIZE;

	if (at < 0 || at >= STACK_SIZE || at % 8 || size != 8)
		return NULL;
	return &s->slots[at / 8];
}

void state_forget_slots(struct state *s, int64_t offset, size_t size)
{
	const int64_t first = offset + STACK_SIZE, end = first + (int64_t)size;

	for (int64_t i = 0; i < STATE_SLOTS; i++)
		if (i * 8 + 8 > first && i * 8 < end)
			s->slots[i] = (struct value){0};
}
