// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/make-command.h"
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

/* A growing list; @failed: some word could not be allocated. */
struct words {
	char **list;
	size_t n;
	bool failed;
};

static void append(struct words *w, char *word)
{
	char **more = word ? reallocarray(w->list, w->n + 2, sizeof(*more)) : NULL;

	if (!more) {
		free(word);
		w->failed = true;
		return;
	}
	w->list = more;
	w->list[w->n++] = word;
	w->list[w->n] = NULL;
}

static void append_environment(struct words *w)
{
	append(w, strdup("env"));
	append(w, strdup("-i"));
	for (size_t i = 0; i < ARRAY_SIZE(inherited); i++)
		if (getenv(inherited[i]))
			append(w, format_string("%s=%s", inherited[i], getenv(inherited[i])));
	for (char **e = environ; *e; e++)
		if (strncmp(*e, "CCACHE_", 7) == 0 && strncmp(*e, "CCACHE_DEPEND=", 14) != 0)
			append(w, strdup(*e));
	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		append(w, strdup(fixed[i]));
}

char **make_command(const struct toolchain *t, const struct source_tree *tree, const char *objects,
	int jobs, const char *const words[])
{
	const char *ccache = t->ccache ? "ccache " : "";
	/* the build ID covers DWARF too, which must not name the directories */
	cleanup_free char *map =
		format_string("-ffile-prefix-map=%s=. -ffile-prefix-map=%s=.", objects, tree->dir);
	struct words w = {0};

	append_environment(&w);
	append(&w, strdup("make"));
	append(&w, strdup("-C"));
	append(&w, strdup(tree->dir));
	append(&w, format_string("O=%s", objects));
	append(&w, format_string("-j%d", jobs));
	append(&w, strdup("--output-sync=target"));
	append(&w, format_string("ARCH=%s", arch_default()->make));
	append(&w, strdup("LOCALVERSION=")); /* no "+" for an untagged commit */
	append(&w, format_string("CC=%s%s", ccache, t->cc));
	append(&w, format_string("HOSTCC=%sgcc", ccache));
	append(&w, map ? format_string("KCFLAGS=%s", map) : NULL);
	append(&w, map ? format_string("KAFLAGS=%s", map) : NULL);
	append(&w, t->llvm ? format_string("LLVM=%s", *t->llvm_suffix ? t->llvm_suffix : "1")
			   : strdup("LLVM="));
	for (size_t i = 0; words[i]; i++)
		append(&w, strdup(words[i]));
	if (!w.failed)
		return w.list;
	make_command_free(w.list);
	return NULL;
}

void make_command_free(char **argv)
{
	for (char **a = argv; a && *a; a++)
		free(*a);
	free(argv);
}
