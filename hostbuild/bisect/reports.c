// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/reports.h"
#include "bisect/finding-json.h"
#include "bisect/mail.h"
#include "bisect/show.h"
#include "cleanup.h"
#include "diag.h"
#include "outputs.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define MAIL_MAX (8 << 20) /* bytes */

static bool is_stdout(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

/* No output may be what the bisect reads. */
static int check_apart(const char *option, const char *path, const struct bisect_wish *w)
{
	int r = output_check_apart(option, path, "-c", w->question.run.inputs.config, NULL);

	for (size_t i = 0; i < 2; i++)
		r = fail_worse(
			r, output_check_apart(option, path, "--kconfig", w->kconfigs[i], NULL));
	for (size_t i = 0; i < w->question.n_objects; i++)
		r = fail_worse(r,
			output_check_apart(option, path, "--object", w->question.objects[i], NULL));
	for (size_t i = 0; i < w->n_builds; i++)
		r = fail_worse(
			r, output_check_apart(option, path, "--objects", w->builds[i], NULL));
	return r;
}

int reports_begin(const struct bisect_wish *w)
{
	int r = check_apart("--json", w->json, w);

	r = fail_worse(r, check_apart("--report", w->report, w));
	if (w->json && w->report && (is_stdout(w->json) == is_stdout(w->report)) &&
		(is_stdout(w->json) || output_is_same(w->json, w->report)))
		r = fail_worse(r,
			diag_misuse("--json and --report are both %s: give each a place", w->json));
	if (r)
		return r;
	r = output_withdraw("--json", w->json);
	return fail_worse(r, output_withdraw("--report", w->report));
}

static int write_json(const struct story *s)
{
	json_t *json = finding_json(s);
	const int r = json ? output_json(s->wish->json, json, RESULT_FILE_MAX)
			   : diag_errno(-ENOMEM, "write %s", s->wish->json);

	json_decref(json);
	return r;
}

static int write_mail(const struct story *s)
{
	cleanup_free char *text = mail_text(s);

	return text ? output_text(s->wish->report, text, strlen(text), MAIL_MAX)
		    : diag_errno(-ENOMEM, "write %s", s->wish->report);
}

int reports_write(const struct story *s)
{
	const struct bisect_wish *w = s->wish;
	const struct table_options options = table_options_for(STDOUT_FILENO);
	int r = w->json ? write_json(s) : 0;

	if (w->report)
		r = fail_worse(r, write_mail(s));
	if (is_stdout(w->json) || is_stdout(w->report))
		return r;
	const int shown = show_finding(stdout, s, &options);
	if (shown == -EIO)
		diag_errno(shown, "write standard output");
	return fail_worse(r, shown);
}
