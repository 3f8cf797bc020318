// SPDX-License-Identifier: GPL-2.0-only
/*
 * Theory of operation
 *
 * load_program() loads one program and reports the outcome as a struct load_answer.  The load is
 * libbpf's bpf_object__load(), as in the object's own loader, so relocations, maps and BTF are
 * libbpf's business.  What the kernel answers to BPF_PROG_LOAD is observed below libbpf
 * (load/watch.h).
 *
 * One load (load_once()):
 *
 *	1. Open the object from its bytes and set it up (load/open.h).
 *	2. Give the program a log buffer, whose address identifies its BPF_PROG_LOAD.
 *	3. Drop capabilities, bpf_object__load(), restore capabilities.
 *	4. Read the sizes back.  If the whole load succeeded: disassemble, run.
 *	5. Close everything.
 *
 * A load may fail after BPF_PROG_LOAD of the program has succeeded: a prog array with declared
 * slots cannot be filled while the programs for them are left out.  So "accepted" is what
 * BPF_PROG_LOAD answered, and "loaded" is what bpf_object__load() answered.
 *
 * libbpf probes kernel features on demand and caches the results for the process.  A probe that
 * fails for want of a capability would be cached as a feature that the kernel lacks.  Therefore a
 * load without some capabilities is preceded by one with all of them, whose answer is discarded,
 * unless the caller says that the program was probed already.
 *
 * ENOMEM is no answer yet: maps of programs that were closed before are freed asynchronously
 * (load/deferred-free.h) and may hold the memory.  The load is then repeated, each time after
 * waiting for them and a growing pause.  Once a series of repeats did not help, later loads of the
 * process are repeated once.
 */
#include "load/load.h"
#include "libbpf-setup.h"
#include "load/deferred-free.h"
#include "load/open.h"
#include "load/privilege.h"
#include "load/prog-info.h"
#include "load/watch.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/*
 * For a trace: the largest log buffer of kernels before 5.2 (UINT_MAX >> 8 less one).  Later
 * kernels take 1 GiB, which a guest does not have.  Pages are only allocated as the kernel writes
 * to them.
 */
#define LOG_SIZE       (16 << 20)
#define LOG_STATS_SIZE (64 << 10)

/* 1 s of sleep in all, plus the waits for freed maps */
#define MEMORY_TRIES 5

/* What is asked about a program once its object is loaded. */
static void inspect(struct load_answer *a, const struct load_request *request,
	const struct bpf_object *object, const struct bpf_program *target,
	const struct side_effects *side_effects)
{
	if (request->wants_xlated) {
		a->xlated = prog_info_xlated(bpf_program__fd(target));
		a->xlated_err = a->xlated ? 0 : errno;
	}
	if (!request->runs)
		return;
	bool own;
	const char *call = side_effects_of_run(side_effects, &own);
	if (call)
		a->run = (struct exercise){.side_effect = call, .side_effect_indirect = !own};
	else
		exercise_run(&a->run, object, target,
			request->configure ? request->configure->loader : NULL,
			request->linear_size);
}

/* bpf_object__load() without the capabilities @dropped.  -errno; @ret_load is libbpf's answer. */
static int load_without(struct bpf_object *object, uint64_t dropped, int *ret_load)
{
	int r = dropped ? privilege_drop(dropped) : 0;

	if (r)
		return r;
	*ret_load = bpf_object__load(object);
	return dropped ? privilege_restore() : 0;
}

void load_answer_of_call(struct load_answer *ret, const struct watched_call *c)
{
	ret->accepted = c->accepted;
	ret->reached = c->reached;
	ret->stopped = c->stopped;
	ret->err = c->err;
	ret->prog_flags = c->prog_flags;
	ret->load_us = c->load_us;
	ret->mem_peak = c->mem_peak;
	prog_info_sizes(c->fd, &ret->xlated_bytes, &ret->jited_bytes);
}

void load_answer_keep_insns(struct load_answer *ret, const struct bpf_insn *insns, size_t n_insns)
{
	const size_t size = n_insns * sizeof(*insns);

	free(ret->insns);
	ret->insn_count = n_insns;
	ret->insns = ret->accepted && insns && n_insns <= LOAD_INSNS_MAX ? malloc(size + 1) : NULL;
	ret->n_insns = ret->insns ? n_insns : 0;
	if (ret->insns)
		memcpy(ret->insns, insns, size);
}

/*
 * One whole load into @log.  Fills @a but for its log and warnings.  0, or -errno where the object
 * does not open or capabilities cannot be set.
 */
static int load_once(
	struct load_answer *a, const struct load_request *request, char *log, size_t log_size)
{
	struct adapted adapted = {0};
	struct bpf_program *target;
	struct watch watch = {.logs = log, .count = 1, .bound_ms = request->bound_ms};
	int loaded;

	libbpf_warnings_reset();
	struct bpf_object *object = open_for_load(request, &target, &adapted);
	if (!object)
		return -errno;
	free(a->adapted);
	free(a->sized_map);
	a->adapted = adapted_for(&adapted, target, request->references);
	const struct bpf_map *sized = adapted_decides(&adapted, target, request->references);
	a->sized_map = sized ? strdup(bpf_map__name(sized)) : NULL;
	adapted_clear(&adapted);
	bpf_program__set_log_level(target, request->log_level);
	bpf_program__set_log_buf(target, log, log_size);
	log[0] = '\0';
	watch_begin(&watch);
	int r = load_without(object, request->dropped, &loaded);
	watch_end(&watch);
	if (!r) {
		load_answer_of_call(a, &watch.last);
		refused_code_clear(&a->code);
		a->code = watch.last.code;
		watch.last.code = (struct refused_code){0};
		load_answer_keep_insns(
			a, bpf_program__insns(target), bpf_program__insn_cnt(target));
		a->loaded = loaded == 0;
		if (!a->reached)
			a->err = -loaded;
		if (a->loaded)
			inspect(a, request, object, target, &watch.side_effects);
	}
	if (watch.last.fd >= 0)
		close(watch.last.fd);
	refused_code_clear(&watch.last.code);
	bpf_object__close(object);
	return r;
}

bool load_lacked_memory(int err)
{
	return err == ENOMEM || (err && strstr(libbpf_warnings(), "Cannot allocate memory")) ||
	       (err && strstr(libbpf_warnings(), "-ENOMEM"));
}

/* Whether the program did not fit into memory. */
static bool is_short_of_memory(int r, const struct load_answer *a)
{
	return r ? r == -ENOMEM : load_lacked_memory(a->accepted ? 0 : a->err);
}

/* load_once(), with all capabilities first where that is needed, and repeated for memory. */
static int load_repeatedly(
	struct load_answer *a, const struct load_request *request, char *log, size_t log_size)
{
	static int tries = MEMORY_TRIES;
	int r = 0;

	if (request->dropped && !request->probed) {
		struct load_request probe = *request;
		probe.dropped = 0;
		probe.unprivileged = probe.wants_xlated = probe.runs = false;
		r = load_once(a, &probe, log, log_size);
	}
	if (!r)
		r = load_once(a, request, log, log_size);
	for (int again = 0; again < tries && is_short_of_memory(r, a); again++) {
		const struct timespec pause = {.tv_nsec = again * 100000000L};
		deferred_free_wait(true);
		nanosleep(&pause, NULL);
		load_answer_clear(a);
		*a = (struct load_answer){0};
		r = load_once(a, request, log, log_size);
		if (again == MEMORY_TRIES - 1 && is_short_of_memory(r, a))
			tries = 1;
	}
	return r;
}

int load_program(struct load_answer *ret, const struct load_request *request)
{
	const size_t size = request->log_level & 3 ? LOG_SIZE : LOG_STATS_SIZE;
	struct load_answer a = {0};
	char *log = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (log == MAP_FAILED)
		return -errno;
	int r = load_repeatedly(&a, request, log, size);
	if (!r) {
		log[size - 1] = '\0';
		a.log_len = strlen(log);
		a.log_cut = a.log_len + 1 >= size || a.err == ENOSPC || a.stopped;
		a.log = strdup(log);
		a.warnings = strdup(libbpf_warnings());
		r = a.log && a.warnings && a.adapted ? 0 : -ENOMEM;
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
	free(a->adapted);
	free(a->sized_map);
	free(a->xlated);
	free(a->insns);
	exercise_clear(&a->run);
	refused_code_clear(&a->code);
	a->insns = NULL;
	a->log = a->brief = a->warnings = a->adapted = a->sized_map = a->xlated = NULL;
}
