// SPDX-License-Identifier: GPL-2.0-only
#include "apt.h"
#include "apt-root.h"
#include "apt-run.h"
#include "../cleanup.h"
#include "../diag.h"
#include "../files.h"
#include "../process.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/wait.h>

bool apt_version_newer(const char *a, const char *b)
{
	const char *argv[] = {"dpkg", "--compare-versions", a, "gt", b, NULL};
	int status = 0;

	return process_capture((char *const *)argv, 30000, 0, NULL, NULL, &status) == 0 && WIFEXITED(status) &&
		WEXITSTATUS(status) == 0;
}

/* apt-cache show; an empty text where it knows none of @names. */
static int show(struct apt_output *ret, const struct apt_root *root, const char *const names[])
{
	const char *args[6] = {"show"};

	for (size_t i = 0; names[i] && i < ARRAY_SIZE(args) - 2; i++)
		args[i + 1] = names[i];
	int r = apt_run(ret, "apt-cache", root->config, NULL, args, "package lists");
	if (!r && !ret->out)
		ret->out = strdup("");
	return r || ret->out ? r : diag_errno(-ENOMEM, "package lists");
}

static int choose_image(struct apt_choice *ret, const struct apt_root *root, const struct kernel_spec *spec,
	const char *flavour)
{
	const struct distribution *d = root->distribution;
	cleanup_free char *pattern =
		format_string("^linux-(image|binary)(-unsigned)?-[0-9].*-%s(-unsigned)?$", flavour);
	cleanup_with(apt_output_clear) struct apt_output o = {0};
	cleanup_free char *others = NULL;

	if (!pattern)
		return diag_errno(-ENOMEM, "%s", spec->text);
	int r = show(&o, root, (const char *const[]){pattern, NULL});
	if (r)
		return r;
	r = apt_pick(ret, spec, o.out, apt_version_newer, &others);
	if (r == -ENOENT && *others)
		diag_error("%s: this machine's %s mirror has no such kernel for %s; it has %s", spec->text, d->title,
			root->arch, others);
	else if (r == -ENOENT)
		diag_error("%s: this machine's %s mirror has no kernel of the %s flavour at all: %s", spec->text,
			d->title, flavour, o.err && *o.err ? o.err : "its lists are empty");
	else if (r)
		diag_errno(r, "%s", spec->text);
	return r;
}

int apt_choose(struct apt_choice *ret, const struct apt_root *root, const struct kernel_spec *spec)
{
	cleanup_with(apt_choice_clear) struct apt_choice choice = {0};
	cleanup_with(apt_output_clear) struct apt_output o = {0};
	char flavour[64];

	const char *base_flavour = root->distribution->flavour;
	bool names_arch = base_flavour[strlen(base_flavour) - 1] == '-';
	snprintf(flavour, sizeof(flavour), "%s%s", base_flavour, names_arch ? root->arch : "");
	int r = choose_image(&choice, root, spec, flavour);
	if (r)
		return r;
	/* split off: by Debian from 6.19 on, by Ubuntu always; of old builds they may be gone */
	cleanup_free char *modules = format_string("linux-modules-%s", choice.release);
	cleanup_free char *base = format_string("linux-base-%s", choice.release);
	r = modules && base ? show(&o, root, (const char *const[]){modules, base, NULL}) :
			      diag_errno(-ENOMEM, "%s", spec->text);
	if (!r && apt_pick_companions(&choice, o.out))
		r = diag_errno(-ENOMEM, "%s", spec->text);
	if (r)
		return r;
	*ret = choice;
	choice = (struct apt_choice){0};
	return 0;
}

/* apt names the file NAME_VERSION_ARCH.deb with some characters of the version escaped. */
static int find_file(struct apt_package *p, const char *downloads)
{
	cleanup_free char *start = format_string("%s_", p->name);
	DIR *dir = start ? opendir(downloads) : NULL;
	int r = -ENOENT;

	if (!dir)
		return start ? -errno : -ENOMEM;
	for (struct dirent *e; r == -ENOENT && (e = readdir(dir));) {
		char sha256[SHA256_SIZE];
		cleanup_free char *path = NULL;
		if (strncmp(e->d_name, start, strlen(start)))
			continue;
		path = format_string("%s/%s", downloads, e->d_name);
		if (!path)
			r = -ENOMEM;
		else if (sha256_file(path, sha256) == 0 && !strcmp(sha256, p->sha256)) {
			p->file = steal(&path);
			r = 0;
		}
	}
	closedir(dir);
	return r;
}

/* The last E: line, which sums up what went wrong. */
static const char *last_complaint(char *err)
{
	const char *last = "apt-get says nothing more";

	for (char *line; err && (line = strsep(&err, "\n"));)
		if (!strncmp(line, "E: ", 3))
			last = line + 3;
	return last;
}

int apt_fetch(struct apt_choice *c, const struct apt_root *root)
{
	/* not where apt has its archives: there it would delete what is not whole */
	cleanup_free char *downloads = format_string("%s/downloads", root->dir);
	cleanup_with(apt_output_clear) struct apt_output o = {0};
	const char *args[ARRAY_SIZE(c->packages) + 2] = {"download"};
	char *wanted[ARRAY_SIZE(c->packages)] = {NULL}, doing[256];
	int64_t bytes = 0;
	int r = downloads ? 0 : diag_errno(-ENOMEM, "download");

	for (size_t i = 0; i < c->n && !r; i++) {
		wanted[i] = format_string("%s=%s", c->packages[i].name, c->packages[i].version);
		args[i + 1] = wanted[i];
		bytes += c->packages[i].bytes;
		r = wanted[i] ? 0 : diag_errno(-ENOMEM, "download");
	}
	if (!r) {
		snprintf(doing, sizeof(doing), "%s %s (%.1f MB)", c->packages[0].name, c->packages[0].version,
			(double)bytes / 1e6);
		diag_note("getting %s", doing);
		r = apt_run(&o, "apt-get", root->config, downloads, args, doing);
	}
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		free(wanted[i]);
	if (r)
		return r;
	for (size_t i = 0; i < c->n; i++) {
		r = find_file(&c->packages[i], downloads);
		if (!r)
			continue;
		diag_error("%s could not be downloaded: %s", c->packages[i].name, last_complaint(o.err));
		return -EHOSTUNREACH;
	}
	return 0;
}

void apt_forget(const struct apt_choice *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->packages[i].file)
			unlink(c->packages[i].file);
}
