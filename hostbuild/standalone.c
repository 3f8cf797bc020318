// SPDX-License-Identifier: GPL-2.0-only
#include "standalone.h"
#include "archive/initramfs.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "file-writer.h"
#include "files.h"
#include "format.h"
#include "kernel/snapshot.h"
#include "plan.h"
#include "scratch.h"
#include "standalone-script.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#define MEMORY_MIB 2048
#define PIECE	   65536

/* What is made on the way. */
struct parts {
	struct plan plan;
	struct scratch scratch;
	struct kernel_snapshot copy;
	struct initramfs initramfs;
	char added[SHA256_SIZE]; /* the list of what was added to the archive; "": nothing */
	int archive;		 /* as it is in the file; -1: none */
};

static void clear(struct parts *p)
{
	if (p->archive >= 0)
		close(p->archive);
	initramfs_clear(&p->initramfs);
	kernel_snapshot_clear(&p->copy);
	scratch_drop(&p->scratch);
	plan_clear(&p->plan);
}

/* The objects and the one kernel. */
static int plan(struct parts *p, const struct standalone_options *o)
{
	char *kernels[] = {(char *)o->kernel};
	const struct plan_inputs in = {.on.kernels = kernels,
		.on.n_kernels = o->kernel ? 1 : 0,
		.paths = o->paths,
		.n_paths = o->n_paths,
		.config = o->config};
	int r = plan_make(&p->plan, &in);

	if (!r && p->plan.n_trials != 1)
		return diag_misuse(
			"--standalone: bpfjury.yaml names %zu kernels, and one goes into the file: "
			"name it with -k",
			p->plan.n_trials);
	if (!r)
		r = plan_find_kernel(&p->plan, 0);
	if (!r && !p->plan.trials[0].kernel.image)
		r = -ENOENT; /* reported */
	return r;
}

static int open_part(const char *from, int *ret)
{
	*ret = open(from, O_RDONLY | O_CLOEXEC);
	return *ret < 0 ? diag_errno(-errno, "open %s", from) : 0;
}

/* The archive with the kernel's configuration, where objects read it. */
static int add_config(struct parts *p, int *ret_fd)
{
	const struct kernel *k = &p->plan.trials[0].kernel;

	if (!plan_adds_config(&p->plan, 0)) {
		*ret_fd = fcntl(p->initramfs.fd, F_DUPFD_CLOEXEC, 3);
		return *ret_fd < 0 ? diag_errno(-errno, "pack") : 0;
	}
	cleanup_free char *path = format_string("%s/added", p->scratch.dir);
	cleanup_free char *name = format_string("boot/config-%s", k->release);
	if (!path || !name)
		return diag_errno(-ENOMEM, "pack");
	const int r = archive_add(path, p->initramfs.fd, name, p->copy.config, p->added);
	return r ? r : open_part(path, ret_fd);
}

/* Kernels unpack gzip since 2.6.  zlib writes no time and no name: the same bytes each time. */
static int compress_to(const char *path, int from)
{
	char piece[PIECE];
	gzFile to = gzopen(path, "wb9");
	ssize_t n = 0;
	off_t at = 0;
	bool failed = !to;

	while (!failed && (n = pread(from, piece, sizeof(piece), at)) > 0) {
		failed = gzwrite(to, piece, (unsigned int)n) != n;
		at += n;
	}
	if (to && gzclose(to) != Z_OK)
		failed = true;
	return failed || n < 0 ? diag_errno(errno ? -errno : -EIO, "write %s", path) : 0;
}

static int make_archive(struct parts *p, bool plain)
{
	cleanup_free char *path = format_string("%s/archive.gz", p->scratch.dir);
	cleanup_close int whole = -1;
	int r = path ? initramfs_make(&p->initramfs, p->scratch.dir, &p->plan.collection)
		     : diag_errno(-ENOMEM, "pack");

	if (!r)
		r = add_config(p, &whole);
	if (!r && plain) {
		p->archive = steal_fd(&whole);
		return 0;
	}
	if (!r)
		r = compress_to(path, whole);
	return r ? r : open_part(path, &p->archive);
}

static int measure(int fd, struct standalone_part *ret)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	ret->bytes = st.st_size;
	return sha256_fd(fd, ret->sha256);
}

/* The names of @c's objects, in an array that the caller frees with names_free(). */
static char **names_of(const struct collection *c)
{
	char **names = calloc(c->count + 1, sizeof(*names));

	for (size_t i = 0; names && i < c->count; i++) {
		char name[OBJECT_NAME_SIZE];
		names[i] = strdup(object_name(name, c->objects[i].path, c->objects[i].shape));
	}
	return names;
}

static void names_free(char ***names)
{
	for (size_t i = 0; *names && (*names)[i]; i++)
		free((*names)[i]);
	free(*names);
}

/* What bpfjury.yaml says of the kernel or of all of them, as `try` has it, else what is enough. */
static int64_t memory_of(const struct parts *p)
{
	const int64_t own = p->plan.trials[0].memory_mib,
		      needed = initramfs_guest_mib(&p->initramfs);
	const int64_t given = own ? own : p->plan.project.inputs.memory_mib;

	return given ? given : needed > MEMORY_MIB ? needed : MEMORY_MIB;
}

static int64_t cpus_of(const struct parts *p)
{
	const int64_t own = p->plan.trials[0].cpus, given = own ? own : p->plan.project.inputs.cpus;

	return given ? given : 1;
}

static int check_memory(const struct parts *p)
{
	const int64_t needed = initramfs_guest_mib(&p->initramfs);

	return memory_of(p) >= needed ? 0
				      : diag_misuse("memory: %" PRId64
						    "M: this archive needs %" PRId64 "M at least",
						memory_of(p), needed);
}

static char *make_script(const struct parts *p, size_t *ret_len)
{
	const struct plan_trial *t = &p->plan.trials[0];
	const struct kernel *k = &t->kernel;
	cleanup_with(names_free) char **names = names_of(&p->plan.collection);
	cleanup_free char *kernel = format_string("%s%s%s%s", k->release ? k->release : t->name,
		k->release ? " (" : "", k->release ? t->name : "", k->release ? ")" : "");
	struct standalone_script s = {.arch = k->arch ? arch_find(k->arch) : arch_default(),
		.kernel = kernel,
		.objects = (const char *const *)names,
		.n_objects = p->plan.collection.count,
		.added = p->added,
		.append = t->append ? t->append : "",
		.docket = p->plan.collection.sha256,
		.memory_mib = memory_of(p),
		.cpus = cpus_of(p)};

	if (!names || !kernel || !s.arch)
		return NULL;
	const int r = measure(p->copy.image, &s.image);
	return r || measure(p->archive, &s.archive) ? NULL : standalone_script(&s, ret_len);
}

static int copy_all(int to, int from)
{
	char piece[PIECE];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(from, piece, sizeof(piece), at)) > 0) {
		const int r = write_all(to, piece, (size_t)n);
		if (r)
			return r;
		at += n;
	}
	return n < 0 ? -errno : 0;
}

static int write_file(const char *path, const struct parts *p)
{
	cleanup_with(file_writer_drop) struct file_writer w = {0};
	size_t len = 0;
	cleanup_free char *script = make_script(p, &len);
	int r = script ? file_writer_open(&w, path, 0777) : diag_errno(-ENOMEM, "write %s", path);

	if (r)
		return r;
	r = write_all(w.fd, script, len);
	if (!r)
		r = copy_all(w.fd, p->copy.image);
	if (!r)
		r = copy_all(w.fd, p->archive);
	return r ? diag_errno(r, "write %s", path) : file_writer_commit(&w);
}

int standalone_pack(const struct standalone_options *o)
{
	cleanup_with(clear) struct parts p = {.scratch = SCRATCH_NONE,
		.copy = KERNEL_SNAPSHOT_NONE,
		.initramfs = INITRAMFS_NONE,
		.archive = -1};
	int r = plan(&p, o);

	if (!r)
		r = scratch_make(&p.scratch);
	if (!r)
		r = kernel_snapshot_take(&p.copy, &p.plan.trials[0].kernel, p.scratch.dir);
	if (!r)
		r = make_archive(&p, o->plain);
	if (!r)
		r = check_memory(&p);
	if (!r)
		r = write_file(o->output, &p);
	if (!r)
		diag_note("packed %zu object%s and the kernel %s: %s; run it with sh",
			p.plan.collection.count, p.plan.collection.count == 1 ? "" : "s",
			p.plan.trials[0].name, o->output);
	return r;
}
