// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/make-command.h"
#include "argv.h"
#include "cleanup.h"
#include "format.h"
#include "kernel/arch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * What make gets of our environment, in addition to CCACHE_*; any other variable may change the
 * result.
 */
static const char *const inherited[] = {"PATH", "HOME", "USER", "LOGNAME", "TMPDIR",
	"XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LD_LIBRARY_PATH"};
/*
 * Variables that make two builds of one source the same, and with which ccache finds objects that
 * were made in another directory.
 */
static const char *const fixed[] = {
	"LC_ALL=C",
	"TZ=UTC",
	"SOURCE_DATE_EPOCH=0",
	"KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 1970",
	"KBUILD_BUILD_USER=bpfjury",
	"KBUILD_BUILD_HOST=bpfjury",
	"KBUILD_BUILD_VERSION=1",
	/* the prefix maps below take the directory out of the objects (ccache(1)) */
	"CCACHE_NOHASHDIR=true",
	"CCACHE_IGNOREOPTIONS=-ffile-prefix-map=*",
	"CCACHE_SLOPPINESS=time_macros",
	/*
	 * without the list of included files: every file includes all of the configuration, and
	 * uses little of it
	 */
	"CCACHE_NODEPEND=true",
};

/* Whether @variable of our environment must not reach ccache. */
static bool is_ours(const char *variable)
{
	return strncmp(variable, "CCACHE_DEPEND=", 14) == 0 ||
	       strncmp(variable, "CCACHE_BASEDIR=", 15) == 0;
}

/*
 * @base: ccache looks at paths below it as relative to the working directory, build/.  The tree is
 * named by a link below it too, so the same file has the same path in every directory of objects:
 * "../source/kernel/bpf/verifier.c".
 */
static void append_environment(struct argv *a, const char *base)
{
	argv_add(a, strdup("env"));
	argv_add(a, strdup("-i"));
	for (size_t i = 0; i < ARRAY_SIZE(inherited); i++)
		if (getenv(inherited[i]))
			argv_add(a, format_string("%s=%s", inherited[i], getenv(inherited[i])));
	for (char **e = environ; *e; e++)
		if (strncmp(*e, "CCACHE_", 7) == 0 && !is_ours(*e))
			argv_add(a, strdup(*e));
	if (base)
		argv_add(a, format_string("CCACHE_BASEDIR=%s", base));
	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		argv_add(a, strdup(fixed[i]));
}

char **make_command(const struct toolchain *t, const struct source_tree *tree, const char *objects,
	int jobs, const char *const words[])
{
	const char *ccache = t->ccache ? "ccache " : "";
	/* the build ID covers DWARF too, which must not name the directories */
	cleanup_free char *map =
		format_string("-ffile-prefix-map=%s=. -ffile-prefix-map=%s=.", objects, tree->dir);
	cleanup_free char *base = NULL;
	struct argv a = {0};

	if (tree->link) {
		const char *name = strrchr(tree->link, '/') + 1;
		char *more =
			map ? format_string("%s -ffile-prefix-map=%s=. -ffile-prefix-map=../%s=.",
				      map, tree->link, name)
			    : NULL;
		free(map);
		map = more;
		base = strndup(tree->link, (size_t)(name - 1 - tree->link));
	}
	append_environment(&a, base);
	argv_add(&a, strdup("make"));
	argv_add(&a, strdup("-C"));
	argv_add(&a, strdup(tree->dir));
	/* the top Makefile's own name for the tree, from which it makes all paths */
	if (tree->link)
		argv_add(&a, format_string("abs_srctree=%s", tree->link));
	argv_add(&a, format_string("O=%s", objects));
	argv_add(&a, format_string("-j%d", jobs));
	argv_add(&a, strdup("--output-sync=target"));
	argv_add(&a, format_string("ARCH=%s", arch_default()->make));
	argv_add(&a, strdup("LOCALVERSION=")); /* no "+" for an untagged commit */
	argv_add(&a, format_string("CC=%s%s", ccache, t->cc));
	argv_add(&a, format_string("HOSTCC=%sgcc", ccache));
	argv_add(&a, map ? format_string("KCFLAGS=%s", map) : NULL);
	argv_add(&a, map ? format_string("KAFLAGS=%s", map) : NULL);
	argv_add(&a, t->llvm ? format_string("LLVM=%s", *t->llvm_suffix ? t->llvm_suffix : "1")
			     : strdup("LLVM="));
	for (size_t i = 0; words[i]; i++)
		argv_add(&a, strdup(words[i]));
	return argv_finish(&a);
}
