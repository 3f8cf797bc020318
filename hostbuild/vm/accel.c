// SPDX-License-Identifier: GPL-2.0-only
#include "vm/accel.h"
#include "cache-note.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "monotonic.h"
#include "scratch.h"
#include "stop.h"
#include "vm/boot.h"
#include "vm/nonce.h"
#include "vm/qemu-version.h"
#include "vm/qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

#define MEMORY	 "accel.json"
#define PROVE_MS 20000

/* The key of a remembered answer: this boot of the host and this QEMU; NULL: not known. */
static char *key_of(const char *qemu)
{
	cleanup_free char *boot_id = NULL;
	char version[64];

	if (files_read("/proc/sys/kernel/random/boot_id", 128, &boot_id, NULL))
		return NULL;
	boot_id[strcspn(boot_id, "\n")] = '\0';
	if (qemu_version(qemu, version, sizeof(version)))
		return NULL;
	return format_string("%s %s %s", boot_id, qemu, version);
}

static bool recall(struct accel_answer *ret, const char *key)
{
	const char *accel = NULL, *why = NULL;
	bool known = false;

	json_t *json = key ? cache_note_read(MEMORY, key) : NULL;
	if (json && !json_unpack(json, "{s:s, s:s}", "accel", &accel, "why", &why) &&
		!accel_from_word(accel, &ret->accel) && ret->accel != ACCEL_AUTO) {
		snprintf(ret->why, sizeof(ret->why), "%s", why);
		known = true;
	}
	json_decref(json);
	return known;
}

static void remember(const struct accel_answer *a, const char *key)
{
	if (key)
		cache_note_write(MEMORY, key,
			json_pack("{s:s, s:s}", "accel", accel_word(a->accel), "why", a->why));
}

static void answer(struct accel_answer *a, enum accel accel, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void answer(struct accel_answer *a, enum accel accel, const char *format, ...)
{
	va_list args;

	*a = (struct accel_answer){.accel = accel};
	va_start(args, format);
	vsnprintf(a->why, sizeof(a->why), format, args);
	va_end(args);
}

bool accel_known(struct accel_answer *ret, const char *qemu)
{
	cleanup_close int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	*ret = (struct accel_answer){.accel = ACCEL_TCG};
	if (fd < 0) {
		answer(ret, ACCEL_TCG,
			errno == ENOENT ? "no /dev/kvm on this machine" : "/dev/kvm: %s",
			strerror(errno));
		return true;
	}
	cleanup_free char *key = key_of(qemu);
	return ret->recalled = recall(ret, key);
}

/*
 * QEMU's last line, cut for a line of ours.  Of "QEMU: FILE:LINE: FUNCTION: Assertion `…' failed."
 * the function is enough.
 */
static void shorten(char *ret, size_t size, const char *words)
{
	const char *assertion = strstr(words, ": Assertion `");
	const char *function = assertion;

	while (function && function > words && function[-1] != ' ')
		function--;
	if (assertion)
		snprintf(ret, size, "an assertion in %.*s() failed", (int)(assertion - function),
			function);
	else
		snprintf(ret, size, "%.60s", *words ? words : "without a word");
}

/* Boot until hello, PROVE_MS at most. */
static void boot_until_hello(struct boot *b, const struct gather *g)
{
	const int64_t until_ms = monotonic_ms() + PROVE_MS;

	while (!boot_step(b) && !g->hello && monotonic_ms() < until_ms && !stop_signal()) {
		struct pollfd fds[BOOT_FDS];
		poll(fds, boot_fds(b, fds), 100);
	}
}

/* What the boot @b, which has ended, proves.  Any hello proves KVM, even a garbled one. */
static void judge_boot(
	struct accel_answer *ret, const struct boot *b, const struct gather *g, int64_t took_ms)
{
	char words[96];

	if (stop_signal()) {
		answer(ret, ACCEL_TCG, "interrupted while trying KVM");
	} else if (g->hello) {
		answer(ret, ACCEL_KVM, "KVM proved by a boot in %" PRId64 " ms", took_ms);
	} else if (b->end.by_itself) {
		shorten(words, sizeof(words), b->end.words);
		diag_debug("QEMU with KVM: %s", b->end.words);
		answer(ret, ACCEL_TCG, "KVM is broken here: QEMU ended at once (%s)", words);
	} else {
		answer(ret, ACCEL_TCG, "KVM is broken here: no record from a guest within %d s",
			PROVE_MS / 1000);
	}
	/*
	 * A QEMU that reports a failure proves that KVM is broken.  A guest that is silent, or ends
	 * without a word, may have a kernel that does not boot on any accelerator.
	 */
	ret->doubtful = ret->accel == ACCEL_TCG && !b->end.failed;
}

static void try_kvm(struct accel_answer *ret, const struct machine *m,
	const struct run_parameters *p, const char *dir)
{
	struct result_kernel nothing = {0};
	struct gather g;
	struct boot b = {0};
	const struct boot_options o = {.parameters = p, .gather = &g, .dir = dir};

	gather_init(&g, &nothing, "");
	gather_boot(&g, p->nonce);
	if (boot_start(&b, qemu_runner(m), &o) == 0) {
		boot_until_hello(&b, &g);
		const int64_t took_ms = monotonic_ms() - b.started_ms;
		boot_end(&b);
		judge_boot(ret, &b, &g, took_ms);
	} else {
		answer(ret, ACCEL_TCG, "QEMU did not start with KVM");
	}
	gather_clear(&g);
	result_kernel_clear(&nothing);
}

void accel_prove(struct accel_answer *ret, const struct machine *m)
{
	cleanup_with(scratch_drop) struct scratch scratch = SCRATCH_NONE;
	struct machine probe = *m;
	struct run_parameters p;

	if (accel_known(ret, m->qemu))
		return;
	cleanup_free char *key = key_of(m->qemu);
	probe.accel = ACCEL_KVM;
	diag_note(
		"trying KVM with a boot (at most %d s, remembered until this machine boots again)",
		PROVE_MS / 1000);
	if (scratch_make(&scratch)) {
		answer(ret, ACCEL_TCG, "no room to try KVM");
		return;
	}
	run_parameters_init(&p);
	p.host_deadline = true;
	if (nonce_make(p.nonce)) {
		answer(ret, ACCEL_TCG, "no random bytes to try KVM with");
		return;
	}
	try_kvm(ret, &probe, &p, scratch.dir);
	if (!stop_signal() && !ret->doubtful)
		remember(ret, key);
}

void accel_confirm(struct accel_answer *a, const char *qemu)
{
	cleanup_free char *key = a->doubtful ? key_of(qemu) : NULL;

	if (a->doubtful)
		remember(a, key);
	a->doubtful = false;
}

void accel_forget(void)
{
	cache_note_remove(MEMORY);
}
