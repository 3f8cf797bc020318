// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a whole object is loaded
 *
 * One bpf_object__load() loads all programs that are on autoload, one BPF_PROG_LOAD after the other
 * in their order (libbpf, bpf_object_load_progs()).  Each program gets a log buffer whose address
 * names it: log + i for program i.  All these buffers are the same memory, shifted by a byte each,
 * since the log of one call is read before the next call is made.
 *
 * A program that is refused gets a stand-in: the smallest socket filter.  libbpf binds maps to it
 * (BPF_PROG_BIND_MAP), and may put it into a prog array, which the kernel may refuse, as libbpf
 * then reports.  No verdict is taken from what libbpf does after a refusal but those of later
 * programs, and no BPF_PROG_LOAD depends on another program, except through the maps that both use.
 */
#include "load/whole.h"
#include "libbpf-setup.h"
#include "load/deferred-free.h"
#include "load/open.h"
#include "load/privilege.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define LOG_SIZE     (64 << 10) /* for statistics and the last message */
#define MEMORY_TRIES 3

struct loading {
	struct whole_load *w;
	struct adapted adapted;
	struct bpf_program **programs; /* of the opened object */
	size_t count;
	char *log;
	bool began; /* a program of the object was passed to the kernel */
};

static int make_stand_in(void)
{
	static int fd = -1;
	static const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};

	if (fd < 0)
		fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "stand_in", "GPL", insns,
			sizeof(insns) / sizeof(*insns), NULL);
	return fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

/* Let a callback do what it wants with all capabilities and libbpf's warnings. */
static char *begin_callback(const struct loading *l)
{
	if (l->w->request->dropped)
		privilege_restore();
	return strdup(libbpf_warnings());
}

static void end_callback(const struct loading *l, char *warnings)
{
	if (!warnings)
		_exit(1); /* PID 1 finds out whether memory ran out */
	libbpf_warnings_restore(warnings);
	free(warnings);
	/* with capabilities that are to be dropped, the next program would be accepted wrongly */
	if (l->w->request->dropped && privilege_drop(l->w->request->dropped))
		_exit(1);
}

static void before(void *data, size_t i)
{
	struct loading *l = data;
	char *warnings = begin_callback(l);

	l->began = true;
	l->w->before(l->w->data, i);
	l->log[i] = '\0';
	end_callback(l, warnings);
}

static int after(void *data, size_t i, const struct watched_call *call)
{
	struct loading *l = data;
	struct load_answer a = {0};
	char *warnings = begin_callback(l);

	load_answer_of_call(&a, call);
	load_answer_keep_insns(
		&a, (const struct bpf_insn *)(uintptr_t)call->attr->insns, call->attr->insn_cnt);
	l->log[i + LOG_SIZE - 1] = '\0';
	a.loaded = a.accepted;
	a.log_len = strlen(l->log + i);
	a.log_cut = a.log_len + 1 >= LOG_SIZE || a.err == ENOSPC;
	a.log = strdup(l->log + i);
	a.warnings = strdup("");
	a.adapted = adapted_for(&l->adapted, l->programs[i], l->w->request->references);
	if (!a.log || !a.warnings || !a.adapted)
		_exit(1); /* PID 1 finds out whether memory ran out */
	l->w->after(l->w->data, i, call, &a);
	load_answer_clear(&a);
	const int stand_in = call->accepted ? -1 : make_stand_in();
	end_callback(l, warnings);
	return stand_in;
}

static int list_programs(struct loading *l, struct bpf_object *object)
{
	struct bpf_program *p;
	size_t n = 0;

	l->count = 0;
	bpf_object__for_each_program(p, object)
		l->count++;
	l->programs = calloc(l->count + 1, sizeof(struct bpf_program *));
	if (!l->programs)
		return -ENOMEM;
	bpf_object__for_each_program(p, object)
		l->programs[n++] = p;
	return 0;
}

/* Load @object without the capabilities that the request drops.  0, or -errno of capset(2). */
static int load_object(struct loading *l, struct bpf_object *object, bool watched)
{
	const uint64_t dropped = watched ? l->w->request->dropped : 0;
	struct watch watch = {
		.logs = l->log, .count = l->count, .before = before, .after = after, .data = l};
	int r = dropped ? privilege_drop(dropped) : 0;

	if (r)
		return r;
	for (size_t i = 0; i < l->count; i++) {
		bpf_program__set_log_level(l->programs[i], LOG_STATS);
		bpf_program__set_log_buf(l->programs[i], l->log + i, LOG_SIZE);
	}
	l->w->object = object;
	if (watched)
		watch_begin(&watch);
	l->w->err = -bpf_object__load(object);
	if (watched)
		watch_end(&watch);
	l->w->object = NULL;
	return dropped ? privilege_restore() : 0;
}

static int load_once(struct loading *l, bool watched)
{
	struct bpf_program *none;

	libbpf_warnings_reset();
	struct bpf_object *object = open_for_load(l->w->request, &none, &l->adapted);
	if (!object)
		return -errno;
	int r = list_programs(l, object);
	const size_t size = l->count + LOG_SIZE;
	if (!r) {
		l->log = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		r = l->log == MAP_FAILED ? -errno : load_object(l, object, watched);
		if (l->log != MAP_FAILED)
			munmap(l->log, size);
	}
	bpf_object__close(object);
	free(l->programs);
	adapted_clear(&l->adapted);
	return r;
}

int load_whole(struct whole_load *w)
{
	struct loading l = {.w = w};
	int r = 0;

	/* libbpf caches what it finds out about the kernel: load.c says why that comes first */
	if (w->request->dropped && !w->request->probed)
		r = load_once(&l, false);
	if (!r)
		r = load_once(&l, true);
	for (int again = 0;
		again < MEMORY_TRIES && !l.began && (r ? r == -ENOMEM : load_lacked_memory(w->err));
		again++) {
		const struct timespec pause = {.tv_nsec = again * 100000000L};
		deferred_free_wait(true);
		nanosleep(&pause, NULL);
		r = load_once(&l, true);
	}
	if (!r) {
		w->warnings = strdup(libbpf_warnings());
		r = w->warnings ? 0 : -ENOMEM;
	}
	return r;
}

void whole_load_clear(struct whole_load *w)
{
	free(w->warnings);
	w->warnings = NULL;
}
