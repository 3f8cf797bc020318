// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/question.h"
#include "cleanup.h"
#include "config.h"
#include "diag.h"
#include "digest.h"
#include "kernel/build/sources.h"
#include "kernel/build/toolchain.h"
#include "kernel/find.h"
#include "layout.h"
#include "project.h"
#include "verdict/text.h"
#include "vm/qemu-version.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

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
	struct stat st;

	/* a device may have no end, and a pipe is read once */
	if (path && stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return diag_misuse("%s %s: not a regular file", what, path);
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
	struct predicate terms = q->predicate;
	int r = 0;

	terms.n_programs = 0; /* they have lines of their own */
	cleanup_free char *asked = predicate_text(&terms);
	if (!asked)
		return diag_errno(-ENOMEM, "bisect");
	if (*asked)
		fprintf(to, "%s\n", asked);
	for (size_t i = 0; i < q->predicate.n_programs; i++)
		fprintf(to, "program %s\n", q->predicate.programs[i]);
	for (size_t i = 0; i < q->n_objects; i++)
		fprintf(to, "object %s\n", q->objects[i]);
	fprintf(to, "docket %s\n", docket);
	for (size_t i = 0; i < w->n_builds && !r; i++)
		r = add_file(to, "build", w->builds[i]);
	return r ? r : add_file(to, "project", project_used(q->run.inputs.config));
}

/* What an entry of the store is; what kernel_check() has not found is said when it is used. */
static int add_entry(FILE *to, const char *name)
{
	struct kernel *list = NULL;
	size_t n = 0;
	const int r = kernel_list(&list, &n);

	for (size_t i = 0; !r && i < n; i++)
		if (strcmp(list[i].name, name) == 0)
			fprintf(to, "entry %s %s\n", name,
				list[i].build_key	 ? list[i].build_key
				: list[i].package_sha256 ? list[i].package_sha256
							 : "");
	kernel_list_free(list, n);
	return r;
}

/*
 * A KERNEL by its content.  Which kernel a distribution's series means is known once it is got; the
 * judge sees to it that it stays the same.
 */
static int add_kernel(FILE *to, const char *kernel)
{
	char identity[SHA256_SIZE];
	struct kernel_spec spec;
	int r = spec_parse(&spec, kernel);

	if (r)
		return r;
	fprintf(to, "kernel %s\n", kernel);
	switch (spec.kind) {
	case SPEC_DISTRIBUTION:
		return 0;
	case SPEC_PACKAGE:
	case SPEC_IMAGE:
		return add_file(to, "kernel file", spec.path);
	case SPEC_TREE:
		r = sources_identify(kernel, NULL, identity);
		if (!r)
			fprintf(to, "source %s\n", identity);
		return r;
	case SPEC_NAME:
		break;
	}
	return add_entry(to, kernel);
}

/* Those that are not built from commits or configurations. */
static int add_kernels(FILE *to, const struct bisect_wish *w)
{
	cleanup_free char *list = NULL;
	int r = 0;

	if (w->mode == BISECT_OBJECTS)
		return add_kernel(to, w->question.kernel ? w->question.kernel : KERNEL_DEFAULT);
	if (w->mode != BISECT_RELEASES || !strchr(w->releases, ','))
		return 0;
	list = strdup(w->releases);
	if (!list)
		return diag_errno(-ENOMEM, "--releases");
	for (char *rest = list, *one; !r && (one = strsep(&rest, ","));)
		r = add_kernel(to, one);
	return r;
}

/* The tools that build it.  Where some are missing, a build says so. */
static int add_tools(FILE *to, const char *cc)
{
	cleanup_with(toolchain_clear) struct toolchain t = {0};
	struct toolchain_missing missing;

	if (toolchain_missing(cc ? cc : "gcc", &missing))
		return 0;
	const int r = toolchain_open(&t, cc);
	if (!r)
		fprintf(to, "compiler %s: %s\nlinker %s\npahole %s\n", t.cc, t.cc_version,
			t.ld_version, t.pahole_version);
	return r;
}

static int add_builds(FILE *to, const struct bisect_wish *w)
{
	const struct question *q = &w->question;
	const char *kernel = q->kernel ? q->kernel : KERNEL_DEFAULT;
	const bool builds = w->mode == BISECT_OBJECTS ? strncmp(kernel, "tree:", 5) == 0
						      : w->mode != BISECT_RELEASES;
	int r = builds ? add_tools(to, q->wish.cc) : 0;

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
	char version[64] = "";
	int r = layout_init(&init);

	if (!r)
		r = qemu_version(run->qemu, version, sizeof(version));
	fprintf(to, "qemu %s %s %s\nmemory %" PRId64 " MiB\ntimeout %" PRId64 " s, %" PRId64 " s\n",
		run->qemu, version, run->accel == ACCEL_AUTO ? "auto" : accel_word(run->accel),
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
		r = add_kernels(to, w);
	if (!r)
		r = add_builds(to, w);
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
