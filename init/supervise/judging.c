// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/judging.h"
#include "ktap.h"
#include "stream.h"
#include "supervise/memory.h"
#include "verdict/limits.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TAIL_LINES 12

void judging_init(struct judging *j, const struct docket *docket, size_t index, size_t from,
	bool whole, int64_t known, bool others)
{
	*j = (struct judging){
		.docket = docket,
		.index = index,
		.programs = -1,
		.known = known > OBJECT_PROGRAMS_MAX ? -1 : known,
		.next = (int64_t)from,
		.memory = -1,
		.whole = whole ? WHOLE_LOAD_DUE : WHOLE_LOAD_DONE,
		.suspect = {.object = (int64_t)index, .program = -1, .others = others},
	};
}

/* Add @text to the tail, of which the last few whole lines stay. */
static void keep_tail(struct judging *j, const char *text)
{
	size_t len = strlen(j->tail), more = strlen(text), room = sizeof(j->tail) - 1;

	if (more >= room) {
		memcpy(j->tail, text + more - room, room + 1);
	} else {
		size_t keep = len + more > room ? room - more : len;
		memmove(j->tail, j->tail + len - keep, keep);
		memcpy(j->tail + keep, text, more + 1);
	}
	const char *from = j->tail + strlen(j->tail);
	for (int lines = 0; from > j->tail; from--)
		if (from[-1] == '\n' && ++lines > TAIL_LINES)
			break;
	/* it must not begin within a UTF-8 sequence */
	while (((unsigned char)*from & 0xc0) == 0x80)
		from++;
	if (from > j->tail)
		memmove(j->tail, from, strlen(from) + 1);
}

static const char *shown_name(char ret[OBJECT_NAME_SIZE], const struct docket_entry *e)
{
	return e->against ? object_name_against(ret, e->path, e->shape)
			  : object_name(ret, e->path, e->shape);
}

void judging_announce(struct judging *j, int64_t programs, const char *producer)
{
	const struct docket_entry *entry = &j->docket->entries[j->index];
	struct record r;

	j->programs = programs;
	record_init(&r, RECORD_OBJECT_BEGIN);
	r.object = (int64_t)j->index;
	r.programs = programs;
	snprintf(r.path, sizeof(r.path), "%s", entry->path);
	snprintf(r.shape, sizeof(r.shape), "%s", entry->shape);
	r.against = entry->against ? 1 : UNKNOWN_FIGURE;
	snprintf(r.sha256, sizeof(r.sha256), "%s", entry->sha256);
	text_set(r.producer, producer);
	r.memory_bytes = j->memory;
	stream_send(&r);
	ktap_object_begin(&(const struct ktap_object){.path = entry->path,
		.shape = entry->shape,
		.against = entry->against,
		.sha256 = entry->sha256,
		.producer = r.producer,
		.programs = (size_t)programs,
		.memory_bytes = j->memory});
}

void judging_begin(struct judging *j, const struct program_result *p)
{
	struct record r;

	splats_send(&j->suspect, true);
	j->current = true;
	j->retry = RETRY_NONE;
	j->suspect.program = j->next;
	j->suspect.first = j->results == 0 && !j->suspect.others;
	j->suspect.blamed = false;
	j->log_bytes = 0;
	j->tail[0] = '\0';
	j->begun = *p;
	record_init(&r, RECORD_BEGIN);
	r.object = (int64_t)j->index;
	r.program = j->next;
	r.result = *p;
	stream_send(&r);
	ktap_program_begin(p->name);
}

/* The reason of a refusal stays: the splat has a record itself. */
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

/* How much memory would do, where it is the maps that do not fit. */
static void help_with_memory(const struct judging *j, struct program_result *p)
{
	const int64_t mib =
		j->memory > 0 && reason_is(p, REASON_MEMORY) ? memory_guest_mib(j->memory) : 0;

	if (mib)
		snprintf(p->help, sizeof(p->help),
			"the maps take %lld MiB, and this guest has %lld MiB in all: "
			"--memory %lldM, on a host that has so much",
			(long long)(j->memory >> 20), (long long)memory_total_mib(),
			(long long)mib);
}

static void send_whole(struct judging *j, const struct program_result *p, int64_t programs)
{
	struct record r;

	record_init(&r, RECORD_WHOLE);
	r.object = (int64_t)j->index;
	r.programs = programs;
	r.result = *p;
	stream_send(&r);
	ktap_whole(p, programs);
}

void judging_result(struct judging *j, struct program_result *p)
{
	struct record r;

	splats_send(&j->suspect, true);
	if (j->suspect.blamed)
		add_splat(p, j->suspect.title);
	help_with_memory(j, p);
	record_init(&r, RECORD_PROGRAM);
	r.object = (int64_t)j->index;
	r.program = j->next;
	r.result = *p;
	stream_send(&r);
	ktap_program((size_t)j->next + 1, p, j->tail);
	j->current = false;
	j->log_bytes = 0;
	j->suspect.program = -1;
	j->next++;
	j->results++;
	if (j->whole_owed)
		send_whole(j, &j->loading, -1);
	j->whole_owed = false;
}

/* What follows is of the whole object, of which no program is current. */
static void judging_whole_begin(struct judging *j, const struct program_result *p)
{
	struct record r;

	splats_send(&j->suspect, true);
	j->whole = WHOLE_LOAD_OPEN;
	j->suspect.whole = true;
	j->suspect.first = j->results == 0 && !j->suspect.others;
	j->log_bytes = 0;
	j->tail[0] = '\0';
	j->loading = *p;
	record_init(&r, RECORD_WHOLE_BEGIN);
	r.object = (int64_t)j->index;
	r.result = *p;
	stream_send(&r);
}

void judging_whole(struct judging *j, struct program_result *p, int64_t programs)
{
	splats_send(&j->suspect, true);
	if (j->suspect.whole_blamed)
		add_splat(p, j->suspect.whole_title);
	help_with_memory(j, p);
	j->whole = WHOLE_LOAD_DONE;
	j->whole_logged = false;
	j->suspect.whole = false;
	j->whole_owed = j->current;
	if (j->current)
		j->loading = *p;
	else
		send_whole(j, p, programs);
}

void judging_end(const struct judging *j)
{
	const struct docket_entry *entry = &j->docket->entries[j->index];
	char name[OBJECT_NAME_SIZE];
	struct record r;

	record_init(&r, RECORD_OBJECT);
	r.object = (int64_t)j->index;
	r.programs = j->results;
	stream_send(&r);
	ktap_object_end(j->index + 1, shown_name(name, entry));
}

static bool accept_needs(struct judging *j, const struct record *r)
{
	if (j->announced || j->memory_known)
		return false;
	j->memory_known = true;
	j->memory = r->memory_bytes;
	return true;
}

/*
 * Ask the host for a guest that holds the object's maps, where this one does not and the host has a
 * larger one.  This boot then judges nothing more.
 */
static bool ask_for_memory(struct judging *j)
{
	const struct docket_entry *entry = &j->docket->entries[j->index];
	char name[OBJECT_NAME_SIZE];
	struct record r;

	record_init(&r, RECORD_NEEDS);
	/* one that is smaller than the maps would not hold them either */
	if (j->memory > 0 && j->memory >> 20 < j->memory_max_mib)
		r.memory_mib = memory_guest_mib(j->memory);
	if (r.memory_mib <= 0)
		return false;
	j->too_large = true;
	r.object = (int64_t)j->index;
	r.memory_bytes = j->memory;
	stream_send(&r);
	ktap_needs(shown_name(name, entry), r.memory_mib);
	return true;
}

static bool accept_announcement(struct judging *j, const struct record *r)
{
	if (j->announced || r->programs < 1 || r->programs > OBJECT_PROGRAMS_MAX ||
		(j->programs >= 0 && r->programs != j->programs) ||
		(j->known >= 0 && r->programs != j->known))
		return false;
	j->announced = true;
	if (j->programs < 0 && ask_for_memory(j)) {
		j->turn.stopped = true;
		return true;
	}
	if (j->programs < 0)
		judging_announce(j, r->programs, r->producer);
	/* a resumed boot may start after the last program, for the object's end alone */
	return j->next <= j->programs;
}

static bool is_current(const struct judging *j, const struct program_result *p)
{
	return strcmp(p->name, j->begun.name) == 0 && strcmp(p->variant, j->begun.variant) == 0;
}

/* The child may load what it has begun. */
static void release_child(const struct judging *j)
{
	/* the next thing may kill the kernel: what the port still holds would be lost */
	stream_drain();
	/* where this fails the child waits in vain, and is dead already or will time out */
	while (write(j->turn.child.go, "", 1) < 0 && errno == EINTR)
		;
}

static bool accept_begin(struct judging *j, const struct record *r)
{
	if (!j->announced || r->program != j->next || j->next >= j->programs || j->whole_logged)
		return false;
	if (j->current && (j->retry != RETRY_DUE || !is_current(j, &r->result)))
		return false;
	j->unreached = (struct coverage_sum){0};
	j->hot = (struct hot_sum){0};
	if (j->current)
		j->retry = RETRY_DONE;
	else
		judging_begin(j, &r->result);
	release_child(j);
	return true;
}

static bool accept_whole_begin(struct judging *j, const struct record *r)
{
	const bool first = j->whole == WHOLE_LOAD_DUE;

	if (!j->announced || j->current || j->whole == WHOLE_LOAD_DONE || j->whole_logged ||
		(first && (j->next || strcmp(r->result.name, OBJECT_ITSELF) != 0)))
		return false;
	/* the object, and each program, once in each load: each record renews the deadline */
	if (j->whole_begins++ >= WHOLE_LOADS_MAX * (j->programs + 1))
		return false;
	judging_whole_begin(j, &r->result);
	release_child(j);
	return true;
}

static bool accept_whole(struct judging *j, struct record *r)
{
	if (j->whole != WHOLE_LOAD_OPEN || j->current || !met_is_sound(&r->result) ||
		r->result.expected != VERDICT_ACCEPTED || r->programs < 1 ||
		r->programs > j->programs)
		return false;
	judging_whole(j, &r->result, r->programs);
	return true;
}

static bool accept_log(struct judging *j, struct record *r)
{
	const bool of_whole = r->program < 0;

	j->log_bytes += strlen(r->text);
	if (j->current == of_whole || j->log_bytes > LOG_TEXT_MAX ||
		(of_whole ? j->whole != WHOLE_LOAD_OPEN : r->program != j->next))
		return false;
	j->whole_logged |= of_whole;
	r->object = (int64_t)j->index;
	stream_send(r);
	keep_tail(j, r->text);
	return true;
}

static bool accept_unreached(struct judging *j, struct record *r)
{
	if (!j->current || r->program != j->next || !j->docket->coverage ||
		!coverage_add(&j->unreached, r->text))
		return false;
	r->object = (int64_t)j->index;
	stream_send(r);
	return true;
}

static bool accept_hot(struct judging *j, struct record *r)
{
	if (!j->current || r->program != j->next || !hot_add(&j->hot, r->text))
		return false;
	r->object = (int64_t)j->index;
	stream_send(r);
	return true;
}

static bool accept_result(struct judging *j, struct record *r)
{
	if (!j->current || r->program != j->next || !is_current(j, &r->result) ||
		!met_is_sound(&r->result) || !coverage_agrees(&j->unreached, &r->result) ||
		!hot_agrees(&j->hot, &r->result))
		return false;
	judging_result(j, &r->result);
	return true;
}

bool judging_accept(struct turn *t, struct record *r)
{
	struct judging *j = t->data;

	switch (r->kind) {
	case RECORD_NEEDS:
		return accept_needs(j, r);
	case RECORD_OBJECT_BEGIN:
		return accept_announcement(j, r);
	case RECORD_BEGIN:
		return accept_begin(j, r);
	case RECORD_LOG:
		return accept_log(j, r);
	case RECORD_UNREACHED:
		return accept_unreached(j, r);
	case RECORD_HOT:
		return accept_hot(j, r);
	case RECORD_PROGRAM:
		return accept_result(j, r);
	case RECORD_WHOLE_BEGIN:
		return accept_whole_begin(j, r);
	case RECORD_WHOLE:
		return accept_whole(j, r);
	case RECORD_OBJECT:
		t->finished = j->announced && !j->current && j->whole != WHOLE_LOAD_OPEN &&
			      j->next == j->programs;
		return t->finished;
	default:
		return false;
	}
}
