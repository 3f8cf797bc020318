// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/death.h"
#include "explain/help.h"
#include "send.h"
#include "supervise/cell.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

bool death_is_out_of_memory(enum turn_end end, const struct child *child)
{
	/*
	 * Without a cgroup that counts, a SIGKILL that PID 1 did not send can only be that of the
	 * kernel's own OOM killer.
	 */
	return cell_ran_out_of_memory() ||
	       (end == TURN_DIED && !child->killed && WIFSIGNALED(child->status) &&
		       WTERMSIG(child->status) == SIGKILL);
}

static void timed_out(struct program_result *p, const struct death *d)
{
	p->verdict = VERDICT_TIMEOUT;
	reason_set(p, REASON_PROGRAM_TIMEOUT);
	snprintf(p->detail, sizeof(p->detail), "no answer within %lld s%s",
		(long long)d->timeout_ms / 1000,
		d->child->pid ? "; its process cannot be killed" : "");
}

static void out_of_memory(struct program_result *p)
{
	p->verdict = VERDICT_ERROR;
	reason_set(p, REASON_MEMORY);
	text_set(p->detail, "the guest ran out of memory");
	text_set(p->help, HELP_MEMORY);
}

static void not_confined(struct program_result *p)
{
	p->verdict = VERDICT_ERROR;
	reason_set(p, REASON_NOT_CONFINED);
	text_set(p->detail, "the process that loads it could not be confined as others before it");
}

static void crashed(struct program_result *p, const struct death *d)
{
	const struct child *c = d->child;

	p->verdict = VERDICT_UNLOADABLE;
	reason_set(p, REASON_LOADER_CRASHED);
	if (d->end == TURN_LIED) {
		text_set(p->detail, "the process that loads it sent what it must not");
	} else if (c->killed) {
		text_set(p->detail, "the process that loads it closed its pipe and did not end");
	} else if (WIFSIGNALED(c->status)) {
		const char *name = sigabbrev_np(WTERMSIG(c->status));
		snprintf(p->detail, sizeof(p->detail), "the process that loads it died of SIG%s",
			name ? name : "?");
	} else {
		snprintf(p->detail, sizeof(p->detail),
			"the process that loads it ended early with status %d",
			WEXITSTATUS(c->status));
	}
}

void death_result(struct program_result *p, const struct death *d)
{
	if (d->end == TURN_TIMED_OUT) {
		timed_out(p, d);
	} else if (d->suspect->blamed) {
		p->verdict = VERDICT_CRASHED;
		reason_set(p, REASON_KERNEL_CRASH);
		text_set(p->detail, d->suspect->title);
	} else if ((d->out_of_memory && d->end != TURN_LIED) || d->end == TURN_NOT_STARTED) {
		out_of_memory(p);
	} else if (d->end == TURN_DIED && WIFEXITED(d->child->status) &&
		   WEXITSTATUS(d->child->status) == CHILD_NOT_CONFINED) {
		not_confined(p);
	} else {
		crashed(p, d);
	}
	/* what a child that lied says it expects is not believed */
	if (d->end == TURN_LIED)
		p->expected = VERDICT_ACCEPTED;
	p->met = verdict_meets(p->verdict, p->expected, MET_NONE);
}
