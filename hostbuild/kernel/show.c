// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/show.h"
#include "cleanup.h"
#include "diag.h"
#include "kernel/arch.h"
#include "kernel/find.h"
#include "print.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int show_path(const struct kernel *k, const char *which)
{
	const struct {
		const char *word, *path;
	} paths[] = {{"config", k->config}, {"image", k->image}, {"modules", k->modules},
		{"vmlinux", k->vmlinux}};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		if (strcmp(paths[i].word, which))
			continue;
		if (!paths[i].path) {
			diag_error("%s has no %s", k->name ? k->name : k->image, which);
			return -ENOENT;
		}
		int r = i == 2 ? kernel_check_modules(k) : 0;
		if (!r)
			r = print_exact(paths[i].path, which);
		if (!r)
			putchar('\n');
		return r;
	}
	static const char *const words[] = {"image", "vmlinux", "config", "modules"};
	char question[128];
	diag_error("kernel show: --path %s: none of image, vmlinux, config, modules%s", which,
		nearest_question(question, sizeof(question), which, words, ARRAY_SIZE(words)));
	return FAIL_MISUSE;
}

static void show_line(const char *head, const char *text)
{
	printf("%-14s", head);
	print_clean(text, 0);
	putchar('\n');
}

static void show_option(const struct kernel *k, const char *head, const char *option)
{
	char value = kernel_config_value(k, option);

	printf("%-14s%s (CONFIG_%s)\n", head,
		value == 'y'   ? "yes"
		: value == 'm' ? "module"
		: value == 'n' ? "no"
			       : "not known",
		option);
}

/* Options on which whole kinds of BPF programs depend. */
static const char *const key_config[] = {"BPF_SYSCALL", "BPF_JIT", "BPF_EVENTS", "BPF_LSM",
	"CGROUP_BPF", "DEBUG_INFO_BTF_MODULES", "DYNAMIC_FTRACE_WITH_DIRECT_CALLS", "FPROBE",
	"KPROBES", "NET_CLS_BPF", "SCHED_CLASS_EXT", "SECURITY_LOCKDOWN_LSM", "UPROBES",
	"XDP_SOCKETS"};
static const char *const compressions[] = {"GZIP", "BZIP2", "LZMA", "XZ", "LZO", "LZ4", "ZSTD"};

static void show_config(const struct kernel *k)
{
	if (!k->config) {
		show_line("config", "not known: the package has none");
		return;
	}
	show_option(k, "BTF", "DEBUG_INFO_BTF");
	show_option(k, "serial", arch_default()->console_option);
	show_option(k, "initrd", "BLK_DEV_INITRD");
	printf("%-13s", "compressions");
	for (size_t i = 0; i < ARRAY_SIZE(compressions); i++) {
		char option[32];
		snprintf(option, sizeof(option), "RD_%s", compressions[i]);
		if (kernel_config_value(k, option) == 'y')
			printf(" %s", compressions[i]);
	}
	printf("\n%-14s", "config");
	for (size_t i = 0; i < ARRAY_SIZE(key_config); i++)
		printf("%s%s=%c",
			!i	? ""
			: i % 3 ? " "
				: "\n              ",
			key_config[i], kernel_config_value(k, key_config[i]));
	putchar('\n');
}

int kernel_show(const struct kernel *k, const char *which)
{
	char size[32];

	if (which)
		return show_path(k, which);
	snprintf(size, sizeof(size), "%.0f M", (double)k->bytes / (1 << 20));
	show_line("name", k->name);
	show_line("release", k->release);
	show_line("version", k->version);
	show_line("arch", k->arch);
	show_line("from", k->origin);
	if (k->build_commit)
		show_line("commit", k->build_commit);
	if (k->build_tools)
		show_line("built by", k->build_tools);
	if (k->build_fragments)
		show_line("fragments", k->build_fragments);
	if (k->build_image)
		show_line("code", k->build_image);
	show_line("size", size);
	show_line("boots", k->vmlinux ? "as vmlinux, by its PVH note"
				      : "as image; no vmlinux with a PVH note in it");
	show_config(k);
	show_line("image", k->image);
	show_line("vmlinux", k->vmlinux);
	show_line("config", k->config);
	show_line("System.map", k->system_map);
	show_line("modules", k->modules);
	return 0;
}
