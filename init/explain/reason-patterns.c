// SPDX-License-Identifier: GPL-2.0-only
#include "explain/reason-patterns.h"

/*
 * The first match wins, so a particular pattern comes before a general one.  The order is part of
 * what a reason means: tests/test-reason.c and the selftests' reasons depend on it.
 */
/* clang-format off */
const struct reason_pattern reason_patterns[] = {
	/* the environment's fault, not the program's */
	{LIBBPF, REASON_NO_PRIVILEGE, VERDICT_ERROR, "Couldn't load trivial BPF program"},
	/* libbpf found these before it called the kernel: src/libbpf.c */
	{LIBBPF, REASON_NO_KERNEL_BTF, 0,
		"failed to find valid kernel BTF|[Ee]rror loading vmlinux BTF|vmlinux BTF is not found|"
		"kernel BTF is missing at|failed to parse target BTF"},
	/* the archive lacks the kernel's configuration: the environment's fault too */
	{LIBBPF, REASON_NO_KERNEL_CONFIG, VERDICT_ERROR, "failed to open system Kconfig"},
	/*
	 * A later libbpf loads what this one rejects: clang's jump tables from 1.7 on, these
	 * sections from 1.5 to 1.8 on.
	 */
	{LIBBPF, REASON_LIBBPF_TOO_OLD, VERDICT_ERROR,
		"in section '\\.jumptables'|"
		"missing BPF prog type, check ELF section name "
		"'(kprobe\\.session|uprobe\\.session|fsession|f(entry|exit)\\.multi|"
		"(raw_tp|raw_tracepoint|tp|tracepoint|tp_btf)\\.s/)"},
	/*
	 * its loader calls bpf_program__set_attach_target() or set_type(), or fills the struct_ops
	 */
	{LIBBPF, REASON_TARGET_OF_LOADER, VERDICT_ERROR,
		"no BTF-based attach target is specified|attach program FD is not set|"
		"missing BPF prog type|"
		"program isn't referenced anywhere"},
	/* bpf_object__sanitize_and_load_btf(): struct_ops and arena maps cannot do without */
	{LIBBPF, REASON_BTF_REFUSED, 0, "BTF is mandatory, can't proceed"},
	{LIBBPF, REASON_BTF_MISSING, 0, "BTF is required, but is missing"},
	/* bpf_object__collect_externs(): an extern of no kind that libbpf resolves needs no BTF */
	{LIBBPF, REASON_BTF_MISSING, 0,
		"failed to find BTF for extern '[^']*': -"},
	/* what libbpf does not open and other loaders do; bpf_object__open() names it */
	{LIBBPF, REASON_LOADER_OWN, VERDICT_ERROR,
		"legacy map definitions in|program '[^']*' is static and not supported|"
		"invalid pinning value|unknown field '|multi-level inner maps not supported|"
		"failed to find BTF for extern '[^']*' \\[|unrecognized extern section|"
		"extern function .* is unsupported under|"
		"bad (map|data) relo against|bad call relo against '[^']*' in section|"
		"failed to find map for section|only its own loader can load it"},
	{LIBBPF, REASON_KCONFIG_EXTERN, 0,
		"extern \\(kcfg\\)|Kconfig|extern 'CONFIG_[^']*' \\(strong\\): not resolved"},
	{LIBBPF, REASON_KFUNC_MISSING, 0, "extern \\(func ksym\\) '[^']*': not found"},
	{LIBBPF, REASON_KFUNC_MISSING, 0, "kfunc '[^']*' is referenced but wasn't resolved"},
	{LIBBPF, REASON_KFUNC_PROTOTYPE, 0, "func_proto \\[[0-9]+\\] incompatible with"},
	{LIBBPF, REASON_KSYM_MISSING, 0,
		"extern \\(var ksym\\) '[^']*': (not found|incompatible)|"
		"extern '[^']*' \\(strong\\): not resolved"},
	/* create_jt_map(), since 1.7: says what is wrong with a table; else the map was refused */
	{LIBBPF, REASON_OBJECT_MALFORMED, 0, "map '\\.jumptables': "},
	/* bpf_object__reuse_map(), and what fills, freezes, maps or pins a map that is there */
	{LIBBPF, REASON_MAP_REFUSED, 0,
		"couldn't reuse pinned map|couldn't retrieve pinned map|error reusing pinned map|"
		"failed to (auto-pin|initialize slot|set initial contents|freeze as|re-mmap|"
		"mmap arena)"},
	/* libbpf before 1.0 says it of .data, .rodata and .bss */
	{LIBBPF, REASON_MAP_UNSUPPORTED, 0, "kernel doesn't support global data"},
	{LIBBPF, REASON_MAP_UNSUPPORTED, 0,
		"map '[^']*': failed to create|map '[^']*': failed to load|"
		"can't create jump table"},
	{LIBBPF, REASON_MAP_SKIPPED, 0, "map '[^']*' is referenced but wasn't created"},
	{LIBBPF, REASON_OBJECT_MALFORMED, 0,
		"\\.maps relo #|relo #[0-9]+: bad (insn|relo type)|non-native endianness"},
	/* bpf_core_resolve_relo() and relo_core.c */
	{LIBBPF, REASON_CORE_RELOCATION, 0,
		"invalid CO-RE relocation|prog '[^']*': relo (#?[0-9]+|for) |"
		"prog '[^']*': relo #[0-9]+:|failed to (resolve|perform) CO-RE|"
		"unrecognized \\(.*\\) value"},
	{LIBBPF, REASON_EXCEPTION, 0, "exception.callback"},
	{LIBBPF, REASON_ATTACH_TARGET, 0,
		"is not found in (vmlinux|prog's) BTF|failed to find kernel BTF type ID|"
		"struct_ops init_kern|The target program doesn't have BTF|"
		"Failed to get BTF [0-9]+ of the program|failed to find BTF (id|info) for|attach_btf_id|"
		"is not modifiable"},
	{LIBBPF, REASON_OBJECT_MALFORMED, 0,
		"elf: |ELF|[Rr]elo(cation)? |BTF|section|failed to open object"},
	/*
	 * fixup_verifier_log() in libbpf replaces the end of the verifier log.  The refused
	 * instruction is one that libbpf put in place of a call or load that it could not resolve.
	 */
	{VERIFIER, REASON_CORE_RELOCATION, VERDICT_UNLOADABLE,
		"invalid CO-RE relocation|failed to resolve CO-RE relocation|unknown#195896080"},
	/* the kernel's own CO-RE, which light skeletons use: bpf_core_apply() in btf.c */
	{VERIFIER, REASON_CORE_RELOCATION, 0, "relo #[0-9]+: |^target candidate search failed"},
	{VERIFIER, REASON_MAP_SKIPPED, VERDICT_UNLOADABLE,
		"BPF map '[^']*' is referenced but wasn't created|unknown#200100[0-9]{4}"},
	{VERIFIER, REASON_KFUNC_MISSING, VERDICT_UNLOADABLE,
		"kfunc '[^']*' is referenced but wasn't resolved|unknown#200200[0-9]{4}"},
	/* the verifier's messages: kernel/bpf/verifier.c */
	{VERIFIER, REASON_NO_PRIVILEGE, VERDICT_ERROR,
		"(is|are) allowed (only to|for) CAP_|"
		"CAP_[A-Z_]+ (and CAP_[A-Z_]+ are|is) required|calls require CAP_"},
	{VERIFIER, REASON_VERIFIER_BUG, 0,
		"[Vv]erifier (bug|BUG|internal error)|REG INVARIANTS VIOLATION|^(BUG|bug)[ :]|"
		"internal bug|misconfigured|BPF_PTR_POISON|^Please fix kernel|"
		"(invalid|unknown) return type [0-9]+ of func|^mark_reg_[a-z_]+\\(regs"},
	{VERIFIER, REASON_JIT_UNSUPPORTED, 0,
		"requires BPF JIT|JIT (does not|doesn't) support|JIT is required|"
		"non-JITed programs|not supported by jit|should be JITed|only JITed progs|"
		"mixing of tail_calls and bpf-to-bpf calls"},
	{VERIFIER, REASON_KFUNC_NOT_ALLOWED, 0,
		"calling kernel function .* is not allowed|metadata kfuncs|"
		"not allowed in rbtree cb"},
	{VERIFIER, REASON_NO_KERNEL_BTF, 0,
		"kernel is missing BTF|without CONFIG_DEBUG_INFO_BTF|in-kernel BTF is malformed|"
		"btf_vmlinux is malformed"},
	{VERIFIER, REASON_LIMIT_OTHER, 0, "fd_array(_cnt)? (is too big|has too many)"},
	/* bpf_prog_verify_signature() and what binds a signed program's maps, 7.3 */
	{VERIFIER, REASON_LOAD_REFUSED, VERDICT_UNLOADABLE,
		"signed program|signature verification failed|signing keyring|"
		"signed (payload|metadata)"},
	{VERIFIER, REASON_KFUNC_MISSING, 0,
		"find BTF for kernel function|kernel btf_id .* is not a function|"
		"address (for|of) kernel func|kernel function call (is )?not|"
		"kernel function btf_id|kernel function descriptor|fd_array|"
		"BTF fd for kfunc|^cannot find function .* in BTF|kfunc fd_idx|fd_idx [0-9]+ is not|"
		"module BTF (fd|object)|kfunc offset|kernel module function call"},
	{VERIFIER, REASON_KFUNC_PROTOTYPE, 0,
		"kernel function .* "
		"(pointer type|valid func_proto|return type|dynamic return|does not return)|"
		"acquire kernel function|inconsistent KF_IMPLICIT_ARGS"},
	{VERIFIER, REASON_KSYM_MISSING, 0,
		"ldimm64 (insn specifies|failed to find|unable to resolve)|pseudo btf_id"},
	{VERIFIER, REASON_GPL_ONLY, 0,
		"cannot call GPL-restricted function|cannot call GPL only|is not GPL compatible|"
		"non-GPL compatible program|must have a GPL compatible"},
	{VERIFIER, REASON_HELPER_UNKNOWN, 0, "invalid func [^ ]*#"},
	/* before 5.13 (no BPF_PSEUDO_FUNC) a callback does not count as a subprogram */
	{VERIFIER, REASON_CALLBACK_UNKNOWN, 0, "number of funcs in func_info doesn't match"},
	{VERIFIER, REASON_BTF_MISSING, 0,
		"missing btf func_info|has to have BTF|requires prog BTF|in subprogs without BTF|"
		"Global functions need valid BTF|Program extension requires BTF"},
	{VERIFIER, REASON_BTF_MALFORMED, 0,
		"func_?[ ]?info|line_info|core_relo\\[|tailing record in|BTF of func|"
		"[Ii]nvalid BTF|exception callback .*(BTF|linkage|found)|[Vv]alid BTF|"
		"bad type id|requires BTF|kern ctx type|multiple type tags|"
		"in BTF$|name .* is too long"},
	{VERIFIER, REASON_HELPER_NOT_ALLOWED, 0,
		"unknown func [^ ]*#|program of this type cannot use helper|"
		"helper call is not allowed in probe|^BPF_LSM_CGROUP that attach to void|"
		"func [^ ]*# *[0-9]+ (not supported for|supported only for)"},
	{VERIFIER, REASON_SLEEPABLE, 0,
		"programs can be sleepable|^Sleepable program cannot attach|"
		"^sleepable global function"},
	/* check_map_prog_compatibility(), of programs offloaded to a device */
	{VERIFIER, REASON_MAP_NOT_ALLOWED, 0, "device mismatch between prog and map"},
	/* 5.10 to 6.8, on a struct_ops program that no map has */
	{VERIFIER, REASON_TARGET_OF_LOADER, VERDICT_ERROR, "attach_btf_id 0 is not a supported"},
	{VERIFIER, REASON_ATTACH_TARGET, 0,
		"attach_btf_id|is not modifiable|not found in kernel|"
		"Tracing programs must provide|attach to (unsupported|invalid)|"
		"^Subprog .* doesn't exist|^Cannot (replace|extend|recursively)|"
		"Can attach to only|[Ee]xtension program|attachable to another|"
		"be attached to another|[Tt]arget program|struct_ops module|t modify return codes|"
		"address of function .* cannot be found|[Cc]annot attach to|"
		"is not a global function|args while|[Rr]eturn type .* doesn't match|"
		"^arg[0-9]+ .*(while|doesn't match|unrecognized type)|"
		"^The function .* (arguments|unsupported|malformed)|not a pointer to context|"
		"device mismatch|fmod_ret|nest tracing|^Attach to function|Attaching tracing|"
		"supports at most [0-9]+ parameters|freplace programs with|"
		"unreliable BTF for function"},
	{VERIFIER, REASON_INSTRUCTION_UNKNOWN, 0,
		"unknown opcode|unknown insn class|uses reserved fields|BPF_[A-Z]+ uses|"
		"invalid (BPF_|bpf_ld)|unrecognized bpf_ld_imm64|reserved field|^BUG_|"
		"invalid insn idx|invalid may_goto"},
	{VERIFIER, REASON_INSTRUCTION_MISUSED, 0,
		"LD_ABS|LD_\\[ABS|tail_call is only allowed|same insn cannot be used|"
		"be patched due to|addr_space_cast insn|atomic operand size|"
		"only supported on 64-bit|jump table|outside of (the subprog|jump table)|"
		"PTR_TO_INSN|insn array|any offset in map|within callback"},
	{VERIFIER, REASON_LIMIT_INSNS, 0, "BPF program is too large|program is too large"},
	{VERIFIER, REASON_LIMIT_JUMPS, 0, "sequence of [0-9]+ jumps is too complex"},
	{VERIFIER, REASON_LIMIT_OTHER, 0,
		"^too many|more than [0-9]+|total number of (maps|btfs)|complexity limit|"
		"too many iterations|is too big|type size \\([0-9]+\\) is greater|max struct nesting|iteration limit"},
	{VERIFIER, REASON_CONTROL_FLOW, 0,
		"infinite loop detected|back-edge|unreachable insn|jump out of range|"
		"last insn is not an exit|recursive call|jump into the middle|"
		"call to invalid destination"},
	{VERIFIER, REASON_LIMIT_STACK, 0,
		"combined stack size|call stack of [0-9]+ frames|stack depth [0-9]+ exceeds|"
		"too large stack|stack size .*[Tt]oo large|bytes\\. Too large"},
	/*
	 * check_stack_access_within_bounds(): below the 512 bytes of a frame, or across its end.
	 * Up to 6.7 the bounds of a read are what was written so far: within the frame it is
	 * uninitialised.  So it is beyond a local variable that the frame ends with.
	 */
	{VERIFIER, REASON_STACK_ACCESS, 0,
		"invalid read from stack [^ ]+ off=(-(51[3-9]|5[2-9][0-9]|[6-9][0-9]{2}) |"
		"-[0-9]{4}|-[1-3] size=[48]|-[4-7] size=8)"},
	{VERIFIER, REASON_FUNCTION_SIGNATURE, 0, "args, stack args not supported|^callee expects"},
	{VERIFIER, REASON_TAIL_CALL, 0, "^tail_calls are not allowed in programs with stack args"},
	{VERIFIER, REASON_UNINITIALISED_READ, 0,
		"!read_ok|unexpected __bpf_trap|invalid (indirect )?read from stack"},
	{VERIFIER, REASON_STACK_ACCESS, 0,
		"invalid (write|access) to stack|invalid variable-offset|invalid stack|"
		"unbounded .*stack|variable.*stack|misaligned stack|attempt to corrupt spilled|"
		"invalid.* stack R|read from stack|indirect access to stack|reading from stack|"
		"^r11 load must be before|stack slot|allocated_stack|stack arg|register (spill|fill)|"
		"stack frame of the caller|var-offset (stack|write)|return stack pointer"},
	{VERIFIER, REASON_PACKET_BOUNDS, 0, "outside of the packet|invalid access to packet"},
	/* hid_bpf_ops_btf_struct_access() */
	{VERIFIER, REASON_WRITE_FORBIDDEN, 0, "write access (at off|for struct|to this struct)"},
	{VERIFIER, REASON_MAP_READ_ONLY, 0,
		"write into map forbidden|write to .*rdonly|write into .* forbidden|"
		"cannot write into rdonly|read-only|read from map forbidden"},
	{VERIFIER, REASON_WRITE_FORBIDDEN, 0,
		"cannot write into|[Oo]nly read|writes to packet data|"
		"no write support|[Ww]rites? (through|to change).*not allowed|"
		"not point to a readonly"},
	{VERIFIER, REASON_KPTR_ACCESS, 0, "kptr"},
	{VERIFIER, REASON_FIELD_ACCESS, 0,
		"access beyond|^Type '|member .* with moff|doesn't have (field|size)|"
		"(sock|sock_common|tcp_sock|xdp_sock) access|is ptr_.* (invalid|access)|"
		"accessed (in)?directly|access (cannot have|size must)|"
		"resolve the size of type|beyond the member|direct access to|uptr"},
	{VERIFIER, REASON_MEMORY_BOUNDS, 0,
		"invalid access to map|allowed memory range|outside of the allowed|"
		"min value is negative|invalid access to memory|unbounded|max value is outside|"
		"invalid negative access|invalid zero-sized read|memory size [0-9]+ is too large|"
		"buffer (offset|access)"},
	{VERIFIER, REASON_NULL_DEREFERENCE, 0,
		"invalid mem access '[^']*_or_null_?'|[Pp]ossibly NULL|pointer .*may be NULL|"
		"null-check it first|expected to be non-NULL|"
		/* check_reg_type(): but for the NULL, the type is among those expected */
		"^R[0-9]+ type=[a-z_]*ptr_or_null_ expected=.*ptr_|"
		"^R[0-9]+ type=[a-z_]*sock[a-z_]*_or_null expected=.*sock|"
		"^R[0-9]+ type=[a-z_]*(map_value|mem|buf)_or_null "
		"expected=(fp$|.*(map_value|mem|buf))"},
	{VERIFIER, REASON_MEMORY_TYPE, 0, "invalid mem access"},
	{VERIFIER, REASON_CONTEXT_ACCESS, 0,
		"invalid bpf_context access|invalid access to context|dereference of modified|"
		"modified ctx|variable ctx access|negative offset .* ptr|"
		"variable .* access var_off|variable offset to flow keys|stores into R[0-9]+ ctx|access to flow keys|"
		"bpf_dummy_ops_state|func '.*' (offset|size|doesn't have|arg)|r1 != ctx|"
		"context argument|ptr R[0-9]+ off=.* disallowed"},
	{VERIFIER, REASON_MEMORY_TYPE, 0,
		"(stores into|loads from) R[0-9]+ .* is not allowed|Invalid read of"},
	{VERIFIER, REASON_POINTER_ARITHMETIC, 0,
		"pointer arithmetic|math between|pointer comparison|partial copy of pointer|"
		"prohibited|pointer offset .* is not allowed|pointer be out of bounds|"
		"mixed signed bounds|unsupported alu operation|tried to .* (from|beyond)|"
		"speculative verification|part of pointer"},
	{VERIFIER, REASON_ARITHMETIC, 0, "div by zero|invalid shift"},
	{VERIFIER, REASON_REGISTER_INVALID, 0, "^R[0-9]+ is invalid|frame pointer is read only"},
	{VERIFIER, REASON_POINTER_LEAK, 0, "leaks addr|leaking pointer|leak pointer"},
	{VERIFIER, REASON_RETURN_VALUE, 0,
		"At program exit the register|^R0 not a scalar value|^Note, BPF_LSM_CGROUP|(At|In) (async|subprogram|callback).*register R|"
		"should have been in"},
	{VERIFIER, REASON_REFERENCE, 0,
		"Unreleased reference|must be referenced|reference has not been|reference leak|"
		"release.*reference|Leaking reference|refcounted|unacquired|unowned|"
		"referenced dynptr|CONST_PTR_TO_DYNPTR cannot be released|non-owning|one referenced object"},
	{VERIFIER, REASON_MAP_NOT_ALLOWED, 0,
		"valid bpf_map|direct value (offset|access support)|storage of each type|struct_ops map cannot|"
		"(progs?|programs) (can ?not|can only) use|preallocated hash|PREEMPT_RT|"
		"cannot be used in tracing|excl_prog_hash|sockmap in this|CGROUP_STORAGE|"
		"access not supported for map type"},
	{VERIFIER, REASON_TAIL_CALL, 0, "expected prog array map|tail_call abusing|tail call (poke|prog)|cannot tail call"},
	{VERIFIER, REASON_EXCEPTION, 0, "exception c|bpf_throw"},
	{VERIFIER, REASON_ARENA, 0, "arena"},
	{VERIFIER, REASON_LOCK, 0, "^global function calls are not allowed"},
	{VERIFIER, REASON_FUNCTION_SIGNATURE, 0,
		"[Gg]lobal function|Caller passes invalid args|packet pointer, but func|prog->aux|callee expects|"
		"^Function .* args|[Ii]nvalid type of function|in .* is not supported yet"},
	{VERIFIER, REASON_SLEEPABLE, 0, "sleepable|might sleep"},
	{VERIFIER, REASON_LOCK, 0,
		"_lock|_unlock|\\{lock,unlock\\}|lock is held|holding a lock|-ed region|rcu read (un)?lock|"
		"preemption|RCU CS|RCU critical|w/o active lock|bpf_preempt_enable|"
		"irq (flag|state)|deadlock"},
	{VERIFIER, REASON_ARGUMENT_TYPE, 0,
		"type=[^ ]* expected=|helper access to the packet|direct value access on string|"
		"pointer to in-kernel struct|expected pointer|arg#[0-9]+|R[0-9]+ type=|expected .* but|"
		"must point to|but .* is expected|"
		"expected (an |un|a |valid )?(initialized|dynptr|iter)|"
		"must be a (known constant|rcu pointer)|cannot pass|zero offset|constant offset|"
		"callback|Helper has invalid|arg_type|zero-terminated|format string|"
		"non-zero flags|has (no valid|more than one|repeating) |allocation size exceeds|point to 'struct|"
		"doesn't have 'struct|map_uid=|dynptr|iter pointer|map pointer|pointer to ctx|"
		"reference type|len pair|doesn't point to|insn_array map|"
		"may write into memory|const string|[Uu]nrecognized .* type|unsupported arg type|"
		"constant argument|for bpf_.*obj_drop|type ID|same allocation|local type|"
		"[Uu]nsupported reg type|expected .* or socket|map_ptr|rb(tree|_root)|list_head|"
		"not a struct type|not found at offset|not a pointer|buf_size|"
		"is not a (const|scalar|known constant)|not a scalar value"},
	{VERIFIER, REASON_MISALIGNED_ACCESS, 0, "misaligned"},
};
/* clang-format on */

const size_t reason_n_patterns = sizeof(reason_patterns) / sizeof(*reason_patterns);
