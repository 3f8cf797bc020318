// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/toolchain.h"
#include "capture.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "kernel/build/tree.h"
#include "monotonic.h"
#include "process.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/wait.h>

#define ASK_TIMEOUT_MS 30000

void toolchain_clear(struct toolchain *t)
{
	free(t->cc);
	free(t->llvm_suffix);
	free(t->cc_version);
	free(t->ld_version);
	free(t->pahole_version);
	free(t->ccache);
	*t = (struct toolchain){0};
}

/* The first line of its standard output, malloc'd; NULL if it fails. */
static char *first_line(const char *const argv[])
{
	cleanup_free char *out = NULL;
	int status = 0;

	if (process_capture((char *const *)argv, ASK_TIMEOUT_MS, 1 << 16, &out, NULL, &status) ||
		!WIFEXITED(status) || WEXITSTATUS(status))
		return NULL;
	out[strcspn(out, "\r\n")] = '\0';
	return strdup(out);
}

/* Programs, and the Debian package of each. */
static const struct {
	const char *program, *package;
} programs[] = {
	{"make", "make"},
	{"flex", "flex"},
	{"bison", "bison"},
	{"bc", "bc"},
	{"pahole", "pahole"},
	{"perl", "perl"},
	{"gcc", "gcc"}, /* for the build's own tools, whatever the kernel's compiler is */
	{"ld", "binutils"},
};
static const struct {
	const char *header, *package;
} headers[] = {
	{"gelf.h", "libelf-dev"},
	{"openssl/bio.h", "libssl-dev"},
	{"zlib.h", "zlib1g-dev"},
};

static void append_word(char *list, size_t size, const char *word)
{
	size_t len = strlen(list);

	snprintf(list + len, size - len, "%s%s", len ? " " : "", word);
}

static void report_missing(struct toolchain_missing *m, const char *what, const char *package)
{
	append_word(m->what, sizeof(m->what), what);
	append_word(m->packages, sizeof(m->packages), package);
}

static bool has_header(const char *header)
{
	cleanup_free char *text = format_string("-include%s", header);
	char *argv[] = {(char *)"gcc", (char *)"-E", (char *)"-P", (char *)"-x", (char *)"c", text,
		(char *)"/dev/null", (char *)"-o", (char *)"/dev/null", NULL};
	cleanup_with(process_kill) struct process p = PROCESS_NONE;
	const struct process_options o = {.in = -1, .out = -1, .err = -1};
	int status = 0;

	return text && process_start(&p, argv, &o) == 0 &&
	       process_wait(&p, monotonic_ms() + ASK_TIMEOUT_MS, &status) == 0 &&
	       WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* "-19" of clang-19; NULL if it is not clang. */
static const char *llvm_suffix_of(const char *cc)
{
	return strncmp(cc, "clang", 5) == 0 ? cc + 5 : NULL;
}

bool toolchain_missing(const char *cc, struct toolchain_missing *ret)
{
	const char *suffix = llvm_suffix_of(cc);
	struct toolchain_missing m = {0};

	for (size_t i = 0; i < ARRAY_SIZE(programs); i++)
		if (!process_in_path(programs[i].program))
			report_missing(&m, programs[i].program, programs[i].package);
	if (strcmp(cc, "gcc") != 0 && !process_in_path(cc))
		report_missing(&m, cc, cc);
	if (suffix) {
		static const struct {
			const char *program, *package;
		} llvm[] = {{"ld.lld", "lld"}, {"llvm-ar", "llvm"}, {"llvm-nm", "llvm"},
			{"llvm-objcopy", "llvm"}, {"llvm-strip", "llvm"}};
		for (size_t i = 0; i < ARRAY_SIZE(llvm); i++) {
			cleanup_free char *program = format_string("%s%s", llvm[i].program, suffix);
			cleanup_free char *package = format_string("%s%s", llvm[i].package, suffix);
			if (program && package && !process_in_path(program))
				report_missing(&m, program, package);
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(headers) && process_in_path("gcc"); i++)
		if (!has_header(headers[i].header))
			report_missing(&m, headers[i].header, headers[i].package);
	*ret = m;
	return *m.what;
}

static int find_missing(const struct toolchain *t)
{
	struct toolchain_missing m;

	if (!toolchain_missing(t->cc, &m))
		return 0;
	diag_error("cannot build a kernel; missing here: %s; on Debian: apt-get install %s", m.what,
		m.packages);
	return -ENOENT;
}

/*
 * "v1.24" → "124", as the kernel's scripts/pahole-version.sh has it; malloc'd, NULL if it is
 * neither.
 */
static char *pahole_number(const char *says)
{
	unsigned major, minor;

	/* NOLINTNEXTLINE(cert-err34-c): four digits each */
	return says && sscanf(says, "v%4u.%4u", &major, &minor) == 2
		       ? format_string("%u%02u", major, minor)
		       : NULL;
}

/*
 * The compiler's major version from its version line: the number that the last word of digits and
 * dots begins with.  0 if there is none.
 */
static int major_of(const char *says)
{
	int major = 0;

	for (const char *at = says; *at; at += *at == ' ') {
		size_t len = strcspn(at, " ");
		if (isdigit((unsigned char)*at) && memchr(at, '.', len))
			major = (int)strtol(at, NULL, 10);
		at += len;
	}
	return major;
}

/* Whether one of the tree's @files (NULL-terminated) contains @text. */
static bool tree_has(const struct source_tree *tree, const char *const files[], const char *text)
{
	for (size_t i = 0; files[i]; i++) {
		cleanup_free char *path = format_string("%s/%s", tree->dir, files[i]),
				  *content = NULL;
		if (path && files_read(path, 1 << 20, &content, NULL) == 0 && strstr(content, text))
			return true;
	}
	return false;
}

/*
 * Tools that are too new for a tree are found before the build: the tree's files lack the option
 * that makes up for the new version.
 *
 * BTF_KIND_ENUM64: linux 6089fb325cf7 ("bpf: Add btf enum64 support", 6.0), pahole's v1.24 release
 * notes; stable trees got the option that leaves it out later.  C23: gcc 15's release notes;
 * linux b3bee1e7c3f2 ("x86/boot: Compile boot code with -std=gnu11 too", 6.14 and stable).
 */
int toolchain_fits(const struct toolchain *t, const struct source_tree *tree)
{
	static const char *const btf[] = {
		"scripts/pahole-flags.sh", "scripts/link-vmlinux.sh", "scripts/Makefile.btf", NULL};
	cleanup_free char *makefile = format_string("%s/Makefile", arch_default()->directory);
	const char *const boot[] = {makefile, NULL};

	if (tree->v.major < 6 && strtol(t->pahole_version, NULL, 10) >= 124 &&
		!tree_has(tree, btf, "skip_encoding_btf_enum64")) {
		diag_error(
			"%s: pahole %s is too new: it writes BTF of a kind (ENUM64) that this kernel cannot read, and "
			"the kernel's scripts cannot leave it out; use pahole 1.23, or a later stable release of this "
			"kernel",
			tree->version, t->pahole_version);
		return -ENOTSUP;
	}
	if (!t->llvm && major_of(t->cc_version) >= 15 && !tree_has(tree, boot, "-std=gnu11")) {
		diag_error(
			"%s: %s is too new: gcc 15 and later compile C23, in which the boot code does not compile; "
			"use an older one with --cc, or a later stable release of this kernel",
			tree->version, t->cc);
		return -ENOTSUP;
	}
	return 0;
}

int toolchain_open(struct toolchain *ret, const char *cc)
{
	cleanup_with(toolchain_clear) struct toolchain t = {0};

	t.cc = strdup(cc ? cc : "gcc");
	if (!t.cc)
		return diag_errno(-ENOMEM, "toolchain");
	const char *suffix = llvm_suffix_of(t.cc);
	t.llvm = suffix;
	t.llvm_suffix = strdup(suffix ? suffix : "");
	if (!t.llvm_suffix)
		return diag_errno(-ENOMEM, "toolchain");
	if ((strncmp(t.cc, "gcc", 3) != 0 && !t.llvm) ||
		strspn(t.cc, "abcdefghijklmnopqrstuvwxyz0123456789.-") != strlen(t.cc)) {
		diag_error("--cc %s: expected gcc, gcc-12, clang, clang-19 or the like", t.cc);
		return FAIL_MISUSE;
	}
	int r = find_missing(&t);
	if (r)
		return r;
	cleanup_free char *pahole = first_line((const char *const[]){"pahole", "--version", NULL});
	cleanup_free char *ld = t.llvm ? format_string("ld.lld%s", t.llvm_suffix) : strdup("ld");
	t.cc_version = first_line((const char *const[]){t.cc, "--version", NULL});
	t.ld_version = first_line((const char *const[]){ld, "--version", NULL});
	t.pahole_version = pahole_number(pahole);
	if (!t.cc_version || !t.ld_version || !t.pahole_version) {
		diag_error("%s does not print its version", !t.cc_version   ? t.cc
							    : !t.ld_version ? "ld"
									    : "pahole");
		return -ENOEXEC;
	}
	if (process_in_path("ccache") && !(t.ccache = strdup("ccache")))
		return diag_errno(-ENOMEM, "toolchain");
	*ret = t;
	t = (struct toolchain){0};
	return 0;
}
