// SPDX-License-Identifier: GPL-2.0-only
#include "load/load.h"
#include "load/adapt.h"
#include "load/alarm.h"
#include "load/settle.h"
#include "run/reach.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
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

/*
 * The largest log buffer of kernels before 5.2 (UINT_MAX >> 8 less one); later ones take 1 GiB,
 * which a guest does not have.  Pages are only taken as the kernel writes them.
 */
#define LOG_SIZE       (16 << 20)
#define LOG_STATS_SIZE (64 << 10)
#define WORDS_MESSAGE  4096
#define XDP_DEV_BOUND_ONLY                                                                         \
	(1U << 6) /* BPF_F_XDP_DEV_BOUND_ONLY: since 6.3, and so not in every <linux/bpf.h> */
#define MEMORY_TRIES                                                                               \
	5 /* of a load that did not fit: a second and a half, and what the kernel takes to settle  \
	   */

static char words[16384];
static size_t words_len;

/* What the bpf() call for the program in hand came to; see __wrap_syscall(). */
static struct {
	const char
		*log_buf; /* the buffer that only its BPF_PROG_LOAD carries; NULL: watch nothing */
	int64_t bound_ms;
	struct reach reach; /* what it and those that are loaded along with it call */
	uint32_t prog_flags;
	bool reached, accepted, stopped;
	int err;
	int fd; /* the program, which libbpf closes where something else fails; -1: none */
	int64_t load_us;
} watch;

static bool slept; /* a program that may sleep was given to the kernel */

/*
 * The sizes of what was loaded; those who have not the capabilities for it are told 0
 * (kernel/bpf/syscall.c).
 */
static void take_sizes(struct load_answer *a, int fd)
{
	struct bpf_prog_info info = {0};
	__u32 len = sizeof(info);

	a->xlated_bytes = a->jited_bytes = UNKNOWN_FIGURE;
	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &len))
		return;
	a->xlated_bytes = info.xlated_prog_len;
	a->jited_bytes = info.jited_prog_len; /* 0 where the interpreter runs it: a true figure */
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

/*
 * Every bpf() of libbpf passes here (the linker's --wrap=syscall): the one way to time the call
 * alone and to have its errno as the kernel gave it, without a copy of libbpf's loading steps.
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
	const bool own = number == SYS_bpf && a[0] == BPF_PROG_LOAD && watch.log_buf &&
			 attr->log_buf == (uintptr_t)watch.log_buf;
	if (number == SYS_bpf && a[0] == BPF_PROG_LOAD)
		slept |= attr->prog_flags & BPF_F_SLEEPABLE ||
			 attr->prog_type == BPF_PROG_TYPE_SYSCALL;
	if (number == SYS_bpf && a[0] == BPF_PROG_LOAD && watch.log_buf)
		reach_look(&watch.reach, (const struct bpf_insn *)(uintptr_t)attr->insns,
			attr->insn_cnt, attr->prog_type, own);
	if (!own)
		return __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	watch.prog_flags = attr->prog_flags;
	/*
	 * Each instruction that the verifier looks at it sees whether a signal is pending, and
	 * gives up with EAGAIN (kernel/bpf/verifier.c, do_check(), since 5.1 and in 4.19's stable
	 * branch).
	 */
	if (watch.bound_ms)
		alarm_after(watch.bound_ms);
	clock_gettime(CLOCK_MONOTONIC, &before);
	long r = __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	int err = errno;
	clock_gettime(CLOCK_MONOTONIC, &after);
	if (watch.bound_ms)
		alarm_after(0);
	if (watch.bound_ms && r < 0 && err == EAGAIN) {
		watch.stopped = true;
		err = ETIME; /* libbpf tries again after an EAGAIN */
	}
	watch.reached = true;
	watch.accepted = r >= 0;
	watch.err = r >= 0 ? 0 : err;
	watch.load_us = (after.tv_sec - before.tv_sec) * 1000000LL +
			(after.tv_nsec - before.tv_nsec) / 1000;
	if (r >= 0)
		watch.fd = fcntl((int)r, F_DUPFD_CLOEXEC, 0);
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

bool load_slept(void)
{
	return slept;
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

/* Autoload @target and what goes along with it; its log where we watch. */
static void choose(struct bpf_object *object, struct bpf_program *target,
	const struct load_request *request, char *log, size_t log_size)
{
	struct bpf_program *p;
	size_t at = 0;

	bpf_object__for_each_program(p, object) {
		bool along = request->along && request->along[at++];
		bpf_program__set_autoload(p, p == target || along);
	}
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

int load_without(uint64_t dropped)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data))
		return -errno;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		data[i].effective = data[i].permitted & ~(__u32)(dropped >> (32 * i));
	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

int load_set_unprivileged(int disabled)
{
	static const char path[] = "/proc/sys/kernel/unprivileged_bpf_disabled";
	const char want = (char)('0' + disabled);
	char now = want;
	int fd = open(path, O_RDWR | O_CLOEXEC), r = 0;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	/*
	 * 1 stays so until the next boot, 2 need not (Documentation/admin-guide/sysctl/kernel.rst)
	 */
	if (read(fd, &now, 1) == 1 && now != want && pwrite(fd, &want, 1, 0) != 1)
		r = -errno;
	close(fd);
	return r;
}

/*
 * As test_loader.c's is_unpriv_capable_map() has it: those that CAP_BPF is not asked for,
 * kernel/bpf/syscall.c, map_create().
 */
static bool is_for_unprivileged(const struct bpf_map *map)
{
	switch ((int)bpf_map__type(map)) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		return !(bpf_map__map_flags(map) & BPF_F_ZERO_SEED);
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_CGROUP_ARRAY:
	case BPF_MAP_TYPE_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
	case BPF_MAP_TYPE_PROG_ARRAY:
	case BPF_MAP_TYPE_RINGBUF:
	case BPF_MAP_TYPE_USER_RINGBUF:
		return true;
	default:
		return false;
	}
}

/*
 * Opened and made ready, all but for whose log goes where; NULL with errno.  In @ret_target what is
 * to be judged.
 */
static struct bpf_object *open_object(
	struct load_answer *a, const struct load_request *request, struct bpf_program **ret_target)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "judged",
		.btf_custom_path = request->btf_path);
	struct bpf_object *object = bpf_object__open_mem(request->bytes, request->len, &opts);
	struct bpf_map *map;

	if (!object)
		return NULL;
	*ret_target = program_at(object, request->program);
	int err = *ret_target ? 0 : ENOENT;
	if (!err && request->names_path)
		err = -adapt_names(bpf_object__btf(object), request->names_path);
	if (err) {
		bpf_object__close(object);
		errno = err;
		return NULL;
	}
	if (request->target_fd) /* libbpf takes the function's name from the section's */
		bpf_program__set_attach_target(*ret_target, request->target_fd, NULL);
	a->judged_as = adapt_object(object, *ret_target, request->target_fd > 0);
	if (request->unprivileged)
		bpf_object__for_each_map(map, object)
			if (!is_for_unprivileged(map))
				bpf_map__set_autocreate(map, false);
	return object;
}

uint32_t load_known_flags(uint32_t flags)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K},
		{.code = BPF_JMP | BPF_EXIT},
	};

	for (uint32_t flag = 1; flag; flag <<= 1) {
		LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_flags = flag);
		/*
		 * programs of few types may sleep, and every kernel from 5.10 on has them; the
		 * other asks for a device
		 */
		if (!(flags & flag) || flag == BPF_F_SLEEPABLE || flag == XDP_DEV_BOUND_ONLY)
			continue;
		int fd = bpf_prog_load(flag == BPF_F_XDP_HAS_FRAGS ? BPF_PROG_TYPE_XDP
								   : BPF_PROG_TYPE_SOCKET_FILTER,
			NULL, "GPL", insns, 2, &opts);
		if (fd >= 0)
			close(fd);
		else if (errno == EINVAL) /* of which bpf_prog_load() makes sure first; the rest
					     says nothing of the flag */
			flags &= ~flag;
	}
	return flags;
}

/*
 * What its loader puts into its maps: 0, or the errno of the first that could not be, with its map
 * in @ret_what.
 */
static int fill_maps(
	const struct loader *loader, const struct bpf_object *object, const char **ret_what)
{
	for (size_t i = 0; loader && i < loader->n_maps; i++) {
		const struct loader_map *m = &loader->maps[i];
		const struct bpf_map *map = bpf_object__find_map_by_name(object, m->name);
		*ret_what = m->name;
		if (!map)
			return ENOENT;
		for (size_t j = 0; j < m->count; j++) {
			const struct loader_entry *e = &m->entries[j];
			int r = bpf_map__update_elem(
				map, e->key, e->key_len, e->value, e->value_len, 0);
			if (r)
				return -r;
		}
	}
	return 0;
}

/* What is to be known of it once it is loaded. */
static void inspect(struct load_answer *a, const struct load_request *request,
	struct bpf_object *object, const struct bpf_program *target)
{
	if (request->wants_xlated) {
		a->xlated = exercise_xlated(bpf_program__fd(target));
		a->xlated_err = a->xlated ? 0 : errno;
	}
	if (!request->runs)
		return;
	bool own;
	const char *reaches = reach_result(&watch.reach, &own);
	if (reaches) {
		a->run = (struct exercise){.reaches = reaches, .reaches_along = !own};
		return;
	}
	const char *map;
	int err = fill_maps(request->loader, object, &map);
	if (err)
		a->run = (struct exercise){.err = err, .map = map};
	else
		exercise_run(&a->run, object, target, request->linear_size);
}

/*
 * One whole load; the answer but for its texts.  0 or -errno when the object did not open.
 * What comes after the program's own load may fail without a word on the program: a prog array with
 * declared slots cannot be filled while the programs for them are left out.
 */
static int load_once(
	struct load_answer *a, const struct load_request *request, char *log, size_t log_size)
{
	struct bpf_program *target;
	int r;

	load_words_reset();
	struct bpf_object *object = open_object(a, request, &target);
	if (!object)
		return -errno;
	choose(object, target, request, log, log_size);
	log[0] = '\0';
	memset(&watch, 0, sizeof(watch));
	watch.log_buf = log;
	watch.bound_ms = request->bound_ms;
	watch.load_us = UNKNOWN_FIGURE;
	watch.fd = -1;
	int caps = request->dropped ? load_without(request->dropped) : 0;
	r = caps ? caps : bpf_object__load(object);
	watch.log_buf = NULL;
	if (request->dropped && !caps)
		caps = load_without(0);
	if (caps) {
		if (watch.fd >= 0)
			close(watch.fd);
		bpf_object__close(object);
		return caps;
	}
	a->reached = watch.reached;
	a->accepted = watch.accepted;
	a->stopped = watch.stopped;
	a->loaded = r == 0;
	a->err = watch.accepted ? 0 : watch.reached ? watch.err : -r;
	a->load_us = watch.load_us;
	a->prog_flags = watch.prog_flags;
	take_sizes(a, watch.fd);
	if (watch.fd >= 0)
		close(watch.fd);
	if (a->loaded)
		inspect(a, request, object, target);
	bpf_object__close(object);
	return 0;
}

/*
 * It, or a map of it that libbpf then made without its BTF, did not fit into memory: perhaps
 * because what was loaded before is not freed yet.
 */
static bool is_short_of_memory(int r, const struct load_answer *a)
{
	if (r || a->accepted)
		return r == -ENOMEM;
	return a->err == ENOMEM || strstr(words, "Cannot allocate memory") ||
	       strstr(words, "-ENOMEM");
}

int load_program(struct load_answer *ret, const struct load_request *request)
{
	size_t size = request->log_level & 3 ? LOG_SIZE : LOG_STATS_SIZE;
	struct load_answer a = {0};
	char *log = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (log == MAP_FAILED)
		return -errno;
	int r = 0;
	if (request->dropped && !request->known) {
		/*
		 * what libbpf finds out about the kernel it keeps, so let it be found out with
		 * nothing missing
		 */
		struct load_request whole = *request;
		whole.dropped = 0;
		whole.unprivileged = whole.wants_xlated = whole.runs = false;
		r = load_once(&a, &whole, log, size);
	}
	if (!r)
		r = load_once(&a, request, log, size);
	/* in vain once, it is not tried so often for each of the object's other programs */
	static int tries = MEMORY_TRIES;
	for (int again = 0; again < tries && is_short_of_memory(r, &a); again++) {
		/*
		 * the maps of before are given up then, and large ones take their time to be freed
		 */
		const struct timespec a_while = {.tv_nsec = again * 100000000L};
		settle(true);
		nanosleep(&a_while, NULL);
		a = (struct load_answer){0};
		r = load_once(&a, request, log, size);
		if (again == MEMORY_TRIES - 1 && is_short_of_memory(r, &a))
			tries = 1;
	}
	if (!r) {
		log[size - 1] = '\0';
		a.log_len = strlen(log);
		a.log_cut = a.log_len + 1 >= size || a.err == ENOSPC || a.stopped;
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
	free(a->xlated);
	exercise_clear(&a->run);
	a->log = a->brief = a->warnings = a->xlated = NULL;
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
