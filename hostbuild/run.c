// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a run works
 *
 * The plan (plan.h) says which objects are judged on which kernels.  A run carries it out in these
 * steps.  A step that fails ends the run, unless it says otherwise.
 *
 *	1. Read the version of QEMU.  This is quick and shows at once if there is none.
 *	2. Pack the objects into one archive and open a private copy of it.  That copy boots,
 *	   whatever happens to the file.
 *	3. Size the guests' memory by the archive and by what the host has, or check the sizes that
 *	   the user gave.
 *	4. Find each kernel, which may download or build it, and copy it privately.  A kernel that
 *	   is unavailable does not end the run; its result says so.
 *	5. Prove KVM by a boot of the first kernel, unless the user chose an accelerator or an
 *	   earlier run left the answer in the cache.
 *	6. Give each kernel the archive, with its own configuration added if objects read it.
 *	7. trials_run() (vm/trials.h): boot and judge, some kernels at a time.
 *
 * A signal that asks the tool to stop ends the run with -EINTR before the boots.  During the boots
 * it ends them, and the result has what was judged until then.  The directory of logs is a scratch
 * directory, removed at the end, unless the user named one.
 */
#include "run.h"
#include "archive/archive.h"
#include "archive/initramfs.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "format.h"
#include "kept.h"
#include "kernel/snapshot.h"
#include "private.h"
#include "result/split.h"
#include "processors.h"
#include "repeat.h"
#include "scratch.h"
#include "stop.h"
#include "vm/accel.h"
#include "vm/boot-files.h"
#include "vm/host-memory.h"
#include "vm/qemu-version.h"
#include "vm/trials.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/*
 * What a guest does not touch costs the host nothing: a boot takes 0.1 s of processor time more
 * than with 512 MiB, and 20 MiB (doc/kernel-notes.md).  From 4 GiB on it is 0.3 s and 130 MiB.
 */
#define MEMORY_MIB_DEFAULT 2048
#define MEMORY_MIB_SMALL   512
#define JOBS_MAX	   64

struct run {
	const struct run_options *options;
	struct plan plan;
	struct kernel_snapshot *copies; /* of the kernel of each trial, by its index in the plan */
	size_t n_copies;
	char *dir;		/* for logs and the archive */
	struct scratch scratch; /* holds @dir where it is not to stay */
	struct initramfs initramfs;
	/* of a guest of which nobody says how large it is: at first, and at most */
	int64_t memory_mib, memory_max_mib;
	struct accel_answer accel;
	size_t accel_trial; /* the one whose kernel tried KVM */
};

static void run_clear(struct run *run)
{
	for (size_t i = 0; i < run->n_copies; i++)
		kernel_snapshot_clear(&run->copies[i]);
	initramfs_clear(&run->initramfs);
	free(run->copies);
	plan_clear(&run->plan);
	scratch_drop(&run->scratch);
	free(run->dir);
}

static int check_qemu(const struct run_options *o)
{
	char version[64];
	int r = qemu_version(o->qemu, version, sizeof(version));

	if (!r && qemu_known_bad(version) && o->accel != ACCEL_KVM)
		diag_warn("QEMU %s: %s", version, qemu_known_bad(version));
	return r;
}

static int make_dir(struct run *run)
{
	const char *output = run->options->output;
	int r = output ? directory_make(output) : scratch_make(&run->scratch);

	if (r)
		return r;
	run->dir = strdup(output ? output : run->scratch.dir);
	return run->dir ? 0 : diag_errno(-ENOMEM, "run");
}

/* Whether @mib, which the user gave by @option, holds the archive, and the host can have it. */
static int check_memory(const char *option, int64_t mib, const struct run *run)
{
	const int64_t whole = host_memory_whole_mib(),
		      needed = initramfs_guest_mib(&run->initramfs);

	if (mib < needed) {
		diag_error("%s%" PRId64 "M: an archive of %" PRId64 " MiB needs %" PRId64
			   "M at least",
			option, mib, run->initramfs.bytes >> 20, needed);
		return FAIL_MISUSE;
	}
	if (!whole || mib <= whole)
		return 0;
	diag_error("%s%" PRId64 "M: this machine has %" PRId64
		   "M, swap and limits counted; without it a guest has what an object needs",
		option, mib, whole);
	return FAIL_MISUSE;
}

/* Of the guests of which nobody says how large they are; there may be none. */
static void size_memory(struct run *run)
{
	const int64_t share = host_memory_mib(), needed = initramfs_guest_mib(&run->initramfs);

	run->memory_mib = share < MEMORY_MIB_SMALL     ? MEMORY_MIB_SMALL
			  : share < MEMORY_MIB_DEFAULT ? share
						       : MEMORY_MIB_DEFAULT;
	if (run->memory_mib < needed)
		run->memory_mib = needed;
	run->memory_max_mib = share > run->memory_mib ? share : run->memory_mib;
}

/* What the project says of memory or processors does not count: an option says something else. */
static void note_overridden(const struct run *run, const char *option, int64_t theirs, int64_t own)
{
	if (theirs && own && theirs != own)
		diag_note("--%s: instead of what %s says", option, run->plan.project.path);
}

/*
 * Each trial's memory and processors: what an option says, or the project of this kernel, or the
 * project of all, or nothing.
 */
static int size_guests(struct run *run)
{
	const struct run_options *o = run->options;
	const struct project *project = &run->plan.project;
	cleanup_free char *of_file =
		format_string("%s: memory: ", project->path ? project->path : "");
	int r = of_file ? 0 : diag_errno(-ENOMEM, "run");

	if (!r && o->memory_mib)
		r = check_memory("--memory ", o->memory_mib, run);
	for (size_t i = 0; i < run->plan.n_trials && fail_goes_on(r); i++) {
		struct plan_trial *t = &run->plan.trials[i];
		const int64_t memory = t->memory_mib ? t->memory_mib : project->inputs.memory_mib;
		const int64_t cpus = t->cpus ? t->cpus : project->inputs.cpus;
		note_overridden(run, "memory", o->memory_mib, memory);
		note_overridden(run, "cpus", o->cpus, cpus);
		if (!o->memory_mib && memory)
			r = fail_worse(r, check_memory(of_file, memory, run));
		t->memory_mib = o->memory_mib ? o->memory_mib : memory;
		t->cpus = o->cpus ? o->cpus : cpus ? cpus : 1;
	}
	size_memory(run);
	return r;
}

/* How many trials at a time: as many as there are processors, and memory for their guests. */
static int count_jobs(const struct run *run)
{
	const int64_t share = host_memory_mib();
	int64_t jobs = run->options->jobs, memory = run->memory_mib, cpus = 1;

	if (jobs)
		return (int)jobs;
	for (size_t i = 0; i < run->plan.n_trials; i++) {
		const struct plan_trial *t = &run->plan.trials[i];
		memory = t->memory_mib > memory ? t->memory_mib : memory;
		cpus = t->cpus > cpus ? t->cpus : cpus;
	}
	jobs = processors() / cpus;
	if (share && jobs > share / memory)
		jobs = share / memory;
	return jobs < 1 ? 1 : jobs > JOBS_MAX ? JOBS_MAX : (int)jobs;
}

/* Each is copied before the next is looked for: its entry of the store is locked until then. */
static int find_kernels(struct run *run)
{
	struct plan *p = &run->plan;

	run->copies = calloc(p->n_trials, sizeof(*run->copies));
	if (!run->copies)
		return diag_errno(-ENOMEM, "run");
	while (run->n_copies < p->n_trials) {
		const size_t i = run->n_copies;
		const int r = plan_find_kernel(p, i);
		if (r < 0)
			return r;
		if (r)
			continue;
		struct kernel *k = &p->trials[i].kernel;
		run->copies[run->n_copies++] = KERNEL_SNAPSHOT_NONE;
		if (k->image && kernel_snapshot_take(&run->copies[i], k, run->dir))
			kernel_clear(k);
	}
	return 0;
}

static enum accel choose_accel(struct run *run, size_t index)
{
	const struct kernel *kernel = &run->plan.trials[index].kernel;
	struct accel_answer a;
	struct machine m = {
		.arch = arch_default(),
		.qemu = run->options->qemu,
		.image = kernel->image,
		.image_fd = run->copies[index].image,
		.vmlinux = kernel->vmlinux,
		.vmlinux_fd = run->copies[index].vmlinux,
		.archive = run->initramfs.path,
		.archive_fd = run->initramfs.fd,
		.memory_mib = run->plan.trials[index].memory_mib
				      ? run->plan.trials[index].memory_mib
				      : run->memory_mib,
	};

	if (run->options->accel != ACCEL_AUTO)
		return run->options->accel;
	accel_prove(&a, &m);
	if (a.accel == ACCEL_TCG && !a.recalled)
		diag_note("emulating the processor (TCG), which is slow: %s%s", a.why,
			access("/dev/kvm", R_OK | W_OK)
				? ""
				: "; `bpfjury doctor --forget` has KVM tried again");
	else
		diag_debug("%s", a.why);
	run->accel = a;
	run->accel_trial = index;
	return a.accel;
}

static void input_clear(struct trial_input *input)
{
	free((char *)input->dir);
	free((char *)input->archive);
	if (input->archive_fd >= 0)
		close(input->archive_fd);
}

/* The run's archive, or a copy of it with the kernel's configuration added.  Reports its errors. */
static int make_archive(struct trial_input *t, const struct run *run, size_t index)
{
	cleanup_free char *path = format_string("%s/archive.cpio", t->dir), *name = NULL;

	if (!path)
		return diag_errno(-ENOMEM, "run");
	if (!plan_adds_config(&run->plan, index)) {
		unlink(path); /* an earlier run's */
		t->archive = strdup(run->initramfs.path);
		t->archive_fd = fcntl(run->initramfs.fd, F_DUPFD_CLOEXEC, 3);
		return t->archive && t->archive_fd >= 0 ? 0 : diag_errno(-ENOMEM, "run");
	}
	name = format_string("boot/config-%s", t->kernel->release);
	int r = name ? directory_make(t->dir) : diag_errno(-ENOMEM, "run");
	if (!r)
		r = archive_add(path, run->initramfs.fd, name, t->copy->config, t->added);
	if (!r)
		r = private_copy(path, t->dir, &t->archive_fd);
	if (!r)
		t->archive = steal(&path);
	return r;
}

/* What trial @index boots, and where its logs go.  -ENOMEM, -EINTR; 1: its result says why not. */
static int prepare_trial(struct trial_input *ret, struct result_kernel *k, struct run *run,
	size_t index, enum accel accel)
{
	cleanup_free char *name = plan_directory(&run->plan, index);
	const struct plan_trial *t = &run->plan.trials[index];

	*ret = (struct trial_input){.kernel = &t->kernel,
		.copy = &run->copies[index],
		.archive_fd = -1,
		.dir = name ? format_string("%s/%s", run->dir, name) : NULL,
		.append = t->append,
		.cpus = t->cpus,
		.memory_mib = t->memory_mib ? t->memory_mib : run->memory_mib,
		.memory_max_mib = t->memory_mib ? t->memory_mib : run->memory_max_mib,
		.memory_notes = !t->memory_mib,
		.result = k};
	k->accel = strdup(accel_word(accel));
	if (!k->accel || !ret->dir)
		return diag_errno(-ENOMEM, "run");
	boot_forget(ret->dir);
	const int r = make_archive(ret, run, index);
	if (r && r != -EINTR && r != -ENOMEM) {
		k->why = strdup("its archive could not be written");
		return 1;
	}
	return r;
}

/* The inputs of the trials that can be held; a kernel or an archive less does not end the run. */
static int prepare_trials(struct trial_input *inputs, size_t *ret_count, struct result *result,
	struct run *run, struct trial_options *o)
{
	size_t n = 0;
	int r = 0;

	for (size_t i = 0; r >= 0 && i < run->plan.n_trials; i++) {
		struct result_kernel *k = &result->kernels[i];
		if (!run->plan.trials[i].kernel.image) {
			k->why = strdup("the kernel could not be obtained");
			continue;
		}
		if (n == 0)
			o->accel = choose_accel(run, i);
		r = prepare_trial(&inputs[n], k, run, i, o->accel);
		if (r)
			input_clear(&inputs[n]);
		else
			n++;
	}
	*ret_count = n;
	return r < 0 ? r : 0;
}

static int judge(struct result *result, struct run *run)
{
	const struct run_options *o = run->options;
	struct trial_options t = {
		.qemu = o->qemu,
		.quiet = run->options->quiet,
		.coverage = run->options->coverage,
		.logs = run->options->logs,
		.hot_percent = run->options->hot_percent,
		.memory_max_mib = run->memory_max_mib,
		.timeout_s = o->timeout_s,
		.program_timeout_s = o->program_timeout_s,
		.jobs = count_jobs(run),
		.docket_sha256 = run->plan.collection.sha256,
		.survey = run->plan.survey,
	};
	struct trial_input *inputs = calloc(run->plan.n_trials, sizeof(*inputs));
	size_t n = 0;
	int r = inputs ? prepare_trials(inputs, &n, result, run, &t) : diag_errno(-ENOMEM, "run");

	if (!r)
		r = trials_run(inputs, n, &t);
	if (run->accel.doubtful && result->kernels[run->accel_trial].release)
		accel_confirm(&run->accel, o->qemu);
	for (size_t i = 0; i < n; i++)
		input_clear(&inputs[i]);
	free(inputs);
	/* interrupted: what was judged by then is still a result */
	return r == -EINTR ? 0 : r;
}

static void note_repeats(struct result *result, const struct run *run)
{
	const struct run_options *o = run->options;

	repeat_fill(result, &run->plan,
		&(const struct repeat_options){
			&o->inputs, o->memory_mib, o->program_timeout_s, o->coverage});
}

int run_trials(struct result *ret, const struct run_options *options)
{
	cleanup_with(run_clear) struct run run = {
		.options = options, .scratch = SCRATCH_NONE, .initramfs = INITRAMFS_NONE};
	cleanup_with(result_clear) struct result result = {0};
	int r = plan_make(&run.plan, &options->inputs), kept = 0;

	if (!r)
		r = check_qemu(options);
	if (!r)
		r = make_dir(&run);
	if (!r && options->output)
		r = kept_check(run.dir, &run.plan.collection);
	if (!r)
		r = initramfs_make(&run.initramfs, run.dir, &run.plan.collection);
	if (!r)
		r = size_guests(&run);
	if (!r)
		r = find_kernels(&run);
	if (!r)
		plan_note_conditions(&run.plan);
	if (!r && (r = plan_result(&result, &run.plan)))
		diag_errno(r, "run");
	if (!r)
		r = judge(&result, &run);
	result.allow_gone = options->allow_gone;
	if (!r && options->output && !run.plan.survey)
		kept = kept_fill(&result, &run.plan, run.dir);
	if (!r && result_split(&result))
		r = diag_errno(-ENOMEM, "run");
	if (!r && (r = policy_apply(&run.plan.project.policy, &result)))
		diag_errno(r, "run");
	if (!r && (r = policy_apply_builds(&run.plan.project.policy, &result)))
		diag_errno(r, "run");
	if (r)
		return r;
	policy_note_unused(&run.plan.project.policy);
	note_repeats(&result, &run);
	if (options->output) {
		cleanup_free char *path = format_string("%s/result.json", run.dir);
		r = path ? result_write(&result, path) : diag_errno(-ENOMEM, "run");
	}
	*ret = result;
	result = (struct result){0};
	return r ? r : kept;
}

int run_check(const struct run_options *options, char ret_docket[SHA256_SIZE])
{
	cleanup_with(run_clear) struct run run = {
		.options = options, .scratch = SCRATCH_NONE, .initramfs = INITRAMFS_NONE};
	int r = plan_make(&run.plan, &options->inputs);

	if (!r)
		r = check_qemu(options);
	if (!r)
		r = make_dir(&run);
	if (!r)
		r = initramfs_make(&run.initramfs, run.dir, &run.plan.collection);
	if (!r)
		r = size_guests(&run);
	if (!r)
		memcpy(ret_docket, run.plan.collection.sha256, SHA256_SIZE);
	return r;
}
