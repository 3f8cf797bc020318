// SPDX-License-Identifier: GPL-2.0-only
#include "vm/qemu-look.h"
#include "monotonic.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define LOOKS	   8
#define BETWEEN_MS 120
#define ANSWER_MS  2000

/*
 * A processor that has interrupts on at one look may be in a long loop of the verifier.  No number
 * of looks could tell that from a hang, and the program's time decides.  One that has them off for
 * all of a second, after half a minute of silence, never lets another process run.
 */
void qemu_look(struct look *ret, struct monitor *m)
{
	const int64_t until_ms = monotonic_ms() + ANSWER_MS;
	char text[8192];
	struct registers r;
	bool stuck = true, halted = true;
	int n = 0;

	look_clear(ret);
	*ret = (struct look){0};
	for (; n < LOOKS && stuck; n++) {
		if (n)
			poll(NULL, 0, BETWEEN_MS);
		if (monitor_registers(m, &r, text, sizeof(text), until_ms))
			break;
		stuck = r.kernel && !r.interrupts;
		halted &= r.halted;
	}
	ret->stuck = stuck && n == LOOKS;
	ret->halted = ret->stuck && halted;
	if (!n)
		return;
	ret->registers = strdup(text);
	ret->words[0] = r.rip;
	const int words =
		ret->stuck ? monitor_words(m, r.rsp, ret->words + 1, LOOK_WORDS - 1, until_ms) : 0;
	ret->n_words = 1 + (words > 0 ? (size_t)words : 0);
	snprintf(ret->where, sizeof(ret->where), "0x%" PRIx64, r.rip);
}
