// SPDX-License-Identifier: GPL-2.0-only
#include "explain/errata-conditions.h"
#include "explain/number.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* "12: (85) …", which may follow "from 5 to 12: " or a state of registers. */
static bool is_insn(const char *line, size_t len)
{
	size_t at = 0;

	while (at < len && isdigit((unsigned char)line[at]))
		at++;
	return at && len >= at + 6 && line[at] == ':' && line[at + 1] == ' ' &&
	       line[at + 2] == '(' && line[at + 5] == ')';
}

const char *errata_last_insn(const char *log, size_t *ret_len)
{
	const char *last = NULL;

	for (const char *at = log; *at;) {
		const size_t len = strcspn(at, "\n");
		if (is_insn(at, len)) {
			last = at;
			*ret_len = len;
		}
		at += len + (at[len] == '\n');
	}
	return last;
}

/*
 * Whether register @reg was a pointer to the packet in a state that the log printed before a line
 * with @call, and that line is not the last.  The verifier prints R6=pkt(…) and R6_w=pkt(…).
 */
static bool was_packet(const char *log, unsigned reg, const char *call)
{
	char plain[16], written[20];
	bool packet = false;

	snprintf(plain, sizeof(plain), "R%u=pkt", reg);
	snprintf(written, sizeof(written), "R%u_w=pkt", reg);
	for (const char *at = log; *at;) {
		const size_t len = strcspn(at, "\n");
		const char *p = memmem(at, len, plain, strlen(plain));
		if (!p)
			p = memmem(at, len, written, strlen(written));
		packet |= p != NULL;
		if (packet && memmem(at, len, call, strlen(call)) && at[len])
			return true;
		at += len + (at[len] == '\n');
	}
	return false;
}

/* "R6 invalid mem access 'scalar'": the register that was read, and no packet now. */
static bool lost_packet(const struct program_result *p, const char *log, const char *call)
{
	int reg;

	return numbers_in(p->detail, "R# invalid mem access", &reg) && reg >= 0 && reg <= 10 &&
	       was_packet(log, (unsigned)reg, call);
}

static bool is_misaligned(const struct program_result *p)
{
	const char *at = strstr(p->detail, "off=");
	int n[2]; /* offset, size */

	return at && numbers_in(at, "off=# size=#", n) && n[1] > 0 && n[0] % n[1] != 0;
}

/* An answer of libbpf alone has none. */
static const char *log_of(const struct help_case *c)
{
	return c->answer->log ? c->answer->log : "";
}

bool errata_condition(
	enum erratum_condition condition, const struct program_result *p, const struct help_case *c)
{
	switch (condition) {
	case ERRATUM_AFTER_TAIL_CALL:
		return lost_packet(p, log_of(c), "call bpf_tail_call#12");
	case ERRATUM_AFTER_GLOBAL_CALL:
		return lost_packet(p, log_of(c), "is global and assumed valid");
	case ERRATUM_SIGN_EXTENDED:
		return strstr(log_of(c), " <<= 32") && strstr(log_of(c), " s>>= 32");
	case ERRATUM_MISALIGNED:
		return is_misaligned(p);
	case ERRATUM_ALWAYS:
		break;
	}
	return true;
}
