// SPDX-License-Identifier: GPL-2.0-only
/*
 * Theory of operation
 *
 * The log of a million instructions at level 2 has hundreds of MiB, and a guest may have 512 MiB of
 * memory.  So the buffer is address space alone, as much as the kernel takes (UINT_MAX >> 2 since
 * 5.2, bpf_verifier_log_attr_valid()), and a thread follows the kernel's writing: what it has read
 * it gives back (MADV_DONTNEED).  At level 2 the verifier never goes back in its log
 * (bpf_vlog_reset() is for level 1), so what was read is not written again.
 *
 * The kernel writes text with a NUL after it, from the front of the buffer on.  A fresh page is
 * zero.  So what the thread may read ends with the first NUL, and it waits there.
 *
 * Since 6.4 a full log goes on from the front of the buffer, and at the end the kernel turns the
 * whole buffer round, which would bring all of its pages back.  BPF_LOG_FIXED forbids that; a
 * kernel that does not know the flag answers EINVAL at once.  Where the log is full the rest of the
 * work would be unseen, and the load is interrupted.
 */
#include "load/follow.h"
#include "libbpf-setup.h"
#include "load/adapted.h"
#include "load/log-reader.h"
#include "load/open.h"
#include "load/privilege.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <sys/mman.h>

/* include/linux/bpf_verifier.h */
#define LOG_ALL	  2 /* BPF_LOG_LEVEL2 */
#define LOG_FIXED 8 /* BPF_LOG_FIXED */

#define LOG_SIZE ((size_t)UINT32_MAX >> 2)

/* One load. */
struct loading {
	struct follow *follow;
	struct log_reader reader;
	bool refused_flag; /* the kernel does not know LOG_FIXED */
};

static int after(void *data, size_t i, const struct watched_call *call)
{
	struct loading *l = data;
	struct follow *f = l->follow;

	(void)i;
	log_reader_end(&l->reader);
	l->refused_flag = call->err == EINVAL && !l->reader.any;
	f->full = atomic_load(&l->reader.full) || call->err == ENOSPC;
	f->stopped = call->stopped && !f->full;
	f->reached = true;
	if (!l->refused_flag)
		f->end(f->data, call->attr);
	return -1;
}

static int load_once(
	struct loading *l, const struct load_request *request, int64_t bound_ms, uint32_t level)
{
	struct adapted adapted = {0};
	struct bpf_program *target;
	struct watch watch = {
		.logs = l->reader.log, .count = 1, .bound_ms = bound_ms, .after = after, .data = l};

	libbpf_warnings_reset();
	struct bpf_object *object = open_for_load(request, &target, &adapted);
	if (!object)
		return -errno;
	adapted_clear(&adapted);
	bpf_program__set_log_level(target, level);
	bpf_program__set_log_buf(target, l->reader.log, LOG_SIZE);
	int err = log_reader_start(&l->reader);
	if (!err) {
		watch_begin(&watch);
		err = request->dropped ? privilege_drop(request->dropped) : 0;
		if (!err)
			bpf_object__load(object);
		if (!err && request->dropped)
			err = privilege_restore();
		watch_end(&watch);
		log_reader_end(&l->reader);
	}
	bpf_object__close(object);
	return err;
}

int follow_program(struct follow *f, const struct load_request *request, int64_t bound_ms)
{
	static bool no_fixed_log; /* this kernel's are before 6.4 */
	int err = 0;

	f->reached = f->stopped = f->full = false;
	for (bool again = true; again && !err;) {
		struct loading l = {.follow = f,
			.reader = {.size = LOG_SIZE, .line = f->line, .data = f->data}};
		const uint32_t level = LOG_ALL | LOG_STATS | (no_fixed_log ? 0 : LOG_FIXED);
		l.reader.log = mmap(NULL, LOG_SIZE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (l.reader.log == MAP_FAILED)
			return -errno;
		/* what was given back must not come again as part of a large page */
		madvise(l.reader.log, LOG_SIZE, MADV_NOHUGEPAGE);
		err = load_once(&l, request, bound_ms, level);
		munmap(l.reader.log, LOG_SIZE);
		again = l.refused_flag && level & LOG_FIXED;
		no_fixed_log |= again;
	}
	return err;
}
