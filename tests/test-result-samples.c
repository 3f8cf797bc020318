// SPDX-License-Identifier: GPL-2.0-only
#include "test-result-samples.h"
#include "cleanup.h"
#include "verdict/text.h"

#include <string.h>

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		abort();
	return p;
}

static char *copy(const char *text)
{
	char *p = strdup(text);

	if (!p)
		abort();
	return p;
}

static void fill_sha256(char sha256[SHA256_SIZE], unsigned int salt)
{
	for (unsigned int i = 0; i < SHA256_SIZE - 1; i++)
		sha256[i] = "0123456789abcdef"[(salt * 7 + i * i) % 16];
}

/* The objects of the sample: what is expected, and the verdict of kernels before @since. */
static const struct story_program {
	const char *object, *name, *type;
	enum verdict expected;
	int64_t insns;
	int since; /* index of the first kernel that accepts it */
	int err;
	const char *reason, *detail, *help;
} story[] = {
	{"minimal.bpf.o", "handle_tp", "tracepoint", VERDICT_ACCEPTED, 14, 0, 0, "", ""},
	{"simple_kprobe.bpf.o", "do_unlinkat", "kprobe", VERDICT_ACCEPTED, 31, 0, 0, "", ""},
	{"simple_kprobe.bpf.o", "do_unlinkat_exit", "kprobe", VERDICT_ACCEPTED, 18, 0, 0, "", ""},
	{"xdp_counter.bpf.o", "xdp_count_packets", "xdp", VERDICT_ACCEPTED, 122, 0, 0, "", ""},
	{"tc_classifier.bpf.o", "classify", "sched_cls", VERDICT_ACCEPTED, 309, 0, 0, "", ""},
	{"refused/oob_packet.bpf.o", "xdp_oob", "xdp", VERDICT_REJECTED, 5, 0, 13, "packet-bounds",
		"invalid access to packet, off=0 size=4, R1(id=0,off=0,r=0)"},
	{"refused/null_deref.bpf.o", "null_deref", "tracepoint", VERDICT_REJECTED, 9, 0, 13,
		"null-pointer", "R0 invalid mem access 'map_value_or_null'"},
	{"loop.bpf.o", "with_bpf_loop", "kprobe", VERDICT_ACCEPTED, 67, 2, 22, "helper-unknown",
		"invalid func unknown#181", "helper bpf_loop: 5.17 and later"},
	{"sched.bpf.o", "scx_select_cpu", "struct_ops", VERDICT_ACCEPTED, 1204, 3, 22,
		"kfunc-missing",
		"extern (func ksym) 'scx_bpf_select_cpu_dfl': not found in kernel or module BTFs",
		"kfunc scx_bpf_select_cpu_dfl: 6.12 and later"},
	{"big/tracer.bpf.o", "sys_enter_execve_with_a_long_name", "tracepoint", VERDICT_ACCEPTED,
		998877, 1, 7, "limit-insns", "BPF program is too large. Processed 1000001 insn"},
};

static const char *const story_versions[] = {
	"5.10.262",
	"5.15.189",
	"6.1.176",
	"6.6.112",
	"6.12.94",
	"6.18.15",
	"6.19.14",
	"7.2.13",
	"7.3.1",
};

static const char log_text[] =
	"func#0 @0\n0: R1=ctx(off=0,imm=0) R10=fp0\n; void *data = (void *)(long)ctx->data;\n"
	"0: (61) r1 = *(u32 *)(r1 +0)\t; R1_w=pkt(off=0,r=0,imm=0)\n1: (b7) r0 = 2\n2: (61) r2 = *(u32 *)(r1 +0)\n"
	"invalid access to packet, off=0 size=4, R1(id=0,off=0,r=0)\nR1 offset is outside of the packet\n"
	"verification time 84 usec\nstack depth 0\n"
	"processed 3 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n";

static void add_story(
	struct result_program *p, const struct story_program *from, const char *name, int kernel)
{
	struct program_result *r = &p->result;
	bool taken = kernel >= from->since && from->expected == VERDICT_ACCEPTED;

	program_result_init(r);
	text_set(r->name, name);
	text_set(r->type, from->type);
	text_set(r->section, from->type);
	r->expected = from->expected;
	r->verdict = taken ? VERDICT_ACCEPTED : VERDICT_REJECTED;
	r->met = verdict_meets(r->verdict, r->expected, MET_MET);
	r->insns = taken || from->err == 13 ? from->insns : from->err == 7 ? 1000001 : 0;
	r->load_us = 412 + kernel;
	if (taken)
		return;
	r->err = from->err;
	text_set(r->reason, from->reason);
	text_set(r->detail, from->detail);
	if (from->help)
		text_set(r->help, from->help);
	r->log_bytes = sizeof(log_text) - 1;
	p->log = copy(log_text);
}

/* Every line is a program of its object, three times under different names. */
static void add_objects(struct result_kernel *k, int kernel)
{
	size_t n = ARRAY_SIZE(story);

	k->objects = zeroed(n, sizeof(*k->objects));
	for (size_t i = 0; i < n; i++) {
		bool again = k->n_objects && strcmp(story[i].object, story[i - 1].object) == 0;
		struct result_object *o = &k->objects[again ? k->n_objects - 1 : k->n_objects++];
		if (!again) {
			o->path = copy(story[i].object);
			fill_sha256(o->sha256, (unsigned int)i);
			o->producer = copy("Debian clang version 14.0.6");
			o->ended = true;
			o->programs = zeroed(6, sizeof(*o->programs));
		}
		for (int j = 0; j < 3; j++) {
			char name[80];
			snprintf(name, sizeof(name), j ? "%s_%d" : "%s", story[i].name, j + 1);
			add_story(&o->programs[o->n_programs++], &story[i], name, kernel);
		}
		o->announced = (int64_t)o->n_programs;
	}
}

void sample_story(struct result *ret, size_t n_kernels)
{
	*ret = (struct result){.n_kernels = n_kernels, .started = "2026-03-01T12:00:00Z"};
	fill_sha256(ret->docket_sha256, 1);
	strcpy(ret->libbpf, "1.7.0 (libbpf 1.7.0-1)");
	ret->left_out = calloc(1, sizeof(*ret->left_out));
	if (ret->left_out) {
		ret->left_out[0].path = strdup("objects/plain.o");
		ret->left_out[0].why = strdup("a BPF object, but others here are named *.bpf.o");
		ret->n_left_out = 1;
	}
	ret->kernels = zeroed(n_kernels, sizeof(*ret->kernels));
	for (size_t i = 0; i < n_kernels; i++) {
		size_t v = n_kernels == 1 ? 4 : i;
		struct result_kernel *k = &ret->kernels[i];
		char text[64];
		*k = (struct result_kernel){.outcome = OUTCOME_COMPLETE,
			.version = copy(story_versions[v]),
			.arch = copy("x86_64"),
			.accel = copy("tcg"),
			.judge_ms = 4210 + 1377 * (int64_t)i};
		snprintf(text, sizeof(text), "debian:%.*s",
			(int)strcspn(strchr(story_versions[v], '.') + 1, ".") +
				(int)(strchr(story_versions[v], '.') - story_versions[v]) + 1,
			story_versions[v]);
		k->spec = copy(text);
		k->name = copy(text);
		snprintf(text, sizeof(text), "%s-cloud-amd64", story_versions[v]);
		k->release = copy(text);
		k->features = json_pack("{sbsbss}", "btf", 1, "jit", 1, "lockdown", "none");
		k->boots = zeroed(1, sizeof(*k->boots));
		k->n_boots = 1;
		k->boots[0] = (struct result_boot){.outcome = OUTCOME_COMPLETE,
			.nonce = "00112233445566ff",
			.boot_ms = 1900,
			.guest_ms = -1,
			.wall_ms = -1};
		add_objects(k, (int)v);
	}
}

static void add_splat(struct result_kernel *k, const char *title, int64_t object, int64_t program)
{
	struct result_splat *grown = realloc(k->splats, (k->n_splats + 1) * sizeof(*grown));

	if (!grown)
		abort();
	k->splats = grown;
	k->splats[k->n_splats++] = (struct result_splat){.title = copy(title),
		.object = object,
		.program = program,
		.report = copy(
			"BUG: unable to handle page fault for address: ffffc90000000000\n"
			"Oops: 0002 [#1] SMP\nCPU: 0 PID: 79 Comm: init Not tainted 5.15.189 #1\n"
			"RIP: 0010:do_check+0x1f/0x20\nCode: 70 9a 81\nRSP: 0018:ffff8880002dbe68\n"
			"Call Trace:\n bpf_check+0x626/0xb20\n __sys_bpf+0x65b/0x2440\n"),
		.boot = 1};
}

static void drop_programs(struct result_object *o, size_t keep)
{
	for (size_t i = keep; i < o->n_programs; i++)
		free(o->programs[i].log);
	o->n_programs = keep;
}

void sample_trouble(struct result *ret)
{
	struct result_kernel *k;
	struct program_result *p;

	sample_story(ret, 4);
	k = &ret->kernels[0];
	k->outcome = OUTCOME_PANICKED;
	k->why = copy("Kernel panic - not syncing: Fatal exception in interrupt; resumed 3 times");
	for (size_t i = 5; i < k->n_objects; i++) {
		drop_programs(&k->objects[i], 0);
		k->objects[i].announced = -1;
		k->objects[i].ended = false;
	}
	drop_programs(&k->objects[4], 2);
	k->objects[4].ended = false;
	p = &k->objects[4].programs[1].result;
	program_result_init(p);
	text_set(p->name, "xdp_oob_2");
	p->met = MET_UNKNOWN;
	k = &ret->kernels[1];
	text_set(k->objects[0].programs[1].result.variant, "unpriv");
	p = &k->objects[1].programs[2].result;
	p->verdict = VERDICT_CRASHED;
	p->met = MET_UNMET;
	text_set(p->detail, "BUG: unable to handle page fault for address: ffffc90000000000");
	add_splat(k, "BUG: unable to handle page fault for address: ffffc90000000000", 1, 2);
	add_splat(k, "WARNING: CPU: 0 PID: 1 at kernel/rcu/tree.c:2689 \033[31mrcu_core", -1, -1);
	k->n_boots = 2;
	k->boots = realloc(k->boots, 2 * sizeof(*k->boots));
	k->boots[1] = k->boots[0];
	k->boots[0].outcome = OUTCOME_PANICKED;
	k->boots[0].why = copy("oops while simple_kprobe.bpf.o:do_unlinkat_3 was current");
	k = &ret->kernels[2];
	p = &k->objects[2].programs[0].result;
	p->verdict = VERDICT_SKIPPED;
	p->met = MET_SKIPPED;
	p->insns = UNKNOWN_FIGURE;
	text_set(p->reason, "needs-helper");
	p = &k->objects[2].programs[1].result;
	p->verdict = VERDICT_TIMEOUT;
	p->met = MET_UNKNOWN;
	p = &k->objects[2].programs[2].result;
	p->met = MET_UNMET; /* accepted as expected, but another expectation is not met */
	k = &ret->kernels[3];
	result_kernel_clear(k);
	k->spec = copy("/srv/kernels/of/our/own/linux-next-20260301/arch/x86/boot/bzImage");
	k->name = copy(k->spec);
	k->outcome = OUTCOME_INFRA;
	k->why = copy("QEMU exited with status 1 before the first record");
}

static struct result_object *add_object(struct result_kernel *k, const char *path, size_t programs)
{
	struct result_object *o = &k->objects[k->n_objects++];

	o->path = copy(path);
	fill_sha256(o->sha256, (unsigned int)k->n_objects);
	o->announced = (int64_t)programs;
	o->ended = true;
	o->programs = zeroed(programs, sizeof(*o->programs));
	o->n_programs = programs;
	for (size_t i = 0; i < programs; i++) {
		struct program_result *p = &o->programs[i].result;
		program_result_init(p);
		snprintf(p->name, sizeof(p->name), "program_%zu", i);
		p->verdict = p->expected = VERDICT_ACCEPTED;
		p->met = MET_MET;
		p->insns = 100 + (int64_t)i;
	}
	if (result_whole_begin(o, OBJECT_ITSELF))
		abort();
	o->whole->load.result.verdict = VERDICT_ACCEPTED;
	o->whole->load.result.met = MET_MET;
	o->whole->programs = (int64_t)programs;
	return o;
}

static void refuse(struct result_program *p, const char *culprit, enum verdict verdict,
	const char *reason, const char *detail, const char *help)
{
	if (culprit)
		text_set(p->result.name, culprit);
	p->result.verdict = verdict;
	p->result.met = verdict_meets(verdict, VERDICT_ACCEPTED, MET_NONE);
	p->result.err = verdict <= VERDICT_UNLOADABLE ? 22 : 0;
	p->result.insns = UNKNOWN_FIGURE;
	text_set(p->result.reason, reason);
	text_set(p->result.detail, detail);
	text_set(p->result.help, help);
}

/* What a kernel from before bounded loops, ring buffers and checks of owners makes of them. */
static void add_wholes(struct result_kernel *k, bool old)
{
	k->objects = zeroed(8, sizeof(*k->objects));
	struct result_object *o = add_object(k, "alone.bpf.o", 1);
	o = add_object(k, "jumps.bpf.o", 2);
	if (!old) {
		refuse(&o->whole->load, "program_1", VERDICT_REJECTED, "prog-array-owner",
			"jumps: owned by program_0, of another expected attach type than program_1",
			"programs that share a prog array must agree in it since 6.12.51");
		strcpy(o->whole->load.result.erratum,
			"since 6.12.51 (stable backport of 4540aed51b12)");
		o->whole->load.log =
			copy("libbpf: prog 'program_1': BPF program load failed: -EINVAL\n"
			     "libbpf: failed to load object 'jumps.bpf.o'\n");
	}
	o = add_object(k, "tools/a-directory-with-a-long-name/below-another/everything.bpf.o", 24);
	for (size_t i = 0; i < 24; i += 7)
		strcpy(o->programs[i].result.adapted, "events: max_entries 4");
	strcpy(o->whole->load.result.adapted, "events: max_entries 4\nstacks: value_size 1016");
	if (old) {
		strcpy(o->programs[3].result.notes, "attach: kprobe.multi: 5.18 and later");
		strcpy(o->programs[9].result.notes,
			"attach: kprobe.multi: 5.18 and later\nlayout: another one here");
	}
	o = add_object(k, "maps.bpf.o", 12);
	for (size_t i = 0; i < 12 && old; i++)
		refuse(&o->programs[i], NULL, VERDICT_UNLOADABLE, "map-unsupported",
			"map 'events': ringbuf", "map type ringbuf: 5.8 and later");
	if (old)
		refuse(&o->whole->load, NULL, VERDICT_UNLOADABLE, "map-unsupported",
			"map 'events': ringbuf", "map type ringbuf: 5.8 and later");
	o = add_object(k, "crash.bpf.o", 3);
	if (old) {
		refuse(&o->programs[1], NULL, VERDICT_CRASHED, "kernel-crash", "Kernel panic", "");
		refuse(&o->whole->load, "program_1", VERDICT_CRASHED, "kernel-crash",
			"Kernel panic", "");
		o->whole->programs = -1;
	}
	o = add_object(k, "hangs.bpf.o", 2);
	if (!old) {
		refuse(&o->whole->load, NULL, VERDICT_TIMEOUT, "kernel-hung", "no answer", "");
		o->whole->programs = -1;
	}
	o = add_object(k, "lost.bpf.o", 2);
	if (old)
		result_whole_clear(o);
	else if (result_whole_begin(o, OBJECT_ITSELF))
		abort();
	o = add_object(k, "places.bpf.o", 3);
	for (size_t i = 0; i < 3; i++) {
		struct program_result *p = &o->programs[i].result;
		refuse(&o->programs[i], NULL, VERDICT_REJECTED, "packet-bounds",
			"R1 offset is outside of the packet", "");
		p->insn = 4 + (int64_t)i;
		snprintf(p->source_at, sizeof(p->source_at), "places.c:%zu", 10 + i);
		strcpy(p->adapted, "stacks: value_size 1016");
	}
	refuse(&o->whole->load, "program_0", VERDICT_REJECTED, "packet-bounds",
		"R1 offset is outside of the packet", "");
}

void sample_wholes(struct result *ret)
{
	static const char *const versions[] = {"5.4.300", "6.12.94", "7.2.13"};

	*ret = (struct result){.n_kernels = ARRAY_SIZE(versions)};
	ret->kernels = zeroed(ret->n_kernels, sizeof(*ret->kernels));
	for (size_t i = 0; i < ret->n_kernels; i++) {
		struct result_kernel *k = &ret->kernels[i];
		*k = (struct result_kernel){.outcome = OUTCOME_COMPLETE,
			.version = copy(versions[i]),
			.accel = copy("tcg"),
			.judge_ms = 4210};
		k->spec = zeroed(1, 32);
		snprintf(k->spec, 32, "debian:%.*s", (int)(strrchr(versions[i], '.') - versions[i]),
			versions[i]);
		k->name = copy(k->spec);
		add_wholes(k, i == 0);
	}
}

static unsigned int draw(unsigned int *state, unsigned int below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

/* Clean text of at most @size - 1 bytes, maybe several lines. */
static void draw_text(unsigned int *state, char *dst, size_t size, bool lines)
{
	static const char *const pieces[] = {"a", "Z", "_", "0", " ", "\"", "\\", "/", "é", "漢",
		"😀", "\xef\xbf\xbd", "helper_", ".bpf.o", "\n", "\t"};
	size_t len = 0, n = draw(state, 2) ? 1 + draw(state, 12) : 1 + draw(state, 2000);

	for (*dst = '\0'; n; n--) {
		const char *piece = pieces[draw(state, ARRAY_SIZE(pieces) - (lines ? 0 : 2))];
		if (len + strlen(piece) >= size)
			break;
		strcpy(dst + len, piece);
		len += strlen(piece);
	}
	if (!*dst)
		strcpy(dst, "x");
}

static char *draw_copy(unsigned int *state, bool may_lack, bool lines)
{
	char text[2048];

	if (may_lack && draw(state, 4) == 0)
		return NULL;
	draw_text(state, text, sizeof(text), lines);
	return copy(text);
}

static int64_t draw_figure(unsigned int *state)
{
	switch (draw(state, 4)) {
	case 0:
		return UNKNOWN_FIGURE;
	case 1:
		return INT64_MAX - draw(state, 3);
	default:
		return draw(state, 100000);
	}
}

static void draw_program(unsigned int *state, struct result_program *p, size_t index)
{
	struct program_result *r = &p->result;
	int64_t *const figures[] = {&r->insns, &r->states, &r->peak_states, &r->max_states_per_insn,
		&r->mark_read, &r->insn_count, &r->mem_peak, &r->limit_insns, &r->limit_stack,
		&r->xlated_bytes, &r->jited_bytes, &r->load_us, &r->verify_us, &r->log_bytes,
		&r->position};

	program_result_init(r);
	snprintf(r->name, sizeof(r->name), "%zu", index); /* names are unique within the object */
	draw_text(state, r->name + strlen(r->name), sizeof(r->name) - strlen(r->name), false);
	draw_text(state, r->section, sizeof(r->section), false);
	draw_text(state, r->reason, sizeof(r->reason), false);
	draw_text(state, r->detail, sizeof(r->detail), false);
	draw_text(state, r->stack, sizeof(r->stack), false);
	if (draw(state, 2))
		strcpy(r->adapted, "events: max_entries 4\nstacks: value_size 1016");
	if (draw(state, 2))
		text_set(r->variant, "unpriv");
	r->verdict = (enum verdict)draw(state, VERDICT_ERROR + 1);
	r->expected = (enum verdict)draw(state, VERDICT_ERROR + 1);
	r->met = (enum met)draw(state, MET_SKIPPED + 1);
	r->err = draw(state, 2) ? 0 : errno_from_symbol("ENOTSUPP");
	for (size_t i = 0; i < ARRAY_SIZE(figures); i++)
		*figures[i] = draw_figure(state);
	p->log = draw_copy(state, true, true);
	p->kept = draw_copy(state, true, false);
	p->log_cut = p->log && strlen(p->log) % 3 == 0;
}

static void draw_whole(unsigned int *state, struct result_object *o)
{
	const bool named = draw(state, 2);

	if (result_whole_begin(o, OBJECT_ITSELF))
		abort();
	draw_program(state, &o->whole->load, draw(state, 5));
	if (!named) {
		memset(o->whole->load.result.name, 0, NAME_SIZE);
		strcpy(o->whole->load.result.name, OBJECT_ITSELF);
	}
	o->whole->programs = draw_figure(state);
}

static void draw_object(unsigned int *state, struct result_object *o, size_t index)
{
	char path[1024];

	snprintf(path, sizeof(path), "%zu/", index);
	draw_text(state, path + strlen(path), sizeof(path) - strlen(path), false);
	o->path = copy(path);
	if (draw(state, 3))
		fill_sha256(o->sha256, draw(state, 1000));
	if (draw(state, 2))
		draw_text(state, o->shape, sizeof(o->shape), false);
	o->producer = draw_copy(state, true, false);
	o->kept = draw_copy(state, true, false);
	o->announced = draw_figure(state);
	o->ended = draw(state, 2);
	o->n_programs = draw(state, 5);
	o->programs = zeroed(o->n_programs, sizeof(*o->programs));
	for (size_t i = 0; i < o->n_programs; i++)
		draw_program(state, &o->programs[i], i);
	if (draw(state, 2))
		draw_whole(state, o);
}

static void draw_kernel(unsigned int *state, struct result_kernel *k)
{
	k->spec = draw_copy(state, false, false);
	k->name = draw(state, 2) ? draw_copy(state, false, false) : copy(k->spec);
	k->append = draw_copy(state, true, false);
	k->source = draw_copy(state, true, false);
	k->package = draw_copy(state, true, false);
	k->newest = draw_copy(state, true, false);
	k->pinned = draw(state, 2);
	k->informative = draw(state, 2);
	k->release = draw_copy(state, true, false);
	k->version = draw_copy(state, true, false);
	k->arch = draw_copy(state, true, false);
	if (draw(state, 2))
		fill_sha256(k->image_sha256, draw(state, 1000));
	k->outcome = (enum outcome)draw(state, OUTCOME_INTERRUPTED + 1);
	k->why = draw_copy(state, true, false);
	k->accel = draw_copy(state, true, false);
	k->judge_ms = draw_figure(state);
	if (draw(state, 2))
		k->features = json_pack("{s[ii]s{sn}ss}", "a", 1, 2, "b", "c", "d", "é");
	k->n_boots = draw(state, 3);
	k->boots = zeroed(k->n_boots, sizeof(*k->boots));
	for (size_t i = 0; i < k->n_boots; i++) {
		struct result_boot *b = &k->boots[i];
		b->outcome = (enum outcome)draw(state, OUTCOME_INTERRUPTED + 1);
		b->boot_ms = draw_figure(state);
		b->guest_ms = draw_figure(state);
		b->wall_ms = draw_figure(state);
		b->why = draw_copy(state, true, false);
		if (draw(state, 2))
			strcpy(b->nonce, "0123456789abcdef");
	}
	k->n_objects = draw(state, 4);
	k->objects = zeroed(k->n_objects, sizeof(*k->objects));
	for (size_t i = 0; i < k->n_objects; i++)
		draw_object(state, &k->objects[i], i);
	for (unsigned int i = draw(state, 3); i; i--) {
		int64_t object = k->n_objects
					 ? (int64_t)draw(state, (unsigned int)k->n_objects + 1) - 1
					 : -1;
		size_t programs = object < 0 ? 0 : k->objects[object].n_programs;
		cleanup_free char *title = draw_copy(state, false, false);
		cleanup_free char *line = draw_copy(state, true, false);
		add_splat(k, title, object,
			programs ? (int64_t)draw(state, (unsigned int)programs + 1) - 1 : -1);
		k->splats[k->n_splats - 1].line = steal(&line);
	}
}

void sample_random(struct result *ret, unsigned int seed)
{
	unsigned int state = seed;

	*ret = (struct result){.n_kernels = draw(&state, 4)};
	draw_text(&state, ret->started, sizeof(ret->started), false);
	if (draw(&state, 2))
		fill_sha256(ret->docket_sha256, seed);
	draw_text(&state, ret->libbpf, sizeof(ret->libbpf), false);
	ret->kernels = zeroed(ret->n_kernels, sizeof(*ret->kernels));
	for (size_t i = 0; i < ret->n_kernels; i++)
		draw_kernel(&state, &ret->kernels[i]);
}
