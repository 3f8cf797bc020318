// SPDX-License-Identifier: GPL-2.0-only
#include "explain/reason.h"
#include "probe/features.h"
#include "verdict/nearest.h"
#include "verdict/text.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <regex.h>
#include <stdbool.h>
#include <string.h>

#define ARRAY_SIZE(a)	   (sizeof(a) / sizeof(*(a)))
#define REASON_BTF_REFUSED "btf-refused"

/* Whose words a row is looked for in. */
enum source { LIBBPF = 1, VERIFIER = 2 };

/*
 * First match wins, so the particular stands before the general.  Patterns are POSIX extended and
 * case-sensitive.  A row with a verdict knows better than where the load stopped.
 */
/* clang-format off */
static const struct reason_row {
	enum source source;
	const char *pattern, *reason;
	enum verdict verdict;
} rows[] = {
	/* this environment could not tell */
	{LIBBPF, "Couldn't load trivial BPF program", "no-privilege", VERDICT_ERROR},
	/* what libbpf knew before the kernel was asked; src/libbpf.c */
	{LIBBPF, "failed to find valid kernel BTF|[Ee]rror loading vmlinux BTF", "no-kernel-btf", 0},
	/* the kernel's configuration is not in the archive: this environment's lack, not the kernel's */
	{LIBBPF, "failed to open system Kconfig", "no-kernel-config", VERDICT_ERROR},
	{LIBBPF, "attach program FD is not set", "target-unknown", VERDICT_ERROR},
	/* what a later libbpf loads, this one takes for a mistake: clang's jump tables, of 1.7; sections of 1.5 to 1.8 */
	{LIBBPF, "in section '\\.jumptables'|missing BPF prog type, check ELF section name '(kprobe\\.session|uprobe\\.session|fsession|"
		 "f(entry|exit)\\.multi|(raw_tp|raw_tracepoint|tp|tracepoint|tp_btf)\\.s/)", "libbpf-too-old", VERDICT_ERROR},
	{LIBBPF, "extern \\(kcfg\\)|Kconfig|extern 'CONFIG_[^']*' \\(strong\\): not resolved", "kconfig-extern", 0},
	{LIBBPF, "extern \\(func ksym\\) '[^']*': not found", "kfunc-missing", 0},
	{LIBBPF, "kfunc '[^']*' is referenced but wasn't resolved", "kfunc-missing", 0},
	{LIBBPF, "func_proto \\[[0-9]+\\] incompatible with", "kfunc-prototype", 0},
	{LIBBPF, "extern \\(var ksym\\) '[^']*': (not found|incompatible)|extern '[^']*' \\(strong\\): not resolved",
		"ksym-missing", 0},
	{LIBBPF, "map '[^']*': failed to create|Error in bpf_create_map|map '[^']*': failed to load",
		REASON_MAP_UNSUPPORTED, 0},
	{LIBBPF, "map '[^']*' is referenced but wasn't created", "map-skipped", 0},
	{LIBBPF, "invalid CO-RE relocation|relo #[0-9]+: failed|failed to (resolve|perform) CO-RE|unrecognized \\(.*\\) value",
		"core-relocation", 0},
	{LIBBPF, "is not found in (vmlinux|prog's) BTF|failed to find kernel BTF type ID|struct_ops init_kern|"
		 "failed to find BTF (id|info) for|attach_btf_id|is not modifiable", "attach-target", 0},
	{LIBBPF, "failed to guess program type|missing BPF prog type", "section-unknown", 0},
	{LIBBPF, "elf: |ELF|[Rr]elo(cation)? |BTF|section|failed to open object", "object-malformed", 0},
	/*
	 * What libbpf writes over the verifier's last words (fixup_verifier_log): the instruction that was
	 * refused is libbpf's own poison, put where the program's could not be made.
	 */
	{VERIFIER, "invalid CO-RE relocation|failed to resolve CO-RE relocation|unknown#195896080", "core-relocation", VERDICT_UNLOADABLE},
	{VERIFIER, "BPF map '[^']*' is referenced but wasn't created|unknown#200100[0-9]{4}", "map-skipped", VERDICT_UNLOADABLE},
	{VERIFIER, "kfunc '[^']*' is referenced but wasn't resolved|unknown#200200[0-9]{4}", "kfunc-missing", VERDICT_UNLOADABLE},
	/* the verifier's; kernel/bpf/verifier.c */
	{VERIFIER, "(is|are) allowed (only to|for) CAP_|CAP_[A-Z_]+ (and CAP_[A-Z_]+ are|is) required|calls require CAP_",
		"no-privilege", VERDICT_ERROR},
	{VERIFIER, "verifier (bug|BUG|internal error)|REG INVARIANTS VIOLATION|^BUG[ :]|internal bug|misconfigured",
		"verifier-bug", 0},
	{VERIFIER, "requires BPF JIT|JIT (does not|doesn't) support|JIT is required|non-JITed programs|not supported by jit",
		"jit-unsupported", 0},
	{VERIFIER, "calling kernel function .* is not allowed", "kfunc-not-allowed", 0},
	{VERIFIER, "kernel is missing BTF|without CONFIG_DEBUG_INFO_BTF|in-kernel BTF is malformed|btf_vmlinux is malformed",
		"no-kernel-btf", 0},
	{VERIFIER, "find BTF for kernel function|kernel btf_id .* is not a function|address (for|of) kernel func|"
		   "kernel function call (is )?not|kernel function btf_id|kernel function descriptor|metadata kfuncs|fd_array|BTF fd for kfunc|module BTF (fd|object)|kfunc offset|kernel module function call",
		"kfunc-missing", 0},
	{VERIFIER, "kernel function .* (pointer type|valid func_proto|return type|dynamic return|does not return)|"
		   "acquire kernel function", "kfunc-prototype", 0},
	{VERIFIER, "ldimm64 (insn specifies|failed to find|unable to resolve)|pseudo btf_id", "ksym-missing", 0},
	{VERIFIER, "cannot call GPL-restricted function|cannot call GPL only|is not GPL compatible|"
		   "non-GPL compatible program|must have a GPL compatible", "gpl-only", 0},
	{VERIFIER, "invalid func [^ ]*#", "helper-unknown", 0},
	/* before 5.13 a callback is no subprogram (BPF_PSEUDO_FUNC), and is missing in the count */
	{VERIFIER, "number of funcs in func_info doesn't match", "callback-unknown", 0},
	{VERIFIER, "missing btf func_info|has to have BTF|requires prog BTF|in subprogs without BTF",
		"btf-missing", 0},
	{VERIFIER, "func_?[ ]?info|line_info|core_relo\\[|tailing record in|BTF of func|[Ii]nvalid BTF|exception callback .*(BTF|linkage|found)|"
		   "[Vv]alid BTF|^Type '|Buggy compiler|bad type id|requires BTF|kern ctx type|multiple type tags|in BTF$|name .* is too long",
		"btf-malformed", 0},
	{VERIFIER, "unknown func [^ ]*#|program of this type cannot use helper|helper call is not allowed in probe|"
		   "func [^ ]*# *[0-9]+ (not supported for|supported only for)",
		"helper-not-allowed", 0},
	{VERIFIER, "attach_btf_id|is not modifiable|not found in kernel|Tracing programs must provide|"
		   "attach to (unsupported|invalid)|^Subprog .* doesn't exist|^Cannot (replace|extend|recursively)|"
		   "Can attach to only|[Ee]xtension program|attachable to another|be attached to another|[Tt]arget program|"
		   "struct_ops module|t modify return|address of function .* cannot be found|cannot attach to|"
		   "is not a global function|args while|[Rr]eturn type .* doesn't match|^arg[0-9]+ .*(while|doesn't match|unrecognized type)|"
		   "^The function .* (arguments|unsupported|malformed)|not a pointer to context|device mismatch|fmod_ret|"
		   "nest tracing|^Attach to function|Attaching tracing|supports at most [0-9]+ parameters|freplace programs with|"
		   "unreliable BTF for function",
		"attach-target", 0},
	{VERIFIER, "unknown opcode|unknown insn class|uses reserved fields|BPF_[A-Z]+ uses|invalid (BPF_|bpf_ld)|"
		   "unrecognized bpf_ld_imm64|reserved field|^BUG_|invalid insn idx|invalid may_goto", "instruction-unknown", 0},
	{VERIFIER, "LD_ABS|LD_\\[ABS|tail_call is only allowed|same insn cannot be used|be patched due to|addr_space_cast insn|"
		   "atomic operand size|only supported on 64-bit|jump table|outside of (the subprog|jump table)|PTR_TO_INSN|insn array|any offset in map|"
		   "within callback", "instruction-misused", 0},
	{VERIFIER, "BPF program is too large|program is too large", "limit-insns", 0},
	{VERIFIER, "sequence of [0-9]+ jumps is too complex", "limit-jumps", 0},
	{VERIFIER, "^too many|more than [0-9]+|total number of (maps|btfs)|complexity limit|too many iterations|is too big|max struct nesting|iteration limit", "limit-other", 0},
	{VERIFIER, "infinite loop detected|back-edge|unreachable insn|jump out of range|last insn is not an exit|"
		   "recursive call|jump into the middle|call to invalid destination",
		"control-flow", 0},
	{VERIFIER, "combined stack size|call stack of [0-9]+ frames|stack depth [0-9]+ exceeds|too large stack|"
		   "stack size .*[Tt]oo large|bytes\\. Too large",
		"limit-stack", 0},
	{VERIFIER, "!read_ok|invalid read from stack|invalid indirect read from stack", "uninitialised-read", 0},
	{VERIFIER, "invalid (write|access) to stack|invalid variable-offset|invalid stack|unbounded .*stack|"
		   "variable.*stack|misaligned stack|attempt to corrupt spilled|invalid.* stack R|read from stack|"
		   "indirect access to stack|reading from stack|stack slot|allocated_stack|stack arg|register (spill|fill)|stack frame of the caller|var-offset stack|return stack pointer",
		"stack-access", 0},
	{VERIFIER, "outside of the packet|invalid access to packet", "packet-bounds", 0},
	{VERIFIER, "write into map forbidden|write to .*rdonly|write into .* forbidden|cannot write into rdonly|"
		   "read-only|read from map forbidden", "map-read-only", 0},
	{VERIFIER, "the packet is not allowed|cannot write into|[Oo]nly read|writes to packet data|no write support|"
		   "[Ww]rites? (through|to change).*not allowed|not point to a readonly|write access at off", "write-forbidden", 0},
	{VERIFIER, "kptr", "kptr-access", 0},
	{VERIFIER, "access beyond|member .* with moff|doesn't have (field|size)|(sock|sock_common|tcp_sock|xdp_sock) access|"
		   "is ptr_.* (invalid|access)|in-kernel struct|accessed (in)?directly|access (cannot have|size must)|resolve the size of type|"
		   "beyond the member|direct access to|uptr",
		"field-access", 0},
	{VERIFIER, "invalid access to map|allowed memory range|outside of the allowed|min value is negative|"
		   "invalid access to memory|unbounded|max value is outside|invalid negative access|invalid zero-sized read|"
		   "buffer (offset|access)", "memory-bounds", 0},
	{VERIFIER, "invalid mem access '[^']*_or_null'|[Pp]ossibly NULL|pointer .*may be NULL", "null-dereference", 0},
	{VERIFIER, "invalid mem access", "memory-type", 0},
	{VERIFIER, "invalid bpf_context access|invalid access to context|dereference of modified|modified ctx|"
		   "variable ctx access|negative offset .* ptr|variable .* access var_off|stores into R[0-9]+ ctx|access to flow keys|"
		   "bpf_dummy_ops_state|func '.*' (offset|size|doesn't have|arg)|r1 != ctx|context argument|ptr R[0-9]+ off=.* disallowed",
		"context-access", 0},
	{VERIFIER, "(stores into|loads from) R[0-9]+ .* is not allowed|Invalid read of", "memory-type", 0},
	{VERIFIER, "pointer arithmetic|math between|pointer comparison|partial copy of pointer|prohibited|"
		   "pointer offset .* is not allowed|pointer be out of bounds|mixed signed bounds|unsupported alu operation|"
		   "tried to .* (from|beyond)|speculative verification|part of pointer|not a pointer to arena",
		"pointer-arithmetic", 0},
	{VERIFIER, "div by zero|invalid shift", "arithmetic", 0},
	{VERIFIER, "^R[0-9]+ is invalid|frame pointer is read only", "register-invalid", 0},
	{VERIFIER, "leaks addr|leaking pointer|leak pointer", "pointer-leak", 0},
	{VERIFIER, "At program exit the register R|At (async|subprogram|callback).*register R|should have been in",
		"return-value", 0},
	{VERIFIER, "Unreleased reference|must be referenced|reference has not been|reference leak|release.*reference|"
		   "Leaking reference|refcounted|unacquired|unowned|referenced dynptr|non-owning|one referenced object",
		"reference", 0},
	{VERIFIER, "valid bpf_map|direct value|storage of each type|struct_ops map cannot|(progs?|programs) (can ?not|can only) use|preallocated hash|"
		   "PREEMPT_RT|cannot be used in tracing|excl_prog_hash|sockmap in this|CGROUP_STORAGE|access not supported for map type", "map-not-allowed", 0},
	{VERIFIER, "tail_call abusing|tail call (poke|prog)|cannot tail call", "tail-call", 0},
	{VERIFIER, "exception c|bpf_throw", "exception", 0},
	{VERIFIER, "arena", "arena", 0},
	{VERIFIER, "[Gg]lobal function|packet pointer, but func|prog->aux|callee expects|^Function .* args|[Ii]nvalid type of function|in .* is not supported yet",
		"function-signature", 0},
	{VERIFIER, "sleepable|might sleep", "sleepable", 0},
	{VERIFIER, "_lock|_unlock|lock is held|holding a lock|-ed region|rcu read (un)?lock|preemption|RCU CS|RCU critical|"
		   "w/o active lock|bpf_preempt_enable|irq (flag|state)|deadlock", "lock", 0},
	{VERIFIER, "type=[^ ]* expected=|expected pointer|arg#[0-9]+|R[0-9]+ type=|expected .* but|must point to|"
		   "but .* is expected|expected (an |un|a |valid )?(initialized|dynptr|iter)|must be a (known constant|rcu pointer)|"
		   "cannot pass|zero offset|constant offset|callback|Helper has invalid|arg_type|zero-terminated|format string|"
		   "non-zero flags|has (no|more than one|repeating) .*(bpf_|kptr)|point to 'struct|doesn't have 'struct|map_uid=|"
		   "dynptr|iter pointer|map pointer|pointer to ctx|be non-NULL|reference type|len pair|doesn't point to|insn_array map|"
		   "may write into memory|const string|[Uu]nrecognized .* type|unsupported arg type|constant argument|for bpf_.*obj_drop|"
		   "type ID|same allocation|local type|[Uu]nsupported reg type|expected .* or socket|map_ptr|"
		   "rb(tree|_root)|list_head|not a struct type|not found at offset|not a pointer|buf_size|"
		   "is not a (const|scalar|known constant)|not a scalar value",
		"argument-type", 0},
	{VERIFIER, "misaligned", "misaligned-access", 0},
};
/* clang-format on */

/* Words that no row has. */
static const char *const others[] = {REASON_LOAD_REFUSED, REASON_BTF_REFUSED, REASON_TYPE_UNKNOWN,
	REASON_MAP_REFUSED, REASON_FLAG_UNKNOWN};

const char *reason_word(size_t i)
{
	if (i < ARRAY_SIZE(rows))
		return rows[i].reason;
	i -= ARRAY_SIZE(rows);
	return i < ARRAY_SIZE(others) ? others[i] : NULL;
}

bool reason_is_word(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].verdict != VERDICT_ERROR && strcmp(rows[i].reason, word) == 0)
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (strcmp(others[i], word) == 0)
			return true;
	return false;
}

const char *reason_question(char *ret, size_t size, const char *word)
{
	const char *words[ARRAY_SIZE(rows) + ARRAY_SIZE(others)];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t j = 0;
		while (j < n && strcmp(words[j], rows[i].reason) != 0)
			j++;
		if (j == n && rows[i].verdict != VERDICT_ERROR)
			words[n++] = rows[i].reason;
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		words[n++] = others[i];
	return nearest_question(ret, size, word, words, n);
}

/* Each pattern is compiled once a process, when it is first looked for; NULL where it cannot be. */
static const regex_t *pattern_of(const struct reason_row *row)
{
	static struct {
		regex_t re;
		enum { NOT_YET, COMPILED, BROKEN } state;
	} patterns[ARRAY_SIZE(rows)];
	const size_t at = (size_t)(row - rows);

	if (patterns[at].state == NOT_YET)
		patterns[at].state =
			regcomp(&patterns[at].re, row->pattern, REG_EXTENDED | REG_NEWLINE)
				? BROKEN
				: COMPILED;
	return patterns[at].state == COMPILED ? &patterns[at].re : NULL;
}

/* The words, each a line apart, hold row's pattern: the start of that line, or NULL. */
static const char *row_matches(const struct reason_row *row, const char *words, size_t *ret_len)
{
	const regex_t *re = pattern_of(row);
	regmatch_t at;

	if (!re || regexec(re, words, 1, &at, 0) != 0)
		return NULL;
	const char *start = words + at.rm_so, *line = start;
	while (line > words && line[-1] != '\n')
		line--;
	*ret_len = strcspn(line, "\n");
	return line;
}

static const struct reason_row *find_row(
	enum source source, const char *words, const char **ret_line, size_t *ret_len)
{
	for (size_t i = 0; *words && i < ARRAY_SIZE(rows); i++)
		if (rows[i].source == source && (*ret_line = row_matches(&rows[i], words, ret_len)))
			return &rows[i];
	return NULL;
}

/*
 * Lines that never say why: statistics (print_verification_stats), states, how precision was
 * tracked, the program itself, disassembled ("12: (85) call …") and in the words of its source (";
 * if (ptr …"), and the report of 7.x behind the line that it explains (kernel/bpf/diagnostics.c:
 * titles, and text set in).
 */
static bool is_aside(const char *line, size_t len)
{
	static const char *const starts[] = {
		" ",
		"\t",
		";",
		"processed ",
		"insns processed ",
		"verification time ",
		"stack depth ",
		"subprog ",
		"mark_precise:",
		"last_idx ",
		"regs=",
		"parent ",
		"propagating ",
		"from ",
		"frame",
		"func#",
		"Func#",
		/* of a context that has no type, and what is made of it (kernel/bpf/btf.c) */
		"arg#0 type is not a struct",
		"Unrecognized arg#",
		"Validating ",
		"Verification failed:",
	};

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
		if (strncmp(line, starts[i], strlen(starts[i])) == 0)
			return strncmp(line, "frame pointer", 13) != 0;
	size_t digits = strspn(line, "0123456789");
	return len == 0 || line[len - 1] == ':' || (digits && line[digits] == ':');
}

const char *reason_last_line(const char *log, size_t len, size_t *ret_len)
{
	const char *end = log + len, *line;

	while (end > log) {
		if (end[-1] == '\n')
			end--;
		for (line = end; line > log && line[-1] != '\n';)
			line--;
		if (!is_aside(line, (size_t)(end - line))) {
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

/* libbpf has numbers of its own. */
static const char *error_words(int err)
{
	static char words[128];

	libbpf_strerror(err, words, sizeof(words));
	return words;
}

static void set(struct program_result *p, enum verdict verdict, const char *reason,
	const char *line, size_t len)
{
	p->verdict = verdict;
	text_set(p->reason, reason);
	if (line)
		text_clean(p->detail, sizeof(p->detail), line, len, 0);
	else
		text_set(p->detail, p->err ? error_words(p->err) : "");
}

/*
 * The verifier says some things in two lines, of which only the first names what was accessed:
 * "invalid access to packet, …", then "R1 offset is outside of the packet" (to 6.12) or "R1 min
 * value is outside of the allowed memory range" (7.2).  Bytes of the first, when @line is such a
 * second.
 */
static size_t pair_before(const char *log, const char *line)
{
	static const char first[] = "invalid access to ";
	const char *at = line;

	if (at == log)
		return 0;
	for (at--; at > log && at[-1] != '\n';)
		at--;
	return strncmp(at, first, sizeof(first) - 1) == 0 ? (size_t)(line - at) : 0;
}

/*
 * The row for the last of the lines that may say why; where it has none (the last words may be a
 * footnote), for one of the few before it.  @ret_line is then that line, else the last one; NULL
 * where there is none.
 */
static const struct reason_row *find_last_row(
	const char *log, const char **ret_line, size_t *ret_len)
{
	const struct reason_row *row = NULL;
	size_t left = strlen(log), len, at_len;
	const char *line, *at;
	char words[2048];

	*ret_line = NULL;
	for (int i = 0; i < 8 && !row && (line = reason_last_line(log, left, &len)); i++) {
		size_t before = pair_before(log, line);
		left = (size_t)(line - log);
		text_clean(words, sizeof(words), line - before, len + before, 1);
		row = find_row(VERIFIER, words, &at, &at_len);
		if (row || !*ret_line) {
			*ret_line = line;
			*ret_len = len;
		}
	}
	return row;
}

/*
 * libbpf goes on without the object's BTF where the kernel refuses it, and what cannot do without
 * is refused then: callbacks as instructions that 5.10 to 5.12 do not know.  The line on that, the
 * kernel's ("[9] FUNC_PROTO … Invalid arg#1") or else libbpf's; NULL where it is something else.
 */
static const char *refused_btf(
	const struct reason_row *row, const char *line, const char *warnings, size_t *ret_len)
{
	static const char begin[] = "-- BEGIN BTF LOAD LOG ---\n", end[] = "-- END BTF LOAD LOG --";
	const char *said = strstr(warnings, "Error loading .BTF into kernel");
	const char *log = strstr(warnings, begin), *log_end = log ? strstr(log, end) : NULL;

	if (!row || !said ||
		(strcmp(row->reason, "btf-missing") != 0 &&
			strncmp(line, "unrecognized bpf_ld_imm64", 25) != 0))
		return NULL;
	if (log_end) {
		log += sizeof(begin) - 1;
		const char *last = log_end > log
					   ? reason_last_line(log, (size_t)(log_end - log), ret_len)
					   : NULL;
		if (last && *last == '[')
			return last;
	}
	*ret_len = strcspn(said, "\n");
	return said;
}

/* The kernel's verifier refused it, or its environment did before a verdict. */
static void judge_reached(struct program_result *p, const struct load_answer *a)
{
	/*
	 * ENOSPC: it would not say in so little room what it had to say; of no other load is that
	 * known
	 */
	const char *why = p->err == ENOSPC ? "log-too-large" : environment(p->err), *line;
	const struct reason_row *row;
	size_t len = 0, btf_len;
	const char *btf;

	row = find_last_row(a->brief ? a->brief : a->log, &line, &len);
	btf = refused_btf(row, line, a->warnings, &btf_len);
	/*
	 * the verifier gives its reason with an EPERM of its own; the others are never a word on
	 * the program
	 */
	if (why && (!line || p->err != EPERM))
		set(p, VERDICT_ERROR, why, NULL, 0);
	else if (!line) /* it did not get as far as the verifier (a name it does not take, …) */
		set(p, VERDICT_UNLOADABLE, REASON_LOAD_REFUSED, NULL, 0);
	else if (btf)
		set(p, VERDICT_REJECTED, REASON_BTF_REFUSED, btf, btf_len);
	else if (row && strcmp(row->reason, "helper-not-allowed") == 0 && features_locked_down())
		set(p, VERDICT_ERROR, "lockdown", line, len);
	else
		set(p, row && row->verdict ? row->verdict : VERDICT_REJECTED,
			row ? row->reason : REASON_UNCLASSIFIED, line, len);
}

void reason_judge(
	struct program_result *p, const struct load_answer *a, int err, const char *warnings)
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
	/*
	 * whatever libbpf was about when it ran out of memory or had no privilege: that is the
	 * machine's
	 */
	if (why || (row && row->verdict))
		set(p, why ? VERDICT_ERROR : row->verdict, why ? why : row->reason, line, len);
	else
		set(p, VERDICT_UNLOADABLE,
			row ? row->reason
			: a ? REASON_UNCLASSIFIED
			    : "object-malformed",
			row	    ? line
			: *warnings ? warnings
				    : NULL,
			row ? len : strcspn(warnings, "\n"));
}
