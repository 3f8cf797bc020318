// SPDX-License-Identifier: GPL-2.0-only
#include "explain/note-layout.h"
#include "explain/note.h"
#include "layout/arguments.h"
#include "layout/compare-event.h"
#include "layout/relocations.h"
#include "load/walk.h"
#include "mounts.h"

#include <bpf/btf.h>
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOTE_SIZE   360
#define FORMAT_SIZE 65536
#define WALK_MS	    10000 /* at most, for the log of what is walked */

/* The header that the record of a system call has where a program gets it as it is written. */
#define SYSCALL_HEADER 8

/* What the section name says after its first word: "sched/sched_switch"; NULL: nothing. */
static const char *target_of(const struct bpf_program *program)
{
	const char *slash = strchr(bpf_program__section_name(program), '/');

	return slash && slash[1] ? slash + 1 : NULL;
}

static bool is_word(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)s[i]) && s[i] != '_' && s[i] != '-')
			return false;
	return len > 0;
}

/*
 * Read the format of the event "group/name".  False: this kernel has none, or it is not readable.
 */
static bool read_event(struct event *ret, const char *target)
{
	static char format[FORMAT_SIZE];
	const char *name = strchr(target, '/');
	char path[256];
	size_t len = 0;
	ssize_t n = 1;

	if (!name || !is_word(target, (size_t)(name - target)) ||
		!is_word(name + 1, strlen(name + 1)))
		return false;
	if ((size_t)snprintf(path, sizeof(path), EVENTS_DIRECTORY "/%s/format", target) >=
		sizeof(path))
		return false;
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	while (len < sizeof(format) - 1 &&
		(n = read(fd, format + len, sizeof(format) - 1 - len)) > 0)
		len += (size_t)n;
	close(fd);
	format[len] = '\0';
	return n == 0 && event_read(ret, format);
}

/*
 * The context of a program on syscalls/… is no record, but struct syscall_tp_t of
 * kernel/trace/trace_syscalls.c, which no BTF has.  It is laid out as the record with the header of
 * upstream kernels.  With a longer one it depends on the kernel: commits d3c4db86c711 (6.6) and
 * ba8ea72388a1 (6.7).
 */
static bool is_context(const char *target, const struct event *event)
{
	return strncmp(target, "syscalls/", 9) != 0 || event->header == SYSCALL_HEADER;
}

static void note_of_event(struct program_result *p, const struct help_case *c,
	const struct layout_reads *reads, const char *target)
{
	static struct event event;
	static struct context context;
	const uint32_t end = compare_end(reads);
	char text[NOTE_SIZE], differences[NOTE_SIZE - 96];

	if (!read_event(&event, target))
		return;
	if (end > event.end) {
		snprintf(text, sizeof(text),
			"reads up to offset %u of %s, which ends at %u here: it cannot be attached (EACCES)",
			end, target, event.end);
		note_add(p, NOTE_LAYOUT, text);
	}
	if (!is_context(target, &event) ||
		!context_read(
			&context, bpf_object__btf(c->object), bpf_program__name(c->program)) ||
		!compare_event(differences, sizeof(differences), reads, &context, &event))
		return;
	snprintf(text, sizeof(text), "of %.80s here, %s", target, differences);
	note_add(p, NOTE_LAYOUT, text);
}

/* The prototype of a function; NULL: it is not in the kernel's BTF, or several are. */
static const struct btf_type *find_function(const struct btf *btf, const char *name)
{
	const int id = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;

	t = t ? btf__type_by_id(btf, t->type) : NULL;
	return t && btf_is_func_proto(t) ? t : NULL;
}

/* The prototype of a raw tracepoint, whose first parameter is not an argument. */
static const struct btf_type *find_tracepoint(const struct btf *btf, const char *name)
{
	char typedef_name[160];

	snprintf(typedef_name, sizeof(typedef_name), "btf_trace_%s", name);
	const int id = btf__find_by_name_kind(btf, typedef_name, BTF_KIND_TYPEDEF);
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;
	t = t ? btf__type_by_id(btf, t->type) : NULL;
	t = t && btf_is_ptr(t) ? btf__type_by_id(btf, t->type) : NULL;
	return t && btf_is_func_proto(t) && btf_vlen(t) ? t : NULL;
}

/* Set what @a says of the target.  False: there is nothing to compare with. */
static bool find_prototype(
	struct arguments *a, const struct bpf_program *program, const char *target)
{
	const char *section = bpf_program__section_name(program);
	char hook[160];

	a->target = target;
	switch (bpf_program__type(program)) {
	case BPF_PROG_TYPE_LSM:
		snprintf(hook, sizeof(hook), "bpf_lsm_%s", target);
		a->proto = find_function(a->kernel, hook);
		break;
	case BPF_PROG_TYPE_TRACING:
		if (bpf_program__expected_attach_type(program) == BPF_TRACE_ITER)
			return false;
		if (bpf_program__expected_attach_type(program) != BPF_TRACE_RAW_TP) {
			a->proto = find_function(a->kernel, target);
			break;
		}
		/* fall through */
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
		a->proto = find_tracepoint(a->kernel, target);
		a->first = 1;
		break;
	case BPF_PROG_TYPE_KPROBE:
		if (strncmp(section, "kprobe/", 7) != 0 && strncmp(section, "kretprobe/", 10) != 0)
			return false;
		a->place = section[1] == 'p' ? ARGUMENTS_IN_REGISTERS : RETURN_IN_REGISTER;
		a->proto = find_function(a->kernel, target);
		break;
	default:
		return false;
	}
	return a->proto;
}

static void note_of_arguments(struct program_result *p, const struct help_case *c,
	const struct layout_reads *reads, const char *target)
{
	struct arguments a = {.object = bpf_object__btf(c->object),
		.kernel = btf__load_vmlinux_btf(),
		.program = bpf_program__name(c->program)};
	char text[NOTE_SIZE];

	if (!a.kernel || !find_prototype(&a, c->program, target))
		return;
	const int count = arguments_count(&a);
	/* __bpf_probe_register() in kernel/trace/bpf_trace.c; the verifier checks tracing itself */
	if (bpf_program__type(c->program) != BPF_PROG_TYPE_TRACING && a.first && count >= 0 &&
		compare_end(reads) > 8 * (uint32_t)count) {
		snprintf(text, sizeof(text),
			"reads argument %u of %s, which has %d here: it cannot be attached (EINVAL)",
			(compare_end(reads) + 7) / 8, target, count);
		note_add(p, NOTE_LAYOUT, text);
	}
	if (a.object && arguments_compare(text, sizeof(text), reads, &a))
		note_add(p, NOTE_LAYOUT, text);
}

/* Read the context's reads of the code, and add a note on each that differs. */
static void compare_reads(
	struct program_result *p, const struct help_case *c, const unsigned char *reached)
{
	static struct layout_reads reads;
	const struct layout_code code = {c->answer->insns, c->answer->n_insns, reached};
	const char *target = target_of(c->program);

	if (!layout_program_reads(&reads, c->layout, c->program, &code))
		return;
	if (bpf_program__type(c->program) == BPF_PROG_TYPE_TRACEPOINT)
		note_of_event(p, c, &reads, target);
	else
		note_of_arguments(p, c, &reads, target);
}

/*
 * Load the program again for the log of all instructions that the verifier walks: a bit for each.
 * What a constant decides, the kernel's version for instance, is not walked.  Of a log that was cut
 * the instructions are some of them.  malloc'd; NULL: not known.
 */
static unsigned char *find_reached(const struct help_case *c)
{
	struct load_request request = *c->request;
	const struct load_answer *answer = c->answer;
	struct load_answer walked;
	unsigned char *reached = calloc(answer->n_insns / 8 + 1, 1);

	request.log_level = 2 | LOG_STATS;
	request.bound_ms = WALK_MS;
	request.runs = request.wants_xlated = false;
	if (!reached || load_program(&walked, &request)) {
		free(reached);
		return NULL;
	}
	walk_read_log(reached, answer->insns, answer->n_insns, walked.log);
	load_answer_clear(&walked);
	return reached;
}

static bool has_context(const struct bpf_program *program)
{
	switch (bpf_program__type(program)) {
	case BPF_PROG_TYPE_KPROBE:
	case BPF_PROG_TYPE_LSM:
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
	case BPF_PROG_TYPE_TRACEPOINT:
	case BPF_PROG_TYPE_TRACING:
		return true;
	default:
		return false;
	}
}

void note_of_layout(struct program_result *p, const struct help_case *c)
{
	static struct program_result tried;

	if (p->verdict != VERDICT_ACCEPTED || !has_context(c->program) || !target_of(c->program) ||
		!c->layout || !c->request || !c->answer->insns)
		return;
	*tried.notes = '\0';
	compare_reads(&tried, c, NULL);
	if (!*tried.notes)
		return;
	unsigned char *reached = find_reached(c);
	if (reached)
		compare_reads(p, c, reached);
	free(reached);
}
