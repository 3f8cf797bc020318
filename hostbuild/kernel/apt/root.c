// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/apt/root.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/apt/run.h"
#include "lock.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define ROOM_MIB 200 /* all lists of Debian's suites, and what apt makes of them */

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct distribution distributions[] = {
	{
		.from = FROM_DEBIAN,
		.title = "Debian",
		.origin = "Debian",
		.keyring = "/usr/share/keyrings/debian-archive-keyring.gpg",
		.flavour = "cloud-",
		.codenames = LIST("bullseye", "bookworm", "trixie", "forky", "duke"),
		.pockets = LIST("", "-updates", "-backports"),
		.rolling = LIST("sid", "experimental"),
		.own_security = true,
	},
	{
		.from = FROM_UBUNTU,
		.title = "Ubuntu",
		.origin = "Ubuntu",
		.keyring = "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
		.flavour = "generic",
		.codenames = LIST("focal", "jammy", "noble", "questing", "resolute"),
		.pockets = LIST("", "-updates", "-security"),
		.rolling = LIST("devel"),
	},
};

const struct distribution *distribution_find(enum kernel_from from)
{
	for (size_t i = 0; i < ARRAY_SIZE(distributions); i++)
		if (distributions[i].from == from)
			return &distributions[i];
	return NULL;
}

void apt_root_clear(struct apt_root *a)
{
	free(a->dir);
	free(a->config);
	if (a->lock)
		close(a->lock);
	*a = (struct apt_root){0};
}

/* The mirrors from which the machine gets a distribution, and their key. */
struct mirrors {
	char *main, *security, *signed_by;
};

static void mirrors_clear(struct mirrors *m)
{
	free(m->main);
	free(m->security);
	free(m->signed_by);
}

static bool is_origin(const struct distribution *d, const char *origin)
{
	size_t len = strlen(d->origin);

	return !strncmp(origin, d->origin, len) && (!origin[len] || origin[len] == ' ');
}

static bool has_codename(const struct distribution *d, const char *suite)
{
	for (const char *const *c = d->codenames; *c; c++)
		if (!strncmp(suite, *c, strlen(*c)) && strchr("-", suite[strlen(*c)]))
			return true;
	return false;
}

/*
 * Reads a line of `apt-get indextargets`.  A field that apt does not know stays "$(…)".  It does
 * not know the origin of lists that were never updated: then the suite must be a known codename.
 */
static int read_target(struct mirrors *m, const struct distribution *d, char *line)
{
	char *fields[5], *rest = line;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		fields[i] = strsep(&rest, "|");
	if (!fields[4])
		return 0;
	const char *origin = fields[0], *component = fields[1], *suite = fields[2],
		   *site = fields[3];
	if (strcmp(component, "main") ||
		(*origin == '$' ? !has_codename(d, suite) : !is_origin(d, origin)) ||
		strpbrk(site, " \t[]\""))
		return 0;
	size_t len = strlen(suite);
	bool security = d->own_security && len > 9 && !strcmp(suite + len - 9, "-security");
	char **mirror = security ? &m->security : &m->main;
	if (!*mirror && !(*mirror = strdup(site)))
		return -ENOMEM;
	if (!m->signed_by && fields[4][0] == '/' && !(m->signed_by = strdup(fields[4])))
		return -ENOMEM;
	return 0;
}

static int find_mirrors(struct mirrors *m, const struct distribution *d)
{
	static const char *const with_origin[] = {"indextargets", "--format",
		"$(ORIGIN)|$(COMPONENT)|$(RELEASE)|$(SITE)|$(SIGNED_BY)", "Created-By: Packages",
		NULL};
	/* needed for lists that were never updated */
	static const char *const without[] = {"indextargets", "--no-release-info", "--format",
		"$(ORIGIN)|$(COMPONENT)|$(RELEASE)|$(SITE)|$(SIGNED_BY)", "Created-By: Packages",
		NULL};
	const char *const *const variants[] = {with_origin, without};

	for (size_t i = 0; i < ARRAY_SIZE(variants) && !m->main; i++) {
		cleanup_with(apt_output_clear) struct apt_output o = {0};
		int r = apt_run(&o, "apt-get", "/dev/null", NULL, variants[i],
			"asking apt for its mirrors");
		if (r)
			return r;
		if (o.code == 127) {
			diag_error("%s: needs a machine with apt; give a package file instead",
				kernel_from_word(d->from));
			return -ENOENT;
		}
		char *rest = o.out, *line;
		while (!r && rest && (line = strsep(&rest, "\n")))
			r = read_target(m, d, line);
		if (r)
			return diag_errno(r, "apt's mirrors");
	}
	if (m->main)
		return 0;
	diag_error("this machine's apt knows no %s mirror; add one to its sources, or give a "
		   "package file",
		d->title);
	return -ENOENT;
}

static void write_sources(FILE *f, const struct apt_root *a, const struct mirrors *m)
{
	const struct distribution *d = a->distribution;
	const char *keyring = m->signed_by;
	char options[512];

	if (!keyring && access(d->keyring, R_OK) == 0)
		keyring = d->keyring;
	/* the machine may want more than package lists: translations, contents, … */
	snprintf(options, sizeof(options), "arch=%s target=Packages%s%s", a->arch,
		keyring ? " signed-by=" : "", keyring ? keyring : "");
	for (const char *const *c = d->codenames; *c; c++) {
		for (const char *const *p = d->pockets; *p; p++)
			fprintf(f, "deb [%s] %s %s%s main\n", options, m->main, *c, *p);
		if (m->security)
			fprintf(f, "deb [%s] %s %s-security main\n", options, m->security, *c);
	}
	for (const char *const *s = d->rolling; *s; s++)
		fprintf(f, "deb [%s] %s %s main\n", options, m->main, *s);
}

/* Read after the machine's own, whose other settings hold: proxies, checks, retries. */
static void write_config(FILE *f, const struct apt_root *a)
{
	fprintf(f,
		"Dir::Etc::SourceList \"%1$s/sources.list\";\n"
		"Dir::Etc::SourceParts \"/dev/null\";\n"
		"Dir::Etc::Preferences \"/dev/null\";\n"
		"Dir::Etc::PreferencesParts \"/dev/null\";\n"
		"Dir::State \"%1$s/state\";\n"
		"Dir::State::Lists \"%1$s/state/lists\";\n"
		"Dir::State::Status \"%1$s/status\";\n"
		"Dir::Cache \"%1$s/cache\";\n"
		"Dir::Cache::Archives \"archives\";\n"
		"Dir::Cache::PkgCache \"pkgcache.bin\";\n"
		"Dir::Cache::SrcPkgCache \"\";\n"
		"APT::Architecture \"%2$s\";\n"
		"#clear APT::Architectures;\n"
		"APT::Architectures { \"%2$s\"; };\n"
		/* the machine's hooks would change the machine */
		"#clear APT::Update::Pre-Invoke;\n"
		"#clear APT::Update::Post-Invoke;\n"
		"#clear APT::Update::Post-Invoke-Success;\n",
		a->dir, a->arch);
	/* as root, apt would download as user _apt, who cannot write here */
	if (geteuid() == 0)
		fputs("APT::Sandbox::User \"root\";\n", f);
}

/* Writes sources.list (@m) or apt.conf (NULL) if it differs; then lists must be updated. */
static int write_file(
	const struct apt_root *a, const struct mirrors *m, const char *name, bool *ret_changed)
{
	cleanup_free char *path = format_string("%s/%s", a->dir, name);
	cleanup_free char *text = NULL, *old = NULL;
	size_t len = 0, old_len = 0;
	FILE *f = path ? open_memstream(&text, &len) : NULL;

	if (!f)
		return diag_errno(-ENOMEM, "write %s", name);
	if (m)
		write_sources(f, a, m);
	else
		write_config(f, a);
	if (fclose(f))
		return diag_errno(-ENOMEM, "write %s", name);
	if (files_read(path, 1 << 20, &old, &old_len) == 0 && old_len == len &&
		!memcmp(old, text, len))
		return 0;
	*ret_changed = true;
	return files_write(path, text, len);
}

/* The directories that apt needs, and the lock. */
static int open_dir(struct apt_root *a)
{
	static const char *const dirs[] = {
		"cache/archives/partial", "state/lists/partial", "downloads"};
	cleanup_free char *lock = format_string("%s/.lock", a->dir);
	cleanup_close int fd = -1;
	int r = lock ? 0 : diag_errno(-ENOMEM, "%s", a->dir);

	for (size_t i = 0; i < ARRAY_SIZE(dirs) && !r; i++) {
		cleanup_free char *dir = format_string("%s/%s", a->dir, dirs[i]);
		r = dir ? directory_make(dir) : diag_errno(-ENOMEM, "%s", a->dir);
	}
	if (!r)
		r = lock_file(lock, false, "asking apt", &fd);
	if (!r)
		a->lock = steal_fd(&fd);
	return r;
}

/*
 * Its configuration, and a dpkg status without packages.  A change makes the lists stale, also if a
 * later write fails: the next run would see no change.
 */
static int write_files(const struct apt_root *a, const struct mirrors *m)
{
	cleanup_free char *status = format_string("%s/status", a->dir),
			  *stamp = format_string("%s/updated", a->dir);
	bool changed = false;
	int r = status && stamp ? files_write(status, "", 0) : diag_errno(-ENOMEM, "%s", a->dir);

	if (!r)
		r = write_file(a, m, "sources.list", &changed);
	if (!r)
		r = write_file(a, NULL, "apt.conf", &changed);
	if (changed)
		unlink(stamp);
	return r;
}

char *apt_root_path(
	const char *cache, const struct distribution *d, const char *arch, const char *name)
{
	return format_string(
		"%s/apt/%s-%s%s%s", cache, kernel_from_word(d->from), arch, *name ? "/" : "", name);
}

int apt_root_open(
	struct apt_root *ret, const char *cache, const struct distribution *d, const char *arch)
{
	cleanup_with(apt_root_clear) struct apt_root a = {
		.distribution = d, .arch = arch, .dir = apt_root_path(cache, d, arch, "")};
	cleanup_with(mirrors_clear) struct mirrors m = {0};

	if (!a.dir || !(a.config = format_string("%s/apt.conf", a.dir)))
		return diag_errno(-ENOMEM, "apt for %s", d->title);
	if (strpbrk(a.dir, "\"\n\\")) { /* apt's configuration cannot quote these */
		diag_error(
			"%s: apt cannot use a directory of such a name; set BPFJURY_CACHE", a.dir);
		return -ENOTSUP;
	}
	int r = find_mirrors(&m, d);
	if (!r)
		r = open_dir(&a);
	if (!r)
		r = write_files(&a, &m);
	if (r)
		return r;
	*ret = a;
	a = (struct apt_root){0};
	return 0;
}

/* Where apt cannot verify new lists it uses old ones, and only warns about it. */
static bool is_error(const char *line)
{
	if (!strncmp(line, "W: ", 3))
		return strstr(line, "previous index files will be used") ||
		       strstr(line, "Failed to fetch");
	return !strncmp(line, "E: ", 3) && !strstr(line, "does not have a Release file");
}

/* The first error other than a suite that the mirror does not have; NULL: none. */
static const char *first_error(char *err)
{
	const char *summary = NULL;

	for (char *line; (line = strsep(&err, "\n"));) {
		if (!is_error(line))
			continue;
		if (strncmp(line, "E: Some index files", 19))
			return line + 3;
		summary = line + 3;
	}
	return summary;
}

int apt_root_update(const struct apt_root *a, time_t since)
{
	static const char *const args[] = {"--error-on=any", "update", NULL};
	cleanup_with(apt_output_clear) struct apt_output o = {0};
	cleanup_free char *stamp = format_string("%s/updated", a->dir);
	const char *title = a->distribution->title;
	struct stat st;

	if (!stamp)
		return diag_errno(-ENOMEM, "package lists");
	if (stat(stamp, &st) == 0 && st.st_mtime > since && st.st_mtime <= time(NULL))
		return 0;
	/* on a full disk apt waits, and then blames the mirror */
	int r = directory_check_room(a->dir, ROOM_MIB, "for package lists");
	if (r)
		return r;
	diag_note("reading the package lists of %s's suites from this machine's mirror", title);
	r = apt_run(&o, "apt-get", a->config, NULL, args, "package lists");
	if (r)
		return r;
	bool has_errors = o.err && strstr(o.err, "E: ");
	const char *error = NULL;
	if (o.code)
		error = has_errors ? first_error(o.err) : "apt-get update failed";
	if (error) {
		diag_error("the %s mirror cannot be read: %s; check the network and apt's proxy, "
			   "then try again",
			title, error);
		return -EHOSTUNREACH;
	}
	return files_write(stamp, "", 0);
}
