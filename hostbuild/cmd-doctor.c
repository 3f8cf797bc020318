// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"
#include "diag.h"
#include "doctor.h"
#include "kernel/arch.h"
#include "vm/accel.h"

#include <getopt.h>
#include <stdio.h>

static int doctor_run(int argc, char **argv)
{
	static const struct option options[] = {
		{"forget", no_argument, NULL, 'F'},
		{"help", no_argument, NULL, 'h'},
		{"qemu", required_argument, NULL, 'Q'},
		{0},
	};
	struct option_marks marks = {0};
	const char *qemu = ARCH_DEFAULT_QEMU;
	int c;

	opterr = 0;
	optind = 0;
	while ((c = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (c == 'h') {
			fputs(command_doctor.help, stdout);
			return STATUS_MET;
		}
		if (c == 'F') {
			if (command_once(&marks, "doctor", c, options, ""))
				return STATUS_MISUSE;
			accel_forget();
			continue;
		}
		if (c != 'Q')
			return command_bad_option("doctor", c, argv, options);
		if (command_once(&marks, "doctor", c, options, ""))
			return STATUS_MISUSE;
		qemu = optarg;
	}
	if (optind < argc)
		return command_misuse("doctor", "%s: takes no argument", argv[optind]);
	return doctor_examine(stdout, qemu) ? STATUS_UNKNOWN : STATUS_MET;
}

const struct command command_doctor = {
	.name = "doctor",
	.summary = "what of this machine works, and what to do about the rest",
	.help = "Usage: bpfjury doctor [--forget] [--qemu PATH]\n"
		"\n"
		"Look at QEMU, KVM (proved by a boot), apt and its mirror, the kernel store,\n"
		"clang, a compiler for kernels, Landlock, memory and disk.  Each gets a line, with\n"
		"what to do where something is wrong.\n"
		"\n"
		"      --forget     forget what was found out about KVM, and try it again\n"
		"      --qemu PATH  another QEMU than " ARCH_DEFAULT_QEMU "\n"
		"  -h, --help       this text\n"
		"\n"
		"Exit status: 0 when `bpfjury try` would work, 3 when it would not, 2 misuse.\n",
	.run = doctor_run,
};
