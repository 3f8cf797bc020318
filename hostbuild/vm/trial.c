// SPDX-License-Identifier: GPL-2.0-only
#include "vm/trial.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "monotonic.h"
#include "stop.h"
#include "vm/boot.h"
#include "vm/nonce.h"
#include "vm/progress.h"
#include "vm/symbols.h"
#include "vm/tsc.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>

/* Boots of one trial: enough for a handful of programs that kill, few enough to end. */
#define BOOTS_MAX 16

struct trial {
	const struct trial_input *input;
	struct result_kernel *result;
	struct gather gather;
	struct boot boot;
	bool running, done;
	enum board board; /* of the next boot */
	int64_t started_ms;
	int tries_here;
	int64_t last_object, last_program; /* where the last boot ended */
	bool last_in_hand;
	enum outcome
		lost; /* of the boot at which something was left unknown; COMPLETE: nothing was */
	char *lost_why;
};

enum step trial_decide(const struct death *d)
{
	if (d->outcome == OUTCOME_COMPLETE)
		return STEP_DONE;
	if (d->fault || d->boots >= BOOTS_MAX)
		return STEP_GIVE_UP;
	/* of what one of them left behind it; no boot that goes well takes it back */
	if (d->outcome == OUTCOME_PANICKED && d->behind && d->in_hand && !d->alone)
		return STEP_GIVE_UP;
	/* the kernel's own word, or its silence, while a program was in hand */
	if (d->in_hand && (d->outcome == OUTCOME_PANICKED || d->outcome == OUTCOME_HUNG))
		return STEP_BLAME;
	/*
	 * its own word while none was, but after some: one of them may have left that behind, and
	 * no boot that goes well takes it back
	 */
	if (d->outcome == OUTCOME_PANICKED && d->judged)
		return STEP_GIVE_UP;
	/* anything else may be the machine's doing: once more */
	if (d->tries_here < 2) {
		bool failed_itself = d->outcome == OUTCOME_INFRA || d->outcome == OUTCOME_GARBLED;
		return d->all_told || (d->judged && !failed_itself) ? STEP_REWIND : STEP_AGAIN;
	}
	if (d->outcome == OUTCOME_GARBLED || !d->plan || d->all_told)
		return STEP_GIVE_UP;
	return d->in_hand ? STEP_BLAME : STEP_SKIP;
}

/* The stream's word on the boot, sharpened by what else was seen. */
static enum outcome outcome_of(const struct boot *b)
{
	enum outcome o = gather_outcome(b->gather);

	/* whatever it told then, it is not of all that was packed */
	if (*b->evidence.unpack && b->gather->hello && o != OUTCOME_GARBLED)
		return OUTCOME_INFRA;
	if (o != OUTCOME_TRUNCATED && o != OUTCOME_NO_BOOT)
		return o;
	if (*b->evidence.panic)
		return o == OUTCOME_NO_BOOT ? o : OUTCOME_PANICKED;
	if (b->silent)
		return o == OUTCOME_NO_BOOT ? o : OUTCOME_HUNG;
	/* QEMU's exit status proves nothing but this: it failed by itself */
	return !b->killed && (WIFSIGNALED(b->status) || WEXITSTATUS(b->status)) ? OUTCOME_INFRA : o;
}

/*
 * Of a kernel that showed nothing: what is known of it says whether that is its configuration's
 * doing.
 */
static char *mute_why(const struct boot *b, const struct kernel *k)
{
	const char *mute =
		b->evidence.early
			? "not a byte on its console but of the early one (see console.log)"
			: "not a byte on its console";
	const char *when = b->silent ? "" : " before QEMU ended",
		   *how = b->look.halted ? b->silence : "", *comma = b->look.halted ? "; " : "";

	cleanup_free char *map = NULL, *names = NULL;
	if (b->look.halted && k->system_map &&
		files_read(k->system_map, SYSTEM_MAP_MAX, &map, NULL) == 0)
		names = symbols_name(map, b->look.words, b->look.n_words);
	if (names)
		return format_string(
			"%s%s: it died before that began; %s, with these on its stack: %s", mute,
			when, how, names);
	const struct arch *arch = arch_default();
	switch (kernel_config_value(k, arch->console_option)) {
	case 'y':
		return format_string(
			"%s%s, which its configuration has: it dies before that begins, or is not for this "
			"machine%s%s",
			mute, when, comma, how);
	case '?':
		return format_string(
			"%s%s: a kernel without the %s (CONFIG_%s), one that dies before its console begins, or "
			"not for this machine%s%s",
			mute, when, arch->console_driver, arch->console_option, comma, how);
	default:
		return format_string("%s%s: its configuration has no serial one (CONFIG_%s=y)%s%s",
			mute, when, arch->console_option, comma, how);
	}
}

static char *no_boot_why(const struct boot *b, const struct kernel *k)
{
	const struct evidence *e = &b->evidence;

	if (*e->panic)
		return format_string("%s", e->panic);
	if (*e->unpack)
		return format_string("%s", e->unpack);
	if (!e->anything || (e->early && !e->console))
		return mute_why(b, k);
	if (e->no_channel)
		return format_string("the guest has no second serial port for its records (%s)",
			arch_default()->records_options);
	if (!b->silent)
		return format_string("the machine ended before /init spoke (see console.log)");
	if (b->look.halted)
		return format_string("%s; see console.log", b->silence);
	return format_string(
		"no record within %d s, though its console speaks: is there an /init in the archive?",
		HELLO_SECONDS);
}

/* One line for people: why the boot is what it is. */
static char *why_of(const struct boot *b, enum outcome o, const struct kernel *k)
{
	const struct gather *g = b->gather;

	switch (o) {
	case OUTCOME_COMPLETE:
		return NULL;
	case OUTCOME_GARBLED:
		return format_string("%s", g->garbled);
	case OUTCOME_NO_BOOT:
		return no_boot_why(b, k);
	case OUTCOME_HUNG:
		return format_string("%s", b->silence);
	case OUTCOME_PANICKED:
		return format_string(
			"%s", *b->evidence.panic ? b->evidence.panic : b->evidence.splat);
	case OUTCOME_TRUNCATED:
		return *b->evidence.splat
			       ? format_string(
					 "the machine ended before the verdict did; its kernel had said: %s",
					 b->evidence.splat)
			       : format_string(
					 "the machine ended before the verdict did, without a word");
	case OUTCOME_INFRA:
		break;
	}
	if (*g->fault)
		return *b->evidence.unpack ? format_string("%s (%s)", g->fault, b->evidence.unpack)
					   : format_string("%s", g->fault);
	if (*b->evidence.unpack)
		return format_string("the archive did not unpack whole: %s", b->evidence.unpack);
	if (g->early)
		return format_string(
			"the guest gave a program up before its time was over: its clock is wrong");
	if (WIFSIGNALED(b->status))
		return format_string("QEMU died of SIG%s%s%s", sigabbrev_np(WTERMSIG(b->status)),
			*b->qemu_words ? ": " : "", b->qemu_words);
	return format_string("QEMU ended with status %d%s%s", WEXITSTATUS(b->status),
		*b->qemu_words ? ": " : "", b->qemu_words);
}

static void end_trial(struct trial *t, enum outcome outcome, const char *why)
{
	struct result_kernel *k = t->result;

	k->outcome = outcome;
	free(k->why);
	k->why = why ? strdup(why) : NULL;
	k->judge_ms = t->started_ms ? monotonic_ms() - t->started_ms : -1;
	t->running = false;
	t->done = true;
	if (!k->n_objects) { /* nothing was to be judged */
		diag_note("%s: %s in %" PRId64 ".%" PRId64 " s%s%s", k->spec, outcome_word(outcome),
			k->judge_ms / 1000, k->judge_ms % 1000 / 100, why ? " - " : "",
			why ? why : "");
		return;
	}
	struct summary s = result_kernel_summary(k);
	diag_note("%s: %s in %" PRId64 ".%" PRId64 " s: %" PRId64 " met, %" PRId64
		  " unmet, %" PRId64 " unknown%s%s",
		k->spec, outcome_word(outcome), k->judge_ms / 1000, k->judge_ms % 1000 / 100, s.met,
		s.unmet, s.unknown, why ? " - " : "", why ? why : "");
}

static const char *board_name(enum board b)
{
	return arch_default()->boards[b].name;
}

static enum board board_for(const struct kernel *k)
{
	return k->vmlinux && k->from == FROM_BUILD ? BOARD_FAST : BOARD_STANDARD;
}

static void start_boot(struct trial *t, const struct trial_options *o)
{
	const struct kernel *kernel = t->input->kernel;
	const struct kernel_copy *copy = t->input->copy;
	struct machine m = {
		.arch = arch_default(),
		.qemu = o->qemu,
		.accel = o->accel,
		.board = t->board,
		.image = kernel->image,
		.vmlinux = kernel->vmlinux,
		.archive = t->input->archive,
		.image_fd = copy->image,
		.vmlinux_fd = copy->vmlinux,
		.archive_fd = t->input->archive_fd,
		.added = t->input->added,
		.memory_mib = o->memory_mib,
		.from_object = t->gather.object,
		.from_program = t->gather.program,
		.from_programs = gather_announced(&t->gather),
		.program_timeout_s = o->program_timeout_s,
		.tsc_khz = o->accel == ACCEL_TCG ? tsc_khz() : 0,
		.survey = o->survey,
	};
	cleanup_free char *dir =
		format_string("%s/boot-%zu", t->input->dir, t->result->n_boots + 1);

	strcpy(t->result->image_sha256,
		machine_boots_vmlinux(&m) ? copy->vmlinux_sha256 : copy->image_sha256);
	if (!t->started_ms) {
		t->started_ms = monotonic_ms();
		if (!diag_live())
			diag_note("%s: booting%s%s (%s)", t->result->spec,
				kernel->version ? " " : "", kernel->version ? kernel->version : "",
				accel_word(o->accel));
	}
	t->running = true;
	if (nonce_make(m.nonce) == 0) {
		gather_boot(&t->gather, m.nonce);
		t->gather.minded = true;
		if (dir && boot_start(&t->boot, &m, &t->gather, dir) == 0) {
			t->boot.system_map = kernel->system_map;
			return;
		}
	}
	end_trial(t, OUTCOME_INFRA, "QEMU could not be started");
}

static int keep_boot(struct trial *t, enum outcome outcome, const char *why)
{
	const bool died = outcome == OUTCOME_PANICKED || outcome == OUTCOME_NO_BOOT;
	const struct clocks *c = &t->boot.clocks;
	struct result_kernel *k = t->result;
	struct result_boot *more = reallocarray(k->boots, k->n_boots + 1, sizeof(*more));

	if (!more)
		return diag_errno(-ENOMEM, "%s", k->spec);
	k->boots = more;
	struct result_boot *b = &more[k->n_boots++];
	*b = (struct result_boot){
		.outcome = outcome,
		.boot_ms = t->boot.hello_ms ? t->boot.hello_ms - t->boot.started_ms : -1,
		.guest_ms = c->told ? c->guest_last - c->guest_first : -1,
		.wall_ms = c->told ? c->wall_last - c->wall_first : -1,
		.why = why ? strdup(why) : NULL,
		.report = died && *t->boot.evidence.report ? strdup(t->boot.evidence.report) : NULL,
	};
	snprintf(b->nonce, sizeof(b->nonce), "%s", t->gather.nonce);
	snprintf(b->machine, sizeof(b->machine), "%s", board_name(t->board));
	return 0;
}

/* A kernel that died of what is not tried again says so among its splats. */
static int keep_death(struct trial *t, enum step step, enum outcome outcome)
{
	const struct evidence *e = &t->boot.evidence;

	if (outcome != OUTCOME_PANICKED || (step != STEP_BLAME && step != STEP_GIVE_UP))
		return 0;
	return gather_death(&t->gather, &e->last, e->report, step == STEP_BLAME);
}

static void print_report(FILE *f, const char *title, const char *report)
{
	if (report && *report)
		fprintf(f, "%s%s\n\n%s", ftell(f) ? "\n" : "", title, report);
}

/*
 * What the kernel said of each splat of the last boot, and as it died, into a file beside its
 * console.
 */
static void write_reports(const struct trial *t)
{
	const struct result_kernel *k = t->result;
	const struct result_boot *b = &k->boots[k->n_boots - 1];
	cleanup_free char *path =
		format_string("%s/boot-%zu/reports.log", t->input->dir, k->n_boots);
	cleanup_free char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return;
	for (size_t i = t->gather.first_splat; i < k->n_splats; i++)
		print_report(f, k->splats[i].title, k->splats[i].report);
	print_report(f, b->why ? b->why : "", b->report);
	if (fclose(f) == 0 && len && path)
		files_write(path, text, len);
}

/* Count how often boots ended at this very place. */
static void count_tries(struct trial *t)
{
	const struct gather *g = &t->gather;

	if (g->object == t->last_object && g->program == t->last_program &&
		g->in_hand == t->last_in_hand)
		t->tries_here++;
	else
		t->tries_here = 1;
	t->last_object = g->object;
	t->last_program = g->program;
	t->last_in_hand = g->in_hand;
}

static void blame(struct trial *t, enum outcome outcome, const char *why)
{
	if (outcome == OUTCOME_HUNG)
		gather_blame(&t->gather, VERDICT_TIMEOUT, REASON_KERNEL_HUNG, why);
	else if (t->gather.early)
		gather_blame(&t->gather, VERDICT_TIMEOUT, REASON_PROGRAM_TIMEOUT, why);
	else if (outcome == OUTCOME_INFRA)
		gather_blame(&t->gather, VERDICT_ERROR, REASON_QEMU_DIED, why);
	else if (outcome == OUTCOME_PANICKED)
		gather_blame(&t->gather, VERDICT_CRASHED, REASON_KERNEL_CRASH, why);
	else /* a signal to QEMU ends it so too: it is not known who did it */
		gather_blame(&t->gather, VERDICT_ERROR, REASON_MACHINE_ENDED, why);
}

/* Do what was decided.  False when the trial has ended. */
static bool take_step(struct trial *t, enum step step, enum outcome outcome, const char *why)
{
	switch (step) {
	case STEP_DONE:
		end_trial(t, t->lost, t->lost_why);
		return false;
	case STEP_GIVE_UP:
		end_trial(t, outcome, why);
		return false;
	case STEP_BLAME:
		blame(t, outcome, why);
		return true;
	case STEP_SKIP:
		t->lost = outcome;
		free(t->lost_why);
		t->lost_why = why ? strdup(why) : NULL;
		gather_skip_object(&t->gather);
		if (t->gather.object < (int64_t)t->result->n_objects)
			return true;
		end_trial(t, t->lost, t->lost_why);
		return false;
	case STEP_REWIND:
		gather_rewind(&t->gather);
		return true;
	case STEP_AGAIN:
		return true;
	}
	return false;
}

/*
 * A boot that showed nothing is tried again the way that shows most; on a board that is only the
 * fastest, not at its cost.
 */
static void change_board(struct trial *t)
{
	const enum board next = t->board == BOARD_FAST ? BOARD_STANDARD : BOARD_PLAIN;

	if (t->board == next)
		return;
	diag_note("%s: nothing was heard of it on %s; trying %s", t->result->spec,
		board_name(t->board),
		next == BOARD_PLAIN ? "its image with ACPI and a talking console"
				    : board_name(next));
	if (t->board == BOARD_FAST)
		t->tries_here = 0;
	t->board = next;
}

static void after_boot(struct trial *t, const struct trial_options *o)
{
	struct gather *g = &t->gather;

	boot_end(&t->boot);
	enum outcome outcome = outcome_of(&t->boot);
	cleanup_free char *why = why_of(&t->boot, outcome, t->input->kernel);
	/* its verdicts are not of all that was packed, and the next boot's would not be */
	const bool torn = *t->boot.evidence.unpack && g->hello;
	if (torn)
		gather_rewind(g);
	count_tries(t);
	const struct death d = {
		.outcome = outcome,
		.plan = g->plan,
		.fault = *g->fault || t->boot.evidence.no_channel || torn,
		.in_hand = g->in_hand,
		.judged = g->in_hand || g->boot_programs > 0,
		.behind = t->boot.evidence.behind,
		.alone = g->boot_programs == 0,
		.all_told = g->object >= (int64_t)t->result->n_objects,
		.tries_here = t->tries_here,
		.boots = (int)t->result->n_boots + 1,
	};
	if (why)
		diag_debug("%s: boot %zu: %s: %s", t->result->spec, t->result->n_boots + 1,
			outcome_word(outcome), why);
	const enum step step = trial_decide(&d);
	if (keep_death(t, step, outcome) || keep_boot(t, outcome, why)) {
		end_trial(t, OUTCOME_INFRA, "out of memory");
		return;
	}
	write_reports(t);
	if (!g->hello && step == STEP_AGAIN)
		change_board(t);
	if (take_step(t, step, outcome, why))
		start_boot(t, o);
}

static void time_out(struct trial *t, const struct trial_options *o)
{
	cleanup_free char *why =
		format_string("not done within %" PRId64 " s (--timeout)", o->timeout_s);

	t->boot.silent = true;
	boot_end(&t->boot);
	if (!keep_boot(t, OUTCOME_HUNG, why))
		write_reports(t);
	end_trial(t, OUTCOME_HUNG, why);
}

static void interrupt(struct trial *t)
{
	if (t->running) {
		boot_end(&t->boot);
		if (!keep_boot(t, OUTCOME_INFRA, "interrupted"))
			write_reports(t);
	}
	if (!t->done)
		end_trial(t, OUTCOME_INFRA, "interrupted");
}

/* Wait until one of the running ones has something to say or a deadline comes. */
static void wait_for_news(struct trial *trials, size_t count)
{
	struct pollfd *fds = calloc(count * 3 + 1, sizeof(*fds));
	int64_t until = monotonic_ms() + 250; /* the live lines */
	size_t n = 0;

	if (!fds)
		return;
	fds[n++] = (struct pollfd){.fd = stop_fd(), .events = POLLIN};
	for (size_t i = 0; i < count; i++) {
		if (!trials[i].running)
			continue;
		n += boot_fds(&trials[i].boot, fds + n);
		if (boot_deadline(&trials[i].boot) < until)
			until = boot_deadline(&trials[i].boot);
	}
	int64_t left = until - monotonic_ms();
	poll(fds, n, left > 0 ? (int)left : 0);
	free(fds);
}

static void draw(const struct trial *trials, size_t count)
{
	struct progress_row *rows = calloc(count, sizeof(*rows));

	for (size_t i = 0; rows && i < count; i++)
		rows[i] = (struct progress_row){
			.spec = trials[i].result->spec,
			.gather = trials[i].started_ms ? &trials[i].gather : NULL,
			.started_ms = trials[i].started_ms,
			.boot = trials[i].result->n_boots + 1,
			.done = trials[i].done,
		};
	if (rows)
		progress_draw(rows, count);
	free(rows);
}

/* Step what runs, start what may; how many are not done. */
static size_t advance(struct trial *trials, size_t count, const struct trial_options *o)
{
	size_t running = 0, left = 0;

	for (size_t i = 0; i < count; i++) {
		struct trial *t = &trials[i];
		if (t->running && boot_step(&t->boot))
			after_boot(t, o);
		if (t->running && monotonic_ms() - t->started_ms > o->timeout_s * 1000)
			time_out(t, o);
		running += t->running;
	}
	for (size_t i = 0; i < count; i++) {
		if (!trials[i].running && !trials[i].done && running < (size_t)o->jobs) {
			start_boot(&trials[i], o);
			running += trials[i].running;
		}
		left += !trials[i].done;
	}
	return left;
}

int trials_run(struct trial_input *inputs, size_t count, const struct trial_options *options)
{
	struct trial *trials = calloc(count ? count : 1, sizeof(*trials));
	int r = 0;

	if (!trials)
		return diag_errno(-ENOMEM, "trials");
	for (size_t i = 0; i < count; i++) {
		trials[i] = (struct trial){
			.input = &inputs[i],
			.result = inputs[i].result,
			.board = board_for(inputs[i].kernel),
			.last_object = -1,
			.lost = OUTCOME_COMPLETE,
		};
		gather_init(&trials[i].gather, inputs[i].result, options->docket_sha256);
		trials[i].gather.logs_left = GATHER_LOGS_MAX / count;
		trials[i].gather.programs_max = GATHER_PROGRAMS_MAX / (int64_t)count;
	}
	if (stop_signal())
		r = -EINTR;
	while (!r && advance(trials, count, options)) {
		draw(trials, count);
		wait_for_news(trials, count);
		if (stop_signal())
			r = -EINTR;
	}
	diag_live_clear();
	for (size_t i = 0; i < count; i++) {
		if (r)
			interrupt(&trials[i]);
		gather_clear(&trials[i].gather);
		free(trials[i].lost_why);
	}
	free(trials);
	return r;
}
