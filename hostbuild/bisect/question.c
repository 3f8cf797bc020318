// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/question.h"
#include "cleanup.h"
#include "config.h"
#include "diag.h"
#include "digest.h"
#include "kernel/find.h"
#include "layout.h"
#include "project.h"
#include "verdict/text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static const char *const modes[] = {
	[BISECT_COMMITS] = "commits",
	[BISECT_RELEASES] = "releases",
	[BISECT_OBJECTS] = "objects",
	[BISECT_KCONFIG] = "kconfig",
	[BISECT_STEP] = "step",
};

/* A file by its content; its name is for people. */
static int add_file(FILE *to, const char *what, const char *path)
{
	char sha256[SHA256_SIZE];
	const int r = path ? sha256_file(path, sha256) : 0;

	if (r)
		return diag_misuse("%s %s: %s", what, path, strerror(-r));
	if (path)
		fprintf(to, "%s %s %s\n", what, path, sha256);
	return 0;
}

static int add_axis(FILE *to, const struct bisect_wish *w, struct axis *a)
{
	struct point good = {0}, bad = {0};
	int r = a->kind->ends(a, &good, &bad);

	if (!r) {
		fprintf(to, "axis %s\ngood end %s\nbad end %s\n", modes[w->mode], good.id, bad.id);
		if (w->mode == BISECT_COMMITS && w->commits.first_parent)
			fputs("first parent\n", to);
		for (size_t i = 0;
			w->mode == BISECT_COMMITS && w->commits.paths && w->commits.paths[i]; i++)
			fprintf(to, "path %s\n", w->commits.paths[i]);
	}
	point_clear(&good);
	point_clear(&bad);
	return r;
}

static int add_objects(FILE *to, const struct bisect_wish *w, const char *docket)
{
	const struct question *q = &w->question;
	int r = 0;

	for (size_t i = 0; i < q->n_asked; i++)
		fprintf(to, "%s\n", q->asked[i] ? q->asked[i] : "");
	for (size_t i = 0; i < q->predicate.n_programs; i++)
		fprintf(to, "program %s\n", q->predicate.programs[i]);
	for (size_t i = 0; i < q->n_objects; i++)
		fprintf(to, "object %s\n", q->objects[i]);
	fprintf(to, "docket %s\n", docket);
	for (size_t i = 0; i < w->n_builds && !r; i++)
		r = add_file(to, "build", w->builds[i]);
	return r ? r : add_file(to, "project", project_used(q->run.inputs.config));
}

static int add_kernel(FILE *to, const struct bisect_wish *w)
{
	const struct question *q = &w->question;
	int r = 0;

	fprintf(to, "kernel %s\ncompiler %s\n", q->kernel ? q->kernel : KERNEL_DEFAULT,
		q->wish.cc ? q->wish.cc : "gcc");
	for (size_t i = 0; i < q->wish.n_fragments && !r; i++)
		if (access(q->wish.fragments[i], F_OK) == 0)
			r = add_file(to, "fragment", q->wish.fragments[i]);
		else
			fprintf(to, "fragment %s\n", q->wish.fragments[i]);
	if (!r)
		r = add_file(to, "config", q->wish.config);
	for (size_t i = 0; i < 2 && !r; i++)
		r = add_file(to, "kconfig", w->kconfigs[i]);
	return r;
}

static int add_guest(FILE *to, const struct run_options *run)
{
	cleanup_free char *init = NULL;
	int r = layout_init(&init);

	fprintf(to, "qemu %s %s\nmemory %" PRId64 " MiB\ntimeout %" PRId64 " s, %" PRId64 " s\n",
		run->qemu, run->accel == ACCEL_AUTO ? "auto" : accel_word(run->accel),
		run->memory_mib, run->timeout_s, run->program_timeout_s);
	fputs("tool " VERSION "\n", to);
	return r ? r : add_file(to, "init", init);
}

char *question_text(const struct bisect_wish *w, struct axis *a, const char *docket)
{
	cleanup_free char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);
	int r = to ? 0 : diag_errno(-ENOMEM, "bisect");

	if (!r)
		r = add_axis(to, w, a);
	if (!r)
		r = add_objects(to, w, docket);
	if (!r)
		r = add_kernel(to, w);
	if (!r)
		r = add_guest(to, &w->question.run);
	if (to && fclose(to) && !r)
		r = diag_errno(-ENOMEM, "bisect");
	/* JSON has it */
	char *clean = r ? NULL : text_cleaned(text, len, 1);
	if (!r && !clean)
		diag_errno(-ENOMEM, "bisect");
	return clean;
}
