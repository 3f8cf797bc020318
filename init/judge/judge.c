// SPDX-License-Identifier: GPL-2.0-only
#include "judge/judge.h"
#include "expect/expect.h"
#include "explain/help.h"
#include "explain/reason.h"
#include "explain/statistics.h"
#include "explain/where.h"
#include "file.h"
#include "judge/ask.h"
#include "judge/beside.h"
#include "judge/compare.h"
#include "judge/configured.h"
#include "load/load.h"
#include "load/settle.h"
#include "probe/features.h"
#include "probe/needs.h"
#include "send.h"
#include "verdict/reasons.h"
#include "verdict/text.h"
#include "verdict/version.h"
#include "verdict/limits.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* A program judged one way: one of those that are announced. */
struct item {
	struct bpf_program *program;
	size_t index; /* of the program in its object */
	enum variant variant;
};

/* The object in hand. */
struct object {
	const struct docket *docket;
	const struct docket_entry *entry;
	char *bytes;
	size_t len;
	struct bpf_object *bpf; /* opened to be read; every load opens its own */
	struct item *items;
	size_t count;
	bool *along[VARIANTS]; /* of each program, whether it is loaded with all that are judged
				  that way */
	bool annotated;	       /* it has text of annotations somewhere */
	char stray[256];       /* one of them that is no program's; "" where there is none */
	char version[128];     /* of the kernel */
	bool says_places;      /* it writes file and line behind a line of source: 6.9 and later */
	int64_t timeout_ms;    /* of each program */
	bool unsettled;	       /* the kernel may not have freed all of its programs */
	bool runs;	       /* a program of it is run, on one kernel or another */
	char unused[384];      /* what the configuration says and cannot count; "": nothing */
	size_t known; /* 1 + the program on which libbpf has asked what it wants to know of the
			 kernel; 0: none */
};

/*
 * Bytes of the object in which its compiler names itself ("clang version 14.0.6"); no ELF parsed.
 */
static void find_producer(char *out, size_t size, const char *bytes, size_t len)
{
	static const char *const marks[] = {"clang version ", "GNU C"};

	*out = '\0';
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks) && !*out; i++) {
		const char *at = memmem(bytes, len, marks[i], strlen(marks[i]));
		if (!at)
			continue;
		const char *end = at;
		while (at > bytes && isprint((unsigned char)at[-1]))
			at--;
		while (end < bytes + len && isprint((unsigned char)*end))
			end++;
		text_clean(out, size, at, (size_t)(end - at), 0);
	}
}

/*
 * What there is to read: the log, else libbpf's words.  One that was cut has lost its end; the
 * brief one has it.
 */
static void tell_answer(struct record *r, const struct load_answer *a)
{
	const char *log = a->log_len ? a->log : a->warnings;
	char *joined = NULL;

	if (a->log_cut && a->brief &&
		asprintf(&joined, "%s\n[bpfjury: %s here; its last words without the trace:]\n%s",
			log,
			a->stopped ? "the trace took too long, and was left off"
				   : "the kernel cut the log",
			a->brief) < 0)
		joined = NULL;
	if (!a->log_cut) /* else its true size is not known */
		r->result.log_bytes = (int64_t)strlen(log);
	send_log(r->program, joined ? joined : log, strlen(joined ? joined : log));
	free(joined);
}

static void describe(struct program_result *p, const struct item *item)
{
	const struct bpf_program *program = item->program;

	program_result_init(p);
	text_set(p->name, bpf_program__name(program));
	if (!*p->name)
		text_set(p->name, "(nameless)");
	text_set(p->section, bpf_program__section_name(program));
	const char *type = libbpf_bpf_prog_type_str(bpf_program__type(program));
	text_set(p->type, type ? type : "unknown");
	if (item->variant == VARIANT_UNPRIVILEGED)
		text_set(p->variant, VARIANT_WORD_UNPRIVILEGED);
}

/*
 * That they may not is what was asked of the kernel, then; and a map that they may not make was
 * left out in its place.
 */
static void answer_unprivileged(struct program_result *p, const struct load_answer *a)
{
	if (p->verdict == VERDICT_ERROR && reason_is(p, REASON_NO_PRIVILEGE)) {
		p->verdict = a->reached ? VERDICT_REJECTED : VERDICT_UNLOADABLE;
	} else if (reason_is(p, REASON_MAP_SKIPPED)) {
		p->verdict = VERDICT_REJECTED;
		reason_set(p, REASON_NO_PRIVILEGE);
		text_set(
			p->detail, "it uses a map of a type that only those with CAP_BPF may make");
	}
}

/*
 * The auxiliary program that kept the object from being loaded, of which libbpf says so; NULL:
 * none.
 */
static const char *refused_auxiliary(
	const struct object *o, const struct item *item, const struct load_answer *a)
{
	struct bpf_program *program;
	size_t at = 0;
	char said[NAME_SIZE + 32];

	bpf_object__for_each_program(program, o->bpf) {
		const size_t index = at++;
		if (index == item->index || !o->along[item->variant][index])
			continue;
		snprintf(said, sizeof(said), "prog '%s': failed to load",
			bpf_program__name(program));
		if (strstr(a->warnings, said))
			return bpf_program__name(program);
	}
	return NULL;
}

/* The kernel is asked once more what its refusal means. */
static void ask_again(struct program_result *p, const struct load_answer *a,
	const struct expectation *e, const struct item *item, const struct object *o)
{
	const struct help_case c = {.answer = a,
		.program = item->program,
		.object = o->bpf,
		.dropped = e->dropped | o->entry->loader.dropped,
		.version = o->version,
		.expected = e->expected,
		.reason = e->reason};

	help_ask(p, &c);
}

/* What the kernel and the expectation say of an answer to @item. */
static void judge_answer(struct record *r, const struct load_answer *a, const struct expectation *e,
	const struct item *item, const struct object *o)
{
	struct program_result *p = &r->result;

	if (a->accepted)
		p->verdict = VERDICT_ACCEPTED;
	else
		ask_why(p, a, item->program);
	if (item->variant == VARIANT_UNPRIVILEGED)
		answer_unprivileged(p, a);
	if (!a->accepted)
		ask_again(p, a, e, item, o);
	if (p->verdict == VERDICT_REJECTED && a->reached && !a->stopped)
		where_refused(p, a->log, o->says_places);
	if (a->reached) {
		statistics_read(p, a->brief ? a->brief : a->log);
		p->load_us = a->load_us;
		p->xlated_bytes = a->xlated_bytes;
		p->jited_bytes = a->jited_bytes;
	}
	if (a->run.ran) {
		p->ran = true;
		p->retval = a->run.retval;
		p->run_ns = a->run.ns;
	}
	if (a->accepted && a->judged_as)
		snprintf(p->detail, sizeof(p->detail), "freplace without its target, judged as %s",
			a->judged_as);
	if (e->caps && p->verdict == VERDICT_ERROR && reason_is(p, REASON_NO_PRIVILEGE))
		snprintf(p->detail, sizeof(p->detail),
			"with %s alone it was refused before it was looked at", e->caps);
	if (a->accepted && e->caps)
		snprintf(p->detail, sizeof(p->detail), "with %s alone", e->caps);
	compare(p, e, a);
	if (!a->accepted || p->met == MET_UNMET)
		tell_answer(r, a);
}

/* The object did not even open: one stand-in program carries the answer. */
static void judge_unopened(int err, const char *producer) __attribute__((noreturn));
static void judge_unopened(int err, const char *producer)
{
	struct expectation e = {.expected = VERDICT_ACCEPTED};
	struct record r;

	send_object_begin(1, producer);
	record_init(&r, RECORD_PROGRAM);
	r.object = r.program = 0;
	text_set(r.result.name, OBJECT_ITSELF);
	r.result.expected = VERDICT_ACCEPTED;
	reason_judge(&r.result, NULL, err, load_words());
	compare(&r.result, &e, NULL);
	r.kind = RECORD_BEGIN;
	send_record(&r);
	r.kind = RECORD_PROGRAM;
	r.result.log_bytes = (int64_t)strlen(load_words());
	send_log(0, load_words(), strlen(load_words()));
	send_record(&r);
	send_object_end(1, 0);
}

/*
 * It has no program.  That may be a mistake which nothing else would show, so it has to be said
 * that it is none.
 */
static void judge_empty(bool meant, const char *producer) __attribute__((noreturn));
static void judge_empty(bool meant, const char *producer)
{
	struct record r;

	send_object_begin(1, producer);
	record_init(&r, RECORD_BEGIN);
	r.object = r.program = 0;
	text_set(r.result.name, OBJECT_ITSELF);
	send_record(&r);
	r.kind = RECORD_PROGRAM;
	r.result.verdict = meant ? VERDICT_SKIPPED : VERDICT_ERROR;
	r.result.met = meant ? MET_SKIPPED : MET_UNKNOWN;
	reason_set(&r.result, REASON_NO_PROGRAMS);
	text_set(r.result.detail,
		meant ? "the object has no program, as is meant"
		      : "the object has no program: was a SEC() forgotten, or a function left out by the compiler?");
	if (!meant)
		text_set(r.result.help, "programs: none in bpfjury.yaml, where that is meant");
	send_record(&r);
	send_object_end(1, 0);
}

/* Who needs something, and what its loader takes from it. */
struct needy {
	const struct bpf_program *program;
	uint64_t dropped;
};

static int ask_needs(void *data, const char *what, uint64_t dropped, char *why, size_t why_size)
{
	const struct needy *needy = data;
	const struct bpf_program *program = needy->program;
	int r = needs_ask(program, what, why, why_size);

	dropped |= needy->dropped;

	/*
	 * a helper may be there and not for those with fewer capabilities; asked again, for what
	 * was found out is kept
	 */
	if (r != 1 || !dropped || strncmp(what, "helper:", 7) != 0)
		return r;
	r = load_without(dropped);
	if (!r)
		r = needs_ask(program, what, why, why_size);
	load_without(0);
	return r;
}

/* How many programs of the object have that name. */
static size_t programs_named(struct bpf_object *object, const char *name)
{
	struct bpf_program *p;
	size_t n = 0;

	bpf_object__for_each_program(p, object)
		n += strcmp(bpf_program__name(p), name) == 0;
	return n;
}

static bool is_program(void *object, const char *name)
{
	return name && programs_named(object, name) > 0;
}

/* What keeps annotations of @o from being the program's of @item. */
static void check_object(struct expectation *e, const struct object *o, const struct item *item)
{
	const char *name = bpf_program__name(item->program);
	const struct btf *btf = bpf_object__btf(o->bpf);
	char clean[96];

	if (!o->annotated)
		return;
	/*
	 * libbpf goes on without BTF that it cannot read where the object does without; its
	 * annotations do not
	 */
	if (!btf)
		snprintf(e->problem, sizeof(e->problem),
			"annotations were written, but there is no BTF to read them from (compile with -g)");
	if (*e->problem)
		return;
	text_set(clean, name);
	if (*o->stray)
		text_set(e->problem, o->stray);
	else if (btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) < 0)
		snprintf(e->problem, sizeof(e->problem),
			"annotations were written, but there is no function %s in the BTF", clean);
	else if (programs_named(o->bpf, name) > 1)
		snprintf(e->problem, sizeof(e->problem),
			"two programs are called %s, and annotations may be either's", clean);
	else if (e->target && bpf_program__type(item->program) != BPF_PROG_TYPE_EXT)
		snprintf(e->problem, sizeof(e->problem),
			"PROGRAM_TARGET is for SEC(\"freplace/function\"), which %s is not", clean);
}

/* What is expected of it on this kernel. */
static void read_expectation(struct expectation *e, const struct object *o, const struct item *item)
{
	struct needy needy = {item->program, o->entry->loader.dropped};
	const struct expect_kernel kernel = {
		.version = o->version, .jit = features_jit(), .has = ask_needs, .data = &needy};

	expect_read(e, bpf_object__btf(o->bpf), bpf_program__name(item->program), item->variant,
		&kernel);
	check_object(e, o, item);
	if (*o->unused && !*e->problem) {
		text_set(e->problem, o->unused);
		e->problem_reason = REASON_SETTING_UNUSED;
	}
	if (*e->problem && e->expected == VERDICT_SKIPPED)
		e->expected = VERDICT_ACCEPTED; /* to be told */
}

/* What a freplace program replaces a function of: its fd, or 0 with a problem of @e. */
static int open_target(struct expectation *e, const struct object *o)
{
	const char *colon = strrchr(e->target, ':');
	char path[PATH_MAX], clean[128], clean_path[128], question[160];
	const struct docket_entry *entry = beside_find(o->docket, o->entry->path, e->target,
		(size_t)(colon - e->target), path, sizeof(path));
	int fd = entry ? load_target(entry->file, colon + 1) : -ENOENT;

	if (fd > 0 || *e->problem)
		return fd > 0 ? fd : 0;
	text_set(clean, e->target);
	text_set(clean_path, path);
	if (!entry)
		snprintf(e->problem, sizeof(e->problem),
			"its target %s is not to be had: no %s in the docket%s", clean, clean_path,
			beside_question(question, sizeof(question), o->docket, path));
	else
		snprintf(e->problem, sizeof(e->problem), "its target %s is not to be had: %s",
			clean,
			fd == -ENOENT	? "no such program in it"
			: fd == -EINVAL ? "it is a freplace program itself, which none can replace"
					: strerror(-fd));
	return 0;
}

/*
 * The docket's object that @path names, beside the one in hand; NULL, with a problem of @e, where
 * there is none.
 */
static const char *file_beside(struct expectation *e, const struct object *o, const char *path)
{
	char at[PATH_MAX], clean[128], question[160];
	const struct docket_entry *entry =
		path ? beside_find(o->docket, o->entry->path, path, strlen(path), at, sizeof(at))
		     : NULL;

	if (path && !entry && !*e->problem) {
		text_set(clean, at);
		snprintf(e->problem, sizeof(e->problem),
			"the BTF that it asks for is not to be had: no %s in the docket%s", clean,
			beside_question(question, sizeof(question), o->docket, at));
	}
	return entry ? entry->file : NULL;
}

/* It cannot be told what the unprivileged are answered, for they may not ask. */
static void tell_disallowed(struct program_result *p, int err)
{
	p->verdict = VERDICT_ERROR;
	p->met = MET_UNKNOWN;
	reason_set(p, REASON_NO_PRIVILEGE);
	snprintf(p->detail, sizeof(p->detail),
		"kernel.unprivileged_bpf_disabled cannot be made 0: %s", strerror(err));
}

/* Those who are not to be judged, with all that is known of it. */
static void skip(struct program_result *p, const struct expectation *e)
{
	p->verdict = VERDICT_SKIPPED;
	p->expected = VERDICT_NONE;
	p->met = MET_SKIPPED;
	reason_set(p, e->skipped);
	text_set(p->detail, e->why);
}

static void judge_program(
	struct record *r, struct object *o, const struct item *item, struct expectation *e)
{
	const struct loader *loader = &o->entry->loader;
	struct program_result *p = &r->result;
	struct load_answer a;
	uint32_t left_out;
	struct load_request request = {
		.bytes = o->bytes,
		.len = o->len,
		.program = item->index,
		.along = o->along[item->variant],
		.unprivileged = item->variant == VARIANT_UNPRIVILEGED,
		.prog_flags =
			configured_flags(e->flags | (loader->prog_flags & ~e->no_flags), &left_out),
		.dropped = e->dropped | loader->dropped,
		.loader = loader,
		.known = o->known == item->index + 1 || (!e->dropped && o->known),
		.names_path = file_beside(e, o, e->btf_func_path),
		.wants_xlated = e->xlated.count > 0,
		.runs = e->runs,
		.linear_size = e->linear_size,
	};

	request.btf_path = e->btf_path ? file_beside(e, o, e->btf_path) : request.names_path;
	request.target_fd = e->target ? open_target(e, o) : 0;
	int err = ask_kernel(&a, &request, e, item->program, o->timeout_ms);
	if (request.target_fd)
		close(request.target_fd);
	o->known = item->index + 1;
	if (err) {
		reason_judge(p, NULL, -err, load_words());
		compare(p, e, NULL);
		configured_say_left_out(p, left_out);
		return;
	}
	const char *auxiliary =
		a.loaded || (a.reached && !a.accepted) ? NULL : refused_auxiliary(o, item, &a);
	if (auxiliary && !*e->problem)
		snprintf(e->problem, sizeof(e->problem),
			"its auxiliary program %s was refused: see the log", auxiliary);
	judge_answer(r, &a, e, item, o);
	configured_say_left_out(p, left_out);
	load_answer_clear(&a);
}

static void judge_item(struct object *o, size_t at)
{
	struct expectation *e = calloc(1, sizeof(*e));
	const struct item *item = &o->items[at];
	struct record r;

	record_init(&r, RECORD_BEGIN);
	r.object = 0;
	r.program = (int64_t)at;
	describe(&r.result, item);
	send_begin(&r);
	if (!e)
		_exit(1);
	/* to know what is expected the kernel may have to be asked, as those who are to load it */
	const int disabled =
		item->variant == VARIANT_UNPRIVILEGED ? 0 : features_unprivileged_disabled();
	int err = disabled >= 0 ? load_set_unprivileged(disabled) : 0;
	read_expectation(e, o, item);
	r.result.expected = e->expected;
	if (e->description)
		text_set(r.result.description, e->description);
	if (e->expected == VERDICT_SKIPPED)
		skip(&r.result, e);
	else if (err && item->variant == VARIANT_UNPRIVILEGED)
		tell_disallowed(&r.result, -err);
	else
		judge_program(&r, o, item, e);
	/*
	 * what the kernel says as it frees it is said while it is being judged, where it cannot be
	 * another's
	 */
	if (o->count == 1)
		o->unsettled = !settle(load_slept());
	r.kind = RECORD_PROGRAM;
	send_record(&r);
	free(e);
}

/* What is to be judged of it, and how; false: no memory. */
static bool list_items(struct object *o)
{
	const struct btf *btf = bpf_object__btf(o->bpf);
	struct bpf_program *program;
	size_t programs = 0, index = 0;

	bpf_object__for_each_program(program, o->bpf)
		programs++;
	o->items = calloc(programs * VARIANTS + 1, sizeof(*o->items));
	for (int v = 0; v < VARIANTS; v++)
		o->along[v] = calloc(programs + 1, sizeof(bool));
	if (!o->items || !o->along[0] || !o->along[1])
		return false;
	bpf_object__for_each_program(program, o->bpf) {
		struct expect_variants ways = {.judged = 1U << VARIANT_PRIVILEGED};
		if (o->annotated)
			expect_variants(&ways, btf, bpf_program__name(program));
		o->runs |= ways.runs;
		for (enum variant v = 0; v < VARIANTS; v++)
			o->along[v][index] = ways.auxiliary & 1U << v;
		for (enum variant v = 0; v < VARIANTS; v++) {
			if (!(ways.judged & 1U << v))
				continue;
			o->items[o->count++] = (struct item){program, index, v};
			if (ways.auxiliary) /* told of once, as left out */
				break;
		}
		index++;
	}
	return true;
}

static void read_kernel(struct object *o)
{
	struct kernel_version version;
	char signature[256];
	struct utsname u;

	uname(&u);
	features_signature(signature, sizeof(signature));
	features_version(u.release, u.version, signature, o->version, sizeof(o->version));
	o->says_places = version_parse(&version, o->version) == 0 &&
			 (version.major > 6 || (version.major == 6 && version.minor >= 9));
}

void judge_object(const struct docket *docket, size_t index, size_t from, int64_t timeout_ms,
	int fd, int heard)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "judged");
	struct object o = {
		.docket = docket, .entry = &docket->entries[index], .timeout_ms = timeout_ms};
	char producer[128];

	send_open(fd, heard);
	load_init();
	load_words_reset();
	int err = read_whole(o.entry->file, OBJECT_BYTES_MAX, &o.bytes, &o.len);
	if (err)
		judge_unopened(-err, "");
	find_producer(producer, sizeof(producer), o.bytes, o.len);
	o.bpf = bpf_object__open_mem(o.bytes, o.len, &opts);
	if (!o.bpf)
		judge_unopened(errno, producer);
	o.annotated = memmem(o.bytes, o.len, TAGS_MARK, strlen(TAGS_MARK));
	if (o.annotated)
		tags_stray(o.stray, sizeof(o.stray), bpf_object__btf(o.bpf), is_program, o.bpf);
	read_kernel(&o);
	if (!list_items(&o))
		judge_unopened(ENOMEM, producer);
	if (o.count == 0)
		judge_empty(o.entry->loader.no_programs, producer);
	configured_unused(o.unused, sizeof(o.unused), &o.entry->loader, o.bpf, o.runs);
	send_object_begin(o.count, producer);
	for (size_t at = from; at < o.count; at++)
		judge_item(&o, at);
	if (o.count > 1 && from < o.count)
		o.unsettled = !settle(load_slept());
	send_object_end(from < o.count ? (int64_t)(o.count - from) : 0,
		o.unsettled ? CHILD_NOT_SETTLED : 0);
}
