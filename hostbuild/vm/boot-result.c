// SPDX-License-Identifier: GPL-2.0-only
#include "vm/boot-result.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "vm/boot-files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int boot_result_add(struct result_kernel *k, const struct boot *b, enum outcome outcome,
	const char *machine, int64_t memory_mib, const char *why)
{
	const bool died = outcome == OUTCOME_PANICKED || outcome == OUTCOME_NO_BOOT;
	const struct clocks *c = &b->clocks;
	struct result_boot *more = reallocarray(k->boots, k->n_boots + 1, sizeof(*more));

	if (!more)
		return diag_errno(-ENOMEM, "%s", k->name);
	k->boots = more;
	struct result_boot *r = &more[k->n_boots++];
	*r = (struct result_boot){
		.outcome = outcome,
		.memory_mib = memory_mib,
		.boot_ms = b->hello_ms ? b->hello_ms - b->started_ms : -1,
		.guest_ms = c->known ? c->guest_last_ms - c->guest_first_ms : -1,
		.wall_ms = c->known ? c->wall_last_ms - c->wall_first_ms : -1,
		.why = why ? strdup(why) : NULL,
		.report = died && *b->evidence.report ? strdup(b->evidence.report) : NULL,
	};
	snprintf(r->nonce, sizeof(r->nonce), "%s", b->gather->nonce);
	snprintf(r->machine, sizeof(r->machine), "%s", machine);
	return 0;
}

static void print_report(FILE *f, const char *title, const char *report)
{
	if (report && *report)
		fprintf(f, "%s%s\n\n%s", ftell(f) ? "\n" : "", title, report);
}

void boot_result_write_reports(const struct result_kernel *k, size_t first_splat, const char *dir)
{
	const struct result_boot *b = &k->boots[k->n_boots - 1];
	cleanup_free char *boot_dir = boot_directory(dir, k->n_boots), *text = NULL;
	cleanup_free char *path = boot_dir ? format_string("%s/" REPORTS_LOG, boot_dir) : NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return;
	for (size_t i = first_splat; i < k->n_splats; i++)
		print_report(f, k->splats[i].title, k->splats[i].report);
	print_report(f, b->why ? b->why : "", b->report);
	if (fclose(f) == 0 && len && path)
		files_write(path, text, len);
}
