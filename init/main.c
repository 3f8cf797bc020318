// SPDX-License-Identifier: GPL-2.0-only
/* PID 1: the story.  From console_open() to power_off() there is no way out in between. */
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

#include <fcntl.h>
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
	 * SIGCHLD keeps its default: children are waited for.  The rest has no business here; what
	 * cannot be ignored does not reach PID 1 from inside.
	 */
	for (int s = 1; s < NSIG; s++)
		if (s != SIGCHLD)
			signal(s, SIG_IGN);
}

static void read_settings(struct settings *s)
{
	char text[4096] = "";
	int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	settings_parse(s, text);
	explicit_bzero(text, sizeof(text));
}

/* Say on both channels why nothing can be judged. */
static void fault(const char *why)
{
	struct record r;

	record_init(&r, RECORD_FAULT);
	text_set(r.text, why);
	ktap_bail_out(r.text);
	console_finish();
	/* last of all: the host ends the machine as soon as it has this */
	stream_send(&r);
}

/* Judged without it, what comes out would be taken for what was asked for. */
static void fault_setting(const char *word)
{
	char why[160];

	snprintf(why, sizeof(why), "on the kernel command line %s is not understood", word);
	fault(why);
}

static void tell_hello(void)
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

static void tell_features(void)
{
	struct record r;

	features_probe();
	record_init(&r, RECORD_FEATURES);
	r.features = features_json();
	json_object_set_new(r.features, "unconfined", confine_missing());
	stream_send(&r);
	record_clear(&r);
}

/*
 * What is in the root and was not packed: it may be what a user added, and nobody vouches for it.
 */
static void tell_strangers(const struct docket *d)
{
	struct record r;
	json_t *name;
	size_t i;

	if (!json_array_size(d->strangers))
		return;
	json_array_foreach(d->strangers, i, name)
		console_add("# unproved: %s\n", json_string_value(name));
	if (d->more_strangers)
		console_add("# unproved: %zu more\n", d->more_strangers);
	record_init(&r, RECORD_FEATURES);
	r.features = json_pack("{s:O}", "unproved", d->strangers);
	if (d->more_strangers)
		json_object_set_new(
			r.features, "unproved_more", json_integer((json_int_t)d->more_strangers));
	stream_send(&r);
	record_clear(&r);
}

static void tell_plan(const struct docket *d, const struct settings *s)
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

static void tell_end(const struct settings *s, const struct docket *d)
{
	struct record r;

	supervise_end(d);
	ktap_totals();
	console_finish();
	/* last of all: the host ends the machine as soon as it has this */
	record_init(&r, RECORD_END);
	r.uptime_ms = uptime_ms();
	r.objects = (int64_t)d->count - s->run.from_object;
	r.programs = stream_count(RECORD_PROGRAM);
	r.splats = stream_count(RECORD_SPLAT);
	stream_send(&r);
}

/* Whether there is a point in going on; @why not where there is none. */
static bool able_to_judge(int mounts, const char *where, char *why, size_t size)
{
	if (mounts)
		snprintf(why, size, "mount %s: %s", where, strerror(-mounts));
	else if (!features_bpf_syscall())
		snprintf(why, size,
			"this kernel has no bpf() system call (CONFIG_BPF_SYSCALL is not set)");
	else
		return true;
	return false;
}

static void judge(const struct settings *s)
{
	struct docket docket;
	char why[2048];

	if (docket_read(&docket, why, sizeof(why)) ||
		docket_prove(&docket, "/", s->run.added, why, sizeof(why))) {
		fault(why);
		return;
	}
	if (s->run.from_object > (int64_t)docket.count) {
		fault(RUN_PARAMETERS_PREFIX "from: behind the last object of the docket");
		return;
	}
	tell_strangers(&docket);
	tell_plan(&docket, s);
	supervise_init(s);
	if (s->run.survey)
		supervise_survey();
	const size_t from = (size_t)s->run.from_object;
	for (size_t i = from; i < docket.count; i++)
		supervise_object(&docket, i, i == from ? (size_t)s->run.from_program : 0,
			i == from ? s->run.from_programs : -1);
	tell_end(s, &docket);
}

int main(void)
{
	struct settings settings;
	const char *where = "";
	char why[256];

	console_open();
	console_say(CONSOLE_HELLO VERSION ": init\n");
	ignore_signals();
	/*
	 * jansson would seed its hash tables from /dev/urandom, and kernels since 5.18 then collect
	 * entropy for about a second this early (try_to_generate_entropy()); what it hashes here is
	 * our own and bounded
	 */
	json_object_seed(1);
	int mounts = mounts_make(&where);
	read_settings(&settings);
	if (stream_open(settings.run.records, settings.run.nonce)) {
		console_add(CONSOLE_NO_RECORDS "\n");
		settings.host_minds = false;
	}
	/* children are made of this memory */
	explicit_bzero(settings.run.nonce, sizeof(settings.run.nonce));
	confine_init();
	tell_hello();
	tell_features();
	if (!able_to_judge(mounts, where, why, sizeof(why)))
		fault(why);
	else if (*settings.wrong)
		fault_setting(settings.wrong);
	else
		judge(&settings);
	stream_finish(settings.host_minds);
	power_off();
}
