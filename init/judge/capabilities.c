// SPDX-License-Identifier: GPL-2.0-only
#include "judge/capabilities.h"
#include "load/load.h"

#include <linux/capability.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))
#define TIME_PART     20

/* <linux/capability.h> has these since 5.8 */
#define BIT_BPF	      (1ULL << 39)
#define BIT_PERFMON   (1ULL << 38)
#define BIT_NET_ADMIN (1ULL << CAP_NET_ADMIN)
#define BIT_SYS_ADMIN (1ULL << CAP_SYS_ADMIN)

static const struct {
	uint64_t bit;
	const char *name;
} capabilities[] = {
	{BIT_BPF, "CAP_BPF"},
	{BIT_PERFMON, "CAP_PERFMON"},
	{BIT_NET_ADMIN, "CAP_NET_ADMIN"},
	{BIT_SYS_ADMIN, "CAP_SYS_ADMIN"},
};

/*
 * What is tried, the least first.  Of a kernel that has CAP_BPF, CAP_SYS_ADMIN stands for it and
 * for CAP_PERFMON too (capable() in include/linux/capability.h: bpf_capable(), perfmon_capable()).
 */
static const uint64_t tried[] = {
	BIT_BPF,
	BIT_PERFMON,
	BIT_NET_ADMIN,
	BIT_BPF | BIT_PERFMON,
	BIT_BPF | BIT_NET_ADMIN,
	BIT_PERFMON | BIT_NET_ADMIN,
	BIT_BPF | BIT_PERFMON | BIT_NET_ADMIN,
	BIT_SYS_ADMIN,
	BIT_SYS_ADMIN | BIT_NET_ADMIN,
};

/* "CAP_BPF and CAP_PERFMON"; "none". */
static void write_names(char *ret, size_t size, uint64_t set)
{
	size_t used = 0;

	snprintf(ret, size, "none");
	for (size_t i = 0; i < ARRAY_SIZE(capabilities); i++) {
		if (!(set & capabilities[i].bit))
			continue;
		set &= ~capabilities[i].bit;
		used += (size_t)snprintf(ret + used, size - used, "%s%s",
			!used ? ""
			: set ? ", "
			      : " and ",
			capabilities[i].name);
	}
}

/* Load without the capabilities @dropped: 1, accepted; 0, refused; -1, no answer. */
static int load_without(const struct load_request *request, uint64_t dropped, int64_t timeout_ms)
{
	struct load_request r = *request;
	struct load_answer a;

	r.dropped = dropped;
	r.unprivileged = r.wants_xlated = r.runs = false;
	r.probed = true;
	r.log_level = LOG_STATS;
	r.bound_ms = timeout_ms > TIME_PART ? timeout_ms / TIME_PART : 1;
	if (load_program(&a, &r))
		return -1;
	const int answer = a.accepted ? 1 : a.reached && !a.stopped ? 0 : -1;
	load_answer_clear(&a);
	return answer;
}

void capabilities_help(struct program_result *p, const struct load_request *request,
	const struct expectation *e, int64_t timeout_ms)
{
	const uint64_t all = BIT_BPF | BIT_PERFMON | BIT_NET_ADMIN | BIT_SYS_ADMIN;
	const uint64_t lacks = request->dropped & all;
	char more[96], has[96];

	if (!lacks || *p->help || p->verdict == VERDICT_ACCEPTED || p->met == MET_MET || e->target)
		return;
	const int with_all = load_without(request, 0, timeout_ms);
	if (with_all == 0)
		snprintf(p->help, sizeof(p->help), "it is refused with all capabilities too");
	if (with_all <= 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(tried); i++) {
		if ((tried[i] & lacks) != tried[i] ||
			load_without(request, request->dropped & ~tried[i], timeout_ms) <= 0)
			continue;
		write_names(more, sizeof(more), tried[i]);
		write_names(has, sizeof(has), all & ~lacks);
		snprintf(p->help, sizeof(p->help), "with %s too it is accepted; here it has %s",
			more, has);
		return;
	}
}
