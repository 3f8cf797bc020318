/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a kernel is expected to answer to a program, written at the program:
 *
 *	SEC("xdp") EXPECT_FAILURE EXPECT_REASON("packet-bounds")
 *	EXPECT_MESSAGE("invalid access to packet")
 *	int reads_too_far(struct xdp_md *ctx)
 *
 * A program with none of these is expected to be accepted.  If kernels answer differently, write
 * cases, with EXPECT_OTHERWISE between them.  The first case whose conditions all hold is used:
 *
 *	SEC("xdp") EXPECT_NEEDS("helper:bpf_loop") EXPECT_SUCCESS
 *	EXPECT_OTHERWISE EXPECT_FAILURE EXPECT_REASON("helper-unknown")
 *	int loops(struct xdp_md *ctx)
 *
 * If no case holds, the program is skipped: it is not for that kernel.  An error in the annotations
 * (a condition that does not parse, two verdicts in one case, a case after one without conditions)
 * makes the program's result unknown, with the annotation quoted.
 *
 * They are BTF declaration tags on the function, "comment:<counter>:<what>", the form that the
 * kernel's selftests have used since 7.2.  The counter preserves their order, which compilers do
 * not.  bpfjury reads the selftests' older forms too.  Tags named test_... are the selftests', so
 * that their runner can read an object with one case and no conditions.  Tags named bpfjury_... are
 * bpfjury's.
 */
#ifndef BPFJURY_EXPECT_H
#define BPFJURY_EXPECT_H

#if !defined(__has_attribute) || !__has_attribute(btf_decl_tag)
#error "expectations need btf_decl_tag (clang 14 and later): without it they would be lost"
#endif

/*
 * Without -g there is no BTF, and all tags are lost.  This string stays in the object and shows
 * bpfjury that there were some: the results are then unknown, instead of judged by the default.
 */
static const char bpfjury_expectations[]
	__attribute__((used, section("bpfjury"))) = "comment:test_ tags are in BTF";

/* In two steps, because __COUNTER__ is expanded only when it is passed on as an argument. */
#define BPFJURY_TAG(what)	      BPFJURY_TAG_AT(__COUNTER__, what)
#define BPFJURY_TAG_AT(counter, what) BPFJURY_TAG_NUMBER(counter, what)
#define BPFJURY_TAG_NUMBER(counter, what) \
	__attribute__((btf_decl_tag("comment:" #counter ":" what)))

/* The verdict: at most one of these in a case.  Without any, EXPECT_SUCCESS. */

/* The kernel accepts the program. */
#define EXPECT_SUCCESS BPFJURY_TAG("test_expect_success")
/* The verifier refuses it. */
#define EXPECT_FAILURE BPFJURY_TAG("test_expect_failure")
/*
 * It does not reach the verifier: a map, a kfunc, a CO-RE relocation or an attach target cannot be
 * had.
 */
#define EXPECT_UNLOADABLE BPFJURY_TAG("bpfjury_expect_unloadable")

/* In addition to the verdict, any number of these. */

/*
 * The verifier's log contains @text, a string literal, after the place where the previous message
 * was found; for an unloadable program libbpf's messages are searched.  @text is literal except
 * {{…}}, a POSIX extended regular expression in which . and [^…] do not match the end of a line.
 * Registers and offsets are chosen by the compiler, so use an expression for them: "R{{[0-9]+}}
 * invalid mem access".  An expression ends at the first }}, so put one that ends in a brace into
 * parentheses.  It has no back references and at most 1000 repetitions.  @text has at most 1024
 * bytes; the selftests' own reader takes 255 after the text outside of {{…}} was escaped.
 */
#define EXPECT_MESSAGE(text) BPFJURY_TAG("test_expect_msg=" text)
/* @text is not between the places where the previous and the next message were found. */
#define EXPECT_NO_MESSAGE(text) BPFJURY_TAG("test_expect_not_msg=" text)
/*
 * If accepted, the program is run once, on 64 zero bytes (a syscall program on nothing), with all
 * capabilities, and returns @value: an int, decimal or hexadecimal with 0x.  At most one in a case.
 * A program that is expected to be refused is not run.  A type that the kernel cannot run this way
 * (kprobes, tracepoints) is unknown.  For fentry, fexit and fmod_ret programs the kernel runs its
 * own test functions, and @value is what those return.
 */
#define EXPECT_RETVAL(value) BPFJURY_TAG("test_retval=" #value)
/*
 * The disassembly of what the verifier made of the program contains @text, on the line after the
 * previous one; EXPECT_REWRITTEN("...") in between allows any later line.  In "3: r0 = 1" the
 * number is the instruction's index.
 */
#define EXPECT_REWRITTEN(text) BPFJURY_TAG("test_expect_xlated=" text)
/*
 * Use this log level of BPF_PROG_LOAD.  2 logs everything that was verified, where 1 logs only the
 * last lines for an accepted program.  At most one in a case.
 */
#define EXPECT_LOG_LEVEL(level) BPFJURY_TAG("test_log_level=" #level)
/* The reason of the verdict is this word of bpfjury-result(5).  At most one in a case. */
#define EXPECT_REASON(word) BPFJURY_TAG("bpfjury_reason=" word)

/*
 * For the unprivileged: without CAP_SYS_ADMIN, CAP_NET_ADMIN, CAP_PERFMON and CAP_BPF.  A program
 * with one of these in any of its cases is judged as the variant "unpriv", and only as that unless
 * another annotation is about the privileged variant (EXPECT_SUCCESS), as in the selftests.  What
 * is not stated for the unprivileged is as for the privileged, except the reason if the
 * unprivileged have a verdict of their own.
 */
#define EXPECT_SUCCESS_UNPRIVILEGED	  BPFJURY_TAG("test_expect_success_unpriv")
#define EXPECT_FAILURE_UNPRIVILEGED	  BPFJURY_TAG("test_expect_failure_unpriv")
#define EXPECT_REASON_UNPRIVILEGED(word)  BPFJURY_TAG("bpfjury_reason_unpriv=" word)
#define EXPECT_MESSAGE_UNPRIVILEGED(text) BPFJURY_TAG("test_expect_msg_unpriv=" text)
#define EXPECT_RETVAL_UNPRIVILEGED(value) BPFJURY_TAG("test_retval_unpriv=" #value)

/* Conditions: a case is used if all its conditions hold. */

/*
 * The running kernel has @what, whatever its version: distributions backport.
 *
 *	"helper:bpf_loop"	the helper, for this program's type and capabilities
 *	"kfunc:bpf_rbtree_add"	the kfunc, by the kernel's BTF; before 6.10 BTF does not mark
 *				kfuncs, and any function of that name counts
 *	"map:ringbuf"		this map type, named as libbpf names it
 *	"program:netfilter"	this program type, likewise
 *	"btf:bpf_lsm_file_open"	any type or function of that name in the kernel's BTF
 */
#define EXPECT_NEEDS(what) BPFJURY_TAG("bpfjury_needs=" what)
/*
 * The kernel has what came with these upstream releases, one for each branch: "6.7, 6.6.11, 6.1.72"
 * means 6.7 and all later ones, 6.6 from its 11th stable release on, 6.1 from its 72nd, and none of
 * 6.5, 6.4, 6.3 and 6.2.  An -rc counts as its release, unless the list names one of that release
 * ("6.7-rc3").
 */
#define EXPECT_SINCE(releases) BPFJURY_TAG("bpfjury_since=" releases)
/* The opposite of EXPECT_SINCE with the same list: the kernel does not have it yet. */
#define EXPECT_UNTIL(releases) BPFJURY_TAG("bpfjury_until=" releases)
/* Ends a case and begins the next. */
#define EXPECT_OTHERWISE BPFJURY_TAG("bpfjury_otherwise")

/* About the program itself: for all cases. */

/* What the program demonstrates, in a few words. */
#define PROGRAM_SHOWS(text) BPFJURY_TAG("bpfjury_shows=" text)
/*
 * The first upstream release that accepts it, for readers.  It is not a condition: what the kernel
 * has decides (EXPECT_NEEDS).
 */
#define PROGRAM_FROM(release) BPFJURY_TAG("bpfjury_from=" release)
/*
 * Judge the program with only these capabilities, "CAP_BPF|CAP_NET_ADMIN", like a service that is
 * not root.  Without it, with all: kernels allow more with CAP_PERFMON.
 */
#define PROGRAM_CAPS(capabilities) BPFJURY_TAG("bpfjury_caps=" capabilities)
/*
 * For SEC("freplace/function"): where that function is.  @object is a path in the docket, relative
 * to the directory of this object ("target.bpf.o").  @program is the program in it that has the
 * function or is the function.
 */
#define PROGRAM_TARGET(object, program) BPFJURY_TAG("bpfjury_target=" object ":" program)

#endif
