// SPDX-License-Identifier: GPL-2.0-only
#include "doctor.h"
#include "archive/initramfs.h"
#include "cache.h"
#include "capture.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "kernel/apt/mirror.h"
#include "kernel/arch.h"
#include "kernel/build/toolchain.h"
#include "kernel/snapshot.h"
#include "kernel/find.h"
#include "kernel/unpack/sandbox.h"
#include "layout.h"
#include "print.h"
#include "process.h"
#include "scratch.h"
#include "stop.h"
#include "vm/accel.h"
#include "vm/qemu-version.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>

/* WEAK: something is slower, or only some runs need it; BAD: `bpfjury try` does not work. */
enum finding { GOOD, WEAK, BAD };

static const char *const marks[] = {[GOOD] = "ok", [WEAK] = "--", [BAD] = "NO"};

struct examination {
	FILE *out;
	const char *qemu;
	int bad;
};

static void put_finding(struct examination *e, enum finding f, const char *what, const char *format,
	...) __attribute__((format(printf, 4, 5)));
static void put_finding(
	struct examination *e, enum finding f, const char *what, const char *format, ...)
{
	va_list args;

	if (stop_signal()) /* an interrupted examination proves nothing */
		return;
	fprintf(e->out, "%-2s  %-8s  ", marks[f], what);
	va_start(args, format);
	print_fit_args(e->out, format, args);
	va_end(args);
	fputc('\n', e->out);
	fflush(e->out);
	e->bad += f == BAD;
}

/* The first line that a program prints; false where it does not run. */
static bool first_line(const char *const argv[], char *line, size_t size)
{
	cleanup_free char *out = NULL;
	int status;

	if (process_capture((char *const *)argv, 10000, 1 << 20, &out, NULL, &status) ||
		!WIFEXITED(status) || WEXITSTATUS(status))
		return false;
	snprintf(line, size, "%.*s", (int)strcspn(out, "\n"), out);
	return true;
}

static bool examine_qemu(struct examination *e)
{
	char version[64];

	if (qemu_version(e->qemu, version, sizeof(version))) {
		put_finding(e, BAD, "QEMU", "%s does not work (above)", e->qemu);
		return false;
	}
	const char *bad = qemu_known_bad(version);
	if (bad)
		put_finding(e, WEAK, "QEMU", "%s: %s", version, bad);
	else
		put_finding(e, GOOD, "QEMU", "%s", version);
	return true;
}

/* Checked private copies of the entry @name, as `try` boots them. */
static int copy_kernel(
	struct kernel *kernel, struct kernel_snapshot *copy, const char *name, const char *dir)
{
	struct kernel_spec spec;
	int r = spec_parse(&spec, name);

	if (!r)
		r = kernel_find(kernel, &spec, FETCH_NEVER);
	return r ? r : kernel_snapshot_take(copy, kernel, dir);
}

/* Prove KVM by a boot of the kernel @name, which the store has: a doctor downloads nothing. */
static int boot_with_kvm(struct accel_answer *answer, const char *qemu, const char *name)
{
	cleanup_with(collection_clear) struct collection objects = {0};
	cleanup_with(scratch_drop) struct scratch scratch = SCRATCH_NONE;
	cleanup_with(initramfs_clear) struct initramfs initramfs = INITRAMFS_NONE;
	cleanup_with(kernel_snapshot_clear) struct kernel_snapshot copy = KERNEL_SNAPSHOT_NONE;
	cleanup_with(kernel_clear) struct kernel kernel = KERNEL_NONE;
	cleanup_free char *docket = NULL;
	int r = layout_docket(&docket);

	if (!r)
		r = scratch_make(&scratch);
	if (!r)
		r = collection_make(&objects, &docket, 1);
	if (!r)
		r = initramfs_make(&initramfs, scratch.dir, &objects);
	if (!r)
		r = copy_kernel(&kernel, &copy, name, scratch.dir);
	if (r)
		return r;
	const struct machine m = {
		.arch = arch_default(),
		.qemu = qemu,
		.image = kernel.image,
		.image_fd = copy.image,
		.vmlinux = kernel.vmlinux,
		.vmlinux_fd = copy.vmlinux,
		.archive = initramfs.path,
		.archive_fd = initramfs.fd,
		.memory_mib = 512,
	};
	accel_prove(answer, &m);
	return 0;
}

static void examine_kvm(struct examination *e, const struct kernel *kernel)
{
	struct accel_answer a;

	if (!accel_known(&a, e->qemu)) {
		if (!kernel) {
			put_finding(e, WEAK, "KVM",
				"/dev/kvm is there; a boot proves it, once there is a kernel: bpfjury "
				"kernel get " KERNEL_DEFAULT);
			return;
		}
		if (boot_with_kvm(&a, e->qemu, kernel->name)) {
			put_finding(e, WEAK, "KVM", "could not be tried (above)");
			return;
		}
	}
	if (a.accel == ACCEL_KVM)
		put_finding(e, GOOD, "KVM", "%s", a.why);
	else
		put_finding(e, WEAK, "KVM",
			"%s; trials are emulated, which is about ten times slower", a.why);
}

static void examine_store(struct examination *e, const struct kernel *list, size_t n)
{
	int64_t bytes = 0;

	for (size_t i = 0; i < n; i++)
		bytes += list[i].bytes;
	if (n)
		put_finding(e, GOOD, "store", "%zu kernel%s, %" PRId64 " MB", n, n == 1 ? "" : "s",
			bytes / 1000000);
	else
		put_finding(e, WEAK, "store",
			"no kernel yet: `try` gets what it needs, or bpfjury kernel get " KERNEL_DEFAULT);
}

/* Whether kernels can be downloaded.  Without a kernel in the store `try` depends on it. */
static void examine_apt(struct examination *e, bool have_kernels)
{
	const enum finding severity = have_kernels ? WEAK : BAD;

	if (!process_in_path("apt-get"))
		put_finding(e, severity, "apt",
			"no apt-get here: give -k a package file or a kernel image");
	else if (mirror_check())
		put_finding(e, severity, "apt", "it provides no kernels at present (above)");
	else
		put_finding(e, GOOD, "apt", "its mirror answers");
}

static void examine_compilers(struct examination *e)
{
	static const char *const clang[] = {"clang", "--version", NULL};
	struct toolchain_missing missing;
	char line[128];

	if (process_in_path("clang") && first_line(clang, line, sizeof(line)))
		put_finding(e, GOOD, "clang", "%s", line);
	else
		put_finding(e, WEAK, "clang",
			"none: needed to compile BPF programs, not to judge objects");
	if (toolchain_missing("gcc", &missing))
		put_finding(e, WEAK, "compiler",
			"no %s, which building kernels needs (apt-get install %s)", missing.what,
			missing.packages);
	else
		put_finding(e, GOOD, "compiler", "all that building kernels needs is here%s",
			process_in_path("ccache")
				? ""
				: "; ccache, which makes further builds fast, is not");
}

/* Which confines the child that unpacks packages and images (kernel/unpack/isolate.c). */
static void examine_landlock(struct examination *e)
{
	const int abi = sandbox_landlock();

	if (abi)
		put_finding(e, GOOD, "landlock",
			"ABI %d: the process that unpacks packages and images can write nowhere else",
			abi);
	else
		put_finding(e, WEAK, "landlock",
			"none here: a package or image that takes over the process that unpacks it could write "
			"to your files");
}

/* For a guest and the tool. */
#define MEMORY_MIB 768
/* For a package, the kernel unpacked from it, and logs. */
#define DISK_MIB 1024

static void examine_room(struct examination *e)
{
	cleanup_free char *cache = NULL;
	struct statvfs fs;
	struct sysinfo info;

	sysinfo(&info);
	uint64_t mib = (uint64_t)(info.freeram + info.bufferram) * info.mem_unit >> 20;
	cleanup_free char *meminfo = NULL;
	const char *at = files_read("/proc/meminfo", 65536, &meminfo, NULL)
				 ? NULL
				 : strstr(meminfo, "MemAvailable:");
	if (at)
		mib = strtoull(at + strlen("MemAvailable:"), NULL, 10) >> 10;
	put_finding(e, mib < MEMORY_MIB ? BAD : GOOD, "memory", "%" PRIu64 " MiB available%s", mib,
		mib < MEMORY_MIB ? ", a guest needs 512: end other programs" : "");
	if (cache_dir(&cache) || statvfs(cache, &fs)) {
		put_finding(e, BAD, "disk",
			"no cache directory (above): set BPFJURY_CACHE to a writable one");
		return;
	}
	mib = (uint64_t)fs.f_bavail * fs.f_frsize >> 20;
	bool writable = access(cache, W_OK) == 0;
	put_finding(e,
		!writable	 ? BAD
		: mib < DISK_MIB ? WEAK
				 : GOOD,
		"disk", "%s: %" PRIu64 " MiB free%s", cache, mib,
		!writable ? ", but not writable: set BPFJURY_CACHE"
		: mib < DISK_MIB
			? ", a kernel takes about 300: bpfjury kernel remove, or set BPFJURY_CACHE"
			: "");
}

static void examine_own(struct examination *e)
{
	cleanup_free char *init = NULL, *manifest = NULL, *docket = NULL;

	if (layout_init(&init) || layout_manifest(&manifest))
		put_finding(e, BAD, "bpfjury",
			"its own files are missing (above): install or build all of it");
	else if (layout_docket(&docket))
		put_finding(e, WEAK, "bpfjury", "no built-in docket (above): name objects");
	else
		put_finding(e, GOOD, "bpfjury", "init and docket are in place");
}

int doctor_examine(FILE *out, const char *qemu)
{
	struct examination e = {.out = out, .qemu = qemu};
	struct kernel *list = NULL;
	size_t n = 0;

	examine_own(&e);
	bool have_qemu = examine_qemu(&e);
	if (kernel_list(&list, &n))
		n = 0;
	if (have_qemu)
		examine_kvm(&e, n ? &list[n - 1] : NULL);
	examine_store(&e, list, n);
	if (!stop_signal())
		examine_apt(&e, n > 0);
	examine_compilers(&e);
	examine_landlock(&e);
	examine_room(&e);
	kernel_list_free(list, n);
	if (stop_signal()) {
		diag_error("doctor: interrupted");
		return -EINTR;
	}
	fprintf(out, "%s\n",
		e.bad ? "`bpfjury try` would not work here" : "`bpfjury try` works here");
	return e.bad ? -ENOENT : 0;
}
