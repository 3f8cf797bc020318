// SPDX-License-Identifier: GPL-2.0-only
#include "../init/verdict/text.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "kernel/kernel.h"
#include "kernel/spec.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const struct option options[] = {
	{"help", no_argument, NULL, 'h'},
	{"path", required_argument, NULL, 'p'},
	{"quiet", no_argument, NULL, 'q'},
	{"verbose", no_argument, NULL, 'v'},
	{0},
};

static int status_of(int r)
{
	return !r ? STATUS_MET : r == -EINVAL ? STATUS_MISUSE : STATUS_UNTOLD;
}

/* Words out of packages are a stranger's. */
static void print_clean(const char *text, int width)
{
	char clean[512];
	int len;

	text_set(clean, text ? text : "-");
	len = (int)strlen(clean);
	printf("%s%*s", clean, width > len ? width - len : 0, "");
}

enum { COLUMNS = 5 };

static void cells_of(const struct kernel *k, const char *cells[COLUMNS], char size[24])
{
	snprintf(size, 24, "%.0f M", (double)k->bytes / (1 << 20));
	cells[0] = k->name;
	cells[1] = k->version ? k->version : "-";
	cells[2] = k->arch ? k->arch : "-";
	cells[3] = size;
	cells[4] = k->from ? k->from : "-";
}

static int kernel_list_run(char **names, int n)
{
	static const char *const heads[COLUMNS] = {"NAME", "VERSION", "ARCH", "SIZE", "FROM"};
	const char *cells[COLUMNS];
	struct kernel *list = NULL;
	int widths[COLUMNS];
	size_t count = 0;
	char size[24];

	if (n) {
		diag_error("kernel list: takes no argument: %s", names[0]);
		return -EINVAL;
	}
	int r = kernel_list(&list, &count);
	if (r)
		return r;
	if (!count)
		diag_note("no kernel in the store; `bpfjury kernel get " KERNEL_DEFAULT "` gets one");
	for (int c = 0; c < COLUMNS; c++)
		widths[c] = (int)strlen(heads[c]);
	for (size_t i = 0; i < count; i++) {
		cells_of(&list[i], cells, size);
		for (int c = 0; c < COLUMNS; c++)
			widths[c] = (int)strlen(cells[c]) > widths[c] ? (int)strlen(cells[c]) : widths[c];
	}
	for (size_t i = 0; i < (count ? count + 1 : 0); i++) {
		if (i)
			cells_of(&list[i - 1], cells, size);
		for (int c = 0; c < COLUMNS; c++)
			print_clean(i ? cells[c] : heads[c], c < COLUMNS - 1 ? widths[c] + 1 : 0);
		putchar('\n');
	}
	kernel_list_free(list, count);
	return 0;
}

static int kernel_get_run(char **specs, int n)
{
	struct kernel_spec parsed;
	int worst = 0;

	if (!n) {
		diag_error("kernel get: say which, as in `bpfjury kernel get " KERNEL_DEFAULT "`");
		return -EINVAL;
	}
	for (int i = 0; i < n; i++) {
		int r = spec_parse(&parsed, specs[i]);
		if (r)
			return r;
	}
	for (int i = 0; i < n; i++) {
		cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
		int r = kernel_get(&k, specs[i]);
		if (!r) {
			print_clean(k.name ? k.name : k.image, 0);
			putchar('\n');
		}
		if (r == -EINTR)
			return r;
		worst = worst ? worst : r;
	}
	return worst;
}

static int kernel_remove_run(char **names, int n)
{
	int worst = 0;

	if (!n) {
		diag_error("kernel remove: say which; `bpfjury kernel list` names them");
		return -EINVAL;
	}
	for (int i = 0; i < n; i++) {
		int r = kernel_remove(names[i]);
		worst = worst ? worst : r;
	}
	return worst;
}

static int show_path(const struct kernel *k, const char *which)
{
	const struct {
		const char *word, *path;
	} paths[] = {{"config", k->config}, {"image", k->image}, {"modules", k->modules}, {"vmlinux", k->vmlinux}};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		if (strcmp(paths[i].word, which))
			continue;
		if (!paths[i].path) {
			diag_error("%s has no %s", k->name ? k->name : k->image, which);
			return -ENOENT;
		}
		int r = i == 2 ? kernel_prove_modules(k) : 0;
		if (!r)
			puts(paths[i].path); /* as it is: it is for programs */
		return r;
	}
	diag_error("kernel show: --path %s: none of image, vmlinux, config, modules", which);
	return -EINVAL;
}

static void show_line(const char *head, const char *text)
{
	printf("%-14s", head);
	print_clean(text, 0);
	putchar('\n');
}

static void show_option(const struct kernel *k, const char *head, const char *option)
{
	char value = kernel_option(k, option);

	printf("%-14s%s (CONFIG_%s)\n", head,
		value == 'y'   ? "yes"
		: value == 'm' ? "module"
		: value == 'n' ? "no"
			       : "not known",
		option);
}

/* What BPF programs of some kinds, or trials, stand or fall with. */
static const char *const key_config[] = {"BPF_SYSCALL", "BPF_JIT", "BPF_EVENTS", "BPF_LSM", "CGROUP_BPF",
	"DEBUG_INFO_BTF_MODULES", "DYNAMIC_FTRACE_WITH_DIRECT_CALLS", "FPROBE", "KPROBES", "NET_CLS_BPF",
	"SCHED_CLASS_EXT", "SECURITY_LOCKDOWN_LSM", "UPROBES", "XDP_SOCKETS"};
static const char *const compressions[] = {"GZIP", "BZIP2", "LZMA", "XZ", "LZO", "LZ4", "ZSTD"};

static void show_config(const struct kernel *k)
{
	if (!k->config) {
		show_line("config", "not known: the package has none");
		return;
	}
	show_option(k, "BTF", "DEBUG_INFO_BTF");
	show_option(k, "serial", "SERIAL_8250_CONSOLE");
	show_option(k, "initrd", "BLK_DEV_INITRD");
	printf("%-14s", "compressions");
	for (size_t i = 0; i < ARRAY_SIZE(compressions); i++) {
		char option[32];
		snprintf(option, sizeof(option), "RD_%s", compressions[i]);
		if (kernel_option(k, option) == 'y')
			printf("%s ", compressions[i]);
	}
	printf("\n%-14s", "config");
	for (size_t i = 0; i < ARRAY_SIZE(key_config); i++)
		printf("%s%s=%c",
			!i	? ""
			: i % 3 ? " "
				: "\n              ",
			key_config[i], kernel_option(k, key_config[i]));
	putchar('\n');
}

static int kernel_show_run(char **specs, int n, const char *which)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	char size[32];

	if (n != 1) {
		diag_error("kernel show: say one KERNEL");
		return -EINVAL;
	}
	int r = kernel_here(&k, specs[0]);
	if (r)
		return r;
	if (which)
		return show_path(&k, which);
	snprintf(size, sizeof(size), "%.1f MB", (double)k.bytes / 1e6);
	show_line("name", k.name);
	show_line("release", k.release);
	show_line("version", k.version);
	show_line("arch", k.arch);
	show_line("from", k.origin);
	show_line("size", size);
	show_line("boots", k.vmlinux ? "as vmlinux, by its PVH note" : "as image; no vmlinux with a PVH note in it");
	show_config(&k);
	show_line("image", k.image);
	show_line("vmlinux", k.vmlinux);
	show_line("config", k.config);
	show_line("System.map", k.system_map);
	show_line("modules", k.modules);
	return 0;
}

static int kernel_word(const char *word, char **args, int n, const char *which)
{
	if (which && strcmp(word, "show")) {
		diag_error("kernel %s: --path goes with show", word);
		return -EINVAL;
	}
	if (!strcmp(word, "get"))
		return kernel_get_run(args, n);
	if (!strcmp(word, "list"))
		return kernel_list_run(args, n);
	if (!strcmp(word, "remove"))
		return kernel_remove_run(args, n);
	if (!strcmp(word, "show"))
		return kernel_show_run(args, n, which);
	if (!strcmp(word, "build") || !strcmp(word, "config"))
		diag_error("kernel %s: not built yet", word);
	else
		diag_error("kernel %s: no such word; list, get, show or remove", word);
	return -EINVAL;
}

static int kernel_run(int argc, char **argv)
{
	const char *which = NULL;

	optind = 0;
	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, ":hqv", options, NULL)) != -1;) {
		switch (c) {
		case 'h':
			fputs(command_kernel.help, stdout);
			return STATUS_MET;
		case 'p':
			which = optarg;
			break;
		case 'q':
		case 'v':
			command_verbosity(c);
			break;
		default:
			return command_bad_option("kernel", c, argv);
		}
	}
	if (optind == argc) {
		diag_error("kernel: list, get, show or remove? See bpfjury kernel --help");
		return STATUS_MISUSE;
	}
	return status_of(kernel_word(argv[optind], argv + optind + 1, argc - optind - 1, which));
}

const struct command command_kernel = {
	.name = "kernel",
	.summary = "get, list, show and remove the kernels to judge on",
	.help = "Usage: bpfjury kernel list\n"
		"       bpfjury kernel get KERNEL...\n"
		"       bpfjury kernel show [--path image|vmlinux|config|modules] KERNEL\n"
		"       bpfjury kernel remove NAME...\n"
		"\n"
		"The store of kernels, in ~/.cache/bpfjury ($BPFJURY_CACHE) and checked by checksum "
		"when used.\n"
		"get prints the name that each kernel has there.\n"
		"\n"
		"KERNEL is one of\n"
		"  debian:6.12     the newest cloud image of that series on this machine's Debian "
		"mirror\n"
		"  debian:6.19.6   that release\n"
		"  ubuntu:6.8      the same of Ubuntu, where the machine's apt knows an Ubuntu "
		"mirror\n"
		"  FILE            a package: .deb, .rpm, .pkg.tar.zst\n"
		"  DIR/FILE        a kernel image: bzImage, or a vmlinux with a PVH note; used "
		"where it lies\n"
		"  NAME            in the store\n"
		"apt does the getting, with its own checks, in a directory of its own: it needs no "
		"root\n"
		"and changes nothing of the machine.  What was interrupted goes on where it "
		"stopped.\n"
		"\n"
		"      --path WORD  print the path of that file alone\n"
		"  -q, --quiet      no progress\n"
		"  -v, --verbose    say more\n"
		"  -h, --help       this text\n"
		"\n"
		"Exit status: 0 done, 2 misuse, 3 a kernel could not be had.\n",
	.run = kernel_run,
};
