// SPDX-License-Identifier: GPL-2.0-only
#include "vm/gather.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/text.h"
#include "verdict/limits.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SPLATS_MAX   1000
#define FEATURES_MAX 65536 /* keys and members of arrays; a survey comes to six thousand */
/*
 * A sum of what is bounded has its bound too: a guest must not fill the host's memory record by
 * record.
 */
#define FEATURES_BYTES (4 << 20) /* of records of features in a boot; a survey comes to 200 KB */

void gather_init(struct gather *g, struct result_kernel *kernel, const char *docket_sha256)
{
	*g = (struct gather){.kernel = kernel,
		.docket_sha256 = docket_sha256,
		.logs_left = GATHER_LOGS_MAX,
		.programs_max = GATHER_PROGRAMS_MAX};
}

void gather_clear(struct gather *g)
{
	free(steal(&g->log));
}

void gather_boot(struct gather *g, const char *nonce)
{
	snprintf(g->nonce, sizeof(g->nonce), "%s", nonce);
	g->next_seq = 0;
	g->hello = g->plan = g->ended = g->object_open = g->program_open = false;
	g->from_object = g->object;
	g->from_program = g->program;
	/*
	 * of an object of which nothing is kept the count is not either: its process may have died
	 * before it counted
	 */
	if (!g->program && g->object < (int64_t)g->kernel->n_objects)
		g->kernel->objects[g->object].announced = -1;
	g->boot_programs = g->boot_splats = g->features = 0;
	g->first_splat = g->kernel->n_splats;
	g->report_bytes = 0;
	g->uptime_ms = -1;
	g->last_kind = RECORD_NONE;
	g->stop_sent = g->early_timeout = false;
	g->garbled[0] = '\0';
	g->fault[0] = '\0';
	free(steal(&g->log));
	g->log_len = g->features_bytes = 0;
	g->log_cut = false;
}

static int garbled(struct gather *g, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int garbled(struct gather *g, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(g->garbled, sizeof(g->garbled), format, args);
	va_end(args);
	return -EBADMSG;
}

static int set_text(char **at, const char *text)
{
	free(*at);
	*at = *text ? strdup(text) : NULL;
	return *text && !*at ? -ENOMEM : 0;
}

/*
 * What the first hello of a trial said stands: a kernel does not become another between two boots.
 */
static int keep_identity(struct gather *g, char **at, const char *what, const char *text)
{
	if (!*at)
		return set_text(at, text) ? garbled(g, "out of memory") : 0;
	if (strcmp(*at, text) == 0)
		return 0;
	return garbled(g, "another kernel than before: %s %s, and it was %s", what, text, *at);
}

static int take_hello(struct gather *g, const struct record *r)
{
	struct result_kernel *k = g->kernel;

	if (g->hello)
		return garbled(g, "a second hello");
	if (r->protocol != STREAM_PROTOCOL)
		return garbled(g,
			"protocol %" PRId64 ", not %d: tool and init do not belong together",
			r->protocol, STREAM_PROTOCOL);
	g->hello = true;
	int bad = keep_identity(g, &k->release, "release", r->release);
	if (!bad)
		bad = keep_identity(g, &k->version, "version", r->version);
	if (!bad)
		bad = keep_identity(g, &k->arch, "architecture", r->arch);
	return bad ? bad : 1;
}

static int64_t count_values(const json_t *json)
{
	const char *key;
	json_t *value;
	int64_t n = 1;
	size_t i;

	if (json_is_object(json))
		json_object_foreach((json_t *)json, key, value) n += count_values(value);
	else if (json_is_array(json))
		json_array_foreach(json, i, value) n += count_values(value);
	return n;
}

/* What @more adds to @all, in place: keys of objects, members of arrays; else it is said anew. */
static int merge(json_t *all, json_t *more)
{
	json_t *value, *had;
	const char *key;
	int r = 0;

	json_object_foreach(more, key, value)
	{
		had = json_object_get(all, key);
		if (json_is_object(had) && json_is_object(value))
			r |= merge(had, value);
		else if (json_is_array(had) && json_is_array(value))
			r |= json_array_extend(had, value);
		else
			r |= json_object_set(all, key, value);
	}
	return r ? -ENOMEM : 0;
}

/* The first of a boot says all that is known, those behind it add to it. */
static int take_features(struct gather *g, const struct record *r)
{
	struct result_kernel *k = g->kernel;
	const bool first = !g->features;

	g->features += count_values(r->features);
	if (g->features > FEATURES_MAX || g->features_bytes > FEATURES_BYTES)
		return garbled(g, "more features than any kernel has");
	if (first) {
		json_decref(k->features);
		k->features = json_incref(r->features);
		return 1;
	}
	return merge(k->features, r->features) ? garbled(g, "out of memory") : 1;
}

static int take_plan(struct gather *g, const struct record *r)
{
	if (g->plan)
		return garbled(g, "a second plan");
	if (r->objects != (int64_t)g->kernel->n_objects || strcmp(r->docket, g->docket_sha256) != 0)
		return garbled(g, "the guest's docket is not the one that was packed");
	if (r->from_object != g->from_object || r->from_program != g->from_program)
		return garbled(g, "the guest began elsewhere than it was told");
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

static int take_object_begin(struct gather *g, const struct record *r)
{
	struct result_object *o;

	if (!g->plan || g->object_open || r->object != g->object ||
		r->object >= (int64_t)g->kernel->n_objects)
		return garbled(g, "object-begin out of turn");
	o = &g->kernel->objects[r->object];
	if (strcmp(o->path, r->path) != 0 || strcmp(o->sha256, r->sha256) != 0)
		return garbled(g, "object %" PRId64 " is another than was packed", r->object);
	/* an object without any has one that stands for it */
	if (r->programs < 1 || r->programs > OBJECT_PROGRAMS_MAX ||
		(o->announced >= 0 && o->announced != r->programs))
		return garbled(
			g, "object %" PRId64 " announces another count of programs", r->object);
	o->announced = r->programs;
	if (announced_in_all(g->kernel) > g->programs_max)
		return garbled(g, "more than %" PRId64 " programs in all objects", g->programs_max);
	if (set_text(&o->producer, r->producer))
		return garbled(g, "out of memory");
	g->object_open = true;
	return 1;
}

static int take_begin(struct gather *g, const struct record *r)
{
	if (!g->object_open || g->program_open || r->object != g->object ||
		r->program != g->program || r->program >= g->kernel->objects[g->object].announced)
		return garbled(g, "begin out of turn");
	g->program_open = true;
	g->current = r->result;
	return 1;
}

static const char logs_cut[] = "\n[bpfjury: cut here: the logs of this run are too long in sum]";

static int take_log(struct gather *g, const struct record *r)
{
	size_t len = strlen(r->text);

	if (!g->program_open || r->object != g->object || r->program != g->program)
		return garbled(g, "log out of turn");
	if (g->log_len + len > LOG_TEXT_MAX)
		return garbled(g, "a log of more than %d bytes", LOG_TEXT_MAX);
	if (g->log_cut)
		return 1;
	size_t keep = g->log_len + len > g->logs_left ? utf8_cut(r->text, g->logs_left - g->log_len)
						      : len;
	g->log_cut = keep < len;
	char *more = realloc(g->log, g->log_len + keep + sizeof(logs_cut));
	if (!more)
		return garbled(g, "out of memory");
	g->log = more;
	memcpy(g->log + g->log_len, r->text, keep);
	g->log_len += keep;
	strcpy(g->log + g->log_len, g->log_cut ? logs_cut : "");
	return 1;
}

/* The program in hand has its result; the jury stands behind it. */
static int keep_program(struct gather *g, const struct program_result *p)
{
	struct result_object *o = &g->kernel->objects[g->object];
	struct result_program *more = reallocarray(o->programs, o->n_programs + 1, sizeof(*more));

	if (!more)
		return garbled(g, "out of memory");
	o->programs = more;
	more[o->n_programs++] =
		(struct result_program){.result = *p, .log = steal(&g->log), .log_cut = g->log_cut};
	if (g->log_cut && !g->cut_reported)
		diag_warn(
			"%s: the logs of this run are too long in sum; from program %s of %s on they are cut",
			g->kernel->spec ? g->kernel->spec : "", p->name, o->path);
	g->cut_reported |= g->log_cut;
	g->logs_left -= g->log_len;
	g->log_len = 0;
	g->log_cut = false;
	g->program_open = g->stop_sent = false;
	g->program++;
	return 1;
}

static int take_program(struct gather *g, const struct record *r)
{
	if (!g->program_open || r->object != g->object || r->program != g->program ||
		strcmp(r->result.name, g->current.name) != 0 ||
		strcmp(r->result.variant, g->current.variant) != 0)
		return garbled(g, "program out of turn");
	if (!met_is_sound(&r->result))
		return garbled(g, "%s where %s was expected cannot be %s",
			verdict_word(r->result.verdict),
			r->result.expected ? verdict_word(r->result.expected) : "nothing",
			met_word(r->result.met));
	/* the guest's clock says so, and it may run 20 times too fast */
	if (g->host_deadline && !g->stop_sent && r->result.verdict == VERDICT_TIMEOUT) {
		g->early_timeout = true;
		return 1;
	}
	g->boot_programs++;
	return keep_program(g, &r->result);
}

static int take_object(struct gather *g, const struct record *r)
{
	struct result_object *o;

	if (!g->object_open || g->program_open || r->object != g->object)
		return garbled(g, "object out of turn");
	o = &g->kernel->objects[g->object];
	int64_t here = g->object == g->from_object ? g->program - g->from_program : g->program;
	if (r->programs != here || g->program != o->announced)
		return garbled(g,
			"object %" PRId64 " ends with %" PRId64 " programs, %" PRId64
			" came of %" PRId64,
			r->object, r->programs, here, o->announced);
	o->ended = true;
	g->object_open = g->stop_sent = false;
	g->object++;
	g->program = 0;
	return 1;
}

static int keep_splat(struct gather *g, const struct result_splat *from)
{
	struct result_kernel *k = g->kernel;
	struct result_splat *more, s = *from;

	if (k->n_splats >= SPLATS_MAX)
		return 0;
	more = reallocarray(k->splats, k->n_splats + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	k->splats = more;
	s.boot = (int64_t)k->n_boots + 1;
	s.title = strdup(from->title);
	s.line = from->line && *from->line ? strdup(from->line) : NULL;
	s.report = from->report && *from->report ? strdup(from->report) : NULL;
	if (!s.title || !s.line != !(from->line && *from->line) ||
		!s.report != !(from->report && *from->report)) {
		free(s.title);
		free(s.line);
		free(s.report);
		return -ENOMEM;
	}
	if (s.object >= (int64_t)k->n_objects)
		s.object = s.program = -1;
	more[k->n_splats++] = s;
	return 0;
}

static int take_splat(struct gather *g, const struct record *r)
{
	const struct result_splat s = {.title = (char *)r->text,
		.line = (char *)r->line,
		.object = r->object,
		.program = r->program};

	g->boot_splats++;
	return keep_splat(g, &s) ? garbled(g, "out of memory") : 1;
}

/* A further piece of what the kernel said of a splat. */
static int take_report(struct gather *g, const struct record *r)
{
	struct result_kernel *k = g->kernel;
	const size_t len = strlen(r->text);

	if (r->splat >= g->boot_splats)
		return garbled(g, "a report of a splat that did not come");
	g->report_bytes += len;
	if (g->report_bytes > REPORT_TEXT_MAX)
		return garbled(g, "reports of more than %d bytes", REPORT_TEXT_MAX);
	if (g->first_splat + (size_t)r->splat >= k->n_splats) /* one of those past SPLATS_MAX */
		return 1;
	struct result_splat *s = &k->splats[g->first_splat + (size_t)r->splat];
	const size_t had = s->report ? strlen(s->report) : 0;
	char *more = realloc(s->report, had + len + 1);
	if (!more)
		return garbled(g, "out of memory");
	s->report = more;
	memcpy(s->report + had, r->text, len + 1);
	return 1;
}

static int take_end(struct gather *g, const struct record *r)
{
	if (!g->plan || g->object_open || g->object != (int64_t)g->kernel->n_objects)
		return garbled(g, "the end came with objects still to be judged");
	if (r->objects != g->object - g->from_object || r->programs != g->boot_programs ||
		r->splats != g->boot_splats)
		return garbled(g, "the end's counts do not match: %" PRId64 " programs of %" PRId64,
			g->boot_programs, r->programs);
	g->ended = true;
	return 1;
}

static int take(struct gather *g, struct record *r)
{
	if (g->ended)
		return garbled(g, "a record behind the end");
	if (!g->hello && r->kind != RECORD_HELLO)
		return garbled(g, "does not begin with hello");
	switch (r->kind) {
	case RECORD_HELLO:
		return take_hello(g, r);
	case RECORD_FEATURES:
		return take_features(g, r);
	case RECORD_PLAN:
		return take_plan(g, r);
	case RECORD_OBJECT_BEGIN:
		return take_object_begin(g, r);
	case RECORD_BEGIN:
		return take_begin(g, r);
	case RECORD_LOG:
		return take_log(g, r);
	case RECORD_PROGRAM:
		return take_program(g, r);
	case RECORD_SPLAT:
		return take_splat(g, r);
	case RECORD_REPORT:
		return take_report(g, r);
	case RECORD_OBJECT:
		return take_object(g, r);
	case RECORD_END:
		return take_end(g, r);
	case RECORD_FAULT:
		text_set(g->fault,
			*r->text ? r->text : "the guest cannot judge, and does not say why");
		return 1;
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
	if (g->early_timeout)
		return 0;
	int bad =
		overlong ? -EBADMSG : frame_read(line, len, g->nonce, &seq, &json, &json_len, &why);
	/* firmware may speak before the guest does; a lost hello shows in seq */
	if (bad == -EBADMSG && !g->hello && g->next_seq == 0)
		return 0;
	if (bad)
		return garbled(g, "a record after number %" PRIu64 " does not check: %s",
			g->next_seq, why);
	if (seq != g->next_seq)
		return garbled(
			g, "record %" PRIu64 " came where %" PRIu64 " was due", seq, g->next_seq);
	g->next_seq++;
	bad = record_read(&r, json, json_len, &why);
	g->features_bytes += r.kind == RECORD_FEATURES ? json_len : 0;
	bad = bad ? garbled(g, "record %" PRIu64 " is malformed: %s", seq, why) : take(g, &r);
	g->last_kind = r.kind;
	if (bad > 0 && r.uptime_ms >= 0)
		g->uptime_ms = r.uptime_ms;
	record_clear(&r);
	return bad;
}

enum outcome gather_outcome(const struct gather *g)
{
	if (*g->garbled)
		return OUTCOME_GARBLED;
	if (!g->hello)
		return OUTCOME_NO_BOOT;
	if (*g->fault || g->early_timeout)
		return OUTCOME_INFRA;
	return g->ended ? OUTCOME_COMPLETE : OUTCOME_TRUNCATED;
}

int gather_death(struct gather *g, const struct splat *s, const char *report, bool of_program)
{
	const struct result_kernel *k = g->kernel;
	const struct result_splat splat = {
		.title = (char *)s->title,
		.line = (char *)s->line,
		.report = (char *)report,
		.object = g->object_open ? g->object : -1,
		.program = of_program && g->program_open ? g->program : -1,
	};

	for (size_t i = g->first_splat; i < k->n_splats; i++)
		if (strcmp(k->splats[i].title, s->title) == 0) /* it came to say so */
			return 0;
	return *s->title ? keep_splat(g, &splat) : 0;
}

void gather_blame(struct gather *g, enum verdict verdict, enum reason reason, const char *detail)
{
	struct program_result p = g->current;

	p.verdict = verdict;
	reason_set(&p, reason);
	text_set(p.detail, detail);
	p.met = verdict_meets(verdict, p.expected, MET_NONE);
	keep_program(g, &p);
}

int64_t gather_announced(const struct gather *g)
{
	return g->object < (int64_t)g->kernel->n_objects ? g->kernel->objects[g->object].announced
							 : -1;
}

void gather_skip_object(struct gather *g)
{
	g->object_open = g->program_open = false;
	g->object++;
	g->program = 0;
}

void gather_rewind(struct gather *g)
{
	for (int64_t i = g->from_object; i <= g->object && i < (int64_t)g->kernel->n_objects; i++) {
		struct result_object *o = &g->kernel->objects[i];
		size_t keep = i == g->from_object ? (size_t)g->from_program : 0;
		while (o->n_programs > keep) {
			struct result_program *p = &o->programs[--o->n_programs];
			g->logs_left +=
				p->log ? strlen(p->log) - (p->log_cut ? strlen(logs_cut) : 0) : 0;
			free(p->log);
		}
		o->ended = false;
		if (!keep)
			o->announced = -1;
	}
	g->object = g->from_object;
	g->program = g->from_program;
	g->object_open = g->program_open = false;
}
