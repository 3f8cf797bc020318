// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/git.h"
#include "argv.h"
#include "capture.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

#define GIT_MS	(30 * 60 * 1000) /* a checkout of a whole tree on a slow disk */
#define OUT_MAX (256u << 20)

/*
 * The environment.  What git(1) calls local to a repository (`git rev-parse --local-env-vars`) is
 * of the repository that we may have been started in: `git bisect run` and hooks set it.
 * GIT_NO_LAZY_FETCH is new in git 2.45; older ones are kept from fetching by the empty list of
 * protocols.
 */
static const char *const unset[] = {"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR",
	"GIT_EXTERNAL_DIFF", "GIT_GLOB_PATHSPECS", "GIT_GRAFT_FILE", "GIT_ICASE_PATHSPECS",
	"GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_LITERAL_PATHSPECS", "GIT_NAMESPACE",
	"GIT_NOGLOB_PATHSPECS", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
	"GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE"};
static const char *const set[] = {"LC_ALL=C", "GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1",
	"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_EDITOR=:"};

/* … and for our own repository.  Commits that are made there depend on their content alone. */
static const char *const own_unset[] = {
	"GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_TEMPLATE_DIR"};
static const char *const own_set[] = {"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
	"GIT_CONFIG_NOSYSTEM=1", "GIT_ATTR_NOSYSTEM=1", "GIT_DEFAULT_REF_FORMAT=files",
	"GIT_AUTHOR_NAME=bpfjury", "GIT_AUTHOR_EMAIL=bpfjury@localhost", "GIT_AUTHOR_DATE=@0 +0000",
	"GIT_COMMITTER_NAME=bpfjury", "GIT_COMMITTER_EMAIL=bpfjury@localhost",
	"GIT_COMMITTER_DATE=@0 +0000"};

static const char *const settings[] = {"git", "--no-pager", "-c", "core.hooksPath=/dev/null", "-c",
	"core.fsmonitor=false", "-c", "core.attributesFile=/dev/null", "-c", "core.autocrlf=false",
	"-c", "core.quotePath=true", "-c", "color.ui=false", "-c", "log.showSignature=false", "-c",
	"i18n.logOutputEncoding=UTF-8", "-c", "submodule.recurse=false", "-c",
	"diff.ignoreSubmodules=all", "-c", "advice.detachedHead=false", "-c", "gc.auto=0", "-c",
	"maintenance.auto=false", "-c", "rerere.enabled=false"};

static void add_all(struct argv *a, const char *const words[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		argv_add(a, strdup(words[i]));
}

static void add_unset(struct argv *a, const char *const names[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_all(a, (const char *const[]){"-u", names[i]}, 2);
}

enum how { SHOWN, QUIET };

static int run(const char *dir, bool own, const char *const words[], char **ret_out,
	int *ret_status, enum how how)
{
	cleanup_free char *out = NULL;
	struct argv a = {0};
	size_t n = 0, len = 0;
	int status = 0;

	while (words[n])
		n++;
	argv_add(&a, strdup("env"));
	add_unset(&a, unset, ARRAY_SIZE(unset));
	if (own)
		add_unset(&a, own_unset, ARRAY_SIZE(own_unset));
	add_all(&a, set, ARRAY_SIZE(set));
	if (own)
		add_all(&a, own_set, ARRAY_SIZE(own_set));
	add_all(&a, settings, ARRAY_SIZE(settings));
	add_all(&a, (const char *const[]){"-C", dir}, 2);
	if (own) {
		argv_add(&a, format_string("--git-dir=%s/.git", dir));
		argv_add(&a, format_string("--work-tree=%s", dir));
	}
	add_all(&a, words, n);
	char **argv = argv_finish(&a);
	int r = argv ? (how == SHOWN ? process_capture : process_ask)(
			       argv, GIT_MS, OUT_MAX, &out, &len, &status)
		     : -ENOMEM;
	argv_free(argv);
	if (r)
		return r == -EINTR ? r : diag_errno(r, "git %s", words[0]);
	while (len && out[len - 1] == '\n')
		out[--len] = '\0';
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if (ret_out)
		*ret_out = steal(&out);
	return 0;
}

static int must(const char *dir, bool own, const char *const words[], char **ret_out)
{
	cleanup_free char *out = NULL;
	int status = 0, r = run(dir, own, words, &out, &status, SHOWN);

	if (!r && status) {
		diag_error("git %s ended with status %d", words[0], status);
		r = -EIO;
	}
	if (!r && ret_out)
		*ret_out = steal(&out);
	return r;
}

int git_ask(const char *dir, const char *const words[], char **ret_out, int *ret_status)
{
	return run(dir, false, words, ret_out, ret_status, QUIET);
}

int git_do(const char *dir, const char *const words[], char **ret_out)
{
	return must(dir, false, words, ret_out);
}

int git_own_run(const char *dir, const char *const words[], char **ret_out, int *ret_status)
{
	return run(dir, true, words, ret_out, ret_status, SHOWN);
}

int git_own_ask(const char *dir, const char *const words[], char **ret_out, int *ret_status)
{
	return run(dir, true, words, ret_out, ret_status, QUIET);
}

int git_own_do(const char *dir, const char *const words[], char **ret_out)
{
	return must(dir, true, words, ret_out);
}
