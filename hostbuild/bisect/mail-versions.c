// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/mail-versions.h"
#include "cleanup.h"
#include "config.h"
#include "format.h"
#include "kernel/store/store.h"
#include "quote.h"
#include "report/wrap.h"
#include "vm/qemu-version.h"

#include <stdarg.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static void put(
	const struct screen *s, const char *format, ...)
{
	char line[2048];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	wrap_line(s, STYLE_PLAIN, line);
}

static void put_objects(const struct screen *s, const struct result_kernel *k)
{
	char name[OBJECT_NAME_SIZE];

	for (size_t i = 0; i < k->n_objects && i < 20; i++) {
		const struct result_object *o = &k->objects[i];
		put(s, "%s%s%s, SHA-256 %s", result_object_name(name, o),
			o->producer ? ", compiled by " : "", o->producer ? o->producer : "",
			o->sha256);
	}
}

/* Names of revisions mean another commit later, and in another tree. */
static void put_command(const struct screen *s, const struct story *story)
{
	const struct bisect_wish *w = story->wish;
	const struct finding *f = story->finding;
	const bool pinned = w->mode == BISECT_COMMITS && !w->releases && f->n_tallies >= 2;
	cleanup_free char *command = NULL;

	if (pinned && w->command_rest)
		command = format_string("bpfjury bisect --good %s --bad %s%s",
			f->tallies[0].point.id, f->tallies[1].point.id, w->command_rest);
	else if (!pinned && w->command)
		command = strdup(w->command);
	if (!command)
		return;
	put(s, "All of it:");
	screen_pad(s, 2 * WRAP_INDENT);
	screen_put(s, STYLE_PLAIN, CUT_END, command, 2000);
	fputc('\n', s->out);
}

void mail_reproduce(const struct screen *s, const struct story *story)
{
	const struct bisect_wish *w = story->wish;
	const struct finding *f = story->finding;
	const struct result *r = f->at.result ? f->at.result : f->before.result;

	if (r && r->n_kernels)
		put_objects(s, &r->kernels[0]);
	if (w->mode == BISECT_COMMITS && f->found == FOUND_CULPRIT) {
		put(s, "In a tree of the kernel:");
		put(s, "  git checkout --detach %.40s", f->suspects.list[0].id);
		put(s, "  bpfjury try -k tree:. OBJECT");
	} else if (w->mode == BISECT_RELEASES) {
		put(s, "With the object:");
		const struct observation *const ends[] = {&f->before, &f->at};
		for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
			if (ends[i]->kernel)
				put(s, "  bpfjury try -k %s OBJECT", ends[i]->kernel);
	}
	put_command(s, story);
}

/* What is known of a kernel that was built here: compiler, configuration. */
static void put_built(const struct screen *s, const char *name)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	cleanup_free char *store = NULL;

	if (!name || strpbrk(name, "/:") || store_open(&store) || store_read(&k, store, name))
		return;
	if (k.build_tools)
		put(s, "kernels built by %s", k.build_tools);
	if (k.build_fragments)
		put(s, "their configuration: bpfjury's fragments %s", k.build_fragments);
}

static void put_kernel(const struct screen *s, const char *what, const struct observation *o)
{
	const struct result_kernel *k =
		o->result && o->result->n_kernels ? &o->result->kernels[0] : NULL;

	if (!k)
		return;
	put(s, "%s: %s%s%s%s%s", what, k->name, k->release ? ", uname -r " : "",
		k->release ? k->release : "", k->package ? ", package " : "",
		k->package ? k->package : "");
}

void mail_versions(const struct screen *s, const struct story *story)
{
	const struct finding *f = story->finding;
	const struct result *r = f->at.result ? f->at.result : f->before.result;
	const char *accel = r && r->n_kernels ? r->kernels[0].accel : NULL;
	char qemu[64];

	put_kernel(s, "good kernel", &f->before);
	put_kernel(s, "bad kernel", &f->at);
	if (story->wish->mode == BISECT_RELEASES)
		put(s, "These kernels are a distribution's, which may have patches of its own.");
	put_built(s, f->at.kernel);
	put(s, "bpfjury %s%s%s", VERSION, r && *r->libbpf ? ", libbpf " : "", r ? r->libbpf : "");
	if (qemu_version(story->wish->question.run.qemu, qemu, sizeof(qemu)) == 0)
		put(s, "QEMU %s%s%s", qemu, accel ? ", accelerator " : "", accel ? accel : "");
}
