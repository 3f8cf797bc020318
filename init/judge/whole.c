// SPDX-License-Identifier: GPL-2.0-only
/*
 * Theory of operation
 *
 * An object's own loader calls bpf_object__load() once: all programs, maps shared.  So does this,
 * and takes each program's verdict from that one load: the kernel answers BPF_PROG_LOAD for one
 * program at a time, whatever else the object has.
 *
 * Before each such call the program's begin record is sent, after it the program's result: as the
 * kernel may die of it.  Programs that are only loaded here, and judged alone later, are named by a
 * whole-begin record instead.
 *
 * Where the kernel refuses a program, the program is judged alone at once, in an object of its own
 * that is opened meanwhile, and the whole load goes on with the next one (load/whole.c).  Accepted
 * alone: then it is the company that the kernel minds, and the whole is unmet though each program
 * is met.  If the programs share a map of programs, load/map-owners.h finds in what they differ.
 *
 * libbpf may give up before it has asked the kernel about any program.
 *
 *	It names a program (an attach target that is missing): that one is judged alone, and the
 *	others are loaded without it, in one more load.
 *	It names a map: the programs that use it are judged alone, and the others are loaded without
 *	it.
 *	It names neither (an extern): every program is judged alone.
 *
 * The whole has the verdict of the first program that is refused, as its loader would see it, or of
 * what libbpf gave up for.  If a program of it has no answer, because of what only its loader
 * knows, the others are loaded without it, and the whole is unknown.
 */
#include "judge/whole.h"
#include "judge/item.h"
#include "judge/settings.h"
#include "judge/whole-cause.h"
#include "libbpf-setup.h"
#include "load/deferred-free.h"
#include "load/whole.h"
#include "send.h"
#include "verdict/limits.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No item gives the result of this program. */
#define NO_ITEM SIZE_MAX

struct whole {
	struct judged_object *o;
	size_t judged; /* items that get their result here */
	size_t next;   /* the first item without one */

	/* Per program. */
	bool *members;
	bool *asked; /* the kernel was, in the current load */
	uint32_t *flags;
	size_t *items;

	size_t count;		  /* of the programs that are loaded together */
	bool waits;		  /* the result is sent after the load, when all is freed */
	struct record held;	  /* of that result */
	bool refused;		  /* a program was refused in the current load */
	bool dropped;		  /* … and is left out of the next one */
	struct whole_cause cause; /* of what the whole comes to */
	struct whole_load *load;  /* the current one */
	/* The first program that libbpf gave up for, before the kernel was asked. */
	char left_out[NAME_SIZE];
	int left_err; /* positive errno; 0: there is none */
	char *left_warnings;
};

static void *take(size_t count, size_t size)
{
	void *p = calloc(count + 1, size);

	if (!p)
		_exit(1); /* PID 1 finds out whether memory ran out */
	return p;
}

static void list_members(struct whole *w)
{
	struct judged_object *o = w->o;
	struct bpf_program *program;
	uint32_t left_out;
	size_t n = 0;

	w->members = take(o->programs, sizeof(*w->members));
	w->asked = take(o->programs, sizeof(*w->asked));
	w->flags = take(o->programs, sizeof(*w->flags));
	w->items = take(o->programs, sizeof(*w->items));
	w->cause.programs = take(o->programs, sizeof(struct bpf_program *));
	bpf_object__for_each_program(program, o->bpf) {
		w->items[n] = NO_ITEM;
		w->cause.programs[n++] = program;
	}
	for (size_t i = 0; i < o->count; i++) {
		struct judged_item *item = &o->items[i];
		if (item->part == WHOLE_APART || w->members[item->index])
			continue;
		w->members[item->index] = true;
		w->count++;
		if (item->part == WHOLE_JUDGED)
			w->items[item->index] = i;
		if (!o->auxiliary[item->variant][item->index])
			w->flags[item->index] = item_flags(o, item_expectation(o, item), &left_out);
	}
}

/* "(object)", or the program that is about to be loaded. */
static void send_whole_begin(const char *name)
{
	struct record r;

	record_init(&r, RECORD_WHOLE_BEGIN);
	r.object = 0;
	text_set(r.result.name, *name ? name : OBJECT_ITSELF);
	r.result.expected = VERDICT_ACCEPTED;
	send_begin(&r);
}

/*
 * Judge all items before @end alone: those that libbpf gave up for.  One that is accepted alone is
 * what the whole is unloadable for.
 */
static void judge_until(struct whole *w, size_t end)
{
	struct program_result p;

	while (w->next < end) {
		judge_item(w->o, w->next++, &p);
		cause_result(&w->cause, &p);
		if (p.verdict == VERDICT_ACCEPTED && w->left_err)
			cause_libbpf(&w->cause, w->left_out, w->left_err, w->left_warnings);
	}
}

static void before(void *data, size_t program)
{
	struct whole *w = data;
	const size_t item = w->items[program];

	w->asked[program] = true;
	if (item == NO_ITEM || item < w->next) {
		send_whole_begin(bpf_program__name(w->cause.programs[program]));
		return;
	}
	judge_until(w, item);
	item_begin(&w->held, w->o, item);
}

/* The result of the item that @program gives here, judged alone where it was refused. */
static void judge_together(struct whole *w, size_t program, struct load_answer *answer)
{
	const bool accepted = answer->accepted;
	struct load_answer kept = *answer;

	kept.log = strdup(answer->log); /* @answer's is taken over */
	if (!kept.log)
		_exit(1); /* PID 1 finds out whether memory ran out */
	item_judge(&w->held, w->o, w->next++, answer);
	if (!w->waits)
		send_record(&w->held);
	if (!accepted && w->held.result.verdict == VERDICT_ACCEPTED)
		cause_refused(&w->cause, w->held.result.name, &w->held.result, &kept,
			w->cause.programs[program]);
	else
		cause_result(&w->cause, &w->held.result);
	free(kept.log);
}

static void after(
	void *data, size_t program, const struct watched_call *call, struct load_answer *answer)
{
	struct whole *w = data;
	const size_t item = w->items[program];
	const bool accepted = answer->accepted;

	w->cause.loading = w->load->object;
	owners_note(&w->cause.owners, program, call);
	if (item != NO_ITEM && item >= w->next)
		judge_together(w, program, answer);
	else if (!accepted)
		cause_refused(&w->cause, bpf_program__name(w->cause.programs[program]), NULL,
			answer, w->cause.programs[program]);
	w->refused |= !accepted;
	if (accepted || w->cause.result.verdict)
		return;
	/* an alternative, or a program without an answer: no cause; the others go without it */
	w->members[program] = false;
	w->dropped = true;
}

/* The member that @warnings name last; NO_ITEM: they name none. */
static size_t find_named(const struct whole *w, const char *warnings)
{
	const char *last = NULL;
	char mark[NAME_SIZE + 16];
	size_t found = NO_ITEM;

	for (size_t i = 0; i < w->o->programs; i++) {
		snprintf(mark, sizeof(mark), "prog '%s':", bpf_program__name(w->cause.programs[i]));
		const char *at = w->members[i] ? strstr(warnings, mark) : NULL;
		if (at && (!last || at > last)) {
			last = at;
			found = i;
		}
	}
	return found;
}

/* The map that could not be created; NULL: another failure. */
static const char *find_failed_map(const struct whole *w, const char *warnings)
{
	char mark[NAME_SIZE + 32];
	struct bpf_map *map;

	bpf_object__for_each_map(map, w->o->bpf) {
		snprintf(mark, sizeof(mark), "map '%s': failed to create", bpf_map__name(map));
		if (strstr(warnings, mark))
			return bpf_map__name(map);
	}
	return NULL;
}

/* Leave out the programs that use the map which could not be created.  False: there is none. */
static bool leave_out_users(struct whole *w, const char *warnings)
{
	const char *map = find_failed_map(w, warnings);
	bool any = false;

	for (size_t i = 0; map && i < w->o->programs; i++) {
		if (!w->members[i] || !references_use(w->o->references,
					      bpf_program__name(w->cause.programs[i]), map))
			continue;
		w->members[i] = false;
		any = true;
	}
	return any;
}

/*
 * Leave out what libbpf gave up for before any program was loaded: a program, or those that use a
 * map.  False: it gave up for neither.
 */
static bool leave_out(struct whole *w, const struct whole_load *load)
{
	const size_t i = find_named(w, load->warnings);

	if (i == NO_ITEM) {
		cause_libbpf(&w->cause, OBJECT_ITSELF, load->err, load->warnings);
		return leave_out_users(w, load->warnings);
	}
	w->members[i] = false;
	if (w->items[i] == NO_ITEM) /* it has no result yet */
		cause_libbpf(&w->cause, bpf_program__name(w->cause.programs[i]), load->err,
			load->warnings);
	if (!w->left_err) {
		text_set(w->left_out, bpf_program__name(w->cause.programs[i]));
		w->left_err = load->err;
		w->left_warnings = strdup(load->warnings);
		if (!w->left_warnings)
			_exit(1); /* PID 1 finds out whether memory ran out */
	}
	return true;
}

static bool any_member(const struct whole *w)
{
	for (size_t i = 0; i < w->o->programs; i++)
		if (w->members[i])
			return true;
	return false;
}

static void forget_asked(struct whole *w)
{
	memset(w->asked, 0, w->o->programs * sizeof(*w->asked));
}

/* Load the object, again without each program that libbpf gives up for.  0 or -errno. */
static int load_members(struct whole *w)
{
	const struct configure configure = settings_configure(w->o);
	const struct load_request request = {.bytes = w->o->bytes,
		.references = w->o->references,
		.mended = &w->o->mended,
		.len = w->o->len,
		.path = w->o->entry->path,
		.program = LOAD_WHOLE,
		.auxiliary = w->members,
		.flags = w->flags,
		.dropped = w->o->entry->loader.dropped,
		.btf_path = w->o->settings.btf_path,
		.configure = &configure,
		.kconfig = w->o->settings.kconfig};
	bool again = true;
	int r = 0;

	for (int loads = 0; loads < WHOLE_LOADS_MAX && any_member(w) && again && !r; loads++) {
		struct whole_load load = {
			.request = &request, .before = before, .after = after, .data = w};
		again = false;
		send_whole_begin(OBJECT_ITSELF);
		owners_clear(&w->cause.owners);
		w->load = &load;
		w->refused = w->dropped = false;
		forget_asked(w);
		r = load_whole(&load);
		w->o->probed = 1;
		if (!r && load.err && !w->refused)
			again = leave_out(w, &load);
		else if (!r && w->dropped && !w->cause.result.verdict)
			again = true;
		whole_load_clear(&load);
	}
	if (again)
		forget_asked(w);
	return r;
}

/*
 * A member that the kernel was not asked about in the last load has no answer: it was left out as
 * the object opened (load/open.c), or one more load was needed.
 */
static void note_unasked(struct whole *w)
{
	for (size_t i = 0; i < w->o->programs && !*w->cause.unknown; i++)
		if (w->members[i] && !w->asked[i])
			text_set(w->cause.unknown, bpf_program__name(w->cause.programs[i]));
}

static void finish(struct whole *w)
{
	struct program_result *p = &w->cause.result;
	struct record r;

	if (!p->verdict) {
		note_unasked(w);
		p->verdict = VERDICT_ACCEPTED;
	}
	p->met = settings_whole(p, w->o) ? verdict_meets(p->verdict, VERDICT_ACCEPTED, MET_NONE)
					 : MET_UNKNOWN;
	if (*w->cause.unknown) {
		p->met = MET_UNKNOWN;
		if (!*p->detail)
			snprintf(p->detail, sizeof(p->detail),
				"loaded without %s, of which the answer is unknown",
				w->cause.unknown);
	}
	if (w->cause.log && p->verdict != VERDICT_ACCEPTED)
		send_log(-1, w->cause.log, strlen(w->cause.log));
	record_init(&r, RECORD_WHOLE);
	r.programs = (int64_t)w->count;
	r.result = *p;
	send_record(&r);
}

size_t whole_judge(struct judged_object *o, size_t judged)
{
	struct whole w = {
		.o = o, .judged = judged, .waits = o->count == 1 && judged, .cause = {.o = o}};
	struct program_result *p = &w.cause.result;

	program_result_init(p);
	text_set(p->name, OBJECT_ITSELF);
	p->expected = VERDICT_ACCEPTED;
	list_members(&w);
	if (!w.count)
		return 0;
	const char *lacks;
	for (size_t i = 0; i < o->programs; i++) {
		const int lack = settings_lack(o, i, &lacks);
		if (lack)
			cause_libbpf(&w.cause, bpf_program__name(w.cause.programs[i]), lack, lacks);
	}
	const int err = load_members(&w);
	if (err) /* now: what is judged from here on has warnings of its own */
		cause_libbpf(&w.cause, OBJECT_ITSELF, -err, libbpf_warnings());
	if (w.waits && w.next) { /* as judge_item() does */
		o->all_freed = deferred_free_wait(watch_saw_sleepable());
		send_record(&w.held);
	}
	/* of those that libbpf gave up for, the whole has the verdict */
	if (!p->verdict && w.next < judged)
		judge_until(&w, judged);
	finish(&w);
	owners_clear(&w.cause.owners);
	free(w.cause.log);
	free(w.left_warnings);
	free(w.members);
	free(w.asked);
	free(w.flags);
	free(w.items);
	free(w.cause.programs);
	return w.next;
}
