// SPDX-License-Identifier: GPL-2.0-only
/*
 * Theory of operation
 *
 * PID 1 runs judge_object() in a confined child, one for each object (supervise/).  The child
 * loads the object as its own loader would, all programs together (judge/whole.h), and then the
 * programs that have no result yet, each alone.  It compares what the kernel answered with what is
 * expected, and sends the results to PID 1 as records.
 *
 * The object becomes a list of items (judge/object.h).  An item is one program in one variant:
 * privileged, or unprivileged, which is without the capabilities that loading BPF requires.
 * Annotations select the variants; a program without annotations is judged once, privileged.
 * Items are in the order of the programs, the privileged variant first; but those that have their
 * result from the whole object come before the others (judge/members.h).  An auxiliary program is
 * one item, reported as skipped, and is loaded together with each other item of its variants.
 *
 * For each item that is judged alone (judge/item.h):
 *
 *	1. Send begin and wait until PID 1 has passed it on.
 *	2. Find out what is expected on this kernel: the cases of the annotations are tried in
 *	   order, and their conditions are probed on the running kernel (judge/expected.h).
 *	3. Load it, once or twice (judge/verify.h), without the capabilities that the item is to
 *	   be judged without.  If libbpf has not probed the kernel yet, a load with all
 *	   capabilities comes first, because libbpf caches what its probes find (load/load.c).
 *	4. Judge the answer: verdict, reason, place of the refusal, statistics, and whether the
 *	   expectation is met (judge/answer.h, judge/compare.h).
 *	5. Send the log, if the item was refused or is unmet, and the program record.
 *
 * The kernel frees a program asynchronously after close(), and may report a leak or a bug only
 * then.  So the child waits for that (load/deferred-free.h): a single item before its program
 * record is sent, so that such a report is attributed to it; several items once, after the last
 * program record.  If the wait fails, the exit status says so, and PID 1 waits itself.
 *
 * Of an object that libbpf does not open each program is reported, if its symbols name them; else,
 * and where it has no program, one item named "(object)" (judge/unopened.h).
 *
 * A child may end early: PID 1 kills it when the time for an item is over; the kernel oopses or
 * panics; memory runs out; nobody reads its records.  PID 1 or the host then gives the current
 * item its verdict and starts another child at the next item.  Nothing needs to be cleaned up here:
 * all descriptors close with the process.
 */
#include "judge/judge.h"
#include "judge/alternatives.h"
#include "judge/ask.h"
#include "judge/item.h"
#include "judge/members.h"
#include "judge/needs.h"
#include "judge/object.h"
#include "judge/settings.h"
#include "judge/unopened.h"
#include "judge/whole.h"
#include "libbpf-setup.h"
#include "load/deferred-free.h"
#include "load/sections.h"
#include "load/watch.h"
#include "send.h"

#include <unistd.h>

void judge_object(const struct docket *docket, size_t index, size_t from, bool whole,
	int64_t timeout_ms, int fd, int go)
{
	struct docket_entry entry = docket->entries[index];
	struct judged_object o = {.docket = docket, .entry = &entry, .timeout_ms = timeout_ms};

	send_open(fd, go);
	libbpf_setup();
	sections_register();
	libbpf_warnings_reset();
	int err = object_open(&o);
	if (err)
		unopened_report(&o, from, -err);
	const bool asked = ask_items(&entry, docket, o.version) == 0;
	if (asked && o.count == 0)
		unopened_report_empty(&o);
	if (!asked || settings_open(&o))
		_exit(1); /* PID 1 finds out whether memory ran out */
	const int64_t memory = needs_memory(&o);
	if (memory >= 0)
		send_needs(memory);
	send_object_begin(o.count, o.producer);
	const size_t judged = members_select(&o);
	alternatives_start(&o, from);
	size_t at = whole ? whole_judge(&o, judged) : from;
	for (; at < o.count; at++)
		judge_item(&o, at, NULL);
	/* targets are freed only now */
	if (settings_close(&o) || (o.count > 1 && from < o.count))
		o.all_freed = deferred_free_wait(watch_saw_sleepable());
	send_object_end(from < o.count ? (int64_t)(o.count - from) : 0,
		o.all_freed ? 0 : CHILD_NOT_SETTLED);
}
