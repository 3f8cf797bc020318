// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of a guest, from its first instruction to the power-off.
 *
 * Goal: every program of the docket gets a verdict, which is on its way to the host before the next
 * program begins; then the machine ends.  Whatever happens, the host knows what it has: records are
 * numbered, and the end record says how many there were.
 *
 * PID 1 must not return, or the kernel panics ("Attempted to kill init!").  main() returns only
 * where it is not a guest's first process (settings.h): before it has changed anything, or in a
 * container without /proc after the mounts, when it can know.  After that every path leads to
 * power_off().
 *
 * The stages, and what follows where one fails:
 *
 * console      without one /dev/null takes its place, and the records still go out
 * mounts       without proc, sysfs or devtmpfs: a fault; the others are optional
 * settings     a parameter that is not understood: a fault, or the host would believe that it
 *              was obeyed
 * stream       without its port: a line on the console, for which the host looks, and no records
 * confinement  what this kernel lacks for it is named among its features
 * hello        sent before anything is checked, so that the host knows which kernel this is
 * bpf()        a kernel without it: a fault
 * docket       an entry of the archive is not as it was packed: a fault; what is there and was
 *              not packed is named as unproved
 * plan         sent; from here on the host counts objects
 * survey       only if asked for, in a child; if the child dies, the last record of it is missing
 * objects      each in a child; its death, its time-out and its lies are results of the program
 *              that it was at (supervise/supervise.c), and the loop goes on
 * needs        an object whose maps this guest does not hold, where the host has a larger one: no
 *              more is judged
 * end          the last record: the host ends the machine when it has it
 * power-off    where the host has not done so; a machine that cannot end waits for ever
 *
 * A fault is "Bail out!" on the console and a fault record as the last one.  Nothing more is judged
 * then, and the power-off is next.
 *
 * PID 1 reads objects only to hash them.  It waits for children, for the host and for the queue of
 * a port with a deadline.  write(2) to the console and to the record port has none: it blocks as
 * long as nobody reads the other end of a port whose queue is full.  PID 1 sends a tick each
 * second, so that a guest that is silent is one that hangs.  The host finds out what PID 1 cannot
 * report: a panic by the console, a hang by the silence, a lost record by the numbers.
 */
#include "clock.h"
#include "config.h"
#include "console.h"
#include "docket.h"
#include "file.h"
#include "ktap.h"
#include "mounts.h"
#include "power.h"
#include "probe/features.h"
#include "probe/words.h"
#include "settings.h"
#include "stream.h"
#include "supervise/confine.h"
#include "supervise/supervise.h"
#include "verdict/console-words.h"
#include "verdict/features-keys.h"
#include "verdict/text.h"

#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define PID_NAMESPACE "/proc/self/ns/pid"

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
		s->host_deadline = false;
	}
	/* children begin as copies of this memory */
	explicit_bzero(s->run.nonce, sizeof(s->run.nonce));
}

/* The upstream version of the running kernel. */
static void find_version(const struct utsname *u, char *ret, size_t size)
{
	char signature[256];

	features_signature(signature, sizeof(signature));
	features_version(u->release, u->version, signature, ret, size);
}

static void send_hello(void)
{
	struct utsname u = {0};
	struct record r;

	uname(&u);
	record_init(&r, RECORD_HELLO);
	r.protocol = STREAM_PROTOCOL;
	r.uptime_ms = uptime_ms();
	text_set(r.tool, VERSION);
	text_set(r.release, u.release);
	text_set(r.arch, u.machine);
	find_version(&u, r.version, sizeof(r.version));
	stream_send(&r);
	console_add(CONSOLE_KERNEL_FORMAT, VERSION, r.release, r.version, r.arch);
}

/* Words of the command line that had no effect; the host knows which of them are its user's. */
static void add_unused_words(json_t *features, char *const *argv)
{
	const struct words_place place = {.root = "", .argv = argv, .envp = environ};
	char line[4096];

	file_read_line("/proc/cmdline", line, sizeof(line));
	json_t *unused = words_unused(line, &place);
	explicit_bzero(line, sizeof(line)); /* it has the nonce of this boot */
	if (json_array_size(unused))
		json_object_set(features, FEATURES_UNUSED_WORDS, unused);
	json_decref(unused);
}

static void send_features(char *const *argv)
{
	struct record r;

	features_probe();
	record_init(&r, RECORD_FEATURES);
	r.features = features_json();
	json_object_set_new(r.features, FEATURES_UNCONFINED, confine_missing());
	add_unused_words(r.features, argv);
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
		console_add("# " CONSOLE_UNPROVED ": %s\n", json_string_value(name));
	if (d->more_unproved)
		console_add("# " CONSOLE_UNPROVED ": %zu more\n", d->more_unproved);
	record_init(&r, RECORD_FEATURES);
	r.features = json_pack("{s:O}", FEATURES_UNPROVED, d->unproved);
	if (d->more_unproved)
		json_object_set_new(r.features, FEATURES_UNPROVED_MORE,
			json_integer((json_int_t)d->more_unproved));
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
	r.from_whole = s->run.from_singles;
	text_set(r.docket, d->sha256);
	stream_send(&r);
	ktap_docket(d->sha256);
	ktap_plan(d->count);
}

static void send_end(const struct settings *s, const struct docket *d, size_t judged)
{
	struct record r;

	supervise_end(d);
	ktap_totals();
	console_finish();
	/* after all of the console: the host ends the machine when it has this */
	record_init(&r, RECORD_END);
	r.uptime_ms = uptime_ms();
	r.objects = (int64_t)judged - s->run.from_object;
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

/* What bpfjury.yaml says for this kernel. */
static int fold_docket(struct docket *d, char *why, size_t size)
{
	struct utsname u = {0};
	char version[64];

	uname(&u);
	find_version(&u, version, sizeof(version));
	const int r = docket_fold(d, version);
	if (r)
		snprintf(why, size, "no memory for the docket");
	return r;
}

/* 0 with a docket that is proved whole, and with no nonce left for a child to read. */
static int open_docket(struct docket *d, const struct settings *s, char *why, size_t size)
{
	if (*s->wrong)
		snprintf(why, size, "%s", s->wrong);
	else if (docket_read(d, why, size) || docket_prove(d, "/", s->run.added, why, size) ||
		 fold_docket(d, why, size))
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
	size_t i = from;
	while (i < d->count && supervise_object(d, i, i == from ? (size_t)s->run.from_program : 0,
				       !s->run.no_whole && (i != from || !s->run.from_singles),
				       i == from ? s->run.from_programs : -1))
		i++;
	send_end(s, d, i);
}

static int refuse(void)
{
	fputs(CONSOLE_MESSAGE "this /init is for a kernel to start, in a guest\n", stderr);
	return 1;
}

int main(int argc, char **argv)
{
	struct settings settings = {.guest = settings_is_guest(getpid(), PID_NAMESPACE)};
	struct docket docket;
	const char *where = "";
	char why[2048];

	(void)argc;
	if (!settings.guest)
		return refuse();
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
	if (!settings_is_guest(1, PID_NAMESPACE))
		return refuse();
	settings_read(&settings, "/proc/cmdline", PARAMETERS_PATH);
	open_stream(&settings);
	confine_init();
	send_hello();
	send_features(argv);
	if (check_kernel(mounts, where, why, sizeof(why)) ||
		open_docket(&docket, &settings, why, sizeof(why))) {
		send_fault(why);
	} else {
		docket.coverage = settings.run.coverage;
		docket.logs = settings.run.logs;
		docket.hot_percent = settings.run.hot_percent;
		judge(&docket, &settings);
	}
	stream_finish(settings.host_deadline);
	power_off();
}
