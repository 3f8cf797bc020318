// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replaces judge/judge.c: a child that makes the attempts of a hostile object.  Each attempt is
 * reported as a program, which is accepted if the attempt failed.  The object's name selects the
 * attempts: leaves, looks, breaks; otherwise all escapes.
 */
#include "escapes.h"
#include "judge/judge.h"
#include "libbpf-setup.h"
#include "send.h"
#include "verdict/text.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define UNPRIVILEGED_DISABLED "/proc/sys/kernel/unprivileged_bpf_disabled"

static const char *object_file;
static char problem[512];

static const char *failed(const char *what)
{
	snprintf(problem, sizeof(problem), "%s: %s", what, strerror(errno));
	return problem;
}

/* Register the object's congestion control, which then stays after its process has ended. */
static const char *registers(void)
{
	struct bpf_object *object = bpf_object__open_file(object_file, NULL);
	struct bpf_map *map = object ? bpf_object__find_map_by_name(object, "halving") : NULL;

	if (!map || bpf_object__load(object))
		return failed("load");
	/* libbpf's link would end with the process; the map has its value since the load */
	return bpf_map__attach_struct_ops(map) ? NULL : failed("register");
}

static char read_unprivileged(void)
{
	char now = '?';
	int fd = open(UNPRIVILEGED_DISABLED, O_RDONLY);

	if (fd < 0 || read(fd, &now, 1) != 1)
		return '?';
	close(fd);
	return now;
}

static const char *sets_sysctl(void)
{
	int fd = open(UNPRIVILEGED_DISABLED, O_WRONLY);

	return fd >= 0 && write(fd, "0", 1) == 1 ? NULL : failed(UNPRIVILEGED_DISABLED);
}

/* 2 is the default of Debian's kernels. */
static const char *sysctl_is_back(void)
{
	snprintf(problem, sizeof(problem), "unprivileged_bpf_disabled is %c", read_unprivileged());
	return problem[strlen(problem) - 1] == '2' ? NULL : problem;
}

static const char *breaks(void)
{
#ifdef __x86_64__
	/* getpid(2) has this number among the 32-bit system calls */
	long r = 20;
	__asm__ volatile("int $0x80" : "+a"(r) : : "memory", "r8", "r9", "r10", "r11");
#endif
	return "a system call of another architecture came back";
}

static const struct escape leaving[] = {{"sets_sysctl", sets_sysctl}, {"registers", registers}};
static const struct escape looking[] = {
	{"sysctl_is_back", sysctl_is_back}, {"registers", registers}};
static const struct escape breaking[] = {{"breaks", breaks}};

static void attempt(const struct escape *e, size_t index)
{
	struct record r;

	record_init(&r, RECORD_BEGIN);
	r.object = 0;
	r.program = (int64_t)index;
	text_set(r.result.name, e->name);
	send_begin(&r);
	const char *could = e->attempt();
	r.kind = RECORD_PROGRAM;
	r.result.verdict = could ? VERDICT_REJECTED : VERDICT_ACCEPTED;
	r.result.expected = VERDICT_ACCEPTED;
	r.result.met = could ? MET_UNMET : MET_MET;
	if (could)
		text_set(r.result.detail, could);
	send_record(&r);
}

void judge_object(const struct docket *docket, size_t index, size_t from, bool whole,
	int64_t timeout_ms, int fd, int go)
{
	const char *path = docket->entries[index].path;
	const struct escape *list = escapes;
	size_t count = escapes_count;

	(void)timeout_ms;
	(void)whole;
	send_open(fd, go);
	libbpf_setup();
	object_file = docket->entries[index].file;
	if (strstr(path, "leaves"))
		list = leaving, count = 2;
	else if (strstr(path, "looks"))
		list = looking, count = 2;
	else if (strstr(path, "breaks"))
		list = breaking, count = 1;
	send_object_begin(count, "");
	for (size_t i = from; i < count; i++)
		attempt(&list[i], i);
	send_object_end((int64_t)(count - from), 0);
}
