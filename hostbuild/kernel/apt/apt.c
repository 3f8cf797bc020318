// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/apt/apt.h"
#include "capture.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "files.h"
#include "format.h"
#include "kernel/apt/root.h"
#include "kernel/apt/run.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

bool apt_version_newer(const char *a, const char *b)
{
	const char *argv[] = {"dpkg", "--compare-versions", a, "gt", b, NULL};
	int status = 0;

	return process_capture((char *const *)argv, 30000, 0, NULL, NULL, &status) == 0 &&
	       WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* apt-cache show; the output is empty where it knows none of @names. */
static int cache_show(
	struct apt_output *ret, const struct apt_root *root, const char *const names[])
{
	const char *args[6] = {"show"};

	for (size_t i = 0; names[i] && i < ARRAY_SIZE(args) - 2; i++)
		args[i + 1] = names[i];
	int r = apt_run(ret, "apt-cache", root->config, NULL, args, "package lists");
	if (!r && !ret->out)
		ret->out = strdup("");
	return r || ret->out ? r : diag_errno(-ENOMEM, "package lists");
}

#define KNOWN	  "kernels" /* in the root: what apt-cache printed of them last */
#define KNOWN_MAX ((size_t)16 << 20)

char *apt_newest(const char *cache, const struct distribution *d, const char *arch,
	const struct kernel_spec *spec)
{
	cleanup_with(apt_choice_clear) struct apt_choice choice = {0};
	cleanup_free char *path = apt_root_path(cache, d, arch, KNOWN), *text = NULL,
			  *others = NULL;
	struct kernel_spec newest = *spec;

	newest.pin = NULL;
	if (!path || files_read(path, KNOWN_MAX, &text, NULL) ||
		apt_pick(&choice, &newest, text, apt_version_newer, &others))
		return NULL;
	return strdup(choice.packages[0].version);
}

/* For apt_newest(). */
static void remember(const struct apt_root *root, const char *text)
{
	cleanup_free char *path = format_string("%s/" KNOWN, root->dir), *old = NULL;

	if (path && *text && (files_read(path, KNOWN_MAX, &old, NULL) || strcmp(old, text) != 0))
		files_write(path, text, strlen(text));
}

static int no_such(const struct apt_root *root, const struct kernel_spec *spec, const char *newest)
{
	diag_error("%s: is pinned to %s, which this machine's %s mirror no longer has; it has %s, "
		   "which `bpfjury kernel pin --update` takes",
		spec->text, spec->pin->version, root->distribution->title, newest);
	return -ESTALE;
}

/* Whether the package that was chosen is the very file of the pin. */
static int check_pin(struct apt_choice *c, const struct kernel_spec *spec)
{
	if (!spec->pin || strcmp(c->packages[0].sha256, spec->pin->sha256) == 0)
		return 0;
	diag_error("%s: is pinned to %s %s with the SHA-256 %.12s..., and the mirror's has "
		   "%.12s...",
		spec->text, spec->pin->package, spec->pin->version, spec->pin->sha256,
		c->packages[0].sha256);
	apt_choice_clear(c);
	return -EBADMSG;
}

/*
 * Of the packages that match @pattern, the newest that @spec asks for.  Messages call them @what,
 * with @kind added.
 */
static int choose(struct apt_choice *ret, const struct apt_root *root,
	const struct kernel_spec *spec, const char *pattern, const char *what, const char *kind)
{
	const struct distribution *d = root->distribution;
	cleanup_with(apt_output_clear) struct apt_output o = {0};
	cleanup_free char *others = NULL;
	int r = cache_show(&o, root, (const char *const[]){pattern, NULL});

	if (r)
		return r;
	if (strcmp(what, "kernel") == 0)
		remember(root, o.out);
	r = apt_pick(ret, spec, o.out, apt_version_newer, &others);
	if (!r)
		return check_pin(ret, spec);
	if (r == -ESTALE)
		return no_such(root, spec, others);
	if (r == -ENOENT && *others)
		diag_error("%s: this machine's %s mirror has no such %s for %s; it has %s",
			spec->text, d->title, what, root->arch, others);
	else if (r == -ENOENT)
		diag_error("%s: this machine's %s mirror has no %s%s at all: %s", spec->text,
			d->title, what, kind, o.err && *o.err ? o.err : "its lists are empty");
	else if (r)
		diag_errno(r, "%s", spec->text);
	return r;
}

int apt_choose_source(
	struct apt_choice *ret, const struct apt_root *root, const struct kernel_spec *spec)
{
	return choose(
		ret, root, spec, "^linux-source-[0-9.]+$", "kernel source", " (linux-source)");
}

/* The flavour with the architecture, where that belongs to its name; malloc'd. */
static char *flavour_of(const struct apt_root *root)
{
	const char *flavour = root->distribution->flavour;
	const bool names_arch = flavour[strlen(flavour) - 1] == '-';

	return format_string("%s%s", flavour, names_arch ? root->arch : "");
}

/* A regular expression for the packages of kernels; malloc'd. */
static char *kernel_pattern(const struct apt_root *root)
{
	cleanup_free char *flavour = flavour_of(root);

	return flavour ? format_string("^linux-(image|binary)(-unsigned)?-[0-9].*-%s(-unsigned)?$",
				 flavour)
		       : NULL;
}

int apt_list(struct kernel_pin **ret, size_t *ret_n, const struct apt_root *root)
{
	cleanup_with(apt_output_clear) struct apt_output o = {0};
	cleanup_free char *pattern = kernel_pattern(root);
	int r = pattern ? cache_show(&o, root, (const char *const[]){pattern, NULL})
			: diag_errno(-ENOMEM, "package lists");

	if (r)
		return r;
	remember(root, o.out);
	r = apt_pick_all(ret, ret_n, o.out);
	return r ? diag_errno(r, "package lists") : 0;
}

int apt_choose(struct apt_choice *ret, const struct apt_root *root, const struct kernel_spec *spec)
{
	cleanup_with(apt_choice_clear) struct apt_choice choice = {0};
	cleanup_with(apt_output_clear) struct apt_output o = {0};
	cleanup_free char *pattern = kernel_pattern(root), *flavour = flavour_of(root);
	cleanup_free char *kind = flavour ? format_string(" of the %s flavour", flavour) : NULL;
	int r = pattern && kind ? choose(&choice, root, spec, pattern, "kernel", kind)
				: diag_errno(-ENOMEM, "%s", spec->text);
	if (r)
		return r;
	/*
	 * Debian since 6.19, and Ubuntu, have these; the mirror may have dropped those of old
	 * builds
	 */
	cleanup_free char *modules = format_string("linux-modules-%s", choice.release);
	cleanup_free char *base = format_string("linux-base-%s", choice.release);
	r = modules && base ? cache_show(&o, root, (const char *const[]){modules, base, NULL})
			    : diag_errno(-ENOMEM, "%s", spec->text);
	if (!r && apt_pick_companions(&choice, o.out))
		r = diag_errno(-ENOMEM, "%s", spec->text);
	if (r)
		return r;
	*ret = choice;
	choice = (struct apt_choice){0};
	return 0;
}

/* The last "E:" line, which summarizes the failure. */
static const char *last_error(char *err)
{
	const char *last = "apt gave no reason";

	for (char *line; err && (line = strsep(&err, "\n"));)
		if (!strncmp(line, "E: ", 3))
			last = line + 3;
	return last;
}

/* A file to download; apt prints 'URI' NAME SIZE HASH. */
struct download {
	char *uri, *hash;
};

static int read_uri(char *line, struct apt_choice *c, struct download *downloads, const char *dir)
{
	char *uri = *line == '\'' ? line + 1 : NULL, *end = uri ? strchr(uri, '\'') : NULL;
	char *rest = end && end[1] == ' ' ? end + 2 : NULL;
	char *name = rest ? strsep(&rest, " ") : NULL, *hash = NULL;

	for (char *word; rest && (word = strsep(&rest, " "));)
		hash = word;
	if (!name || !*name || *name == '.' || strchr(name, '/') || !hash)
		return 0;
	*end = '\0';
	for (size_t i = 0; i < c->n; i++) {
		size_t len = strlen(c->packages[i].name);
		if (c->packages[i].file || strncmp(name, c->packages[i].name, len) ||
			name[len] != '_')
			continue;
		downloads[i] = (struct download){uri, hash};
		c->packages[i].file = format_string("%s/%s", dir, name);
		return c->packages[i].file ? 0 : -ENOMEM;
	}
	return 0;
}

/* Asks apt for the URIs; @downloads point into @o. */
static int ask_uris(struct apt_output *o, struct apt_choice *c, const struct apt_root *root,
	struct download *downloads, const char *dir)
{
	const char *args[ARRAY_SIZE(c->packages) + 3] = {"download", "--print-uris"};
	char *wanted[ARRAY_SIZE(c->packages)] = {NULL};
	int r = 0;

	for (size_t i = 0; i < c->n && !r; i++) {
		args[i + 2] = wanted[i] =
			format_string("%s=%s", c->packages[i].name, c->packages[i].version);
		r = wanted[i] ? 0 : diag_errno(-ENOMEM, "download");
	}
	if (!r)
		/* it leaves out files that are in its working directory: not in root->dir */
		r = apt_run(o, "apt-get", root->config, root->dir, args, "package lists");
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		free(wanted[i]);
	char *rest = o->out;
	for (char *line; !r && rest && (line = strsep(&rest, "\n"));)
		if (read_uri(line, c, downloads, dir))
			r = diag_errno(-ENOMEM, "download");
	for (size_t i = 0; i < c->n && !r; i++) {
		if (c->packages[i].file)
			continue;
		diag_error("%s %s: apt does not say where it is: %s", c->packages[i].name,
			c->packages[i].version, last_error(o->err));
		r = -EHOSTUNREACH;
	}
	return r;
}

static bool is_complete(const struct apt_package *p)
{
	char sha256[SHA256_SIZE];

	return sha256_file(p->file, sha256) == 0 && !strcmp(sha256, p->sha256);
}

int apt_fetch(struct apt_choice *c, const struct apt_root *root)
{
	cleanup_free char *dir = format_string("%s/downloads", root->dir);
	cleanup_with(apt_output_clear) struct apt_output uris = {0}, o = {0};
	struct download downloads[ARRAY_SIZE(c->packages)] = {0};
	/* apt-helper continues a partial file; `apt-get download` starts it again */
	const char *args[3 * ARRAY_SIZE(c->packages) + 2] = {"download-file"};
	size_t n = 1;
	int64_t bytes = 0;
	char doing[256];
	int r = dir ? ask_uris(&uris, c, root, downloads, dir) : diag_errno(-ENOMEM, "download");

	for (size_t i = 0; i < c->n && !r; i++) {
		if (is_complete(&c->packages[i]))
			continue;
		args[n++] = downloads[i].uri;
		args[n++] = c->packages[i].file;
		args[n++] = downloads[i].hash;
		bytes += c->packages[i].bytes;
	}
	if (r || n == 1)
		return r;
	snprintf(doing, sizeof(doing), "%s %s (%.1f MB)", c->packages[0].name,
		c->packages[0].version, (double)bytes / 1e6);
	diag_note("getting %s", doing);
	r = apt_run(&o, "/usr/lib/apt/apt-helper", root->config, dir, args, doing);
	for (size_t i = 0; i < c->n && !r; i++) {
		if (is_complete(&c->packages[i]))
			continue;
		diag_error(
			"%s could not be downloaded: %s", c->packages[i].name, last_error(o.err));
		r = -EHOSTUNREACH;
	}
	return r;
}

void apt_delete_files(const struct apt_choice *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->packages[i].file)
			unlink(c->packages[i].file);
}
