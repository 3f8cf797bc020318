// SPDX-License-Identifier: GPL-2.0-only
/*
 * How one trial works
 *
 * Goal: a verdict for every program of the docket on one kernel, in as few boots as possible, and
 * none that was not earned.  A verdict counts where its boot's record stream is whole up to it, and
 * nothing casts doubt on the boot.
 *
 * States:
 *
 *	waiting		not yet started: jobs of the run are taken
 *	running		a boot runs (boot.c); trial_step() drives it
 *	due		between two boots: trials.c starts the next one, where there is
 *			memory for it
 *	done		the result has its outcome
 *
 * Each boot starts where the judging is (struct gather: object, program, whole_done), which /init
 * is given as jury.from.  /init judges on from there and sends records.  When the boot is over,
 *
 *	boot_outcome() says what it amounts to, and boot_why() why;
 *	count_tries() counts how many boots in a row ended at this very place;
 *	trial_decide() decides what is done.  decide.c has the table.
 *
 * What is done:
 *
 *	done		the trial is complete, unless an object was skipped in an earlier boot: its
 *			outcome is that boot's then, and not complete;
 *	again		a new boot at the same place; where an object is being loaded as a whole,
 *			at the start of the object;
 *	rewind		the verdicts of this boot are dropped, its splats are kept, and a new boot
 *			starts where this one did;
 *	blame		the current program, and the whole that is being loaded, get a verdict from
 *			how the boot ended: hung is timeout (kernel-hung), panicked is crashed
 *			(kernel-crash), given up twice by /init's clock is timeout
 *			(program-timeout), the runner failed twice is error (qemu-died), anything
 *			else twice is error (machine-ended); a new boot goes on after the program,
 *			without loading the object as a whole again;
 *	skip		the rest of the object stays unknown, and a new boot goes on after it;
 *	give up		the trial has the outcome of this boot; what was not judged stays unknown.
 *
 *	larger		a new boot at the same place, with more memory (guest-memory.h), which the
 *			notes of the cache keep, so that the next run begins with it;
 *
 * Before the first record of a trial "again" also changes the board: from the fast board to the
 * standard one, which does not count as a try, and from that to the plain one, which shows most.
 *
 * Two cases that trial_decide() does not see.  An archive that did not unpack whole: the verdicts
 * of this boot are dropped at once, and it counts as a fault, since the next boot would do the
 * same.  The time of the whole trial (--timeout) is over: the boot is ended, and the trial is hung.
 *
 * It always ends: each boot has deadlines (deadline.h), and there are BOOTS_MAX boots at most.
 */
#include "vm/trial.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "kernel/arch.h"
#include "monotonic.h"
#include "vm/boot-files.h"
#include "vm/boot-result.h"
#include "vm/decide.h"
#include "vm/guest-memory.h"
#include "vm/memory-notes.h"
#include "vm/nonce.h"
#include "vm/outcome.h"
#include "vm/qemu.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* A microvm boots faster, but only kernels that are built here are known to start on it. */
static enum board board_for(const struct kernel *k)
{
	return k->vmlinux && k->from == FROM_BUILD ? BOARD_FAST : BOARD_STANDARD;
}

static const char *board_name(enum board b)
{
	return arch_default()->boards[b].name;
}

void trial_init(struct trial *t, const struct trial_input *input,
	const struct trial_options *options, size_t share)
{
	*t = (struct trial){
		.input = input,
		.options = options,
		.result = input->result,
		.board = board_for(input->kernel),
		.memory_mib = input->memory_notes
				      ? guest_memory_first(input->result, input->memory_mib,
						input->memory_max_mib)
				      : input->memory_mib,
		.last_object = -1,
		.skipped_outcome = OUTCOME_COMPLETE,
	};
	gather_init(&t->gather, input->result, options->docket_sha256);
	t->gather.logs_left = GATHER_LOGS_MAX / share;
	t->gather.programs_max = GATHER_PROGRAMS_MAX / (int64_t)share;
}

void trial_clear(struct trial *t)
{
	gather_clear(&t->gather);
	free(t->skipped_why);
}

static void note_end(const struct trial *t, const char *why)
{
	const struct result_kernel *k = t->result;
	const struct summary s = result_kernel_summary(k);
	char wholes[SUMMARY_WHOLES_SIZE];

	summary_wholes(&s, wholes);
	cleanup_free char *counts =
		format_string(": %" PRId64 " met, %" PRId64 " unmet, %" PRId64 " unknown%s", s.met,
			s.unmet, s.unknown, wholes);

	(t->options->quiet ? diag_debug : diag_note)("%s: %s in %" PRId64 ".%" PRId64 " s%s%s%s",
		k->name, outcome_word(k->outcome), k->judge_ms / 1000, k->judge_ms % 1000 / 100,
		k->n_objects && counts ? counts : "", why ? " - " : "", why ? why : "");
}

static void end_trial(struct trial *t, enum outcome outcome, const char *why)
{
	struct result_kernel *k = t->result;

	k->outcome = outcome;
	free(k->why);
	k->why = why ? strdup(why) : NULL;
	k->judge_ms = t->started_ms ? monotonic_ms() - t->started_ms : -1;
	if (result_kernel_order(k)) {
		k->outcome = OUTCOME_INFRA;
		diag_errno(-ENOMEM, "%s", k->name);
	}
	t->running = false;
	t->done = true;
	note_end(t, why);
}

/* What runs the next boot, whose image the result names. */
static struct runner *make_runner(struct trial *t)
{
	const struct trial_input *in = t->input;
	const struct trial_options *o = t->options;
	const struct machine m = {
		.arch = arch_default(),
		.qemu = o->qemu,
		.accel = o->accel,
		.board = t->board,
		.image = in->kernel->image,
		.vmlinux = in->kernel->vmlinux,
		.archive = in->archive,
		.image_fd = in->copy->image,
		.vmlinux_fd = in->copy->vmlinux,
		.archive_fd = in->archive_fd,
		.memory_mib = t->memory_mib,
		.cpus = in->cpus,
		.append = in->append,
	};

	strcpy(t->result->image_sha256,
		machine_boots_vmlinux(&m) ? in->copy->vmlinux_sha256 : in->copy->image_sha256);
	return qemu_runner(&m);
}

/* Of a larger guest than this one; 0: there is none. */
static int64_t memory_max(const struct trial *t)
{
	return t->input->memory_max_mib > t->memory_mib ? t->input->memory_max_mib : 0;
}

static int make_parameters(struct run_parameters *ret, const struct trial *t)
{
	run_parameters_init(ret);
	ret->program_timeout_s = t->options->program_timeout_s;
	ret->host_deadline = true;
	ret->from_object = t->gather.object;
	ret->from_program = t->gather.program;
	ret->from_programs = gather_announced(&t->gather);
	ret->from_singles = t->gather.whole_done;
	ret->survey = t->options->survey;
	ret->coverage = t->options->coverage;
	ret->logs = t->options->logs;
	ret->hot_percent = t->options->hot_percent;
	ret->memory_mib = memory_max(t);
	strcpy(ret->added, t->input->added);
	return nonce_make(ret->nonce);
}

static void start_boot(struct trial *t)
{
	cleanup_free char *dir = boot_directory(t->input->dir, t->result->n_boots + 1);
	struct run_parameters p;

	t->running = true;
	if (dir && make_parameters(&p, t) == 0) {
		gather_boot(&t->gather, p.nonce);
		t->gather.host_deadline = true;
		t->gather.memory_max_mib = memory_max(t);
		const struct boot_options o = {
			.parameters = &p,
			.gather = &t->gather,
			.dir = dir,
			.system_map = t->input->kernel->system_map,
		};
		if (boot_start(&t->boot, make_runner(t), &o) == 0)
			return;
	}
	end_trial(t, OUTCOME_INFRA, "QEMU could not be started");
}

void trial_start(struct trial *t)
{
	const char *version = t->input->kernel->version;

	if (t->started_ms) {
		t->started_ms += monotonic_ms() - t->due_ms; /* memory was waited for */
		start_boot(t);
		return;
	}
	t->started_ms = monotonic_ms();
	if (!diag_live())
		(t->options->quiet ? diag_debug : diag_note)("%s: booting%s%s (%s)",
			t->result->name, version ? " " : "", version ? version : "",
			accel_word(t->options->accel));
	start_boot(t);
}

/* A kernel that died for good has a splat, though the stream could not report it. */
static int keep_last_splat(struct trial *t, enum step step, enum outcome outcome)
{
	const struct evidence *e = &t->boot.evidence;

	if (outcome != OUTCOME_PANICKED || (step != STEP_BLAME && step != STEP_GIVE_UP))
		return 0;
	return gather_death(&t->gather, &e->last, e->report, step == STEP_BLAME);
}

static int keep_boot(struct trial *t, enum outcome outcome, const char *why)
{
	int r = boot_result_add(
		t->result, &t->boot, outcome, board_name(t->board), t->memory_mib, why);

	if (!r)
		boot_result_write_reports(t->result, t->gather.first_splat, t->input->dir);
	return r;
}

static void count_tries(struct trial *t)
{
	const struct gather *g = &t->gather;
	const bool here = g->object == t->last_object && g->program == t->last_program &&
			  g->whole_open == t->last_whole_open &&
			  g->program_open == t->last_program_open;

	t->tries_here = here ? t->tries_here + 1 : 1;
	t->last_object = g->object;
	t->last_program = g->program;
	t->last_whole_open = g->whole_open;
	t->last_program_open = g->program_open;
}

static void blame(struct trial *t, enum outcome outcome, const char *why)
{
	struct gather *g = &t->gather;

	if (outcome == OUTCOME_HUNG)
		gather_blame(g, VERDICT_TIMEOUT, REASON_KERNEL_HUNG, why);
	else if (g->early_timeout)
		gather_blame(g, VERDICT_TIMEOUT, REASON_PROGRAM_TIMEOUT, why);
	else if (outcome == OUTCOME_INFRA)
		gather_blame(g, VERDICT_ERROR, REASON_QEMU_DIED, why);
	else if (outcome == OUTCOME_PANICKED)
		gather_blame(g, VERDICT_CRASHED, REASON_KERNEL_CRASH, why);
	else /* a signal to QEMU may end it so too: nobody knows what did */
		gather_blame(g, VERDICT_ERROR, REASON_MACHINE_ENDED, why);
}

/* True when another boot is to go on after the object. */
static bool skip_object(struct trial *t, enum outcome outcome, const char *why)
{
	t->skipped_outcome = outcome;
	free(t->skipped_why);
	t->skipped_why = why ? strdup(why) : NULL;
	gather_skip_object(&t->gather);
	if (t->gather.object < (int64_t)t->result->n_objects)
		return true;
	end_trial(t, t->skipped_outcome, t->skipped_why);
	return false;
}

static void enlarge(struct trial *t, const char *why)
{
	const struct gather *g = &t->gather;

	t->memory_mib = guest_memory_next(t->memory_mib, g->needs_mib, t->input->memory_max_mib);
	if (t->input->memory_notes)
		memory_notes_keep(t->result->objects[g->object].sha256, t->memory_mib);
	diag_note("%s: %s: booting again with %" PRId64 " MiB", t->result->name, why ? why : "",
		t->memory_mib);
}

/* True when another boot is to follow; else the trial has ended. */
static bool carry_out(struct trial *t, enum step step, enum outcome outcome, const char *why)
{
	switch (step) {
	case STEP_DONE:
		end_trial(t, t->skipped_outcome, t->skipped_why);
		return false;
	case STEP_GIVE_UP:
		end_trial(t, outcome, why);
		return false;
	case STEP_BLAME:
		blame(t, outcome, why);
		return true;
	case STEP_SKIP:
		return skip_object(t, outcome, why);
	case STEP_REWIND:
		gather_rewind(&t->gather);
		return true;
	case STEP_LARGER:
		enlarge(t, why);
		gather_again(&t->gather);
		return true;
	case STEP_AGAIN:
		gather_again(&t->gather);
		return true;
	}
	return false;
}

static void change_board(struct trial *t)
{
	const enum board next = t->board == BOARD_FAST ? BOARD_STANDARD : BOARD_PLAIN;

	if (t->board == next)
		return;
	diag_note("%s: no record came on %s; trying %s", t->result->name, board_name(t->board),
		next == BOARD_PLAIN ? "its image with ACPI and a verbose console"
				    : board_name(next));
	if (t->board == BOARD_FAST)
		t->tries_here = 0;
	t->board = next;
}

static struct death death_of(const struct trial *t, enum outcome outcome, bool torn)
{
	const struct gather *g = &t->gather;

	return (struct death){
		.outcome = outcome,
		.plan = g->plan,
		.fault = *g->fault || t->boot.evidence.no_records_port || torn,
		.program_open = g->program_open,
		.whole_open = g->whole_open,
		.judged = g->program_open || g->whole_open || g->boot_programs > 0,
		.deferred = t->boot.evidence.deferred,
		.alone = g->boot_programs == 0,
		.all_judged = g->object >= (int64_t)t->result->n_objects,
		.tries_here = t->tries_here,
		.boots = (int)t->result->n_boots + 1,
	};
}

static void after_boot(struct trial *t)
{
	struct gather *g = &t->gather;

	boot_end(&t->boot);
	const enum outcome outcome = boot_outcome(&t->boot);
	cleanup_free char *why = boot_why(&t->boot, outcome, t->input->kernel);
	/* the archive did not unpack whole, and would not in the next boot */
	const bool torn = *t->boot.evidence.unpack_error && g->hello;
	if (torn)
		gather_rewind(g);
	count_tries(t);
	const struct death d = death_of(t, outcome, torn);
	if (why)
		diag_debug("%s: boot %d: %s: %s", t->result->name, d.boots, outcome_word(outcome),
			why);
	const enum step step = trial_decide(&d);
	if (keep_last_splat(t, step, outcome) || keep_boot(t, outcome, why)) {
		end_trial(t, OUTCOME_INFRA, "out of memory");
		return;
	}
	if (!g->hello && step == STEP_AGAIN)
		change_board(t);
	t->running = false;
	t->due_ms = monotonic_ms();
	carry_out(t, step, outcome, why);
}

static void time_out(struct trial *t)
{
	cleanup_free char *why =
		format_string("not done within %" PRId64 " s (--timeout)", t->options->timeout_s);

	boot_end(&t->boot);
	keep_boot(t, OUTCOME_HUNG, why);
	end_trial(t, OUTCOME_HUNG, why);
}

void trial_step(struct trial *t)
{
	if (boot_step(&t->boot))
		after_boot(t);
	if (t->running && monotonic_ms() - t->started_ms > t->options->timeout_s * 1000)
		time_out(t);
}

void trial_interrupt(struct trial *t)
{
	if (t->running) {
		boot_end(&t->boot);
		keep_boot(t, OUTCOME_INTERRUPTED, "the run was stopped");
	}
	if (!t->done)
		end_trial(t, OUTCOME_INTERRUPTED, "the run was stopped");
}
