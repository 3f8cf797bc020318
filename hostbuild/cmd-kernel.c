// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "kernel-features.h"
#include "kernel/arch.h"
#include "kernel/build/build.h"
#include "kernel/find.h"
#include "kernel/prune.h"
#include "kernel/show.h"
#include "kernel/store/build-cache.h"
#include "outputs.h"
#include "print.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const struct option options[] = {
	{"all", no_argument, NULL, 'a'},
	{"bzimage", no_argument, NULL, 'b'},
	{"cc", required_argument, NULL, 'c'},
	{"config", required_argument, NULL, 'C'},
	{"features", no_argument, NULL, 'F'},
	{"fragment", required_argument, NULL, 'f'},
	{"help", no_argument, NULL, 'h'},
	{"jobs", required_argument, NULL, 'j'},
	{"json", required_argument, NULL, 'J'},
	{"keep-last", required_argument, NULL, 'l'},
	{"name", required_argument, NULL, 'n'},
	{"older-than", required_argument, NULL, 't'},
	{"output", required_argument, NULL, 'o'},
	{"path", required_argument, NULL, 'p'},
	{"quiet", no_argument, NULL, 'q'},
	{"sha256", required_argument, NULL, 's'},
	{"update", no_argument, NULL, 'u'},
	{"verbose", no_argument, NULL, 'v'},
	{0},
};

/* What goes with which word; -q, -v and -h go with all. */
static const struct {
	char option;
	const char *name, *words;
} goes_with[] = {
	{'a', "--all", "config"},
	{'b', "--bzimage", "build"},
	{'c', "--cc", "build config"},
	{'C', "--config", "build config"},
	{'f', "-f", "build config"},
	{'F', "--features", "show"},
	{'j', "-j", "build"},
	{'J', "--json", "show"},
	{'l', "--keep-last", "remove"},
	{'n', "--name", "build"},
	{'t', "--older-than", "remove"},
	{'o', "-o", "config"},
	{'p', "--path", "show"},
	{'s', "--sha256", "build config"},
	{'u', "--update", "build config"},
};

struct kernel_options {
	char given[16]; /* each option once, as getopt says it */
	const char *path, *output, *json;
	bool all, features;
	int days, last; /* -1: not said */
	struct build_wish wish;
};

enum { COLUMNS = 5 };

struct row {
	const char *cells[COLUMNS];
	char size[24];
};

static void size_text(char size[24], int64_t bytes)
{
	snprintf(size, 24, "%.0f M", (double)bytes / (1 << 20));
}

static void row_of_kernel(struct row *row, const struct kernel *k)
{
	*row = (struct row){.cells = {k->name, k->version ? k->version : "-",
				    k->arch ? k->arch : "-", row->size, k->from ? k->from : "-"}};
	size_text(row->size, k->bytes);
}

static void row_of_cached(struct row *row, const struct cached *k)
{
	*row = (struct row){
		.cells = {k->name, "-", "-", row->size, *k->name == 's' ? "source" : "objects"}};
	size_text(row->size, k->bytes);
}

static void print_rows(const struct row *rows, size_t n)
{
	static const char *const heads[COLUMNS] = {"NAME", "VERSION", "ARCH", "SIZE", "FROM"};
	int widths[COLUMNS];

	for (int c = 0; c < COLUMNS; c++) {
		widths[c] = (int)strlen(heads[c]);
		for (size_t i = 0; i < n; i++)
			if ((int)strlen(rows[i].cells[c]) > widths[c])
				widths[c] = (int)strlen(rows[i].cells[c]);
	}
	for (size_t i = 0; i < n + 1; i++) {
		for (int c = 0; c < COLUMNS; c++)
			print_clean(i ? rows[i - 1].cells[c] : heads[c],
				c < COLUMNS - 1 ? widths[c] + 1 : 0);
		putchar('\n');
	}
}

static int kernel_list_run(char **names, int n)
{
	struct kernel *kernels = NULL;
	struct cached *cached = NULL;
	size_t n_kernels = 0, n_cached = 0;

	if (n)
		return diag_misuse("kernel list: takes no argument: %s", names[0]);
	int r = kernel_list(&kernels, &n_kernels);
	if (!r)
		r = build_cache_list(&cached, &n_cached);
	struct row *rows = calloc(n_kernels + n_cached + 1, sizeof(*rows));
	if (!r && !rows)
		r = diag_errno(-ENOMEM, "kernel list");
	if (!r && !n_kernels)
		diag_note(
			"no kernel in the store; `bpfjury kernel get " KERNEL_DEFAULT "` gets one");
	for (size_t i = 0; !r && i < n_kernels; i++)
		row_of_kernel(&rows[i], &kernels[i]);
	for (size_t i = 0; !r && i < n_cached; i++)
		row_of_cached(&rows[n_kernels + i], &cached[i]);
	if (!r && n_kernels + n_cached)
		print_rows(rows, n_kernels + n_cached);
	free(rows);
	kernel_list_free(kernels, n_kernels);
	build_cache_list_free(cached, n_cached);
	return r;
}

static int kernel_get_run(char **specs, int n)
{
	int worst = 0;

	if (!n)
		return diag_misuse(
			"kernel get: say which, as in `bpfjury kernel get " KERNEL_DEFAULT "`");
	for (int i = 0; i < n; i++) {
		int r = kernel_check(specs[i]);
		worst = worst ? worst : r;
	}
	if (worst)
		return worst;
	for (int i = 0; i < n; i++) {
		cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
		int r = kernel_get(&k, specs[i]);
		if (!r) {
			print_clean(k.name ? k.name : k.image, 0);
			putchar('\n');
		}
		if (r == -EINTR)
			return r;
		worst = worst ? worst : r;
	}
	return worst;
}

static int kernel_remove_run(char **names, int n, const struct kernel_options *o)
{
	bool prune = o->days >= 0 || o->last >= 0;
	int worst = 0;

	if (!n && !prune)
		return diag_misuse("kernel remove: say which, by a name of `bpfjury kernel list`");
	if (n && prune)
		return diag_misuse(
			"kernel remove: names, or --older-than and --keep-last, not both");
	if (prune)
		return kernel_prune(o->days, o->last);
	for (int i = 0; i < n; i++) {
		int r = build_cache_is_name(names[i]) ? build_cache_remove(names[i])
						      : kernel_remove(names[i]);
		worst = worst ? worst : r;
	}
	return worst;
}

static int one_source(const char *word, char **sources, int n, struct build_wish *w)
{
	if (n != 1)
		return diag_misuse(
			"kernel %s: say one source, as in `bpfjury kernel %s " KERNEL_DEFAULT "`",
			word, word);
	w->source = sources[0];
	return 0;
}

static int kernel_build_run(char **sources, int n, struct kernel_options *o)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	int r = one_source("build", sources, n, &o->wish);

	if (!r)
		r = build_kernel(&k, &o->wish, false);
	if (!r) {
		print_clean(k.name, 0);
		putchar('\n');
	}
	return r;
}

static int kernel_config_run(char **sources, int n, struct kernel_options *o)
{
	int r = one_source("config", sources, n, &o->wish);

	return r ? r : build_config(&o->wish, o->output, o->all);
}

static int check_show(int n, const struct kernel_options *o)
{
	if (n != 1)
		return diag_misuse("kernel show: say one KERNEL");
	if (o->path && o->features)
		return diag_misuse("kernel show: --path or --features, not both");
	if (o->json && !o->features)
		return diag_misuse("kernel show: --json goes with --features");
	return 0;
}

static int kernel_show_run(char **specs, const struct kernel_options *o)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;

	if (o->features)
		return kernel_features(specs[0], o->json);
	int r = kernel_check(specs[0]);
	if (!r)
		r = kernel_here(&k, specs[0]);
	return r ? r : kernel_show(&k, o->path);
}

static int check_options(const char *word, const struct kernel_options *o)
{
	for (size_t i = 0; i < ARRAY_SIZE(goes_with); i++) {
		if (!strchr(o->given, goes_with[i].option))
			continue;
		const char *at = strstr(goes_with[i].words, word);
		if (at && strchr(" ", at[strlen(word)]))
			continue;
		return diag_misuse(
			"kernel %s: %s goes with %s", word, goes_with[i].name, goes_with[i].words);
	}
	return 0;
}

/*
 * Whether @word is one, and the options go with it and, of the one that writes a result, with each
 * other.
 */
static int check_word(const char *word, int n, const struct kernel_options *o)
{
	static const char *const words[] = {"build", "config", "get", "list", "remove", "show"};
	char question[128];
	size_t known = 0;

	while (known < ARRAY_SIZE(words) && strcmp(words[known], word) != 0)
		known++;
	if (known == ARRAY_SIZE(words)) {
		diag_error("kernel %s: no such word; build, config, get, list, remove or show%s",
			word,
			nearest_question(
				question, sizeof(question), word, words, ARRAY_SIZE(words)));
		return FAIL_MISUSE;
	}
	int r = check_options(word, o);
	return !r && *word == 's' ? check_show(n, o) : r;
}

static int kernel_word(const char *word, char **args, int n, struct kernel_options *o)
{
	switch (*word) {
	case 'b':
		return kernel_build_run(args, n, o);
	case 'c':
		return kernel_config_run(args, n, o);
	case 'g':
		return kernel_get_run(args, n);
	case 'l':
		return kernel_list_run(args, n);
	case 'r':
		return kernel_remove_run(args, n, o);
	}
	return kernel_show_run(args, o);
}

static int number_option(const char *name, const char *word, int *ret)
{
	const int least = strcmp(name, "-j") == 0 ? 1 : 0;
	int64_t value = 0;

	if (number_from_word(word, least, 9999, &value))
		return command_misuse(
			"kernel", "%s %s: want a number of %d to 9999", name, word, least);
	*ret = (int)value;
	return 0;
}

/* One option; 0, or the status to end with. */
static int take_option(struct kernel_options *o, int c, char **argv, const char **fragments)
{
	int r = 0;

	if (!strchr(o->given, c) && strlen(o->given) < sizeof(o->given) - 1)
		o->given[strlen(o->given)] = (char)c;
	switch (c) {
	case 'a':
		o->all = true;
		break;
	case 'b':
		o->wish.image_too = true;
		break;
	case 'c':
		o->wish.cc = optarg;
		break;
	case 'C':
		o->wish.config = optarg;
		break;
	case 'F':
		o->features = true;
		break;
	case 'J':
		o->json = optarg;
		break;
	case 'f':
		fragments[o->wish.n_fragments++] = optarg;
		break;
	case 'j':
		r = number_option("-j", optarg, &o->wish.jobs);
		break;
	case 'l':
		r = number_option("--keep-last", optarg, &o->last);
		break;
	case 'n':
		o->wish.name = optarg;
		break;
	case 't':
		r = number_option("--older-than", optarg, &o->days);
		break;
	case 'o':
		o->output = optarg;
		break;
	case 'p':
		o->path = optarg;
		break;
	case 's':
		o->wish.sha256 = optarg;
		break;
	case 'u':
		o->wish.update = true;
		break;
	default:
		r = command_bad_option("kernel", c, argv, options);
	}
	return r;
}

/* All of them, also after one that is wrong: what is to be written is known then. */
static int take_options(
	struct kernel_options *o, int argc, char **argv, const char **fragments, bool *ret_help)
{
	struct option_marks marks = {0};
	int status = STATUS_MET;

	optind = 0;
	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, ":f:hj:o:qv", options, NULL)) != -1;) {
		if (c == 'h') {
			*ret_help = true;
			return STATUS_MET;
		}
		if (c == 'q' || c == 'v') {
			command_verbosity(c);
			continue;
		}
		int wrong = command_once(&marks, "kernel", c, options, "f");
		if (wrong && c == 'J')
			output_withdraw("--json", optarg);
		else if (!wrong)
			wrong = take_option(o, c, argv, fragments);
		status = status ? status : wrong;
	}
	return status;
}

static int kernel_run(int argc, char **argv)
{
	cleanup_free const char **fragments = calloc((size_t)argc + 1, sizeof(*fragments));
	struct kernel_options o = {.days = -1, .last = -1, .wish = {.fragments = fragments}};
	bool help = false;

	if (!fragments) {
		diag_errno(-ENOMEM, "kernel");
		return STATUS_UNKNOWN;
	}
	int status = take_options(&o, argc, argv, fragments, &help);
	if (help) {
		fputs(command_kernel.help, stdout);
		return STATUS_MET;
	}
	const int n = argc - optind - 1;
	if (!status && n < 0)
		status = status_of(diag_misuse(
			"kernel: build, config, get, list, remove or show? See bpfjury kernel --help"));
	if (!status)
		status = status_of(check_word(argv[optind], n, &o));
	if (status) {
		output_withdraw("--json", o.json);
		return status;
	}
	return status_of(kernel_word(argv[optind], argv + optind + 1, n, &o));
}

const struct command command_kernel = {
	.name = "kernel",
	.summary = "get, build, list, show and remove the kernels to judge on",
	.help = "Usage: bpfjury kernel list\n"
		"       bpfjury kernel get KERNEL...\n"
		"       bpfjury kernel build [OPTION]... SOURCE\n"
		"       bpfjury kernel config [OPTION]... SOURCE\n"
		"       bpfjury kernel show [--path image|vmlinux|config|modules] KERNEL\n"
		"       bpfjury kernel show --features [--json FILE] KERNEL\n"
		"       bpfjury kernel remove NAME... | --older-than DAYS | --keep-last N\n"
		"\n"
		"The store of kernels, in ~/.cache/bpfjury ($BPFJURY_CACHE) and checked by\n"
		"checksum when used.  get and build print the name that each kernel has there.\n"
		"\n"
		"KERNEL is one of\n"
		"  debian:6.12     the newest cloud image of that series on this machine's Debian\n"
		"                  mirror\n"
		"  debian:6.19.6   that release\n"
		"  ubuntu:6.8      the same of Ubuntu, where apt knows an Ubuntu mirror\n"
		"  FILE            a package: .deb, .rpm, .pkg.tar.zst\n"
		"  DIR/FILE        a kernel image: " ARCH_DEFAULT_IMAGE
		", or a vmlinux with a PVH note; used\n"
		"                  where it lies\n"
		"  tree:DIR        a kernel source tree, built as it stands\n"
		"  NAME            in the store\n"
		"apt does the getting, with its own checks, in a directory of its own: it needs\n"
		"no root and changes nothing of the machine.  What was interrupted goes on where\n"
		"it stopped.\n"
		"\n"
		"      --path WORD       show: print the path of that file alone\n"
		"      --features        show: boot it and have it tell what it can: types of\n"
		"                        programs and maps, helpers, how many kfuncs, config\n"
		"      --json FILE       with --features: write that to FILE (-: standard output\n"
		"                        alone)\n"
		"\n"
		"SOURCE is one of\n"
		"  debian:6.12     the newest linux-source package of that series\n"
		"  DIR             a source tree or git work tree; it is never written to\n"
		"  FILE            a release archive, as linux-6.6.30.tar.xz\n"
		"\n"
		"  -f, --fragment FILE   lines of configuration behind the default ones; without\n"
		"                        dot and slash the name of one: debug, selftests, ...\n"
		"      --config FILE     begin with this .config instead of the default fragments\n"
		"      --cc COMPILER     gcc, gcc-12, clang, clang-19 (gcc)\n"
		"      --sha256 HEX      of the archive, where no file beside it tells\n"
		"      --update          of debian:6.12 the mirror's newest, not the cache's\n"
		"      --name NAME       build: in the store\n"
		"      --bzimage         build: a " ARCH_DEFAULT_IMAGE
		" too; the vmlinux is what boots\n"
		"  -j, --jobs N          build: compilers at a time (as many as processors)\n"
		"      --all             config: show the lines that took as well\n"
		"  -o, --output FILE     config: write the .config here (-: standard output)\n"
		"\n"
		"      --older-than DAYS remove: what was not used for so long\n"
		"      --keep-last N     remove: of kernels built here, sources and objects, all\n"
		"                        but the N of each that were used last\n"
		"\n"
		"  -q, --quiet           no progress\n"
		"  -v, --verbose         say more\n"
		"  -h, --help            this text\n"
		"\n"
		"Exit status: 0 done, 2 misuse, a kernel that does not exist or a line of a fragment\n"
		"that cannot take, 3 a kernel could not be had.\n",
	.run = kernel_run,
};
