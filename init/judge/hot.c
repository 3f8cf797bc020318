// SPDX-License-Identifier: GPL-2.0-only
#include "judge/hot.h"
#include "explain/hot.h"
#include "load/follow.h"
#include "send.h"
#include "verdict/hot.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <linux/bpf.h>
#include <stdlib.h>

/*
 * The time for the count: 1 / HOT_PART of what is left for the program, and no more than a moment
 * where the run did not ask for it.  With its log the verifier is 20 times slower: a million
 * instructions take 20 s, and minutes under TCG.  A loop shows in any part of them.
 */
#define HOT_PART       3
#define HOT_UNASKED_MS 10000

struct counting {
	struct hot_counts counts;
	const struct btf *btf;
	char *text; /* owned */
};

bool hot_is_asked(const struct program_result *p, int64_t percent)
{
	const bool walked = p->insns > 0 && p->limit_insns > 0;

	if (percent && walked && (__int128)p->insns * 100 >= (__int128)p->limit_insns * percent)
		return true;
	return p->verdict == VERDICT_REJECTED && p->met != MET_MET &&
	       (reason_is(p, REASON_LIMIT_INSNS) || reason_is(p, REASON_LIMIT_JUMPS));
}

static void on_line(void *data, const char *line, size_t len)
{
	struct counting *c = data;

	hot_counts_line(&c->counts, line, len);
}

static void on_end(void *data, const union bpf_attr *attr)
{
	struct counting *c = data;
	const struct source_lines source = source_lines_of(attr, c->btf);

	if (c->counts.sum)
		c->text = hot_counts_text(&c->counts, attr->insn_cnt, &source);
}

void hot_count(struct record *r, const struct judged_object *o, const struct load_request *request,
	int64_t left_ms)
{
	struct counting c = {.btf = bpf_object__btf(o->bpf)};
	struct follow f = {.line = on_line, .end = on_end, .data = &c};

	if (hot_counts_init(&c.counts))
		return;
	int64_t bound_ms = left_ms > HOT_PART ? left_ms / HOT_PART : 1;
	if (!o->docket->hot_percent && bound_ms > HOT_UNASKED_MS)
		bound_ms = HOT_UNASKED_MS;
	const int err = follow_program(&f, request, bound_ms);
	if (!err && c.text && *c.text) {
		r->result.hot_insns = c.counts.sum;
		if (f.stopped || f.full)
			text_set(r->result.hot_cut, f.full ? HOT_CUT_LOG : HOT_CUT_TIME);
		send_hot(r->program, c.text);
	}
	free(c.text);
	hot_counts_clear(&c.counts);
}
