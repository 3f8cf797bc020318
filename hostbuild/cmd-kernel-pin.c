// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "cmd-kernel.h"
#include "diag.h"
#include "kernel/find.h"
#include "outputs.h"
#include "pins.h"
#include "plan.h"
#include "print.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int check_pin(int n, const struct kernel_options *o)
{
	(void)o;
	return n ? diag_misuse("kernel pin: takes no argument; name kernels with -k") : 0;
}

static void print_pin(const char *kernel, const char *before, const char *version)
{
	const bool same = before && strcmp(before, version) == 0;

	print_clean(kernel, 0);
	fputs(": ", stdout);
	if (before && !same) {
		print_clean(before, 0);
		fputs(" -> ", stdout);
	}
	print_clean(version, 0);
	puts(same ? ", as it was" : "");
}

/* One KERNEL of a distribution; what was there stays where no other is found. */
static int pin_one(struct pins *p, const struct kernel_spec *spec, bool update, bool *ret_changed)
{
	cleanup_with(kernel_pin_clear) struct kernel_pin pin = {0};
	const struct kernel_pin *there = pins_find(p, spec->text);
	cleanup_free char *before = there ? strdup(there->version) : NULL;

	if (there && !update) {
		print_pin(spec->text, there->version, there->version);
		return 0;
	}
	int r = kernel_pin(&pin, spec, update ? FETCH_ALWAYS : FETCH_MISSING);
	if (r)
		return r;
	*ret_changed |= !there || strcmp(there->sha256, pin.sha256) != 0 ||
			strcmp(there->version, pin.version) != 0;
	r = pins_set(p, spec->text, &pin);
	if (!r)
		print_pin(spec->text, before, pins_find(p, spec->text)->version);
	return r;
}

/* A KERNEL that the user named or the file has. */
static int pin_trial(struct pins *p, const struct plan *plan, size_t index, bool named, bool update,
	bool *ret_changed)
{
	const struct kernel_spec *spec = &plan->trials[index].spec;

	for (size_t i = 0; i < index; i++) /* the same with other words on its command line */
		if (strcmp(plan->trials[i].spec.text, spec->text) == 0)
			return 0;
	if (spec->kind == SPEC_DISTRIBUTION)
		return pin_one(p, spec, update, ret_changed);
	if (named)
		return diag_misuse(
			"%s: is no KERNEL of a distribution, and cannot be pinned", spec->text);
	diag_note("%s: is no KERNEL of a distribution, and is not pinned", spec->text);
	return 0;
}

/* Those that the lock file has. */
static int pin_again(struct pins *p, bool update, bool *ret_changed)
{
	int r = 0;

	for (size_t i = 0; i < p->n && r != -EINTR; i++) {
		struct kernel_spec spec;
		int one = spec_parse(&spec, p->kernels[i]);
		r = fail_worse(r, one ? one : pin_one(p, &spec, update, ret_changed));
	}
	return r;
}

static int pin_all(
	struct pins *p, const struct plan *plan, const struct kernel_options *o, bool *ret_changed)
{
	const bool update = o->wish.update;
	int r = 0;

	if (!o->n_kernels && !plan->project.inputs.n_kernels) {
		if (p->n)
			return pin_again(p, update, ret_changed);
		return diag_misuse("kernel pin: which kernels? -k names them, or kernels: of a "
				   "bpfjury.yaml");
	}
	for (size_t i = 0; i < plan->n_trials && r != -EINTR; i++)
		r = fail_worse(r, pin_trial(p, plan, i, o->n_kernels != 0, update, ret_changed));
	return r;
}

static int pin(char **args, int n, struct kernel_options *o)
{
	cleanup_with(plan_clear) struct plan plan = {0};
	cleanup_with(pins_clear) struct pins pins = {0};
	const struct plan_inputs in = {.on.kernels = (char *const *)o->kernels,
		.on.n_kernels = o->n_kernels,
		.config = o->wish.config,
		.only_kernels = true,
		.lock.none = true};
	struct pins_wish wish = {0};
	cleanup_free char *path = NULL;
	bool changed = false;

	(void)args;
	(void)n;
	int r = plan_make(&plan, &in);
	if (r)
		return r;
	wish.path = o->lock;
	path = pins_path(&wish, plan.project.path);
	if (!path)
		return diag_errno(-ENOMEM, "kernel pin");
	r = output_check("--lock", path);
	if (r)
		return r;
	wish.path = access(path, F_OK) ? NULL : path;
	wish.none = !wish.path;
	r = pins_read(&pins, &wish, NULL);
	if (r)
		return r;
	if (!pins.path)
		pins.path = steal(&path);
	r = pin_all(&pins, &plan, o, &changed);
	/* what was found is kept where another is gone from its mirror */
	if (changed && r != -EINTR && r != FAIL_MISUSE)
		r = fail_worse(r, pins_write(&pins));
	return r;
}

const struct kernel_command kernel_command_pin = {
	.name = "pin",
	.takes = "Lcku",
	.usage = "[-c FILE] [-k KERNEL]... [--update] [--lock FILE]",
	.help = "  -k, --kernel KERNEL   pin: this one; none: the kernels of bpfjury.yaml, else of the\n"
		"                        lock file\n",
	.check = check_pin,
	.run = pin,
};
