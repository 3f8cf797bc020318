// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which commits cannot change a verdict.
 *
 * Every file of the commit must be one that no build of this kernel reads (harmless_paths()), or C
 * whose tokens are the same before and after: the compiler's own preprocessor drops comments and
 * space, so there is no second idea here of what a comment is.  Lines count in C by __LINE__ and in
 * debug information, neither of which a verdict depends on.  What cannot be told is not harmless.
 *
 * Against the first parent: what a merge brings in is what it changes.
 */
#include "bisect/commit-harmless.h"
#include "bisect/git.h"
#include "capture.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "scratch.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>

#define FILES_MAX    32 /* of C that are compared */
#define CC_MS	     60000
#define CC_MAX	     (64 << 20)
#define NEWLINES_MAX 8

enum kind {
	HARMFUL, /* or not known */
	DOCUMENTATION,
	TOOLS,
	OTHER_ARCH,
	C_SOURCE, /* to be compared */
};
static const char *const kind_words[] = {[DOCUMENTATION] = "documentation",
	[TOOLS] = "tools, samples and tests outside the kernel",
	[OTHER_ARCH] = "other architectures",
	[C_SOURCE] = "comments or white space"};

static bool begins(const char *path, const char *with)
{
	return strncmp(path, with, strlen(with)) == 0;
}

static bool ends_in(const char *path, const char *with)
{
	const size_t len = strlen(path), n = strlen(with);

	return len >= n && strcmp(path + len - n, with) == 0;
}

/*
 * What of tools/ a build of the kernel compiles or runs: objtool and resolve_btfids, with the
 * libraries and headers that their Makefiles name (tools/objtool/Makefile and
 * tools/bpf/resolve_btfids/Makefile of 5.10 to 7.2), tools/Makefile, by which make gets to them
 * (the top Makefile, target tools/%), and bpftool for preloaded programs.
 */
static bool is_build_tool(const char *path)
{
	static const char *const dirs[] = {"tools/objtool/", "tools/bpf/resolve_btfids/",
		"tools/bpf/bpftool/", "tools/lib/", "tools/include/", "tools/arch/", "tools/build/",
		"tools/scripts/", "tools/Makefile"};

	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++)
		if (begins(path, dirs[i]))
			return true;
	return false;
}

static bool is_other_arch(const char *path)
{
	const char *own = arch_default()->directory;
	const size_t n = strlen(own);

	if (!begins(path, "arch/") || !strchr(path + 5, '/'))
		return false;
	/* arch/x86 also has what arch/um builds, and arch/um what UML as a runner does */
	return !(begins(path, own) && path[n] == '/') && !begins(path, "arch/um/");
}

static enum kind kind_of(const char *path)
{
	static const char *const roots[] = {"MAINTAINERS", "CREDITS", "COPYING", "README",
		".mailmap", ".gitignore", ".clang-format", ".get_maintainer.ignore"};
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	for (size_t i = 0; i < ARRAY_SIZE(roots); i++)
		if (strcmp(path, roots[i]) == 0)
			return DOCUMENTATION;
	/* Documentation/Kconfig is read, and Documentation/Makefile is included by it */
	if (begins(name, "Kconfig") || begins(name, "Makefile") || begins(name, "Kbuild"))
		return is_other_arch(path)				? OTHER_ARCH
		       : begins(path, "tools/") && !is_build_tool(path) ? TOOLS
									: HARMFUL;
	if (begins(path, "Documentation/") || begins(path, "LICENSES/") || ends_in(path, ".rst"))
		return DOCUMENTATION;
	if (begins(path, "tools/"))
		return is_build_tool(path) ? HARMFUL : TOOLS;
	/* other samples are in the kernel with CONFIG_SAMPLES (samples/Makefile) */
	if (begins(path, "samples/bpf/"))
		return TOOLS;
	if (is_other_arch(path))
		return OTHER_ARCH;
	return ends_in(path, ".c") || ends_in(path, ".h") ? C_SOURCE : HARMFUL;
}

/*
 * The blob as the file @path.  1: it is none that can be compared: binary, or larger than C is.
 */
static int write_blob(const char *repository, const char *blob, const char *path)
{
	const char *const get[] = {"cat-file", "blob", blob, NULL};
	const char *const ask[] = {"cat-file", "-s", blob, NULL};
	cleanup_free char *text = NULL, *size = NULL;
	int status = 0, r = git_own_ask(repository, ask, &size, &status);

	if (r || status || strtoll(size, NULL, 10) > CC_MAX)
		return r ? r : 1;
	r = git_own_do(repository, get, &text);
	if (r)
		return r;
	/* a NUL ends the text early; git_own_do() takes newlines from its end */
	const size_t len = strlen(text);
	if (len + NEWLINES_MAX < (size_t)strtoll(size, NULL, 10))
		return 1;
	return files_write(path, text, len);
}

/* @ret: the file without comments, and with one blank between words; NULL: the compiler failed. */
static int read_tokens(char **ret, const char *path)
{
	/* as preprocessed: directives stay as they are, nothing is included or expanded */
	const char *const argv[] = {
		"gcc", "-fpreprocessed", "-dD", "-E", "-P", "-w", "-x", "c", path, NULL};
	cleanup_free char *out = NULL;
	int status = 0, r = process_ask((char *const *)argv, CC_MS, CC_MAX, &out, NULL, &status);

	*ret = NULL;
	if (r == -EINTR || r == -ENOMEM)
		return r;
	if (!r && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		*ret = steal(&out);
	return 0;
}

/* 1: the two blobs have the same tokens; 0: not, or it is not known. */
static int same_tokens(const char *repository, const char *dir, const char *const blobs[2])
{
	cleanup_free char *before = NULL, *after = NULL,
			  *path = format_string("%s/compared.c", dir);
	char **tokens[] = {&before, &after};
	int r = path ? 0 : diag_errno(-ENOMEM, "%s", dir);

	for (int i = 0; i < 2 && !r; i++) {
		r = write_blob(repository, blobs[i], path);
		if (!r)
			r = read_tokens(tokens[i], path);
	}
	if (r)
		return r < 0 ? r : 0;
	return before && after && strcmp(before, after) == 0;
}

/* What a line of diff-tree says: ":100644 100644 OLD NEW M	kernel/bpf/verifier.c". */
struct change {
	const char *modes[2], *blobs[2], *how, *path;
};

static bool read_change(struct change *ret, char *line)
{
	char *rest = line + (*line == ':');

	*ret = (struct change){0};
	ret->modes[0] = strsep(&rest, " ");
	ret->modes[1] = rest ? strsep(&rest, " ") : NULL;
	ret->blobs[0] = rest ? strsep(&rest, " ") : NULL;
	ret->blobs[1] = rest ? strsep(&rest, " ") : NULL;
	ret->how = rest ? strsep(&rest, "\t") : NULL;
	ret->path = rest;
	/* a quoted name has bytes that no file of the kernel has */
	return rest && *rest != '"';
}

/*
 * 1: the change of one file is harmless, @seen is marked with its kind; 0: not; -errno.
 * @compared counts the files that a compiler has read.
 */
static int look_at(const char *repository, struct scratch *scratch, const struct change *c,
	bool seen[], size_t *compared)
{
	const enum kind kind = kind_of(c->path);
	int r = 0;

	if (kind == HARMFUL)
		return 0;
	seen[kind] = true;
	if (kind != C_SOURCE)
		return 1;
	if (*c->how != 'M' || strcmp(c->modes[0], c->modes[1]) != 0 ||
		strcmp(c->modes[0], "100644") != 0 || ++*compared > FILES_MAX)
		return 0;
	if (!scratch->dir)
		r = scratch_make(scratch);
	return r ? r : same_tokens(repository, scratch->dir, c->blobs);
}

static char *say(const bool seen[])
{
	char *text = strdup("it touches only");
	const char *between = " ";

	for (size_t i = 0; i < ARRAY_SIZE(kind_words) && text; i++) {
		if (!seen[i])
			continue;
		char *more = format_string("%s%s%s", text, between, kind_words[i]);
		free(text);
		text = more;
		between = ", ";
	}
	return text;
}

int commit_is_harmless(const char *dir, const char *hash, char **ret_why)
{
	cleanup_with(scratch_drop) struct scratch scratch = SCRATCH_NONE;
	cleanup_free char *parent = format_string("%s^1", hash), *list = NULL;
	const char *const words[] = {"diff-tree", "-r", "--raw", "--no-renames", "--no-abbrev",
		"--ignore-submodules=none", parent, hash, "--", NULL};
	bool seen[ARRAY_SIZE(kind_words)] = {false};
	size_t compared = 0;
	int status = 0,
	    r = parent ? git_own_ask(dir, words, &list, &status) : diag_errno(-ENOMEM, "%s", hash);

	if (r || status) /* a first commit has no parent */
		return r;
	const bool empty = !*list;
	r = 1;
	for (char *rest = list, *line; r == 1 && (line = strsep(&rest, "\n"));) {
		struct change c;
		if (*line)
			r = read_change(&c, line) ? look_at(dir, &scratch, &c, seen, &compared) : 0;
	}
	if (r != 1)
		return r;
	*ret_why = empty ? strdup("it changes no file") : say(seen);
	return *ret_why ? 1 : diag_errno(-ENOMEM, "%s", hash);
}
