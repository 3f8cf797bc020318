// SPDX-License-Identifier: GPL-2.0-only
#include "load.h"
#include "adapt.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* The largest log buffer of kernels before 5.2 (UINT_MAX >> 8 less one); later ones take 1 GiB, which a
 * guest does not have.  Pages are only taken as the kernel writes them. */
#define LOG_SIZE       (16 << 20)
#define LOG_STATS_SIZE (64 << 10)
#define WORDS_MESSAGE  4096

static char words[16384];
static size_t words_len;

/* What the bpf() call for the program in hand came to; see __wrap_syscall(). */
static struct {
	const char *log_buf; /* the buffer that only its BPF_PROG_LOAD carries; NULL: watch nothing */
	bool reached, accepted;
	int err;
	int64_t load_us, xlated_bytes, jited_bytes;
} watch;

static void take_sizes(int fd)
{
	struct bpf_prog_info info = {0};
	__u32 len = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &len))
		return;
	watch.xlated_bytes = info.xlated_prog_len;
	watch.jited_bytes = info.jited_prog_len; /* 0 where the interpreter runs it: a true figure */
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

/*
 * Every bpf() of libbpf passes here (the linker's --wrap=syscall): the one way to time the call alone and
 * to have its errno as the kernel gave it, without a copy of libbpf's loading steps.
 */
long __wrap_syscall(long number, ...)
{
	struct timespec before, after;
	va_list args;
	long a[6];

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	const union bpf_attr *attr = (const union bpf_attr *)a[1];
	if (number != SYS_bpf || a[0] != BPF_PROG_LOAD || !watch.log_buf || attr->log_buf != (uintptr_t)watch.log_buf)
		return __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	clock_gettime(CLOCK_MONOTONIC, &before);
	long r = __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	int err = errno;
	clock_gettime(CLOCK_MONOTONIC, &after);
	watch.reached = true;
	watch.accepted = r >= 0;
	watch.err = r >= 0 ? 0 : err;
	watch.load_us = (after.tv_sec - before.tv_sec) * 1000000LL + (after.tv_nsec - before.tv_nsec) / 1000;
	if (r >= 0)
		take_sizes((int)r);
	errno = err;
	return r;
}

static int keep_words(enum libbpf_print_level level, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
static void keep(const char *text, size_t len)
{
	size_t room = sizeof(words) - 1 - words_len;

	if (len > room)
		len = room;
	memcpy(words + words_len, text, len);
	words_len += len;
	words[words_len] = '\0';
}

/* Of a message that is a whole log (of BTF that was refused) what matters stands at its end. */
static int keep_words(enum libbpf_print_level level, const char *format, va_list args)
{
	static const char cut[] = "\n[bpfjury: cut here]\n";
	char *message;

	if (level > LIBBPF_WARN)
		return 0;
	int n = vasprintf(&message, format, args);
	if (n < 0)
		return 0;
	size_t len = (size_t)n;
	if (len > WORDS_MESSAGE) {
		keep(message, WORDS_MESSAGE / 4);
		keep(cut, sizeof(cut) - 1);
		keep(message + len - WORDS_MESSAGE / 4 * 3, WORDS_MESSAGE / 4 * 3);
	} else {
		keep(message, len);
	}
	free(message);
	return 0;
}

const char *load_words(void)
{
	return words;
}

void load_words_reset(void)
{
	words_len = 0;
	words[0] = '\0';
}

void load_init(void)
{
	const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};

	setrlimit(RLIMIT_MEMLOCK, &all);
	libbpf_set_print(keep_words);
}

/* Autoload @target alone; its log where we watch. */
static void choose(struct bpf_object *object, struct bpf_program *target, const struct load_request *request, char *log,
	size_t log_size)
{
	struct bpf_program *p;

	bpf_object__for_each_program(p, object)
		bpf_program__set_autoload(p, p == target);
	if (request->prog_flags)
		bpf_program__set_flags(target, bpf_program__flags(target) | request->prog_flags);
	bpf_program__set_log_level(target, request->log_level);
	bpf_program__set_log_buf(target, log, log_size);
}

static struct bpf_program *program_at(struct bpf_object *object, size_t index)
{
	struct bpf_program *p;

	bpf_object__for_each_program(p, object)
		if (index-- == 0)
			return p;
	return NULL;
}

int load_capabilities(uint64_t bits)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data))
		return -errno;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		data[i].effective = data[i].permitted & (bits ? (__u32)(bits >> (32 * i)) : UINT32_MAX);
	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

/*
 * One whole load; the answer but for its texts.  0 or -errno when the object did not open.
 * What comes after the program's own load may fail without a word on the program: a prog array with
 * declared slots cannot be filled while the programs for them are left out.
 */
static int load_once(struct load_answer *a, const struct load_request *request, char *log, size_t log_size)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "judged");
	struct bpf_object *object;
	struct bpf_program *target;
	int r;

	load_words_reset();
	object = bpf_object__open_mem(request->bytes, request->len, &opts);
	if (!object)
		return -errno;
	target = program_at(object, request->program);
	if (!target) {
		bpf_object__close(object);
		return -ENOENT;
	}
	if (request->target_fd) /* libbpf takes the function's name from the section's */
		bpf_program__set_attach_target(target, request->target_fd, NULL);
	a->judged_as = adapt_object(object, target, request->target_fd > 0);
	choose(object, target, request, log, log_size);
	log[0] = '\0';
	memset(&watch, 0, sizeof(watch));
	watch.log_buf = log;
	watch.load_us = watch.xlated_bytes = watch.jited_bytes = UNKNOWN_FIGURE;
	int caps = request->caps ? load_capabilities(request->caps) : 0;
	r = caps ? caps : bpf_object__load(object);
	watch.log_buf = NULL;
	if (request->caps && !caps)
		caps = load_capabilities(0);
	if (caps) {
		bpf_object__close(object);
		return caps;
	}
	a->reached = watch.reached;
	a->accepted = watch.accepted;
	a->err = watch.accepted ? 0 : watch.reached ? watch.err : -r;
	a->load_us = watch.load_us;
	a->xlated_bytes = watch.xlated_bytes;
	a->jited_bytes = watch.jited_bytes;
	bpf_object__close(object);
	return 0;
}

int load_program(struct load_answer *ret, const struct load_request *request)
{
	size_t size = request->log_level & 3 ? LOG_SIZE : LOG_STATS_SIZE;
	struct load_answer a = {0};
	char *log = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (log == MAP_FAILED)
		return -errno;
	int r = 0;
	if (request->caps) {
		/* what libbpf finds out about the kernel it keeps, so let it be found out with nothing missing */
		struct load_request whole = *request;
		whole.caps = 0;
		r = load_once(&a, &whole, log, size);
	}
	if (!r)
		r = load_once(&a, request, log, size);
	if (!r) {
		log[size - 1] = '\0';
		a.log_len = strlen(log);
		a.log_cut = a.log_len + 1 >= size || a.err == ENOSPC;
		a.log = strdup(log);
		a.warnings = strdup(words);
		r = a.log && a.warnings ? 0 : -ENOMEM;
	}
	munmap(log, size);
	if (r)
		load_answer_clear(&a);
	else
		*ret = a;
	return r;
}

void load_answer_clear(struct load_answer *a)
{
	free(a->log);
	free(a->brief);
	free(a->warnings);
	a->log = a->brief = a->warnings = NULL;
}

int load_target(const char *path, const char *program)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "target");
	struct bpf_object *object;
	struct bpf_program *p;
	int r, fd;

	object = bpf_object__open_file(path, &opts);
	if (!object)
		return -errno;
	struct bpf_program *target = bpf_object__find_program_by_name(object, program);
	if (!target || bpf_program__type(target) == BPF_PROG_TYPE_EXT) {
		bpf_object__close(object);
		return target ? -EINVAL : -ENOENT;
	}
	bpf_object__for_each_program(p, object)
		bpf_program__set_autoload(p, p == target);
	adapt_object(object, target, false);
	r = bpf_object__load(object);
	fd = r ? r : dup(bpf_program__fd(target));
	if (!r && fd < 0)
		fd = -errno;
	bpf_object__close(object);
	return fd;
}
