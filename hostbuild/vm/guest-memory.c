// SPDX-License-Identifier: GPL-2.0-only
#include "vm/guest-memory.h"
#include "vm/memory-notes.h"

int64_t guest_memory_first(const struct result_kernel *k, int64_t mib, int64_t max)
{
	json_t *notes = memory_notes_read();
	int64_t first = mib;

	for (size_t i = 0; notes && i < k->n_objects; i++) {
		const int64_t noted = memory_notes_mib(notes, k->objects[i].sha256);
		first = noted > first ? noted : first;
	}
	json_decref(notes);
	if (first > max)
		first = max;
	return first > mib ? first : mib;
}

int64_t guest_memory_next(int64_t mib, int64_t needed, int64_t max)
{
	const int64_t least = mib * (needed ? 2 : 4);
	const int64_t next = needed > least ? needed : least;

	return next < max ? next : max;
}
