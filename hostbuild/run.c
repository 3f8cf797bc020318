// SPDX-License-Identifier: GPL-2.0-only
#include "run.h"
#include "archive/archive.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "format.h"
#include "kernel/arch.h"
#include "kernel/copy.h"
#include "kernel/find.h"
#include "layout.h"
#include "private.h"
#include "project.h"
#include "scratch.h"
#include "stop.h"
#include "vm/accel.h"
#include "vm/boot.h"
#include "vm/qemu.h"
#include "vm/trial.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What a stock kernel, its unpacked archive and a program's log need at least. */
#define MEMORY_MIB_MIN	   256
#define MEMORY_MIB_DEFAULT 512

struct run {
	const struct run_options *options; /* @own */
	struct run_options own;		   /* as given, each kernel once */
	char **specs;			   /* its kernels; the strings are the caller's */
	struct collection docket;
	struct kernel *kernels; /* as many as asked for; image NULL: not to be had */
	struct kernel_copy *copies;
	char *dir;		/* for logs and the archive */
	struct scratch scratch; /* where that is, when it is not to stay */
	char *archive;
	int archive_fd; /* a copy of it, which boots */
	int64_t archive_bytes, unpacked_bytes;
	int64_t memory_mib;
	struct accel_answer accel; /* and the kernel with which KVM was tried */
	size_t accel_kernel;
};

static void run_clear(struct run *run)
{
	for (size_t i = 0; run->kernels && i < run->options->n_kernels; i++)
		kernel_clear(&run->kernels[i]);
	for (size_t i = 0; run->copies && i < run->options->n_kernels; i++)
		kernel_copy_clear(&run->copies[i]);
	if (run->archive_fd >= 0)
		close(run->archive_fd);
	free(run->kernels);
	free(run->copies);
	free(run->specs);
	collection_clear(&run->docket);
	scratch_drop(&run->scratch);
	free(run->dir);
	free(run->archive);
}

/* The options, each kernel of the same words once. */
static int take_options(struct run *run, const struct run_options *o)
{
	run->own = *o;
	run->options = &run->own;
	run->own.n_kernels = 0;
	run->specs = calloc(o->n_kernels + 1, sizeof(*run->specs));
	if (!run->specs)
		return diag_errno(-ENOMEM, "run");
	run->own.kernels = run->specs;
	for (size_t i = 0; i < o->n_kernels; i++) {
		size_t j = 0;
		while (j < run->own.n_kernels && strcmp(run->specs[j], o->kernels[i]) != 0)
			j++;
		if (j < run->own.n_kernels)
			diag_note("-k %s: is given twice, and judged on once", o->kernels[i]);
		else
			run->specs[run->own.n_kernels++] = o->kernels[i];
	}
	return 0;
}

/*
 * What is wrong with the kernels and with the objects, all of it at once and before anything is
 * booted.
 */
static int check_inputs(struct run *run)
{
	const struct run_options *o = run->options;
	int r = 0, one;

	for (size_t i = 0; i < o->n_kernels; i++) {
		one = kernel_check(o->kernels[i]);
		r = r ? r : one;
	}
	if ((r && r != FAIL_MISUSE) || o->survey)
		return r;
	one = project_docket(&run->docket, o->config, o->paths, o->n_paths);
	return r ? r : one;
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

static int pack(struct run *run)
{
	cleanup_free char *init = NULL, *manifest = NULL;
	int r = layout_init(&init);

	if (!r)
		r = layout_manifest(&manifest);
	if (r)
		return r;
	const struct archive_options o = {
		.manifest = manifest, .init = init, .compression = COMPRESS_NONE};
	run->archive = format_string("%s/archive.cpio", run->dir);
	if (!run->archive)
		return diag_errno(-ENOMEM, "run");
	r = archive_pack(run->archive, &run->docket, &o, &run->archive_bytes, &run->unpacked_bytes);
	return r ? r : private_copy(run->archive, run->dir, &run->archive_fd);
}

/* The archive is in memory twice while it unpacks, and its objects are read once more. */
static int size_memory(struct run *run)
{
	int64_t needed = MEMORY_MIB_MIN + ((run->archive_bytes + 2 * run->unpacked_bytes) >> 20);

	run->memory_mib = run->options->memory_mib;
	if (!run->memory_mib) {
		run->memory_mib = needed > MEMORY_MIB_DEFAULT ? needed : MEMORY_MIB_DEFAULT;
		return 0;
	}
	if (run->memory_mib >= needed)
		return 0;
	diag_error("--memory %" PRId64 "M: an archive of %" PRId64 " MiB needs %" PRId64
		   "M at least",
		run->memory_mib, run->archive_bytes >> 20, needed);
	return FAIL_MISUSE;
}

/* Whether kernel @n is one of those before it, by another of its names; that is said. */
static bool is_found_already(const struct run *run, size_t n)
{
	const struct kernel *k = &run->kernels[n];
	cleanup_free char *real = realpath(k->image, NULL);

	for (size_t i = 0; i < n && real; i++) {
		cleanup_free char *other =
			run->kernels[i].image ? realpath(run->kernels[i].image, NULL) : NULL;
		if (!other || strcmp(other, real) != 0)
			continue;
		diag_note("-k %s: is the same kernel as %s, and judged on once", run->specs[n],
			run->specs[i]);
		return true;
	}
	return false;
}

/* Missing ones are no reason to leave the others unjudged: their results say so. */
static int find_kernels(struct run *run)
{
	struct run_options *o = &run->own;

	run->kernels = calloc(o->n_kernels, sizeof(*run->kernels));
	run->copies = calloc(o->n_kernels, sizeof(*run->copies));
	if (!run->kernels || !run->copies)
		return diag_errno(-ENOMEM, "run");
	for (size_t i = 0; i < o->n_kernels; i++)
		run->copies[i] = KERNEL_COPY_NONE;
	for (size_t i = 0; i < o->n_kernels;) {
		struct kernel *k = &run->kernels[i];
		int r = kernel_find(k, o->kernels[i]);
		if (r == FAIL_MISUSE || stop_signal())
			return r == FAIL_MISUSE ? r : -EINTR;
		if (!r && is_found_already(run, i)) {
			kernel_clear(k);
			o->n_kernels--;
			memmove(&run->specs[i], &run->specs[i + 1],
				(o->n_kernels - i) * sizeof(*run->specs));
			continue;
		}
		if (!r && kernel_copy_make(&run->copies[i], k, run->dir))
			kernel_clear(k);
		else if (r)
			*k = KERNEL_NONE;
		i++;
	}
	return 0;
}

static int tell_left_out(struct result *ret, const struct collection *d)
{
	ret->left_out = calloc(d->n_left_out + 1, sizeof(*ret->left_out));
	if (!ret->left_out)
		return -ENOMEM;
	for (; ret->n_left_out < d->n_left_out; ret->n_left_out++) {
		struct result_left_out *l = &ret->left_out[ret->n_left_out];
		l->path = strdup(d->left_out[ret->n_left_out].path);
		l->why = strdup(d->left_out[ret->n_left_out].why);
		if (!l->path || !l->why) {
			free(l->path);
			free(l->why);
			return -ENOMEM;
		}
	}
	return 0;
}

/* The result as it stands before any boot: every kernel, every object, nothing told. */
static int make_result(struct result *ret, const struct run *run)
{
	const struct run_options *o = run->options;
	time_t now = time(NULL);
	struct tm utc;

	strftime(ret->started, sizeof(ret->started), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	strcpy(ret->docket_sha256, run->docket.sha256);
	ret->kernels = calloc(o->n_kernels, sizeof(*ret->kernels));
	if (!ret->kernels || tell_left_out(ret, &run->docket))
		return -ENOMEM;
	ret->n_kernels = o->n_kernels;
	for (size_t i = 0; i < o->n_kernels; i++) {
		struct result_kernel *k = &ret->kernels[i];
		*k = (struct result_kernel){.outcome = OUTCOME_INFRA, .judge_ms = -1};
		k->spec = strdup(o->kernels[i]);
		k->objects = calloc(run->docket.count, sizeof(*k->objects));
		if (!k->spec || !k->objects)
			return -ENOMEM;
		k->n_objects = run->docket.count;
		for (size_t j = 0; j < k->n_objects; j++) {
			k->objects[j].announced = -1;
			k->objects[j].path = strdup(run->docket.objects[j].path);
			strcpy(k->objects[j].sha256, run->docket.objects[j].sha256);
			if (!k->objects[j].path)
				return -ENOMEM;
		}
	}
	return 0;
}

/* A file name for a KERNEL: the last part of a path, and no byte that wants quoting. */
static char *name_of(const char *spec)
{
	const char *slash = strrchr(spec, '/');
	char *name = strdup(slash && slash[1] ? slash + 1 : spec);

	for (char *c = name; c && *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._+~-", *c))
			*c = '-';
	if (name && *name == '.')
		*name = '-';
	return name;
}

/*
 * The directory of a KERNEL's boots, unlike those of the kernels before it: no name has a "#" of
 * its own.
 */
static char *kernel_dir(const struct run *run, size_t index)
{
	cleanup_free char *name = name_of(run->options->kernels[index]);
	int same = 1;

	for (size_t i = 0; name && i < index; i++) {
		cleanup_free char *other = name_of(run->options->kernels[i]);
		if (!other)
			return NULL;
		same += strcmp(other, name) == 0;
	}
	if (!name)
		return NULL;
	return same > 1 ? format_string("%s/%s#%d", run->dir, name, same)
			: format_string("%s/%s", run->dir, name);
}

static enum accel choose_accel(struct run *run, size_t index)
{
	const struct kernel *kernel = &run->kernels[index];
	struct accel_answer a;
	struct machine m = {
		.arch = arch_default(),
		.qemu = run->options->qemu,
		.image = kernel->image,
		.image_fd = run->copies[index].image,
		.vmlinux = kernel->vmlinux,
		.vmlinux_fd = run->copies[index].vmlinux,
		.archive = run->archive,
		.archive_fd = run->archive_fd,
		.memory_mib = run->memory_mib,
		.program_timeout_s = 60,
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
	run->accel_kernel = index;
	return a.accel;
}

/*
 * What this kernel is given: the archive, with the kernel's own configuration where libbpf would
 * look for it (/boot/config-RELEASE, then /proc/config.gz) if anything asks for it.  Says what
 * failed.
 */
static int archive_for(struct trial_input *t, const struct run *run, size_t index)
{
	const struct kernel *kernel = &run->kernels[index];
	const int config = run->copies[index].config;
	bool wanted = run->options->survey;

	for (size_t i = 0; i < run->docket.count; i++)
		wanted |= run->docket.objects[i].wants_config;
	cleanup_free char *path = format_string("%s/archive.cpio", t->dir);
	if (!path)
		return diag_errno(-ENOMEM, "run");
	if (!wanted || config < 0 || !kernel->release) {
		unlink(path); /* of an earlier run */
		t->archive = strdup(run->archive);
		t->archive_fd = fcntl(run->archive_fd, F_DUPFD_CLOEXEC, 3);
		return t->archive && t->archive_fd >= 0 ? 0 : diag_errno(-ENOMEM, "run");
	}
	cleanup_free char *name = format_string("boot/config-%s", kernel->release);
	int r = name ? directory_make(t->dir) : diag_errno(-ENOMEM, "run");
	if (!r)
		r = archive_add(path, run->archive_fd, name, config, t->added);
	if (!r)
		r = private_copy(path, t->dir, &t->archive_fd);
	if (!r)
		t->archive = steal(&path);
	return r;
}

static void input_clear(struct trial_input *input)
{
	free((char *)input->dir);
	free((char *)input->archive);
	if (input->archive_fd >= 0)
		close(input->archive_fd);
}

static int boot_kernels(struct result *result, struct run *run)
{
	const struct run_options *o = run->options;
	struct trial_options t = {
		.qemu = o->qemu,
		.memory_mib = run->memory_mib,
		.timeout_s = o->timeout_s,
		.program_timeout_s = o->program_timeout_s,
		.jobs = (int)o->jobs,
		.docket_sha256 = run->docket.sha256,
		.survey = o->survey,
	};
	struct trial_input *inputs = calloc(o->n_kernels, sizeof(*inputs));
	size_t n = 0;
	int r = 0;

	for (size_t i = 0; inputs && !r && i < o->n_kernels; i++) {
		struct result_kernel *k = &result->kernels[i];
		if (!run->kernels[i].image) {
			k->why = strdup("the kernel could not be had");
			continue;
		}
		if (n == 0)
			t.accel = choose_accel(run, i);
		k->accel = strdup(accel_word(t.accel));
		struct trial_input *input = &inputs[n++];
		*input = (struct trial_input){.kernel = &run->kernels[i],
			.copy = &run->copies[i],
			.archive_fd = -1,
			.dir = kernel_dir(run, i),
			.result = k};
		if (!k->accel || !input->dir)
			r = diag_errno(-ENOMEM, "run");
		else
			boot_forget(input->dir);
		if (!r)
			r = archive_for(input, run, i);
		/* one that cannot be had is no reason to leave the others unjudged */
		if (r && r != -EINTR && r != -ENOMEM) {
			k->why = strdup("its archive could not be written");
			input_clear(input);
			n--;
			r = 0;
		}
	}
	if (!inputs)
		r = diag_errno(-ENOMEM, "run");
	if (!r)
		r = trials_run(inputs, n, &t);
	if (run->accel.doubtful && result->kernels[run->accel_kernel].release)
		accel_confirm(&run->accel, o->qemu);
	for (size_t i = 0; i < n; i++)
		input_clear(&inputs[i]);
	free(inputs);
	/* interrupted: what was had by then is still a result */
	return r == -EINTR ? 0 : r;
}

int run_trials(struct result *ret, const struct run_options *options)
{
	cleanup_with(run_clear) struct run run = {.scratch = SCRATCH_NONE, .archive_fd = -1};
	cleanup_with(result_clear) struct result result = {0};
	char version[64];
	int r = take_options(&run, options);

	if (!r)
		r = check_inputs(&run);
	if (!r)
		r = qemu_version(options->qemu, version, sizeof(version));
	if (r)
		return r;
	if (qemu_known_bad(version) && options->accel != ACCEL_KVM)
		diag_warn("QEMU %s: %s", version, qemu_known_bad(version));
	r = make_dir(&run);
	if (!r)
		r = pack(&run);
	if (!r)
		r = size_memory(&run);
	if (!r)
		r = find_kernels(&run);
	if (!r && (r = make_result(&result, &run)))
		diag_errno(r, "run");
	if (!r)
		r = boot_kernels(&result, &run);
	if (r)
		return r;
	if (run.options->output) {
		cleanup_free char *path = format_string("%s/result.json", run.dir);
		r = path ? result_write(&result, path) : diag_errno(-ENOMEM, "run");
	}
	*ret = result;
	result = (struct result){0};
	return r;
}
