// SPDX-License-Identifier: GPL-2.0-only
/*
 * Theory of operation
 *
 * At log level 2 the verifier prints each instruction that it walks, on every path:
 *
 *	12: (85) call bpf_map_lookup_elem#1
 *
 * At level 1 it takes back what it printed of a path that was safe, so that the log of an accepted
 * program is nearly empty (kernel/bpf/verifier.c since 5.7, commit 6f8a57ccf851).  A path that ends
 * at a state which is known to be safe goes on from an instruction that was walked before.  So the
 * instructions of such lines are those that the verifier reached.  The indices are those of
 * BPF_PROG_LOAD's instructions: the verifier rewrites a program only after it has walked it.
 *
 * What newer kernels only list is left out (log-listing.h).
 *
 * A branch that is decided by a constant is not walked, and so are values of .rodata, which is
 * frozen before the load.  What no setting of them reaches is what this is for.
 *
 * The log is read where the kernel wrote it, and forgotten.  One that does not fit the buffer fails
 * the load with ENOSPC.  Then nothing is known: what an incomplete log does not have may be
 * reached.
 */
#include "load/walk.h"
#include "load/adapted.h"
#include "load/log-listing.h"
#include "load/open.h"
#include "load/privilege.h"
#include "load/watch.h"
#include "libbpf-setup.h"
#include "verdict/coverage.h"
#include "verdict/text.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* What every kernel takes, as in load.c; and where that is too small, what those since 5.2 do. */
static const size_t log_sizes[] = {16 << 20, 64 << 20};

#define LOG_ALL 2 /* BPF_LOG_LEVEL2, include/linux/bpf_verifier.h */

static bool has(const unsigned char *bits, size_t i)
{
	return bits[i / 8] & 1U << i % 8;
}

static void mark(unsigned char *bits, size_t i)
{
	bits[i / 8] |= (unsigned char)(1U << i % 8);
}

void walk_read_log(unsigned char *reached, const struct bpf_insn *insns, size_t n, const char *log)
{
	struct log_listing listing = {0};

	while (*log) {
		const size_t len = strcspn(log, "\n");
		size_t code;
		const long step =
			log_listing_has(&listing, log, len) ? -1 : log_step(log, len, &code);
		if (step >= 0 && (size_t)step < n) {
			const size_t i = (size_t)step;
			mark(reached, i);
			/* one instruction in two slots: only the first one is printed */
			if (insns[i].code == (BPF_LD | BPF_IMM | BPF_DW) && i + 1 < n)
				mark(reached, i + 1);
		}
		log += len;
		log += *log == '\n';
	}
}

/* A range that is being collected, and where its text goes. */
struct telling {
	char *text;
	size_t len;
	int64_t from, to; /* from -1: none */
	char at[SOURCE_SIZE];
};

/* Write the range.  False: there is no room. */
static bool flush(struct telling *t)
{
	char line[SOURCE_SIZE + 32];

	if (t->from < 0)
		return true;
	const int n = snprintf(line, sizeof(line), "%lld-%lld%s%s\n", (long long)t->from,
		(long long)t->to, *t->at ? " " : "", t->at);
	if (t->len + (size_t)n > UNREACHED_TEXT_MAX)
		return false;
	memcpy(t->text + t->len, line, (size_t)n + 1);
	t->len += (size_t)n;
	t->from = -1;
	return true;
}

int walk_tell(struct walk *w, const unsigned char *reached)
{
	struct telling t = {.text = calloc(1, UNREACHED_TEXT_MAX + 1), .from = -1};
	char at[SOURCE_SIZE];
	size_t line = SIZE_MAX; /* the record of the current instruction */

	if (!t.text)
		return -ENOMEM;
	for (int64_t i = 0; i < w->insns; i++) {
		while (line + 1 < w->at.count && w->at.lines[line + 1].insn_off <= (size_t)i)
			line++;
		if (has(reached, (size_t)i))
			continue;
		source_line_place(&w->at, line, at, sizeof(at));
		if (t.from >= 0 && t.to == i - 1 && strcmp(t.at, at) == 0) {
			t.to = i;
			continue;
		}
		if (!flush(&t))
			break;
		t.from = t.to = i;
		strcpy(t.at, at);
	}
	w->known = flush(&t) ? w->insns : t.from;
	w->reached = 0;
	for (int64_t i = 0; i < w->known; i++)
		w->reached += has(reached, (size_t)i);
	w->unreached = t.text;
	return 0;
}

/* For after(). */
struct listening {
	struct walk *walk;
	char *log;
	size_t log_size;
	bool full; /* the log did not fit */
	int err;
};

static int after(void *data, size_t i, const struct watched_call *call)
{
	struct listening *l = data;
	struct walk *w = l->walk;
	const union bpf_attr *attr = call->attr;
	const struct bpf_insn *insns = (const struct bpf_insn *)(uintptr_t)attr->insns;
	const size_t n = attr->insn_cnt;

	(void)i;
	walk_clear(w);
	if (!n || n > COVERAGE_INSNS_MAX)
		return -1;
	w->insns = (int64_t)n;
	l->full = call->err == ENOSPC || strlen(l->log) + 1 >= l->log_size;
	if (!call->accepted || l->full)
		return -1;
	unsigned char *reached = calloc(n / 8 + 1, 1);
	l->err = reached ? 0 : -ENOMEM;
	if (reached) {
		walk_read_log(reached, insns, n, l->log);
		w->at = source_lines_of(attr, w->at.btf);
		/* without its first instruction this is no log of a walk */
		if (has(reached, 0))
			l->err = walk_tell(w, reached);
	}
	free(reached);
	/* they were libbpf's, for the call */
	w->at.lines = NULL;
	w->at.count = 0;
	return -1;
}

static int load_once(struct listening *l, const struct load_request *request, int64_t bound_ms)
{
	struct adapted adapted = {0};
	struct bpf_program *target;
	struct watch watch = {
		.logs = l->log, .count = 1, .bound_ms = bound_ms, .after = after, .data = l};

	libbpf_warnings_reset();
	struct bpf_object *object = open_for_load(request, &target, &adapted);
	if (!object)
		return -errno;
	adapted_clear(&adapted);
	bpf_program__set_log_level(target, LOG_ALL);
	bpf_program__set_log_buf(target, l->log, l->log_size);
	watch_begin(&watch);
	int r = request->dropped ? privilege_drop(request->dropped) : 0;
	if (!r)
		bpf_object__load(object);
	if (!r && request->dropped)
		r = privilege_restore();
	watch_end(&watch);
	bpf_object__close(object);
	return r ? r : l->err;
}

int walk_program(struct walk *ret, const struct load_request *request, const struct btf *btf,
	int64_t bound_ms)
{
	struct listening l = {.walk = ret, .full = true};
	int r = 0;

	*ret = (struct walk){.at.btf = btf};
	for (size_t i = 0; i < sizeof(log_sizes) / sizeof(*log_sizes) && l.full && !r; i++) {
		l.full = false;
		l.log_size = log_sizes[i];
		l.log = mmap(NULL, l.log_size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (l.log == MAP_FAILED)
			return -errno;
		r = load_once(&l, request, bound_ms);
		munmap(l.log, l.log_size);
	}
	if (r)
		walk_clear(ret);
	return r;
}

void walk_clear(struct walk *w)
{
	free(w->unreached);
	*w = (struct walk){.at.btf = w->at.btf};
}
