/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a kernel is expected to answer to a program, written beside the program:
 *
 *	SEC("xdp") EXPECT_FAILURE EXPECT_MESSAGE("invalid access to packet")
 *	int reads_too_far(struct xdp_md *ctx)
 *
 * A program with none of these is expected to be accepted.
 *
 * They are BTF declaration tags on the function, in the encoding of the kernel's own selftests, so
 * that objects written for them can be judged, and objects written with this be read by theirs:
 *
 *	comment:test_expect_success
 *	comment:test_expect_failure
 *	comment:test_expect_msg=<counter>=<text>
 *
 * The counter came with Linux 6.12: compilers neither promise an order of tags nor keep two equal
 * ones, and messages are looked for in order.  Older selftests write none, later ones (7.2) begin
 * every tag with "comment:<counter>:"; bpfjury reads all three, and these macros write the second.
 */
#ifndef BPFJURY_EXPECT_H
#define BPFJURY_EXPECT_H

#if !defined(__has_attribute) || !__has_attribute(btf_decl_tag)
#error "expectations need btf_decl_tag (clang 14 and later): without it they are lost unsaid"
#endif

/*
 * Without -g there is no BTF and every tag is lost.  This stays in the object all the same, and tells bpfjury that there
 * were some: then their answers are untold instead of judged by default.
 */
static const char bpfjury_expectations[] __attribute__((used, section("bpfjury"))) = "comment:test_ tags are in BTF";

/* The verifier takes the program, and its log holds every EXPECT_MESSAGE in order. */
#define EXPECT_SUCCESS __attribute__((btf_decl_tag("comment:test_expect_success")))

/* The verifier refuses it, and its log holds every EXPECT_MESSAGE in order. */
#define EXPECT_FAILURE __attribute__((btf_decl_tag("comment:test_expect_failure")))

/*
 * @text, a string literal, stands in the verifier log behind where the message before it was found.
 * It is taken as it is, but for {{…}}: a POSIX extended regular expression, in which . and [^…] do
 * not cross the end of a line.  Registers and offsets are the compiler's choice, so let an
 * expression stand for them: "R{{[0-9]+}} invalid mem access".  At most 255 bytes once the text
 * around {{…}} is escaped, which is what the selftests' own reader takes.
 */
#define EXPECT_MESSAGE(text) EXPECT_MESSAGE_AT(__COUNTER__, text)

/* Two steps: __COUNTER__ is a number only once it was an argument. */
#define EXPECT_MESSAGE_AT(counter, text) EXPECT_MESSAGE_TAG(counter, text)
#define EXPECT_MESSAGE_TAG(counter, text)                                                          \
	__attribute__((btf_decl_tag("comment:test_expect_msg=" #counter "=" text)))

#endif
