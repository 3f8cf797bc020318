// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/build.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "kernel/build/fragment-files.h"
#include "kernel/build/make.h"
#include "kernel/build/products.h"
#include "kernel/build/sources.h"
#include "kernel/spec.h"
#include "kernel/store/commit.h"
#include "kernel/store/entry.h"
#include "kernel/store/store.h"
#include "outputs.h"
#include "print.h"
#include "process.h"
#include "scratch.h"
#include "verdict/text.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>

#define RULES                                                                                      \
	"bpfjury-build/1" /* how kernels are built here; another word and every key is another */
#define CONFIG_MAX ((size_t)8 << 20)
/* Objects of the default fragments with their DWARF: 1.2 GB for 6.12 (du -sh). */
#define ROOM_MIB 1600

/* All that a build is about, open. */
struct build {
	const struct build_wish *wish;
	struct source_tree tree;
	struct fragments fragments;
	struct toolchain toolchain;
	struct merge merge;
	char *base; /* the .config that was given */
	char *objects;
	char *store;
	char inputs[SHA256_SIZE], key[SHA256_SIZE];
};

static void build_clear(struct build *b)
{
	source_tree_clear(&b->tree);
	fragments_clear(&b->fragments);
	toolchain_clear(&b->toolchain);
	merge_clear(&b->merge);
	free(b->base);
	free(b->objects);
	free(b->store);
}

/* @config stands for what else the kernel is made of. */
static int make_key(const struct build *b, const char *config, char ret[SHA256_SIZE])
{
	const struct toolchain *t = &b->toolchain;
	const struct arch *arch = arch_default();
	cleanup_free char *text =
		format_string("%s\nsource %s\ncc %s %s\nld %s\npahole %s\n%s%s%s\n%s", RULES,
			*b->tree.sha256 ? b->tree.sha256 : b->tree.identity, t->cc, t->cc_version,
			t->ld_version, t->pahole_version, arch->name, b->wish->image_too ? " " : "",
			b->wish->image_too ? arch->image : "", config);

	if (!text || sha256_bytes(text, strlen(text), ret))
		return diag_errno(-ENOMEM, "%s", b->wish->source);
	return 0;
}

/* The lines as they were asked for. */
static char *inputs_text(const struct build *b)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	for (size_t i = 0; i < b->fragments.n; i++) {
		const struct fragment_line *l = &b->fragments.lines[i];
		if (fragment_line_applies(l, &b->tree.v) && !l->base)
			fprintf(f, "%s=%s%s\n", l->symbol, l->value,
				l->optional ? " optional" : "");
	}
	fprintf(f, "base\n%s", b->base ? b->base : "");
	if (fclose(f)) {
		free(text);
		return NULL;
	}
	return text;
}

static int load_fragments(struct build *b)
{
	const struct build_wish *w = b->wish;
	size_t len = 0;
	int r = 0;

	if (w->config) {
		r = files_read(w->config, CONFIG_MAX, &b->base, &len);
		if (r)
			return diag_errno(r, "%s", w->config) == -ENOMEM ? -ENOMEM : FAIL_MISUSE;
		if (!strstr(b->base, "CONFIG_")) {
			diag_error("%s: not a kernel's .config: there is no CONFIG_ line in it",
				w->config);
			return FAIL_MISUSE;
		}
		r = fragments_add_base(&b->fragments, w->config, b->base, len);
		if (r)
			return r;
	} else {
		r = fragments_add_defaults(&b->fragments);
	}
	for (size_t i = 0; !r && i < w->n_fragments; i++) {
		r = fragments_add_named(&b->fragments, w->fragments[i], &b->tree);
		if (r && r != -ENOMEM)
			r = FAIL_MISUSE; /* not to be read is misuse here */
	}
	return r ? r : fragments_resolve(&b->fragments, &b->tree.v);
}

/*
 * Where objects of this tree, built so, are kept: what is asked for in another way goes elsewhere,
 * or each build would undo the other's.
 */
static int find_objects(struct build *b)
{
	const struct build_wish *w = b->wish;
	cleanup_free char *top = NULL, *all = NULL, *copy = strdup(b->tree.dir);
	char sha256[SHA256_SIZE];
	int r = cache_subdir("objects", &top);

	if (r)
		return r;
	/* make does not see that a tool is another */
	all = format_string("%s\n%s %s\n%s\n%s\n%s", b->tree.dir, b->toolchain.cc,
		b->toolchain.cc_version, b->toolchain.ld_version, b->toolchain.pahole_version,
		w->config ? w->config : "");
	for (size_t i = 0; all && i < w->n_fragments; i++) {
		char *more = format_string("%s\n%s", all, w->fragments[i]);
		free(all);
		all = more;
	}
	if (!all || !copy || sha256_bytes(all, strlen(all), sha256))
		return diag_errno(-ENOMEM, "%s", w->source);
	/* the directory of one that was unpacked has no name of its own */
	const char *label = *b->tree.sha256 ? b->tree.version : basename(copy);
	b->objects = format_string("%s/%.40s-%.8s", top, label, sha256);
	if (!b->objects)
		return diag_errno(-ENOMEM, "%s", w->source);
	return source_tree_check_path(b->objects);
}

/* A name that is another kind of kernel's is not taken from it. */
static int check_name(const struct build *b)
{
	cleanup_with(kernel_clear) struct kernel other = KERNEL_NONE;
	struct kernel_spec spec;

	if (!b->wish->name)
		return 0;
	const char *name = b->wish->name;
	/* what a distribution's are called is theirs, gotten or not */
	if (!name_is_valid(name) || strncmp(name, "debian-", 7) == 0 ||
		strncmp(name, "ubuntu-", 7) == 0 || spec_parse(&spec, name) ||
		spec.kind != SPEC_NAME) {
		diag_error(
			"--name %s: want a word of letters, digits and ._+~- that is no kind of KERNEL and does not "
			"begin with debian- or ubuntu-",
			name);
		return FAIL_MISUSE;
	}
	if (!b->store || store_read(&other, b->store, name) || other.from == FROM_BUILD)
		return 0;
	diag_error("--name %s: is the name of a kernel that was not built here; remove that first",
		b->wish->name);
	return FAIL_MISUSE;
}

/*
 * All that can be wrong with what is asked for, as far as it is known without the source, which
 * may have to be fetched.
 */
static int check_wish(const struct build *b)
{
	const struct build_wish *w = b->wish;
	int r = 0;

	for (size_t i = 0; i < w->n_fragments; i++)
		if (fragments_check_named(w->fragments[i]))
			r = FAIL_MISUSE;
	if (w->config && access(w->config, R_OK))
		r = diag_errno(-errno, "%s", w->config) == -ENOMEM ? -ENOMEM : FAIL_MISUSE;
	if (check_name(b))
		r = FAIL_MISUSE;
	return r;
}

/* The tools, the sources and what is asked for; no kconfig has been run yet. */
static int open_build(struct build *b, const struct build_wish *w)
{
	b->wish = w;
	int r = check_wish(b);
	if (!r)
		r = toolchain_open(&b->toolchain, w->cc);
	if (!r)
		r = sources_find(&b->tree, w->source, w->sha256, w->update);
	if (!r && !*b->tree.identity)
		r = source_tree_look(&b->tree);
	if (!r)
		r = load_fragments(b);
	if (!r)
		r = toolchain_fits(&b->toolchain, &b->tree);
	if (!r)
		r = find_objects(b);
	return r;
}

static int inputs_key(struct build *b)
{
	cleanup_free char *text = NULL;

	if (*b->tree.sha256 && strcmp(b->tree.identity, b->tree.unpacked) != 0) {
		diag_error("%s: was changed just now", b->tree.dir);
		return -EBUSY;
	}
	text = inputs_text(b);
	return text ? make_key(b, text, b->inputs) : diag_errno(-ENOMEM, "%s", b->wish->source);
}

/* Which key must be the same; under the name that is asked for, if any is. */
struct wanted_key {
	const struct build *build;
	bool by_inputs;
};

static bool has_key(const struct kernel *k, const void *arg)
{
	const struct wanted_key *w = arg;
	const struct build *b = w->build;
	const char *key = w->by_inputs ? k->build_inputs : k->build_key;

	return key && strcmp(key, w->by_inputs ? b->inputs : b->key) == 0 &&
	       (!b->wish->name || strcmp(b->wish->name, k->name) == 0);
}

/* The entry of that key; -ENOENT, also where it is damaged, is not reported. */
static int find_built(struct kernel *ret, const struct build *b, bool by_inputs)
{
	const struct wanted_key w = {.build = b, .by_inputs = by_inputs};
	const struct store_condition condition = {.met = has_key, .arg = &w};
	int r = store_find(ret, b->store, &condition);

	return r == -EBADMSG ? -ENOENT : r;
}

static int build_directory(const struct build *b)
{
	cleanup_free char *build = format_string("%s/build", b->objects);
	cleanup_free char *about = format_string("%s/tree", b->objects);

	if (!build || !about)
		return diag_errno(-ENOMEM, "%s", b->wish->source);
	/* whose they are, for people */
	int r = directory_make(build);
	return r ? r : files_write(about, b->tree.dir, strlen(b->tree.dir));
}

static int configure(struct build *b, const char *objects)
{
	int r = kconfig_merge(&b->merge, &b->tree, &b->fragments, b->base, &b->toolchain, objects);
	return r ? r : make_key(b, b->merge.config, b->key);
}

/* Fragments and Kconfig files may be a stranger's. */
static void print_merge(const struct build *b, FILE *to, bool all)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return;
	merge_print(&b->merge, f, all);
	fclose(f);
	cleanup_free char *clean = text ? text_shown(text, len, 1) : NULL;
	diag_live_clear();
	if (clean)
		fputs(clean, to);
	free(text);
	if (b->merge.base_lost && !all)
		diag_note("%s: %zu lines did not take; `bpfjury kernel config --all` shows them",
			b->wish->config, b->merge.base_lost);
}

static int refuse_merge(const struct build *b)
{
	print_merge(b, stderr, false);
	diag_error("%s: %zu of %zu lines did not take (above); nothing was built", b->tree.version,
		b->merge.wrong, b->merge.n);
	return FAIL_MISUSE;
}

static bool has_modules(const struct build *b)
{
	return strstr(b->merge.config, "=m\n");
}

/* "default, my.config, debug": as it was asked for; malloc'd. */
static char *fragments_text(const struct build_wish *w)
{
	char *text = strdup(w->config ? w->config : "default");

	for (size_t i = 0; text && i < w->n_fragments; i++) {
		char *more = format_string("%s, %s", text, w->fragments[i]);
		free(text);
		text = more;
	}
	cleanup_free char *raw = text;
	return raw ? text_cleaned(raw, strlen(raw), 0) : NULL;
}

static int put_into_store(struct kernel *ret, struct build *b)
{
	const struct toolchain *t = &b->toolchain;
	cleanup_free char *fragments = fragments_text(b->wish);
	cleanup_free char *tools =
		format_string("%s, %s, pahole %s", t->cc_version, t->ld_version, t->pahole_version);
	cleanup_with(draft_drop) struct draft draft = {0};
	cleanup_close int lock = -1;
	cleanup_free char *name = b->wish->name
					  ? strdup(b->wish->name)
					  : format_string("built-%s-%.8s", b->tree.version, b->key);
	int r = name && tools && fragments
			? entry_lock_directory(b->store, "getting a kernel", &lock)
			: diag_errno(-ENOMEM, "build");

	if (!r)
		r = draft_open(&draft, b->store);
	if (!r)
		r = collect_kernel(
			&b->toolchain, b->objects, b->wish->image_too, has_modules(b), draft.dir);
	const struct kernel k = {
		.name = name,
		.origin = b->tree.origin,
		.from = FROM_BUILD,
		.version = b->tree.version,
		.build_inputs = b->inputs,
		.build_key = b->key,
		.build_tools = tools,
		.build_fragments = fragments,
	};
	if (!r)
		r = store_commit(ret, &draft, &k);
	return r;
}

static int jobs_of(const struct build_wish *w)
{
	cpu_set_t set;

	return w->jobs ? w->jobs : sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);
}

/* What comes out of it boots, and there is all that it takes; told before a compiler starts. */
static int check_image(const struct build *b)
{
	if (!b->wish->image_too && !strstr(b->merge.config, "CONFIG_PVH=y\n")) {
		diag_error(
			"%s: a vmlinux without CONFIG_PVH=y is none that QEMU boots; set it, with HYPERVISOR_GUEST, or "
			"give --bzimage",
			b->tree.version);
		return FAIL_MISUSE;
	}
	if (b->wish->image_too && strstr(b->merge.config, "CONFIG_KERNEL_LZ4=y\n") &&
		!process_in_path("lz4")) {
		diag_error(
			"%s: to pack its %s (CONFIG_KERNEL_LZ4) there is no lz4; on Debian: apt-get install lz4",
			b->tree.version, arch_default()->image);
		return -ENOENT;
	}
	return 0;
}

/* With the lock @lock on its objects. */
static int run_build(struct kernel *ret, struct build *b, int lock)
{
	cleanup_free char *build = format_string("%s/build", b->objects),
			  *vmlinux = format_string("%s/build/vmlinux", b->objects);
	const struct make_place place = {.dir = b->objects,
		.doing = b->tree.version,
		.jobs = jobs_of(b->wish),
		.lock = lock};
	const char *targets[] = {"vmlinux", NULL, NULL, NULL};
	size_t n = 1;
	int r = build && vmlinux ? build_directory(b) : diag_errno(-ENOMEM, "build");

	if (r)
		return r;
	r = make_mend(b->objects, &b->tree);
	if (r)
		return r;
	bool first = access(vmlinux, F_OK) != 0;
	if (first && (r = directory_check_room(b->objects, ROOM_MIB, "to build a kernel")))
		return r;
	r = configure(b, build);
	if (!r && b->merge.wrong)
		r = refuse_merge(b);
	if (r)
		return r;
	/* asked for in other words before */
	r = find_built(ret, b, false);
	if (r != -ENOENT)
		return r;
	print_merge(b, stderr, false);
	r = check_image(b);
	if (r)
		return r;
	if (b->wish->image_too)
		targets[n++] = arch_default()->image;
	if (has_modules(b))
		targets[n++] = "modules";
	r = make_kernel(&place, &b->tree, &b->toolchain, targets, first);
	if (r && r != -EBADMSG)
		return r;
	int settled = make_settle(b->objects, &b->tree);
	if (settled)
		return settled;
	if (!r && has_modules(b))
		r = make_modules(&place, &b->tree, &b->toolchain);
	return r ? r : put_into_store(ret, b);
}

int build_kernel(struct kernel *ret, const struct build_wish *w, bool here)
{
	cleanup_with(build_clear) struct build b = {0};
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	cleanup_close int lock = -1;
	int r = store_open(&b.store);

	if (!r)
		r = open_build(&b, w);
	if (!r)
		r = inputs_key(&b);
	if (r)
		return r;
	r = find_built(&k, &b, true);
	if (r == -ENOENT && here)
		diag_error("%s: not built yet; `bpfjury kernel build %s` does it", w->source,
			w->source);
	if (r == -ENOENT && !here) {
		cleanup_free char *path = entry_lock_path(b.objects);
		r = path ? lock_file_now(path, &lock) : diag_errno(-ENOMEM, "%s", w->source);
		if (r == -EWOULDBLOCK) {
			r = lock_file(path, false, "building in the same place", &lock);
			/* it may have taken a while: somebody may have changed it */
			if (!r)
				r = source_tree_look(&b.tree);
			if (!r)
				r = inputs_key(&b);
		}
		if (r)
			return r;
		/* another bpfjury may have built it just now */
		r = find_built(&k, &b, true);
		if (r == -ENOENT)
			r = run_build(&k, &b, lock);
	}
	if (r)
		return r;
	*ret = k;
	k = KERNEL_NONE;
	return 0;
}

int build_config(const struct build_wish *w, const char *config, bool all)
{
	cleanup_with(build_clear) struct build b = {0};
	/* a merge that is only looked at changes nothing of a build */
	cleanup_with(scratch_drop) struct scratch scratch = SCRATCH_NONE;
	/* what cannot be written is said at once */
	int r = output_check("-o", config);

	if (!r)
		r = open_build(&b, w);
	if (!r)
		r = scratch_make(&scratch);
	if (!r)
		r = source_tree_check_path(scratch.dir);
	if (!r)
		r = configure(&b, scratch.dir);
	if (r)
		return r;
	FILE *to = config && strcmp(config, "-") == 0 ? stderr : stdout;
	print_merge(&b, to, all);
	size_t others = b.merge.n - b.merge.took;
	print_fit(to, "%s: %zu lines: %zu took", b.tree.version, b.merge.n, b.merge.took);
	if (others)
		fprintf(to, ", %zu did not, %zu of which had to", others, b.merge.wrong);
	fprintf(to, "\nbesides, %zu for other releases, %zu that gave way to a later one\n",
		b.merge.elsewhere, b.merge.overridden);
	if (b.merge.wrong)
		return FAIL_MISUSE;
	if (config && strcmp(config, "-") == 0)
		r = print_exact(b.merge.config, "the configuration");
	else if (config)
		r = files_write(config, b.merge.config, strlen(b.merge.config));
	return r;
}
