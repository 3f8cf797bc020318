// SPDX-License-Identifier: GPL-2.0-only
#include "report/hot-words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *hot_head(const struct program_result *p, char ret[HOT_WORDS_SIZE])
{
	int n = snprintf(
		ret, HOT_WORDS_SIZE, "the verifier's work by line: %" PRId64, p->hot_insns);

	if (!*p->hot_cut) {
		snprintf(ret + n, HOT_WORDS_SIZE - (size_t)n, " instructions");
		return ret;
	}
	if (p->insns > p->hot_insns)
		n += snprintf(ret + n, HOT_WORDS_SIZE - (size_t)n, " of %" PRId64, p->insns);
	snprintf(ret + n, HOT_WORDS_SIZE - (size_t)n, " instructions were counted, then %s",
		strcmp(p->hot_cut, HOT_CUT_TIME) == 0 ? "the time for that was over"
						      : "the kernel's log was full");
	return ret;
}

const char *hot_share(
	const struct program_result *p, const struct hot_entry *e, char ret[HOT_SHARE_SIZE])
{
	const double share = p->hot_insns > 0 ? 100.0 * (double)e->insns / (double)p->hot_insns : 0;

	snprintf(ret, HOT_SHARE_SIZE, "%.1f %%", share);
	return ret;
}

const char *hot_place(const struct hot_entry *e, char ret[HOT_WORDS_SIZE])
{
	if (e->at_len)
		snprintf(ret, HOT_WORDS_SIZE, "%.*s", (int)e->at_len, e->at);
	else
		snprintf(ret, HOT_WORDS_SIZE, "instruction %" PRId64, e->insn);
	return ret;
}

const char *hot_passes(const struct hot_entry *e, char ret[HOT_WORDS_SIZE])
{
	if (e->kind == HOT_LOOP)
		snprintf(ret, HOT_WORDS_SIZE, "%" PRId64 " turns of a loop", e->turns);
	else if (e->passes == 1)
		snprintf(ret, HOT_WORDS_SIZE, "walked once");
	else
		snprintf(ret, HOT_WORDS_SIZE, "walked %" PRId64 " times", e->passes);
	return ret;
}

int64_t hot_rest(const struct result_program *p)
{
	const char *text = p->hot ? p->hot : "";
	int64_t rest = p->result.hot_insns;
	struct hot_entry e;

	while (hot_next(&text, &e))
		rest -= e.kind == HOT_IN ? 0 : e.insns;
	return rest > 0 ? rest : 0;
}
