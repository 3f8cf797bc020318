/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of the registers and the stack at one instruction, for reads.c. */
#ifndef INIT_VALUE_OF_REGISTER_H
#define INIT_VALUE_OF_REGISTER_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum value_kind {
	VALUE_UNKNOWN,
	VALUE_CONTEXT,	/* the context + @data */
	VALUE_LOADED,	/* the 8 bytes at @data of the context */
	VALUE_FRAME,	/* the frame pointer + @data */
	VALUE_NUMBER,	/* @data */
	VALUE_RELOCATED /* a number from the CO-RE relocation of root type @data */
};

struct value {
	enum value_kind kind;
	int32_t data;
};

#define STATE_REGISTERS 11
#define STATE_SLOTS	(512 / 8) /* MAX_BPF_STACK, include/linux/filter.h */

struct state {
	bool reached;
	struct value registers[STATE_REGISTERS];
	struct value slots[STATE_SLOTS]; /* 8 bytes each, from frame pointer - 512 on */
};

/* As a program begins: r1 is the context. */
void state_begin(struct state *s);

/* Let @into hold what is known on both ways there: whether that changed it. */
bool state_merge(struct state *into, const struct state *from);

/* The slot of @size bytes at frame pointer + @offset; NULL: they are not one slot. */
struct value *state_slot(struct state *s, int64_t offset, size_t size);

/* Forget the slots from frame pointer + @offset on, up to @size bytes. */
void state_forget_slots(struct state *s, int64_t offset, size_t size);

#endif
