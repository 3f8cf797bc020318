// SPDX-License-Identifier: GPL-2.0-only
#include "explain/log-lines.h"

#include <stdbool.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/*
 * Reasons that the verifier writes in two lines, of which the first says more: a part of each.  An
 * empty first is any line.
 */
static const struct {
	const char *first, *second;
} pairs[] = {
	/*
	 * __check_mem_access(), then its callers: "R1 offset is outside of the packet" (up to
	 * 6.12), "R1 min value is outside of the allowed memory range" (7.2)
	 */
	{"invalid access to ", "outside of the "},
	/* btf_ctx_access(), then check_ctx_access() */
	{"func '", "invalid bpf_context access"},
	{"ret type ", "invalid bpf_context access"},
	{"invalid btf_id for context argument", "invalid bpf_context access"},
	/* btf_check_func_arg_match() and what it calls, then check_func_call() */
	{"", "Caller passes invalid args into func#"},
	/* check_kfunc_mem_size_reg(), then check_kfunc_args(); 5.18 to 6.1 in btf.c */
	{"", "memory, len pair leads to invalid memory access"},
	/* what the kfunc's callback was refused for, then check_kfunc_call() */
	{"", "failed callback verification"},
	/* check_reference_leak(), then its callers: which reference, and where it got lost */
	{"Unreleased reference", "reference leak"},
	{"Unreleased reference", "cannot be mixed with socket references"},
	/* stack_slot_obj_get_spi(), then process_dynptr_func() or process_iter_arg() */
	{" has to be at a constant offset", "nitialized "},
	{"cannot pass in ", "nitialized "},
	/* one message of check_func_call() */
	{"global function calls are not allowed", "use static function instead"},
	/* check_return_code() */
	{"At program exit ", "Note, BPF_LSM_CGROUP that attach to void LSM hooks"},
};

/*
 * Whether the line never gives the reason: statistics (print_verification_stats()), register
 * states, precision tracking, the disassembled program ("12: (85) call …"), its source ("; if (ptr
 * …"), and the report that 7.x adds after the line that it explains (kernel/bpf/diagnostics.c:
 * headings that end in a colon, and indented text).
 */
static bool is_aside(const char *line, size_t len)
{
	/* such a line begins with start; it is a reason if it has a part that is but */
	static const struct {
		const char *start, *but;
	} starts[] = {
		{" ", NULL},
		{"\t", NULL},
		{";", NULL},
		{"processed ", NULL},
		{"insns processed ", NULL},
		{"verification time ", NULL},
		{"stack depth ", " exceeds "},
		{"subprog ", NULL},
		{"mark_precise:", NULL},
		{"force_precise:", NULL},
		{"last_idx ", NULL},
		{"regs=", NULL},
		{"parent ", NULL},
		{"propagating ", NULL},
		{"from ", NULL},
		{"frame", "pointer is read only"},
		{"func#", " writes "},
		{"Func#", NULL},
		/* both states of an infinite loop, after the reason: is_state_visited() */
		{"cur state:", NULL},
		{"old state:", NULL},
		/* 7.2: liveness.c, states.c, sort_subprogs_topo() */
		{"stack use/def ", NULL},
		{"arg JOIN ", NULL},
		{"subprog#", NULL},
		{"SCC ", NULL},
		{"topo_order[", NULL},
		/* kernel/bpf/btf.c, on what it does about an argument without a type it knows */
		{"marking pointer arg", NULL},
		{"CO-RE relocating ", NULL},
		{"Cannot find btf of tracepoint template", NULL},
		{"Validating ", NULL},
		{"Verification failed:", NULL},
		{"signature verification passed", NULL},
	};
	/* such a line begins with start and has part */
	static const struct {
		const char *start, *part;
	} parts[] = {
		/* btf_get_prog_ctx_type() in 5.10: a global function's argument is no context */
		{"arg#", " type is not a struct"},
		{"arg#", " struct doesn't have a name"},
		/* btf_ctx_access(), of an access that it allows */
		{"func '", " has btf_id "},
	};

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
		if (strncmp(line, starts[i].start, strlen(starts[i].start)) == 0)
			return !starts[i].but ||
			       !memmem(line, len, starts[i].but, strlen(starts[i].but));
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (strncmp(line, parts[i].start, strlen(parts[i].start)) == 0 &&
			memmem(line, len, parts[i].part, strlen(parts[i].part)))
			return true;
	size_t digits = strspn(line, "0123456789");
	return len == 0 || line[len - 1] == ':' || (digits && line[digits] == ':');
}

/*
 * btf_ctx_access() in 6.13 and later, and in stable branches, ends this remark without a newline.
 * Without the trace, the next message follows on the same line.  How long the remark is; 0: none.
 */
static size_t open_remark(const char *line, size_t len)
{
	static const char end[] = "as it may encode error";
	const char *at = strncmp(line, "marking pointer arg", 19) == 0
				 ? memmem(line, len, end, sizeof(end) - 1)
				 : NULL;

	return at ? (size_t)(at - line) + sizeof(end) - 1 : 0;
}

const char *log_last_line(const char *log, size_t len, size_t *ret_len)
{
	const char *end = log + len, *line;

	while (end > log) {
		if (end[-1] == '\n')
			end--;
		for (line = end; line > log && line[-1] != '\n';)
			line--;
		line += open_remark(line, (size_t)(end - line));
		if (!is_aside(line, (size_t)(end - line))) {
			*ret_len = (size_t)(end - line);
			return line;
		}
		while (line > log && line[-1] != '\n')
			line--;
		end = line;
	}
	*ret_len = 0;
	return NULL;
}

bool log_is_remark(const char *line, size_t len)
{
	/*
	 * btf_check_func_arg_match() and btf_prepare_func_args() ask this of the main program and
	 * of static functions too, and ignore the answer there
	 */
	static const struct {
		const char *start, *part;
	} remarks[] = {
		{"Unrecognized arg#", ""},
		{"reg type unsupported for arg#", " function "},
		{"arg#", " reference type('"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(remarks); i++)
		if (strncmp(line, remarks[i].start, strlen(remarks[i].start)) == 0 &&
			memmem(line, len, remarks[i].part, strlen(remarks[i].part)))
			return true;
	return false;
}

/* The line before @line, a line of @log; NULL: there is none. */
static const char *line_before(const char *log, const char *line, size_t *ret_len)
{
	const char *at = line;

	if (at == log)
		return NULL;
	for (at--; at > log && at[-1] != '\n';)
		at--;
	*ret_len = (size_t)(line - at) - 1;
	return at;
}

const char *log_pair_first(const char *log, const char *line, size_t len, size_t *ret_len)
{
	const char *first = line_before(log, line, ret_len);

	if (!first || is_aside(first, *ret_len))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		if (memmem(line, len, pairs[i].second, strlen(pairs[i].second)) &&
			memmem(first, *ret_len, pairs[i].first, strlen(pairs[i].first)))
			return first;
	return NULL;
}
