// SPDX-License-Identifier: GPL-2.0-only
/*
 * How probing the kernel changes the reason, detail and help of a refusal.  The test replaces the
 * functions of probe/ and load/ that probe.
 */
#include "explain/help-attach.h"
#include "explain/help-kernel-btf.h"
#include "explain/help-map.h"
#include "explain/help-ops.h"
#include "explain/help-target.h"
#include "explain/help.h"
#include "explain/locked-down.h"
#include "load/flags.h"
#include "load/privilege.h"
#include "probe/has.h"
#include "probe/helper-kinds.h"
#include "probe/isa.h"
#include "probe/kernel-config.h"
#include "probe/kfuncs.h"
#include "probe/names.h"
#include "probe/needs.h"
#include "verdict/text.h"

#include <bpf/btf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define TRAPPED                                                                                    \
	"clang 21 and later calls __bpf_trap() where the source runs into undefined behaviour: a " \
	"variable that is read before it is set, an index or shift out of range, a path without "  \
	"return"
#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* The kernel's answers. */
static struct kernel {
	int at_all;		 /* has_helper_at_all() */
	int asked;		 /* needs_ask() with all capabilities, */
	int asked_without;	 /* and without some */
	int calls;		 /* has_kfunc_calls() */
	const char *types;	 /* program types that may call it: "6" */
	unsigned int isa;	 /* sets of instructions that it does not have, bits */
	enum bpf_prog_type type; /* of the program; 0: XDP */
	const char *has;	 /* the one question that needs_ask() answers by 1 */
} kernel;
static uint64_t without; /* the dropped capabilities */
static int asked_times;
static char last_asked[256];

int needs_ask(const struct bpf_program *program, const char *what, char *why, size_t why_size)
{
	(void)program;
	snprintf(why, why_size, "asked");
	snprintf(last_asked, sizeof(last_asked), "%s", what);
	asked_times++;
	if (kernel.has && strcmp(kernel.has, what) == 0)
		return 1;
	return without ? kernel.asked_without : kernel.asked;
}

int has_helper_at_all(int number)
{
	assert_true(number > 0);
	assert_int_equal(without, 0);
	asked_times++;
	return kernel.at_all;
}

enum bpf_prog_type __wrap_bpf_program__type(const struct bpf_program *program);
enum bpf_prog_type __wrap_bpf_program__type(const struct bpf_program *program)
{
	(void)program;
	return kernel.type ? kernel.type : BPF_PROG_TYPE_XDP;
}

const char *__wrap_bpf_program__section_name(const struct bpf_program *program);
const char *__wrap_bpf_program__section_name(const struct bpf_program *program)
{
	(void)program;
	return "xdp";
}

/* Iterators alone may call any helper. */
int has_helper(const struct program_kind *kind, int number)
{
	(void)number;
	return kind->attach == BPF_TRACE_ITER;
}

/* Of the attach types one is known, that of the table in help-kind.c. */
int has_kind(const struct program_kind *kind)
{
	return kind->type == BPF_PROG_TYPE_CGROUP_SOCK_ADDR ? kind->attach == BPF_CGROUP_INET4_BIND
							    : kernel.asked;
}

int has_kfunc(const struct program_kind *kind, int id)
{
	return has_helper(kind, id);
}

size_t helper_kinds_of(struct helper_kind ret[HELPER_KINDS], enum bpf_prog_type type)
{
	ret[0].kind.type = ret[1].kind.type = type;
	if (type != BPF_PROG_TYPE_TRACING)
		return 1;
	ret[0].section = "fentry/";
	ret[1].section = "iter/";
	ret[1].kind.attach = BPF_TRACE_ITER;
	return 2;
}

int kinds_any(const struct helper_kind *kinds, size_t n, kind_question *has, int number)
{
	(void)kinds;
	(void)n;
	(void)has;
	assert_true(number > 0);
	return kernel.types != NULL;
}

const signed char *kinds_types(kind_question *has, int number)
{
	static signed char types[NAMES_TYPES];

	(void)has;
	assert_true(number > 0);
	asked_times++;
	memset(types, 0, sizeof(types));
	for (const char *type = kernel.types; type && *type; type++)
		types[*type - '0'] = 1;
	return types;
}

struct program_kind needs_kind(const struct bpf_program *program)
{
	const enum bpf_prog_type type = bpf_program__type(program);

	return (struct program_kind){.type = type,
		.attach = type == BPF_PROG_TYPE_CGROUP_SOCK_ADDR ? 49
								 : 0}; /* BPF_CGROUP_UNIX_CONNECT */
}

int __wrap_isa_has(enum isa set);
int __wrap_isa_has(enum isa set)
{
	asked_times++;
	return !(kernel.isa >> set & 1);
}

static struct btf *kernel_btf; /* NULL: it has none */

const struct btf *kfuncs_kernel_btf(void)
{
	return kernel_btf;
}

size_t kfuncs_count(void)
{
	return 0;
}

size_t kfuncs_names(const char **ret, size_t max)
{
	(void)ret;
	(void)max;
	return 0;
}

int names_helper_number(const char *name)
{
	return strcmp(name, "bpf_spin_lock") == 0 ? 93 : -1;
}

int has_kfunc_calls(void)
{
	asked_times++;
	return kernel.calls;
}

void help_about_lockdown(struct program_result *p, const struct help_case *c)
{
	(void)p;
	(void)c;
}

void help_about_refused_map(struct program_result *p, const struct help_case *c)
{
	(void)p;
	(void)c;
}

void help_about_skipped_map(struct program_result *p, const struct help_case *c)
{
	(void)p;
	(void)c;
}

void help_add_other_map(struct program_result *p, int type)
{
	(void)p;
	(void)type;
}

const char *names_map(int type)
{
	return libbpf_bpf_map_type_str((enum bpf_map_type)type);
}

const char *names_program(int type)
{
	return libbpf_bpf_prog_type_str((enum bpf_prog_type)type);
}

const char *needs_unknown_helper(const struct bpf_program *program)
{
	(void)program;
	return "bpf_loop";
}

bool names_takes_callback(const char *helper)
{
	return strcmp(helper, "bpf_loop") == 0;
}

/* Not known, unless it is. */
char kernel_config_value(const char *option)
{
	return strcmp(option, "NF_NAT") == 0 ? 'm' : strcmp(option, "XFRM") == 0 ? 'n' : '\0';
}

const char *names_helper(int number)
{
	return number == 181  ? "bpf_loop"
	       : number == 6  ? "bpf_trace_printk"
	       : number == 58 ? "bpf_override_return"
			      : NULL;
}

const char *kfuncs_function_name(int number)
{
	return number == 72888 ? "tcp_reno_ssthresh" : NULL;
}

/* Targets have a test of their own. */
void help_about_attach(struct program_result *p, const struct help_case *c)
{
	(void)p;
	(void)c;
}

void help_about_kernel_btf(struct program_result *p, const struct help_case *c)
{
	(void)p;
	(void)c;
}

void help_about_ksym(struct program_result *p, const struct help_case *c)
{
	(void)p;
	(void)c;
}

void help_about_denied(struct program_result *p, const struct help_case *c)
{
	(void)p;
	(void)c;
}

void help_about_loader_target(struct program_result *p, const struct help_case *c)
{
	(void)p;
	(void)c;
}

void help_about_ops(struct program_result *p, const struct help_case *c)
{
	(void)p;
	(void)c;
}

void help_about_module(struct program_result *p, const struct help_case *c)
{
	(void)p;
	(void)c;
}

void help_about_target(struct program_result *p, const struct help_case *c)
{
	(void)p;
	(void)c;
}

/* A kernel that knows no flags of releases after 5.10. */
uint32_t flags_known(uint32_t flags)
{
	return flags & ~(1U << 5 | 1U << 7);
}

int privilege_drop(uint64_t dropped)
{
	without = dropped;
	return 0;
}

int privilege_restore(void)
{
	return privilege_drop(0);
}

#define STATIC                                                                                     \
	"mark the function static or __hidden, and it is verified where it is called, with what "  \
	"it is called with"
#define DEVICE                                                                                     \
	"this kernel has the kfunc; the loader must bind the program to its device: "              \
	"BPF_F_XDP_DEV_BOUND_ONLY (bpf_program__set_flags()) and bpf_program__set_ifindex(); "     \
	"the guest has no such device, so here no program that calls it can be accepted"
#define RETURN(range)                                                                              \
	"it must return " range " on every path, and the verifier must see it: a constant, "       \
	"or a value that was compared with these before"
#define LOOP "helper bpf_loop: 5.17 and later; before it: a loop with a constant bound"

static const struct {
	const char *reason, *detail, *log;
	struct kernel kernel;
	uint64_t dropped;
	const char *expected; /* the reason of an expected refusal; NULL: acceptance is expected */
	const char *now, *detail_has, *help;
} rows[] = {
	/* helpers: missing; not for this type; allowed after all; no answer */
	{"helper-unknown", "invalid func unknown#181", "", {0}, 0, NULL, "helper-unknown",
		"unknown#181", LOOP},
	{"helper-unknown", "this kernel has neither bpf_loop nor callbacks: …", "", {0}, 0, NULL,
		"helper-unknown", "callbacks", LOOP},
	{"helper-unknown", "invalid func unknown#181", "", {.at_all = 1, .types = "36"}, 0, NULL,
		"helper-not-allowed", "unknown#181 (bpf_loop)",
		"this kernel allows bpf_loop to programs of type sched_cls, xdp"},
	/* callbacks are not known either: a branch that is not walked is not enough */
	{"helper-unknown", "invalid func unknown#181", "", {.isa = 1 << ISA_CALLBACKS}, 0, NULL,
		"helper-unknown", "",
		LOOP "; for both, a program of its own that the loader leaves out here: "
		     "bpf_program__set_autoload()"},
	/* no type: the option that the helper hangs on */
	{"helper-not-allowed", "unknown func bpf_override_return#58", "", {.at_all = 1}, 0, NULL,
		"helper-not-allowed", "",
		"this kernel allows bpf_override_return to no program type: it needs "
		"CONFIG_BPF_KPROBE_OVERRIDE"},
	{"helper-unknown", "invalid func unknown#181", "", {.at_all = 1, .asked = 1}, 0, NULL,
		"helper-unknown", "(called alone, this kernel allows it)", ""},
	{"helper-unknown", "invalid func unknown#181", "", {.at_all = -ENOTSUP}, 0, NULL,
		"helper-unknown", "", ""},
	{"helper-unknown", "invalid func unknown#9999", "", {0}, 0, NULL, "helper-unknown", "", ""},
	{"helper-not-allowed", "unknown func bpf_loop#181", "", {0}, 0, NULL, "helper-unknown", "",
		LOOP},
	{"helper-not-allowed", "unknown func bpf_trace_printk#6", "",
		{.at_all = 1, .types = "123456789"}, 0, NULL, "helper-not-allowed", "",
		"this kernel allows bpf_trace_printk to programs of type socket_filter, sched_cls, "
		"sched_act, xdp, cgroup_skb, cgroup_sock, kprobe, tracepoint and 1 more"},
	{"helper-not-allowed", "program of this type cannot use helper bpf_trace_printk#6", "",
		{.at_all = 1, .asked = 1, .asked_without = 0}, 1, NULL, "no-privilege",
		"with all capabilities this kernel allows it: program of", ""},
	{"helper-not-allowed", "unknown func bpf_trace_printk#6", "",
		{.at_all = 1, .asked = 1, .asked_without = 1}, 1, NULL, "helper-not-allowed",
		"called alone", ""},
	{"helper-not-allowed", "helper call is not allowed in probe", "", {.at_all = 1}, 0, NULL,
		"helper-not-allowed", "", ""},
	/* those that trace come first for a program that traces */
	{"helper-not-allowed", "unknown func bpf_trace_printk#6", "",
		{.at_all = 1, .types = "1357", .type = BPF_PROG_TYPE_KPROBE}, 0, NULL,
		"helper-not-allowed", "",
		"this kernel allows bpf_trace_printk to programs of type tracepoint, perf_event, "
		"socket_filter, sched_cls"},
	/* of a type some programs only; J is 26, tracing */
	{"helper-not-allowed", "unknown func bpf_loop#181", "", {.at_all = 1, .types = "6J"}, 0,
		NULL, "helper-not-allowed", "",
		"this kernel allows bpf_loop to programs of type xdp, tracing (iter/)"},
	/* the log says which helper it is */
	{"helper-not-allowed", "helper call is not allowed in probe",
		"0: (85) call bpf_trace_printk#6\n1: (85) call bpf_loop#181\nhelper call is …",
		{.at_all = 1, .types = "6"}, 0, NULL, "helper-not-allowed", "in probe (bpf_loop)",
		"this kernel allows bpf_loop to programs of type xdp"},
	{"gpl-only", "cannot call GPL-restricted function from non-GPL compatible program",
		"0: (85) call bpf_trace_printk#6\ncannot …", {0}, 0, NULL, "gpl-only",
		"program (bpf_trace_printk)",
		"the license of the object must be compatible with the GPL: char LICENSE[] "
		"SEC(\"license\") = \"GPL\"; or \"Dual BSD/GPL\", \"Dual MIT/GPL\", \"Dual MPL/GPL\", "
		"\"GPL v2\""},
	/* kfuncs */
	{"kfunc-missing",
		"libbpf: extern (func ksym) 'bpf_iter_num_new': not found in kernel or module BTFs",
		"", {0}, 0, NULL, "kfunc-missing", "", "kfunc bpf_iter_num_new: 6.4 and later"},
	{"kfunc-missing", "libbpf: extern (func ksym) 'bpf_iter_num_new___old': not found", "", {0},
		0, NULL, "kfunc-missing", "", "kfunc bpf_iter_num_new: 6.4 and later"},
	{"kfunc-missing", "libbpf: extern (func ksym) 'nobodys': not found", "", {0}, 0, NULL,
		"kfunc-missing", "",
		"no release up to 7.3 is known to have the kfunc nobodys: a module of its own may, "
		"and the guest loads no modules"},
	{"kfunc-missing", "libbpf: extern (func ksym) 'bpf_iter_num_new': not found", "",
		{.asked = 1}, 0, NULL, "kfunc-missing", "BTF has a function of that name", ""},
	{"kfunc-missing", "libbpf: extern (func ksym) 'bpf_iter_num_new': not found", "",
		{.asked = -ENOTSUP}, 0, NULL, "kfunc-missing", "", ""},
	{"kfunc-missing", "invalid func unknown#2002000000",
		"; kfunc 'other' is referenced but wasn't resolved\n1: <invalid kfunc call>\n"
		"kfunc 'bpf_iter_num_new' is referenced but wasn't resolved\n",
		{0}, 0, NULL, "kfunc-missing", "is referenced",
		"kfunc bpf_iter_num_new: 6.4 and later"},
	{"kfunc-missing", "invalid func unknown#2002000000",
		"1: <invalid kfunc call>\n"
		"kfunc 'bpf_iter_num_new' is referenced but wasn't resolved\n",
		{0}, 0, NULL, "kfunc-missing", "is referenced",
		"kfunc bpf_iter_num_new: 6.4 and later"},
	{"kfunc-missing", "kfunc 'bpf_iter_num_new' is referenced but wasn't resolved", "",
		{.asked = 1}, 0, NULL, "kfunc-prototype", "with another prototype", ""},
	{"kfunc-not-allowed", "calling kernel function bpf_iter_num_new is not allowed", "",
		{.asked = 1}, 0, NULL, "kfunc-not-allowed", "", ""},
	{"kfunc-not-allowed", "calling kernel function bpf_iter_num_new is not allowed", "",
		{.asked = 0}, 0, NULL, "kfunc-missing", "",
		"kfunc bpf_iter_num_new: 6.4 and later"},
	/* another name; what it hangs on; a device */
	{"kfunc-missing", "libbpf: extern (func ksym) 'bpf_ct_release': not found", "", {0}, 0,
		NULL, "kfunc-missing", "",
		"kfunc bpf_ct_release: 5.18 and later, with CONFIG_NF_CONNTRACK"},
	{"kfunc-missing", "libbpf: extern (func ksym) 'bpf_ct_set_nat_info': not found", "", {0}, 0,
		NULL, "kfunc-missing", "",
		"kfunc bpf_ct_set_nat_info: 6.1 and later, with CONFIG_NF_NAT"},
	{"kfunc-missing", "libbpf: extern (func ksym) 'bpf_xdp_get_xfrm_state': not found", "", {0},
		0, NULL, "kfunc-missing", "",
		"kfunc bpf_xdp_get_xfrm_state: 6.8 and later, with CONFIG_XFRM"},
	{"kfunc-missing", "libbpf: extern (func ksym) 'scx_bpf_consume': not found", "",
		{.has = "kfunc:scx_bpf_dsq_move_to_local"}, 0, NULL, "kfunc-missing", "",
		"kfunc scx_bpf_consume: 6.12 and later, gone with 6.17; this kernel has it as "
		"scx_bpf_dsq_move_to_local"},
	{"kfunc-missing", "libbpf: extern (func ksym) 'scx_bpf_dsq_move_to_local': not found", "",
		{.has = "kfunc:scx_bpf_consume"}, 0, NULL, "kfunc-missing", "",
		"kfunc scx_bpf_dsq_move_to_local: 6.13 and later; this kernel has it as "
		"scx_bpf_consume"},
	{"kfunc-not-allowed", "metadata kfuncs require device-bound program", "", {.asked = 1}, 0,
		NULL, "kfunc-not-allowed", "", DEVICE},
	/* functions of the program, sleeping, maps, return values */
	{"callback-unknown", "number of funcs in func_info doesn't match number of subprogs", "",
		{.isa = 1 << ISA_CALLBACKS}, 0, NULL, "callback-unknown", "",
		"callbacks, functions whose address a helper gets: 5.13 and later; before it: a "
		"loop with a constant bound"},
	{"callback-unknown", "number of funcs in func_info doesn't match number of subprogs", "",
		{0}, 0, NULL, "callback-unknown", "", ""},
	{"function-signature", "Arg#1 type PTR in f() is not supported yet.", "", {0}, 0, NULL,
		"function-signature", "",
		"pointers as arguments of global functions: 5.12 and later, of the context alone "
		"before; " STATIC},
	{"function-signature", "Arg#1 type STRUCT in f() is not supported yet.", "", {0}, 0, NULL,
		"function-signature", "",
		"a global function takes scalars, the context, and pointers to types whose size is "
		"known; " STATIC},
	{"argument-type", "arg#0 reference type('FWD x') size cannot be determined: -22", "", {0},
		0, NULL, "argument-type", "",
		"a global function takes scalars, the context, and pointers to types whose size is "
		"known; " STATIC},
	{"argument-type", "R1 type=ctx expected=fp", "", {0}, 0, NULL, "argument-type", "", ""},
	{"sleepable", "helper call might sleep in a non-sleepable prog",
		"1: (85) call bpf_trace_printk#6\nhelper call …", {0}, 0, NULL, "sleepable", "",
		"bpf_trace_printk may sleep, and only programs that may sleep can call it: "
		"SEC(\"xdp.s\") does not exist; programs in fentry.s, lsm.s and uprobe.s may sleep"},
	{"sleepable", "Program of this type cannot be sleepable", "", {0}, 0, NULL, "sleepable", "",
		"this kernel knows no programs of SEC(\"xdp\") that may sleep; without .s it is a "
		"program that may not"},
	{"map-not-allowed", "tracing progs cannot use bpf_spin_lock yet", "", {.types = ""}, 0,
		NULL, "map-not-allowed", "",
		"kprobe, tracepoint, raw_tp and perf_event programs cannot use a map whose value "
		"has it; this kernel allows it in fentry, fexit and tp_btf"},
	{"map-not-allowed", "tracing progs cannot use bpf_spin_lock yet", "", {0}, 0, NULL,
		"map-not-allowed", "",
		"no program that traces can use a map whose value has it in this kernel: instead of "
		"a lock a per-CPU map, or __sync_fetch_and_add()"},
	{"return-value",
		"At program exit the register R0 has value (0x2; 0x0) should have been in "
		"(0x0; 0x1)",
		"", {0}, 0, NULL, "return-value", "", RETURN("0 or 1")},
	{"return-value",
		"At program exit the register R0 has smin=2 smax=2 should have been in "
		"[-4095, 0]",
		"", {0}, 0, NULL, "return-value", "", RETURN("-4095 to 0")},
	{"return-value",
		"At program exit the register R0 has unknown scalar value should have been "
		"in (0x1; 0x0)",
		"", {0}, 0, NULL, "return-value", "", "it must return 1 on every path"},
	{"return-value", "At program exit the register R0 is not a known value (inv)", "", {0}, 0,
		NULL, "return-value", "", ""},
	{"lock", "global function calls are not allowed while holding a lock,", "", {0}, 0, NULL,
		"lock", "",
		"the verifier judges a global function by its prototype alone; " STATIC},
	{"load-refused", "Invalid argument", "",
		{.asked = 1, .type = BPF_PROG_TYPE_CGROUP_SOCK_ADDR}, 0, NULL, "load-refused",
		"this kernel does not know the attach type cgroup_unix_connect",
		"cgroup/connect_unix: 6.7 and later"},
	{"load-refused", "Invalid argument", "", {.asked = 1}, 0, NULL, "load-refused", "", ""},
	/* instructions */
	{"instruction-unknown", "BPF_CALL uses reserved fields",
		"0: (85) call unknown#72888\nBPF_CALL uses …", {0}, 0, NULL, "kfunc-missing",
		"knows no calls", "kfunc tcp_reno_ssthresh: 5.13 and later"},
	{"instruction-unknown", "BPF_CALL uses reserved fields", "", {0}, 0, NULL, "kfunc-missing",
		"knows no calls", "calls of kernel functions: 5.13 and later"},
	{"instruction-unknown", "BPF_CALL uses reserved fields", "", {.calls = 1}, 0, NULL,
		"instruction-unknown", "", ""},
	{"instruction-unknown", "BPF_CALL uses reserved fields", "", {.calls = -ENOTSUP}, 0, NULL,
		"instruction-unknown", "", ""},
	{"instruction-unknown", "BPF_CALL uses reserved fields", "", {0}, 0, "kfunc-missing",
		"kfunc-missing", "", ""},
	{"btf-missing", "missing btf func_info", "", {0}, 0, NULL, "btf-missing", "",
		"the object has no BTF: compile with -g"},
	{"uninitialised-read", "unexpected __bpf_trap() due to uninitialized variable?", "", {0}, 0,
		NULL, "uninitialised-read", "", TRAPPED},
	{"uninitialised-read", "R0 !read_ok", "", {0}, 0, NULL, "uninitialised-read", "", ""},
	{"kfunc-missing", "kfunc '__bpf_trap' is referenced but wasn't resolved", "", {0}, 0, NULL,
		"kfunc-missing", "", TRAPPED},
};

static void judge(size_t i, struct program_result *p)
{
	char log[512] = "", warnings[] = "";
	struct load_answer a = {.reached = true, .err = EINVAL, .log = log, .warnings = warnings};
	const struct help_case c = {.answer = &a,
		.dropped = rows[i].dropped,
		.version = "5.10.262",
		.expected = rows[i].expected ? VERDICT_REJECTED : VERDICT_ACCEPTED,
		.reason = rows[i].expected};

	snprintf(log, sizeof(log), "%s", rows[i].log);
	program_result_init(p);
	p->verdict = VERDICT_REJECTED;
	p->err = EINVAL;
	text_set(p->reason, rows[i].reason);
	text_set(p->detail, rows[i].detail);
	kernel = rows[i].kernel;
	help_ask(p, &c);
	assert_int_equal(without, 0);
	assert_int_equal(p->verdict, VERDICT_REJECTED);
}

static void the_kernels_answer_overrides_the_message(void **state)
{
	struct program_result p;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		judge(i, &p);
		if (strcmp(p.reason, rows[i].now) != 0 || strcmp(p.help, rows[i].help) != 0 ||
			!strstr(p.detail, rows[i].detail_has))
			fail_msg("row %zu, %s: %s, %s, help \"%s\"", i, rows[i].detail, p.reason,
				p.detail, p.help);
	}
}

static void an_expected_refusal_is_not_probed(void **state)
{
	static const struct {
		const char *reason, *detail, *expected_reason;
		enum verdict expected;
	} quiet[] = {
		{"helper-unknown", "invalid func unknown#181", "helper-unknown", VERDICT_REJECTED},
		{"helper-unknown", "invalid func unknown#181", NULL, VERDICT_REJECTED},
		{"kfunc-not-allowed", "calling kernel function x is not allowed", NULL,
			VERDICT_REJECTED},
		{"instruction-unknown", "unknown opcode e0", NULL, VERDICT_ACCEPTED},
		{"null-dereference", "R0 invalid mem access 'map_value_or_null'", NULL,
			VERDICT_ACCEPTED},
	};
	char empty[] = "";
	struct load_answer a = {.reached = true, .log = empty, .warnings = empty};
	struct program_result p;

	(void)state;
	for (size_t i = 0; i < COUNT(quiet); i++) {
		const struct help_case c = {.answer = &a,
			.version = "5.10.262",
			.expected = quiet[i].expected,
			.reason = quiet[i].expected_reason};
		program_result_init(&p);
		p.verdict = VERDICT_REJECTED;
		text_set(p.reason, quiet[i].reason);
		text_set(p.detail, quiet[i].detail);
		asked_times = 0;
		help_ask(&p, &c);
		assert_int_equal(asked_times, 0);
		assert_string_equal(p.reason, quiet[i].reason);
		assert_string_equal(p.detail, quiet[i].detail);
		assert_string_equal(p.help, "");
	}
}

static void a_flag_is_named_with_its_release(void **state)
{
	static const struct {
		uint32_t flags;
		int err;
		bool reached;
		const char *reason, *detail_has, *help;
	} cases[] = {
		{1U << 5, EINVAL, true, "flag-unknown",
			"does not know the program flag BPF_F_XDP_HAS_FRAGS",
			"flag BPF_F_XDP_HAS_FRAGS: 5.18 and later"},
		{1U << 5 | 1U << 3, EINVAL, true, "flag-unknown", "flag BPF_F_XDP_HAS_FRAGS)",
			"flag BPF_F_XDP_HAS_FRAGS: 5.18 and later"},
		{1U << 5 | 1U << 7, EINVAL, true, "flag-unknown",
			"BPF_F_TEST_REG_INVARIANTS|BPF_F_XDP_HAS_FRAGS", ""},
		/* another errno, or bpf() was not called */
		{1U << 5, EPERM, true, "load-refused", "Invalid argument", ""},
		{1U << 5, EINVAL, false, "load-refused", "Invalid argument", ""},
	};
	char empty[] = "";

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct load_answer a = {.reached = cases[i].reached,
			.prog_flags = cases[i].flags,
			.log = empty,
			.warnings = empty};
		const struct help_case c = {
			.answer = &a, .version = "5.10.262", .expected = VERDICT_ACCEPTED};
		struct program_result p;

		program_result_init(&p);
		p.verdict = VERDICT_UNLOADABLE;
		p.err = cases[i].err;
		text_set(p.reason, "load-refused");
		text_set(p.detail, "Invalid argument");
		kernel = (struct kernel){.asked = 1};
		help_ask(&p, &c);
		assert_string_equal(p.reason, cases[i].reason);
		assert_non_null(strstr(p.detail, cases[i].detail_has));
		assert_string_equal(p.help, cases[i].help);
	}
}

/* The kernel's prototype; without marks it may have an argument too many. */
static void the_kernels_prototype_is_shown(void **state)
{
	static const struct {
		const char *kfunc, *version, *help;
	} cases[] = {
		{"scx_bpf_cpu_rq", "7.1.13",
			"this kernel's: int scx_bpf_cpu_rq(int cpu, struct bpf_prog_aux *aux); its BTF "
			"marks no kfuncs, so it was built with a pahole before 1.26, and has the "
			"argument that the kernel itself passes"},
		{"bpf_key_put", "7.1.13",
			"this kernel's: int bpf_key_put(int cpu); its BTF marks no kfuncs, so it was "
			"built with a pahole before 1.26, and what it says of them may be wrong"},
		{"bpf_key_put", "6.9.12", "this kernel's: int bpf_key_put(int cpu)"},
		{"bpf_no_such", "6.9.12", ""},
	};
	char empty[] = "";
	struct load_answer a = {.reached = true, .log = empty, .warnings = empty};

	(void)state;
	kernel_btf = btf__new_empty();
	const int number = btf__add_int(kernel_btf, "int", 4, BTF_INT_SIGNED);
	const int aux = btf__add_ptr(kernel_btf, btf__add_struct(kernel_btf, "bpf_prog_aux", 0));
	const int one = btf__add_func_proto(kernel_btf, number);
	btf__add_func_param(kernel_btf, "cpu", number);
	const int two = btf__add_func_proto(kernel_btf, number);
	btf__add_func_param(kernel_btf, "cpu", number);
	btf__add_func_param(kernel_btf, "aux", aux);
	btf__add_func(kernel_btf, "bpf_key_put", BTF_FUNC_GLOBAL, one);
	btf__add_func(kernel_btf, "scx_bpf_cpu_rq", BTF_FUNC_GLOBAL, two);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct help_case c = {
			.answer = &a, .version = cases[i].version, .expected = VERDICT_ACCEPTED};
		struct program_result p;

		program_result_init(&p);
		p.verdict = VERDICT_UNLOADABLE;
		text_set(p.reason, "kfunc-prototype");
		snprintf(p.detail, sizeof(p.detail),
			"libbpf: extern (func ksym) '%s': func_proto [7] incompatible with vmlinux [9]",
			cases[i].kfunc);
		help_ask(&p, &c);
		if (*cases[i].help)
			assert_string_equal(p.help, cases[i].help);
		else
			assert_null(strstr(p.help, "this kernel's:"));
	}
	btf__free(kernel_btf);
	kernel_btf = NULL;
}

/* A module is why, where the kernel is of a release that has the kfunc. */
static void module_is_named_from_the_release_on(void **state)
{
	static const struct {
		const char *kfunc, *version, *help;
	} cases[] = {
		{"bpf_xdp_get_xfrm_state", "6.8.1",
			"kfunc bpf_xdp_get_xfrm_state: 6.8 and later, with CONFIG_XFRM, which is "
			"not set"},
		{"bpf_ct_set_nat_info", "6.1.1",
			"kfunc bpf_ct_set_nat_info: 6.1 and later, with CONFIG_NF_NAT=m as here; in "
			"module nf_nat, which the guest does not load"},
		{"bpf_xdp_flow_lookup", "6.10.11",
			"kfunc bpf_xdp_flow_lookup: 6.11 and later, with CONFIG_NF_FLOW_TABLE"},
		{"bpf_xdp_flow_lookup", "6.12.118",
			"kfunc bpf_xdp_flow_lookup: 6.11 and later, with CONFIG_NF_FLOW_TABLE; "
			"where that is =m, in module nf_flow_table, which the guest does not "
			"load"},
	};
	char empty[] = "";
	struct load_answer a = {.reached = true, .log = empty, .warnings = empty};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct help_case c = {
			.answer = &a, .version = cases[i].version, .expected = VERDICT_ACCEPTED};
		struct program_result p;

		program_result_init(&p);
		p.verdict = VERDICT_UNLOADABLE;
		text_set(p.reason, "kfunc-missing");
		snprintf(p.detail, sizeof(p.detail), "libbpf: extern (func ksym) '%s': not found",
			cases[i].kfunc);
		kernel.asked = 0;
		help_ask(&p, &c);
		assert_string_equal(p.help, cases[i].help);
	}
}

/* The first instruction of a set that the kernel does not have, or the last one of the trace. */
static void the_instruction_is_named(void **state)
{
	static struct bpf_insn code[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K},
		/* two slots; the second one looks like an instruction of v4 */
		{.code = BPF_LD | BPF_IMM | BPF_DW, .dst_reg = 1},
		{.code = BPF_JMP32 | BPF_JA},
		{.code = BPF_STX | BPF_ATOMIC | BPF_DW, .imm = BPF_ADD},
		{.code = BPF_STX | BPF_ATOMIC | BPF_DW, .imm = BPF_ADD | BPF_FETCH},
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .off = 8},
		{.code = BPF_STX | BPF_ATOMIC | BPF_DW, .imm = 0x110},
		{.code = BPF_JMP | 0xe0, .off = 1},
		{.code = BPF_JMP | BPF_EXIT},
	};
	static const struct {
		unsigned int isa;
		const char *log;
		int64_t insn;
		const char *help;
	} cases[] = {
		{1U << ISA_ATOMICS | 1U << ISA_V4, "", 4,
			"before it: __atomic_fetch_add(p, n, __ATOMIC_RELAXED) whose result"},
		{1U << ISA_V4, "", 5, "-mcpu=v4 (sign extension"},
		{1U << ISA_LOAD_ACQUIRE | 1U << ISA_MAY_GOTO, "", 6, "load-acquire and store"},
		{1U << ISA_MAY_GOTO, "", 7, "may_goto (can_loop, cond_break): 6.9 and later"},
		{1U << ISA_ATOMICS | 1U << ISA_V4, "4: (db) r1 = …\n5: (bf) r1 = r2\nBPF_MOV …\n",
			5, "-mcpu=v4 (sign extension"},
		/* the refused one is known */
		{1U << ISA_V4, "0: (b7) r0 = 0\n4: (db) …\n", -1, NULL},
		{0, "", -1, NULL},
	};
	char empty[] = "";

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char log[64];
		struct load_answer a = {.reached = true,
			.log = log,
			.warnings = empty,
			.code = {.insns = code, .count = COUNT(code)}};
		const struct help_case c = {
			.answer = &a, .version = "5.10.262", .expected = VERDICT_ACCEPTED};
		struct program_result p;

		snprintf(log, sizeof(log), "%s", cases[i].log);
		program_result_init(&p);
		p.verdict = VERDICT_REJECTED;
		text_set(p.reason, "instruction-unknown");
		kernel = (struct kernel){.isa = cases[i].isa};
		help_ask(&p, &c);
		assert_int_equal(p.insn, cases[i].insn);
		if (cases[i].help)
			assert_non_null(strstr(p.help, cases[i].help));
		else
			assert_string_equal(p.help, "");
	}
}

/* A detail that fills its field is cut, and nothing is written past the field. */
static void a_long_detail_is_cut(void **state)
{
	char empty[] = "";
	struct load_answer a = {.reached = true, .log = empty, .warnings = empty};
	const struct help_case c = {
		.answer = &a, .version = "5.10.262", .expected = VERDICT_ACCEPTED, .dropped = 1};
	struct program_result p;

	(void)state;
	for (int without_has = 0; without_has < 2; without_has++) {
		program_result_init(&p);
		p.verdict = VERDICT_REJECTED;
		text_set(p.reason, "helper-not-allowed");
		memset(p.detail, 'x', sizeof(p.detail) - 1);
		memcpy(p.detail, "unknown func bpf_trace_printk#6 ", 32);
		kernel = (struct kernel){.at_all = 1, .asked = 1, .asked_without = without_has};
		help_ask(&p, &c);
		assert_string_equal(last_asked, "helper:bpf_trace_printk");
		assert_string_equal(p.reason, without_has ? "helper-not-allowed" : "no-privilege");
		assert_true(strlen(p.detail) < sizeof(p.detail));
		assert_non_null(strstr(p.detail, "bpf_trace_printk#6 xxx"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernels_answer_overrides_the_message),
		cmocka_unit_test(an_expected_refusal_is_not_probed),
		cmocka_unit_test(a_flag_is_named_with_its_release),
		cmocka_unit_test(the_kernels_prototype_is_shown),
		cmocka_unit_test(module_is_named_from_the_release_on),
		cmocka_unit_test(the_instruction_is_named),
		cmocka_unit_test(a_long_detail_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
