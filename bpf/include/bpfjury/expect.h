/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a kernel is expected to answer to a program, written beside the program:
 *
 *	SEC("xdp") EXPECT_FAILURE EXPECT_REASON("packet-bounds") EXPECT_MESSAGE("invalid access to packet")
 *	int reads_too_far(struct xdp_md *ctx)
 *
 * A program with none of these is expected to be accepted.  Where kernels answer differently, what is expected
 * comes in cases, EXPECT_OTHERWISE between them.  The first whose conditions all hold is the one that counts:
 *
 *	SEC("xdp") EXPECT_NEEDS("helper:bpf_loop") EXPECT_SUCCESS
 *	EXPECT_OTHERWISE EXPECT_FAILURE EXPECT_REASON("helper-unknown")
 *	int loops(struct xdp_md *ctx)
 *
 * A program none of whose cases holds is skipped: it is not for that kernel.  What cannot be told (a condition that
 * does not parse, two verdicts in one case, a case behind one without conditions) makes the program's result unknown,
 * with the annotation quoted.
 *
 * They are BTF declaration tags on the function, "comment:<counter>:<what>", as the kernel's own selftests have
 * written theirs since 7.2; the counter keeps their order, which compilers do not.  bpfjury reads the selftests'
 * older spellings too.  Tags named test_… are the selftests' own, so an object with one case and no conditions can
 * be read by them; tags named bpfjury_… are ours.
 */
#ifndef BPFJURY_EXPECT_H
#define BPFJURY_EXPECT_H

#if !defined(__has_attribute) || !__has_attribute(btf_decl_tag)
#error "expectations need btf_decl_tag (clang 14 and later): without it they are lost unsaid"
#endif

/*
 * Without -g there is no BTF and every tag is lost.  This stays in the object all the same, and tells bpfjury that
 * there were some: then their answers are unknown instead of judged by default.
 */
static const char bpfjury_expectations[] __attribute__((used, section("bpfjury"))) = "comment:test_ tags are in BTF";

/* Two steps: __COUNTER__ is a number only once it was an argument. */
#define BPFJURY_TAG(what)		   BPFJURY_TAG_AT(__COUNTER__, what)
#define BPFJURY_TAG_AT(counter, what)	   BPFJURY_TAG_NUMBER(counter, what)
#define BPFJURY_TAG_NUMBER(counter, what) __attribute__((btf_decl_tag("comment:" #counter ":" what)))

/* One of these in a case; none means EXPECT_SUCCESS. */

/* The verifier takes the program. */
#define EXPECT_SUCCESS BPFJURY_TAG("test_expect_success")
/* The verifier refuses it. */
#define EXPECT_FAILURE BPFJURY_TAG("test_expect_failure")
/* It does not get as far as the verifier: a map, a kfunc, a CO-RE relocation, an attach target is not to be had. */
#define EXPECT_UNLOADABLE BPFJURY_TAG("bpfjury_expect_unloadable")

/* Besides the verdict, as many as wanted. */

/*
 * @text, a string literal, stands in the verifier's log (of what is unloadable: in libbpf's words) behind where the
 * message before it was found.  It is taken as it is, but for {{…}}: a POSIX extended regular expression, in which .
 * and [^…] do not cross the end of a line.  Registers and offsets are the compiler's choice, so let an expression
 * stand for them: "R{{[0-9]+}} invalid mem access".  An expression ends at the first }} (put one that ends in a brace
 * in parentheses), has no back references and at most 1000 repetitions.  At most 1024 bytes; the selftests' own reader
 * takes 255 once the text around {{…}} is escaped.
 */
#define EXPECT_MESSAGE(text) BPFJURY_TAG("test_expect_msg=" text)
/* @text does not stand there, between where the message before it and the one behind it were found. */
#define EXPECT_NO_MESSAGE(text) BPFJURY_TAG("test_expect_not_msg=" text)
/*
 * It is run once where it is accepted, on 64 zero bytes (a syscall program on nothing), with all capabilities, and returns
 * this: a decimal number or one behind 0x, as an int.  One in a case.  Of what is expected to be refused nothing is run.
 * What cannot be run so (kprobes, tracepoints: the kernel has no test run for them) is unknown.  For fentry, fexit and fmod_ret
 * programs it is the kernel's own test functions that are run, and what those return.
 */
#define EXPECT_RETVAL(value) BPFJURY_TAG("test_retval=" #value)
/*
 * @text stands in what the verifier made of the program, disassembled, on the line behind the one before: EXPECT_REWRITTEN("...")
 * in between lets it be any later line.  "3: r0 = 1": the number is the instruction's.
 */
#define EXPECT_REWRITTEN(text) BPFJURY_TAG("test_expect_xlated=" text)
/*
 * The log is made at this level of BPF_PROG_LOAD's: 2 has all that was verified, where 1 has of an accepted
 * program only what is said at the end.  One in a case.
 */
#define EXPECT_LOG_LEVEL(level) BPFJURY_TAG("test_log_level=" #level)
/* The reason is this word, one of bpfjury-result(5)'s, for the verdict that it is written with.  One in a case. */
#define EXPECT_REASON(word) BPFJURY_TAG("bpfjury_reason=" word)

/*
 * For the unprivileged, without CAP_SYS_ADMIN, CAP_NET_ADMIN, CAP_PERFMON and CAP_BPF: a program with one of these, in
 * any of its cases, is judged as the variant "unpriv", and that alone unless it says something for the others too
 * (EXPECT_SUCCESS): so the selftests have it.  What is not said for them is as for the others, but for the reason of a verdict
 * that is their own.
 */
#define EXPECT_SUCCESS_UNPRIVILEGED	   BPFJURY_TAG("test_expect_success_unpriv")
#define EXPECT_FAILURE_UNPRIVILEGED	   BPFJURY_TAG("test_expect_failure_unpriv")
#define EXPECT_REASON_UNPRIVILEGED(word)   BPFJURY_TAG("bpfjury_reason_unpriv=" word)
#define EXPECT_MESSAGE_UNPRIVILEGED(text)  BPFJURY_TAG("test_expect_msg_unpriv=" text)
#define EXPECT_RETVAL_UNPRIVILEGED(value)  BPFJURY_TAG("test_retval_unpriv=" #value)

/* When a case counts: all its conditions hold. */

/*
 * This kernel has @what, whatever its version: distributions backport.
 *	"helper:bpf_loop"	the helper, for programs of this program's type and with its capabilities
 *	"kfunc:bpf_rbtree_add"	the kfunc, by the kernel's BTF; before 6.10 that does not tell it from other functions
 *	"map:ringbuf"		maps of this type, by libbpf's names for them
 *	"program:netfilter"	programs of this type, likewise
 *	"btf:bpf_lsm_file_open"	any type or function of that name in the kernel's BTF
 */
#define EXPECT_NEEDS(what) BPFJURY_TAG("bpfjury_needs=" what)
/*
 * This kernel has what came with these upstream releases, a list by branch: "6.7, 6.6.11, 6.1.72" is 6.7 and all
 * later ones, 6.6 from its 11th stable release on, 6.1 from its 72nd, and none of 6.5, 6.4, 6.3 and 6.2.  An -rc
 * counts as its release, unless the list names one of that release ("6.7-rc3").
 */
#define EXPECT_SINCE(releases) BPFJURY_TAG("bpfjury_since=" releases)
/* The opposite of EXPECT_SINCE with the same list: this kernel does not have it yet. */
#define EXPECT_UNTIL(releases) BPFJURY_TAG("bpfjury_until=" releases)
/* Ends a case; what follows is the next. */
#define EXPECT_OTHERWISE BPFJURY_TAG("bpfjury_otherwise")

/* Of the program itself, for all cases. */

/* What the program is there to show, in a few words. */
#define PROGRAM_SHOWS(text) BPFJURY_TAG("bpfjury_shows=" text)
/*
 * The upstream release that was the first to take it, for people: no condition, for what decides is what the kernel has
 * (EXPECT_NEEDS).
 */
#define PROGRAM_FROM(release) BPFJURY_TAG("bpfjury_from=" release)
/*
 * The program is judged with these capabilities alone, "CAP_BPF|CAP_NET_ADMIN", as a service has it that is not root.
 * Without it, with all: a kernel lets those with CAP_PERFMON do what it refuses to others.
 */
#define PROGRAM_CAPS(capabilities) BPFJURY_TAG("bpfjury_caps=" capabilities)
/*
 * SEC("freplace/function"): what that function is in.  @object is a path in the docket, from where this object lies
 * ("target.bpf.o"); @program is the one in it that has the function, or is the function.
 */
#define PROGRAM_TARGET(object, program) BPFJURY_TAG("bpfjury_target=" object ":" program)

#endif
