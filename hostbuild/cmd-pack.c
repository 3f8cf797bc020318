// SPDX-License-Identifier: GPL-2.0-only
#include "archive/initramfs.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "kernel/arch.h"
#include "kernel/find.h"
#include "layout.h"
#include "outputs.h"
#include "project-collect.h"
#include "standalone.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

struct pack {
	const char *output, *config, *kernel;
	enum compression compression;
	bool compress, standalone; /* --compress was given */
	char **paths;		   /* objects and directories; none: the built-in docket */
	size_t n_paths;
};

static int pack(const struct pack *p)
{
	cleanup_with(collection_clear) struct collection objects = {0};
	cleanup_with(project_clear) struct project project = {0};
	int64_t bytes;
	cleanup_free char *init = NULL;
	/* without /init nothing can be packed, whatever the objects are */
	int r = layout_init(&init);

	if (!r) {
		r = project_open(&project, p->config);
		if (fail_goes_on(r))
			r = fail_worse(r, project_collect(&objects, r ? NULL : &project, p->paths,
						  p->n_paths, NULL, 0));
	}
	if (!r)
		r = initramfs_write(p->output, &objects, p->compression, &bytes, NULL);
	if (r)
		return r;
	diag_note("packed %zu object%s, %lld bytes: %s", objects.count,
		objects.count == 1 ? "" : "s", (long long)bytes,
		strcmp(p->output, "-") ? p->output : "standard output");
	return 0;
}

enum { OPTION_STANDALONE = 256 };

static const struct option options[] = {
	{"config", required_argument, NULL, 'c'},
	{"compress", required_argument, NULL, 'z'},
	{"help", no_argument, NULL, 'h'},
	{"kernel", required_argument, NULL, 'k'},
	{"output", required_argument, NULL, 'o'},
	{"quiet", no_argument, NULL, 'q'},
	{"standalone", no_argument, NULL, OPTION_STANDALONE},
	{"verbose", no_argument, NULL, 'v'},
	{0},
};

/* One option as getopt_long() returned it; 0, or the status to end with. */
static int take_option(struct pack *p, int c, char **argv)
{
	static const char *const compressions[] = {"none", "zstd", "lz4", "gzip"};

	switch (c) {
	case 'c':
		p->config = optarg;
		break;
	case 'k':
		p->kernel = optarg;
		break;
	case OPTION_STANDALONE:
		p->standalone = true;
		break;
	case 'z':
		p->compress = true;
		if (compression_from_word(optarg, &p->compression))
			return command_no_word("pack", "--compress", optarg, compressions,
				ARRAY_SIZE(compressions));
		break;
	case 'o':
		p->output = optarg;
		break;
	case 'q':
	case 'v':
		command_verbosity(c);
		break;
	default:
		return command_bad_option("pack", c, argv, options);
	}
	return 0;
}

/* What does not go together; FAIL_MISUSE, reported. */
static int check(const struct pack *p)
{
	const char *why = NULL;

	if (!p->standalone && p->kernel)
		why = "-k goes with --standalone: an archive boots on any kernel";
	else if (p->standalone && strcmp(p->output, "-") == 0)
		why = "--standalone writes a file that reads itself: name it with -o";
	else if (p->standalone && p->compress && p->compression != COMPRESS_NONE &&
		 p->compression != COMPRESS_GZIP)
		why = "--standalone: --compress can be gzip (the default) or none: every kernel "
		      "unpacks these";
	if (why)
		return diag_misuse("pack: %s", why);
	const int r = output_check_apart("-o", p->output, "-c", project_used(p->config), NULL);
	return r ? r : output_check_apart("-o", p->output, "-k", p->kernel, NULL);
}

static int pack_standalone(const struct pack *p)
{
	const struct standalone_options o = {.output = p->output,
		.kernel = p->kernel,
		.config = p->config,
		.paths = p->paths,
		.n_paths = p->n_paths,
		.plain = p->compress && p->compression == COMPRESS_NONE};

	return standalone_pack(&o);
}

static int pack_run(int argc, char **argv)
{
	struct pack p = {.compression = COMPRESS_NONE};
	struct option_marks marks = {0};

	opterr = 0;
	optind = 0;
	for (int c; (c = getopt_long(argc, argv, ":c:hk:o:qv", options, NULL)) != -1;) {
		if (c == 'h') {
			fputs(command_pack.help, stdout);
			return STATUS_MET;
		}
		int wrong = command_once(&marks, "pack", c, options, "");
		if (!wrong)
			wrong = take_option(&p, c, argv);
		if (wrong)
			return wrong;
	}
	if (!p.output)
		return command_misuse("pack", "say with -o FILE where to write the archive");
	p.paths = argv + optind;
	p.n_paths = (size_t)(argc - optind);
	int r = check(&p);
	if (!r)
		r = output_check("-o", p.output);
	if (!r && p.standalone)
		r = pack_standalone(&p);
	else if (!r)
		r = pack(&p);
	return status_of(r);
}

const struct command command_pack = {
	.name = "pack",
	.summary = "write the archive that judges, to boot by hand",
	.help = "Usage: bpfjury pack -o FILE [--compress WORD] [OBJECT|DIR]...\n"
		"       bpfjury pack --standalone [-k KERNEL] -o FILE [OBJECT|DIR]...\n"
		"\n"
		"Write an initramfs that judges the objects on any kernel that boots it.  The same\n"
		"objects give the same bytes.  Of a directory all *.bpf.o below it are packed, or\n"
		"all *.o where there is no *.bpf.o; links to directories are not followed.  Without\n"
		"an OBJECT the paths of bpfjury.yaml are packed, or the built-in docket.\n"
		"\n"
		"  -o, --output FILE    write to FILE; - is standard output\n"
		"      --standalone     write a shell script that has a kernel and the archive in it,\n"
		"                       and boots them in QEMU: one file to mail (see its -h)\n"
		"  -k, --kernel KERNEL  with --standalone: that kernel (" KERNEL_DEFAULT ")\n"
		"  -c, --config FILE    what the objects' own loader would set up (bpfjury.yaml of\n"
		"                       this directory; none: no file): bpfjury.yaml(5)\n"
		"      --compress WORD  none (default; gzip with --standalone), zstd (5.9 and later),\n"
		"                       lz4, gzip\n"
		"  -q, --quiet          print nothing on success\n"
		"  -v, --verbose        print more\n"
		"  -h, --help           this text\n"
		"\n"
		"Boot it: " ARCH_DEFAULT_QEMU " -nographic -no-reboot -kernel " ARCH_DEFAULT_IMAGE
		" -initrd FILE \\\n"
		"                 -append \"console=" ARCH_DEFAULT_CONSOLE " panic=-1\"\n"
		"\n"
		"Exit status: 0 written, 2 an object or option is wrong, 3 it could not be written,\n"
		"or the kernel cannot be had.\n",
	.run = pack_run,
};
