// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/supervise.h"
#include "clock.h"
#include "explain/help.h"
#include "judge/judge.h"
#include "ktap.h"
#include "load/deferred-free.h"
#include "packet.h"
#include "probe/survey.h"
#include "send.h"
#include "stream.h"
#include "supervise/cell.h"
#include "supervise/child.h"
#include "supervise/leftover.h"
#include "supervise/splats.h"
#include "verdict/reasons.h"
#include "verdict/text.h"
#include "verdict/limits.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TAIL_SIZE  1024 /* of a log on the console */
#define SURVEY_MAX 4096 /* records of a survey; more is a lie */

/* How a child's turn ended. */
enum turn { TURN_FINISHED, TURN_DIED, TURN_TIMED_OUT, TURN_LIED, TURN_NOT_STARTED };

/* One object before the jury; or nothing but what a child finds out, and then @entry is NULL. */
struct hearing {
	const struct docket *docket;
	const struct docket_entry *entry;
	size_t index;
	int64_t programs; /* as announced; -1: not yet */
	int64_t known;	  /* how many it announced in an earlier boot; -1: not known */
	int64_t next;	  /* the program to be judged next */
	int64_t told;	  /* program records sent */
	bool in_hand;	  /* next has begun */
	struct program_result hand;
	enum {
		AGAIN_NOT,
		AGAIN_DUE,
		AGAIN_DONE
	} again;		/* it is asked once more, after it ran out of memory */
	struct suspect suspect; /* its program is the one in hand */
	size_t log_bytes;	/* of its log, so far */
	char tail[TAIL_SIZE];	/* of its log */
	struct child child;
	bool announced, finished; /* by this child */
	int64_t deadline;	  /* uptime_ms(); where the host minds it, never */
	int records;		  /* of a survey */
};

/* One record of the child: true when it may say so now. */
typedef bool hear_fn(struct hearing *h, struct record *r);

static int64_t program_timeout_ms;
static bool host_minds;
static int kmsg_fd = -1;
static bool unsettled;	  /* the kernel may not have freed all that ended children loaded */
static bool slept;	  /* programs that may sleep are perhaps among that */
static bool held;	  /* nor will it: a child cannot be killed */
static int first_judging; /* pid of the first child that judged an object; 0: none */

void supervise_init(const struct settings *settings)
{
	program_timeout_ms = settings->program_timeout_ms;
	host_minds = settings->host_minds;
	child_init(settings->guest);
	kmsg_fd = splats_open();
	cell_make();
	leftover_init();
	supervise_tell_splats();
}

void supervise_end(const struct docket *docket)
{
	splats_send_leaks(docket->count == 1 ? 0 : -1, first_judging);
}

void supervise_tell_splats(void)
{
	splats_send(NULL, true);
}

static void keep_tail(struct hearing *h, const char *text)
{
	size_t had = strlen(h->tail), more = strlen(text), room = sizeof(h->tail) - 1;

	if (more >= room) {
		memcpy(h->tail, text + more - room, room + 1);
	} else {
		size_t keep = had + more > room ? room - more : had;
		memmove(h->tail, h->tail + had - keep, keep);
		memcpy(h->tail + keep, text, more + 1);
	}
	/* whole lines, the last few */
	const char *from = h->tail + strlen(h->tail);
	for (int lines = 0; from > h->tail; from--)
		if (from[-1] == '\n' && ++lines > 12)
			break;
	/* nor begin within a UTF-8 sequence */
	while (((unsigned char)*from & 0xc0) == 0x80)
		from++;
	if (from > h->tail)
		memmove(h->tail, from, strlen(from) + 1);
}

static void tell_object_begin(struct hearing *h, int64_t programs, const char *producer)
{
	struct record r;

	h->programs = programs;
	record_init(&r, RECORD_OBJECT_BEGIN);
	r.object = (int64_t)h->index;
	r.programs = programs;
	snprintf(r.path, sizeof(r.path), "%s", h->entry->path);
	snprintf(r.sha256, sizeof(r.sha256), "%s", h->entry->sha256);
	text_set(r.producer, producer);
	stream_send(&r);
	ktap_object_begin(h->entry->path, (size_t)programs);
}

static void tell_begin(struct hearing *h, const struct program_result *p)
{
	struct record r;

	splats_send(&h->suspect, true);
	h->in_hand = true;
	h->again = AGAIN_NOT;
	h->suspect.program = h->next;
	h->suspect.first = h->told == 0 && !h->suspect.others;
	h->suspect.guilty = false;
	h->log_bytes = 0;
	h->tail[0] = '\0';
	h->hand = *p;
	record_init(&r, RECORD_BEGIN);
	r.object = (int64_t)h->index;
	r.program = h->next;
	r.result = *p;
	stream_send(&r);
	ktap_program_begin(p->name);
}

/*
 * A kernel that complained is never green.  Why it refused the program stays said, if it did; the
 * splat has a record.
 */
static void add_splat(struct program_result *p, const char *title)
{
	if (p->met != MET_MET && p->met != MET_UNMET)
		return;
	p->met = MET_UNMET;
	if (*p->reason)
		return;
	reason_set(p, REASON_SPLAT);
	text_set(p->detail, title);
}

/* The result of the one in hand. */
static void tell_program(struct hearing *h, struct program_result *p)
{
	struct record r;

	splats_send(&h->suspect, true);
	if (h->suspect.guilty)
		add_splat(p, h->suspect.title);
	record_init(&r, RECORD_PROGRAM);
	r.object = (int64_t)h->index;
	r.program = h->next;
	r.result = *p;
	stream_send(&r);
	ktap_program((size_t)h->next + 1, p, h->tail);
	h->in_hand = false;
	h->suspect.program = -1;
	h->next++;
	h->told++;
}

static bool same_program(const struct program_result *a, const struct program_result *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->variant, b->variant) == 0;
}

static bool hear_verdicts(struct hearing *h, struct record *r)
{
	switch (r->kind) {
	case RECORD_OBJECT_BEGIN:
		if (h->announced || r->programs < 1 || r->programs > OBJECT_PROGRAMS_MAX ||
			(h->programs >= 0 && r->programs != h->programs) ||
			(h->known >= 0 && r->programs != h->known))
			return false;
		h->announced = true;
		if (h->programs < 0)
			tell_object_begin(h, r->programs, r->producer);
		/* a resumed boot may begin behind the last one, to hear the object's end */
		return h->next <= h->programs;
	case RECORD_BEGIN:
		if (!h->announced || r->program != h->next || h->next >= h->programs)
			return false;
		if (h->in_hand && (h->again != AGAIN_DUE || !same_program(&r->result, &h->hand)))
			return false;
		if (h->in_hand)
			h->again = AGAIN_DONE;
		else
			tell_begin(h, &r->result);
		stream_drain();
		/* where it is not to be had the child waits in vain, and is timed out or dead */
		while (write(h->child.go, "", 1) < 0 && errno == EINTR)
			;
		return true;
	case RECORD_LOG:
		h->log_bytes += strlen(r->text);
		if (!h->in_hand || r->program != h->next || h->log_bytes > LOG_TEXT_MAX)
			return false;
		r->object = (int64_t)h->index;
		stream_send(r);
		keep_tail(h, r->text);
		return true;
	case RECORD_PROGRAM:
		if (!h->in_hand || r->program != h->next || !same_program(&r->result, &h->hand) ||
			!met_is_sound(&r->result))
			return false;
		tell_program(h, &r->result);
		return true;
	case RECORD_OBJECT:
		h->finished = h->announced && !h->in_hand && h->next == h->programs;
		return h->finished;
	default:
		return false;
	}
}

/* What it found out is passed on as it comes; it says itself when that was all. */
static bool hear_survey(struct hearing *h, struct record *r)
{
	if (r->kind != RECORD_FEATURES || h->records++ >= SURVEY_MAX)
		return false;
	h->finished = json_object_get(r->features, SURVEY_END) != NULL;
	stream_send(r);
	return true;
}

/* The guest's clock may be wrong: it counts only where there is no other. */
static int64_t next_deadline(void)
{
	return host_minds ? INT64_MAX : uptime_ms() + program_timeout_ms;
}

/*
 * The host says that time is up for what is going on now; what it says of something that is over is
 * too late.
 */
static bool told_to_stop(const struct hearing *h)
{
	struct order o;

	while (stream_order(&o)) {
		if (!h->entry ? o.object < 0
			      : o.object == (int64_t)h->index &&
					o.program == (h->in_hand ? h->next : -1))
			return true;
	}
	return false;
}

/* Listen until the child's end, of whatever kind. */
static enum turn listen_to_child(struct hearing *h, hear_fn *hear)
{
	static struct record r;
	struct packet packet;

	h->announced = h->finished = false;
	h->deadline = next_deadline();
	for (;;) {
		struct pollfd fds[] = {{.fd = h->child.pipe, .events = POLLIN},
			{.fd = kmsg_fd, .events = POLLIN},
			{.fd = host_minds ? stream_order_fd() : -1, .events = POLLIN}};
		int64_t left = h->deadline - uptime_ms();
		if (left <= 0 || (host_minds && told_to_stop(h)))
			return TURN_TIMED_OUT;
		int news = poll(fds, 3, left < 500 ? (int)left : 500);
		stream_tick();
		/* a report that the kernel has not ended by now has no end */
		if (fds[1].revents & POLLIN || news == 0)
			splats_send(h->entry ? &h->suspect : NULL, news == 0);
		if (!fds[0].revents)
			continue;
		ssize_t n = read(h->child.pipe, &packet, sizeof(packet));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return h->finished ? TURN_FINISHED : TURN_DIED;
		if (h->finished || packet_read(&r, &packet, (size_t)n) || !hear(h, &r)) {
			record_clear(&r);
			return TURN_LIED;
		}
		/* a log that never ends is no progress */
		if (r.kind != RECORD_LOG)
			h->deadline = next_deadline();
		record_clear(&r);
	}
}

static bool ran_out_of_memory(const struct hearing *h, enum turn turn)
{
	const bool told = cell_ran_out_of_memory();

	/*
	 * where there is no cell to tell, only the kernel's own OOM killer is left to have done
	 * that
	 */
	return told || (turn == TURN_DIED && !h->child.killed && WIFSIGNALED(h->child.status) &&
			       WTERMSIG(h->child.status) == SIGKILL);
}

/* What a turn that did not finish says of the program it stopped at. */
static void conclude(const struct hearing *h, enum turn turn, bool oom, struct program_result *p)
{
	if (turn == TURN_TIMED_OUT) {
		p->verdict = VERDICT_TIMEOUT;
		reason_set(p, REASON_PROGRAM_TIMEOUT);
		snprintf(p->detail, sizeof(p->detail), "no answer within %lld s%s",
			(long long)program_timeout_ms / 1000,
			h->child.pid ? "; its process cannot be killed" : "");
	} else if (h->suspect.guilty) {
		p->verdict = VERDICT_CRASHED;
		reason_set(p, REASON_KERNEL_CRASH);
		text_set(p->detail, h->suspect.title);
	} else if ((oom && turn != TURN_LIED) || turn == TURN_NOT_STARTED) {
		p->verdict = VERDICT_ERROR;
		reason_set(p, REASON_MEMORY);
		text_set(p->detail, "the guest ran out of memory");
		text_set(p->help, HELP_MEMORY);
	} else if (turn == TURN_DIED && WIFEXITED(h->child.status) &&
		   WEXITSTATUS(h->child.status) == CHILD_NOT_CONFINED) {
		p->verdict = VERDICT_ERROR;
		reason_set(p, REASON_NOT_CONFINED);
		text_set(p->detail,
			"the process that loads it could not be confined as others before it");
	} else {
		p->verdict = VERDICT_UNLOADABLE;
		reason_set(p, REASON_LOADER_CRASHED);
		if (turn == TURN_LIED)
			text_set(p->detail, "the process that loads it sent what it must not");
		else if (h->child.killed)
			text_set(p->detail,
				"the process that loads it closed its pipe and did not end");
		else if (WIFSIGNALED(h->child.status))
			snprintf(p->detail, sizeof(p->detail),
				"the process that loads it died of SIG%s",
				sigabbrev_np(WTERMSIG(h->child.status))
					? sigabbrev_np(WTERMSIG(h->child.status))
					: "?");
		else
			snprintf(p->detail, sizeof(p->detail),
				"the process that loads it ended early with status %d",
				WEXITSTATUS(h->child.status));
	}
	/* what a liar said that it expects is no expectation */
	if (turn == TURN_LIED)
		p->expected = VERDICT_ACCEPTED;
	p->met = verdict_meets(p->verdict, p->expected, MET_NONE);
}

/* One that did not say otherwise by its exit status. */
static bool has_settled(const struct child *c)
{
	return !c->pid && WIFEXITED(c->status) && !WEXITSTATUS(c->status);
}

static void only_settle(const void *data, int fd, int heard) __attribute__((noreturn));
static void only_settle(const void *data, int fd, int heard)
{
	(void)data;
	(void)fd;
	(void)heard;
	_exit(deferred_free_wait(slept) ? 0 : CHILD_NOT_SETTLED);
}

/*
 * What a child that is gone did not wait for itself: the kernel frees now what it had.  What it
 * says of that is @s's.
 */
static void settle_for_it(struct suspect *s)
{
	const int64_t until = uptime_ms() + 2 * DEFERRED_FREE_WAIT_MS;
	struct child child;
	bool ended = false;

	unsettled = true;
	if (child_start(&child, only_settle, NULL))
		return;
	while (!ended && uptime_ms() < until) {
		struct pollfd fds[] = {
			{.fd = child.pipe, .events = POLLIN}, {.fd = kmsg_fd, .events = POLLIN}};
		poll(fds, 2, 500);
		stream_tick();
		if (fds[1].revents & POLLIN)
			splats_send(s, false);
		ended = fds[0].revents;
	}
	child_end(&child, ended);
	unsettled = held || !has_settled(&child);
}

/*
 * Give the program at which the child stopped its result; false when the object has no further one.
 */
static bool go_on_behind(struct hearing *h, enum turn turn)
{
	struct program_result p;

	if (h->programs < 0) /* it never came to say how many; of one that was gone on with there is
				one more at least */
		tell_object_begin(h, h->known >= 0 ? h->known : h->next + 1, "");
	if (!h->in_hand) {
		program_result_init(&p);
		if (h->programs == 1)
			text_set(p.name, OBJECT_ITSELF);
		else
			snprintf(p.name, sizeof(p.name), "(program %lld)", (long long)h->next + 1);
		p.expected = VERDICT_ACCEPTED;
		if (h->next >= h->programs)
			return false;
		tell_begin(h, &p);
	}
	p = h->hand;
	const bool oom = ran_out_of_memory(h, turn);
	if (turn != TURN_NOT_STARTED && !h->child.pid)
		settle_for_it(&h->suspect);
	splats_send(&h->suspect, true);
	/* what was loaded before may have had the memory then, and is freed now */
	if (oom && turn == TURN_DIED && !h->suspect.guilty && h->again == AGAIN_NOT) {
		h->again = AGAIN_DUE;
		return true;
	}
	conclude(h, turn, oom, &p);
	tell_program(h, &p);
	return h->next < h->programs;
}

static enum turn take_turn(struct hearing *h, child_work *work, hear_fn *hear)
{
	if (child_start(&h->child, work, h))
		return TURN_NOT_STARTED;
	h->suspect.pid = h->child.pid;
	if (h->entry && !first_judging)
		first_judging = h->child.pid;
	enum turn turn = listen_to_child(h, hear);
	/* its pipe is closed: its own end tells more than one that we make */
	child_end(&h->child, turn == TURN_DIED || turn == TURN_FINISHED);
	leftover_clear();
	held |= h->child.pid > 0;
	unsettled |= turn != TURN_FINISHED || !has_settled(&h->child);
	slept |= unsettled;
	return turn;
}

static void judge_on(const void *data, int fd, int heard)
{
	const struct hearing *h = data;

	judge_object(h->docket, h->index, (size_t)h->next, program_timeout_ms, fd, heard);
}

static void find_out(const void *data, int fd, int heard)
{
	(void)data;
	survey(fd, heard);
}

void supervise_survey(void)
{
	static struct hearing h;

	h = (struct hearing){.programs = -1, .known = -1};
	take_turn(&h, find_out, hear_survey);
	unsettled = slept = true; /* it does not wait for what it loaded */
	splats_send(NULL, true);
}

void supervise_object(const struct docket *docket, size_t index, size_t from, int64_t programs)
{
	static struct hearing h;
	struct record r;
	enum turn turn;

	h = (struct hearing){
		.docket = docket,
		.entry = &docket->entries[index],
		.index = index,
		.programs = -1,
		.known = programs > OBJECT_PROGRAMS_MAX ? -1 : programs,
		.next = (int64_t)from,
		.suspect = {.object = (int64_t)index, .program = -1},
	};
	if (unsettled) { /* for the survey; or once more: it has had more time */
		settle_for_it(NULL);
		splats_send(NULL, true);
	}
	h.suspect.others = unsettled;
	do
		turn = take_turn(&h, judge_on, hear_verdicts);
	while (turn != TURN_FINISHED && go_on_behind(&h, turn));
	splats_send(&h.suspect, true);
	record_init(&r, RECORD_OBJECT);
	r.object = (int64_t)index;
	r.programs = h.told;
	stream_send(&r);
	ktap_object(index + 1, h.entry->path);
}
