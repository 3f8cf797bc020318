// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of a guest, from its first instruction to the power-off.
 *
 * Goal: every program of the docket gets a verdict, each as a record on its way before the next
 * program is begun, and the machine ends.  Whatever happens here, the host can tell what it has:
 * records are numbered, and the one that ends the stream says how many there were.
 *
 * PID 1 must not return: the kernel would panic ("Attempted to kill init!").  It does so only
 * before it has touched anything, where it is no guest's first process at all (settings.h).  From
 * console_open() on, every path leads to power_off().
 *
 * Stages, and what a failure of each leads to:
 *
 *	console		no console: /dev/null stands in for it, and the records still go out
 *	mounts		proc, sysfs or devtmpfs cannot be mounted: a fault.  Others are left out
 *	settings	a parameter that is not understood: a fault, since what is judged without
 *			it would be taken for what was asked for
 *	stream		no such port: a line on the console, which the host looks for, and no
 *records confinement	what this kernel lacks for it is named among its features hello, features
 *sent before anything is checked: the host knows which kernel it is bpf()		the kernel
 *has no such system call: a fault docket		anything in the archive that is not as it
 *was packed: a fault.  What is there and was not packed is named as unproved plan		from
 *here on the host counts survey		where it is asked for, in a child; if that dies, its
 *last record is missing objects		each in a child (supervise/supervise.c): its death,
 *its time-out and its lies are results of the program that it was at, never the end of this loop
 *	end record	the last one: the host ends the machine when it has it
 *	power-off	where nobody did that, and there is a way; else PID 1 waits for ever
 *
 * A fault is a "Bail out!" on the console and a fault record in place of the end record.  It means
 * that nothing more is judged, and leads straight to the power-off.
 *
 * PID 1 never reads a byte of an object but to hash it, and waits for nothing without a deadline.
 * It sends a tick each second, so that a guest that says nothing is one that hangs.  What it cannot
 * report itself the host finds out: a panic from the console, a hang from the silence, a record
 * that was lost from the numbers.
 */
#include "clock.h"
#include "config.h"
#include "console.h"
#include "docket.h"
#include "ktap.h"
#include "mounts.h"
#include "power.h"
#include "probe/features.h"
#include "settings.h"
#include "stream.h"
#include "supervise/confine.h"
#include "supervise/supervise.h"
#include "verdict/console-words.h"
#include "verdict/text.h"

#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static void ignore_signals(void)
{
	/*
	 * SIGCHLD keeps its default: children are waited for.  A signal that cannot be ignored does
	 * not reach PID 1 from within its PID namespace.
	 */
	for (int s = 1; s < NSIG; s++)
		if (s != SIGCHLD)
			signal(s, SIG_IGN);
}

static void open_stream(struct settings *s)
{
	if (stream_open(s->run.records, s->run.nonce)) {
		console_add(CONSOLE_NO_RECORDS "\n");
		s->host_minds = false;
	}
	/* children begin as copies of this memory */
	explicit_bzero(s->run.nonce, sizeof(s->run.nonce));
}

static void send_hello(void)
{
	struct utsname u = {0};
	char signature[256];
	struct record r;

	uname(&u);
	record_init(&r, RECORD_HELLO);
	r.protocol = STREAM_PROTOCOL;
	r.uptime_ms = uptime_ms();
	text_set(r.tool, VERSION);
	text_set(r.release, u.release);
	text_set(r.arch, u.machine);
	features_signature(signature, sizeof(signature));
	features_version(u.release, u.version, signature, r.version, sizeof(r.version));
	stream_send(&r);
	console_add("# bpfjury %s on Linux %s (%s) %s\n", VERSION, r.release, r.version, r.arch);
}

static void send_features(void)
{
	struct record r;

	features_probe();
	record_init(&r, RECORD_FEATURES);
	r.features = features_json();
	json_object_set_new(r.features, "unconfined", confine_missing());
	stream_send(&r);
	record_clear(&r);
}

/* Name what is in the root and was not packed: a user may have added it. */
static void send_unproved(const struct docket *d)
{
	struct record r;
	json_t *name;
	size_t i;

	if (!json_array_size(d->unproved))
		return;
	json_array_foreach(d->unproved, i, name)
		console_add("# unproved: %s\n", json_string_value(name));
	if (d->more_unproved)
		console_add("# unproved: %zu more\n", d->more_unproved);
	record_init(&r, RECORD_FEATURES);
	r.features = json_pack("{s:O}", "unproved", d->unproved);
	if (d->more_unproved)
		json_object_set_new(
			r.features, "unproved_more", json_integer((json_int_t)d->more_unproved));
	stream_send(&r);
	record_clear(&r);
}

static void send_plan(const struct docket *d, const struct settings *s)
{
	struct record r;

	record_init(&r, RECORD_PLAN);
	r.objects = (int64_t)d->count;
	r.from_object = s->run.from_object;
	r.from_program = s->run.from_program;
	text_set(r.docket, d->sha256);
	stream_send(&r);
	ktap_plan(d->count);
}

static void send_end(const struct settings *s, const struct docket *d)
{
	struct record r;

	supervise_end(d);
	ktap_totals();
	console_finish();
	/* after all of the console: the host ends the machine when it has this */
	record_init(&r, RECORD_END);
	r.uptime_ms = uptime_ms();
	r.objects = (int64_t)d->count - s->run.from_object;
	r.programs = stream_count(RECORD_PROGRAM);
	r.splats = stream_count(RECORD_SPLAT);
	stream_send(&r);
}

/* Say on both channels why nothing more is judged. */
static void send_fault(const char *why)
{
	struct record r;

	record_init(&r, RECORD_FAULT);
	text_set(r.text, why);
	ktap_bail_out(r.text);
	console_finish();
	/* after all of the console: the host ends the machine when it has this */
	stream_send(&r);
}

/* 0; else -1 with the reason in @why. */
static int check_kernel(int mounts, const char *where, char *why, size_t size)
{
	if (mounts)
		snprintf(why, size, "mount %s: %s", where, strerror(-mounts));
	else if (!features_bpf_syscall())
		snprintf(why, size,
			"this kernel has no bpf() system call (CONFIG_BPF_SYSCALL is not set)");
	else
		return 0;
	return -1;
}

/* 0 with a docket that is proved whole, and with no nonce left for a child to read. */
static int open_docket(struct docket *d, const struct settings *s, char *why, size_t size)
{
	if (*s->wrong)
		snprintf(why, size, "%s", s->wrong);
	else if (docket_read(d, why, size) || docket_prove(d, "/", s->run.added, why, size))
		return -1;
	else if (s->run.from_object > (int64_t)d->count)
		snprintf(why, size,
			RUN_PARAMETERS_PREFIX "from: the docket has no such object, only %zu",
			d->count);
	else if (unlink(PARAMETERS_PATH) && errno != ENOENT)
		snprintf(why, size, "remove " PARAMETERS_PATH ": %s", strerror(errno));
	else
		return 0;
	return -1;
}

static void judge(const struct docket *d, const struct settings *s)
{
	const size_t from = (size_t)s->run.from_object;

	send_unproved(d);
	send_plan(d, s);
	supervise_init(s);
	if (s->run.survey)
		supervise_survey();
	for (size_t i = from; i < d->count; i++)
		supervise_object(d, i, i == from ? (size_t)s->run.from_program : 0,
			i == from ? s->run.from_programs : -1);
	send_end(s, d);
}

int main(void)
{
	struct settings settings = {.guest = settings_is_guest(getpid(), "/proc/self/ns/pid")};
	struct docket docket;
	const char *where = "";
	char why[2048];

	if (!settings.guest) {
		fputs(CONSOLE_MESSAGE "this /init is for a kernel to start, in a guest\n", stderr);
		return 1;
	}
	console_open();
	console_say(CONSOLE_HELLO VERSION ": init\n");
	ignore_signals();
	/*
	 * jansson would seed its hash tables from /dev/urandom, and kernels since 5.18 then collect
	 * entropy for about a second this early (try_to_generate_entropy()); what it hashes here is
	 * our own and bounded
	 */
	json_object_seed(1);
	const int mounts = mounts_make(&where);
	settings_read(&settings, "/proc/cmdline", PARAMETERS_PATH);
	open_stream(&settings);
	confine_init();
	send_hello();
	send_features();
	if (check_kernel(mounts, where, why, sizeof(why)) ||
		open_docket(&docket, &settings, why, sizeof(why)))
		send_fault(why);
	else
		judge(&docket, &settings);
	stream_finish(settings.host_minds);
	power_off();
}
