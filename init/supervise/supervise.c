// SPDX-License-Identifier: GPL-2.0-only
/*
 * Theory of operation
 *
 * Goal: every program of every object gets exactly one result, in order, whatever the objects do to
 * the process that loads them.  PID 1 parses no object.  A child does (judge/), and PID 1 believes
 * only what the child may say at that point.
 *
 * Objects are judged one after the other, each by one child at a time (child.c), confined
 * (confine.c, seccomp.c) and in a cgroup with three quarters of the memory (cell.c).  The child
 * gets the first program that has no result, and judges from there to the last.
 *
 * States of a child (turn.c, judging.c):
 *
 *	started     nothing sent yet; only the number of programs may come
 *	announced   no program is current; the next begin record may come, or the object's end
 *	whole       the whole object is being loaded, no program is current: programs may begin,
 *		    and their results come; then the whole's result
 *	begun       the begin record of a program is in the stream, and the port has sent it.  The
 *	            child got one byte to say so, loads the program, and sends its log and result
 *	finished    the object's end came; nothing more may come but the end of the pipe
 *
 * Any other record, or what is no record at all (packet.c), ends the turn as a lie.  A begin record
 * reaches the host before its program is loaded: if the kernel dies, the host knows of what.
 *
 * Deadlines: the host has the clock that counts.  It measures from the arrival of a begin record,
 * and orders by "stop NONCE OBJECT PROGRAM" to end the child; an order for what is no longer
 * current is ignored.  Where no host keeps time (settings.h) the guest's own clock counts, and each
 * record but a log record renews the deadline.  The rest is bounded by the guest's clock in any
 * case: a child that closed its pipe has 10 s to end, a killed one 10 s to go, settling 6 s.
 *
 * When a child ends within the load of the whole object, that gets the child's end as its verdict
 * and is not tried again: the next child loads single programs, from the one after the current one
 * on.  If the child died of something else than a splat or its deadline, the current program is
 * judged once more, alone.
 *
 * When a child ends before its last record, its current program gets the result (death.c), or the
 * next program where none is current.  If no child announced the object, PID 1 does: as many
 * programs as in an earlier boot; if that is not known, those up to the next one.  That is one
 * program, named "(object)", unless this boot resumes within the object.  From there a new child
 * goes on:
 *
 *	a splat of the program          crashed
 *	the deadline                    timeout
 *	out of memory                   error; but if the child died of it and no splat is blamed,
 *	                                judged once more first, since earlier programs may have held
 *	                                the memory
 *	not confined, or not started    error
 *	died otherwise, or lied         unloadable
 *
 * Splats are read when the kernel log has some, before each begin record and before each result
 * (splats.c).  A splat is the current program's where the object's first program, or the process
 * that judges, ran into it; else the object's.  It turns met into unmet.
 *
 * Settling (settling.c): the kernel frees programs and maps some time after the process that loaded
 * them, and may complain then.  An honest child waits for that before it ends.  After a child that
 * did not, another one waits in its place.  Where that is not enough, or a child cannot be killed,
 * what another process runs into during the next object is blamed on nobody.
 *
 * After each child every process that is not PID 1 is killed, and what the kernel keeps is undone
 * (leftover.c): links, struct_ops, sysctls.
 */
#include "supervise/supervise.h"
#include "judge/judge.h"
#include "probe/survey.h"
#include "stream.h"
#include "supervise/cell.h"
#include "supervise/death.h"
#include "supervise/judging.h"
#include "supervise/leftover.h"
#include "supervise/memory.h"
#include "supervise/settling.h"
#include "supervise/splats.h"
#include "supervise/turn.h"
#include "verdict/features-keys.h"
#include "verdict/text.h"

#include <stdio.h>

#define SURVEY_MAX 4096 /* records of a survey; some 200 are usual */

static int64_t program_timeout_ms, memory_max_mib;
static int first_judging; /* pid of the first child that judged an object; 0: none */

void supervise_init(const struct settings *settings)
{
	program_timeout_ms = settings->program_timeout_ms;
	memory_max_mib = settings->run.memory_mib;
	child_init(settings->guest);
	turn_init(settings);
	splats_open();
	cell_make();
	memory_init();
	leftover_init();
	supervise_send_splats();
}

void supervise_end(const struct docket *docket)
{
	splats_send_leaks(docket->count == 1 ? 0 : -1, first_judging);
}

void supervise_send_splats(void)
{
	splats_send(NULL, true);
}

static enum turn_end run_turn(struct turn *t)
{
	const enum turn_end end = turn_run(t);

	if (end == TURN_NOT_STARTED)
		return end;
	leftover_clear();
	settling_note_end(&t->child, end == TURN_FINISHED);
	return end;
}

/* A program that no child has begun, which the end of one has to be a result of. */
static void begin_unnamed(struct judging *j)
{
	struct program_result p;

	program_result_init(&p);
	if (j->programs == 1)
		text_set(p.name, OBJECT_ITSELF);
	else
		snprintf(p.name, sizeof(p.name), "(program %lld)", (long long)j->next + 1);
	p.expected = VERDICT_ACCEPTED;
	judging_begin(j, &p);
}

/*
 * The child ended within the load of the whole object, which is not loaded so again: the verdict is
 * that of the child's death.  Where a program is current, its load was what the child ended in.
 */
static void judge_whole_death(struct judging *j, const struct death *d)
{
	struct program_result p = j->current ? j->begun : j->loading;
	struct suspect of_whole = j->suspect;
	struct death death = *d;

	if (!j->current) {
		of_whole.blamed = j->suspect.whole_blamed;
		text_set(of_whole.title, j->suspect.whole_title);
		death.suspect = &of_whole;
	}
	p.expected = VERDICT_ACCEPTED;
	*p.variant = '\0';
	death_result(&p, &death);
	judging_whole(j, &p, -1);
}

/*
 * After a child that did not finish: give the program that it stopped at a result.  Returns whether
 * another child has to judge on.
 */
static bool judge_death(struct judging *j, enum turn_end end)
{
	const struct child *child = &j->turn.child;
	const bool in_whole = j->whole == WHOLE_LOAD_OPEN;

	/* A resumed boot that knows no number has at least the program it resumes at. */
	if (j->programs < 0)
		judging_announce(j, j->known >= 0 ? j->known : j->next + 1, "");
	if (!j->current && !in_whole && j->next >= j->programs)
		return false;
	if (!j->current && !in_whole)
		begin_unnamed(j);
	const bool oom = death_is_out_of_memory(end, child);
	if (end != TURN_NOT_STARTED && !child->pid)
		settling_run(&j->suspect);
	splats_send(&j->suspect, true);
	const struct death d = {.end = end,
		.child = child,
		.suspect = &j->suspect,
		.out_of_memory = oom,
		.timeout_ms = program_timeout_ms};
	if (in_whole)
		judge_whole_death(j, &d);
	if (!j->current)
		return j->next < j->programs;
	/*
	 * Judged once more, alone: what earlier programs held is freed now, and so is what the
	 * other programs of the whole were.
	 */
	if (end == TURN_DIED && !j->suspect.blamed && j->retry == RETRY_NONE && (oom || in_whole)) {
		j->retry = RETRY_DUE;
		return true;
	}
	struct program_result p = j->begun;
	death_result(&p, &d);
	judging_result(j, &p);
	return j->next < j->programs;
}

static void judge_on(const void *data, int fd, int go)
{
	const struct judging *j = data;

	judge_object(j->docket, j->index, (size_t)j->next, j->whole == WHOLE_LOAD_DUE,
		program_timeout_ms, fd, go);
}

bool supervise_object(
	const struct docket *docket, size_t index, size_t from, bool whole, int64_t programs)
{
	static struct judging j;
	enum turn_end end;

	/* after a survey; or once more, since there has been more time */
	if (settling_is_due()) {
		settling_run(NULL);
		supervise_send_splats();
	}
	judging_init(&j, docket, index, from, whole, programs, settling_is_due());
	j.memory_max_mib = memory_max_mib;
	j.turn = (struct turn){
		.work = judge_on, .accept = judging_accept, .data = &j, .suspect = &j.suspect};
	do {
		j.announced = j.memory_known = false;
		end = run_turn(&j.turn);
		if (!first_judging)
			first_judging = j.suspect.pid;
	} while (!j.too_large && end != TURN_FINISHED && judge_death(&j, end));
	splats_send(&j.suspect, true);
	if (!j.too_large)
		judging_end(&j);
	return !j.too_large;
}

static void run_survey(const void *data, int fd, int go)
{
	(void)data;
	survey(fd, go);
}

static bool accept_features(struct turn *t, struct record *r)
{
	int *records = t->data;

	if (r->kind != RECORD_FEATURES || (*records)++ >= SURVEY_MAX)
		return false;
	t->finished = json_object_get(r->features, FEATURES_SURVEY) != NULL;
	stream_send(r);
	return true;
}

void supervise_survey(void)
{
	int records = 0;
	struct turn t = {.work = run_survey, .accept = accept_features, .data = &records};

	run_turn(&t);
	settling_note_survey();
	supervise_send_splats();
}
