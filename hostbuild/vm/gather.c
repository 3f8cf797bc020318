// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the gathering works
 *
 * Goal: take from the record stream exactly what a sound /init sends, and notice anything else. The
 * line is a serial port: bytes get lost, and a broken kernel or a hostile object may write to it. A
 * boot that is garbled proves nothing from the record on that does not check.
 *
 * Frames.  Each line must be a frame (verdict/frame.h) with this boot's nonce, a sound checksum and
 * the next number.  Before hello other lines are passed over, since firmware writes to the port
 * too; a lost hello shows in the number of the next frame.  Each frame must hold a sound record
 * (verdict/record.h).  Records of unknown kinds are passed over.
 *
 * Order.  A boot sends
 *
 *	hello features* plan
 *	{ object-begin [ whole ] program* object }*
 *	[ needs ] end
 *
 * where a program is { begin { log | unreached | hot }* program }, and the whole is
 *
 *	whole-begin { whole-begin | program }* log* whole
 *
 * with splats, reports and ticks anywhere after hello, features too, and a fault in place of the
 * rest.  At each record the place must be right (struct gather: object, program, object_open,
 * program_open), and what it repeats must agree:
 *
 *	hello		once; the same kernel in each boot of the trial
 *	plan		once; the docket that was packed, and the place where /init was to begin
 *	object-begin	the object that is due, as packed; as many programs as in earlier boots
 *	whole-begin	the first one before any program of its object, and not where the object
 *			was loaded as a whole in an earlier boot
 *	begin		the program that is due, within the whole as after it
 *	log		the open program, else the open whole
 *	unreached, hot	the open program
 *	program, whole	what is open; words that can go together (met_is_sound()); in a whole
 *			no more programs than the object has
 *	object		after its last program, with the count of those in this boot
 *	needs		in place of an object-begin, if this boot was offered a larger guest; the
 *			end comes next
 *	end		after the last object or needs, with the counts of this boot; nothing comes
 *			after it
 *
 * Bounds.  Logs, reports, splats, features and programs have bounds for each and for their sum.
 * Beyond them logs are cut and splats only counted.  The others are lies: garbled.
 *
 * Time.  Where the host keeps the deadlines (host_deadline) a timeout counts only after the host
 * ordered the stop: a guest's clock may run 20 times too fast.  One that comes earlier ends the
 * boot (early_timeout), and trial.c asks once more.  A whole may time out with a program in it.
 *
 * Memory.  Where there is a larger guest (memory_max_mib), that a program or a whole ran out of
 * memory is no answer yet: the boot ends (out_of_memory), and trial.c asks once more.
 *
 * Across boots.  object, program and whole_done are what is due.  A boot begins there, and when it
 * is over trial.c may begin again with what is open, blame it, skip the object, or rewind to where
 * the boot began.  An object of which nothing has a result may announce another count in the next
 * boot: the process that counts may have died before it did.
 */
#include "vm/gather.h"
#include "cleanup.h"
#include "verdict/limits.h"
#include "verdict/text.h"
#include "vm/gather-parts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void gather_init(struct gather *g, struct result_kernel *kernel, const char *docket_sha256)
{
	*g = (struct gather){.kernel = kernel,
		.docket_sha256 = docket_sha256,
		.logs_left = GATHER_LOGS_MAX,
		.unreached_left = GATHER_UNREACHED_MAX,
		.programs_max = GATHER_PROGRAMS_MAX};
}

void gather_clear(struct gather *g)
{
	free(steal(&g->log));
	free(steal(&g->unreached));
	free(steal(&g->hot));
}

void gather_boot(struct gather *g, const char *nonce)
{
	snprintf(g->nonce, sizeof(g->nonce), "%s", nonce);
	g->next_seq = 0;
	g->hello = g->plan = g->ended = false;
	g->object_open = g->whole_open = g->program_open = false;
	g->from_object = g->object;
	g->from_program = g->program;
	g->from_whole = g->whole_done;
	if (!g->program && !g->whole_done && g->object < (int64_t)g->kernel->n_objects)
		g->kernel->objects[g->object].announced = -1;
	g->boot_programs = g->boot_splats = g->features = 0;
	g->first_splat = g->kernel->n_splats;
	g->report_bytes = 0;
	g->uptime_ms = -1;
	g->last_kind = RECORD_NONE;
	g->stop_sent = g->whole_stopped = g->early_timeout = g->out_of_memory = false;
	g->needs_mib = g->needs_bytes = 0;
	g->garbled[0] = '\0';
	g->fault[0] = '\0';
	free(steal(&g->log));
	g->log_len = g->features_bytes = 0;
	g->log_cut = false;
}

static int on_hello(struct gather *g, const struct record *r)
{
	if (g->hello)
		return gather_garbled(g, "a second hello");
	if (r->protocol != STREAM_PROTOCOL)
		return gather_garbled(g,
			"protocol %" PRId64 ", not %d: tool and init do not belong together",
			r->protocol, STREAM_PROTOCOL);
	g->hello = true;
	return gather_identity(g, r);
}

static int on_plan(struct gather *g, const struct record *r)
{
	if (g->plan)
		return gather_garbled(g, "a second plan");
	if (r->objects != (int64_t)g->kernel->n_objects || strcmp(r->docket, g->docket_sha256) != 0)
		return gather_garbled(g, "the guest's docket is not the one that was packed");
	if (r->from_object != g->from_object || r->from_program != g->from_program ||
		r->from_whole != (g->from_whole || g->from_program))
		return gather_garbled(g, "the guest began elsewhere than it was asked to");
	g->plan = true;
	return 1;
}

static int64_t announced_in_all(const struct result_kernel *k)
{
	int64_t sum = 0;

	for (size_t i = 0; i < k->n_objects; i++)
		sum += k->objects[i].announced > 0 ? k->objects[i].announced : 0;
	return sum;
}

static int set_producer(struct gather *g, struct result_object *o, const char *producer)
{
	free(o->producer);
	o->producer = *producer ? strdup(producer) : NULL;
	return *producer && !o->producer ? gather_garbled(g, "out of memory") : 1;
}

static int on_needs(struct gather *g, const struct record *r)
{
	if (!g->plan || g->object_open || r->object != g->object ||
		r->object >= (int64_t)g->kernel->n_objects || !g->memory_max_mib)
		return gather_garbled(g, "needs out of turn");
	if (r->memory_mib < 1 || r->memory_mib > GUEST_MEMORY_MIB_MAX ||
		r->memory_bytes > MAPS_BYTES_MAX)
		return gather_garbled(
			g, "object %" PRId64 " needs more memory than there is", r->object);
	g->needs_mib = r->memory_mib;
	g->needs_bytes = r->memory_bytes;
	return 1;
}

static int on_object_begin(struct gather *g, const struct record *r)
{
	struct result_object *o;

	if (!g->plan || g->object_open || r->object != g->object ||
		r->object >= (int64_t)g->kernel->n_objects)
		return gather_garbled(g, "object-begin out of turn");
	o = &g->kernel->objects[r->object];
	if (strcmp(o->path, r->path) != 0 || strcmp(o->shape, r->shape) != 0 ||
		o->against != (r->against == 1) || strcmp(o->sha256, r->sha256) != 0)
		return gather_garbled(
			g, "object %" PRId64 " is another than was packed", r->object);
	/* an object without programs has one record that stands for it */
	if (r->programs < 1 || r->programs > OBJECT_PROGRAMS_MAX ||
		(o->announced >= 0 && o->announced != r->programs))
		return gather_garbled(
			g, "object %" PRId64 " announces another count of programs", r->object);
	if (r->memory_bytes > MAPS_BYTES_MAX)
		return gather_garbled(
			g, "object %" PRId64 " takes more memory than there is", r->object);
	o->announced = r->programs;
	o->memory_bytes = r->memory_bytes;
	if (announced_in_all(g->kernel) > g->programs_max)
		return gather_garbled(
			g, "more than %" PRId64 " programs in all objects", g->programs_max);
	g->object_open = true;
	return set_producer(g, o, r->producer);
}

static int on_begin(struct gather *g, const struct record *r)
{
	/* a log that is open is that of the whole, and ends it */
	if (!g->object_open || g->program_open || g->log || r->object != g->object ||
		r->program != g->program || r->program >= g->kernel->objects[g->object].announced)
		return gather_garbled(g, "begin out of turn");
	g->program_open = true;
	free(steal(&g->unreached));
	free(steal(&g->hot));
	g->sum = (struct coverage_sum){0};
	g->hot_sum = (struct hot_sum){0};
	g->current = r->result;
	return 1;
}

/* The open program, or with -1 the whole outside of its programs. */
static bool is_log_of_open(const struct gather *g, const struct record *r)
{
	return r->object == g->object &&
	       (g->program_open ? r->program == g->program : g->whole_open && r->program < 0);
}

static bool is_of_open_program(const struct gather *g, const struct record *r)
{
	return g->program_open && r->object == g->object && r->program == g->program;
}

static int on_program(struct gather *g, const struct record *r)
{
	const struct program_result *p = &r->result;

	if (!is_of_open_program(g, r) || strcmp(p->name, g->current.name) != 0 ||
		strcmp(p->variant, g->current.variant) != 0)
		return gather_garbled(g, "program out of turn");
	if (!met_is_sound(p))
		return gather_garbled(g, "%s where %s was expected cannot be %s",
			verdict_word(p->verdict),
			p->expected ? verdict_word(p->expected) : "nothing", met_word(p->met));
	if (gather_is_no_answer(g, p, g->stop_sent))
		return 1;
	g->boot_programs++;
	return gather_keep_program(g, p);
}

static int on_object(struct gather *g, const struct record *r)
{
	struct result_object *o;

	if (!g->object_open || g->whole_open || g->program_open || r->object != g->object)
		return gather_garbled(g, "object out of turn");
	o = &g->kernel->objects[g->object];
	int64_t here = g->object == g->from_object ? g->program - g->from_program : g->program;
	if (r->programs != here || g->program != o->announced)
		return gather_garbled(g,
			"object %" PRId64 " ends with %" PRId64 " programs, %" PRId64
			" came of %" PRId64,
			r->object, r->programs, here, o->announced);
	o->ended = true;
	g->object_open = g->stop_sent = g->whole_done = false;
	g->object++;
	g->program = 0;
	return 1;
}

static int on_end(struct gather *g, const struct record *r)
{
	if (!g->plan || g->object_open ||
		(g->object != (int64_t)g->kernel->n_objects && !g->needs_mib))
		return gather_garbled(g, "the end came with objects still to be judged");
	if (r->objects != g->object - g->from_object || r->programs != g->boot_programs ||
		r->splats != g->boot_splats)
		return gather_garbled(g,
			"the end's counts do not match: %" PRId64 " programs of %" PRId64,
			g->boot_programs, r->programs);
	g->ended = true;
	return 1;
}

static int on_fault(struct gather *g, const struct record *r)
{
	text_set(g->fault, *r->text ? r->text : "the guest cannot judge, and does not say why");
	return 1;
}

static int on_record(struct gather *g, const struct record *r)
{
	if (g->ended)
		return gather_garbled(g, "a record after the end");
	if (!g->hello && r->kind != RECORD_HELLO)
		return gather_garbled(g, "does not begin with hello");
	if (g->needs_mib && (r->kind == RECORD_OBJECT_BEGIN || r->kind == RECORD_NEEDS))
		return gather_garbled(g, "an object after a larger guest was asked for");
	switch (r->kind) {
	case RECORD_HELLO:
		return on_hello(g, r);
	case RECORD_FEATURES:
		return gather_features(g, r);
	case RECORD_PLAN:
		return on_plan(g, r);
	case RECORD_NEEDS:
		return on_needs(g, r);
	case RECORD_OBJECT_BEGIN:
		return on_object_begin(g, r);
	case RECORD_BEGIN:
		return on_begin(g, r);
	case RECORD_WHOLE_BEGIN:
		return gather_whole_begin(g, r);
	case RECORD_WHOLE:
		return gather_whole(g, r);
	case RECORD_LOG:
		return is_log_of_open(g, r) ? gather_log(g, r)
					    : gather_garbled(g, "log out of turn");
	case RECORD_UNREACHED:
		return is_of_open_program(g, r) ? gather_unreached(g, r)
						: gather_garbled(g, "unreached out of turn");
	case RECORD_HOT:
		return is_of_open_program(g, r) ? gather_hot(g, r)
						: gather_garbled(g, "hot out of turn");
	case RECORD_PROGRAM:
		return on_program(g, r);
	case RECORD_SPLAT:
		return gather_splat(g, r);
	case RECORD_REPORT:
		return gather_report(g, r);
	case RECORD_OBJECT:
		return on_object(g, r);
	case RECORD_END:
		return on_end(g, r);
	case RECORD_FAULT:
		return on_fault(g, r);
	case RECORD_TICK:
	case RECORD_NONE: /* of a later version */
		break;
	}
	return 1;
}

int gather_line(struct gather *g, const char *line, size_t len, bool overlong)
{
	static struct record r;
	const char *json, *why = "longer than a record";
	size_t json_len;
	uint64_t seq;

	if (*g->garbled)
		return -EBADMSG;
	if (g->early_timeout || g->out_of_memory)
		return 0;
	int ret =
		overlong ? -EBADMSG : frame_read(line, len, g->nonce, &seq, &json, &json_len, &why);
	if (ret == -EBADMSG && !g->hello && g->next_seq == 0)
		return 0;
	if (ret)
		return gather_garbled(g, "a record after number %" PRIu64 " does not check: %s",
			g->next_seq, why);
	if (seq != g->next_seq)
		return gather_garbled(
			g, "record %" PRIu64 " came where %" PRIu64 " was due", seq, g->next_seq);
	g->next_seq++;
	ret = record_read(&r, json, json_len, &why);
	g->features_bytes += r.kind == RECORD_FEATURES ? json_len : 0;
	ret = ret ? gather_garbled(g, "record %" PRIu64 " is malformed: %s", seq, why)
		  : on_record(g, &r);
	g->last_kind = r.kind;
	if (ret > 0 && r.uptime_ms >= 0)
		g->uptime_ms = r.uptime_ms;
	record_clear(&r);
	return ret;
}

enum outcome gather_outcome(const struct gather *g)
{
	if (*g->garbled)
		return OUTCOME_GARBLED;
	if (!g->hello)
		return OUTCOME_NO_BOOT;
	if (*g->fault || g->early_timeout)
		return OUTCOME_INFRA;
	if (g->out_of_memory || (g->ended && g->needs_mib))
		return OUTCOME_MEMORY;
	return g->ended ? OUTCOME_COMPLETE : OUTCOME_TRUNCATED;
}
