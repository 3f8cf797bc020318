// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a kernel is built.
 *
 * The goal: the same source, configuration and tools give one entry of the store, made once and
 * found at once when it is asked for again, and it is never an entry of something else.
 *
 *   open_build()        check what was asked for; find the tools, the source and the fragments.
 *   keys_set_inputs()   what was asked for, as a key.  A kernel in the store with this key is the
 *                       answer; nothing else is run.
 *   lock                the directory of objects, CACHE/objects/NAME, for as long as any process of
 *                       this build lives.  Another bpfjury may have built the kernel meanwhile, so
 *                       the store is asked again.
 *   resume_prepare()    delete objects that make would wrongly keep.
 *   configure()         the kernel's kconfig merges the fragments; each line is compared with the
 *                       result.  A line that did not take ends the build before a compiler starts.
 *   keys_find()         the .config as a key: perhaps it was asked for before in another way.
 *   make_kernel()       vmlinux, the image, the modules.
 *   resume_finish()     the tree must be what it was at the start, or the result is not kept.
 *   put_into_store()    the products as a draft, synced, then renamed.
 *
 * What may fail: a compile error is the source's (-EBADMSG, with the first error of the log); a
 * full disk and the like are this machine's, and have other errnos (build.h, make-cause.c).  After
 * Ctrl-C, a full disk or a kill the objects stay, and the next build goes on from them.  The store
 * has the whole entry or none.  A build has no deadline of its own; make is given up after half an
 * hour without output (make-watch.h).
 */
#include "kernel/build/build.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "kernel/build/image-sum.h"
#include "kernel/build/keys.h"
#include "kernel/build/make.h"
#include "kernel/build/objects.h"
#include "kernel/build/products.h"
#include "kernel/build/resume.h"
#include "kernel/build/sources.h"
#include "kernel/build/wish.h"
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
#include "processors.h"
#include <string.h>
#include <sys/stat.h>

/* MiB for the objects: those of 6.12 with the default fragments take 1.2 GB with DWARF (du -sh). */
#define ROOM_MIB 1600

void build_state_clear(struct build *b)
{
	source_tree_clear(&b->tree);
	fragments_clear(&b->fragments);
	toolchain_clear(&b->toolchain);
	merge_clear(&b->merge);
	free(b->base);
	free(b->objects);
	free(b->store);
}

/* A range of commits may have some without a kernel, as a merge of another history has. */
static bool is_commit_without_kernel(const char *dir)
{
	cleanup_free char *git = format_string("%s/.git", dir);

	return git && access(git, F_OK) == 0 && !source_tree_is_complete(dir);
}

static int find_source(struct build *b)
{
	const struct build_wish *w = b->wish;
	int r = sources_find(&b->tree, w->source, w->sha256, w->update);

	if (r == FAIL_MISUSE && w->step && is_commit_without_kernel(w->source))
		return -EBADMSG;
	return r == -EBADMSG ? -EIO : r; /* an archive is not what its checksum says */
}

int build_check(const struct build_wish *w)
{
	cleanup_with(toolchain_clear) struct toolchain t = {0};
	const struct build b = {.wish = w};
	const int r = wish_check(&b);

	return fail_goes_on(r) ? fail_worse(r, toolchain_open(&t, w->cc)) : r;
}

/* Find the tools and the source, and read the fragments.  Runs no kconfig. */
static int open_build(struct build *b, const struct build_wish *w)
{
	b->wish = w;
	int r = wish_check(b);
	if (!r)
		r = toolchain_open(&b->toolchain, w->cc);
	if (!r)
		r = find_source(b);
	if (!r && !*b->tree.identity)
		r = source_tree_look(&b->tree);
	if (!r)
		r = wish_load_fragments(b);
	if (!r)
		r = toolchain_fits(&b->toolchain, &b->tree);
	if (!r)
		r = objects_find(b);
	return r;
}

static int configure(struct build *b, const char *objects)
{
	int r = kconfig_merge(&b->merge, &b->tree, &b->fragments, b->base, &b->toolchain, objects);
	return r ? r : keys_set_build(b);
}

/* Names from fragments and Kconfig files are not trusted: make them fit to be shown. */
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

/* In a range of commits an option that is not there yet, or no more, is no mistake. */
static int note_lost(const struct build *b)
{
	diag_note("%s: %zu of %zu lines did not take at this commit", b->tree.version,
		b->merge.wrong, b->merge.n);
	return 0;
}

static bool has_modules(const struct build *b)
{
	return strstr(b->merge.config, "=m\n");
}

static int put_into_store(struct kernel *ret, struct build *b)
{
	const struct toolchain *t = &b->toolchain;
	cleanup_free char *vmlinux = NULL;
	char sum[SHA256_SIZE] = "";
	cleanup_free char *fragments = wish_fragments_text(b->wish);
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
		r = products_copy(
			&b->toolchain, b->objects, b->wish->image_too, has_modules(b), draft.dir);
	if (!r && !(vmlinux = format_string("%s/vmlinux", draft.dir)))
		r = diag_errno(-ENOMEM, "build");
	/* without a sum the kernel is as good, and is never taken for another */
	if (!r && image_sum(vmlinux, sum))
		diag_debug("%s: no sum of its code", vmlinux);
	const struct kernel k = {
		.name = name,
		.origin = b->tree.origin,
		.from = FROM_BUILD,
		.version = b->tree.version,
		.build_inputs = b->inputs,
		.build_key = b->key,
		.build_tools = tools,
		.build_fragments = fragments,
		.build_commit = b->tree.commit,
		.build_image = *sum ? sum : NULL,
	};
	return r ? r : store_commit(ret, &draft, &k);
}

static int jobs_of(const struct build_wish *w)
{
	return w->jobs ? w->jobs : (int)processors();
}

/* Whether the image would boot and can be compressed, before a compiler starts. */
static int check_image(const struct build *b)
{
	if (!b->wish->image_too && !strstr(b->merge.config, "CONFIG_PVH=y\n")) {
		diag_error(
			"%s: QEMU boots no vmlinux without CONFIG_PVH=y; set it, with HYPERVISOR_GUEST, or "
			"use --bzimage",
			b->tree.version);
		return b->wish->step ? -EBADMSG : FAIL_MISUSE;
	}
	if (b->wish->image_too && strstr(b->merge.config, "CONFIG_KERNEL_LZ4=y\n") &&
		!process_in_path("lz4")) {
		diag_error(
			"%s: its %s needs lz4 (CONFIG_KERNEL_LZ4), which is missing; on Debian: apt-get install lz4",
			b->tree.version, arch_default()->image);
		return -ENOENT;
	}
	return 0;
}

/* @first: there are no objects of an earlier run. */
static int make_and_store(struct kernel *ret, struct build *b, int lock, bool first)
{
	const struct make_place place = {.dir = b->objects,
		.release = b->tree.version,
		.jobs = jobs_of(b->wish),
		.lock = lock};
	const char *targets[] = {"vmlinux", NULL, NULL, NULL};
	size_t n = 1;

	print_merge(b, stderr, false);
	int r = check_image(b);
	if (r)
		return r;
	if (b->wish->image_too)
		targets[n++] = arch_default()->image;
	if (has_modules(b))
		targets[n++] = "modules";
	r = make_kernel(&place, &b->tree, &b->toolchain, targets, first);
	if (r && r != -EBADMSG)
		return r;
	int settled = resume_finish(b->objects, &b->tree);
	if (settled)
		return settled;
	if (!r && has_modules(b))
		r = make_modules(&place, &b->tree, &b->toolchain);
	if (!r) {
		r = put_into_store(ret, b);
		r = build_failure_is_source(r) ? -EIO : r; /* it did build */
	}
	return r;
}

/* @lock: descriptor of the lock on b->objects. */
static int run_build(struct kernel *ret, struct build *b, int lock)
{
	cleanup_free char *build = format_string("%s/build", b->objects),
			  *vmlinux = format_string("%s/build/vmlinux", b->objects);
	int r = build && vmlinux ? objects_make(b) : diag_errno(-ENOMEM, "build");

	if (r)
		return r;
	r = resume_prepare(b->objects, &b->tree);
	if (r)
		return r;
	bool first = access(vmlinux, F_OK) != 0;
	if (first && (r = directory_check_room(b->objects, ROOM_MIB, "to build a kernel")))
		return r;
	r = configure(b, build);
	if (!r && b->merge.wrong)
		r = b->wish->step ? note_lost(b) : refuse_merge(b);
	if (r)
		return r;
	/* the same .config may have been asked for in another way */
	r = keys_find(ret, b, false);
	if (r != -ENOENT)
		return r;
	return make_and_store(ret, b, lock, first);
}

bool build_failure_is_source(int r)
{
	return r == -EBADMSG || r == -ENOTSUP;
}

int build_kernel(struct kernel *ret, const struct build_wish *w, bool here)
{
	cleanup_with(build_state_clear) struct build b = {0};
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	cleanup_close int lock = -1;
	int r = store_open(&b.store);

	if (!r)
		r = open_build(&b, w);
	if (!r)
		r = keys_set_inputs(&b);
	if (r)
		return r;
	r = keys_find(&k, &b, true);
	if (r == -ENOENT && here)
		diag_error("%s: not built yet; `bpfjury kernel build %s` does it", w->source,
			w->source);
	if (r == -ENOENT && !here) {
		cleanup_free char *path = entry_lock_path(b.objects);
		r = path ? lock_file_now(path, &lock) : diag_errno(-ENOMEM, "%s", w->source);
		if (r == -EWOULDBLOCK) {
			r = lock_file(path, false, "building in the same place", &lock);
			/* waiting may have taken long, and the tree may have changed */
			if (!r)
				r = source_tree_look(&b.tree);
			if (!r)
				r = keys_set_inputs(&b);
		}
		if (r)
			return r;
		/* another bpfjury may have built it meanwhile */
		r = keys_find(&k, &b, true);
		if (r == -ENOENT)
			r = run_build(&k, &b, lock);
	}
	if (r)
		return r;
	if (b.tree.commit) { /* it may be named otherwise since the kernel was built */
		free(k.build_commit);
		k.build_commit = steal(&b.tree.commit);
	}
	*ret = k;
	k = KERNEL_NONE;
	return 0;
}

int build_config_text(char **ret, const struct build_wish *w, const char *objects)
{
	cleanup_with(build_state_clear) struct build b = {0};
	int r = open_build(&b, w);

	if (!r)
		r = source_tree_check_path(objects);
	if (!r)
		r = configure(&b, objects);
	if (!r && b.merge.wrong && !w->step)
		r = refuse_merge(&b);
	if (!r)
		*ret = steal(&b.merge.config);
	return r;
}

int build_config(const struct build_wish *w, const char *config, bool all)
{
	cleanup_with(build_state_clear) struct build b = {0};
	/* a scratch directory: this must not disturb the objects of a build */
	cleanup_with(scratch_drop) struct scratch scratch = SCRATCH_NONE;
	/* report an output that cannot be written before the work */
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
	fprintf(to, "\nnot counted: %zu for other releases, %zu that a later line replaces\n",
		b.merge.elsewhere, b.merge.overridden);
	if (b.merge.wrong)
		return FAIL_MISUSE;
	if (config && strcmp(config, "-") == 0)
		r = print_exact(b.merge.config, "the configuration");
	else if (config)
		r = files_write(config, b.merge.config, strlen(b.merge.config));
	return r;
}
