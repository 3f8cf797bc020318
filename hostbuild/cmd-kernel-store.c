// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "cmd-kernel.h"
#include "diag.h"
#include "kernel/find.h"
#include "kernel/prune.h"
#include "kernel/show-list.h"
#include "kernel/show.h"
#include "kernel/store/build-cache.h"
#include "kernel/vmlinux-header.h"
#include "outputs.h"
#include "pins.h"
#include "print.h"
#include "survey.h"

#include <errno.h>
#include <stdio.h>

static int list(char **names, int n, struct kernel_options *o)
{
	(void)o;
	if (n)
		return diag_misuse("kernel list: takes no argument: %s", names[0]);
	return kernel_show_list();
}

/* Print its name, and say where the mirror has a newer one. */
static int get_one(const struct kernel_spec *spec)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	int r = kernel_find(&k, spec, FETCH_ALWAYS);

	if (r)
		return r;
	print_clean(k.name ? k.name : k.image, 0);
	putchar('\n');
	cleanup_free char *newer = spec->pin ? kernel_newer(spec, &k) : NULL;
	if (newer)
		diag_note("%s is pinned to %s; the mirror has %s", spec->text, k.package_version,
			newer);
	return 0;
}

static int get(char **names, int n, struct kernel_options *o)
{
	cleanup_with(pins_clear) struct pins pins = {0};
	cleanup_free struct kernel_spec *specs = calloc((size_t)n + 1, sizeof(*specs));
	const struct pins_wish wish = {.path = o->lock, .none = o->no_lock};
	int worst = 0;

	if (!n)
		return diag_misuse(
			"kernel get: say which, as in `bpfjury kernel get " KERNEL_DEFAULT "`");
	if (!specs)
		return diag_errno(-ENOMEM, "kernel get");
	worst = pins_read(&pins, &wish, NULL);
	for (int i = 0; i < n; i++) {
		int r = spec_parse(&specs[i], names[i]);
		if (!r)
			r = kernel_check(&specs[i]);
		pins_apply(&pins, &specs[i]);
		worst = worst ? worst : r;
	}
	if (worst)
		return worst;
	for (int i = 0; i < n; i++) {
		int r = get_one(&specs[i]);
		if (r == -EINTR)
			return r;
		worst = worst ? worst : r;
	}
	return worst;
}

static int remove_some(char **names, int n, struct kernel_options *o)
{
	bool prune = o->days >= 0 || o->last >= 0;
	int worst = 0;

	if (!n && !prune)
		return diag_misuse("kernel remove: say which, by a name of `bpfjury kernel list`");
	if (n && prune)
		return diag_misuse(
			"kernel remove: names, or --older-than and --keep-last, not both");
	if (prune)
		return kernel_prune(o->days, o->last);
	for (int i = 0; i < n; i++) {
		int r = build_cache_is_name(names[i]) ? build_cache_remove_named(names[i])
						      : kernel_remove(names[i]);
		worst = worst ? worst : r;
	}
	return worst;
}

static int check_show(int n, const struct kernel_options *o)
{
	if (n != 1)
		return diag_misuse("kernel show: say one KERNEL");
	if ((o->path != NULL) + o->features + o->vmlinux_h > 1)
		return diag_misuse("kernel show: --path, --features or --vmlinux-h, not both");
	if (o->json && !o->features)
		return diag_misuse("kernel show: --json goes with --features");
	if (o->output && !o->vmlinux_h)
		return diag_misuse("kernel show: --output goes with --vmlinux-h");
	return output_check("-o", o->output);
}

static int show(char **names, int n, struct kernel_options *o)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	struct kernel_spec spec;

	(void)n;
	if (o->features)
		return survey_kernel(names[0], o->json);
	int r = output_check_apart("-o", o->output, "KERNEL", names[0], NULL);
	if (!r)
		r = spec_parse(&spec, names[0]);
	if (!r)
		r = kernel_check(&spec);
	if (!r)
		r = kernel_find(&k, &spec, o->vmlinux_h ? FETCH_MISSING : FETCH_NEVER);
	if (r)
		return r;
	return o->vmlinux_h ? kernel_write_vmlinux_h(&k, o->output) : kernel_show(&k, o->path);
}

const struct kernel_command kernel_command_get = {
	.name = "get",
	.takes = "LN",
	.usage = "[--lock FILE | --no-lock] KERNEL...",
	.help = "      --lock FILE       get, pin: instead of bpfjury.lock of this directory, or\n"
		"                        next to the file of -c\n"
		"      --no-lock         get: the newest, whatever bpfjury.lock has\n",
	.run = get,
};

const struct kernel_command kernel_command_list = {
	.name = "list",
	.takes = "",
	.usage = "",
	.help = "",
	.run = list,
};

const struct kernel_command kernel_command_remove = {
	.name = "remove",
	.takes = "lt",
	.usage = "NAME...\n"
		 "[--older-than DAYS] [--keep-last N]",
	.help = "      --older-than DAYS remove: what was not used for that many days\n"
		"      --keep-last N     remove: of kernels built here, of sources and of objects,\n"
		"                        all but the N of each that were used last\n",
	.run = remove_some,
};

const struct kernel_command kernel_command_show = {
	.name = "show",
	.takes = "FJVop",
	.usage = "[--path image|vmlinux|config|modules] KERNEL\n"
		 "--features [--json FILE] KERNEL\n"
		 "--vmlinux-h [-o FILE] KERNEL",
	.help = "      --path WORD       show: print the path of that file only\n"
		"      --features        show: boot it and print what it supports: program and map\n"
		"                        types, helpers, the number of kfuncs, configuration\n"
		"      --json FILE       show: with --features, write that to FILE (-: standard\n"
		"                        output, instead of the text)\n"
		"      --vmlinux-h       show: write its types as C, the vmlinux.h that programs\n"
		"                        include, to standard output or to the FILE of -o\n",
	.check = check_show,
	.run = show,
};
