// SPDX-License-Identifier: GPL-2.0-only
#include "judge.h"
#include "expect.h"
#include "features.h"
#include "load.h"
#include "needs.h"
#include "reason.h"
#include "verdict/record.h"
#include "verdict/text.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define LOG_STATS  4	      /* BPF_LOG_STATS, kernel/bpf/verifier.c */
#define LOG_KEPT   (64 << 10) /* bytes of a log that are sent: a quarter of head, the rest tail */
#define LOG_CHUNK  2048
#define OBJECT_MAX (256 << 20)

static int pipe_fd, heard_fd;

static void tell(struct record *r)
{
	/* PID 1 writes it again with an object's index in place of our 0: room for its figures */
	static char json[JSON_MAX - 24];
	int n = record_write(r, json, sizeof(json));

	/* A log chunk of quotes and backslashes may double: halve it, it is sent in two. */
	if (n == -EMSGSIZE && r->kind == RECORD_LOG) {
		size_t half = utf8_cut(r->text, strlen(r->text) / 2);
		char *rest = strdup(r->text + half);
		r->text[half] = '\0';
		tell(r);
		snprintf(r->text, sizeof(r->text), "%s", rest ? rest : "");
		free(rest);
		tell(r);
		return;
	}
	while (n == -EMSGSIZE && *r->result.detail) {
		r->result.detail[utf8_cut(r->result.detail, strlen(r->result.detail) / 2)] = '\0';
		n = record_write(r, json, sizeof(json));
	}
	if (n < 0 || write(pipe_fd, json, (size_t)n) != n)
		_exit(1); /* PID 1 takes it from here */
}

/* The begin record, heard and passed on before the load. */
static void tell_begin(struct record *r)
{
	char heard;

	tell(r);
	if (read(heard_fd, &heard, 1) != 1)
		_exit(1);
}

static void tell_log_part(int64_t program, const char *bytes, size_t len)
{
	struct record r;

	while (len) {
		record_init(&r, RECORD_LOG);
		r.object = 0;
		r.program = program;
		size_t piece = len <= LOG_CHUNK ? len : utf8_cut(bytes, LOG_CHUNK);
		size_t took = text_clean(r.text, sizeof(r.text), bytes, piece, 1);
		tell(&r);
		bytes += took;
		len -= took;
	}
}

static void tell_log(int64_t program, const char *log, size_t len)
{
	const size_t head = LOG_KEPT / 4, tail = LOG_KEPT - head;
	char mark[96];

	if (len <= LOG_KEPT) {
		tell_log_part(program, log, len);
		return;
	}
	const char *head_end = log + head, *tail_start = log + len - tail;
	while (head_end > log && head_end[-1] != '\n')
		head_end--;
	tail_start += strcspn(tail_start, "\n") + 1;
	if (tail_start >= log + len) /* one line longer than all that is kept */
		tail_start = log + len - tail;
	tell_log_part(program, log, (size_t)(head_end - log));
	snprintf(mark, sizeof(mark), "[bpfjury: %td of %zu bytes cut here]\n", tail_start - head_end, len);
	tell_log_part(program, mark, strlen(mark));
	tell_log_part(program, tail_start, (size_t)(log + len - tail_start));
}

static void figure(const char *log, const char *before, int64_t *ret)
{
	const char *at = strstr(log, before);
	char *end;

	if (!at)
		return;
	at += strlen(before);
	long long value = strtoll(at, &end, 10);
	if (end != at)
		*ret = value;
}

/* Behind @start in the last line that begins with it; NULL where none does. */
static const char *last_line_of(const char *log, const char *start)
{
	const char *last = NULL;

	for (const char *at = log; (at = strstr(at, start)); at++)
		if (at == log || at[-1] == '\n')
			last = at + strlen(start);
	return last;
}

void judge_statistics(struct program_result *p, const char *log)
{
	const char *processed = last_line_of(log, "processed "), *stack = last_line_of(log, "stack depth ");
	const char *time = last_line_of(log, "verification time ");

	if (processed) {
		figure(processed, "", &p->insns);
		figure(processed, " total_states ", &p->states);
		figure(processed, " peak_states ", &p->peak_states);
	}
	if (time)
		figure(time, "", &p->verify_us);
	if (stack) {
		size_t n = strcspn(stack, "\n");
		while (n && isspace((unsigned char)stack[n - 1]))
			n--;
		text_clean(p->stack, sizeof(p->stack), stack, n, 0);
	}
}

/* Bytes of the object in which its compiler names itself ("clang version 14.0.6"); no ELF parsed. */
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

static void announce(size_t programs, const char *producer)
{
	struct record r;

	record_init(&r, RECORD_OBJECT_BEGIN);
	r.object = 0;
	r.programs = (int64_t)programs;
	/* PID 1 puts the docket's own there */
	strcpy(r.path, "-");
	strcpy(r.sha256, "-");
	snprintf(r.producer, sizeof(r.producer), "%s", producer);
	tell(&r);
}

static void finish(int64_t programs) __attribute__((noreturn));
static void finish(int64_t programs)
{
	struct record r;

	record_init(&r, RECORD_OBJECT);
	r.object = 0;
	r.programs = programs;
	tell(&r);
	_exit(0);
}

/*
 * Kernels before 5.13 stumble over a callback before they see the helper that wants it, which they do not know either:
 * that one says what the program needs.
 */
static void judge_refusal(struct program_result *p, const struct load_answer *a, const struct bpf_program *program)
{
	const char *helper;

	reason_judge(p, a, a->err, a->warnings);
	if (strcmp(p->reason, "callback-unknown") != 0 || !(helper = needs_unknown_helper(program)))
		return;
	char line[DETAIL_SIZE];
	snprintf(line, sizeof(line), "%s is not of this kernel, nor are callbacks: %.*s", helper,
		(int)utf8_cut(p->detail, sizeof(line) / 2), p->detail);
	text_set(p->reason, "helper-unknown");
	text_set(p->detail, line);
}

/* Refused as it was expected to be, and the last words alone show it: nobody asks for the trace. */
static bool is_foretold(const struct load_answer *a, const struct expectation *e, const struct bpf_program *program)
{
	struct program_result p;
	char why[DETAIL_SIZE];

	if (e->expected != VERDICT_REJECTED || e->log_level || *e->problem || !a->reached || a->accepted || a->log_cut)
		return false;
	program_result_init(&p);
	judge_refusal(&p, a, program);
	if (p.verdict != VERDICT_REJECTED || (e->reason && strcmp(e->reason, p.reason) != 0))
		return false;
	enum met met = expect_messages(e, a->log, 0, why, sizeof(why));
	return met == MET_MET || met == MET_NONE;
}

/*
 * Statistics first: that load gives the true errno and the verifier's last words; a refusal that they do not show to be the
 * expected one is loaded again for its log, which may be cut and then says ENOSPC.  Where the log of what is to be
 * accepted is expected, it comes first.
 */
static int ask_kernel(struct load_answer *ret, struct load_request *request, const struct expectation *e,
	const struct bpf_program *program)
{
	const uint32_t trace = (e->log_level ? e->log_level : 1) | LOG_STATS;
	const bool want_log = e->log_level || (e->n_messages && e->expected != VERDICT_REJECTED);
	struct load_answer other;
	int r;

	request->log_level = want_log ? trace : LOG_STATS;
	r = load_program(ret, request);
	if (r || !ret->reached || (want_log ? !ret->log_cut : ret->accepted) || is_foretold(ret, e, program))
		return r;
	request->log_level = want_log ? LOG_STATS : trace;
	if (load_program(&other, request))
		return 0; /* the first answer stands alone */
	struct load_answer *brief = want_log ? &other : ret, *full = want_log ? ret : &other;
	if (!other.reached || other.accepted != ret->accepted) {
		if (full->err != ENOSPC || !brief->accepted) {
			/* yes and no to the same question: neither is to be believed */
			load_answer_clear(&other);
			ret->accepted = false;
			ret->err = EAGAIN;
			ret->log[0] = '\0';
			ret->log_len = 0;
			return 0;
		}
		full->accepted = true; /* but for the room for its log */
	}
	full->brief = brief->log;
	full->err = brief->err;
	full->load_us = brief->load_us;
	full->xlated_bytes = brief->xlated_bytes;
	full->jited_bytes = brief->jited_bytes;
	brief->log = NULL;
	struct load_answer whole = *full;
	if (full == &other)
		load_answer_clear(ret);
	else
		load_answer_clear(&other);
	*ret = whole;
	return 0;
}

/* What there is to read: the log, else libbpf's words.  One that the kernel cut has lost its end; the brief one
 * has it. */
static void tell_answer(struct record *r, const struct load_answer *a)
{
	const char *log = a->log_len ? a->log : a->warnings;
	char *joined = NULL;

	if (a->log_cut && a->brief &&
		asprintf(&joined, "%s\n[bpfjury: the kernel cut the log here; its last words without the trace:]\n%s",
			log, a->brief) < 0)
		joined = NULL;
	if (!a->log_cut) /* else its true size is not known */
		r->result.log_bytes = (int64_t)strlen(log);
	tell_log(r->program, joined ? joined : log, strlen(joined ? joined : log));
	free(joined);
}

static void compare(struct program_result *p, const struct expectation *e, const struct load_answer *a)
{
	/* what never reached the verifier was said by libbpf */
	const char *log = a && a->reached ? a->log : a ? a->warnings : load_words();
	char why[DETAIL_SIZE] = "";
	enum met extras = MET_NONE;

	if (p->verdict == e->expected)
		extras = expect_messages(e, log, a && a->log_cut, why, sizeof(why));
	/* of a log that was cut the last words are in the other one */
	if (extras == MET_UNTOLD && a && a->brief && expect_messages(e, a->brief, 1, why, sizeof(why)) == MET_MET) {
		extras = MET_MET;
		*why = '\0';
	}
	if (p->verdict == e->expected && extras != MET_UNMET && e->reason && strcmp(e->reason, p->reason) != 0) {
		extras = MET_UNMET;
		snprintf(why, sizeof(why), "expected reason %s; %.*s", e->reason, (int)utf8_cut(p->detail, 600),
			p->detail);
	}
	p->met = verdict_meets(p->verdict, e->expected, extras);
	if (*why && p->met != MET_MET)
		text_set(p->detail, why);
	if (*why && p->met == MET_UNTOLD)
		text_set(p->reason, "expectation-unclear");
	if (*e->problem && p->met != MET_SKIPPED && p->verdict != VERDICT_CRASHED) {
		p->met = MET_UNTOLD;
		text_set(p->reason, "expectation-unclear");
		text_set(p->detail, e->problem);
	}
}

static void describe(struct program_result *p, const struct bpf_program *program)
{
	program_result_init(p);
	text_set(p->name, bpf_program__name(program));
	if (!*p->name)
		text_set(p->name, "(nameless)");
	text_set(p->section, bpf_program__section_name(program));
	const char *type = libbpf_bpf_prog_type_str(bpf_program__type(program));
	text_set(p->type, type ? type : "unknown");
}

static void judge_program(
	struct record *r, struct load_request *request, const struct expectation *e, const struct bpf_program *program)
{
	struct program_result *p = &r->result;
	struct load_answer a;

	if (e->expected == VERDICT_SKIPPED) {
		p->verdict = VERDICT_SKIPPED;
		p->expected = VERDICT_NONE;
		p->met = MET_SKIPPED;
		text_set(p->reason, e->skipped);
		text_set(p->detail, e->why);
		return;
	}
	int failed = ask_kernel(&a, request, e, program);
	if (failed) {
		reason_judge(p, NULL, -failed, load_words());
		compare(p, e, NULL);
		return;
	}
	if (a.accepted)
		p->verdict = VERDICT_ACCEPTED;
	else
		judge_refusal(p, &a, program);
	if (a.reached) {
		judge_statistics(p, a.brief ? a.brief : a.log);
		p->load_us = a.load_us;
		p->xlated_bytes = a.xlated_bytes;
		p->jited_bytes = a.jited_bytes;
	}
	if (a.accepted && a.judged_as)
		snprintf(p->detail, sizeof(p->detail), "freplace without its target, judged as %s", a.judged_as);
	if (e->caps && p->verdict == VERDICT_ERROR && strcmp(p->reason, "no-privilege") == 0)
		snprintf(p->detail, sizeof(p->detail), "with %s alone it was refused before it was looked at", e->caps);
	if (a.accepted && e->caps)
		snprintf(p->detail, sizeof(p->detail), "with %s alone", e->caps);
	compare(p, e, &a);
	if (!a.accepted || p->met == MET_UNMET)
		tell_answer(r, &a);
	load_answer_clear(&a);
}

/* The object did not even open: one stand-in program carries the answer. */
static void judge_unopened(int err, const char *producer) __attribute__((noreturn));
static void judge_unopened(int err, const char *producer)
{
	struct expectation e = {.expected = VERDICT_ACCEPTED};
	struct record r;

	announce(1, producer);
	record_init(&r, RECORD_PROGRAM);
	r.object = r.program = 0;
	text_set(r.result.name, OBJECT_ITSELF);
	r.result.expected = VERDICT_ACCEPTED;
	reason_judge(&r.result, NULL, err, load_words());
	compare(&r.result, &e, NULL);
	r.kind = RECORD_BEGIN;
	tell(&r);
	r.kind = RECORD_PROGRAM;
	r.result.log_bytes = (int64_t)strlen(load_words());
	tell_log(0, load_words(), strlen(load_words()));
	tell(&r);
	finish(1);
}

static void judge_empty(const char *producer) __attribute__((noreturn));
static void judge_empty(const char *producer)
{
	struct record r;

	announce(1, producer);
	record_init(&r, RECORD_BEGIN);
	r.object = r.program = 0;
	text_set(r.result.name, OBJECT_ITSELF);
	tell(&r);
	r.kind = RECORD_PROGRAM;
	r.result.verdict = VERDICT_SKIPPED;
	r.result.met = MET_SKIPPED;
	text_set(r.result.reason, "no-programs");
	text_set(r.result.detail, "the object has no program");
	tell(&r);
	finish(1);
}

/* Who needs something, and what it may. */
struct needy {
	const struct bpf_program *program;
	const struct expectation *e;
};

static int ask_needs(void *data, const char *what, char *why, size_t why_size)
{
	const struct needy *needy = data;
	int r = needs_ask(needy->program, what, why, why_size);

	/* a helper may be there and not for those with fewer capabilities; asked again, for what was found out is kept */
	if (r != 1 || !needy->e->cap_bits || strncmp(what, "helper:", 7) != 0)
		return r;
	r = load_capabilities(needy->e->cap_bits);
	if (!r)
		r = needs_ask(needy->program, what, why, why_size);
	load_capabilities(0);
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

/* What keeps annotations of @object from being any one program's. */
static void check_object(struct expectation *e, struct bpf_object *object, const struct bpf_program *program)
{
	const char *name = bpf_program__name(program);
	const struct btf *btf = bpf_object__btf(object);
	char clean[96], stray[256];

	if (*e->problem)
		return;
	text_set(clean, name);
	if (expect_stray(stray, sizeof(stray), btf, is_program, object))
		text_set(e->problem, stray);
	else if (btf && btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) < 0)
		snprintf(e->problem, sizeof(e->problem),
			"annotations were written, but there is no function %s in the BTF", clean);
	else if (programs_named(object, name) > 1)
		snprintf(e->problem, sizeof(e->problem), "two programs are called %s, and annotations may be either's",
			clean);
	else if (e->target && bpf_program__type(program) != BPF_PROG_TYPE_EXT)
		snprintf(e->problem, sizeof(e->problem),
			"PROGRAM_TARGET is for SEC(\"freplace/function\"), which %s is not", clean);
}

/* What is expected of @program on this kernel. */
static void read_expectation(struct expectation *e, struct bpf_object *object, struct bpf_program *program,
	const struct load_request *request)
{
	char version[128], signature[256];
	struct utsname u;

	uname(&u);
	features_signature(signature, sizeof(signature));
	features_version(u.release, u.version, signature, version, sizeof(version));
	struct needy needy = {.program = program, .e = e};
	const struct expect_kernel kernel = {.version = version, .has = ask_needs, .data = &needy};
	expect_read(e, bpf_object__btf(object), bpf_program__name(program), &kernel);
	if (!memmem(request->bytes, request->len, EXPECT_MARK, strlen(EXPECT_MARK)))
		return;
	/* libbpf goes on without BTF that it cannot read where the object does without; its annotations do not */
	if (!bpf_object__btf(object))
		snprintf(e->problem, sizeof(e->problem),
			"annotations were written, but there is no BTF to read them from (compile with -g)");
	check_object(e, object, program);
	if (*e->problem && e->expected == VERDICT_SKIPPED)
		e->expected = VERDICT_ACCEPTED; /* to be told */
}

/* @path, its "." and ".." taken away by its words alone; false where it climbs out. */
static bool straighten(char *path)
{
	size_t out = 0;

	for (char *at = path; *at;) {
		size_t len = strcspn(at, "/"), more = len + (at[len] == '/');
		bool up = len == 2 && strncmp(at, "..", 2) == 0;
		if (up && !out)
			return false;
		if (up) {
			for (out--; out > 0 && path[out - 1] != '/';)
				out--;
		} else if (len && !(len == 1 && *at == '.')) {
			memmove(path + out, at, more);
			out += more;
		}
		at += more;
	}
	path[out] = '\0';
	return true;
}

/* The docket's object at @path, seen from where the one at @from lies: that path in @ret; NULL where there is none. */
static const struct docket_entry *find_beside(
	const struct docket *docket, const char *from, const char *path, size_t len, char *ret, size_t size)
{
	const char *slash = strrchr(from, '/');
	char at[PATH_MAX];

	snprintf(ret, size, "%.*s%.*s", slash ? (int)(slash - from) + 1 : 0, from, (int)len, path);
	bool inside = straighten(ret);
	for (size_t i = 0; inside && i < docket->count; i++) {
		snprintf(at, sizeof(at), "%s", docket->entries[i].path);
		if (straighten(at) && strcmp(at, ret) == 0)
			return &docket->entries[i];
	}
	return NULL;
}

/* What a freplace program replaces a function of: its fd, or 0 with a problem of @e. */
static int open_target(struct expectation *e, const struct docket *docket, size_t index)
{
	const char *colon = strrchr(e->target, ':');
	char path[PATH_MAX], clean[128], clean_path[128];
	const struct docket_entry *entry = find_beside(
		docket, docket->entries[index].path, e->target, (size_t)(colon - e->target), path, sizeof(path));
	int fd = entry ? load_target(entry->file, colon + 1) : -ENOENT;

	if (fd > 0 || *e->problem)
		return fd > 0 ? fd : 0;
	text_set(clean, e->target);
	text_set(clean_path, path);
	if (!entry)
		snprintf(e->problem, sizeof(e->problem), "its target %s is not to be had: no %s in the docket", clean,
			clean_path);
	else
		snprintf(e->problem, sizeof(e->problem), "its target %s is not to be had: %s", clean,
			fd == -ENOENT	? "no such program in it"
			: fd == -EINVAL ? "it is a freplace program itself, which none can replace"
					: strerror(-fd));
	return 0;
}

void judge_object(const struct docket *docket, size_t index, size_t from, int fd, int heard)
{
	const struct docket_entry *entry = &docket->entries[index];
	struct load_request request = {0};
	char producer[128], *bytes;
	struct bpf_program *program;
	struct record r;
	int64_t done = 0;
	size_t count = 0;

	pipe_fd = fd;
	heard_fd = heard;
	load_init();
	load_words_reset();
	int err = read_whole(entry->file, OBJECT_MAX, &bytes, &request.len);
	if (err)
		judge_unopened(-err, "");
	request.bytes = bytes;
	find_producer(producer, sizeof(producer), bytes, request.len);
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "judged");
	struct bpf_object *object = bpf_object__open_mem(bytes, request.len, &opts);
	if (!object)
		judge_unopened(errno, producer);
	bpf_object__for_each_program(program, object)
		count++;
	if (count == 0)
		judge_empty(producer);
	announce(count, producer);
	bpf_object__for_each_program(program, object) {
		struct expectation e;
		size_t at = request.program++;
		if (at < from)
			continue;
		record_init(&r, RECORD_BEGIN);
		r.object = 0;
		r.program = (int64_t)at;
		describe(&r.result, program);
		tell_begin(&r);
		/* to know what is expected the kernel may have to be asked */
		read_expectation(&e, object, program, &request);
		r.result.expected = e.expected;
		request.target_fd = e.target && e.expected != VERDICT_SKIPPED ? open_target(&e, docket, index) : 0;
		request.program = at;
		request.caps = e.cap_bits;
		judge_program(&r, &request, &e, program);
		request.program = at + 1;
		if (request.target_fd)
			close(request.target_fd);
		r.kind = RECORD_PROGRAM;
		tell(&r);
		done++;
	}
	finish(done);
}
