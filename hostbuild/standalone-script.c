// SPDX-License-Identifier: GPL-2.0-only
#include "standalone-script.h"
#include "cleanup.h"
#include "config.h"
#include "format.h"
#include "quote.h"
#include "verdict/console-words.h"
#include "verdict/run-parameters.h"

#include <inttypes.h>
#include <string.h>

#define NAMES_MAX 100

/*
 * After the assignments that put_head() writes: a function, so that a script that was cut is a
 * syntax error, and does nothing.
 */
static const char body[] =
	"say() { printf '%s\\n' \"$name: $1\" >&2; }\n"
	"fail() { say \"$1\"; exit \"${2:-3}\"; }\n"
	"\n"
	"usage() {\n"
	"	printf '%s\\n' \"Usage: $name [-n] [-t] [-x DIR] [-h] [-- QEMU-ARGUMENT...]\" \\\n"
	"		'' \"Boot $kernel in QEMU, which judges:\"\n"
	"	objects\n"
	"	printf '%s\\n' '' \\\n"
	"		'  -n, --print        print the command for QEMU only' \\\n"
	"		'  -t, --tcg          without KVM' \\\n"
	"		'  -x, --extract DIR  write the kernel and the archive to DIR only' \\\n"
	"		'  -h, --help         this text' \\\n"
	"		'' 'Environment: QEMU, the program to run; TMPDIR.' \\\n"
	"		'' 'Exit status, by what the console says, which proves nothing: 0 every program is' \\\n"
	"		'met, 1 one is unmet, 3 anything else; 2 misuse.  `bpfjury report` reads the console.'\n"
	"}\n"
	"\n"
	"# Each argument as a word for a shell.\n"
	"quoted() {\n"
	"	for word in \"$@\"; do\n"
	"		case $word in\n"
	"		'' | *[!A-Za-z0-9_./:=,+-]*)\n"
	"			printf \"'%s' \" \"$(printf '%s\\n' \"$word\" | sed \"s/'/'\\\\\\\\''/g\")\" ;;\n"
	"		*) printf '%s ' \"$word\" ;;\n"
	"		esac\n"
	"	done\n"
	"	echo\n"
	"}\n"
	"\n"
	"# part FROM BYTES SHA256 FILE: from byte FROM, counted from 1.  Only to a new file.\n"
	"part() {\n"
	"	if ! (set -C; tail -c \"+$1\" \"$self\" | head -c \"$2\" >\"$4\"); then\n"
	"		fail \"cannot write $4\"\n"
	"	fi\n"
	"	sum=$(sha256sum <\"$4\") || fail 'there is no sha256sum'\n"
	"	if [ \"${sum%% *}\" != \"$3\" ]; then\n"
	"		rm -f \"$4\"\n"
	"		fail 'this file is damaged, or was cut: a checksum in it is not right'\n"
	"	fi\n"
	"}\n"
	"\n"
	"extract() {\n"
	"	part $((head + 1)) \"$image_bytes\" \"$image_sha256\" \"$1/kernel\"\n"
	"	part $((head + image_bytes + 1)) \"$archive_bytes\" \"$archive_sha256\" \"$1/archive\"\n"
	"}\n"
	"\n"
	"# What the console says: the totals of this docket, with nothing beside them.\n"
	"judged() {\n"
	"	tr -d '\\r' <\"$dir/console\" >\"$dir/text\"\n"
	"	totals=$(grep -c '^# Totals: ' \"$dir/text\")\n"
	"	if [ \"$1\" != 0 ] || [ \"$totals\" != 1 ] ||\n"
	"		! grep -qxF \"# docket: $docket\" \"$dir/text\" ||\n"
	"		grep -qE '^# splat: |^" KTAP_BAIL_OUT
	"|Initramfs unpacking failed|Kernel panic - not syncing' \\\n"
	"			\"$dir/text\" ||\n"
	"		! grep -qE '^# Totals: pass:[0-9]+ fail:[0-9]+ xfail:0 xpass:0 skip:[0-9]+ error:0$' \\\n"
	"			\"$dir/text\" ||\n"
	"		grep -qE '^ *not ok .*# (ERROR|TIMEOUT)' \"$dir/text\"; then\n"
	"		return 3\n"
	"	fi\n"
	"	if grep -qE '^ *not ok |^# Totals: pass:[0-9]+ fail:[1-9]' \"$dir/text\"; then\n"
	"		return 1\n"
	"	fi\n"
	"	grep -qE '^# Totals: pass:[1-9]' \"$dir/text\" || return 3\n"
	"}\n"
	"\n"
	"tidy() {\n"
	"	trap '' HUP INT TERM\n"
	"	if [ -n \"$running\" ] && [ -n \"$!\" ]; then # QEMU, or tee that waits for it\n"
	"		kill \"$!\" 2>/dev/null\n"
	"		wait\n"
	"	fi\n"
	"	[ -z \"$dir\" ] || rm -rf \"$dir\"\n"
	"}\n"
	"# Die of the signal, for whoever waits.\n"
	"stop() { trap - EXIT; tidy; trap - \"$1\"; kill -s \"$1\" $$; }\n"
	"\n"
	"# run ARGUMENT...: QEMU's status in $ended.\n"
	"run() {\n"
	"	set -- \"${QEMU:-$qemu}\" -nodefaults -no-user-config -display none -no-reboot -nic none \\\n"
	"		-machine \"$machine\" -smp \"$cpus\" -m \"${memory}M\" -serial stdio \"$@\" \\\n"
	"		-kernel \"$dir/kernel\" -initrd \"$dir/archive\"\n"
	"	if [ -n \"$print\" ]; then\n"
	"		quoted \"$@\"\n"
	"		exit 0\n"
	"	fi\n"
	"	command -v \"$1\" >/dev/null || fail \"there is no $1: install it, or set QEMU\"\n"
	"	quoted \"$@\" >&2\n"
	"	running=1\n"
	"	tee \"$dir/console\" <\"$dir/pipe\" &\n"
	"	shown=$!\n"
	"	\"$@\" </dev/null >\"$dir/pipe\" &\n"
	"	wait \"$!\"\n"
	"	ended=$?\n"
	"	wait \"$shown\"\n"
	"	running=\n"
	"}\n"
	"\n"
	"with_kvm() { run -accel kvm -cpu \"$cpu_kvm\" -append \"$append\" \"$@\"; }\n"
	"with_tcg() { run -accel tcg -cpu \"$cpu_tcg\" -append \"$append $append_tcg\" \"$@\"; }\n"
	"\n"
	"boot() {\n"
	"	if [ -n \"$tcg\" ] || [ ! -r /dev/kvm ] || [ ! -w /dev/kvm ]; then\n"
	"		with_tcg \"$@\"\n"
	"		return\n"
	"	fi\n"
	"	with_kvm \"$@\"\n"
	"	[ \"$ended\" != 0 ] && [ ! -s \"$dir/console\" ] || return 0\n"
	"	say 'QEMU failed with KVM: again without it'\n"
	"	with_tcg \"$@\"\n"
	"}\n"
	"\n"
	"start() {\n"
	"	trap tidy EXIT\n"
	"	for signal in HUP INT TERM; do trap \"stop $signal\" \"$signal\"; done\n"
	"	dir=$(mktemp -d \"${TMPDIR:-/tmp}/bpfjury.XXXXXX\") || fail 'there is no temporary directory'\n"
	"	extract \"$dir\"\n"
	"	mkfifo \"$dir/pipe\" || fail 'cannot make a pipe'\n"
	"	boot \"$@\"\n"
	"	judged \"$ended\"\n"
	"	status=$?\n"
	"	say \"exit status $status, by what the console says; it is not proved\"\n"
	"	exit \"$status\"\n"
	"}\n"
	"\n"
	"main() {\n"
	"	print= extract= tcg=\n"
	"	while [ $# -gt 0 ]; do\n"
	"		case $1 in\n"
	"		-n | --print) print=1 ;;\n"
	"		-t | --tcg) tcg=1 ;;\n"
	"		-x | --extract)\n"
	"			[ $# -gt 1 ] && [ -n \"$2\" ] || fail \"$1 needs a directory\" 2\n"
	"			extract=$2\n"
	"			shift ;;\n"
	"		-h | --help) usage; exit 0 ;;\n"
	"		--) shift; break ;;\n"
	"		*) fail \"no option $1: see $name -h; what is for QEMU comes after --\" 2 ;;\n"
	"		esac\n"
	"		shift\n"
	"	done\n"
	"	if [ -n \"$extract\" ]; then\n"
	"		case $extract in /*) ;; *) extract=./$extract ;; esac\n"
	"		[ $# = 0 ] && [ -z \"$print\" ] || fail '-x goes with no other option and no argument' 2\n"
	"		mkdir -p -- \"$extract\" || fail \"cannot make $extract\"\n"
	"		extract \"$extract\"\n"
	"		exit 0\n"
	"	fi\n"
	"	if [ -n \"$print\" ]; then\n"
	"		dir=.\n"
	"		boot \"$@\"\n"
	"	fi\n"
	"	start \"$@\"\n"
	"}\n"
	"self=$0 dir= running=\n"
	"[ -f \"$self\" ] || { echo 'run this as a file: sh FILE' >&2; exit 2; }\n"
	"name=${self##*/}\n"
	"case $self in /*) ;; *) self=./$self ;; esac\n"
	"main \"$@\"\n"
	"exit 3\n"
	"}\n"
	"all \"$@\"\n"
	"exit 3\n";

static void put(FILE *out, const char *variable, const char *value)
{
	cleanup_free char *quoted = quote_shell(value);

	/* a variable that is missing would be taken from the environment */
	fprintf(out, "%s=%s\n", variable, quoted ? quoted : "''");
}

static void put_objects(FILE *out, const struct standalone_script *s)
{
	fputs("objects() {\n", out);
	for (size_t i = 0; i < s->n_objects && i < NAMES_MAX; i++) {
		cleanup_free char *quoted = quote_shell(s->objects[i]);
		fprintf(out, "\tprintf '  %%s\\n' %s\n", quoted ? quoted : "'?'");
	}
	if (s->n_objects > NAMES_MAX)
		fprintf(out, "\techo '  and %zu more'\n", s->n_objects - NAMES_MAX);
	fputs("\t:\n}\n", out);
}

static void put_append(FILE *out, const struct standalone_script *s)
{
	char words[RUN_PARAMETERS_SIZE];
	struct run_parameters parameters;

	run_parameters_init(&parameters);
	snprintf(parameters.added, sizeof(parameters.added), "%s", s->added);
	run_parameters_write(words, &parameters);
	cleanup_free char *append = format_string(
		"console=%s panic=-1 oops=panic printk.time=1 %s %s%s%s", s->arch->console,
		s->arch->boards[BOARD_STANDARD].append, words, *s->append ? " " : "", s->append);
	put(out, "append", append ? append : "");
}

static void put_machine(FILE *out, const struct standalone_script *s)
{
	const struct arch *a = s->arch;
	const struct arch_board *b = &a->boards[BOARD_STANDARD];

	put(out, "qemu", a->qemu);
	put(out, "machine", b->machine);
	put(out, "cpu_kvm", a->cpu_kvm);
	put(out, "cpu_tcg", a->cpu_tcg);
	fprintf(out, "memory=%" PRId64 " cpus=%" PRId64 "\n", s->memory_mib, s->cpus);
	put_append(out, s);
	cleanup_free char *tcg =
		format_string("%s %s", a->append_tcg, b->append_tcg ? b->append_tcg : "");
	put(out, "append_tcg", tcg ? tcg : "");
}

/* @head: bytes of the whole script. */
static void put_script(FILE *out, const struct standalone_script *s, size_t head)
{
	fputs("#!/bin/sh\n"
	      "# A kernel, BPF objects that it judges, and this script, which boots them in QEMU:\n"
	      "# run it with -h.  Written by bpfjury " VERSION "; bpfjury(1) describes it.\n"
	      "all() {\n",
		out);
	put(out, "kernel", s->kernel);
	put_objects(out, s);
	put(out, "docket", s->docket);
	put_machine(out, s);
	fprintf(out, "image_bytes=%" PRId64 " archive_bytes=%" PRId64 "\n", s->image.bytes,
		s->archive.bytes);
	put(out, "image_sha256", s->image.sha256);
	put(out, "archive_sha256", s->archive.sha256);
	fprintf(out, "head=%-8zu\n", head);
	fputs(body, out);
}

char *standalone_script(const struct standalone_script *s, size_t *ret_len)
{
	char *text = NULL;
	size_t len = 0;

	/* twice: the text has its own length, with a fixed number of digits */
	for (int i = 0; i < 2; i++) {
		FILE *out = open_memstream(&text, ret_len);
		if (!out)
			return NULL;
		put_script(out, s, len);
		if (fclose(out) || *ret_len > 9999999) {
			free(text);
			return NULL;
		}
		if (i)
			break;
		len = *ret_len;
		free(text);
	}
	return text;
}
