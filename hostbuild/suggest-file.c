// SPDX-License-Identifier: GPL-2.0-only
#include "suggest-file.h"
#include "cleanup.h"
#include "diag.h"
#include "file-writer.h"
#include "format.h"
#include "outputs.h"
#include "project.h"
#include "suggest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool is_stdout(const struct suggest_options *o)
{
	return strcmp(o->output, "-") == 0;
}

static int check_output(const struct suggest_options *o)
{
	if (!is_stdout(o) && !o->force &&
		faccessat(AT_FDCWD, o->output, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		diag_error("%s exists: --force replaces it, -o FILE writes another one", o->output);
		return FAIL_MISUSE;
	}
	return output_check("-o", o->output);
}

/* Without all answers the file would say less than is needed. */
static int check_result(const struct result *result)
{
	int r = result->n_kernels ? 0 : -ENODATA;

	for (size_t i = 0; i < result->n_kernels; i++) {
		const struct result_kernel *k = &result->kernels[i];
		if (result_kernel_is_complete(k))
			continue;
		diag_error("%s: did not judge all objects (%s); nothing is written", k->spec,
			k->why ? k->why : outcome_word(k->outcome));
		r = -ENODATA;
	}
	return r;
}

/* The text must be one that -c takes: what names of the guest are in it is not known. */
static int write_file(const struct suggest_options *o, const struct suggestion *s)
{
	cleanup_with(file_writer_drop) struct file_writer w = {0};
	cleanup_with(project_clear) struct project project = {0};
	cleanup_free char *path = NULL;
	int r = file_writer_open(&w, o->output, 0666);

	if (r)
		return r;
	w.only_new = !o->force;
	if (dprintf(w.fd, "%s", s->text) < 0)
		return diag_errno(-errno, "%s", o->output);
	path = format_string("/proc/self/fd/%d", w.fd);
	r = path ? project_read(&project, path) : diag_errno(-ENOMEM, "init");
	if (r == FAIL_MISUSE) {
		diag_error("%s: not written: the names of the objects cannot be written as YAML",
			o->output);
		return -EBADMSG;
	}
	return r ? r : file_writer_commit(&w);
}

int suggest_write(const struct suggest_options *o)
{
	cleanup_with(result_clear) struct result result = {0};
	cleanup_with(suggestion_clear) struct suggestion s = {0};
	int r = check_output(o);

	if (!r)
		r = run_trials(&result, &o->run);
	if (!r)
		r = check_result(&result);
	if (!r && (r = suggest(&s, &result)))
		diag_errno(r, "init");
	if (r)
		return r;
	if (!s.text) {
		diag_note("the objects need no bpfjury.yaml, as far as it shows: nothing written");
		return 0;
	}
	if (is_stdout(o))
		return fputs(s.text, stdout) < 0 || fflush(stdout) ? diag_errno(-errno, "init") : 0;
	r = write_file(o, &s);
	if (!r)
		diag_note(
			"wrote %s: %zu object%s, %zu setting%s to fill in; then: bpfjury try -c %s …",
			o->output, s.objects, s.objects == 1 ? "" : "s", s.blanks,
			s.blanks == 1 ? "" : "s", o->output);
	return r;
}
