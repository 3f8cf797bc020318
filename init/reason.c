// SPDX-License-Identifier: GPL-2.0-only
#include "reason.h"
#include "features.h"
#include "verdict/text.h"

#include <errno.h>
#include <regex.h>
#include <stdbool.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* Whose words a row is looked for in. */
enum source { LIBBPF = 1, VERIFIER = 2 };

/*
 * First match wins, so the particular stands before the general.  Patterns are POSIX extended and
 * case-sensitive.  A row with a verdict says more than where the load stopped: the machine's fault,
 * never the program's.
 */
static const struct reason_row {
	enum source source;
	const char *pattern, *reason;
	enum verdict verdict;
} rows[] = {
	/* this environment could not tell */
	{LIBBPF, "Couldn't load trivial BPF program", "no-privilege", VERDICT_ERROR},
	/* what libbpf knew before the kernel was asked; src/libbpf.c */
	{LIBBPF, "failed to find valid kernel BTF|[Ee]rror loading vmlinux BTF", "no-kernel-btf", 0},
	{LIBBPF, "failed to open system Kconfig", "no-kernel-config", 0},
	{LIBBPF, "extern \\(kcfg\\)|Kconfig", "kconfig-extern", 0},
	{LIBBPF, "extern \\(func ksym\\) '[^']*': not found", "kfunc-missing", 0},
	{LIBBPF, "kfunc '[^']*' is referenced but wasn't resolved", "kfunc-missing", 0},
	{LIBBPF, "func_proto \\[[0-9]+\\] incompatible with", "kfunc-prototype", 0},
	{LIBBPF, "extern \\(var ksym\\) '[^']*': (not found|incompatible)|extern '[^']*' \\(strong\\): not resolved",
		"ksym-missing", 0},
	{LIBBPF, "map '[^']*': failed to create|Error in bpf_create_map|map '[^']*': failed to load",
		"map-unsupported", 0},
	{LIBBPF, "map '[^']*' is referenced but wasn't created", "map-skipped", 0},
	{LIBBPF, "invalid CO-RE relocation|relo #[0-9]+: failed|failed to (resolve|perform) CO-RE|unrecognized \\(.*\\) value",
		"core-relocation", 0},
	{LIBBPF, "is not found in vmlinux BTF|failed to find kernel BTF type ID|struct_ops init_kern|"
		 "failed to find BTF (id|info) for|attach_btf_id|is not modifiable", "attach-target", 0},
	{LIBBPF, "failed to guess program type|missing BPF prog type", "section-unknown", 0},
	{LIBBPF, "elf: |ELF|[Rr]elo(cation)? |BTF|section|failed to open object", "object-malformed", 0},
	/* what libbpf writes over the verifier's last words (fixup_verifier_log) */
	{VERIFIER, "invalid CO-RE relocation|unknown#195896080", "core-relocation", 0},
	{VERIFIER, "BPF map '[^']*' is referenced but wasn't created", "map-skipped", 0},
	{VERIFIER, "kfunc '[^']*' is referenced but wasn't resolved", "kfunc-missing", 0},
	/* the verifier's; kernel/bpf/verifier.c */
	{VERIFIER, "verifier bug|REG INVARIANTS VIOLATION", "verifier-bug", 0},
	{VERIFIER, "calling kernel function .* is not allowed", "kfunc-not-allowed", 0},
	{VERIFIER, "cannot call GPL-restricted function|cannot call GPL only|is not GPL compatible", "gpl-only", 0},
	{VERIFIER, "invalid func [^ ]*#", "helper-unknown", 0},
	{VERIFIER, "unknown func [^ ]*#|program of this type cannot use helper|helper call is not allowed in probe",
		"helper-not-allowed", 0},
	{VERIFIER, "attach_btf_id|is not modifiable|not found in kernel|Tracing programs must provide|"
		   "attach to unsupported", "attach-target", 0},
	{VERIFIER, "unknown opcode|uses reserved fields|BPF_[A-Z]+ uses", "instruction-unknown", 0},
	{VERIFIER, "BPF program is too large|program is too large", "limit-insns", 0},
	{VERIFIER, "sequence of [0-9]+ jumps is too complex", "limit-jumps", 0},
	{VERIFIER, "infinite loop detected|back-edge|unreachable insn|jump out of range|last insn is not an exit",
		"control-flow", 0},
	{VERIFIER, "combined stack size|call stack of [0-9]+ frames|stack depth [0-9]+ exceeds|too large stack",
		"limit-stack", 0},
	{VERIFIER, "!read_ok|invalid read from stack|invalid indirect read from stack", "uninitialised-read", 0},
	{VERIFIER, "invalid (write|access) to stack|invalid variable-offset|invalid stack|unbounded .*stack|"
		   "variable.*stack|misaligned stack|attempt to corrupt spilled", "stack-access", 0},
	{VERIFIER, "outside of the packet|invalid access to packet", "packet-bounds", 0},
	{VERIFIER, "write into map forbidden|write to .*rdonly|write into .* forbidden|cannot write into rdonly|"
		   "read-only|read from map forbidden", "map-read-only", 0},
	{VERIFIER, "invalid access to map|map value|allowed memory range|outside of the allowed|min value is negative|"
		   "invalid access to memory|unbounded|unbounded min value|max value is outside", "memory-bounds", 0},
	{VERIFIER, "invalid mem access '[^']*_or_null'|[Pp]ossibly NULL|pointer .*may be NULL", "null-dereference", 0},
	{VERIFIER, "invalid mem access", "memory-type", 0},
	{VERIFIER, "invalid bpf_context access|dereference of modified|modified ctx", "context-access", 0},
	{VERIFIER, "pointer arithmetic|math between|pointer comparison|partial copy of pointer|prohibited",
		"pointer-arithmetic", 0},
	{VERIFIER, "leaks addr|leak pointer|R[0-9]+ leaks", "pointer-leak", 0},
	{VERIFIER, "At program exit the register R|At (async|subprogram|callback).*register R|should have been in",
		"return-value", 0},
	{VERIFIER, "Unreleased reference|must be referenced|reference has not been|reference leak|release.*reference",
		"reference", 0},
	{VERIFIER, "spin_lock|lock is held|inside bpf_[a-z_]*-?(lock|locked)|rcu_read_unlock|-lock", "lock", 0},
	{VERIFIER, "type=[^ ]* expected=|expected pointer|arg#[0-9]+|R[0-9]+ type=|expected .* but|must point to",
		"argument-type", 0},
	{VERIFIER, "misaligned", "misaligned-access", 0},
};

/* The words, each a line apart, hold row's pattern: the start of that line, or NULL. */
static const char *row_matches(const struct reason_row *row, const char *words, size_t *ret_len)
{
	regmatch_t at;
	regex_t re;

	if (regcomp(&re, row->pattern, REG_EXTENDED | REG_NEWLINE))
		return NULL;
	bool found = regexec(&re, words, 1, &at, 0) == 0;
	regfree(&re);
	if (!found)
		return NULL;
	const char *start = words + at.rm_so, *line = start;
	while (line > words && line[-1] != '\n')
		line--;
	*ret_len = strcspn(line, "\n");
	return line;
}

static const struct reason_row *find_row(enum source source, const char *words, const char **ret_line,
	size_t *ret_len)
{
	for (size_t i = 0; *words && i < ARRAY_SIZE(rows); i++)
		if (rows[i].source == source && (*ret_line = row_matches(&rows[i], words, ret_len)))
			return &rows[i];
	return NULL;
}

/* Lines behind the one that says why: statistics (print_verification_stats) and states. */
static bool is_tail(const char *line)
{
	static const char *const starts[] = {
		"processed ", "verification time ", "stack depth ", "subprog ", "old state:", "cur state:",
		"mark_precise:", "peak_states", "Verification failed:", "insns processed",
	};

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
		if (strncmp(line, starts[i], strlen(starts[i])) == 0)
			return true;
	return *line == '\n' || *line == '\0' || *line == ' ';
}

const char *reason_last_line(const char *log, size_t len, size_t *ret_len)
{
	const char *end = log + len, *line;

	while (end > log) {
		if (end[-1] == '\n')
			end--;
		for (line = end; line > log && line[-1] != '\n';)
			line--;
		if (line < end && !is_tail(line)) {
			*ret_len = (size_t)(end - line);
			return line;
		}
		end = line;
	}
	*ret_len = 0;
	return NULL;
}

/* What no pattern needs to tell: the errno of a call that stopped before any verdict. */
static const char *environment(int err)
{
	switch (err) {
	case ENOSYS:
		return "no-bpf-syscall";
	case EPERM:
		return features_locked_down() ? "lockdown" : "no-privilege";
	case ENOMEM:
		return "memory";
	case EINTR:
	case EAGAIN:
		return "interrupted";
	}
	return NULL;
}

static void set(struct program_result *p, enum verdict verdict, const char *reason, const char *line, size_t len)
{
	p->verdict = verdict;
	text_set(p->reason, reason);
	if (line)
		text_clean(p->detail, sizeof(p->detail), line, len, 0);
	else
		text_set(p->detail, p->err ? strerror(p->err) : "");
}

/* The kernel's verifier refused it, or its environment did before a verdict. */
static void judge_reached(struct program_result *p, const struct load_answer *a)
{
	const struct reason_row *row;
	const char *line = NULL;
	char last[2048] = "";
	size_t len = 0;

	line = reason_last_line(a->log, a->log_len, &len);
	const char *why = environment(p->err);
	/* the verifier speaks before it says EPERM or EAGAIN of a program; the environment does not */
	if (why && (!line || p->err == ENOMEM)) {
		set(p, VERDICT_ERROR, why, NULL, 0);
		return;
	}
	if (line) {
		text_clean(last, sizeof(last), line, len, 0);
		const char *at;
		size_t at_len;
		row = find_row(VERIFIER, last, &at, &at_len);
		/* the last words may be a footnote to the line that counts */
		if (!row)
			row = find_row(VERIFIER, a->log + (a->log_len > 2048 ? a->log_len - 2048 : 0), &line, &len);
		if (row && strcmp(row->reason, "helper-not-allowed") == 0 && features_locked_down())
			set(p, VERDICT_ERROR, "lockdown", line, len);
		else
			set(p, VERDICT_REJECTED, row ? row->reason : REASON_UNCLASSIFIED, line ? line : last,
				line ? len : strlen(last));
		return;
	}
	row = find_row(LIBBPF, a->warnings, &line, &len);
	bool told = row && row->verdict != VERDICT_ERROR && strcmp(row->reason, "object-malformed") != 0;
	set(p, VERDICT_REJECTED, told ? row->reason : REASON_UNCLASSIFIED, told ? line : NULL, len);
}

void reason_judge(struct program_result *p, const struct load_answer *a, int err, const char *warnings)
{
	const struct reason_row *row;
	const char *line = NULL;
	size_t len = 0;

	p->err = a ? a->err : err;
	if (a && a->reached) {
		judge_reached(p, a);
		return;
	}
	row = find_row(LIBBPF, warnings, &line, &len);
	const char *why = environment(p->err);
	if (row && row->verdict)
		set(p, row->verdict, row->reason, line, len);
	else if (why && (!row || strcmp(row->reason, "map-unsupported") == 0))
		set(p, VERDICT_ERROR, why, line, len);
	else
		set(p, VERDICT_UNLOADABLE, row ? row->reason : REASON_UNCLASSIFIED,
			row ? line : *warnings ? warnings : NULL, row ? len : strcspn(warnings, "\n"));
	if (p->verdict == VERDICT_ERROR && !features_bpf())
		text_set(p->reason, "no-bpf-syscall");
}
