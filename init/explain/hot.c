// SPDX-License-Identifier: GPL-2.0-only
#include "explain/hot.h"
#include "explain/trace-line.h"
#include "load/log-listing.h"

#include <errno.h>
#include <limits.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define BYTES_EACH (3 * sizeof(uint32_t) + 1)

int hot_counts_init(struct hot_counts *ret)
{
	/* pages of it are taken as the program's instructions are counted */
	void *memory = mmap(NULL, COVERAGE_INSNS_MAX * BYTES_EACH, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	*ret = (struct hot_counts){.before = -1};
	if (memory == MAP_FAILED)
		return -ENOMEM;
	ret->steps = memory;
	ret->rounds = ret->steps + COVERAGE_INSNS_MAX;
	ret->reach = ret->rounds + COVERAGE_INSNS_MAX;
	ret->codes = (uint8_t *)(ret->reach + COVERAGE_INSNS_MAX);
	return 0;
}

void hot_counts_clear(struct hot_counts *c)
{
	if (c->steps)
		munmap(c->steps, COVERAGE_INSNS_MAX * BYTES_EACH);
	*c = (struct hot_counts){.before = -1};
}

/* Whether the instruction is a jump within a function: a call and an exit are none. */
static bool is_jump(unsigned int code)
{
	const unsigned int class = BPF_CLASS(code);

	return (class == BPF_JMP || class == BPF_JMP32) && code != (BPF_JMP | BPF_CALL) &&
	       code != (BPF_JMP | BPF_EXIT);
}

static void count_step(struct hot_counts *c, long insn)
{
	if (c->steps[insn] == UINT_MAX)
		return;
	c->steps[insn]++;
	c->sum++;
}

/* The verifier went from @from, which it has walked, to @to. */
static void count_way(struct hot_counts *c, long from, long to)
{
	if (from < to || !is_jump(c->codes[from]) || c->rounds[to] == UINT_MAX)
		return;
	c->rounds[to]++;
	if (c->reach[to] < (uint32_t)from)
		c->reach[to] = (uint32_t)from;
}

static bool ends_with(const char *line, size_t len, const char *end)
{
	const size_t n = strlen(end);

	return len >= n && memcmp(line + len - n, end, n) == 0;
}

/* "from 12 to 15: R0=…": a path is taken up; or "…: safe", and it ends there. */
static void count_taken_up(struct hot_counts *c, const char *line, size_t len)
{
	struct trace_from from;

	if (!trace_line_from(&from, line, len))
		return;
	c->before = -1;
	if (from.from >= COVERAGE_INSNS_MAX || from.to >= COVERAGE_INSNS_MAX)
		return;
	count_way(c, from.from, from.to);
	if (ends_with(line, len, ": safe"))
		count_step(c, from.to);
}

void hot_counts_line(struct hot_counts *c, const char *line, size_t len)
{
	unsigned int code;
	const bool listed = log_listing_has(&c->listing, line, len);
	const long insn = listed ? -1 : trace_line_insn(line, len, &code);

	if (listed)
		return;
	if (insn >= 0 && insn < COVERAGE_INSNS_MAX) {
		c->codes[insn] = (uint8_t)code;
		count_step(c, insn);
		if (c->before >= 0)
			count_way(c, c->before, insn);
		c->before = insn;
	} else if (trace_line_is_safe(line, len)) {
		const unsigned long at = strtoul(line, NULL, 10);
		if (at < COVERAGE_INSNS_MAX) {
			count_step(c, (long)at);
			if (c->before >= 0)
				count_way(c, c->before, (long)at);
		}
		c->before = -1;
	} else if (len > 5 && *line == 'f') {
		count_taken_up(c, line, len);
	} else if (len > 11 && memcmp(line, "Validating ", 11) == 0) {
		c->before = -1;
	}
}
