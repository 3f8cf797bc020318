// SPDX-License-Identifier: GPL-2.0-only
#include "vm/look.h"
#include "monotonic.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOKS	   8
#define BETWEEN_MS 120
#define ANSWER_MS  2000

void look_clear(struct look *l)
{
	free(l->registers);
	l->registers = NULL;
}

/*
 * With interrupts let in but once it may be a long loop of the verifier, and no number of looks
 * could tell: then it is the program's time that decides.  With interrupts off for all of a second,
 * after half a minute without a word, nothing will let another process run.
 */
void look_at(struct look *l, struct monitor *m)
{
	const int64_t until = monotonic_ms() + ANSWER_MS;
	char text[8192];
	struct registers r;
	bool stuck = true, halted = true;
	int n = 0;

	look_clear(l);
	l->where[0] = '\0';
	for (; n < LOOKS && stuck; n++) {
		if (n)
			poll(NULL, 0, BETWEEN_MS);
		if (monitor_registers(m, &r, text, sizeof(text), until))
			break;
		stuck = r.kernel && !r.interrupts;
		halted &= r.halted;
	}
	l->stuck = stuck && n == LOOKS;
	l->halted = l->stuck && halted;
	if (!n)
		return;
	l->registers = strdup(text);
	l->words[0] = r.rip;
	int words = l->stuck ? monitor_words(m, r.rsp, l->words + 1, LOOK_WORDS - 1, until) : 0;
	l->n_words = 1 + (words > 0 ? (size_t)words : 0);
	snprintf(l->where, sizeof(l->where), "0x%" PRIx64, r.rip);
}

bool look_line(struct look *l, const char *line)
{
	static const char mark[] = "RIP: 0010:"; /* __KERNEL_CS: of the kernel, not of a process */
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
	const char *at = strstr(line, mark);

	if (at) {
		at += sizeof(mark) - 1;
		const size_t name = strspn(at, letters),
			     len = name + strspn(at + name, "+/0123456789abcdefx");
		if (name && len < sizeof(l->where)) {
			memcpy(l->where, at, len);
			l->where[len] = '\0';
		}
	}
	return strstr(line, "---[ end Kernel panic") != NULL;
}
