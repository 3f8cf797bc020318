// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "cmd-kernel.h"
#include "diag.h"
#include "kernel/arch.h"
#include "kernel/find.h"
#include "print.h"

#include <stdio.h>

static int one_source(const char *word, char **sources, int n, struct build_wish *w)
{
	if (n != 1)
		return diag_misuse(
			"kernel %s: say one source, as in `bpfjury kernel %s " KERNEL_DEFAULT "`",
			word, word);
	w->source = sources[0];
	return 0;
}

static int build(char **sources, int n, struct kernel_options *o)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	int r = one_source("build", sources, n, &o->wish);

	if (!r)
		r = build_kernel(&k, &o->wish, false);
	if (!r) {
		print_clean(k.name, 0);
		putchar('\n');
	}
	return r;
}

static int config(char **sources, int n, struct kernel_options *o)
{
	int r = one_source("config", sources, n, &o->wish);

	return r ? r : build_config(&o->wish, o->output, o->all);
}

const struct kernel_command kernel_command_build = {
	.name = "build",
	.takes = "bcfjnsux",
	.usage = "[OPTION]... SOURCE",
	.help = "  -f, --fragment FILE   build, config: a fragment to merge after the default ones; a\n"
		"                        word without dot and slash names a built-in one: debug,\n"
		"                        selftests, ...\n"
		"  -c, --config FILE     build, config: begin with this .config instead of the\n"
		"                        default fragments; pin: instead of bpfjury.yaml\n"
		"      --cc COMPILER     build, config: gcc, gcc-12, clang, clang-19 (gcc)\n"
		"      --sha256 HEX      build, config: of the archive, where no file next to it has\n"
		"                        it\n"
		"      --update          build, config, pin: the mirror's newest of a series, even if\n"
		"                        the cache or the lock file has one\n"
		"      --name NAME       build: the kernel's name in the store\n"
		"      --bzimage         build: make a " ARCH_DEFAULT_IMAGE
		" too; the vmlinux is what boots\n"
		"  -j, --jobs N          build: compilers at a time (as many as processors)\n",
	.run = build,
};

const struct kernel_command kernel_command_config = {
	.name = "config",
	.takes = "acfosux",
	.usage = "[OPTION]... SOURCE",
	.help = "      --all             config: show the lines that took effect, too\n"
		"  -o, --output FILE     config: write the .config to FILE (-: standard output);\n"
		"                        show: the file of --vmlinux-h\n",
	.run = config,
};
